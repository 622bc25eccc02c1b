// A mail server with GnuTLS as its TLS library, and domainsec's judgement: the same as over
// domainsec's own sessions. Shows what to do about tickets. Exit code 0 only when all is as
// expected.
#include <cstdio>
#include <cstdlib>
#include <exception>

#include "own_tls/comparison.hpp"
#include "own_tls_gnutls/gnutls_end.hpp"
#include "own_tls_gnutls/gnutls_facts.hpp"

namespace {

using namespace own_tls;
using domainsec::Identity;
using domainsec::SessionFacts;
using domainsec::TlsVersion;

constexpr const char* peer_address = "192.0.2.25";

const char* versions(TlsVersion version) {
    return version == TlsVersion::tls12 ? tls12_alone : any_version;
}

SessionFacts as_server(const Contoso& contoso, const std::optional<Identity>& peer,
                       TlsVersion version) {
    const auto ours = make_credentials(contoso.identity());
    const auto theirs = make_credentials(peer);
    GnutlsEnd server(ours.get(), GNUTLS_SERVER | session_flags, versions(version));
    GnutlsEnd client(theirs.get(), GNUTLS_CLIENT, any_version);
    client.ask_for(edge_host);
    exchange(client, server);
    return gnutls_facts(server.session(), server.handshake(), contoso.clock(), peer_address);
}

SessionFacts as_client(const Contoso& contoso, const std::optional<Identity>& peer,
                       TlsVersion version) {
    const auto ours = make_credentials(contoso.identity());
    const auto theirs = make_credentials(peer);
    GnutlsEnd client(ours.get(), GNUTLS_CLIENT | session_flags, versions(version));
    GnutlsEnd server(theirs.get(), GNUTLS_SERVER, any_version);
    exchange(client, server);
    return gnutls_facts(client.session(), client.handshake(), contoso.clock(), peer_address);
}

/// The server has sent its Finished, but the client has proved nothing yet. With early start
/// GnuTLS then calls the handshake a success.
void check_unfinished(const Contoso& contoso, Checklist& checklist) {
    for (const unsigned early : {0U, static_cast<unsigned>(GNUTLS_ENABLE_EARLY_START)}) {
        const auto ours = make_credentials(contoso.identity());
        const auto theirs = make_credentials(contoso.fabrikam());
        GnutlsEnd server(ours.get(), GNUTLS_SERVER | session_flags | early, any_version);
        GnutlsEnd client(theirs.get(), GNUTLS_CLIENT, any_version);
        client.receive({});
        server.receive(client.take_output());
        check_refused(checklist,
                      std::string("no facts before the client has proved itself") +
                          (early != 0 ? ", whatever an early start says" : ""),
                      "proof.handshake_complete",
                      [&] { gnutls_facts(server.session(), server.handshake(), contoso.clock()); });
    }
}

/// A key for tickets, and what a client keeps of a session.
class Datum final {
  public:
    Datum() = default;
    ~Datum() { gnutls_free(value_.data); }
    Datum(const Datum&) = delete;
    Datum& operator=(const Datum&) = delete;
    gnutls_datum_t* get() noexcept { return &value_; }

  private:
    gnutls_datum_t value_{nullptr, 0};
};

/// Contoso's server, called twice by a Fabrikam that likes to resume.
struct SecondCall {
    SecondCall(const Contoso& contoso, bool with_tickets)
        : ours(make_credentials(contoso.identity())),
          theirs(make_credentials(contoso.fabrikam())),
          server(ours.get(), server_flags(with_tickets), any_version) {
        if (with_tickets) gnutls_session_ticket_key_generate(key.get());
        GnutlsEnd first_server(ours.get(), server_flags(with_tickets), any_version);
        GnutlsEnd first_client(theirs.get(), GNUTLS_CLIENT, any_version);
        enable(first_server, with_tickets);
        exchange(first_client, first_server);
        Datum kept;
        gnutls_session_get_data2(first_client.session(), kept.get());

        GnutlsEnd client(theirs.get(), GNUTLS_CLIENT, any_version);
        gnutls_session_set_data(client.session(), kept.get()->data, kept.get()->size);
        enable(server, with_tickets);
        exchange(client, server);
    }

    static unsigned server_flags(bool with_tickets) {
        return with_tickets ? GNUTLS_SERVER : GNUTLS_SERVER | session_flags;
    }
    void enable(const GnutlsEnd& end, bool with_tickets) {
        if (with_tickets) gnutls_session_ticket_enable_server(end.session(), key.get());
    }

    Datum key;
    Credentials ours;
    Credentials theirs;
    GnutlsEnd server;
};

void check_tickets(const Contoso& contoso, MovableClock& time, Checklist& checklist) {
    const SecondCall without(contoso, false);
    const auto facts =
        gnutls_facts(without.server.session(), without.server.handshake(), contoso.clock());
    checklist.check(!facts.proof().resumed && !facts.chain().empty(),
                    "without tickets every session proves the key");

    const auto proved_at = contoso.clock()();
    const SecondCall with(contoso, true);
    checklist.check(gnutls_session_is_resumed(with.server.session()) != 0,
                    "a ticket of GnuTLS resumes a session");
    check_refused(checklist, "and nothing tells when the key was proved", "proof.proved_at", [&] {
        gnutls_facts(with.server.session(), with.server.handshake(), contoso.clock());
    });
    const auto resumed = gnutls_facts(with.server.session(), with.server.handshake(),
                                      contoso.clock(), peer_address, proved_at);
    checklist.check(resumed.proof().resumed && resumed.proof().proved_at == proved_at &&
                        judge(contoso.edge(), resumed).status == domainsec::Status::pass,
                    "a caller that has kept the time can say so: the message passes");
    time.advance(std::chrono::hours{24 * 7});
    checklist.check(judge(contoso.edge(), resumed).reason == domainsec::PolicyReason::expired,
                    "a week later, when the certificate has ended: refused, for each transaction "
                    "is judged anew");
}

int run() {
    const TemporaryFolder folder;
    MovableClock time(domainsec::system_clock()());
    const Contoso contoso(folder.path(), time.clock());
    const auto of = [&contoso](auto function) {
        return [&contoso, function](const std::optional<Identity>& peer, TlsVersion version) {
            return function(contoso, peer, version);
        };
    };
    const OtherStack gnutls{of(as_server), of(as_client)};
    Checklist checklist;
    compare(contoso, gnutls, checklist);
    show_stamp(contoso, gnutls, checklist);
    check_unfinished(contoso, checklist);
    check_tickets(contoso, time, checklist);
    return checklist.exit_code();
}

}  // namespace

int main() {
    try {
        return run();
    } catch (const std::exception& error) {
        std::fprintf(stderr, "own_tls_gnutls: %s\n", error.what());
        return EXIT_FAILURE;
    }
}

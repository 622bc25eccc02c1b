// A mail server with OpenSSL 3 as its TLS library, and domainsec's judgement: the same as over
// domainsec's own sessions. Shows what to do about tickets. Exit code 0 only when all is as
// expected.
#include <cstdio>
#include <cstdlib>
#include <exception>

#include "own_tls/comparison.hpp"
#include "own_tls_openssl/openssl_end.hpp"
#include "own_tls_openssl/openssl_facts.hpp"

namespace {

using namespace own_tls;
using domainsec::Identity;
using domainsec::SessionFacts;
using domainsec::TlsVersion;
using Role = OpensslEnd::Role;

constexpr const char* peer_address = "192.0.2.25";

SessionFacts as_server(const Contoso& contoso, const std::optional<Identity>& peer,
                       TlsVersion version) {
    const auto ours = make_context(TLS_server_method(), contoso.identity());
    const auto theirs = make_context(TLS_client_method(), peer);
    use_version(ours.get(), version);
    OpensslEnd server(ours.get(), Role::server);
    OpensslEnd client(theirs.get(), Role::client);
    client.ask_for(edge_host);
    exchange(client, server);
    return openssl_facts(server.ssl(), contoso.clock(), peer_address);
}

SessionFacts as_client(const Contoso& contoso, const std::optional<Identity>& peer,
                       TlsVersion version) {
    const auto ours = make_context(TLS_client_method(), contoso.identity());
    const auto theirs = make_context(TLS_server_method(), peer);
    use_version(ours.get(), version);
    OpensslEnd client(ours.get(), Role::client);
    OpensslEnd server(theirs.get(), Role::server);
    exchange(client, server);
    return openssl_facts(client.ssl(), contoso.clock(), peer_address);
}

/// The server has sent its Finished and could send more, but the client has proved nothing yet.
void check_unfinished(const Contoso& contoso, Checklist& checklist) {
    const auto ours = make_context(TLS_server_method(), contoso.identity());
    const auto theirs = make_context(TLS_client_method(), contoso.fabrikam());
    OpensslEnd server(ours.get(), Role::server);
    OpensslEnd client(theirs.get(), Role::client);
    client.receive({});
    server.receive(client.take_output());
    check_refused(checklist, "no facts before the client has proved itself",
                  "proof.handshake_complete",
                  [&] { openssl_facts(server.ssl(), contoso.clock()); });
}

/// Contoso's server, called several times by a Fabrikam that likes to resume.
class ResumingCaller final {
  public:
    ResumingCaller(const Contoso& contoso, TlsVersion version)
        : ours_(make_context(TLS_server_method(), contoso.identity())),
          theirs_(make_context(TLS_client_method(), contoso.fabrikam())) {
        use_version(ours_.get(), version);
        SSL_CTX_set_session_cache_mode(theirs_.get(), SSL_SESS_CACHE_CLIENT);
        SSL_CTX_clear_options(theirs_.get(), SSL_OP_NO_TICKET);
    }

    SSL_CTX* server_context() const noexcept { return ours_.get(); }

    SSL* call() {
        server_.emplace(ours_.get(), Role::server);
        OpensslEnd client(theirs_.get(), Role::client);
        if (earlier_) client.resume(earlier_.get());
        exchange(client, *server_);
        earlier_.reset(SSL_get1_session(client.ssl()));
        return server_->ssl();
    }

  private:
    ContextPointer ours_;
    ContextPointer theirs_;
    SessionPointer earlier_{nullptr, &SSL_SESSION_free};
    std::optional<OpensslEnd> server_;
};

void check_without_resumption(const Contoso& contoso, TlsVersion version, Checklist& checklist) {
    ResumingCaller caller(contoso, version);
    caller.call();
    const auto facts = openssl_facts(caller.call(), contoso.clock());
    checklist.check(!facts.proof().resumed && !facts.chain().empty(),
                    "after resume_nothing() every session proves the key, in " +
                        std::string(to_string(version)));
}

/// Self-contained tickets, as OpenSSL gives them out unless told otherwise.
void check_careless_tickets(const Contoso& contoso, Checklist& checklist) {
    ResumingCaller caller(contoso, TlsVersion::tls13);
    SSL_CTX_clear_options(caller.server_context(), SSL_OP_NO_TICKET);
    SSL_CTX_set_num_tickets(caller.server_context(), 2);
    SSL_CTX_set_session_id_context(caller.server_context(),
                                   reinterpret_cast<const unsigned char*>("x"), 1);
    caller.call();
    SSL* resumed = caller.call();
    checklist.check(SSL_session_reused(resumed) == 1, "OpenSSL's own tickets resume a session");
    checklist.check(SSL_get0_peer_certificate(resumed) != nullptr &&
                        sk_X509_num(SSL_get_peer_cert_chain(resumed)) <= 0,
                    "but they hold the leaf without its intermediates");
    check_refused(checklist, "and nothing tells when the key was proved", "proof.proved_at",
                  [&] { openssl_facts(resumed, contoso.clock()); });
}

/// Resumed twice, so that the last ticket came from a resumed session. Then the certificate ends.
void check_resumption(const Contoso& contoso, MovableClock& time, Checklist& checklist) {
    Resumption resumption{.clock = contoso.clock(), .lifetime = std::chrono::hours{24}};
    ResumingCaller caller(contoso, TlsVersion::tls13);
    resume_from_memory(caller.server_context(), resumption);
    const auto first = openssl_facts(caller.call(), contoso.clock());
    for (int again = 1; again <= 2; ++again) {
        time.advance(std::chrono::hours{1});
        const auto facts = openssl_facts(caller.call(), contoso.clock());
        const auto judgement = judge(contoso.edge(), facts);
        checklist.check(facts.proof().resumed &&
                            facts.proof().proved_at == first.proof().proved_at &&
                            facts.chain().certificates() == first.chain().certificates() &&
                            judgement.status == domainsec::Status::pass,
                        "resumed from memory " + std::to_string(again) +
                            " h later: the chain is whole, the proof has its old time, and "
                            "the message passes");
    }
    time.advance(std::chrono::hours{24 * 6});
    const auto facts = openssl_facts(caller.call(), contoso.clock());
    checklist.check(facts.proof().resumed &&
                        judge(contoso.edge(), facts).reason == domainsec::PolicyReason::expired,
                    "resumed after the certificate has ended: refused, for each transaction is "
                    "judged anew");
}

void set_time(SSL_SESSION* session, domainsec::TimePoint time) {
#if OPENSSL_VERSION_NUMBER >= 0x30300000L
    SSL_SESSION_set_time_ex(session, time.time_since_epoch().count());
#else
    SSL_SESSION_set_time(session, time.time_since_epoch().count());
#endif
}

/// In TLS 1.2 the session itself knows when it was made.
void check_resumption12(const Contoso& contoso, Checklist& checklist) {
    Resumption resumption{.clock = contoso.clock()};
    ResumingCaller caller(contoso, TlsVersion::tls12);
    resume_from_memory(caller.server_context(), resumption);
    SSL* first = caller.call();
    const auto chain = openssl_facts(first, contoso.clock()).chain();
    const auto made_at = contoso.clock()() - std::chrono::hours{1};
    set_time(SSL_get_session(first), made_at);
    const auto facts = openssl_facts(caller.call(), contoso.clock());
    checklist.check(facts.proof().resumed && facts.proof().proved_at == made_at &&
                        facts.chain().certificates() == chain.certificates(),
                    "resumed in TLS 1.2: the proof has the time of the first session");
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
    const OtherStack openssl{of(as_server), of(as_client)};
    Checklist checklist;
    compare(contoso, openssl, checklist);
    show_stamp(contoso, openssl, checklist);
    check_unfinished(contoso, checklist);
    for (const auto version : {TlsVersion::tls13, TlsVersion::tls12})
        check_without_resumption(contoso, version, checklist);
    check_careless_tickets(contoso, checklist);
    check_resumption12(contoso, checklist);
    check_resumption(contoso, time, checklist);
    return checklist.exit_code();
}

}  // namespace

int main() {
    try {
        return run();
    } catch (const std::exception& error) {
        std::fprintf(stderr, "own_tls_openssl: %s\n", error.what());
        return EXIT_FAILURE;
    }
}

// Full and resumed mutual handshakes and bulk data, both sides in one process, against OpenSSL's
// over memory BIOs: TLS 1.3, P-256 certificates below an intermediate authority, both chains
// judged.
#include <algorithm>

#include <domainsec/tls/ticket_keys.hpp>

#include "comparison.hpp"
#include "openssl_sessions.hpp"
#include "our_sessions.hpp"

using namespace domainsec;
using namespace domainsec_benchmark;

namespace {

// More than any memory of chains or verdicts keeps: each client comes as if for the first time.
constexpr std::size_t many = 2048;

constexpr std::size_t piece_octets = 16 * 1024;
constexpr std::size_t bulk_octets = 1024 * 1024;

// Takes its clients in turn.
class OurHandshakes final {
  public:
    OurHandshakes(const Authorities& all, const Identity& server,
                  const std::vector<Identity>& clients, const TlsOptions& options)
        : OurHandshakes(all, server, clients, options, options) {}

    OurHandshakes(const Authorities& all, const Identity& server,
                  const std::vector<Identity>& clients, const TlsOptions& server_options,
                  const TlsOptions& client_options)
        : server_(ServerContext::create(server, server_options)),
          judge_of_clients_(all.root(), client_name, PeerRole::client),
          judge_of_servers_(all.root(), server_name, PeerRole::server) {
        for (const Identity& client : clients)
            clients_.push_back(ClientContext::create(client, client_options));
    }

    void known() { judge(next()); }

    /// Once the client has a ticket.
    void resumed() {
        const OurPair pair = next();
        require(pair.server.facts()->proof().resumed, "no session was resumed");
        judge(pair);
    }

    void anew() {
        const OurPair pair = next();
        judge_of_clients_.known(*pair.server.facts());
        judge_of_servers_.anew(*pair.client.facts());
    }

    OurPair next() { return connect(*server_, *clients_[next_++ % clients_.size()]); }

  private:
    void judge(const OurPair& pair) {
        judge_of_clients_.known(*pair.server.facts());
        judge_of_servers_.known(*pair.client.facts());
    }

    std::shared_ptr<const ServerContext> server_;
    std::vector<std::shared_ptr<const ClientContext>> clients_;
    Judge judge_of_clients_;
    Judge judge_of_servers_;
    std::size_t next_ = 0;
};

// Has no memory of verdicts: it verifies each time.
class OpensslHandshakes final {
  public:
    OpensslHandshakes(const Authorities& all, const Identity& server,
                      const std::vector<Identity>& clients, const char* groups = "X25519")
        : server_(openssl_context(TLS_server_method(), server, all.root(), groups)) {
        for (const Identity& client : clients)
            clients_.push_back(openssl_context(TLS_client_method(), client, all.root(), groups));
    }

    OpensslPair next() {
        return connect(server_.get(), clients_[next_++ % clients_.size()].get(), server_name,
                       client_name);
    }

  private:
    Owned<SSL_CTX> server_;
    std::vector<Owned<SSL_CTX>> clients_;
    std::size_t next_ = 0;
};

// One client that has a ticket, and uses it again and again: neither side gives another on a
// resumption. The server's chain is not verified anew.
class OpensslResumptions final {
  public:
    OpensslResumptions(const Authorities& all, const Identity& server, const Identity& client)
        : server_(openssl_context(TLS_server_method(), server, all.root())),
          client_(openssl_context(TLS_client_method(), client, all.root())) {
        const unsigned char name[] = {'b', 'e', 'n', 'c', 'h'};
        SSL_CTX_set_session_id_context(server_.get(), name, sizeof name);
        SSL_CTX_set_num_tickets(server_.get(), 1);
        const OpensslPair first = connect(server_.get(), client_.get(), server_name, client_name);
        char none = 0;
        SSL_read(first.client.get(), &none, 1);
        session_.reset(SSL_get1_session(first.client.get()));
        end_well(first);
        SSL_CTX_set_num_tickets(server_.get(), 0);
    }

    void once() {
        const OpensslPair pair =
            connect(server_.get(), client_.get(), server_name, client_name, session_.get());
        require(SSL_session_reused(pair.server.get()) == 1, "OpenSSL resumed no session");
        end_well(pair);
    }

  private:
    // Otherwise OpenSSL takes the session for a broken one, and does not resume it again.
    static void end_well(const OpensslPair& pair) {
        for (SSL* const side : {pair.client.get(), pair.server.get()})
            SSL_set_shutdown(side, SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
    }

    Owned<SSL_CTX> server_;
    Owned<SSL_CTX> client_;
    Owned<SSL_SESSION> session_;
};

struct Parties {
    Authorities all;
    Identity server = all.issue(server_name);
    std::vector<Identity> one = all.issue(client_name, 1);
};

void known_chain(Comparison& rows, const Parties& parties) {
    OurHandshakes ours(parties.all, parties.server, parties.one, tls_options());
    OpensslHandshakes openssl(parties.all, parties.server, parties.one);
    rows.per_second(
        "handshake_full_known_chain", "handshakes/s", [&] { ours.known(); },
        Other{openssl_version(), [&] { openssl.next(); }}, std::nullopt);
}

void new_chain(Comparison& rows, const Parties& parties) {
    const std::vector<Identity> clients = parties.all.issue(client_name, many);
    OurHandshakes ours(parties.all, parties.server, clients, tls_options());
    OpensslHandshakes openssl(parties.all, parties.server, clients);
    rows.per_second(
        "handshake_full_new_chain", "handshakes/s", [&] { ours.anew(); },
        Other{openssl_version(), [&] { openssl.next(); }}, std::nullopt);
}

void resumed(Comparison& rows, const Parties& parties) {
    TlsOptions gives = tls_options();
    gives.resumption.keys = TicketKeys::create(gives.clock);
    gives.resumption.listener = server_name;
    TlsOptions keeps = tls_options();
    keeps.resumption.client_sessions = 1;
    OurHandshakes ours(parties.all, parties.server, parties.one, gives, keeps);
    ours.known();
    OpensslResumptions openssl(parties.all, parties.server, parties.one.front());
    rows.per_second(
        "handshake_resumed", "handshakes/s", [&] { ours.resumed(); },
        Other{openssl_version(), [&] { openssl.once(); }}, std::nullopt);
}

void hybrid(Comparison& rows, const Parties& parties) {
    constexpr const char* group = "X25519MLKEM768";
    OurHandshakes ours(parties.all, parties.server, parties.one, tls_options(true));
    std::optional<OpensslHandshakes> openssl;
    std::optional<Other> peer;
    if (openssl_has(group)) {
        openssl.emplace(parties.all, parties.server, parties.one, group);
        peer = Other{openssl_version(), [&] { openssl->next(); }};
    }
    rows.per_second(
        "handshake_full_hybrid", "handshakes/s", [&] { ours.known(); }, peer, std::nullopt);
}

// Piece by piece, as from one socket's buffer to the next.
void send_ours(OurPair& pair, const Bytes& piece) {
    for (std::size_t sent = 0; sent < bulk_octets; sent += piece.size()) {
        pair.client.send(piece);
        pair.server.receive(pair.client.take_output());
        require(pair.server.take_plaintext().size() == piece.size(), "a piece was lost");
    }
}

void send_openssl(const OpensslPair& pair, const Bytes& piece, Bytes& received) {
    const int octets = static_cast<int>(piece.size());
    for (std::size_t sent = 0; sent < bulk_octets; sent += piece.size())
        require(SSL_write(pair.client.get(), piece.data(), octets) == octets &&
                    SSL_read(pair.server.get(), received.data(), octets) == octets,
                "OpenSSL lost a piece");
}

void bulk(Comparison& rows, const Parties& parties) {
    OurPair ours = OurHandshakes(parties.all, parties.server, parties.one, tls_options()).next();
    require(ours.server.facts()->proof().cipher == "TLS_AES_256_GCM_SHA384", "another suite");
    const OpensslPair openssl = OpensslHandshakes(parties.all, parties.server, parties.one).next();
    require(std::string(SSL_get_cipher_name(openssl.server.get())) == "TLS_AES_256_GCM_SHA384",
            "OpenSSL took another suite");
    const Bytes piece(piece_octets, 0x2E);
    Bytes received(piece_octets);
    rows.per_second(
        "bulk_aes256gcm", "MiB/s", [&] { send_ours(ours, piece); },
        Other{openssl_version(), [&] { send_openssl(openssl, piece, received); }}, std::nullopt);
}

}  // namespace

int main(int argument_count, char** arguments) try {
    Comparison rows("tls", argument_count, arguments);
    const Parties parties;
    known_chain(rows, parties);
    new_chain(rows, parties);
    resumed(rows, parties);
    hybrid(rows, parties);
    bulk(rows, parties);
    rows.finish();
    return 0;
} catch (const std::exception& error) {
    std::fprintf(stderr, "bench_tls: %s\n", error.what());
    return 1;
}

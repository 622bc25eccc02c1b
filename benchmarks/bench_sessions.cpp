// The resident memory of established mutual TLS sessions that wait, on the server's side: ours and
// OpenSSL's, each in a process of its own. The client's side is freed after each handshake.
#include "comparison.hpp"
#include "openssl_sessions.hpp"
#include "our_sessions.hpp"
#include "resident_memory.hpp"

using namespace domainsec;
using namespace domainsec_benchmark;

namespace {

// So many partners, each with a certificate of its own, hold the sessions.
constexpr std::size_t partners = 256;

struct Parties {
    Authorities all;
    Identity server = all.issue(server_name);
    std::vector<Identity> clients = all.issue(client_name, partners);
};

constexpr std::string_view greeting = "220 mx1.contoso.example ESMTP\r\n";

class OurServer final {
  public:
    explicit OurServer(const Parties& parties)
        : server_(ServerContext::create(parties.server, tls_options())) {
        for (const Identity& client : parties.clients)
            clients_.push_back(ClientContext::create(client, tls_options()));
    }

    Kept next() {
        OurPair pair = connect(*server_, *clients_[next_++ % clients_.size()]);
        pair.server.send(bytes_of(greeting));
        pair.client.receive(pair.server.take_output());
        require(pair.client.take_plaintext().size() == greeting.size(), "a greeting was lost");
        return std::make_shared<const Session>(std::move(pair.server));
    }

  private:
    std::shared_ptr<const ServerContext> server_;
    std::vector<std::shared_ptr<const ClientContext>> clients_;
    std::size_t next_ = 0;
};

class OpensslServer final {
  public:
    explicit OpensslServer(const Parties& parties)
        : server_(openssl_context(TLS_server_method(), parties.server, parties.all.root())) {
        for (const Identity& client : parties.clients)
            clients_.push_back(openssl_context(TLS_client_method(), client, parties.all.root()));
    }

    Kept next() {
        OpensslPair pair = connect(server_.get(), clients_[next_++ % clients_.size()].get(),
                                   server_name, client_name);
        std::string read(greeting.size(), ' ');
        const int octets = static_cast<int>(read.size());
        require(SSL_write(pair.server.get(), greeting.data(), octets) == octets &&
                    SSL_read(pair.client.get(), read.data(), octets) == octets,
                "OpenSSL lost a greeting");
        // The memory behind which the handshake was made is no part of a session over a socket.
        SSL_set_bio(pair.server.get(), BIO_new(BIO_s_null()), BIO_new(BIO_s_null()));
        return {pair.server.release(), Free()};
    }

  private:
    Owned<SSL_CTX> server_;
    std::vector<Owned<SSL_CTX>> clients_;
    std::size_t next_ = 0;
};

void idle(Comparison& rows, const Parties& parties, std::size_t count) {
    OurServer ours(parties);
    OpensslServer openssl(parties);
    rows.amount("memory_idle_" + std::to_string(count), "KiB",
                kib_for_each_alone([&] { return ours.next(); }, count), openssl_version(),
                kib_for_each_alone([&] { return openssl.next(); }, count));
}

}  // namespace

int main(int argument_count, char** arguments) try {
    Comparison rows("sessions", argument_count, arguments);
    const Parties parties;
    for (const std::size_t count : {1000U, 10'000U}) idle(rows, parties, count);
    rows.finish();
    return 0;
} catch (const std::exception& error) {
    std::fprintf(stderr, "bench_sessions: %s\n", error.what());
    return 1;
}

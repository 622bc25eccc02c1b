// A full mutual handshake, both sides in one process, against OpenSSL's over memory BIOs: TLS 1.3,
// X25519, P-256 certificates below an intermediate authority; both chains are judged in both.
#include <openssl/err.h>
#include <openssl/ssl.h>

#include <domainsec/pki/issue.hpp>
#include <domainsec/tls/contexts.hpp>
#include <domainsec/trust/chain_validator.hpp>

#include "authorities.hpp"
#include "comparison.hpp"

using namespace domainsec;
using domainsec_benchmark::authority_for;
using domainsec_benchmark::Comparison;
using domainsec_benchmark::content_for;
using domainsec_benchmark::domain;
using domainsec_benchmark::now;
using domainsec_benchmark::Other;
using domainsec_benchmark::require;
using domainsec_benchmark::Work;

namespace {

// More than any cache of chains would keep: each client's chain comes as if for the first time.
constexpr std::size_t clients = 1024;

// A root, an authority below it, one server and many clients.
struct Organizations {
    PrivateKey root_key = PrivateKey::generate(KeyAlgorithm::ecdsa_p256);
    Certificate root = make_self_signed(root_key, authority_for("Bench Root", 1));
    PrivateKey issuing_key = PrivateKey::generate(KeyAlgorithm::ecdsa_p256);
    Certificate issuing = issue_certificate(root, root_key, issuing_key.public_key(),
                                            authority_for("Bench Issuing", 0));
    Identity server = issue("mx1.contoso.example");
    std::vector<Identity> senders;

    Organizations() {
        for (std::size_t i = 0; i < clients; ++i) senders.push_back(issue("fabrikam.example"));
    }

    Identity issue(const std::string& name) const {
        const PrivateKey key = PrivateKey::generate(KeyAlgorithm::ecdsa_p256);
        CertificateTemplate content = content_for(name);
        content.dns_names = {domain(name)};
        return {
            name,
            Chain({issue_certificate(issuing, issuing_key, key.public_key(), content), issuing}),
            key};
    }
};

class OurHandshake final {
  public:
    explicit OurHandshake(const Organizations& all)
        : server_(ServerContext::create(all.server, options())),
          judges_clients_(policy(all, "fabrikam.example"), PeerRole::client),
          judges_servers_(policy(all, "mx1.contoso.example"), PeerRole::server) {
        for (const Identity& sender : all.senders)
            clients_.push_back(ClientContext::create(sender, options()));
    }

    void once() {
        Session server = server_->accept();
        Session client =
            clients_[next_++ % clients_.size()]->connect({.server_name = "mx1.contoso.example"});
        server.receive(client.take_output());
        client.receive(server.take_output());
        server.receive(client.take_output());
        require(server.facts() != nullptr && client.facts() != nullptr, "no handshake was made");
        judge(judges_clients_, *server.facts());
        judge(judges_servers_, *client.facts());
    }

  private:
    static TlsOptions options() {
        TlsOptions options;
        options.hybrid_first = false;
        options.clock = [] { return now; };
        return options;
    }

    static TrustPolicy policy(const Organizations& all, std::string_view identity) {
        TrustPolicy policy;
        policy.anchors = AnchorSet::from_certificates({all.root});
        policy.identities = {domain(identity)};
        policy.revocation = RevocationMode::off;
        return policy;
    }

    void judge(const ChainValidator& validator, const SessionFacts& facts) const {
        require(validator.judge(facts.chain(), *evidence_, now).status == Status::pass,
                "a chain was refused");
    }

    std::shared_ptr<const ServerContext> server_;
    std::vector<std::shared_ptr<const ClientContext>> clients_;
    ChainValidator judges_clients_;
    ChainValidator judges_servers_;
    std::shared_ptr<const Evidence> evidence_ = Evidence::none();
    std::size_t next_ = 0;
};

struct Free {
    void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
    void operator()(SSL* session) const { SSL_free(session); }
    void operator()(X509* certificate) const { X509_free(certificate); }
    void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
    void operator()(BIO* bio) const { BIO_free(bio); }
};

template <typename Type>
using Owned = std::unique_ptr<Type, Free>;

Owned<X509> openssl_certificate(const Certificate& certificate) {
    const std::uint8_t* octets = certificate.der().data();
    Owned<X509> read(d2i_X509(nullptr, &octets, static_cast<long>(certificate.der().size())));
    require(read != nullptr, "OpenSSL does not read a certificate");
    return read;
}

Owned<EVP_PKEY> openssl_key(const PrivateKey& key) {
    const std::string pem = key.to_pem(SecretAccess::granted());
    const Owned<BIO> source(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
    Owned<EVP_PKEY> read(PEM_read_bio_PrivateKey(source.get(), nullptr, nullptr, nullptr));
    require(read != nullptr, "OpenSSL does not read a key");
    return read;
}

// OpenSSL as mail servers use it: both sides verify; no tickets, for ours gives none either.
class OpensslHandshake final {
  public:
    explicit OpensslHandshake(const Organizations& all)
        : server_(context(TLS_server_method(), all.server, all.root)) {
        for (const Identity& sender : all.senders)
            clients_.push_back(context(TLS_client_method(), sender, all.root));
    }

    void once() {
        const Owned<SSL> server(SSL_new(server_.get()));
        const Owned<SSL> client(SSL_new(clients_[next_++ % clients_.size()].get()));
        connect_by_memory(client.get(), server.get());
        SSL_set_accept_state(server.get());
        SSL_set_connect_state(client.get());
        // What the macro SSL_set_tlsext_host_name does, without its cast.
        static char server_name[] = "mx1.contoso.example";
        SSL_ctrl(client.get(), SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name,
                 server_name);
        SSL_set1_host(client.get(), "mx1.contoso.example");
        SSL_set1_host(server.get(), "fabrikam.example");
        SSL_do_handshake(client.get());
        SSL_do_handshake(server.get());
        require(SSL_do_handshake(client.get()) == 1, "OpenSSL's client made no handshake");
        require(SSL_do_handshake(server.get()) == 1, "OpenSSL's server made no handshake");
        require(SSL_get_verify_result(server.get()) == X509_V_OK &&
                    SSL_get_verify_result(client.get()) == X509_V_OK &&
                    SSL_get0_peer_certificate(server.get()) != nullptr,
                "OpenSSL refused a chain");
    }

  private:
    static Owned<SSL_CTX> context(const SSL_METHOD* method, const Identity& identity,
                                  const Certificate& root) {
        Owned<SSL_CTX> context(SSL_CTX_new(method));
        require(context != nullptr, "SSL_CTX_new failed");
        SSL_CTX_set_min_proto_version(context.get(), TLS1_3_VERSION);
        SSL_CTX_set1_groups_list(context.get(), "X25519");
        SSL_CTX_set_session_cache_mode(context.get(), SSL_SESS_CACHE_OFF);
        SSL_CTX_set_num_tickets(context.get(), 0);
        SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT,
                           nullptr);
        X509_VERIFY_PARAM_set_time(SSL_CTX_get0_param(context.get()),
                                   now.time_since_epoch().count());
        X509_STORE_add_cert(SSL_CTX_get_cert_store(context.get()), openssl_certificate(root).get());
        const std::vector<Certificate>& chain = identity.chain.certificates();
        SSL_CTX_use_certificate(context.get(), openssl_certificate(chain.front()).get());
        SSL_CTX_add1_chain_cert(context.get(), openssl_certificate(chain.back()).get());
        require(SSL_CTX_use_PrivateKey(context.get(), openssl_key(identity.key).get()) == 1,
                "OpenSSL does not take a key");
        return context;
    }

    static void connect_by_memory(SSL* client, SSL* server) {
        BIO* to_server = BIO_new(BIO_s_mem());
        BIO* to_client = BIO_new(BIO_s_mem());
        BIO_up_ref(to_server);
        BIO_up_ref(to_client);
        SSL_set_bio(client, to_client, to_server);
        SSL_set_bio(server, to_server, to_client);
    }

    Owned<SSL_CTX> server_;
    std::vector<Owned<SSL_CTX>> clients_;
    std::size_t next_ = 0;
};

}  // namespace

int main(int argument_count, char** arguments) try {
    Comparison rows("tls", argument_count, arguments);
    const Organizations all;
    OurHandshake ours(all);
    OpensslHandshake openssl(all);
    rows.per_second(
        "handshake_full_new_chain", "handshakes/s", [&] { ours.once(); },
        Other{std::string("OpenSSL ") + OpenSSL_version(OPENSSL_VERSION_STRING),
              [&] { openssl.once(); }},
        std::nullopt);
    rows.finish();
    return 0;
} catch (const std::exception& error) {
    std::fprintf(stderr, "bench_tls: %s\n", error.what());
    return 1;
}

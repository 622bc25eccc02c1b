// Judging chains against OpenSSL's X509_verify_cert: P-256, leaf, intermediate and root, from DER
// to the verdict, with name and purpose and without revocation; and the slowest chains that a
// stranger can send.
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

#include <domainsec/pki/issue.hpp>
#include <domainsec/trust/chain_validator.hpp>
#include <domainsec/trust/judgement_cache.hpp>

#include "authorities.hpp"
#include "comparison.hpp"
#include "hostile_chains.hpp"

using namespace domainsec;
using domainsec_benchmark::authority_for;
using domainsec_benchmark::Comparison;
using domainsec_benchmark::content_for;
using domainsec_benchmark::domain;
using domainsec_benchmark::HostileChain;
using domainsec_benchmark::now;
using domainsec_benchmark::Other;
using domainsec_benchmark::require;
using domainsec_benchmark::Work;

namespace {

// More than any memory of certificates or signatures keeps: each comes as if for the first time.
constexpr std::size_t different = 2048;

// What a peer sends, leaf first.
using Presented = std::vector<Bytes>;

// One root, and chains below it: all of them by one intermediate, or each by one of its own.
struct Authorities {
    PrivateKey root_key = PrivateKey::generate(KeyAlgorithm::ecdsa_p256);
    Certificate root = make_self_signed(root_key, authority_for("Bench Root", 1));
    std::vector<Presented> by_one;
    std::vector<Presented> by_many;

    Authorities() {
        const Intermediate one = intermediate("Bench Issuing");
        for (std::size_t i = 0; i < different; ++i) {
            by_one.push_back(chain(one));
            by_many.push_back(chain(intermediate("Bench Issuing " + std::to_string(i))));
        }
    }

  private:
    struct Intermediate {
        PrivateKey key;
        Certificate certificate;
    };

    Intermediate intermediate(const std::string& name) const {
        const PrivateKey key = PrivateKey::generate(KeyAlgorithm::ecdsa_p256);
        return {key, issue_certificate(root, root_key, key.public_key(), authority_for(name, 0))};
    }

    static Presented chain(const Intermediate& by) {
        CertificateTemplate content = content_for("fabrikam.example");
        content.dns_names = {domain("fabrikam.example"), domain("mx1.fabrikam.example")};
        const PrivateKey key = PrivateKey::generate(KeyAlgorithm::ecdsa_p256);
        return {issue_certificate(by.certificate, by.key, key.public_key(), content).der(),
                by.certificate.der()};
    }
};

TrustPolicy policy_for(const Certificate& root, const std::string& identity) {
    TrustPolicy policy;
    policy.anchors = AnchorSet::from_certificates({root});
    policy.identities = {domain(identity)};
    policy.revocation = RevocationMode::off;
    return policy;
}

Chain read(const Presented& presented) {
    const auto chain = Chain::from_der(presented);
    require(chain.has_value(), "a chain is not read");
    return *chain;
}

// From DER to the verdict, one chain after the other.
class OurValidation final {
  public:
    OurValidation(const Certificate& root, const std::vector<Presented>& chains)
        : validator_(policy_for(root, "fabrikam.example"), PeerRole::client), chains_(chains) {}

    void once() {
        const Chain chain = read(chains_[next_++ % chains_.size()]);
        require(validator_.judge(chain, *evidence_, now).passed(), "a chain was refused");
    }

  private:
    ChainValidator validator_;
    const std::vector<Presented>& chains_;
    std::shared_ptr<const Evidence> evidence_ = Evidence::none();
    std::size_t next_ = 0;
};

// What the next transaction in a session asks: chain and rules are there, and were judged before.
class KnownChain final {
  public:
    KnownChain(const Certificate& root, const Presented& presented)
        : validator_(policy_for(root, "fabrikam.example"), PeerRole::client),
          chain_(read(presented)) {}

    void once() {
        const auto report =
            cache_.judge(validator_, {"Fabrikam", chain_, *evidence_, no_staples_}, now);
        require(report->passed(), "a known chain was refused");
    }

  private:
    JudgementCache cache_;
    ChainValidator validator_;
    Chain chain_;
    std::shared_ptr<const Evidence> evidence_ = Evidence::none();
    std::vector<Bytes> no_staples_;
};

struct Free {
    void operator()(X509_STORE* store) const { X509_STORE_free(store); }
    void operator()(X509_STORE_CTX* context) const { X509_STORE_CTX_free(context); }
    void operator()(X509* certificate) const { X509_free(certificate); }
    void operator()(STACK_OF(X509) * stack) const { sk_X509_free(stack); }
};

template <typename Type>
using Owned = std::unique_ptr<Type, Free>;

Owned<X509> openssl_certificate(ByteView der) {
    const std::uint8_t* octets = der.data();
    Owned<X509> read(d2i_X509(nullptr, &octets, static_cast<long>(der.size())));
    require(read != nullptr, "OpenSSL does not read a certificate");
    return read;
}

// The store and the root in it are made once, as a server makes them.
class OpensslValidation final {
  public:
    OpensslValidation(const Certificate& root, const std::vector<Presented>& chains)
        : store_(X509_STORE_new()), chains_(chains) {
        require(X509_STORE_add_cert(store_.get(), openssl_certificate(root.der()).get()) == 1,
                "OpenSSL does not take the root");
    }

    void once() {
        const Presented& presented = chains_[next_++ % chains_.size()];
        const auto leaf = openssl_certificate(presented.front());
        const auto intermediate = openssl_certificate(presented.back());
        const Owned<STACK_OF(X509)> others(sk_X509_new_null());
        sk_X509_push(others.get(), intermediate.get());
        const Owned<X509_STORE_CTX> context(X509_STORE_CTX_new());
        require(X509_STORE_CTX_init(context.get(), store_.get(), leaf.get(), others.get()) == 1,
                "X509_STORE_CTX_init failed");
        X509_VERIFY_PARAM* rules = X509_STORE_CTX_get0_param(context.get());
        X509_VERIFY_PARAM_set1_host(rules, "fabrikam.example", 0);
        X509_VERIFY_PARAM_set_purpose(rules, X509_PURPOSE_SSL_CLIENT);
        X509_VERIFY_PARAM_set_time(rules, now.time_since_epoch().count());
        require(X509_verify_cert(context.get()) == 1, "OpenSSL refused a chain");
    }

  private:
    Owned<X509_STORE> store_;
    const std::vector<Presented>& chains_;
    std::size_t next_ = 0;
};

void against_openssl(Comparison& rows, const char* name, const Certificate& root,
                     const std::vector<Presented>& chains) {
    OurValidation ours(root, chains);
    OpensslValidation openssl(root, chains);
    rows.per_second(
        name, "chains/s", [&] { ours.once(); },
        Other{std::string("OpenSSL ") + OpenSSL_version(OPENSSL_VERSION_STRING),
              [&] { openssl.once(); }},
        std::nullopt);
}

void known_against_new(Comparison& rows, const Authorities& all) {
    KnownChain known(all.root, all.by_one.front());
    OurValidation anew(all.root, all.by_one);
    rows.per_second(
        "judge_known_chain", "judgements/s", [&] { known.once(); },
        Other{"ours, a new chain", [&] { anew.once(); }}, std::nullopt);
}

// Read certificate by certificate, for some have more of them than a peer may send.
Work judging(const HostileChain& hostile) {
    const ChainValidator validator(policy_for(hostile.anchor, "mail.fabrikam.example"),
                                   PeerRole::client);
    return [&hostile, validator, evidence = Evidence::none()] {
        std::vector<Certificate> certificates;
        for (const Bytes& der : hostile.presented) {
            auto certificate = Certificate::from_der(der);
            require(certificate.has_value(), "a hostile certificate is not read");
            certificates.push_back(*std::move(certificate));
        }
        const auto report = validator.judge(Chain(std::move(certificates)), *evidence, now);
        require(report.status != Status::none, "no verdict was made");
    };
}

void worst(Comparison& rows) {
    constexpr double limit_in_milliseconds = 50;
    const std::vector<HostileChain> chains = domainsec_benchmark::hostile_chains(now);
    std::vector<Other> works;
    for (const HostileChain& chain : chains) works.push_back({chain.name, judging(chain)});
    rows.slowest_in_milliseconds("worst_chain", works, limit_in_milliseconds);
}

}  // namespace

int main(int argument_count, char** arguments) try {
    Comparison rows("trust", argument_count, arguments);
    const Authorities all;
    against_openssl(rows, "validate_new_chain", all.root, all.by_one);
    against_openssl(rows, "validate_cold_chain", all.root, all.by_many);
    known_against_new(rows, all);
    worst(rows);
    rows.finish();
    return 0;
} catch (const std::exception& error) {
    std::fprintf(stderr, "bench_trust: %s\n", error.what());
    return 1;
}

// One stamp key, what is made with it, and the work of stamping: for bench_stamp and bench_python.
#pragma once

#include <benchmark/benchmark.h>

#include <domainsec/stamp/stamper.hpp>
#include <domainsec/stamp/verifier.hpp>
#include <stdexcept>
#include <string>
#include <string_view>

#include "comparison.hpp"
#include "policy/secured_path_builder.hpp"

namespace domainsec_benchmark {

using namespace domainsec;

inline constexpr TimePoint now{Seconds{1'795'480'285}};

inline DomainName domain(std::string_view text) {
    return DomainName::from_string(text).value();
}

inline SecuredPath path() {
    return SecuredPathBuilder::build({"Fabrikam",
                                      domain("fabrikam.example"),
                                      domain("fabrikam.example"),
                                      "pkix",
                                      domain("edge1.contoso.example"),
                                      "TLS1.3/TLS_AES_256_GCM_SHA384/x25519mlkem768",
                                      {},
                                      now,
                                      MailAddress::from_string("alice@fabrikam.example"),
                                      {},
                                      {},
                                      false,
                                      false});
}

// One key, all that is made with it, and the same key for the peer.
struct Bench {
    PrivateKey key = PrivateKey::generate(KeyAlgorithm::ed25519);
    std::string pem = key.to_pem(SecretAccess::granted());
    SecuredPath secured = path();
    Stamper stamper = make_stamper();
    Verifier verifier = make_verifier();

    Stamper make_stamper() const {
        StamperOptions options;
        options.domain = domain("contoso.example");
        options.selector = "edge1";
        return Stamper(StampKey(key), options);
    }

    Verifier make_verifier() const {
        return Verifier(
            KeyRing({make_key_ring_entry(domain("contoso.example"), "edge1", StampKey(key),
                                         {domain("edge1.contoso.example")})}),
            {domain("contoso.example")});
    }
};

inline void require(bool done, const char* what) {
    if (!done) throw std::runtime_error(what);
}

// From the octets of the message to the finished field.
inline Work stamping(const Bench& bench, const std::string& message) {
    return [&bench, &message] {
        auto result = bench.stamper.stamp(message, bench.secured);
        require(result.problem == StampingProblem::none, "no stamp was made");
        benchmark::DoNotOptimize(result.field.data());
    };
}

}  // namespace domainsec_benchmark

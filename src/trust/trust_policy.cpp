// Checks of a policy, and the words of its enums.
#include <domainsec/trust/trust_policy.hpp>

#include <domainsec/error.hpp>

namespace domainsec::inline v1 {
namespace {

void check_range(const char* field, std::size_t value, std::size_t low, std::size_t high) {
    if (value >= low && value <= high) return;
    throw Error(errc::invalid_argument,
                std::string(field) + " is " + std::to_string(value) + ", but must be from " +
                    std::to_string(low) + " to " + std::to_string(high),
                {}, 0, field);
}

void require(bool fulfilled, const char* field, const char* sentence) {
    if (!fulfilled) throw Error(errc::invalid_argument, sentence, {}, 0, field);
}

void check_method(const TrustPolicy& policy) {
    switch (policy.method) {
        case TrustMethod::system:
        case TrustMethod::anchors:
            require(policy.anchors != nullptr && !policy.anchors->certificates().empty(), "anchors",
                    "anchors is empty: name at least one certificate to trust");
            return;
        case TrustMethod::pin:
            check_range("pins", policy.pins.size(), 1, 16);
            return;
        case TrustMethod::dane:
            check_range("tlsa_owners", policy.tlsa_owners.size(), 1, 64);
            return;
    }
    require(false, "method", "method is none of system, anchors, pin and dane");
}

}  // namespace

std::string_view to_string(TrustMethod method) noexcept {
    switch (method) {
        case TrustMethod::system:
            return "system";
        case TrustMethod::anchors:
            return "anchors";
        case TrustMethod::pin:
            return "pin";
        case TrustMethod::dane:
            return "dane";
    }
    return "unknown";
}

std::string_view to_string(EkuMode mode) noexcept {
    switch (mode) {
        case EkuMode::client:
            return "client";
        case EkuMode::mta:
            return "mta";
        case EkuMode::any:
            return "any";
    }
    return "unknown";
}

std::string_view to_string(RevocationMode mode) noexcept {
    switch (mode) {
        case RevocationMode::hard:
            return "hard";
        case RevocationMode::soft:
            return "soft";
        case RevocationMode::off:
            return "off";
    }
    return "unknown";
}

std::string_view to_string(PeerRole role) noexcept {
    switch (role) {
        case PeerRole::client:
            return "client";
        case PeerRole::server:
            return "server";
    }
    return "unknown";
}

void ValidationLimits::check() const {
    check_range("max_path_length", max_path_length, 1, 32);
    check_range("max_paths", max_paths, 1, 1000);
    check_range("max_signatures", max_signatures, 1, 1000);
}

void TrustPolicy::check() const {
    check_without_identities();
    const bool needed = method == TrustMethod::system || method == TrustMethod::anchors;
    require(!needed || !identities.empty(), "identities",
            "identities is empty: name at least one domain that the certificate must hold");
}

void TrustPolicy::check_without_identities() const {
    check_method(*this);
    constexpr Seconds longest = std::chrono::hours{24 * 30};
    require(short_lived >= Seconds{0} && short_lived <= longest, "short_lived",
            "short_lived is out of range: it must be from 0 s to 30 days");
    check_range("min_rsa_bits", min_rsa_bits, 2048, 8192);
    limits.check();
}

}  // namespace domainsec::inline v1

// Makes OCSP responses that an authority signs itself (RFC 6960 §4.2.1).
#pragma once

#include <cstdint>
#include <domainsec/bytes.hpp>
#include <domainsec/clock.hpp>
#include <domainsec/pki/certificate.hpp>
#include <domainsec/pki/private_key.hpp>
#include <optional>

namespace domainsec::inline v1::detail {

struct OcspAnswer {
    Bytes serial;  ///< Big-endian.
    bool known = true;
    std::optional<TimePoint> revoked_at;  ///< Nothing: good.
    std::optional<std::uint8_t> reason;   ///< CRLReason.
    TimePoint this_update{};
    TimePoint next_update{};
};

/// In DER, with the authority's own key as responder.
Bytes sign_ocsp_response(const Certificate& authority, const PrivateKey& key,
                         const OcspAnswer& answer);

}  // namespace domainsec::inline v1::detail

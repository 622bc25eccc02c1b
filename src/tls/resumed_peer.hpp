// What a ticket says of the peer that proved itself earlier (RFC 8446 §2.2).
#pragma once

#include <domainsec/bytes.hpp>
#include <domainsec/clock.hpp>
#include <domainsec/pki/certificate.hpp>
#include <vector>

namespace domainsec::inline v1::detail {

/// Taken from a completed full handshake, and given back when its session is resumed.
struct ResumedPeer {
    Chain chain{};
    std::vector<Bytes> staples{};
    TimePoint proved_at{};  ///< When the peer last signed.
};

}  // namespace domainsec::inline v1::detail

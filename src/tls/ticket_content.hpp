// The inside of a session ticket: what a server must know to resume a session without having kept
// anything of it (RFC 8446 §4.6.1, §2.2).
#pragma once

#include <botan/secmem.h>

#include <cstdint>
#include <domainsec/bytes.hpp>
#include <domainsec/clock.hpp>
#include <optional>
#include <string>
#include <vector>

namespace domainsec::inline v1::detail {

/// Most octets of chain and stapled answers together: a ticket travels in each ClientHello.
inline constexpr std::size_t max_ticket_chain_octets = 8 * 1024;

/// Integers are big-endian, lists and texts stand behind their length:
///
///   version 1 (1) ‖ cipher suite (2) ‖ age_add (4) ‖ proved_at, seconds (8) ‖ asked (1) ‖
///   psk (1+n) ‖ server name (1+n) ‖ number of certificates (1) ‖ for each: certificate (3+n),
///   stapled answer (3+n)
struct TicketContent {
    std::uint16_t cipher_suite = 0;
    std::uint32_t age_add = 0;
    TimePoint proved_at{};
    bool certificate_asked = false;
    Botan::secure_vector<std::uint8_t> psk{};
    std::string server_name{};
    std::vector<Bytes> certificates{};  ///< DER, leaf first.
    std::vector<Bytes> staples{};       ///< As many as certificates; empty where there was none.

    Botan::secure_vector<std::uint8_t> encode() const;

    /// Nothing when it is anything else than what encode() gives.
    static std::optional<TicketContent> decode(ByteView octets);
};

}  // namespace domainsec::inline v1::detail

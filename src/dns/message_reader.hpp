// Reads a DNS message (RFC 1035 §4.1) with names unpacked. Internal.
#pragma once

#include <cstddef>
#include <cstdint>
#include <domainsec/bytes.hpp>
#include <optional>
#include <string>
#include <vector>

namespace domainsec::inline v1::detail {

/// Types of records (RFC 1035 §3.2.2, RFC 6698 §7.1).
enum class RecordType : std::uint16_t { cname = 5, soa = 6, mx = 15, txt = 16, tlsa = 52 };

/// One record of class IN; `rdata` is a view into the message.
struct WireRecord {
    std::string owner;  ///< Lower case, no trailing dot, "" for the root.
    std::uint16_t type = 0;
    std::uint32_t ttl = 0;
    std::size_t rdata_offset = 0;
    ByteView rdata;

    bool is(RecordType wanted) const noexcept { return type == static_cast<std::uint16_t>(wanted); }
};

struct WireMessage {
    unsigned rcode = 0;
    std::vector<WireRecord> answer;
    std::vector<WireRecord> authority;
};

/// The header and the answer and authority sections; nothing when the message is cut or malformed.
/// Views into `message` stay valid as long as it does.
std::optional<WireMessage> read_dns_message(ByteView message);

/// The name at `offset`, which moves behind it. Octets that no host name has are written as \DDD,
/// so that two names never look alike. Nothing for a loop, a cut name or more than 255 octets.
std::optional<std::string> read_wire_name(ByteView message, std::size_t& offset);

/// 16 bits at `offset`; nothing when they are not all there.
std::optional<std::uint16_t> read_u16(ByteView message, std::size_t offset) noexcept;

/// 32 bits at `offset`; nothing when they are not all there.
std::optional<std::uint32_t> read_u32(ByteView message, std::size_t offset) noexcept;

}  // namespace domainsec::inline v1::detail

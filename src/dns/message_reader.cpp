// The wire format of DNS messages and names (RFC 1035 §4.1), never reading past the end.
#include "dns/message_reader.hpp"

#include "names/label.hpp"

namespace domainsec::inline v1::detail {

namespace {

constexpr std::size_t header_octets = 12;
constexpr std::size_t max_wire_name_octets = 255;  // RFC 1035 §3.1
constexpr std::uint16_t class_in = 1;

void append_label(std::string& name, ByteView label) {
    if (!name.empty()) name += '.';
    for (const std::uint8_t octet : label) {
        const char c = static_cast<char>(octet);
        if (is_letter_digit_hyphen(c) || c == '_') {
            name += to_ascii_lower(c);
        } else {
            name += '\\';
            name += static_cast<char>('0' + octet / 100);
            name += static_cast<char>('0' + octet / 10 % 10);
            name += static_cast<char>('0' + octet % 10);
        }
    }
}

// One record of any class; `is_internet` says whether it is one of class IN.
std::optional<WireRecord> read_record(ByteView message, std::size_t& offset, bool& is_internet) {
    WireRecord record;
    auto owner = read_wire_name(message, offset);
    if (!owner) return std::nullopt;
    record.owner = std::move(*owner);
    const auto type = read_u16(message, offset);
    const auto record_class = read_u16(message, offset + 2);
    const auto ttl = read_u32(message, offset + 4);
    const auto length = read_u16(message, offset + 8);
    if (!type || !record_class || !ttl || !length) return std::nullopt;
    offset += 10;
    if (*length > message.size() - offset) return std::nullopt;
    record.type = *type;
    record.ttl = *ttl;
    record.rdata_offset = offset;
    record.rdata = message.subspan(offset, *length);
    offset += *length;
    is_internet = *record_class == class_in;
    return record;
}

bool read_section(ByteView message, std::size_t& offset, unsigned count,
                  std::vector<WireRecord>& section) {
    for (unsigned i = 0; i < count; ++i) {
        bool is_internet = false;
        auto record = read_record(message, offset, is_internet);
        if (!record) return false;
        if (is_internet) section.push_back(std::move(*record));
    }
    return true;
}

}  // namespace

std::optional<std::uint16_t> read_u16(ByteView message, std::size_t offset) noexcept {
    if (offset > message.size() || message.size() - offset < 2) return std::nullopt;
    return static_cast<std::uint16_t>(message[offset] << 8U | message[offset + 1]);
}

std::optional<std::uint32_t> read_u32(ByteView message, std::size_t offset) noexcept {
    const auto high = read_u16(message, offset);
    const auto low = read_u16(message, offset + 2);
    if (!high || !low) return std::nullopt;
    return static_cast<std::uint32_t>(*high) << 16U | *low;
}

// name = *( length octets ) ( %x00 / pointer ), RFC 1035 §4.1.4
std::optional<std::string> read_wire_name(ByteView message, std::size_t& offset) {
    std::string name;
    std::size_t at = offset;
    std::size_t wire_octets = 1;
    // A pointer leads back, before all that was read, so that no loop can be built.
    std::size_t limit = offset;
    bool followed = false;
    while (at < message.size()) {
        const std::uint8_t length = message[at];
        if (length == 0) {
            if (!followed) offset = at + 1;
            return name;
        }
        if ((length & 0xC0U) == 0xC0U) {
            const auto pointer = read_u16(message, at);
            if (!pointer || (*pointer & 0x3FFFU) >= limit) return std::nullopt;
            if (!followed) offset = at + 2;
            followed = true;
            at = limit = *pointer & 0x3FFFU;
            continue;
        }
        wire_octets += std::size_t{1} + length;
        if (length > 63 || wire_octets > max_wire_name_octets) return std::nullopt;
        if (length > message.size() - at - 1) return std::nullopt;
        append_label(name, message.subspan(at + 1, length));
        at += std::size_t{1} + length;
    }
    return std::nullopt;
}

std::optional<WireMessage> read_dns_message(ByteView message) {
    if (message.size() < header_octets) return std::nullopt;
    WireMessage result;
    result.rcode = message[3] & 0x0FU;
    const unsigned questions = *read_u16(message, 4);
    std::size_t offset = header_octets;
    for (unsigned i = 0; i < questions; ++i) {
        if (!read_wire_name(message, offset) || !read_u32(message, offset)) return std::nullopt;
        offset += 4;
    }
    if (!read_section(message, offset, *read_u16(message, 6), result.answer)) return std::nullopt;
    if (!read_section(message, offset, *read_u16(message, 8), result.authority))
        return std::nullopt;
    return result;
}

}  // namespace domainsec::inline v1::detail

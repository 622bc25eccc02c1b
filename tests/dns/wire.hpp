// Writes DNS messages for tests, well-formed or not.
#pragma once

#include <cstdint>
#include <domainsec/bytes.hpp>
#include <string>
#include <vector>

namespace domainsec::test {

inline void put_u16(Bytes& out, unsigned value) {
    out.push_back(static_cast<std::uint8_t>(value >> 8U));
    out.push_back(static_cast<std::uint8_t>(value));
}

/// A name from its labels, uncompressed.
inline Bytes wire_name(const std::vector<std::string>& labels) {
    Bytes out;
    for (const auto& label : labels) {
        out.push_back(static_cast<std::uint8_t>(label.size()));
        out.insert(out.end(), label.begin(), label.end());
    }
    out.push_back(0);
    return out;
}

inline Bytes wire_record(const Bytes& owner, unsigned type, std::uint32_t ttl, const Bytes& rdata,
                         unsigned record_class = 1) {
    Bytes out = owner;
    put_u16(out, type);
    put_u16(out, record_class);
    put_u16(out, ttl >> 16U);
    put_u16(out, ttl & 0xFFFFU);
    put_u16(out, static_cast<unsigned>(rdata.size()));
    out.insert(out.end(), rdata.begin(), rdata.end());
    return out;
}

/// A reply to a question for a.example, whose name is at offset 12.
inline Bytes wire_message(unsigned rcode, const std::vector<Bytes>& answer,
                          const std::vector<Bytes>& authority = {}) {
    Bytes out;
    put_u16(out, 0);
    put_u16(out, 0x8180U | rcode);
    put_u16(out, 1);
    put_u16(out, static_cast<unsigned>(answer.size()));
    put_u16(out, static_cast<unsigned>(authority.size()));
    put_u16(out, 0);
    const Bytes name = wire_name({"a", "example"});
    out.insert(out.end(), name.begin(), name.end());
    put_u16(out, 16);
    put_u16(out, 1);
    for (const auto& section : {answer, authority}) {
        for (const Bytes& record : section) out.insert(out.end(), record.begin(), record.end());
    }
    return out;
}

/// A pointer to the question's name.
inline const Bytes question_name{0xC0, 12};

}  // namespace domainsec::test

// Writes TLSA records for zone files (RFC 6698 §2.2).
#include <domainsec/dns/tlsa.hpp>

#include <domainsec/error.hpp>

namespace domainsec::inline v1 {
namespace {

constexpr std::uint8_t sha256_matching = 1;
constexpr std::uint8_t sha512_matching = 2;

DomainName with_prefix(const std::string& prefix, const DomainName& host) {
    auto owner = host.with_prefix(prefix);
    if (!owner)
        throw Error(errc::invalid_name, "\"" + prefix + "." + host.str() +
                                            "\" is longer than a name in the DNS can be: use a "
                                            "shorter host name");
    return *std::move(owner);
}

void check_data(const TlsaRecord& record) {
    const auto size = record.data.size();
    const bool fits = record.matching_type == sha256_matching   ? size == 32
                      : record.matching_type == sha512_matching ? size == 64
                                                                : size > 0;
    if (!fits)
        throw Error(errc::invalid_argument,
                    "A TLSA record of matching type " + std::to_string(record.matching_type) +
                        " cannot have " + std::to_string(size) +
                        " octets of data: SHA-256 (1) has 32, SHA-512 (2) has 64",
                    {}, 0, "data");
}

std::string hexadecimal(ByteView octets) {
    constexpr char digits[] = "0123456789abcdef";
    std::string text;
    text.reserve(octets.size() * 2);
    for (const auto octet : octets) {
        text += digits[octet >> 4U];
        text += digits[octet & 15U];
    }
    return text;
}

}  // namespace

DomainName tlsa_owner(const DomainName& host, unsigned port) {
    if (port == 0 || port > 65535)
        throw Error(errc::invalid_argument,
                    std::to_string(port) + " is no port; it goes from 1 to 65535", {}, 0, "port");
    return with_prefix("_" + std::to_string(port) + "._tcp", host);
}

DomainName client_tlsa_owner(const DomainName& host) {
    return with_prefix("_smtp-client", host);
}

std::string to_zone_line(const DomainName& owner, const TlsaRecord& record) {
    check_data(record);
    return owner.str() + ". IN TLSA " + std::to_string(record.usage) + " " +
           std::to_string(record.selector) + " " + std::to_string(record.matching_type) + " " +
           hexadecimal(record.data);
}

std::string tlsa_record(const DomainName& host, unsigned port, std::uint8_t usage,
                        std::uint8_t selector, std::uint8_t matching_type, ByteView digest) {
    return to_zone_line(tlsa_owner(host, port),
                        {usage, selector, matching_type, Bytes(digest.begin(), digest.end())});
}

}  // namespace domainsec::inline v1

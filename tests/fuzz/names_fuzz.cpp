// Names and addresses from strangers: whatever was read must be read again from what it is written
// as, and stay the same (RFC 5890, RFC 5321 §4.1.2).
#include <cstdlib>
#include <domainsec/bytes.hpp>
#include <domainsec/names/host_pattern.hpp>
#include <domainsec/names/mail_address.hpp>

using namespace domainsec;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto text = text_of({data, size});
    const auto name = DomainName::from_string(text);
    if (name && (DomainName::from_string(name->str()) != name ||
                 DomainName::from_string(name->unicode()) != name || name->str().size() > 253))
        std::abort();
    const auto owner = DomainName::from_owner_name(text);
    if (owner && DomainName::from_owner_name(owner->str()) != owner) std::abort();
    if (name && owner != name) std::abort();
    const auto pattern = HostPattern::from_string(text);
    if (pattern && HostPattern::from_string(pattern->str()) != pattern) std::abort();
    const auto address = MailAddress::from_string(text);
    if (address && MailAddress::from_string(address->str()) != address) std::abort();
    return 0;
}

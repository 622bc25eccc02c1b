// Any value of a From: field has an address or a reason why not (RFC 5322 §3.4).
#include <domainsec/message/author.hpp>

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    using namespace domainsec;
    const auto author = parse_single_mailbox({reinterpret_cast<const char*>(data), size});
    if (author.address.has_value() != (author.problem == AuthorProblem::none)) __builtin_trap();
    for (const char octet : author.display_name) {
        if (static_cast<unsigned char>(octet) < 0x20 || octet == 0x7f) __builtin_trap();
    }
    if (!author.address) return 0;
    // The address by itself is read as the same address.
    const auto again = parse_single_mailbox("\"x\" <" + author.address->str() + ">");
    if (again.address != author.address) __builtin_trap();
    return 0;
}

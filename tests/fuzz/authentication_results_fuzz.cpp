// What is read as an Authentication-Results field is written as one that reads the same (RFC 8601
// §2.2).
#include <domainsec/message/authentication_results.hpp>

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    using namespace domainsec;
    static const std::vector<DomainName> names = {
        DomainName::from_string("contoso.example").value()};
    const std::string_view value(reinterpret_cast<const char*>(data), size);
    const auto results = AuthenticationResults::from_string(value);
    if (!results && !could_claim(value, names)) __builtin_trap();
    if (!results) return 0;
    const auto field = results->to_field();
    const auto written =
        std::string_view(field).substr(23, field.size() - 25);  // between the colon and CRLF
    const auto again = AuthenticationResults::from_string(written);
    if (!again || again->methods.size() != results->methods.size()) __builtin_trap();
    if (again->to_field() != field) __builtin_trap();
    if (could_claim(value, names) && !could_claim(written, names) && value.size() < 400)
        __builtin_trap();
    return 0;
}

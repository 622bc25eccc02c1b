// What Exchange writes itself for a message of a domain-secured partner.
#include <domainsec/stamp/exchange_fields.hpp>

namespace domainsec::inline v1 {

std::string exchange_fields(const SecuredPath& path, LineEnds line_ends) {
    const std::string prefix = "X-MS-Exchange-Organization-";
    const std::string line_end = line_ends == LineEnds::lf ? "\n" : "\r\n";
    return prefix + "AuthAs: Partner" + line_end + prefix + "AuthDomain: " + path.partner().str() +
           line_end + prefix + "AuthSource: " + path.edge().str() + line_end;
}

}  // namespace domainsec::inline v1

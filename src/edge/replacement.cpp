// What a peer would refuse at once is not shown to it (RFC 8446 §4.4.2, RFC 5280 §6.1).
#include "edge/replacement.hpp"

#include <domainsec/error.hpp>

namespace domainsec::inline v1::detail {
namespace {

[[noreturn]] void refuse(const Identity& identity, const std::string& sentence) {
    throw Error(errc::invalid_argument, "The certificate \"" + identity.label + "\" " + sentence);
}

}  // namespace

void check_replacement(const Identity& identity, TimePoint now) {
    const auto& certificates = identity.chain.certificates();
    const auto& leaf = identity.chain.leaf();
    if (now < leaf.not_before()) refuse(identity, "is not valid yet: wait, or mend the clock");
    if (now > leaf.not_after()) refuse(identity, "has ended: renew it");
    const auto built = build_chain(leaf, certificates);
    const auto in_chain = built.chain.certificates().size();
    const bool has_root = built.ends_in_root && certificates.size() == in_chain + 1;
    if (in_chain != certificates.size() && !has_root)
        refuse(identity,
               "comes with others that did not issue it: give its chain, leaf first, and no more");
    // Issued below an intermediate, as public authorities do: their leaves say where it is.
    if (!built.ends_in_root && certificates.size() == 1 && !built.issuer_uris.empty())
        refuse(identity, "comes without the certificate of its issuer, " + built.missing_issuer +
                             ": import it too");
}

}  // namespace domainsec::inline v1::detail

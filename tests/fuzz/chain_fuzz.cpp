// Judges a chain of arbitrary certificates: concatenated DER, leaf first. The first octet chooses
// the rules; the last certificate is the anchor.
#include <domainsec/trust/chain_validator.hpp>

#include "pki/der_reader.hpp"

using namespace domainsec;

namespace {

std::vector<Certificate> read_chain(ByteView octets) {
    std::vector<Certificate> chain;
    detail::DerReader reader(octets);
    while (chain.size() < 40) {
        const auto element = reader.next();
        if (!element) break;
        if (auto certificate = Certificate::from_der(element->whole))
            chain.push_back(*std::move(certificate));
    }
    return chain;
}

TrustPolicy policy_of(std::uint8_t choice, const Certificate& anchor) {
    TrustPolicy policy;
    policy.anchors = AnchorSet::from_certificates({anchor});
    policy.identities = {*DomainName::from_string("mail.fabrikam.example")};
    policy.wildcards = (choice & 1) != 0;
    policy.eku = static_cast<EkuMode>((choice >> 1) % 3);
    policy.revocation = static_cast<RevocationMode>((choice >> 3) % 3);
    return policy;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    std::vector<Certificate> chain = read_chain({data + 1, size - 1});
    if (chain.empty()) return 0;
    const auto now = TimePoint(std::chrono::sys_days(std::chrono::year(2026) / 11 / 24));
    const Certificate anchor = chain.back();
    if (chain.size() > 1) chain.pop_back();
    const PeerRole peer = (data[0] & 0x80) != 0 ? PeerRole::server : PeerRole::client;
    const ChainValidator validator(policy_of(data[0], anchor), peer);
    const ValidationReport report =
        validator.judge(Chain(std::move(chain)), *Evidence::none(), now);
    // A pass without a path to the anchor would be no judgement.
    if (report.passed() && (report.path.empty() || !(report.path.back() == anchor)))
        __builtin_trap();
    if (report.status == Status::pass && !report.matched_identity) __builtin_trap();
    report.text();
    report.json();
    return 0;
}

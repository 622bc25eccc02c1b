// Reads an arbitrary OCSP response and judges with it, stapled and fetched: what nobody signed must
// not clear anybody.
#include "trust/ocsp_request.hpp"
#include "trust/ocsp_response.hpp"

#include "revocation_world.hpp"

using namespace domainsec;

namespace {

const EvidenceRequest& request() {
    const auto& world = fuzz::RevocationWorld::instance();
    static const EvidenceRequest made{EvidenceKind::ocsp, "http://o.example/",
                                      detail::ocsp_request(detail::CertificateFacts(world.leaf),
                                                           detail::CertificateFacts(world.root))};
    return made;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto& world = fuzz::RevocationWorld::instance();
    std::string why;
    EvidenceStore store;
    const bool is_filed = store.put_ocsp(request(), {data, size}, &why, Bytes(8, 7));
    if (!is_filed && why.empty()) __builtin_trap();
    const auto response = detail::OcspResponse::from_der({data, size}, why);
    const auto fetched = world.validator.judge(world.chain, *store.snapshot(), world.now);
    const auto stapled = world.validator.judge(world.chain, *Evidence::none(), world.now,
                                               {Bytes(data, data + size)});
    if (!fetched.passed() && !stapled.passed()) return 0;
    if (response == nullptr) __builtin_trap();
    const auto by_root = response->signed_by(world.root, detail::AlgorithmRules::current);
    if (by_root != detail::SignatureState::good && response->certificates().empty())
        __builtin_trap();
    return 0;
}

// Reads an arbitrary revocation list, looks something up in it and judges with it: what nobody
// signed must not clear anybody.
#include "revocation_world.hpp"
#include "trust/evidence_data.hpp"

using namespace domainsec;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto& world = fuzz::RevocationWorld::instance();
    EvidenceStore store;
    const std::string uri = "http://c.example/";
    std::string why;
    if (!store.put_crl(uri, {data, size}, &why)) {
        if (why.empty()) __builtin_trap();
        return 0;
    }
    const auto evidence = store.snapshot();
    const auto list = evidence->data().crl(uri);
    list->find(list->issuer(), Bytes{1, 2, 3});
    if (list->size() > size) __builtin_trap();
    const auto report = world.validator.judge(world.chain, *evidence, world.now);
    if (report.passed() && list->signed_by(world.root) != detail::SignatureState::good)
        __builtin_trap();
    return 0;
}

// Reads an arbitrary revocation list and looks something up in it.
#include <domainsec/trust/evidence.hpp>

#include "trust/evidence_data.hpp"

using namespace domainsec;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    EvidenceStore store;
    const std::string uri = "http://crl.fabrikam.example/";
    std::string why;
    if (!store.put_crl(uri, {data, size}, &why)) {
        if (why.empty()) __builtin_trap();
        return 0;
    }
    const auto list = store.snapshot()->data().crl(uri);
    list->lists(Bytes{1, 2, 3});
    if (list->size() > size) __builtin_trap();
    return 0;
}

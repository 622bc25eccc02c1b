// pki: the files that others write and read: PKCS#12 (RFC 7292, RFC 9579), PKCS#7 (RFC 5652), and
// certificates in any order.
#include "casters.hpp"
#include "passphrases.hpp"

namespace domainsec::python {
namespace {

using Released = py::call_guard<WithoutGil>;

void bind_pkcs12_reading(py::module_& module) {
    Record<Pkcs12Contents>(module, "Pkcs12Contents",
                           "What a PKCS#12 file holds. Never pickled, for the key's sake.")
        .fact("key", &Pkcs12Contents::key, "None in a file that holds certificates only.")
        .fact("certificates", &Pkcs12Contents::certificates,
              "Each once: the key's own first, then its issuer, and so on; those outside of that "
              "line after it, in the order of the file. May be empty.")
        .fact("friendly_name", &Pkcs12Contents::friendly_name,
              "Chosen by who wrote the file, at most 256 octets of UTF-8; may be empty.");
    module.def(
        "read_pkcs12",
        [](const Bytes& file, const SecretText& passphrase, bool legacy) {
            return read_pkcs12(file, passphrase, {legacy});
        },
        py::arg("file"), py::kw_only(), py::arg("passphrase"), py::arg("legacy") = false,
        Released(),
        "Reads a file in BER, DER or PEM (\"PKCS12\"): at most 1 MiB, 1,000 certificates and "
        "10,000,000 iterations. The passphrase is UTF-8 of at most 1,024 octets and may be empty. "
        "`legacy` also opens what is encrypted with triple DES or RC2. Raises "
        "Error(WRONG_PASSPHRASE, UNSUPPORTED_ALGORITHM, LIMIT_EXCEEDED, MALFORMED_KEY, "
        "MALFORMED_CERTIFICATE, KEY_MISMATCH, WEAK_KEY, INVALID_ARGUMENT).");
}

Bytes written_pkcs12(const Chain& chain, const PrivateKey& key, const SecretText& passphrase,
                     Pkcs12Protection protection, const std::string& friendly_name,
                     std::optional<unsigned> iterations) {
    return write_pkcs12(SecretAccess::granted(), chain, key, passphrase,
                        {protection, friendly_name, iterations});
}

}  // namespace

void bind_pki_interchange(py::module_& module) {
    bind_pkcs12_reading(module);
    module.def(
        "write_pkcs12", &written_pkcs12, py::arg("chain"), py::arg("key"), py::kw_only(),
        py::arg("passphrase"), py::arg("protection") = Pkcs12Protection::modern,
        py::arg("friendly_name") = "", py::arg("iterations") = py::none(), Released(),
        "A PKCS#12 file in DER with this key and its chain, leaf first. The key leaves the library "
        "under the passphrase: 1 to 1,024 octets of UTF-8. `iterations` of each key derivation: "
        "100,000 to 3,000,000, with EXCHANGE2010 1,024 to 100,000. `friendly_name`: at most 256 "
        "octets. Raises Error(KEY_MISMATCH) unless the key is that of the chain's first "
        "certificate, and Error(INVALID_ARGUMENT).");
    hide_arguments(module, {"read_pkcs12", "write_pkcs12"});
    module.def(
        "read_pkcs7", [](const Bytes& file) { return read_pkcs7(file); }, py::arg("file"),
        Released(),
        "Reads the certificates of a .p7b or .p7c file (a degenerate SignedData, RFC 5652 §5.1) in "
        "BER, DER or PEM: at most 1 MiB and 1,000 certificates, in the order of the file, which "
        "means nothing. Raises Error(MALFORMED_CERTIFICATE) when it is no such file, is signed "
        "content, or holds none; Error(LIMIT_EXCEEDED).");
    Record<BuiltChain>(module, "BuiltChain",
                       "A chain that was put together from certificates in any order.")
        .fact("chain", &BuiltChain::chain, "Leaf first, without the root.")
        .fact("ends_in_root", &BuiltChain::ends_in_root,
              "Its last certificate is issued by a root that was given, or by itself.")
        .fact("missing_issuer", &BuiltChain::missing_issuer,
              "Who issued the last one, as text; empty when ends_in_root.")
        .fact(
            "issuer_uris",
            [](const BuiltChain& self) {
                py::list uris;
                for (const auto& uri : self.issuer_uris) uris.append(peer_text(uri));
                return uris;
            },
            "Where the last one says its issuer is found (RFC 5280 §4.2.2.1).");
    module.def("build_chain", &build_chain, py::arg("leaf"), py::arg("pool"), Released(),
               "Finds the issuers of `leaf` among `pool`, by name and signature (RFC 5280 §6.1), "
               "at most 10 certificates; says nothing about trust.");
}

}  // namespace domainsec::python

// pki: the directory that holds an edge's own certificates and keys through their life.
#include "casters.hpp"
#include "passphrases.hpp"

namespace domainsec::python {
namespace {

using Released = py::call_guard<WithoutGil>;
using Now = std::optional<TimePoint>;

TimePoint moment(const Now& now) {
    return now ? *now : system_clock()();
}

EntryOptions options_of(const SecretText& passphrase, bool exportable, const Now& now) {
    return {passphrase, exportable, moment(now)};
}

void bind_reading(py::class_<CertificateStore>& store) {
    store.def("labels", &CertificateStore::labels, Released(), "The labels, sorted.")
        .def(
            "entry",
            [](const CertificateStore& self, const std::string& label) {
                return self.entry(label);
            },
            py::arg("label"), Released(),
            "What is known of one entry without its key. Raises Error(NOT_FOUND).")
        .def("entries", &CertificateStore::entries, Released(), "The same of all.")
        .def("revision", &CertificateStore::revision, Released(),
             "A number that changes whenever a file of the store does; costs one look at each. For "
             "who wants to know whether to load again.")
        .def(
            "load",
            [](const CertificateStore& self, const std::string& label,
               const SecretText& passphrase) { return self.load(label, passphrase); },
            py::arg("label"), py::kw_only(), py::arg("passphrase") = py::none(), Released(),
            "Reads one entry with its key; `passphrase` is the PIN of a token's key. Raises "
            "Error(NOT_FOUND, MALFORMED_CERTIFICATE, MALFORMED_KEY, WRONG_PASSPHRASE, "
            "KEY_MISMATCH), and Error(INVALID_STATE) for a pending one.");
}

void bind_adding(py::class_<CertificateStore>& store) {
    store
        .def(
            "add",
            [](CertificateStore& self, const std::string& label, const Chain& chain,
               const PrivateKey& key, const SecretText& passphrase, bool exportable,
               Now now) { self.add(label, chain, key, options_of(passphrase, exportable, now)); },
            py::arg("label"), py::arg("chain"), py::arg("key"), py::kw_only(),
            py::arg("passphrase") = py::none(), py::arg("exportable") = false,
            py::arg("now") = py::none(), Released(),
            "Adds an entry. Labels are 1 to 64 of a-z, 0-9, '-', '.', '_', not starting with '.'. "
            "The passphrase encrypts the key file; without one it is kept in clear, mode 0600. "
            "`exportable` says whether `cert export` may give the key out: a promise, not a lock. "
            "Raises Error(ALREADY_EXISTS, KEY_MISMATCH, INVALID_NAME).")
        .def(
            "add_token_key",
            [](CertificateStore& self, const std::string& label, const Chain& chain,
               const std::string& uri, const SecretText& pin,
               Now now) { self.add_token_key(label, chain, uri, pin, moment(now)); },
            py::arg("label"), py::arg("chain"), py::arg("uri"), py::kw_only(), py::arg("pin"),
            py::arg("now") = py::none(), Released(),
            "Adds an entry whose key stays in a PKCS #11 token (RFC 7512 URI, without a PIN). "
            "Raises as add() and PrivateKey.from_pkcs11() do.")
        .def(
            "replace",
            [](CertificateStore& self, const std::string& label, const Chain& chain,
               const PrivateKey& key, const SecretText& passphrase, bool exportable, Now now) {
                self.replace(label, chain, key, options_of(passphrase, exportable, now));
            },
            py::arg("label"), py::arg("chain"), py::arg("key"), py::kw_only(),
            py::arg("passphrase") = py::none(), py::arg("exportable") = false,
            py::arg("now") = py::none(), Released(),
            "Replaces certificate and key at once, for what others renew (ACME); the old ones go "
            "to the trash. Raises as add() does.");
}

void bind_requesting(py::class_<CertificateStore>& store) {
    store
        .def(
            "request",
            [](CertificateStore& self, const std::string& label, KeyAlgorithm algorithm,
               const CertificateTemplate& content, const SecretText& passphrase, bool exportable,
               Now now) {
                return self.request(label, algorithm, content,
                                    options_of(passphrase, exportable, now));
            },
            py::arg("label"), py::arg("algorithm"), py::arg("content"), py::kw_only(),
            py::arg("passphrase") = py::none(), py::arg("exportable") = false,
            py::arg("now") = py::none(), Released(),
            "Makes a key and a request for a certificate; the entry is pending until complete(). "
            "Raises as add() and make_request() do.")
        .def(
            "complete",
            [](CertificateStore& self, const Chain& chain, Now now) {
                return self.complete(chain, moment(now));
            },
            py::arg("chain"), py::kw_only(), py::arg("now") = py::none(), Released(),
            "Gives a certificate that was issued to the entry whose pending or next key it is for, "
            "and returns that entry's label. Raises Error(NOT_FOUND) when there is none, and "
            "Error(ALREADY_EXISTS) when the certificate is there already.");
}

void bind_removing(py::class_<CertificateStore>& store) {
    store
        .def(
            "remove",
            [](CertificateStore& self, const std::string& label, Now now, bool even_if_used) {
                return self.remove(label, moment(now), even_if_used);
            },
            py::arg("label"), py::kw_only(), py::arg("now") = py::none(),
            py::arg("even_if_used") = false, Released(),
            "Moves an entry to the trash. Raises Error(IN_USE) while it is assigned, or the only "
            "one; `even_if_used` is for what will never be used again.")
        .def("trash", &CertificateStore::trash, Released(), "What is in the trash, oldest first.")
        .def(
            "restore", [](CertificateStore& self, const std::string& name) { self.restore(name); },
            py::arg("trashed_name"), Released(),
            "Brings an entry back under its label. Raises Error(ALREADY_EXISTS, NOT_FOUND).")
        .def(
            "empty_trash",
            [](CertificateStore& self, TimePoint before) { return self.empty_trash(before); },
            py::arg("before"), Released(),
            "Destroys what was removed before `before`; returns how many.");
}

}  // namespace

void bind_pki_store(py::module_& module) {
    bind_pki_entries(module);
    py::class_<CertificateStore> store(
        module, "CertificateStore",
        "One directory (mode 0700) with a folder per label, and assignments. A crash at any point "
        "leaves the old or the new state of an entry. Calls raise Error(UNWRITABLE_FILE, "
        "UNREADABLE_FILE) for what the file system refuses, and Error(NOT_FOUND) for a label that "
        "is not there. Safe from several threads and processes: writers lock, readers never wait.");
    store
        .def_static("open", &CertificateStore::open, py::arg("directory"), Released(),
                    "Opens a store. Raises Error(UNREADABLE_FILE) when it is missing or its "
                    "permissions are loose.")
        .def_static("create", &CertificateStore::create, py::arg("directory"), Released(),
                    "Opens it, and makes the directory when it is missing.")
        .def_property_readonly("directory", &CertificateStore::directory, "Where it is kept.")
        .def("__repr__", [](const CertificateStore& self) {
            return "<CertificateStore " + escaped(self.directory().string()) + ">";
        });
    bind_reading(store);
    bind_adding(store);
    bind_requesting(store);
    bind_pki_renewal(store);
    bind_removing(store);
    bind_pki_assignments(store);
    hide_arguments(store, {"load", "add", "add_token_key", "replace", "request"});
}

}  // namespace domainsec::python

// pki: private keys, the passphrases they are kept under, and tokens that hold them (RFC 5958, RFC
// 8018, RFC 7512).
#include "casters.hpp"
#include "passphrases.hpp"

namespace domainsec::python {
namespace {

using Released = py::call_guard<WithoutGil>;

const char* kind_word(PassphraseSource::Kind kind) {
    switch (kind) {
        case PassphraseSource::Kind::none:
            return "none";
        case PassphraseSource::Kind::file:
            return "file";
        case PassphraseSource::Kind::environment:
            return "environment";
        case PassphraseSource::Kind::command:
            return "command";
        case PassphraseSource::Kind::credential:
            return "credential";
    }
    return "unknown";
}

void bind_passphrase(py::module_& module) {
    py::class_<Passphrase> passphrase(
        module, "Passphrase",
        "A passphrase in memory that is wiped when it goes. Taken wherever a passphrase is.");
    passphrase
        .def(py::init([](const SecretText& octets) { return octets.held; }),
             py::arg("octets") = py::none(), "From str (as UTF-8) or bytes-like; empty for none.")
        .def(
            "view", [](const Passphrase& self) { return to_bytes(self.view()); },
            "The secret itself, as octets that Python does not wipe.")
        .def("__bool__", [](const Passphrase& self) { return !self.empty(); })
        .def("__repr__", [](const Passphrase& self) {
            return self.empty() ? "<Passphrase, empty>" : "<Passphrase>";
        });
    hide_arguments(passphrase, {"__init__"});
}

void bind_passphrase_source(py::module_& module) {
    py::class_<PassphraseSource> source(
        module, "PassphraseSource",
        "Names the place of a passphrase or PIN; holds no secret itself. Immutable, safe to "
        "read() from several threads.");
    source
        .def(py::init([](const SecretText& text, const std::filesystem::path& base) {
                 return text.is_none ? PassphraseSource()
                                     : PassphraseSource::from_string(text, base);
             }),
             py::arg("text") = py::none(), py::kw_only(), py::arg("base") = std::filesystem::path(),
             "\"file:/path\", \"env:NAME\", \"command:/usr/bin/pass show tls\" or "
             "\"credential:name\" (of systemd); None: there is no passphrase. A relative path "
             "counts from `base`, or else from the working directory. A command's first word is an "
             "absolute path; no shell reads it. At most 4096 octets. Raises "
             "Error(INVALID_ARGUMENT), which never repeats the text.")
        .def_property_readonly(
            "kind", [](const PassphraseSource& self) { return kind_word(self.kind()); },
            "\"none\", \"file\", \"environment\", \"command\" or "
            "\"credential\".")
        .def("read", &PassphraseSource::read, Released(),
             "Gets the passphrase: the first line, of 1 to 4096 octets; empty for none and only "
             "then. Files belong to this user or root and have mode 0600 or 0400; a command has 10 "
             "seconds. Blocks on a command. Raises Error(UNREADABLE_FILE, NOT_FOUND, "
             "RESOURCE_UNAVAILABLE).")
        .def(
            "__str__", [](const PassphraseSource& self) { return peer_text(self.to_string()); },
            "The form that the constructor reads; a command shows its first word only.")
        .def("__repr__", [](const PassphraseSource& self) {
            return "<PassphraseSource " + escaped(self.to_string()) + ">";
        });
    hide_arguments(source, {"__init__"});
}

void bind_key_making(py::class_<PrivateKey>& key) {
    key.def_static("generate", &PrivateKey::generate, py::arg("algorithm"), Released(),
                   "A new key from the system's random source. Raises "
                   "Error(RESOURCE_UNAVAILABLE) when that gives none.")
        .def_static(
            "from_bytes",
            [](const SecretOctets& octets, const SecretText& passphrase) {
                return PrivateKey::from_octets(octets.bytes(), passphrase);
            },
            py::arg("octets"), py::kw_only(), py::arg("passphrase") = py::none(), Released(),
            "Reads PKCS#8 in PEM or DER, encrypted when a passphrase is given, or the older \"EC "
            "PRIVATE KEY\" (RFC 5915) and \"RSA PRIVATE KEY\" (RFC 8017) forms; at most 64 KiB. "
            "Raises Error(MALFORMED_KEY, WRONG_PASSPHRASE, WEAK_KEY, LIMIT_EXCEEDED, "
            "UNSUPPORTED_ALGORITHM).")
        .def_static(
            "from_file",
            [](const std::filesystem::path& path, const SecretText& passphrase) {
                return PrivateKey::from_file(path, passphrase);
            },
            py::arg("path"), py::kw_only(), py::arg("passphrase") = py::none(), Released(),
            "The same from a file of mode 0600 or 0400. Raises Error(UNREADABLE_FILE) as well.")
        .def_static(
            "from_pkcs11",
            [](const std::string& uri, const SecretText& pin, const Bytes& public_key) {
                return PrivateKey::from_pkcs11(uri, pin, public_key);
            },
            py::arg("uri"), py::kw_only(), py::arg("pin"), py::arg("public_key") = py::bytes(),
            Released(),
            "A key in a hardware token, named by a PKCS #11 URI (RFC 7512) with the path of the "
            "token's driver. It signs like any other and never leaves the token. `public_key` is "
            "its SubjectPublicKeyInfo in DER; without it the token is asked. The PIN is tried once "
            "in a process. Open it after fork(). Raises Error(INVALID_ARGUMENT, NOT_FOUND, "
            "WRONG_PASSPHRASE, KEY_MISMATCH, WEAK_KEY, UNSUPPORTED_ALGORITHM, UNREADABLE_FILE, "
            "RESOURCE_UNAVAILABLE).");
}

void bind_key_writing(py::class_<PrivateKey>& key) {
    key.def(
           "to_pem",
           [](const PrivateKey& self, const SecretText& passphrase) {
               return self.to_pem(SecretAccess::granted(), passphrase);
           },
           py::kw_only(), py::arg("passphrase") = py::none(), Released(),
           "The secret itself: PKCS#8 in PEM, encrypted with PBES2 (AES-256, PBKDF2-HMAC-SHA-256) "
           "when the passphrase is not empty. Raises Error(UNSUPPORTED_ALGORITHM) for a token's.")
        .def(
            "write_new",
            [](const PrivateKey& self, const std::filesystem::path& path,
               const SecretText& passphrase) {
                self.write_new(path, SecretAccess::granted(), passphrase);
            },
            py::arg("path"), py::kw_only(), py::arg("passphrase") = py::none(), Released(),
            "Writes to_pem() to a new file of mode 0600, whole or not at all. Raises "
            "Error(ALREADY_EXISTS) rather than replace a file, and Error(UNWRITABLE_FILE).");
}

void bind_private_key(py::module_& module) {
    py::class_<PrivateKey> key(module, "PrivateKey",
                               "A private key. Immutable, wiped when the last reference goes, safe "
                               "between threads, and never pickled: its secret leaves by to_pem() "
                               "and write_new() alone.");
    bind_key_making(key);
    bind_key_writing(key);
    key.def_property_readonly("algorithm", &PrivateKey::algorithm,
                              "The kind of key; RSA keys of other lengths report the next smaller "
                              "name.")
        .def_property_readonly("public_key", &PrivateKey::public_key,
                               "The SubjectPublicKeyInfo in DER (RFC 5280 §4.1.2.7).")
        .def_property_readonly("spki_sha256", &PrivateKey::spki_sha256,
                               "SHA-256 over `public_key`: 32 octets, what is pinned.")
        .def_property_readonly(
            "pin", [](const PrivateKey& self) { return to_pin(self.spki_sha256()); },
            "\"sha256/\" and spki_sha256 in base64 (RFC 7469 §2.4).")
        .def("__repr__", [](const PrivateKey& self) {
            return "<PrivateKey " + std::string(to_string(self.algorithm())) + " " +
                   to_pin(self.spki_sha256()) + ">";
        });
    hide_arguments(key, {"from_bytes", "from_file", "from_pkcs11", "to_pem", "write_new"});
}

void bind_pkcs11_uri(py::module_& module) {
    Record<Pkcs11Uri> uri(module, "Pkcs11Uri",
                          "A PKCS #11 URI (RFC 7512) that names a private key in a token, "
                          "attribute by attribute and percent-decoded; None matches every value. "
                          "It never holds a PIN.");
    const auto text = [&uri](const char* name, std::optional<std::string> Pkcs11Uri::*member,
                             const char* doc) {
        uri.fact(
            name,
            [member](const Pkcs11Uri& self) -> py::object {
                const auto& value = self.*member;
                return value ? py::object(peer_text(*value)) : py::none();
            },
            doc);
    };
    text("token", &Pkcs11Uri::token, "The label of the token.");
    text("manufacturer", &Pkcs11Uri::manufacturer, "Who made the token.");
    text("model", &Pkcs11Uri::model, "The token's model.");
    text("serial", &Pkcs11Uri::serial, "The token's serial number.");
    text("object", &Pkcs11Uri::object, "The key's label (CKA_LABEL).");
    uri.fact(
        "id", [](const Pkcs11Uri& self) { return self.id; }, "The key's id (CKA_ID).");
    text("slot_description", &Pkcs11Uri::slot_description, "What the slot says of itself.");
    text("slot_manufacturer", &Pkcs11Uri::slot_manufacturer, "Who made the slot.");
    uri.fact(
        "slot_id", [](const Pkcs11Uri& self) { return self.slot_id; }, "The slot's number.");
    text("library_description", &Pkcs11Uri::library_description, "What the driver says of itself.");
    text("library_manufacturer", &Pkcs11Uri::library_manufacturer, "Who made the driver.");
    text("library_version", &Pkcs11Uri::library_version, "\"2\" or \"2.40\".");
    uri.fact("module_path", &Pkcs11Uri::module_path, "The driver's file; absolute.");
    uri.bound()
        .def(py::init([](const SecretText& uri_text) { return Pkcs11Uri::from_string(uri_text); }),
             py::arg("text"),
             "At most 4096 octets, in the grammar of RFC 7512 §2.3, with an absolute module-path "
             "and without pin-value or pin-source. Raises Error(INVALID_ARGUMENT), which shows "
             "none of the values.")
        .def("__str__", &Pkcs11Uri::to_string, "The URI that the constructor reads.")
        .def("__hash__", [](const Pkcs11Uri& self) { return py::hash(py::str(self.to_string())); })
        .def(py::pickle([](const Pkcs11Uri& self) { return py::make_tuple(self.to_string()); },
                        [](const py::tuple& state) {
                            return Pkcs11Uri::from_string(state[0].cast<std::string>());
                        }));
    hide_arguments(uri.bound(), {"__init__"});
}

}  // namespace

void bind_pki_keys(py::module_& module) {
    bind_passphrase(module);
    bind_passphrase_source(module);
    bind_private_key(module);
    bind_pkcs11_uri(module);
}

}  // namespace domainsec::python

// stamp: keys that sign, keyrings, DNS records of keys, and the log of what was stamped.
#include "casters.hpp"
#include "passphrases.hpp"

namespace domainsec::python {
namespace {

void bind_stamp_key(py::module_& module) {
    py::class_<StampKey> key(module, "StampKey",
                             "A signing key, or the two of a set. Immutable, safe to use from many "
                             "threads, never pickled.");
    key.def(py::init<const PrivateKey&>(), py::arg("key"),
            "Raises Error(UNSUPPORTED_ALGORITHM) for anything but Ed25519, ECDSA P-256 and "
            "ML-DSA-65.")
        .def(py::init<const PrivateKey&, const PrivateKey&>(), py::arg("ed25519"),
             py::arg("ml_dsa_65"), "Both sign: Ed25519 for today, ML-DSA-65 for archives.")
        .def_static(
            "from_callback",
            [](const py::object& public_key, const py::object& sign) {
                const OctetsArgument octets(public_key);
                auto call = callback<Bytes(py::bytes)>("sign", sign);
                return StampKey(octets.bytes(), [call](ByteView digest) {
                    return with_python("sign", [&] { return call(to_bytes(digest)); });
                });
            },
            py::arg("public_key"), py::arg("sign"),
            "A key somewhere else. public_key: SubjectPublicKeyInfo in DER, or the two of a set "
            "end "
            "to end. sign: a function from a digest (32 octets) to the signature; each is checked "
            "before use. What it raises makes the verdict a temporary one. Raises "
            "Error(MALFORMED_KEY, UNSUPPORTED_ALGORITHM).")
        .def_static("from_file", &StampKey::from_file, py::arg("file"), py::kw_only(),
                    py::arg("passphrase") = "", py::call_guard<WithoutGil>(),
                    "One key, or a set: two of them in PEM, Ed25519 first. Raises Error.")
        .def_static(
            "from_socket",
            [](const std::filesystem::path& socket, const py::object& public_key,
               std::chrono::milliseconds timeout) {
                return StampKey::from_socket(socket, OctetsArgument(public_key).bytes(), timeout);
            },
            py::arg("socket"), py::arg("public_key"), py::kw_only(),
            py::arg("timeout") = std::chrono::milliseconds{2000},
            "Keys of another process (`domainsec key serve`). timeout: 10 ms to 60 s.")
        .def_property_readonly("algorithm", &StampKey::algorithm, "A StampAlgorithm.")
        .def_property_readonly("public_key", &StampKey::public_key,
                               "SubjectPublicKeyInfo in DER; the two of a set end to end.")
        .def(
            "sign",
            [](const StampKey& self, const Sha256Digest& digest) { return self.sign(digest); },
            py::arg("digest"), py::call_guard<WithoutGil>(),
            "The signature over a digest of 32 octets; b\"\" when it cannot be made now.")
        .def("__repr__", [](const StampKey& self) {
            return "<StampKey " + std::string(to_string(self.algorithm())) + ">";
        });
    hide_arguments(key, {"from_file"});
}

void bind_entry(py::module_& module) {
    Record<KeyRingEntry> entry(module, "KeyRingEntry", "One selector of one domain.");
    entry.bound().def(
        py::init([](DomainName domain, std::string selector, StampAlgorithm algorithm,
                    Bytes public_key, std::vector<DomainName> edges, bool any_edge, KeyRole role,
                    KeyState state, std::optional<TimePoint> not_before,
                    std::optional<TimePoint> not_after, std::optional<TimePoint> compromised_at) {
            KeyRingEntry made(std::move(domain));
            made.selector = std::move(selector);
            made.algorithm = algorithm;
            made.public_key = std::move(public_key);
            made.edges = std::move(edges);
            made.any_edge = any_edge;
            made.role = role;
            made.state = state;
            made.not_before = not_before;
            made.not_after = not_after;
            made.compromised_at = compromised_at;
            return made;
        }),
        py::kw_only(), py::arg("domain"), py::arg("selector"),
        py::arg("algorithm") = StampAlgorithm::ed25519_sha256, py::arg("public_key"),
        py::arg("edges") = std::vector<DomainName>{}, py::arg("any_edge") = false,
        py::arg("role") = KeyRole::edge, py::arg("state") = KeyState::active,
        py::arg("not_before") = py::none(), py::arg("not_after") = py::none(),
        py::arg("compromised_at") = py::none(), "Checked when a KeyRing is made of it.");
    entry.fact("domain", &KeyRingEntry::domain, "d=")
        .fact("selector", &KeyRingEntry::selector, "s=")
        .fact("algorithm", &KeyRingEntry::algorithm,
              "A StampAlgorithm; the stamp cannot choose another.")
        .fact("public_key", &KeyRingEntry::public_key,
              "Ed25519: 32 octets raw. ECDSA: SubjectPublicKeyInfo in DER. ML-DSA-65: 1952 octets "
              "raw. For two keys, Ed25519's, then ML-DSA's.")
        .fact("edges", &KeyRingEntry::edges, "The edges it may speak for.")
        .fact("any_edge", &KeyRingEntry::any_edge, "Any edge in or below the domain.")
        .fact("role", &KeyRingEntry::role, "What it may sign for, a KeyRole.")
        .fact("state", &KeyRingEntry::state, "A KeyState.")
        .fact("not_before", &KeyRingEntry::not_before, "No stamp before, by t=; None: no bound.")
        .fact("not_after", &KeyRingEntry::not_after, "No stamp after, by t=; None: no bound.")
        .fact("compromised_at", &KeyRingEntry::compromised_at,
              "Since when the key may be in other hands; only for COMPROMISED.")
        .fact("source", &KeyRingEntry::source, "Where it was read, a KeySource.");
    entry.bound()
        .def("to_toml", &to_keyring_toml,
             "One [[key]] table for a keyring file. Raises Error(INVALID_ARGUMENT).")
        .def(
            "to_dns_record",
            [](const KeyRingEntry& self) {
                const auto record = to_key_record(self);
                return py::make_tuple(record.owner, record.text);
            },
            "(owner, text) of the TXT record. Raises Error(UNSUPPORTED_ALGORITHM) for ML-DSA-65.");
    module.def("make_key_ring_entry", &make_key_ring_entry, py::arg("domain"), py::arg("selector"),
               py::arg("key"), py::arg("edges"), "The entry that publishes a stamp key.");
}

void bind_key_ring(py::module_& module) {
    py::class_<KeyRing>(module, "KeyRing",
                        "The public keys that a verifier trusts. Immutable, cheap to copy.")
        .def(py::init<std::vector<KeyRingEntry>>(),
             py::arg("entries") = std::vector<KeyRingEntry>{},
             "Raises Error(INVALID_ARGUMENT, MALFORMED_KEY) that names the entry.")
        .def_static("from_file", &KeyRing::from_file, py::arg("path"), py::call_guard<WithoutGil>(),
                    "Reads a keyring file (TOML, up to 4 MiB). Raises Error with one line per "
                    "mistake.")
        .def_static(
            "from_string",
            [](const std::string& toml, const std::string& name) {
                return KeyRing::from_string(toml, name);
            },
            py::arg("toml"), py::arg("name") = "keyring.toml", "The same from a text.")
        .def_property_readonly("entries", &KeyRing::entries, "KeyRingEntry, in the order given.")
        .def(
            "find",
            [](const KeyRing& self, const DomainName& domain, const std::string& selector) {
                const auto* const entry = self.find(domain, selector);
                return entry != nullptr ? std::optional(*entry) : std::nullopt;
            },
            py::arg("domain"), py::arg("selector"), "The entry of a domain and selector, or None.")
        .def("__len__", [](const KeyRing& self) { return self.entries().size(); })
        .def("__iter__", [](const KeyRing& self) { return py::iter(py::cast(self.entries())); })
        .def("__repr__", [](const KeyRing& self) {
            return "<KeyRing of " + std::to_string(self.entries().size()) + " keys>";
        });
}

void bind_key_records(py::module_& module) {
    Record<KeyLookup>(module, "KeyLookup", "What became of looking a key up in the DNS.")
        .fact("reason", &KeyLookup::reason, "NONE: the key was found.")
        .fact("detail", &KeyLookup::detail, "One sentence; escaped.")
        .fact("entry", &KeyLookup::entry, "The KeyRingEntry that was found, or None.")
        .fact("ttl", &KeyLookup::ttl, "How long it may be kept.");
    module.def("key_record_owner", &key_record_owner, py::arg("domain"), py::arg("selector"),
               "\"edge1._domainsec.contoso.example\"; None when it would be no name.");
    module.def("look_up_key", &look_up_key, py::arg("resolver"), py::arg("domain"),
               py::arg("selector"), py::call_guard<WithoutGil>(),
               "Asks for the key's record and reads it. Blocks as the resolver does.");
}

void bind_log(py::module_& module) {
    py::class_<StampLog>(module, "StampLog", "A log of stamps as it was when it was read.")
        .def_static("from_file", &StampLog::from_file, py::arg("file"),
                    py::arg("head") = py::none(), py::call_guard<WithoutGil>(),
                    "Reads and checks the whole file, up to 1 GiB. head: the chain value of an "
                    "entry that was noted elsewhere. Raises Error(UNREADABLE_FILE, MALFORMED_LOG).")
        .def_static(
            "from_string",
            [](const std::string& text, const std::string& name) {
                return StampLog::from_string(text, name);
            },
            py::arg("text"), py::arg("name") = "stamp.log",
            "The same from a text; name stands for the file in messages.")
        .def("recorded_at", &StampLog::recorded_at, py::arg("selector"), py::arg("stamp"),
             "When the stamp of this digest was recorded, or None.")
        .def(
            "covers",
            [](const StampLog& self, const std::string& selector) { return self.covers(selector); },
            py::arg("selector"), "True when the log has at least one stamp of this selector.")
        .def("__len__", &StampLog::size)
        .def_property_readonly("head", &StampLog::head, "The last entry's chain value.");

    py::class_<StampLogWriter>(module, "StampLogWriter",
                               "Adds to a log; several processes and threads may.")
        .def(py::init<std::filesystem::path>(), py::arg("file"),
             "Raises Error(UNWRITABLE_FILE, UNREADABLE_FILE, MALFORMED_LOG).")
        .def(
            "append",
            [](const StampLogWriter& self, const std::string& selector, const py::object& field,
               std::optional<TimePoint> now) {
                const OctetsArgument octets(field);
                const auto moment = now ? *now : system_clock()();
                const WithoutGil release;
                self.append(selector, octets.text(), moment);
            },
            py::arg("selector"), py::arg("field"), py::kw_only(), py::arg("now") = py::none(),
            "Records a stamp before it is given out. Raises Error(UNWRITABLE_FILE): then it must "
            "not be used.");
    module.def(
        "stamp_digest",
        [](const py::object& field) { return stamp_digest(OctetsArgument(field).text()); },
        py::arg("field"), "How a log and o= name a stamp: SHA-256 of the whole field.");
}

}  // namespace

void bind_stamp_keys(py::module_& module) {
    bind_stamp_key(module);
    bind_entry(module);
    bind_key_ring(module);
    bind_key_records(module);
    bind_log(module);
}

}  // namespace domainsec::python

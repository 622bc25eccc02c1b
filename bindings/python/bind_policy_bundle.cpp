// policy: what an organization announces of its keys, and the bundle that it hands to a partner
// (RFC 7469 §2.4, RFC 6698, RFC 7672 §3.1).
#include "clocks.hpp"
#include "passphrases.hpp"

namespace domainsec::python {
namespace {

void bind_keys(py::module_& module) {
    Record<AnnouncedKey> key(module, "AnnouncedKey",
                             "A key of ours, known by its public part: RSA of 2048 to 8192 bits, "
                             "ECDSA P-256 or P-384.");
    key.fact("public_key", &AnnouncedKey::public_key, "The SubjectPublicKeyInfo in DER.")
        .fact("chain", &AnnouncedKey::chain,
              "What is presented with it; empty when there is no certificate yet.")
        .picklable();
    key.bound()
        .def_static("from_chain", &AnnouncedKey::from_chain, py::arg("chain"),
                    "Raises Error(INVALID_ARGUMENT) for an empty chain.")
        .def_static(
            "from_bytes",
            [](const SecretOctets& octets, const SecretText& passphrase) {
                return AnnouncedKey::from_octets(octets.bytes(), passphrase);
            },
            py::arg("octets"), py::arg("passphrase") = py::none(), py::call_guard<WithoutGil>(),
            "Reads a certificate or chain, a request (RFC 2986), a public or a private key, of "
            "which only the public part stays; PEM or DER, at most 256 KiB. Raises Error.")
        .def_static(
            "from_file",
            [](const std::filesystem::path& path, const SecretText& passphrase) {
                return AnnouncedKey::from_file(path, passphrase);
            },
            py::arg("path"), py::arg("passphrase") = py::none(), py::call_guard<WithoutGil>(),
            "The same from a file. Raises Error(UNREADABLE_FILE) as well.")
        .def_property_readonly("pin", &AnnouncedKey::pin, "SHA-256 over public_key, 32 octets.");
    hide_arguments(key.bound(), {"from_bytes", "from_file"});
    module.def("pins_of", &pins_of, py::arg("keys"),
               "The pins in the order of the keys, each once: the current one first. Raises "
               "Error(LIMIT_EXCEEDED) over 16.");
    module.def("tlsa_records_of", &tlsa_records_of, py::arg("key"), py::arg("host"),
               "TlsaRecord 3 1 1 of the key, and 2 1 1 of the authority where the chain holds it "
               "and the leaf names the host (RFC 7671 §5.2).");
}

void bind_bundle(py::module_& module) {
    Record<PartnerBundle> bundle(module, "PartnerBundle",
                                 "What one organization tells a partner's administrator.");
    bundle.option("organization", &PartnerBundle::organization, "1 to 64 octets of UTF-8.")
        .option("contact", &PartnerBundle::contact, "A MailAddress. Needed.")
        .option("phone", &PartnerBundle::phone, "At most 256 octets.")
        .option("url", &PartnerBundle::url, "At most 256 octets.")
        .option("domains", &PartnerBundle::domains, "Its mail domains, 1 to 500.")
        .option("identities", &PartnerBundle::identities,
                "Names in the certificates of its mail servers, 1 to 100.")
        .option("mx_hosts", &PartnerBundle::mx_hosts, "0 to 100; for people.")
        .option("pins", &PartnerBundle::pins,
                "SHA-256, 32 octets each: in use, then next; 0 to 16.")
        .option("anchors", &PartnerBundle::anchors, "Certificate, 0 to 8. Pins or anchors.")
        .option("created", &PartnerBundle::created, "When it was made.")
        .option("expires", &PartnerBundle::expires, "At most 400 days after created.")
        .picklable();
    bundle.bound().def("check", &PartnerBundle::check,
                       "Raises Error(INVALID_ARGUMENT) naming the field.");
    Record<SignedBundle>(module, "SignedBundle",
                         "A bundle whose signature holds. Compare its fingerprint, read out over "
                         "another channel, before anything in it is believed.")
        .fact("bundle", &SignedBundle::bundle, "A PartnerBundle; a copy.")
        .fact("signer", &SignedBundle::signer, "The signer's Chain, leaf first.")
        .fact("signer_pin", &SignedBundle::signer_pin, "SHA-256, 32 octets.")
        .fact("fingerprint", &SignedBundle::fingerprint, "8 groups of 5 digits.")
        .fact("signer_is_pinned", &SignedBundle::signer_is_pinned,
              "The signer's key is among the bundle's pins.")
        .fact("signer_is_anchored", &SignedBundle::signer_is_anchored,
              "The signer's certificate is valid, when the bundle was made, under its anchors for "
              "one of its identities.")
        .picklable();
}

SignedBundle read(const py::object& text, std::optional<TimePoint> now,
                  std::optional<TimePoint> not_older_than, Seconds clock_skew) {
    const auto octets = octets_of_text(text);
    const WithoutGil release;
    return read_bundle(octets, or_now(now), {not_older_than, clock_skew});
}

std::string entry_of(const SignedBundle& bundle, const std::string& name, TrustMethod trust,
                     const std::filesystem::path& anchors_file, bool watch_only) {
    return to_partner_toml(bundle, {name, trust, anchors_file, watch_only});
}

void bind_calls(py::module_& module) {
    module.def(
        "sign_bundle",
        [](const PartnerBundle& bundle, const PrivateKey& key, const Chain& chain) {
            const PartnerBundle kept = bundle;
            const Chain signer = chain;
            const WithoutGil release;
            return sign_bundle(kept, SecretAccess::granted(), key, signer);
        },
        py::arg("bundle"), py::arg("key"), py::arg("chain"),
        "The bundle as text, signed (ECDSA or RSA-PSS, with SHA-256). chain: what belongs to the "
        "key, leaf first. Raises Error(KEY_MISMATCH, UNSUPPORTED_ALGORITHM, LIMIT_EXCEEDED, "
        "INVALID_ARGUMENT).");
    module.def("read_bundle", &read, py::arg("text"), py::arg("now") = py::none(), py::kw_only(),
               py::arg("not_older_than") = py::none(), py::arg("clock_skew") = Seconds{300},
               "Reads a bundle, str or bytes, of any content: a SignedBundle. not_older_than "
               "refuses one that was made before; clock_skew: 0 s to 1 h. Raises "
               "Error(INVALID_CONFIGURATION) for everything that is wrong with it.");
    module.def(
        "is_fingerprint_of",
        [](const py::str& typed, const SignedBundle& bundle) {
            return is_fingerprint_of(octets_of_text(typed), bundle);
        },
        py::arg("typed"), py::arg("bundle"),
        "Whether somebody typed the fingerprint in, or the signer's pin.");
    module.def(
        "remarks_on",
        [](const SignedBundle& bundle, std::optional<TimePoint> now) {
            return remarks_on(bundle, or_now(now));
        },
        py::arg("bundle"), py::arg("now") = py::none(),
        "What to ask about before believing it, in whole sentences. Often empty.");
    module.def("to_partner_toml", &entry_of, py::arg("bundle"), py::kw_only(), py::arg("name") = "",
               py::arg("trust") = TrustMethod::pin,
               py::arg("anchors_file") = std::filesystem::path(), py::arg("watch_only") = false,
               "The [[partner]] entry for domainsec.toml. name: empty for the organization's. "
               "trust: PIN or ANCHORS, with the file that has them. watch_only: judge and count, "
               "refuse nothing. Raises Error(INVALID_ARGUMENT).");
}

}  // namespace

void bind_policy_bundle(py::module_& module) {
    bind_keys(module);
    bind_bundle(module);
    bind_calls(module);
}

}  // namespace domainsec::python

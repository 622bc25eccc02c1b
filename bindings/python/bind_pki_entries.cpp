// pki: what a store says of its entries, and what uses them.
#include "casters.hpp"

namespace domainsec::python {
namespace {

using Released = py::call_guard<WithoutGil>;

void bind_identity(py::module_& module) {
    Record<Identity>(module, "Identity",
                     "A certificate with its chain and its key: what proves who we are. Never "
                     "pickled.")
        .fact("label", &Identity::label, "Its label in the store, or any name.")
        .fact("chain", &Identity::chain, "Leaf first, without the root.")
        .fact("key", &Identity::key, "The leaf's private key.")
        .fact("only_for", &Identity::only_for,
              "Among several of a server: for clients that ask for this name (SNI) and no others.")
        .bound()
        .def(py::init([](std::string label, Chain chain, PrivateKey key,
                         std::optional<DomainName> only_for) {
                 return Identity{std::move(label), std::move(chain), std::move(key),
                                 std::move(only_for)};
             }),
             py::arg("label"), py::arg("chain"), py::arg("key"), py::kw_only(),
             py::arg("only_for") = py::none());
}

void bind_uses(py::module_& module) {
    Record<ServiceUse>(module, "ServiceUse",
                       "Where an entry is used. The narrower one wins: a partner's or a name's "
                       "before a service's.")
        .option("service", &ServiceUse::service, "What for.")
        .option("partner", &ServiceUse::partner,
                "With SMTP_CLIENT: only for what goes to this partner, by its name in the "
                "configuration, 1 to 64 octets. Empty: for all.")
        .option("name", &ServiceUse::name,
                "With SMTP_SERVER: only for clients that ask for this host name (SNI, RFC 6066 "
                "§3).")
        .picklable()
        .bound()
        .def("check", &ServiceUse::check,
             "Raises Error(INVALID_ARGUMENT) for a partner with SMTP_SERVER or a name with "
             "SMTP_CLIENT.")
        .def(
            "__str__", [](const ServiceUse& self) { return peer_text(to_string(self)); },
            "\"smtp-client for Fabrikam\", for people.");
    Record<Assignment>(module, "Assignment", "An entry and what uses it.")
        .fact("use", &Assignment::use, "What uses it.")
        .fact("label", &Assignment::label, "The entry; empty for none.")
        .picklable();
}

void bind_entry(py::module_& module) {
    Record<NextKey>(module, "NextKey",
                    "A key that is announced to partners before it is used (the next pin).")
        .fact("spki_sha256", &NextKey::spki_sha256, "SHA-256 of its public key: 32 octets.")
        .fact("announced", &NextKey::announced, "Since when it is.")
        .fact("request", &NextKey::request, "The request for its certificate.")
        .fact("chain", &NextKey::chain, "Empty until it has been issued.")
        .picklable()
        .bound()
        .def_property_readonly(
            "pin", [](const NextKey& self) { return to_pin(self.spki_sha256); },
            "\"sha256/\" and spki_sha256 in base64 (RFC 7469 §2.4).");
    Record<StoreEntry>(module, "StoreEntry",
                       "What a store holds under a label, as far as it can be told without the "
                       "private key.")
        .fact("label", &StoreEntry::label, "Its label.")
        .fact("chain", &StoreEntry::chain, "Empty while the request is pending.")
        .fact("request", &StoreEntry::request, "While it is pending, else None.")
        .fact("key_place", &StoreEntry::key_place, "Where its private key is kept.")
        .fact("spki_sha256", &StoreEntry::spki_sha256, "SHA-256 of its public key: 32 octets.")
        .fact("exportable", &StoreEntry::exportable, "Whether `cert export` gives its key out.")
        .fact("created", &StoreEntry::created, "None for what others put there.")
        .fact("next", &StoreEntry::next, "Its next key, when one is announced.")
        .fact("assignments", &StoreEntry::assignments, "What uses it, by word.")
        .picklable()
        .bound()
        .def_property_readonly("is_pending", &StoreEntry::is_pending,
                               "Whether it waits for its certificate.")
        .def_property_readonly(
            "pin", [](const StoreEntry& self) { return to_pin(self.spki_sha256); },
            "\"sha256/\" and spki_sha256 in base64 (RFC 7469 §2.4).");
    Record<TrashedEntry>(module, "TrashedEntry",
                         "An entry that was removed or replaced, and is kept for a while.")
        .fact("name", &TrashedEntry::name, "For CertificateStore.restore().")
        .fact("label", &TrashedEntry::label, "Its label.")
        .fact("removed", &TrashedEntry::removed, "When it was.")
        .picklable();
}

ServiceUse use_of(py::handle given) {
    if (py::isinstance<ServiceUse>(given)) return given.cast<ServiceUse>();
    if (const auto service = from_word<Service>(given)) return {*service, {}, {}};
    throw py::type_error("a Service or a ServiceUse is expected");
}

/// One use or several.
std::vector<ServiceUse> uses_of(const py::object& given) {
    if (py::isinstance<ServiceUse>(given) || py::isinstance<py::str>(given)) return {use_of(given)};
    std::vector<ServiceUse> uses;
    for (const py::handle each : py::iter(given)) uses.push_back(use_of(each));
    return uses;
}

}  // namespace

void bind_pki_entries(py::module_& module) {
    bind_identity(module);
    bind_uses(module);
    bind_entry(module);
}

void bind_pki_assignments(py::class_<CertificateStore>& store) {
    store
        .def(
            "assign",
            [](CertificateStore& self, const py::object& uses, const std::string& label) {
                const auto list = uses_of(uses);
                const WithoutGil released;
                return self.assign(list, label);
            },
            py::arg("uses"), py::arg("label"),
            "Makes services use an entry from now on, all in one step: a Service, a ServiceUse, or "
            "several of them. Returns what each used before, with an empty label for nothing. "
            "Raises Error(NOT_FOUND, INVALID_ARGUMENT), and Error(INVALID_STATE) for a pending "
            "entry.")
        .def(
            "unassign",
            [](CertificateStore& self, const py::object& uses) {
                const auto list = uses_of(uses);
                const WithoutGil released;
                self.unassign(list);
            },
            py::arg("uses"), "Ends assignments, all in one step. Raises Error(NOT_FOUND).")
        .def(
            "undo_assignment", [](CertificateStore& self) { return self.undo_assignment(); },
            Released(),
            "Takes the last assign() or unassign() back, once; returns what is in force now for "
            "its uses. Raises Error(INVALID_STATE) when there is nothing to take back.")
        .def("assignments", &CertificateStore::assignments, Released(),
             "All that was assigned, by word and not for being the only entry.")
        .def(
            "assigned", &CertificateStore::assigned, py::arg("service"), Released(),
            "The label that a service uses: as assigned, else the only entry there is, else None.");
}

}  // namespace domainsec::python

// pki: the next keys of a store's entries, announced to partners before they are used.
#include "casters.hpp"
#include "passphrases.hpp"

namespace domainsec::python {
namespace {

using Released = py::call_guard<WithoutGil>;
using Now = std::optional<TimePoint>;

EntryOptions options_of(const SecretText& passphrase, bool exportable, const Now& now) {
    return {passphrase, exportable, now ? *now : system_clock()()};
}

/// The Python function that is asked for a certificate, in the thread of the call and before it
/// returns. What it raises leaves prepare_next() as it is: the store has written nothing then.
NextIssuer issuer_of(const py::object& function) {
    if (function.is_none()) return {};
    if (PyCallable_Check(function.ptr()) == 0)
        throw py::type_error("issue: a function is expected");
    return [&function](const CertificateRequest& request) {
        const WithGil gil;
        const py::object given = function(request);
        if (!py::isinstance<Chain>(given))
            throw py::type_error("issue: gave something else than a Chain");
        return given.cast<Chain>();
    };
}

NextKey prepare_next(CertificateStore& self, const std::string& label, KeyAlgorithm algorithm,
                     const py::object& issue, const SecretText& passphrase, bool exportable,
                     const Now& now) {
    const NextIssuer issuer = issuer_of(issue);
    const WithoutGil released;
    return self.prepare_next(label, algorithm, options_of(passphrase, exportable, now), issuer);
}

}  // namespace

void bind_pki_renewal(py::class_<CertificateStore>& store) {
    store
        .def("prepare_next", &prepare_next, py::arg("label"), py::arg("algorithm"), py::kw_only(),
             py::arg("issue") = py::none(), py::arg("passphrase") = py::none(),
             py::arg("exportable") = false, py::arg("now") = py::none(),
             "Renewal, first step: a next key, with a request that says what the certificate in "
             "use says. It is used by nobody yet. `issue`, where there is one, is asked for its "
             "chain at once, with the request: both are written together. It is called under the "
             "store's lock: changing the store from within it is Error(INVALID_STATE); what it "
             "raises is raised here. Raises "
             "Error(INVALID_STATE) when there is a next key already or the entry is pending or its "
             "key is a token's, Error(KEY_MISMATCH) for a certificate of another key.")
        .def(
            "prepare_self_signed_next",
            [](CertificateStore& self, const std::string& label, KeyAlgorithm algorithm,
               const SecretText& passphrase, bool exportable, Now now) {
                return self.prepare_self_signed_next(label, algorithm,
                                                     options_of(passphrase, exportable, now));
            },
            py::arg("label"), py::arg("algorithm"), py::kw_only(),
            py::arg("passphrase") = py::none(), py::arg("exportable") = false,
            py::arg("now") = py::none(), Released(),
            "The same with a certificate that the next key signs itself, with the contents of the "
            "one in use and a life as long, beginning five minutes before `now`.")
        .def(
            "switch_to_next",
            [](CertificateStore& self, const std::string& label, Now now) {
                self.switch_to_next(label, now ? *now : system_clock()());
            },
            py::arg("label"), py::kw_only(), py::arg("now") = py::none(), Released(),
            "Renewal, last step: the next key and its certificate take the place of those in use, "
            "which go to the trash. Raises Error(INVALID_STATE) without an issued next "
            "certificate.")
        .def(
            "drop_next",
            [](CertificateStore& self, const std::string& label, Now now) {
                self.drop_next(label, now ? *now : system_clock()());
            },
            py::arg("label"), py::kw_only(), py::arg("now") = py::none(), Released(),
            "Drops the next key; it goes to the trash.");
    hide_arguments(store, {"prepare_next", "prepare_self_signed_next"});
}

}  // namespace domainsec::python

// message: fields, canonical forms, authors, Authentication-Results and the border's edits (RFC
// 5322, RFC 6376 §3.4, RFC 8601).
#include "casters.hpp"

namespace domainsec::python {
namespace {

/// A message with its fields: the octets stay with it.
class HeldMessage {
  public:
    HeldMessage(const py::object& message, const MessageLimits& limits)
        : octets_(
              std::make_shared<const std::string>(OctetsArgument(message_octets(message)).text())) {
        const WithoutGil release;
        view_ = std::make_shared<const MessageView>(MessageView::parse(*octets_, limits));
    }
    const MessageView& view() const noexcept { return *view_; }

  private:
    std::shared_ptr<const std::string> octets_;
    std::shared_ptr<const MessageView> view_;
};

/// One field, copied out of its message.
struct HeldField {
    explicit HeldField(const HeaderField& field)
        : raw(field.raw()), name(field.name()), value(field.value()), unfolded(field.unfolded()) {}
    std::string raw;
    std::string name;
    std::string value;
    std::string unfolded;
};

void bind_fields(py::module_& module) {
    py::class_<HeldField>(module, "HeaderField", "One header field as it stands in a message.")
        .def_property_readonly(
            "raw", [](const HeldField& self) { return to_bytes(self.raw); },
            "All octets, from the first of the name to the last line end.")
        .def_property_readonly(
            "name", [](const HeldField& self) { return peer_text(self.name); },
            "The name as written; octets that are not UTF-8 are lone surrogates (PEP 383).")
        .def_property_readonly(
            "value", [](const HeldField& self) { return to_bytes(self.value); },
            "Everything behind the colon without the last line end; folding still in it.")
        .def_property_readonly(
            "unfolded", [](const HeldField& self) { return peer_text(self.unfolded); },
            "The value with folding undone (RFC 5322 §2.2.3), without white space at its ends.")
        .def("__repr__", [](const HeldField& self) {
            return py::str("<HeaderField {!r}: {!r}>")
                .format(peer_text(self.name), peer_text(self.unfolded));
        });
}

MessageLimits limits_of(std::size_t header_octets, std::size_t fields) {
    MessageLimits limits;
    limits.max_header_octets = header_octets;
    limits.max_fields = fields;
    return limits;
}

void bind_view(py::module_& module) {
    const MessageLimits usual;
    py::class_<HeldMessage>(module, "MessageView",
                            "A message split into fields and body; a copy of its octets is kept. "
                            "Never raises over content.")
        .def(py::init([](const py::object& message, std::size_t header, std::size_t fields) {
                 return HeldMessage(message, limits_of(header, fields));
             }),
             py::arg("message"), py::kw_only(),
             py::arg("max_header_octets") = usual.max_header_octets,
             py::arg("max_fields") = usual.max_fields,
             "bytes-like or an email.message.Message. max_header_octets: 1 KiB to 64 MiB, "
             "max_fields: 10 to 1,000,000, else Error(INVALID_ARGUMENT).")
        .def_property_readonly(
            "fields",
            [](const HeldMessage& self) {
                return std::vector<HeldField>(self.view().fields().begin(),
                                              self.view().fields().end());
            },
            "The fields from the top down; a malformed line is left out.")
        .def_property_readonly(
            "body", [](const HeldMessage& self) { return to_bytes(self.view().body()); },
            "What follows the first empty line.")
        .def_property_readonly(
            "body_offset", [](const HeldMessage& self) { return self.view().body_offset(); },
            "Where the body begins, in octets.")
        .def_property_readonly(
            "line_ends",
            [](const HeldMessage& self) {
                switch (self.view().line_ends()) {
                    case LineEnds::crlf:
                        return "crlf";
                    case LineEnds::lf:
                        return "lf";
                    case LineEnds::mixed:
                        return "mixed";
                }
                return "mixed";
            },
            "\"crlf\", \"lf\" or \"mixed\"; no mark is ever found valid on \"mixed\".")
        .def_property_readonly(
            "defect", [](const HeldMessage& self) { return self.view().defect(); },
            "What is wrong with the form: the defect nearest to the top, or MessageDefect.NONE.")
        .def_property_readonly(
            "duplicated_singletons",
            [](const HeldMessage& self) { return duplicated_singletons(self.view()); },
            "Names of fields that may stand once (RFC 5322 §3.6) and stand more often.")
        .def_property_readonly(
            "author", [](const HeldMessage& self) { return author_of(self.view()); },
            "The author, or why there is not exactly one.")
        .def(
            "count",
            [](const HeldMessage& self, const std::string& name) {
                return self.view().count(name);
            },
            py::arg("name"), "How many fields have this name, ASCII case aside.")
        .def(
            "last",
            [](const HeldMessage& self, const std::string& name) -> std::optional<HeldField> {
                const auto* const field = self.view().last(name);
                return field != nullptr ? std::optional(HeldField(*field)) : std::nullopt;
            },
            py::arg("name"), "The lowest field with this name, or None.");
}

void bind_authors(py::module_& module) {
    Record<Author>(module, "Author", "The author's address, or why there is none.")
        .fact("address", &Author::address, "Set exactly when problem is NONE.")
        .fact("problem", &Author::problem, "Ambiguity is never resolved by a guess.")
        .fact("display_name", &Author::display_name,
              "Decoded text; empty when there is none. Untrusted: never to be shown alone.")
        .picklable();
    module.def(
        "author_of",
        [](const py::object& message) {
            const py::object owner = message_octets(message);
            const OctetsArgument octets(owner);
            const WithoutGil release;
            return author_of(MessageView::parse(octets.text()));
        },
        py::arg("message"), "The author of a message.");
    module.def(
        "parse_single_mailbox",
        [](const py::object& value) { return parse_single_mailbox(octets_of_text(value)); },
        py::arg("field_value"), "The same for the value of one From:, Sender: or Reply-To: field.");
}

void bind_canonical_forms(py::module_& module) {
    module.def(
        "canonical_body",
        [](const py::object& body, Canonicalization form) {
            const OctetsArgument octets(body);
            std::string canonical;
            {
                const WithoutGil release;
                canonical = canonical_body(octets.text(), form);
            }
            return to_bytes(canonical);
        },
        py::arg("body"), py::arg("form"), "The body in canonical form (RFC 6376 §3.4.3, §3.4.4).");
    module.def(
        "canonical_field",
        [](const py::object& field, Canonicalization form) {
            const OctetsArgument octets(field);
            const auto message = MessageView::parse(octets.text());
            if (message.fields().size() != 1)
                throw Error(errc::invalid_argument, "field: exactly one whole header field");
            return to_bytes(canonical_field(message.fields().front(), form));
        },
        py::arg("field"), py::arg("form"),
        "One whole header field in canonical form, CRLF at its end (RFC 6376 §3.4.1, §3.4.2). "
        "Raises Error(INVALID_ARGUMENT) for anything but one field.");
}

void bind_results(py::module_& module) {
    Record<AuthenticationProperty>(module, "AuthenticationProperty",
                                   "One ptype.property=value (RFC 8601 §2.2).")
        .option("ptype", &AuthenticationProperty::ptype, "\"smtp\", \"policy\", ...")
        .option("property", &AuthenticationProperty::property, "\"mailfrom\", \"partner\", ...")
        .option("value", &AuthenticationProperty::value, "Unquoted.")
        .picklable();
    Record<AuthenticationMethod>(module, "AuthenticationMethod", "One method with its result.")
        .option("method", &AuthenticationMethod::method, "\"x-domain-secured\", \"dkim\", ...")
        .option("version", &AuthenticationMethod::version,
                "Of the method (RFC 8601 §2.2), usually 1.")
        .option("result", &AuthenticationMethod::result, "\"pass\", \"fail\", ...")
        .option("reason", &AuthenticationMethod::reason, "Empty when absent.")
        .option("properties", &AuthenticationMethod::properties,
                "AuthenticationProperty, in the order of the field.")
        .picklable();
    Record<AuthenticationResults> results(module, "AuthenticationResults",
                                          "One whole Authentication-Results field (RFC 8601).");
    results.option("authserv_id", &AuthenticationResults::authserv_id, "Whose word it is.")
        .option("version", &AuthenticationResults::version,
                "RFC 8601 §2.5; anything but 1 is kept and not understood.")
        .option("methods", &AuthenticationResults::methods, "Empty for \"none\".")
        .picklable();
    results.bound()
        .def_static(
            "from_string",
            [](const py::object& value) {
                return AuthenticationResults::from_string(octets_of_text(value));
            },
            py::arg("field_value"),
            "Reads a field's value, str or bytes-like; None when it does not follow the grammar, "
            "is over 64 KiB or nests comments deeper than 100.")
        .def(
            "to_field", [](const AuthenticationResults& self) { return to_bytes(self.to_field()); },
            "The whole field, folded, with CRLF. Raises Error(INVALID_ARGUMENT) for a method, "
            "result, ptype or property that is no keyword.");
    module.def(
        "could_claim",
        [](const py::object& value, const std::vector<DomainName>& names) {
            return could_claim(octets_of_text(value), names);
        },
        py::arg("field_value"), py::arg("names"),
        "True when the field speaks, or could be taken to speak, for one of the names, or cannot "
        "be read at all.");
}

}  // namespace

void bind_message(py::module_& module) {
    bind_fields(module);
    bind_authors(module);
    bind_view(module);
    bind_canonical_forms(module);
    bind_results(module);
    bind_message_border(module);
}

}  // namespace domainsec::python

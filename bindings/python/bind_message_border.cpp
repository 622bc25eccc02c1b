// message: what a border takes off and puts on, for whole messages, streams and milters.
#include "casters.hpp"

namespace domainsec::python {
namespace {

py::tuple pair_of(const OctetRange& range) {
    return py::make_tuple(range.offset, range.offset + range.length);
}

void bind_edits(py::module_& module) {
    Record<RemovedField>(module, "RemovedField", "A field that an edit takes off.")
        .fact(
            "index",
            [](const RemovedField& self) {
                return self.index == RemovedField::not_a_field ? std::nullopt
                                                               : std::optional(self.index);
            },
            "Position among MessageView.fields from the top, 0 first; None for what is none of "
            "them.")
        .fact("name", &RemovedField::name, "As written, escaped.")
        .fact(
            "range", [](const RemovedField& self) { return pair_of(self.range); },
            "(begin, end) in octets of the original.")
        .fact("reason", &RemovedField::reason, "A RemovalReason.");

    py::class_<EditList>(module, "EditList",
                         "A new message as text to put in front and stretches to keep.")
        .def_property_readonly(
            "prefix", [](const EditList& self) { return to_bytes(self.prefix()); },
            "What stands in front of the kept octets.")
        .def_property_readonly(
            "kept",
            [](const EditList& self) {
                py::list kept;
                for (const auto& range : self.kept()) kept.append(pair_of(range));
                return kept;
            },
            "(begin, end) offsets of the original that stay, in order.")
        .def_property_readonly("removed", &EditList::removed,
                               "The fields taken off, from the top down.")
        .def_property_readonly("changes_nothing", &EditList::changes_nothing,
                               "Nothing is put in front and nothing taken off.")
        .def(
            "prepend",
            [](EditList& self, const py::object& field) {
                self.prepend(OctetsArgument(field).text());
            },
            py::arg("field"), "Puts a whole field, with its line end, at the top.")
        .def(
            "applied_to",
            [](const EditList& self, const py::object& message) {
                return to_bytes(self.applied_to(OctetsArgument(message).text()));
            },
            py::arg("message"),
            "The new message. Raises Error(INVALID_ARGUMENT) for another message than the one "
            "that the edits are for.")
        .def("__repr__", [](const EditList& self) {
            return "<EditList: " + std::to_string(self.prefix().size()) + " octets in front, " +
                   std::to_string(self.removed().size()) + " fields off>";
        });
}

void bind_streams(py::module_& module) {
    using Stream = Exclusive<EditedStream>;
    py::class_<Stream>(module, "EditedStream",
                       "The new message in pieces, while the original comes in.")
        .def(py::init([](const EditList& edits) { return Stream(EditedStream(edits)); }),
             py::arg("edits"))
        .def(
            "update",
            [](Stream& self, const py::object& octets) {
                const OctetsArgument given(octets);
                return self.with([&](EditedStream& stream) {
                    std::string joined;
                    for (const auto piece : stream.update(given.text())) joined += piece;
                    return to_bytes(joined);
                });
            },
            py::arg("octets"),
            "Takes the next octets of the original, cut anywhere, and gives what the new message "
            "has in their place.");
}

void bind_milter(py::module_& module) {
    Record<MilterRemoval>(module, "MilterRemoval", "smfi_chgheader(name, index, NULL).")
        .fact("name", &MilterRemoval::name, "Of the field, without the colon.")
        .fact("index", &MilterRemoval::index, "Among the fields of this name, 1 for the topmost.");
    Record<MilterInsertion>(module, "MilterInsertion", "smfi_insheader(0, name, value).")
        .fact("name", &MilterInsertion::name, "Of the field, without the colon.")
        .fact("value", &MilterInsertion::value, "Folded with LF.");
    Record<MilterChanges>(module, "MilterChanges",
                          "To be made in this order: all removals, then all insertions.")
        .fact("removals", &MilterChanges::removals,
              "MilterRemoval, in the order in which they are to be made.")
        .fact("insertions", &MilterChanges::insertions,
              "MilterInsertion, in the order in which they are to be made.")
        .fact("complete", &MilterChanges::complete,
              "False when something has to go that is no field for an MTA: the message must be "
              "refused or rewritten whole.");
    module.def(
        "milter_changes",
        [](const EditList& edits, const py::object& message) {
            const OctetsArgument octets(message);
            return milter_changes(edits, MessageView::parse(octets.text()));
        },
        py::arg("edits"), py::arg("message"), "The edits as a milter makes them.");
}

}  // namespace

void bind_message_border(py::module_& module) {
    bind_edits(module);
    bind_streams(module);
    bind_milter(module);
    module.def(
        "border_edits",
        [](const py::object& message, std::vector<DomainName> own_names, bool keep_stamp) {
            const OctetsArgument octets(message);
            const WithoutGil release;
            return border_edits(MessageView::parse(octets.text()),
                                {std::move(own_names), keep_stamp});
        },
        py::arg("message"), py::kw_only(), py::arg("own_names"), py::arg("keep_stamp") = false,
        "The edits that remove foreign marks: every Domain-Secured, each Authentication-Results "
        "that could claim one of own_names, and Exchange's own fields.");
    module.def(
        "header_border_edits",
        [](const py::object& header, std::vector<DomainName> own_names, bool keep_stamp) {
            const OctetsArgument octets(header);
            return header_border_edits(MessageView::parse(octets.text()),
                                       {std::move(own_names), keep_stamp});
        },
        py::arg("header"), py::kw_only(), py::arg("own_names"), py::arg("keep_stamp") = false,
        "The same for the header alone (up to and with its empty line), before the body has come; "
        "None where only the whole message shows what has to go.");
}

}  // namespace domainsec::python

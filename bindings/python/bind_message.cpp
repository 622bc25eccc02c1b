// message: the edits that a border makes.
#include "casters.hpp"

namespace domainsec::python {

void bind_message(py::module_& module) {
    py::class_<EditList>(module, "EditList",
                         "A new message as text to put in front and stretches to keep.")
        .def_property_readonly("prefix",
                               [](const EditList& self) { return py::bytes(self.prefix()); })
        .def_property_readonly(
            "kept",
            [](const EditList& self) {
                py::list kept;
                for (const auto& range : self.kept())
                    kept.append(py::make_tuple(range.offset, range.offset + range.length));
                return kept;
            },
            "(begin, end) offsets of the original that stay, in order.")
        .def_property_readonly(
            "removed",
            [](const EditList& self) {
                std::vector<std::string> names;
                for (const auto& field : self.removed()) names.push_back(field.name);
                return names;
            },
            "Names of the fields taken off, from the top down.")
        .def_property_readonly("changes_nothing", &EditList::changes_nothing)
        .def(
            "applied_to",
            [](const EditList& self, const py::object& message) {
                return py::bytes(self.applied_to(OctetsArgument(message).text()));
            },
            py::arg("message"), "The new message.");
}

}  // namespace domainsec::python

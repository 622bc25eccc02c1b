// Structs of the library as Python classes: fields by name, construction by keywords where a struct
// is for the caller to fill in, equality, a repr that helps, to_dict(), and pickling on demand.
#pragma once

#include <pybind11/pybind11.h>

#include <functional>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "octets.hpp"

namespace domainsec::python {

namespace py = pybind11;

/// Declares a class field by field, in the order of the header:
///
///     Record<Finding>(module, "Finding", "One problem with a chain.")
///         .fact("reason", &Finding::reason, "What is wrong.")
///         .picklable();
///
/// `fact` is read-only, `option` may be set, also by a keyword of the constructor that the
/// first option (or `constructible`) brings. Each keyword has the struct's own default. What
/// else a class has is defined on bound().
template <typename Struct, typename... Extra>
class Record {
  public:
    Record(py::module_& module, const char* name, const char* doc)
        : class_(module, name, doc), settable_(std::make_shared<Setters>()) {
        const auto shared = py::module_::import("domainsec._records");
        for (const char* method : {"to_dict", "__repr__", "__eq__"})
            class_.attr(method) = shared.attr(method);
        class_.attr("__hash__") = py::none();
        class_.attr("__fields__") = py::tuple();
    }

    /// A read-only field: a member, or a function of `const Struct&`.
    template <typename Getter>
    Record& fact(const char* name, const Getter& getter, const char* doc = "") {
        if constexpr (std::is_same_v<Getter, std::string Struct::*>) {
            // May hold a stranger's octets.
            class_.def_property_readonly(
                name, [getter](const Struct& self) { return peer_text(self.*getter); }, doc);
            keep_setter(name, getter);
        } else if constexpr (std::is_member_object_pointer_v<Getter>) {
            class_.def_readonly(name, getter, doc);
            keep_setter(name, getter);
        } else {
            class_.def_property_readonly(name, getter, doc);
        }
        return note(name);
    }

    /// A field for the caller to fill in.
    template <typename Field, typename Owner>
    Record& option(const char* name, Field Owner::*member, const char* doc = "") {
        constructible();
        if constexpr (std::is_same_v<Field, std::string>) {
            class_.def_property(
                name, [member](const Struct& self) { return peer_text(self.*member); },
                [member](Struct& self, const py::str& text) {
                    self.*member = octets_of_text(text);
                },
                doc);
        } else {
            class_.def_readwrite(name, member, doc);
        }
        keep_setter(name, member);
        return keyword(name);
    }

    /// The same for what is no plain member: read by `getter`, set from any Python object by
    /// `assign`.
    template <typename Getter>
    Record& option(const char* name, const Getter& getter,
                   void (*assign)(Struct&, const py::object&), const char* doc) {
        constructible();
        class_.def_property(name, getter, assign, doc);
        settable_->push_back({name, [assign](Struct& made, py::handle value) {
                                  assign(made, py::reinterpret_borrow<py::object>(value));
                              }});
        return keyword(name);
    }

    /// Construction by keywords, also without any.
    Record& constructible() {
        if (std::exchange(is_constructible_, true)) return *this;
        class_.def(py::init([setters = settable_](const py::kwargs& given) {
            Struct made{};
            for (const auto& [name, value] : given)
                set(*setters, made, name.template cast<std::string>(), value);
            return made;
        }));
        return *this;
    }

    /// Pickled by its members; only where every one of them can be, and nothing is a secret.
    Record& picklable() {
        class_.def(py::pickle(
            [setters = settable_](const py::object& self) {
                py::dict state;
                for (const auto& field : *setters)
                    state[field.name.c_str()] = self.attr(field.name.c_str());
                return py::make_tuple(state);
            },
            [setters = settable_](const py::tuple& state) {
                Struct made{};
                for (const auto& [name, value] : state[0].template cast<py::dict>())
                    set(*setters, made, name.template cast<std::string>(), value);
                return made;
            }));
        return *this;
    }

    py::class_<Struct, Extra...>& bound() { return class_; }

  private:
    struct Setter {
        std::string name;
        std::function<void(Struct&, py::handle)> set;
    };
    using Setters = std::vector<Setter>;

    static void set(const Setters& setters, Struct& made, const std::string& name,
                    py::handle value) {
        for (const auto& field : setters) {
            if (field.name != name) continue;
            try {
                return field.set(made, value);
            } catch (const py::cast_error&) {
                throw py::type_error(
                    name + ": not a " +
                    py::str(py::type::of(value).attr("__name__")).template cast<std::string>());
            }
        }
        throw py::type_error("there is no keyword " + name);
    }

    template <typename Field, typename Owner>
    void keep_setter(const char* name, Field Owner::*member) {
        settable_->push_back({name, [member](Struct& made, py::handle value) {
                                  if constexpr (std::is_same_v<Field, std::string>) {
                                      // cast<py::str>() would turn anything into a text.
                                      if (!py::isinstance<py::str>(value)) throw py::cast_error();
                                      made.*member = octets_of_text(value);
                                  } else {
                                      made.*member = value.template cast<Field>();
                                  }
                              }});
    }

    Record& keyword(const char* name) {
        keywords_.append(name);
        class_.attr("__keywords__") = py::tuple(keywords_);
        return note(name);
    }

    Record& note(const char* name) {
        fields_.append(name);
        class_.attr("__fields__") = py::tuple(fields_);
        return *this;
    }

    py::class_<Struct, Extra...> class_;
    std::shared_ptr<Setters> settable_;
    py::list keywords_;
    py::list fields_;
    bool is_constructible_ = false;
};

}  // namespace domainsec::python

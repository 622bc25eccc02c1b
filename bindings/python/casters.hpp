// How values cross the border between C++ and Python: words as enum members, times as aware
// datetimes, octets without copies where that is safe.
#pragma once

#include <pybind11/pybind11.h>
#include <pybind11/stl.h>
#include <pybind11/stl/filesystem.h>

#include <domainsec/domainsec.hpp>
#include <string>
#include <string_view>

namespace domainsec::python {

namespace py = pybind11;

/// The class in domainsec.words that stands for an enum; specialized below for each one that
/// crosses.
template <typename Enum>
struct WordClass;

#define DOMAINSEC_WORD_CLASS(Type)                 \
    template <>                                    \
    struct WordClass<Type> {                       \
        static constexpr const char* name = #Type; \
    };
DOMAINSEC_WORD_CLASS(Status)
DOMAINSEC_WORD_CLASS(Decision)
DOMAINSEC_WORD_CLASS(PolicyReason)
DOMAINSEC_WORD_CLASS(RouteDecision)
DOMAINSEC_WORD_CLASS(StampReason)
DOMAINSEC_WORD_CLASS(RecipientBinding)
DOMAINSEC_WORD_CLASS(SessionState)
DOMAINSEC_WORD_CLASS(EvidenceKind)
DOMAINSEC_WORD_CLASS(TrustReason)
DOMAINSEC_WORD_CLASS(ExchangeStatus)
#undef DOMAINSEC_WORD_CLASS

template <>
struct WordClass<errc> {
    static constexpr const char* name = "ErrorCode";
};

/// The member of a word class, by its word.
inline py::object word(const char* class_name, std::string_view text) {
    return py::module_::import("domainsec.words")
        .attr(class_name)(py::str(text.data(), text.size()));
}

/// Octets of a bytes-like argument. A read-only buffer is seen in place and kept alive; a writable
/// one is copied, for another thread may change it while the GIL is released. Make it before the
/// GIL is released.
class OctetsArgument {
  public:
    explicit OctetsArgument(const py::object& object) {
        if (py::isinstance<py::str>(object))
            throw py::type_error("bytes-like, not str: encode it first");
        if (PyObject_GetBuffer(object.ptr(), &buffer_, PyBUF_C_CONTIGUOUS) != 0)
            throw py::error_already_set();
        if (!buffer_.readonly) {
            copy_.assign(static_cast<const char*>(buffer_.buf),
                         static_cast<std::size_t>(buffer_.len));
            view_ = copy_;
        } else {
            view_ = {static_cast<const char*>(buffer_.buf), static_cast<std::size_t>(buffer_.len)};
        }
    }
    ~OctetsArgument() { PyBuffer_Release(&buffer_); }
    OctetsArgument(const OctetsArgument&) = delete;
    OctetsArgument& operator=(const OctetsArgument&) = delete;

    std::string_view text() const { return view_; }
    ByteView bytes() const { return bytes_of(view_); }

  private:
    Py_buffer buffer_{};
    std::string copy_;
    std::string_view view_;
};

inline py::bytes to_bytes(ByteView octets) {
    return {reinterpret_cast<const char*>(octets.data()), octets.size()};
}

void bind_names(py::module_& module);
void bind_pki(py::module_& module);
void bind_trust(py::module_& module);
void bind_tls(py::module_& module);
void bind_policy(py::module_& module);
void bind_message(py::module_& module);
void bind_stamp(py::module_& module);
void bind_telemetry(py::module_& module);
void bind_edge(py::module_& module);

}  // namespace domainsec::python

namespace pybind11::detail {

/// An enum with a WordClass: a member of the class in domainsec.words, both ways.
template <typename Enum>
struct type_caster<Enum, std::void_t<decltype(domainsec::python::WordClass<Enum>::name)>> {
    PYBIND11_TYPE_CASTER(Enum, const_name("domainsec.words.Word"));

    // Words only ever come out of the library.
    bool load(handle, bool) { return false; }

    static handle cast(Enum value, return_value_policy, handle) {
        using domainsec::to_string;
        return domainsec::python::word(domainsec::python::WordClass<Enum>::name, to_string(value))
            .release();
    }
};

/// A moment: an aware datetime. Naive ones are refused, for nobody knows what they mean.
template <>
struct type_caster<domainsec::TimePoint> {
    PYBIND11_TYPE_CASTER(domainsec::TimePoint, const_name("datetime.datetime"));

    bool load(handle source, bool) {
        const auto datetime = module_::import("datetime");
        if (!source || !isinstance(source, datetime.attr("datetime"))) return false;
        if (source.attr("tzinfo").is_none())
            throw value_error(
                "a datetime without a time zone; use datetime.now(timezone.utc) or the like");
        const auto seconds = source.attr("timestamp")().cast<double>();
        value = domainsec::TimePoint{domainsec::Seconds{static_cast<long long>(seconds)}};
        return true;
    }

    static handle cast(domainsec::TimePoint moment, return_value_policy, handle) {
        const auto datetime = module_::import("datetime");
        const auto epoch = datetime.attr("datetime")(
            1970, 1, 1, arg("tzinfo") = datetime.attr("timezone").attr("utc"));
        return (epoch + datetime.attr("timedelta")(
                            0, static_cast<long long>(moment.time_since_epoch().count())))
            .release();
    }
};

}  // namespace pybind11::detail

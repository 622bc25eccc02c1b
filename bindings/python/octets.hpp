// Octets across the border: bytes-like in, without a copy where that is safe; bytes out.
#pragma once

#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include <algorithm>
#include <domainsec/domainsec.hpp>
#include <string>
#include <string_view>

namespace domainsec::python {

namespace py = pybind11;

/// Octets of a bytes-like argument. A `bytes` object is seen in place and kept alive; whatever
/// else is copied, for another thread, or another process, may change it while the GIL is
/// released (a read-only view of a bytearray too). Make it before the GIL is released.
class OctetsArgument {
  public:
    explicit OctetsArgument(py::handle object) {
        if (PyBytes_Check(object.ptr())) {
            owner_ = py::reinterpret_borrow<py::object>(object);
            view_ = {PyBytes_AS_STRING(object.ptr()),
                     static_cast<std::size_t>(PyBytes_GET_SIZE(object.ptr()))};
        } else {
            copy_ = copied(object);
            view_ = copy_;
        }
    }
    OctetsArgument(const OctetsArgument&) = delete;
    OctetsArgument& operator=(const OctetsArgument&) = delete;

    std::string_view text() const noexcept { return view_; }
    ByteView bytes() const noexcept { return bytes_of(view_); }
    Bytes copy() const { return {bytes().begin(), bytes().end()}; }

  private:
    static std::string copied(py::handle object) {
        if (py::isinstance<py::str>(object))
            throw py::type_error("bytes-like, not str: encode it first");
        Py_buffer buffer{};
        if (PyObject_GetBuffer(object.ptr(), &buffer, PyBUF_C_CONTIGUOUS) != 0)
            throw py::error_already_set();
        const bool of_octets = buffer.itemsize == 1 && buffer.ndim <= 1;
        std::string copy;
        if (of_octets)
            copy.assign(static_cast<const char*>(buffer.buf), static_cast<std::size_t>(buffer.len));
        PyBuffer_Release(&buffer);
        if (!of_octets) throw py::type_error("a buffer of single octets in one dimension");
        return copy;
    }

    py::object owner_;
    std::string copy_;
    std::string_view view_;
};

inline py::bytes to_bytes(ByteView octets) {
    return {reinterpret_cast<const char*>(octets.data()), octets.size()};
}

inline py::bytes to_bytes(std::string_view octets) {
    return {octets.data(), octets.size()};
}

/// Text that may hold a stranger's octets: what is not UTF-8 comes out as lone surrogates, as the
/// email package has it (PEP 383), and goes back in by octets_of_text().
inline py::str peer_text(std::string_view text) {
    auto* const decoded =
        PyUnicode_DecodeUTF8(text.data(), static_cast<Py_ssize_t>(text.size()), "surrogateescape");
    if (decoded == nullptr) throw py::error_already_set();
    return py::reinterpret_steal<py::str>(decoded);
}

/// A str (PEP 383 undone) or bytes-like, as octets.
inline std::string octets_of_text(py::handle text) {
    if (!PyUnicode_Check(text.ptr())) return std::string(OctetsArgument(text).text());
    auto* const encoded = PyUnicode_AsEncodedString(text.ptr(), "utf-8", "surrogateescape");
    if (encoded == nullptr) throw py::error_already_set();
    return py::reinterpret_steal<py::bytes>(encoded);
}

/// A message: bytes-like, or an email.message.Message, which is written out as it was read.
inline py::object message_octets(const py::object& message) {
    if (PyBytes_Check(message.ptr()) || !py::hasattr(message, "as_bytes")) return message;
    return py::module_::import("domainsec._messages").attr("octets_of")(message);
}

}  // namespace domainsec::python

namespace pybind11::detail {

/// Octets as a value.
template <>
struct type_caster<domainsec::Bytes> {
    PYBIND11_TYPE_CASTER(domainsec::Bytes, const_name("bytes"));

    bool load(handle source, bool) {
        if (!source || !PyObject_CheckBuffer(source.ptr())) return false;
        value = domainsec::python::OctetsArgument(source).copy();
        return true;
    }

    static handle cast(const domainsec::Bytes& octets, return_value_policy, handle) {
        return domainsec::python::to_bytes(octets).release();
    }
};

/// A SHA-256 digest: 32 octets.
template <>
struct type_caster<domainsec::Sha256Digest> {
    PYBIND11_TYPE_CASTER(domainsec::Sha256Digest, const_name("bytes"));

    bool load(handle source, bool) {
        if (!source || !PyObject_CheckBuffer(source.ptr())) return false;
        const domainsec::python::OctetsArgument octets(source);
        if (octets.bytes().size() != value.size()) throw value_error("32 octets of SHA-256");
        std::copy(octets.bytes().begin(), octets.bytes().end(), value.begin());
        return true;
    }

    static handle cast(const domainsec::Sha256Digest& digest, return_value_policy, handle) {
        return domainsec::python::to_bytes(domainsec::ByteView(digest)).release();
    }
};

}  // namespace pybind11::detail

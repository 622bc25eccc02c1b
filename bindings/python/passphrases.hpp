// Passphrases on their way into the library: str or bytes-like, copied once into memory that is
// wiped, and never shown by an exception.
#pragma once

#include <pybind11/pybind11.h>

#include <domainsec/pki/passphrase.hpp>
#include <initializer_list>
#include <string_view>

#include "octets.hpp"

namespace domainsec::python {

/// A passphrase or PIN: str (as UTF-8), bytes-like, a Passphrase, or None for none.
struct SecretText {
    Passphrase held;
    bool is_none = false;
    operator std::string_view() const noexcept { return held.view(); }  // NOLINT: it is one
};

/// A private key in PEM or DER: bytes-like.
struct SecretOctets {
    Passphrase held;
    ByteView bytes() const noexcept { return bytes_of(held.view()); }
};

/// Copies the octets of a buffer without leaving any elsewhere.
inline Passphrase secret_of_buffer(py::handle source) {
    Py_buffer buffer{};
    if (PyObject_GetBuffer(source.ptr(), &buffer, PyBUF_C_CONTIGUOUS) != 0)
        throw py::error_already_set();
    const bool of_octets = buffer.itemsize == 1 && buffer.ndim <= 1;
    Passphrase copy;
    if (of_octets)
        copy = Passphrase(std::string_view{static_cast<const char*>(buffer.buf),
                                           static_cast<std::size_t>(buffer.len)});
    PyBuffer_Release(&buffer);
    if (!of_octets) throw py::type_error("a buffer of single octets in one dimension");
    return copy;
}

inline Passphrase secret_of_str(py::handle source) {
    Py_ssize_t size = 0;
    const char* text = PyUnicode_AsUTF8AndSize(source.ptr(), &size);
    if (text != nullptr) return Passphrase({text, static_cast<std::size_t>(size)});
    PyErr_Clear();  // Its exception holds the text.
    throw py::value_error("a passphrase that is no UTF-8: give its octets as bytes");
}

/// Lets a TypeError of these functions name what they take, but not what they were given, as
/// pybind11 does. For the end of the class: functions are not overloaded any more after it.
inline void hide_arguments(const py::object& owner, std::initializer_list<const char*> names) {
    const auto hide = py::module_::import("domainsec._secrets").attr("hide_arguments");
    for (const char* name : names) hide(owner, name);
}

}  // namespace domainsec::python

namespace pybind11::detail {

template <>
struct type_caster<domainsec::python::SecretText> {
    PYBIND11_TYPE_CASTER(domainsec::python::SecretText, const_name("str | bytes | None"));

    bool load(handle source, bool) {
        using namespace domainsec::python;
        value.is_none = source.is_none();
        if (value.is_none) return true;
        if (PyUnicode_Check(source.ptr()))
            value.held = secret_of_str(source);
        else if (PyObject_CheckBuffer(source.ptr()))
            value.held = secret_of_buffer(source);
        else if (isinstance<domainsec::Passphrase>(source))
            value.held = source.cast<const domainsec::Passphrase&>();
        else
            return false;
        return true;
    }
};

template <>
struct type_caster<domainsec::python::SecretOctets> {
    PYBIND11_TYPE_CASTER(domainsec::python::SecretOctets, const_name("bytes"));

    bool load(handle source, bool) {
        if (PyUnicode_Check(source.ptr())) throw type_error("bytes-like, not str: encode it first");
        if (!PyObject_CheckBuffer(source.ptr())) return false;
        value.held = domainsec::python::secret_of_buffer(source);
        return true;
    }
};

}  // namespace pybind11::detail

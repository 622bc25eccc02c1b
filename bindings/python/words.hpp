// The enums that cross the border: members of the classes in domainsec.words, both ways.
#pragma once

#include <pybind11/pybind11.h>

#include <array>
#include <cstddef>
#include <domainsec/domainsec.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// Each enum with its class in domainsec.words. Its words are what to_string() gives.
#define DOMAINSEC_EACH_WORD_CLASS(WORDS)              \
    WORDS(AuthorProblem, AuthorProblem)               \
    WORDS(CacheState, CacheState)                     \
    WORDS(Canonicalization, Canonicalization)         \
    WORDS(CertificateState, CertificateState)         \
    WORDS(Decision, Decision)                         \
    WORDS(DirectionMode, DirectionMode)               \
    WORDS(DnsOutcome, DnsOutcome)                     \
    WORDS(DnsSecurity, DnsSecurity)                   \
    WORDS(EkuMode, EkuMode)                           \
    WORDS(errc, ErrorCode)                            \
    WORDS(EventKind, EventKind)                       \
    WORDS(EvidenceKind, EvidenceKind)                 \
    WORDS(ExchangeStatus, ExchangeStatus)             \
    WORDS(ExpiryStage, ExpiryStage)                   \
    WORDS(FetchReason, FetchReason)                   \
    WORDS(KeyAlgorithm, KeyAlgorithm)                 \
    WORDS(KeyLookupReason, KeyLookupReason)           \
    WORDS(KeyPlace, KeyPlace)                         \
    WORDS(KeyRole, KeyRole)                           \
    WORDS(KeySource, KeySource)                       \
    WORDS(KeyState, KeyState)                         \
    WORDS(MessageDefect, MessageDefect)               \
    WORDS(OnFailure, OnFailure)                       \
    WORDS(PeerRole, PeerRole)                         \
    WORDS(Pkcs12Protection, Pkcs12Protection)         \
    WORDS(PolicyReason, PolicyReason)                 \
    WORDS(RecipientBinding, RecipientBinding)         \
    WORDS(RemovalReason, RemovalReason)               \
    WORDS(RestampingProblem, RestampingProblem)       \
    WORDS(RevocationCause, RevocationCause)           \
    WORDS(RevocationMode, RevocationMode)             \
    WORDS(RouteDecision, RouteDecision)               \
    WORDS(Service, Service)                           \
    WORDS(SessionFailureReason, SessionFailureReason) \
    WORDS(SessionState, SessionState)                 \
    WORDS(Severity, Severity)                         \
    WORDS(StampAlgorithm, StampAlgorithm)             \
    WORDS(StampingProblem, StampingProblem)           \
    WORDS(StampReason, StampReason)                   \
    WORDS(Status, Status)                             \
    WORDS(TlsVersion, TlsVersion)                     \
    WORDS(TrustMethod, TrustMethod)                   \
    WORDS(TrustReason, TrustReason)                   \
    WORDS(UnsecuredFrom, UnsecuredFrom)               \
    WORDS(ValidationProfile, ValidationProfile)

namespace domainsec::python {

namespace py = pybind11;

/// The class in domainsec.words that stands for an enum.
template <typename Enum>
struct WordClass;

#define DOMAINSEC_WORD_CLASS(Type, Class)                                              \
    template <>                                                                        \
    struct WordClass<Type> {                                                           \
        static constexpr const char* name = #Class;                                    \
        static constexpr auto signature = py::detail::const_name("domainsec." #Class); \
    };
DOMAINSEC_EACH_WORD_CLASS(DOMAINSEC_WORD_CLASS)
#undef DOMAINSEC_WORD_CLASS

/// All values of an enum with their words. The numbers of an enum end below 64 and may have
/// gaps (RFC 5280 §5.3.1); for what is none of its values to_string() says "unknown", or
/// repeats itself.
template <typename Enum>
const std::vector<std::pair<std::string, Enum>>& words_of() {
    static const auto all = [] {
        constexpr int first = std::is_same_v<Enum, errc> ? 1 : 0;
        std::vector<std::pair<std::string, Enum>> found;
        for (int number = first; number < 64; ++number) {
            std::string text(to_string(static_cast<Enum>(number)));
            bool is_new = number == first || text != "unknown";
            for (const auto& [word, other] : found) is_new = is_new && word != text;
            if (is_new) found.emplace_back(std::move(text), static_cast<Enum>(number));
        }
        return found;
    }();
    return all;
}

/// The member of a word class, by its word.
inline py::object word(const char* class_name, std::string_view text) {
    return py::module_::import("domainsec.words")
        .attr(class_name)(py::str(text.data(), text.size()));
}

/// The member that stands for a value. Kept once it was asked for, for as long as the process
/// lives; the GIL guards what is kept. (No initializer that calls Python: threads that wait for it
/// and for the GIL would wait for each other.)
template <typename Enum>
py::object member_of(Enum value) {
    static std::array<PyObject*, 64> members{};
    const auto number = static_cast<std::size_t>(value);
    if (number >= members.size()) return word(WordClass<Enum>::name, to_string(value));
    if (members[number] == nullptr) {
        const auto member = word(WordClass<Enum>::name, to_string(value));
        // Asking may have let another thread do the same.
        if (members[number] == nullptr) members[number] = member.inc_ref().ptr();
    }
    return py::reinterpret_borrow<py::object>(members[number]);
}

/// The value whose member, or word, this is: members are strings themselves.
template <typename Enum>
std::optional<Enum> from_word(py::handle source) {
    if (!PyUnicode_Check(source.ptr())) return std::nullopt;
    Py_ssize_t size = 0;
    const char* text = PyUnicode_AsUTF8AndSize(source.ptr(), &size);
    if (text == nullptr) PyErr_Clear();  // A lone surrogate is in no word.
    if (text == nullptr) return std::nullopt;
    const std::string_view wanted(text, static_cast<std::size_t>(size));
    for (const auto& [word, value] : words_of<Enum>())
        if (word == wanted) return value;
    return std::nullopt;
}

}  // namespace domainsec::python

namespace pybind11::detail {

/// An enum with a WordClass: out as a member; in as a member or as its word.
template <typename Enum>
struct type_caster<Enum, std::void_t<decltype(domainsec::python::WordClass<Enum>::name)>> {
    PYBIND11_TYPE_CASTER(Enum, domainsec::python::WordClass<Enum>::signature);

    bool load(handle source, bool) {
        const auto found = domainsec::python::from_word<Enum>(source);
        if (found) value = *found;
        return found.has_value();
    }

    static handle cast(Enum value, return_value_policy, handle) {
        return domainsec::python::member_of(value).release();
    }
};

}  // namespace pybind11::detail

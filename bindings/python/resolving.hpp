// Resolvers across the border: answers with records of one of three kinds, and Python objects that
// answer in a resolver's place.
#pragma once

#include <variant>

#include "casters.hpp"

namespace domainsec::python {

/// DnsAnswer<Record> for Python, where one class stands for all three.
struct AnyDnsAnswer {
    DnsOutcome outcome = DnsOutcome::failure;
    DnsSecurity security = DnsSecurity::indeterminate;
    std::vector<std::variant<TxtRecord, MxRecord, TlsaRecord>> records;
    Seconds ttl{0};
    std::string why;
    bool is_null_mx = false;
};

template <typename Record>
AnyDnsAnswer to_any(DnsAnswer<Record> answer) {
    AnyDnsAnswer any{answer.outcome, answer.security,       {},
                     answer.ttl,     std::move(answer.why), answer.is_null_mx};
    for (auto& record : answer.records) any.records.emplace_back(std::move(record));
    return any;
}

/// Throws Error(invalid_argument) for records of another kind, and for a list of records that does
/// not fit the outcome.
template <typename Record>
DnsAnswer<Record> from_any(AnyDnsAnswer any) {
    DnsAnswer<Record> answer{any.outcome, any.security,     {},
                             any.ttl,     escaped(any.why), any.is_null_mx};
    for (auto& record : any.records) {
        auto* const fitting = std::get_if<Record>(&record);
        if (fitting == nullptr)
            throw Error(errc::invalid_argument, "DnsAnswer.records: a record of another type");
        answer.records.push_back(std::move(*fitting));
    }
    if (answer.records.empty() == (answer.outcome == DnsOutcome::records))
        throw Error(errc::invalid_argument,
                    "DnsAnswer.records: there are some exactly when the outcome is \"records\"");
    if (answer.ttl < Seconds{0})
        throw Error(errc::invalid_argument, "DnsAnswer.ttl: not below zero");
    if constexpr (std::is_same_v<Record, MxRecord>)
        std::stable_sort(
            answer.records.begin(), answer.records.end(),
            [](const MxRecord& a, const MxRecord& b) { return a.preference < b.preference; });
    if (answer.security == DnsSecurity::bogus) answer.records.clear();
    return answer;
}

/// A function of (record type, owner), "txt", "mx" or "tlsa", that gives a DnsAnswer; or an object
/// with a method of one argument for each. What it raises, or gives besides, is a failure that a
/// later attempt may mend.
class FunctionResolver final : public Resolver {
  public:
    explicit FunctionResolver(py::object answering) : answering_(std::move(answering)) {
        by_methods_ = py::hasattr(answering_.get(), "txt") && py::hasattr(answering_.get(), "mx") &&
                      py::hasattr(answering_.get(), "tlsa");
        if (!by_methods_ && PyCallable_Check(answering_.get().ptr()) == 0)
            throw py::type_error(
                "resolver: a Resolver, an object with txt, mx and tlsa, or a "
                "function of (record type, owner) is expected");
    }

    DnsAnswer<TxtRecord> txt(const DomainName& owner) override {
        return ask<TxtRecord>("txt", owner);
    }
    DnsAnswer<MxRecord> mx(const DomainName& owner) override { return ask<MxRecord>("mx", owner); }
    DnsAnswer<TlsaRecord> tlsa(const DomainName& owner) override {
        return ask<TlsaRecord>("tlsa", owner);
    }

  private:
    template <typename Record>
    DnsAnswer<Record> ask(const char* type, const DomainName& owner) const {
        try {
            return from_any<Record>(with_python("resolver", [&] {
                const auto& object = answering_.get();
                const py::object given =
                    by_methods_ ? object.attr(type)(owner) : object(type, owner);
                return given.cast<AnyDnsAnswer>();
            }));
        } catch (const std::exception& failure) {
            DnsAnswer<Record> answer;
            answer.why = escaped(failure.what());
            return answer;
        }
    }

    SharedObject answering_;
    bool by_methods_ = false;
};

/// The resolver that a Python object is: one of the library's own in place, anything else through a
/// FunctionResolver. Made and dropped with the GIL; used without.
inline std::shared_ptr<Resolver> to_resolver(const py::object& given) {
    const auto type = py::type::of(given);
    for (const auto& own : {py::type::of<UnboundResolver>(), py::type::of<MapResolver>(),
                            py::type::of<FunctionResolver>()})
        if (type.is(own)) return given.cast<std::shared_ptr<Resolver>>();
    return std::make_shared<FunctionResolver>(given);
}

}  // namespace domainsec::python

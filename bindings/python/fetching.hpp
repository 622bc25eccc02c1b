// Fetchers across the border: Python objects that fetch in a fetcher's place, and what filing a
// content gave.
#pragma once

#include "casters.hpp"

namespace domainsec::python {

/// What C++ gives as a bool and a sentence.
struct Filing {
    bool filed = false;
    std::string why;
};

/// A function of one EvidenceRequest that gives a FetchResult, or an object with such a method
/// `fetch`. What it raises is a failure that a later attempt may mend.
class FunctionFetcher final : public EvidenceFetcher {
  public:
    explicit FunctionFetcher(py::object fetching) : fetching_(std::move(fetching)) {
        by_method_ = py::hasattr(fetching_.get(), "fetch");
        if (!by_method_ && PyCallable_Check(fetching_.get().ptr()) == 0)
            throw py::type_error(
                "fetcher: an EvidenceFetcher, an object with fetch, or a function of one "
                "EvidenceRequest is expected");
    }

    FetchResult fetch(const EvidenceRequest& request) override {
        try {
            return with_python("fetcher", [&] {
                const auto& object = fetching_.get();
                const py::object given =
                    by_method_ ? object.attr("fetch")(request) : object(request);
                return given.cast<FetchResult>();
            });
        } catch (const std::exception& failure) {
            FetchResult result;
            result.status = Status::temperror;
            result.reason = FetchReason::unreachable;
            result.text = escaped(failure.what());
            return result;
        }
    }

  private:
    SharedObject fetching_;
    bool by_method_ = false;
};

/// The fetcher that a Python object is: one of the library's own in place, anything else through a
/// FunctionFetcher. None gives none. Made and dropped with the GIL; used without.
inline std::shared_ptr<EvidenceFetcher> to_fetcher(const py::object& given) {
    if (given.is_none()) return nullptr;
    const auto type = py::type::of(given);
    for (const auto& own : {py::type::of<HttpFetcher>(), py::type::of<FunctionFetcher>()})
        if (type.is(own)) return given.cast<std::shared_ptr<EvidenceFetcher>>();
    return std::make_shared<FunctionFetcher>(given);
}

}  // namespace domainsec::python

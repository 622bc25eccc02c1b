// A store whose lock this thread holds already: whoever changes it from within would wait for
// itself for ever.
#pragma once

#include <domainsec/error.hpp>
#include <domainsec/pki/certificate_store.hpp>
#include <filesystem>

namespace domainsec::python {

/// Lives while a function that was given to prepare_next() runs.
class IssuerRuns {
  public:
    explicit IssuerRuns(const CertificateStore& store) : outer_(innermost()), store_(store) {
        innermost() = this;
    }
    ~IssuerRuns() { innermost() = outer_; }
    IssuerRuns(const IssuerRuns&) = delete;
    IssuerRuns& operator=(const IssuerRuns&) = delete;

    static bool is_within(const CertificateStore& store) {
        for (const auto* each = innermost(); each != nullptr; each = each->outer_) {
            std::error_code ignored;
            if (std::filesystem::equivalent(each->store_.directory(), store.directory(), ignored))
                return true;
        }
        return false;
    }

  private:
    static const IssuerRuns*& innermost() {
        static thread_local const IssuerRuns* running = nullptr;
        return running;
    }

    const IssuerRuns* outer_;
    const CertificateStore& store_;
};

/// The store, for a change. Throws Error(invalid_state) within such a function.
inline CertificateStore& changeable(CertificateStore& store) {
    if (IssuerRuns::is_within(store))
        throw Error(errc::invalid_state,
                    "The store is locked while its next certificate is issued: change it after",
                    store.directory().string());
    return store;
}

}  // namespace domainsec::python

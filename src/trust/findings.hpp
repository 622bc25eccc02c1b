// Collects what a judgement finds, one finding per problem, and draws the verdict from them.
#pragma once

#include <domainsec/trust/validation_report.hpp>
#include <vector>

#include "trust/certificate_facts.hpp"

namespace domainsec::inline v1::detail {

/// What one finding says, before it is tied to a certificate.
struct Problem {
    TrustReason reason = TrustReason::none;
    std::string rule;
    std::string seen;
    std::string expected;
};

class FindingList final {
  public:
    /// A problem that decides. `index` is the certificate's place in the path.
    void add(Problem problem, std::size_t index, const CertificateFacts& certificate);
    /// A problem of the whole.
    void add(Problem problem);
    /// A problem that may be gone at a later attempt: a temporary error, unless others are worse.
    void add_temporary(Problem problem);
    void add_temporary(Problem problem, std::size_t index, const CertificateFacts& certificate);
    void warn(Problem problem);
    void warn(Problem problem, std::size_t index, const CertificateFacts& certificate);

    std::size_t errors() const noexcept { return errors_; }
    bool only_temporary() const noexcept { return errors_ == temporary_; }
    bool has_error(TrustReason reason, std::size_t index) const noexcept;

    /// Appends another list's.
    void append(const FindingList& other);

    /// Sets status, reason and findings: errors first, the most telling one at the top.
    void conclude(ValidationReport& report) &&;

  private:
    void push(Problem&& problem, FindingSeverity severity);
    void attach(std::size_t index, const CertificateFacts& certificate);
    std::vector<Finding> findings_;
    std::size_t errors_ = 0;
    std::size_t temporary_ = 0;
};

}  // namespace domainsec::inline v1::detail

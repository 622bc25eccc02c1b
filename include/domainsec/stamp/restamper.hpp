// For content filters inside: what was Domain Secured stays so when the organization's own filter
// changes it, and the stamp says what was changed (docs/stamp-format.md §8).
#pragma once

#include <domainsec/export.hpp>
#include <domainsec/message/border.hpp>
#include <domainsec/stamp/stamp_report.hpp>
#include <domainsec/stamp/stamper.hpp>
#include <domainsec/stamp/verifier.hpp>
#include <memory>
#include <string_view>

namespace domainsec::inline v1 {

/// Why a changed message has no new stamp.
enum class RestampingProblem {
    none,
    not_verified,       ///< The stamp of the original does not pass: RestampResult::report.
    author_changed,     ///< The change is in From:, which a filter has no business with.
    malformed_message,  ///< As StampingProblem, of the changed message.
    signing_failed,     ///< As StampingProblem: a temporary matter.
};

DOMAINSEC_EXPORT std::string_view to_string(RestampingProblem problem) noexcept;

struct RestampResult {
    RestampingProblem problem = RestampingProblem::none;
    StampReport report;  ///< Of the original.
    /// For the changed message: take the old stamp off, put the new one on. With a problem the old
    /// one goes, for it does not hold any more. Nothing to do where nothing that is covered was
    /// changed.
    EditList edits;
};

/// Immutable, thread-safe.
class DOMAINSEC_EXPORT Restamper final {
  public:
    /// The stamper's key has the role `filter` in the inside verifiers' keyring and may speak for
    /// the edges whose stamps come by here.
    Restamper(Verifier verifier, Stamper stamper);

    /// Verifies the original, and stamps the changed message with the same facts: o= is the digest
    /// of the stamp that it replaces, ch= names the fields that differ and "body". When it holds
    /// rt=, those of `about.recipients` that it binds are bound anew. The new t= is `about.now`, x=
    /// stays. Throws Error(invalid_argument) when `now` is not set or `at` is.
    RestampResult restamp(std::string_view original, std::string_view changed,
                          const VerifyOptions& about) const;

  private:
    struct Impl;
    std::shared_ptr<const Impl> impl_;
};

}  // namespace domainsec::inline v1

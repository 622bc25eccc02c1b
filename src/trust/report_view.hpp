// What the pictures of a report have in common: which certificates are shown, what was found about
// each, and text made safe for markup.
#pragma once

#include <domainsec/trust/expiry.hpp>
#include <domainsec/trust/validation_report.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace domainsec::inline v1::detail {

/// How a certificate stands in the report; never shown by colour alone.
enum class Standing { good, notable, bad };

/// The word for style sheets.
const char* class_of(Standing standing) noexcept;

/// Of the verdict.
Standing standing_of(const ValidationReport& report) noexcept;

struct ShownCertificate {
    const Certificate* certificate = nullptr;
    std::string role;  ///< "Leaf", "Authority", "Trust anchor", ...
    std::vector<const Finding*> findings;
    Expiry expiry;
    Standing standing = Standing::good;
    std::string standing_in_words;  ///< "no problem found", "1 error, 2 warnings", ...
};

/// What a report shows. Points into the report, which must outlive it.
struct ReportView {
    std::vector<ShownCertificate> chain;   ///< What was examined, leaf first.
    std::vector<ShownCertificate> others;  ///< Presented, but no part of it.
    std::vector<const Finding*> about_all;
    std::size_t left_out = 0;  ///< Certificates beyond the most that are shown.
    bool ends_at_anchor = false;
};

ReportView view_of(const ValidationReport& report);

/// A name for a heading: the first name of a leaf, else the common name, else the subject.
std::string heading_of(const Certificate& certificate);

/// Text as content of an element or value of a quoted attribute. Printable ASCII and the section
/// sign stay; anything else becomes \xNN, for a right-to-left mark can turn a line around. Longer
/// than `limit` octets it ends in "...".
std::string markup(std::string_view text, std::size_t limit = 400);

}  // namespace domainsec::inline v1::detail

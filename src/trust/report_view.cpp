// Puts each finding to its certificate, and makes text safe for HTML and XML.
#include "trust/report_view.hpp"

#include <algorithm>
#include <cctype>

namespace domainsec::inline v1::detail {
namespace {

constexpr std::size_t max_shown = 32;

std::string role_of(const ValidationReport& report, std::size_t index) {
    const bool last_of_path = index + 1 == report.path.size();
    if (index > 0) return last_of_path ? "Trust anchor" : "Authority";
    const bool pkix = report.method_tag == "pkix";
    if (last_of_path && pkix) return "Leaf, trusted by itself";
    if (last_of_path) return "Leaf, trusted by its key";
    return "Leaf";
}

std::string counted(std::size_t count, const std::string& unit) {
    return std::to_string(count) + " " + unit + (count == 1 ? "" : "s");
}

std::size_t errors_in(const std::vector<const Finding*>& findings) {
    return static_cast<std::size_t>(std::count_if(
        findings.begin(), findings.end(),
        [](const Finding* finding) { return finding->severity == FindingSeverity::error; }));
}

bool wants_attention(ExpiryStage stage) noexcept {
    return stage != ExpiryStage::fresh;
}

void judge_standing(ShownCertificate& shown) {
    const std::size_t errors = errors_in(shown.findings);
    const std::size_t warnings = shown.findings.size() - errors;
    std::string& words = shown.standing_in_words;
    if (errors > 0) words = counted(errors, "error");
    if (warnings > 0) words += (words.empty() ? "" : ", ") + counted(warnings, "warning");
    if (words.empty())
        words = wants_attention(shown.expiry.stage) ? "see its dates" : "no problem found";
    shown.standing = errors > 0                                            ? Standing::bad
                     : warnings > 0 || wants_attention(shown.expiry.stage) ? Standing::notable
                                                                           : Standing::good;
}

ShownCertificate shown_as(const Certificate& certificate, std::string role, TimePoint now) {
    ShownCertificate shown;
    shown.certificate = &certificate;
    shown.role = std::move(role);
    shown.expiry = expiry_of(certificate, now);
    return shown;
}

void add_chain(const ValidationReport& report, ReportView& view) {
    for (std::size_t i = 0; i < report.examined.size(); ++i) {
        if (i >= max_shown) {
            ++view.left_out;
            continue;
        }
        ShownCertificate shown = shown_as(report.examined[i], role_of(report, i), report.judged_at);
        for (const Finding& finding : report.findings)
            if (finding.certificate == i) shown.findings.push_back(&finding);
        judge_standing(shown);
        view.chain.push_back(std::move(shown));
    }
}

void add_others(const ValidationReport& report, ReportView& view) {
    const auto& examined = report.examined;
    for (std::size_t i = 0; i < report.presented.size(); ++i) {
        const Certificate& presented = report.presented[i];
        if (std::find(examined.begin(), examined.end(), presented) != examined.end()) continue;
        if (view.chain.size() + view.others.size() >= max_shown) {
            ++view.left_out;
            continue;
        }
        auto shown = shown_as(presented, "Presented in place " + std::to_string(i) + ", not used",
                              report.judged_at);
        judge_standing(shown);
        view.others.push_back(std::move(shown));
    }
}

// Up to the first comma that is not escaped (RFC 4514 §2).
std::string common_name_in(const std::string& subject) {
    constexpr std::string_view mark = "CN=";
    std::size_t from = 0;
    if (!subject.starts_with(mark)) {
        from = subject.find(",CN=");
        if (from == std::string::npos) return {};
        ++from;
    }
    from += mark.size();
    std::string name;
    for (std::size_t i = from; i < subject.size() && subject[i] != ','; ++i) {
        // "\," is a comma of the name, while "\E2" is an octet and stays as it is.
        const bool pair = subject[i] == '\\' && i + 1 < subject.size();
        if (pair && std::isxdigit(static_cast<unsigned char>(subject[i + 1])) == 0) ++i;
        name += subject[i];
    }
    return name;
}

bool stays(std::string_view text, std::size_t index) noexcept {
    if (text[index] >= ' ' && text[index] <= '~') return true;
    return text[index] == '\xC2' && index + 1 < text.size() && text[index + 1] == '\xA7';
}

std::string replaced(char character) {
    static constexpr char hex[] = "0123456789abcdef";
    const auto octet = static_cast<unsigned char>(character);
    switch (character) {
        case '&':
            return "&amp;";
        case '<':
            return "&lt;";
        case '>':
            return "&gt;";
        case '"':
            return "&quot;";
        case '\'':
            return "&#39;";
        default:
            break;
    }
    if (character >= ' ' && character <= '~') return {character};
    return {'\\', 'x', hex[octet >> 4U], hex[octet & 0x0FU]};
}

}  // namespace

const char* class_of(Standing standing) noexcept {
    switch (standing) {
        case Standing::good:
            return "good";
        case Standing::notable:
            return "notable";
        case Standing::bad:
            break;
    }
    return "bad";
}

Standing standing_of(const ValidationReport& report) noexcept {
    if (report.status == Status::pass) return Standing::good;
    return report.status == Status::fail || report.status == Status::permerror ? Standing::bad
                                                                               : Standing::notable;
}

ReportView view_of(const ValidationReport& report) {
    ReportView view;
    view.ends_at_anchor = !report.path.empty();
    add_chain(report, view);
    add_others(report, view);
    for (const Finding& finding : report.findings)
        if (!finding.certificate || *finding.certificate >= view.chain.size())
            view.about_all.push_back(&finding);
    return view;
}

std::string heading_of(const Certificate& certificate) {
    if (!certificate.is_ca() && !certificate.dns_names().empty())
        return certificate.dns_names().front();
    const std::string subject = certificate.subject();
    std::string name = common_name_in(subject);
    if (name.empty()) name = subject;
    return name.empty() ? "(no name)" : name;
}

std::string markup(std::string_view text, std::size_t limit) {
    const bool cut = text.size() > limit;
    if (cut) text = text.substr(0, limit);
    std::string result;
    result.reserve(text.size() + 16);
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\xC2' && stays(text, i)) {
            result += "\xC2\xA7";
            ++i;
        } else {
            result += replaced(text[i]);
        }
    }
    if (cut) result += "...";
    return result;
}

}  // namespace domainsec::inline v1::detail

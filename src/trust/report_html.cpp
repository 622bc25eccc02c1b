// A report as one page of HTML for people who mend certificates: nothing loaded, nothing run.
#include <domainsec/error.hpp>
#include <domainsec/trust/revocation_sources.hpp>

#include "time_text.hpp"
#include "trust/report_advice.hpp"
#include "trust/report_style.hpp"
#include "trust/report_view.hpp"

namespace domainsec::inline v1 {
namespace {

using detail::markup;
using detail::ReportView;
using detail::ShownCertificate;
using detail::Standing;
using detail::standing_of;

constexpr std::size_t max_shown_names = 100;
constexpr std::size_t max_shown_uris = 16;

// Signs for those who do not see the colours; hidden from screen readers, which have the words.
const char* html_sign_of(Standing standing) noexcept {
    switch (standing) {
        case Standing::good:
            return "<span aria-hidden=\"true\">&#10003;</span> ";
        case Standing::notable:
            return "<span aria-hidden=\"true\">&#9888;</span> ";
        case Standing::bad:
            break;
    }
    return "<span aria-hidden=\"true\">&#10007;</span> ";
}

std::string row(const std::string& term, const std::string& content) {
    return "<dt>" + term + "</dt><dd>" + content + "</dd>\n";
}

std::string code(std::string_view text) {
    return "<code>" + markup(text) + "</code>";
}

// "2026-11-24 12:00": the page says once that times are in UTC.
std::string date_of(TimePoint time) {
    std::string text = detail::time_text(time).substr(0, 16);
    if (text.size() > 10) text[10] = ' ';
    return text;
}

// Remedies name settings in back quotes, and begin small for the middle of a sentence.
std::string sentence_of(std::string_view remedy) {
    std::string text;
    bool inside = false;
    for (const char character : remedy) {
        if (character != '`') {
            text += markup(std::string_view(&character, 1));
            continue;
        }
        text += inside ? "</code>" : "<code>";
        inside = !inside;
    }
    return text + ".";
}

std::string capitalized(std::string text) {
    if (!text.empty() && text[0] >= 'a' && text[0] <= 'z')
        text[0] = static_cast<char>(text[0] - 32);
    return text;
}

std::string list_of(const std::vector<std::string>& items, std::size_t limit) {
    std::string text = "<ul>";
    for (std::size_t i = 0; i < items.size() && i < limit; ++i)
        text += "<li>" + markup(items[i]) + "</li>";
    if (items.size() > limit)
        text += "<li>and " + std::to_string(items.size() - limit) + " more</li>";
    return text + "</ul>";
}

std::string finding_html(const Finding& finding) {
    const bool error = finding.severity == FindingSeverity::error;
    const Standing standing = error ? Standing::bad : Standing::notable;
    std::string text = "<section class=\"finding " + std::string(class_of(standing)) + "\"><h4>" +
                       html_sign_of(standing) + (error ? "Error: " : "Warning: ") +
                       std::string(detail::meaning_of(finding.reason)) + "</h4><dl>";
    text += row("Seen", markup(finding.seen, 2048));
    text += row("Expected", markup(finding.expected, 2048));
    text += row("To mend it", capitalized(sentence_of(detail::remedy_for(finding.reason))));
    text += row("Rule", markup(finding.rule) + ", " + code(to_string(finding.reason)));
    return text + "</dl></section>\n";
}

Standing standing_of(ExpiryStage stage) noexcept {
    switch (stage) {
        case ExpiryStage::fresh:
            return Standing::good;
        case ExpiryStage::ended:
        case ExpiryStage::not_begun:
        case ExpiryStage::urgent:
            return Standing::bad;
        case ExpiryStage::renew:
        case ExpiryStage::soon:
            break;
    }
    return Standing::notable;
}

std::string dates_html(const ShownCertificate& shown, TimePoint now) {
    const Certificate& certificate = *shown.certificate;
    const std::string percent = std::to_string(shown.expiry.percent_left);
    return date_of(certificate.not_before()) + " to " + date_of(certificate.not_after()) +
           "<div class=\"life " + class_of(standing_of(shown.expiry.stage)) +
           "\" aria-hidden=\"true\"><i style=\"width:" + percent + "%\"></i></div><strong>" +
           detail::time_left_in_words(certificate, now) + "</strong>; to be renewed from " +
           date_of(shown.expiry.renew_at);
}

std::string revocation_html(const Certificate& certificate) {
    const RevocationSources sources = revocation_sources(certificate);
    std::string text;
    std::vector<std::string> uris;
    for (const auto& uri : sources.crl_uris) uris.push_back("List: " + escaped(uri, 300));
    for (const auto& uri : sources.ocsp_uris) uris.push_back("OCSP: " + escaped(uri, 300));
    if (!uris.empty()) text = list_of(uris, max_shown_uris);
    if (sources.no_revocation_available) text += "The issuer offers none (noRevAvail)";
    return text.empty() ? "No source named" : text;
}

std::string facts_html(const ShownCertificate& shown, TimePoint now) {
    const Certificate& certificate = *shown.certificate;
    std::string text = "<dl>\n";
    if (!certificate.dns_names().empty())
        text += row("Names", list_of(certificate.dns_names(), max_shown_names));
    text += row("Subject", markup(certificate.subject()));
    text += row("Issuer", certificate.is_self_issued() ? "itself" : markup(certificate.issuer()));
    text += row("Valid", dates_html(shown, now));
    text += row("Key", markup(certificate.key_description()));
    text += row("Revocation", revocation_html(certificate));
    text += row("Fingerprint", code("SHA-256 " + to_hex(certificate.fingerprint())));
    text += row("Pin of the key", code(to_pin(certificate.spki_sha256())));
    text += row("Serial number", code(certificate.serial()));
    return text + "</dl>\n";
}

std::string card_html(const ShownCertificate& shown, TimePoint now) {
    std::string text = "<article class=\"card\"><header><span class=\"role\">" +
                       markup(shown.role) + "</span><span class=\"chip " +
                       class_of(shown.standing) + "\">" + html_sign_of(shown.standing) +
                       shown.standing_in_words + "</span><h3>" +
                       markup(detail::heading_of(*shown.certificate), 200) + "</h3></header>\n";
    for (const Finding* finding : shown.findings) text += finding_html(*finding);
    return text + facts_html(shown, now) + "</article>\n";
}

std::string chain_html(const ReportView& view, TimePoint now) {
    std::string text = "<ol class=\"chain\">\n";
    for (std::size_t i = 0; i < view.chain.size(); ++i) {
        text += "<li>";
        if (i > 0) text += "<p class=\"link\">issued by</p>\n";
        text += card_html(view.chain[i], now) + "</li>\n";
    }
    text += "</ol>\n";
    if (!view.ends_at_anchor && !view.chain.empty())
        text += "<p class=\"link open\">no way from here to anything that is trusted</p>\n";
    return text;
}

std::string others_html(const ReportView& view, TimePoint now) {
    std::string text;
    if (!view.others.empty()) text += "<h2 class=\"part\">Also presented</h2>\n";
    for (const ShownCertificate& shown : view.others)
        text += card_html(shown, now) + "<p class=\"link\"></p>\n";
    if (view.left_out > 0)
        text += "<p>" + std::to_string(view.left_out) + " more certificates are not shown.</p>\n";
    return text;
}

std::string requests_html(const std::string& title, const std::vector<EvidenceRequest>& requests) {
    if (requests.empty()) return {};
    std::vector<std::string> lines;
    lines.reserve(requests.size());
    for (const EvidenceRequest& request : requests)
        lines.push_back(std::string(to_string(request.kind)) + ": " +
                        escaped(request.locator, 300));
    return "<h2 class=\"part\">" + title + "</h2>\n<div class=\"card\">" +
           list_of(lines, 2 * max_shown_uris) + "</div>\n";
}

std::string reason_html(const ValidationReport& report) {
    if (report.reason == TrustReason::none && !report.findings.empty())
        return "<p>With warnings that are worth mending; they stand below.</p>";
    if (report.reason == TrustReason::none) return {};
    return "<p><strong>" + std::string(detail::meaning_of(report.reason)) +
           ".</strong> To mend it, " + sentence_of(detail::remedy_for(report.reason)) + "</p>";
}

std::string verdict_html(const ValidationReport& report) {
    const Standing standing = standing_of(report);
    return "<section class=\"verdict " + std::string(class_of(standing)) + "\"><h1>" +
           html_sign_of(standing) + markup(detail::verdict_in_words(report)) + "</h1>" +
           reason_html(report) + "<small>Judged " + date_of(report.judged_at) + " by method " +
           std::string(to_string(report.method)) + ": " + std::string(to_string(report.status)) +
           (report.reason == TrustReason::none ? ""
                                               : ", " + std::string(to_string(report.reason))) +
           ". In Exchange's words: " + std::string(to_string(report.exchange_status())) +
           (report.asserted_by_caller ? ". The session is asserted by the caller's own TLS" : "") +
           ".</small></section>\n";
}

// Were a text ever to get through as markup, the policy still lets nothing be loaded or run.
constexpr const char* page_head =
    "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
    "style-src 'unsafe-inline'\">"
    "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">"
    "<meta name=\"referrer\" content=\"no-referrer\">";

}  // namespace

std::string ValidationReport::html() const {
    const ReportView view = detail::view_of(*this);
    std::string page = page_head;
    page += "<title>Certificate report: " + markup(detail::verdict_in_words(*this)) +
            "</title>\n<style>" + detail::page_style + "</style></head>\n<body><main>\n";
    page += verdict_html(*this);
    for (const Finding* finding : view.about_all) page += finding_html(*finding);
    if (!view.chain.empty())
        page += "<h2 class=\"part\">The chain, from the leaf to what vouches for it</h2>\n" +
                chain_html(view, judged_at);
    page += others_html(view, judged_at);
    page += requests_html("Needed before it can be decided", pending);
    page += requests_html("Not at hand, though a later judgement would use it", wanted);
    return page +
           "<footer>All times in UTC. Characters other than printable ASCII are shown as "
           "their octets.</footer>\n</main></body></html>\n";
}

}  // namespace domainsec::inline v1

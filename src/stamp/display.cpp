// What people see of a stamp: the authenticated domain in every form it has, or nothing.
#include <domainsec/error.hpp>
#include <domainsec/stamp/stamp_report.hpp>

namespace domainsec::inline v1 {
namespace {

// For text and for attributes in double quotes, in HTML and in XML.
std::string markup_escaped(std::string_view text) {
    std::string safe;
    safe.reserve(text.size() + 16);
    for (const char c : text) {
        switch (c) {
            case '&':
                safe += "&amp;";
                break;
            case '<':
                safe += "&lt;";
                break;
            case '>':
                safe += "&gt;";
                break;
            case '"':
                safe += "&quot;";
                break;
            case '\'':
                safe += "&#39;";
                break;
            default:
                safe += c;
        }
    }
    return safe;
}

// Never the U-labels alone: they can look like another name.
std::string shown(const DomainName& domain) {
    if (!domain.has_u_labels()) return domain.str();
    return domain.unicode() + " (" + domain.str() + ")";
}

// How many glyphs, near enough for the width of a badge.
std::size_t glyphs(std::string_view text) noexcept {
    std::size_t count = 0;
    for (const char c : text) count += (static_cast<unsigned char>(c) & 0xc0U) != 0x80 ? 1U : 0U;
    return count;
}

std::string joined_by_commas(const std::vector<std::string>& names) {
    std::string list;
    for (const auto& name : names) list += (list.empty() ? "" : ", ") + name;
    return list;
}

std::string sentence_for(const StampReport& report) {
    std::string sentence = "The mail servers of " + shown(*report.partner) +
                           " handed this message over in a mutually authenticated TLS session";
    if (!report.via.empty()) sentence += ", by way of " + escaped(report.via, 64);
    sentence += "; the mark vouches for the domain, not for the author";
    if (!report.changed_by_filter.empty())
        sentence += "; it was changed by our own content filter: " +
                    escaped(joined_by_commas(report.changed_by_filter), 200);
    if (report.recipient == RecipientBinding::unbound)
        sentence += "; it was not sent to this mailbox but copied here";
    if (report.stale) sentence += "; it was delivered over 7 days after it was stamped";
    if (report.archival) sentence += "; judged as of an earlier time";
    return sentence + ".";
}

// For who asks why there is no mark: the first sentence that fits.
std::string why_not(const StampReport& report) {
    if (report.status == Status::pass)
        return "The stamp holds, but the author is not in the domain that it vouches for.";
    if (report.reason == StampReason::no_stamp) return "No mail server of ours has marked it.";
    return report.detail;
}

}  // namespace

Display StampReport::display() const {
    Display display;
    if (status != Status::pass || !partner || !from_aligned) {
        display.sentence = "This message is not marked as Domain Secured.";
        display.on_demand = why_not(*this);
        return display;
    }
    display.kind = DisplayKind::secured;
    display.label = "Domain Secured by " + shown(*partner);
    if (!via.empty()) display.label += " via " + escaped(via, 64);
    display.sentence = sentence_for(*this);
    return display;
}

std::string Display::html() const {
    if (kind != DisplayKind::secured) return {};
    const auto text = markup_escaped(label);
    return "<span role=\"img\" aria-label=\"" + text + "\" title=\"" + markup_escaped(sentence) +
           "\" style=\"display:inline-block;padding:2px 8px;border:1px solid #1a7f37;"
           "border-radius:4px;background:#dafbe1;color:#0a3d1a;"
           "font:13px/1.5 system-ui,sans-serif;white-space:nowrap\">&#128274; "
           "<bdi>" +
           text + "</bdi></span>";
}

std::string Display::svg() const {
    if (kind != DisplayKind::secured) return {};
    const auto text = markup_escaped(label);
    const auto width = std::to_string(40 + glyphs(label) * 8);
    return "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"" + width +
           "\" height=\"24\" role=\"img\" aria-label=\"" + text + "\"><title>" +
           markup_escaped(sentence) + "</title><rect x=\"0.5\" y=\"0.5\" width=\"" +
           std::to_string(39 + glyphs(label) * 8) +
           "\" height=\"23\" rx=\"4\" fill=\"#dafbe1\" stroke=\"#1a7f37\"/>"
           "<path d=\"M10 11v-2a3 3 0 0 1 6 0v2h1v7H9v-7zm2 0h2v-2a1 1 0 0 0-2 0z\" "
           "fill=\"#1a7f37\"/>"
           "<text x=\"26\" y=\"16\" font-family=\"sans-serif\" font-size=\"13\" fill=\"#0a3d1a\" "
           "unicode-bidi=\"isolate\">" +
           text + "</text></svg>";
}

}  // namespace domainsec::inline v1

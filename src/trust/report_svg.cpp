// The chain as a picture: boxes from leaf to anchor, arrows from each issuer (SVG 1.1).
#include <domainsec/trust/validation_report.hpp>

#include "time_text.hpp"
#include "trust/report_advice.hpp"
#include "trust/report_view.hpp"

namespace domainsec::inline v1 {
namespace {

using detail::markup;
using detail::ReportView;
using detail::ShownCertificate;
using detail::Standing;
using detail::standing_of;

constexpr int width = 720;
constexpr int margin = 24;
constexpr int head = 84;
constexpr int box = 116;
constexpr int gap = 56;
// Letters that fit a line of the box at its size of type.
constexpr std::size_t heading_letters = 46;
constexpr std::size_t line_letters = 82;

constexpr const char* style =
    "<style>"
    "svg{font-family:system-ui,'Segoe UI',Roboto,'DejaVu Sans',sans-serif}"
    ".page{fill:#f5f6f8}.box{fill:#fff;stroke:#8792a2;stroke-width:1.5}"
    ".ink{fill:#1b2330}.soft{fill:#55606f}.wire{stroke:#55606f;stroke-width:2;fill:none}"
    ".good{fill:#17693a}.notable{fill:#7a4b00}.bad{fill:#a1201f}"
    ".box.good{fill:#fff}.box.bad{fill:#fff;stroke:#a1201f;stroke-width:2.5;stroke-dasharray:7 4}"
    ".box.notable{fill:#fff;stroke:#7a4b00;stroke-width:2}"
    ".wire.bad{fill:none;stroke:#a1201f;stroke-dasharray:4 4}"
    "@media(prefers-color-scheme:dark){"
    ".page{fill:#12161c}.box,.box.good,.box.bad,.box.notable{fill:#1b212a}"
    ".ink{fill:#e7ebf0}.soft{fill:#a3aebb}.wire{stroke:#a3aebb}"
    ".good{fill:#7fd6a0}.notable{fill:#f0c06a}.bad{fill:#ff9c99}"
    ".box.bad,.wire.bad{stroke:#ff9c99}.box.notable{stroke:#f0c06a}}"
    "</style>\n";

const char* svg_sign_of(Standing standing) noexcept {
    switch (standing) {
        case Standing::good:
            return "&#10003; ";
        case Standing::notable:
            return "! ";
        case Standing::bad:
            break;
    }
    return "&#10007; ";
}

struct Line {
    int x = 0;
    int y = 0;
    const char* style = "ink";
    int size = 14;
    bool bold = false;
    bool at_right = false;
};

// The text is markup already.
std::string text_at(const Line& line, const std::string& text) {
    return "<text x=\"" + std::to_string(line.x) + "\" y=\"" + std::to_string(line.y) +
           "\" class=\"" + line.style + "\" font-size=\"" + std::to_string(line.size) + "\"" +
           (line.bold ? " font-weight=\"600\"" : "") +
           (line.at_right ? " text-anchor=\"end\"" : "") + ">" + text + "</text>\n";
}

// What stands below the name: its problems, or, without any, who it is.
std::string summary_of(const ShownCertificate& shown) {
    if (shown.findings.empty()) return shown.certificate->subject();
    std::string text;
    for (const Finding* finding : shown.findings)
        text += (text.empty() ? "" : ". ") + std::string(detail::meaning_of(finding->reason));
    return text;
}

std::string box_at(int y, const ShownCertificate& shown, TimePoint now) {
    const Certificate& certificate = *shown.certificate;
    const char* const standing = class_of(shown.standing);
    const int left = margin + 18;
    const int right = width - margin - 18;
    std::string text = "<rect x=\"" + std::to_string(margin) + "\" y=\"" + std::to_string(y) +
                       "\" width=\"" + std::to_string(width - 2 * margin) + "\" height=\"" +
                       std::to_string(box) + "\" rx=\"10\" class=\"box " + standing + "\"/>\n";
    text += text_at({left, y + 26, "soft", 13, true}, markup(shown.role));
    text += text_at({right, y + 26, standing, 13, true, true},
                    svg_sign_of(shown.standing) + shown.standing_in_words);
    text += text_at({left, y + 52, "ink", 20, true},
                    markup(detail::heading_of(certificate), heading_letters));
    text += text_at({left, y + 76, shown.findings.empty() ? "soft" : standing, 13},
                    markup(summary_of(shown), line_letters));
    text += text_at({left, y + 98, "ink", 13},
                    markup(certificate.key_description(), 20) + " &#183; until " +
                        detail::time_text(certificate.not_after()).substr(0, 10) + " &#183; " +
                        detail::time_left_in_words(certificate, now));
    return text;
}

// Up from the issuer to what it issued.
std::string arrow_at(int y) {
    const int x = margin + 40;
    const std::string across = std::to_string(x);
    return "<path class=\"wire\" d=\"M" + across + " " + std::to_string(y + gap - 2) + "V" +
           std::to_string(y + 5) + "M" + std::to_string(x - 6) + " " + std::to_string(y + 13) +
           "L" + across + " " + std::to_string(y + 4) + "L" + std::to_string(x + 6) + " " +
           std::to_string(y + 13) + "\"/>\n" +
           text_at({x + 18, y + gap / 2 + 5, "soft", 13}, "issued by");
}

std::string open_end_at(int y) {
    const std::string x = std::to_string(margin + 40);
    return "<path class=\"wire bad\" d=\"M" + x + " " + std::to_string(y + 3) + "V" +
           std::to_string(y + gap - 14) + "\"/>\n" +
           text_at({margin + 58, y + gap / 2 + 5, "bad", 13, true},
                   "&#10007; no way from here to anything that is trusted");
}

std::string head_of(const ValidationReport& report) {
    const Standing standing = standing_of(report);
    const std::string why = report.reason == TrustReason::none
                                ? "Method " + std::string(to_string(report.method))
                                : std::string(detail::meaning_of(report.reason));
    return text_at(
               {margin, 40, class_of(standing), 24, true},
               svg_sign_of(standing) + markup(detail::verdict_in_words(report), heading_letters)) +
           text_at({margin, 66, "ink", 14},
                   markup(why + ". In Exchange's words: " +
                              std::string(to_string(report.exchange_status())) + ".",
                          line_letters + 20));
}

std::string description_of(const ReportView& view) {
    std::string text = "From leaf to issuer: ";
    for (const ShownCertificate& shown : view.chain)
        text += shown.role + " " + detail::heading_of(*shown.certificate) + ", " +
                shown.standing_in_words + ". ";
    if (!view.ends_at_anchor) text += "No way to a trust anchor was found.";
    return text;
}

int height_of(const ReportView& view) {
    const int boxes = static_cast<int>(view.chain.size());
    const int gaps = boxes == 0 ? 0 : boxes - (view.ends_at_anchor ? 1 : 0);
    return head + boxes * box + gaps * gap + margin;
}

// Several pictures may stand in one page, and ids there must differ.
std::string id_of(const ValidationReport& report) {
    if (report.examined.empty()) return "chain";
    return "chain-" + to_hex(report.examined.front().fingerprint()).substr(0, 12);
}

std::string opening(const ValidationReport& report, const ReportView& view) {
    const std::string id = id_of(report);
    const std::string size = std::to_string(width) + " " + std::to_string(height_of(view));
    return "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 " + size + "\" width=\"" +
           std::to_string(width) + "\" height=\"" + std::to_string(height_of(view)) +
           "\" role=\"img\" aria-labelledby=\"" + id + "-title " + id + "-desc\">\n<title id=\"" +
           id + "-title\">Chain of certificates: " + markup(detail::verdict_in_words(report)) +
           "</title>\n<desc id=\"" + id + "-desc\">" + markup(description_of(view), 4096) +
           "</desc>\n" + style + "<rect class=\"page\" width=\"100%\" height=\"100%\"/>\n";
}

}  // namespace

std::string ValidationReport::svg() const {
    const ReportView view = detail::view_of(*this);
    std::string picture = opening(*this, view) + head_of(*this);
    int y = head;
    for (std::size_t i = 0; i < view.chain.size(); ++i) {
        if (i > 0) picture += arrow_at(y - gap);
        picture += box_at(y, view.chain[i], judged_at);
        y += box + gap;
    }
    if (!view.ends_at_anchor && !view.chain.empty()) picture += open_end_at(y - gap);
    return picture + "</svg>\n";
}

}  // namespace domainsec::inline v1

// Renders the mail reader's page. Everything that came from a message is escaped; the badge is the
// library's.
#include "two_organizations/page.hpp"

#include <domainsec/message/message_view.hpp>

namespace demo {
namespace {

std::string escaped_html(std::string_view text) {
    std::string html;
    for (const char c : text) {
        switch (c) {
            case '&':
                html += "&amp;";
                break;
            case '<':
                html += "&lt;";
                break;
            case '>':
                html += "&gt;";
                break;
            case '"':
                html += "&quot;";
                break;
            case '\r':
                break;
            default:
                html += c;
        }
    }
    return html;
}

std::string field_row(const domainsec::MessageView& message, const char* name) {
    const auto* field = message.last(name);
    if (!field) return {};
    return "<div><b>" + std::string(name) + ":</b> " + escaped_html(field->unfolded()) + "</div>";
}

std::string card(const Outcome& outcome) {
    std::string html = "<section><h2>" + escaped_html(outcome.title) + "</h2>";
    if (outcome.message.empty())
        return html + "<p class=answer>Not delivered. The sender's server was told: <code>" +
               escaped_html(outcome.seen) + "</code></p></section>";
    const auto message = domainsec::MessageView::parse(outcome.message);
    html += "<article><header>" + outcome.report.display().html();
    for (const char* name : {"From", "To", "Subject", "Date"}) html += field_row(message, name);
    html += "</header><pre>" + escaped_html(message.body()) + "</pre></article>";
    html += "<details><summary>Why</summary><pre>" + escaped_html(outcome.report.text()) +
            "</pre><pre>" + escaped_html(message.octets().substr(0, message.body_offset())) +
            "</pre></details>";
    return html + "</section>";
}

constexpr const char* style =
    "body{font:16px/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 "
    "1rem;color:#1b1f24;"
    "background:#f6f7f9}h1{font-size:1.4rem}h2{font-size:1rem;margin:2rem 0 .5rem}"
    "article{background:#fff;border:1px solid #d5d9e0;border-radius:8px;padding:1rem}"
    "header{border-bottom:1px solid "
    "#e6e9ee;padding-bottom:.6rem}pre{white-space:pre-wrap;overflow-wrap:anywhere;"
    "font:13px/1.45 ui-monospace,monospace}.answer{background:#fff;border:1px solid "
    "#d5d9e0;border-radius:8px;"
    "padding:1rem}summary{cursor:pointer;color:#57606a}";

}  // namespace

std::string html_page(const std::vector<Outcome>& outcomes) {
    std::string html =
        "<!doctype html><html lang=en><meta charset=utf-8><title>What Bob sees</title><style>" +
        std::string(style) + "</style><h1>What Bob at contoso.example sees</h1>";
    for (const auto& outcome : outcomes) html += card(outcome);
    return html + "</html>\n";
}

}  // namespace demo

// What `domainsec cert check` prints: for people, and as JSON.
#include <domainsec/error.hpp>
#include <domainsec/trust/expiry.hpp>
#include <nlohmann/json.hpp>

#include "cli/cert_check.hpp"
#include "cli/files.hpp"

namespace domainsec::cli {
namespace {

using nlohmann::ordered_json;

constexpr std::size_t max_shown = 32;
constexpr std::size_t max_names = 20;

std::string padded(std::string text, std::size_t width) {
    if (text.size() < width) text.append(width - text.size(), ' ');
    return text + " ";
}

std::string line(const std::string& term, const std::string& text) {
    return "     " + padded(term, 8) + text + "\n";
}

std::string names_of(const Certificate& certificate) {
    const auto& names = certificate.dns_names();
    std::string text;
    for (std::size_t i = 0; i < names.size() && i < max_names; ++i)
        text += (i == 0 ? "" : ", ") + names[i];
    if (names.size() > max_names)
        text += " and " + std::to_string(names.size() - max_names) + " more";
    return text;
}

std::string days_left(const Expiry& expiry) {
    const auto days = std::chrono::duration_cast<std::chrono::days>(expiry.left).count();
    if (expiry.stage == ExpiryStage::not_begun) return "has not begun";
    if (expiry.stage == ExpiryStage::ended) return "ended " + std::to_string(-days) + " days ago";
    return std::to_string(days) + " days left, " + std::to_string(expiry.percent_left) +
           " % of its life";
}

std::string life_of(const Certificate& certificate, TimePoint at) {
    const Expiry expiry = expiry_of(certificate, at);
    return to_text(certificate.not_before()) + " to " + to_text(certificate.not_after()) + ", " +
           days_left(expiry) + "; renew from " + to_text(expiry.renew_at) + " on (" +
           std::string(to_string(expiry.stage)) + ")";
}

std::string certificate_text(const Certificate& certificate, std::size_t index, TimePoint at) {
    std::string text = "  " + padded(std::to_string(index), 2) + certificate.subject() + "\n";
    if (!certificate.dns_names().empty()) text += line("names", names_of(certificate));
    text += line("issuer", certificate.is_self_issued() ? "itself" : certificate.issuer());
    text += line("valid", life_of(certificate, at));
    text += line("key", certificate.key_description());
    return text + line("pin", to_pin(certificate.spki_sha256()));
}

std::string chain_text(const ValidationReport& report, TimePoint at) {
    const auto& shown = shown_chain(report);
    if (shown.empty()) return {};
    std::string text = report.path.empty() ? "Presented (no way to a trust anchor was found)\n"
                                           : "Chain, from the leaf to what vouches for it\n";
    for (std::size_t i = 0; i < shown.size() && i < max_shown; ++i)
        text += certificate_text(shown[i], i, at);
    if (shown.size() > max_shown)
        text += "  and " + std::to_string(shown.size() - max_shown) + " more\n";
    return text + "\n";
}

std::string sources_text(const CheckResult& result) {
    if (result.sources.empty()) return {};
    std::string text = "Revocation\n";
    for (const SourceState& each : result.sources)
        if (each.certificate < max_shown)
            text += "  " + padded(std::to_string(each.certificate), 2) + each.source + ": " +
                    each.state + "\n";
    return text + "\n";
}

std::string answer_in_words(const ClientAnswer& answer) {
    switch (answer.status) {
        case Status::pass:
            return "accepted";
        case Status::temperror:
            return "not decided: " + answer.why;
        default:
            return "refused: " + answer.why;
    }
}

std::string clients_text(const CheckResult& result) {
    if (result.as_client.empty()) return {};
    std::string text = "As the certificate of a client, by the partner's eku\n";
    for (const ClientAnswer& answer : result.as_client)
        text +=
            "  " + padded(std::string(to_string(answer.mode)), 7) + answer_in_words(answer) + "\n";
    return text + "\n";
}

std::string session_text(const CheckResult& result) {
    if (!result.session) return {};
    return "TLS\n  " + result.session->parameters() +
           (result.session->is_strong() ? ": strong enough for a mark\n\n"
                                        : ": too weak for a mark (wanted: TLS 1.3, or 1.2 with "
                                          "extended master secret; an AEAD suite)\n\n");
}

ordered_json session_json(const SessionFacts& session) {
    return {{"parameters", session.parameters()},
            {"strong", session.is_strong()},
            {"server_name", session.server_name()}};
}

ordered_json sources_json(const CheckResult& result) {
    auto list = ordered_json::array();
    for (const SourceState& each : result.sources)
        list.push_back(
            {{"certificate", each.certificate}, {"source", each.source}, {"state", each.state}});
    return list;
}

ordered_json clients_json(const CheckResult& result) {
    auto list = ordered_json::array();
    for (const ClientAnswer& answer : result.as_client)
        list.push_back({{"eku", to_string(answer.mode)},
                        {"status", to_string(answer.status)},
                        {"why", answer.why}});
    return list;
}

}  // namespace

std::string result_as_text(const CheckResult& result, TimePoint at) {
    std::string text = escaped(result.target, 300);
    if (!result.address.empty()) text += " (" + result.address + ")";
    text += "\n\n" + session_text(result);
    if (!result.report)
        return text + "error: " + result.problem +
               "\nverdict: " + std::string(to_string(result.status)) + "\n";
    return text + chain_text(*result.report, at) + sources_text(result) + clients_text(result) +
           result.report->text();
}

std::string result_as_json(const CheckResult& result) {
    ordered_json object;
    object["target"] = result.target;
    object["status"] = to_string(result.status);
    object["problem"] = result.problem;
    object["address"] = result.address;
    object["tls"] = result.session ? session_json(*result.session) : ordered_json(nullptr);
    object["report"] =
        result.report ? ordered_json::parse(result.report->json()) : ordered_json(nullptr);
    object["revocation"] = sources_json(result);
    object["as_client"] = clients_json(result);
    return object.dump(-1, ' ', true, ordered_json::error_handler_t::replace);
}

}  // namespace domainsec::cli

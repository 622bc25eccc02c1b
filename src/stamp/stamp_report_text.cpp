// The whole report, for administrators and for programs. Whatever came with the message is escaped.
#include <domainsec/error.hpp>
#include <domainsec/stamp/stamp_report.hpp>
#include <nlohmann/json.hpp>

#include "time_text.hpp"

namespace domainsec::inline v1 {
namespace {

void add(std::string& text, std::string_view name, std::string_view value) {
    if (!value.empty()) text.append(name).append(": ").append(value).append("\n");
}

void add(std::string& text, std::string_view name, const std::optional<DomainName>& domain) {
    if (domain) add(text, name, domain->str());
}

void add(std::string& text, std::string_view name, const std::optional<TimePoint>& time) {
    if (time) add(text, name, detail::time_text(*time));
}

std::string joined_by_spaces(const std::vector<std::string>& names) {
    std::string list;
    for (const auto& name : names) list += (list.empty() ? "" : " ") + name;
    return list;
}

nlohmann::json to_json(const std::optional<DomainName>& domain) {
    return domain ? nlohmann::json(domain->str()) : nlohmann::json(nullptr);
}

nlohmann::json to_json(const std::optional<TimePoint>& time) {
    return time ? nlohmann::json(detail::time_text(*time)) : nlohmann::json(nullptr);
}

}  // namespace

std::string StampReport::text() const {
    std::string text;
    add(text, "status", to_string(status));
    add(text, "reason", to_string(reason));
    add(text, "detail", detail);
    add(text, "partner", partner);
    add(text, "identity", identity);
    add(text, "method", escaped(method));
    add(text, "via", escaped(via));
    add(text, "edge", edge);
    add(text, "domain", domain);
    add(text, "selector", escaped(selector));
    add(text, "tls", escaped(tls));
    if (partner) add(text, "mail from", mail_from.empty() ? "<>" : escaped(mail_from));
    add(text, "stamped at", stamped_at);
    add(text, "expires at", expires_at);
    if (asserted_by_caller) add(text, "session", "asserted by the caller's own TLS");
    if (!changed_by_filter.empty())
        add(text, "changed by our content filter",
            escaped(joined_by_spaces(changed_by_filter), 1000));
    if (key_source) add(text, "key from", to_string(*key_source));
    if (in_log) add(text, "stamp log", "has this stamp");
    if (resumed) add(text, "resumed", "the key was proved in an earlier session");
    if (author) add(text, "author", escaped(author->str()));
    if (author) add(text, "author in the partner's domain", from_aligned ? "yes" : "no");
    add(text, "recipient", to_string(recipient));
    add(text, "covered", joined_by_spaces(covered));
    add(text, "not covered", joined_by_spaces(not_covered));
    if (stale) add(text, "stale", "delivered over 7 days after the stamp");
    if (archival) add(text, "archival", "judged at a time other than now");
    return text;
}

std::string StampReport::json() const {
    const auto shown = display();
    nlohmann::ordered_json object;
    object["status"] = to_string(status);
    object["reason"] = to_string(reason);
    object["detail"] = detail;
    object["label"] = shown.label;
    object["sentence"] = shown.sentence;
    object["severity"] = shown.kind == DisplayKind::secured ? "secured" : "neutral";
    object["on_demand"] = shown.on_demand;
    object["partner"] = to_json(partner);
    object["identity"] = to_json(identity);
    object["method"] = method;
    object["via"] = via;
    object["edge"] = to_json(edge);
    object["domain"] = to_json(domain);
    object["selector"] = selector;
    object["tls"] = tls;
    object["mail_from"] = partner ? nlohmann::json(mail_from) : nlohmann::json(nullptr);
    object["stamped_at"] = to_json(stamped_at);
    object["expires_at"] = to_json(expires_at);
    object["asserted_by_caller"] = asserted_by_caller;
    object["resumed"] = resumed;
    object["changed_by_filter"] = changed_by_filter;
    object["key_source"] =
        key_source ? nlohmann::json(to_string(*key_source)) : nlohmann::json(nullptr);
    object["in_log"] = in_log;
    object["recipient"] = to_string(recipient);
    object["stale"] = stale;
    object["archival"] = archival;
    object["author"] = author ? nlohmann::json(author->str()) : nlohmann::json(nullptr);
    object["from_aligned"] = from_aligned;
    object["covered"] = covered;
    object["not_covered"] = not_covered;
    // What is not UTF-8 is replaced: the text must be readable whatever the message held.
    return object.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace domainsec::inline v1

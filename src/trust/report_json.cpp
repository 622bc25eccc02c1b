// A report as one JSON object (RFC 8259). All text in it is printable ASCII already.
#include <domainsec/error.hpp>
#include <domainsec/trust/expiry.hpp>
#include <domainsec/trust/validation_report.hpp>
#include <nlohmann/json.hpp>

#include "time_text.hpp"

namespace domainsec::inline v1 {
namespace {

using Json = nlohmann::ordered_json;

Json json_of(const Finding& finding) {
    Json object;
    object["reason"] = to_string(finding.reason);
    object["severity"] = finding.severity == FindingSeverity::error ? "error" : "warning";
    object["certificate"] = finding.certificate ? Json(*finding.certificate) : Json(nullptr);
    object["subject"] = finding.subject;
    object["rule"] = finding.rule;
    object["seen"] = finding.seen;
    object["expected"] = finding.expected;
    return object;
}

Json json_of(const Certificate& certificate, TimePoint now) {
    const Expiry expiry = expiry_of(certificate, now);
    Json object;
    object["subject"] = certificate.subject();
    object["issuer"] = certificate.issuer();
    object["serial"] = certificate.serial();
    object["not_before"] = detail::time_text(certificate.not_before());
    object["not_after"] = detail::time_text(certificate.not_after());
    object["renew_at"] = detail::time_text(expiry.renew_at);
    object["expiry_stage"] = to_string(expiry.stage);
    object["percent_left"] = expiry.percent_left;
    object["key"] = certificate.key_description();
    object["dns_names"] = certificate.dns_names();
    object["sha256"] = to_hex(certificate.fingerprint());
    object["spki_sha256"] = to_hex(certificate.spki_sha256());
    return object;
}

Json json_of(const EvidenceRequest& request) {
    Json object;
    object["kind"] = to_string(request.kind);
    object["locator"] = request.locator;
    if (!request.query.empty()) object["query"] = to_hex(request.query);
    return object;
}

// Findings number these; what they say stands in the path, or in what was presented.
Json fingerprints_of(const std::vector<Certificate>& certificates) {
    Json list = Json::array();
    for (const Certificate& certificate : certificates)
        list.push_back(to_hex(certificate.fingerprint()));
    return list;
}

Json json_list(const std::vector<Certificate>& certificates, TimePoint now) {
    Json list = Json::array();
    for (const Certificate& certificate : certificates) list.push_back(json_of(certificate, now));
    return list;
}

template <typename Item>
Json json_list(const std::vector<Item>& items) {
    Json list = Json::array();
    for (const Item& item : items) list.push_back(json_of(item));
    return list;
}

}  // namespace

std::string ValidationReport::json() const {
    Json object;
    object["status"] = to_string(status);
    object["reason"] = to_string(reason);
    object["exchange_status"] = to_string(exchange_status());
    object["method"] = to_string(method);
    object["method_tag"] = method_tag;
    object["matched_identity"] = matched_identity ? Json(matched_identity->str()) : Json(nullptr);
    object["judged_at"] = detail::time_text(judged_at);
    object["valid_until"] = detail::time_text(valid_until);
    object["asserted_by_caller"] = asserted_by_caller;
    object["findings"] = json_list(findings);
    object["path"] = json_list(path, judged_at);
    object["examined"] = fingerprints_of(examined);
    object["presented"] = json_list(presented, judged_at);
    object["pending"] = json_list(pending);
    object["wanted"] = json_list(wanted);
    // Whatever is not UTF-8 after all is replaced rather than thrown over.
    return object.dump(-1, ' ', true, Json::error_handler_t::replace);
}

}  // namespace domainsec::inline v1

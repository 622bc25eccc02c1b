// Readers of the extensions about certificate policies (RFC 5280 §4.2.1.4, .5, .11, .14).
#include <algorithm>

#include "pki/der_reader.hpp"
#include "trust/extension_reading.hpp"

namespace domainsec::inline v1::detail {
namespace {

// PolicyInformation; qualifiers are for people and other software.
std::optional<std::string_view> read_policy(ByteView content) {
    DerReader fields(content);
    const auto policy = fields.next(der_object_identifier);
    fields.next(der_sequence);
    if (!policy || policy->content.empty() || !fields.at_end()) return std::nullopt;
    return text_of(policy->content);
}

}  // namespace

bool read_certificate_policies(ByteView value, CertificateFacts& facts) {
    auto& policies = facts.policy.policies.emplace();
    const auto sequence = only_element(value, der_sequence);
    if (!sequence || sequence->content.empty()) return false;
    DerReader list(sequence->content);
    while (!list.at_end()) {
        const auto element = list.next(der_sequence);
        if (!element) return false;
        const auto policy = read_policy(element->content);
        if (!policy) return false;
        policies.push_back(*policy);
    }
    // "A certificate policy OID MUST NOT appear more than once": kept sorted, to see that at once.
    std::sort(policies.begin(), policies.end());
    return std::adjacent_find(policies.begin(), policies.end()) == policies.end();
}

bool read_policy_mappings(ByteView value, CertificateFacts& facts) {
    const auto sequence = only_element(value, der_sequence);
    if (!sequence || sequence->content.empty()) return false;
    DerReader list(sequence->content);
    while (!list.at_end()) {
        const auto element = list.next(der_sequence);
        if (!element) return false;
        DerReader fields(element->content);
        const auto issuer = fields.next(der_object_identifier);
        const auto subject = fields.next(der_object_identifier);
        if (!issuer || !subject || !fields.at_end()) return false;
        facts.policy.mappings.push_back({text_of(issuer->content), text_of(subject->content)});
    }
    return true;
}

bool read_policy_constraints(ByteView value, CertificateFacts& facts) {
    constexpr std::uint8_t require_explicit = 0x80, inhibit_mapping = 0x81;
    const auto sequence = only_element(value, der_sequence);
    if (!sequence || sequence->content.empty()) return false;
    DerReader fields(sequence->content);
    const auto read = [&fields](std::uint8_t tag, std::optional<std::size_t>& count) {
        const auto element = fields.next(tag);
        if (!element) return true;
        count = read_count(element->content);
        return count.has_value();
    };
    return read(require_explicit, facts.policy.require_explicit) &&
           read(inhibit_mapping, facts.policy.inhibit_mapping) && fields.at_end();
}

bool read_inhibit_any_policy(ByteView value, CertificateFacts& facts) {
    const auto number = only_element(value, der_integer);
    if (number) facts.policy.inhibit_any = read_count(number->content);
    return facts.policy.inhibit_any.has_value();
}

}  // namespace domainsec::inline v1::detail

// Reads `v=DSEC1; k=...; p=...` strictly, and only from answers that nobody could have forged.
#include <array>
#include <domainsec/error.hpp>
#include <domainsec/stamp/key_records.hpp>

#include "stamp/base64.hpp"
#include "stamp/key_ring_impl.hpp"
#include "stamp/stamp_tags.hpp"
#include "stamp/tag_list.hpp"
#include "stamp/verifier_impl.hpp"

namespace domainsec::inline v1 {
namespace {

KeyLookup refused(KeyLookupReason reason, std::string detail, Seconds ttl = Seconds{0}) {
    KeyLookup lookup;
    lookup.reason = reason;
    lookup.detail = std::move(detail);
    lookup.ttl = ttl;
    return lookup;
}

std::optional<StampAlgorithm> algorithm_named(std::string_view kind) noexcept {
    if (kind == "ed25519") return StampAlgorithm::ed25519_sha256;
    if (kind == "ecdsa-p256") return StampAlgorithm::ecdsa_p256_sha256;
    return std::nullopt;
}

// v=, k= and p=, in this order, and nothing else.
bool read_record(std::string_view text, KeyRingEntry& entry) {
    const auto parsed = detail::TagList::parse(text, {});
    const auto* list = std::get_if<detail::TagList>(&parsed);
    if (list == nullptr || list->tags().size() != 3) return false;
    const auto& tags = list->tags();
    if (tags[0].name != "v" || tags[1].name != "k" || tags[2].name != "p") return false;
    const auto algorithm = algorithm_named(tags[1].value);
    auto octets = detail::from_base64(tags[2].value);
    if (tags[0].value != "DSEC1" || !algorithm || !octets) return false;
    entry.algorithm = *algorithm;
    entry.public_key = std::move(*octets);
    return true;
}

// Words of a resolver or an Error: some end with a full stop, some do not.
std::string sentence(std::string why) {
    if (why.empty()) why = "no reason was given";
    if (!why.ends_with('.')) why += '.';
    return why;
}

KeyLookup without_records(const DnsAnswer<TxtRecord>& answer) {
    if (answer.security == DnsSecurity::bogus)
        return refused(KeyLookupReason::not_secure,
                       "The key's record does not validate: " + sentence(answer.why));
    if (answer.outcome == DnsOutcome::failure)
        return refused(KeyLookupReason::lookup_failed,
                       "The key's record could not be had: " + sentence(answer.why));
    if (!answer.is_secure())
        return refused(KeyLookupReason::not_secure,
                       "Whether the key has a record is not DNSSEC-secure.", answer.ttl);
    return refused(KeyLookupReason::no_record, "The key has no record.", answer.ttl);
}

}  // namespace

std::string_view to_string(KeyLookupReason reason) noexcept {
    switch (reason) {
        case KeyLookupReason::none:
            return "none";
        case KeyLookupReason::no_record:
            return "no_record";
        case KeyLookupReason::not_secure:
            return "not_secure";
        case KeyLookupReason::lookup_failed:
            return "lookup_failed";
        case KeyLookupReason::malformed:
            return "malformed";
    }
    return "unknown";
}

std::optional<DomainName> key_record_owner(const DomainName& domain, std::string_view selector) {
    if (!detail::is_selector(selector)) return std::nullopt;
    return domain.with_prefix(std::string(selector) + "._domainsec");
}

KeyLookup read_key_records(const DnsAnswer<TxtRecord>& answer, const DomainName& domain,
                           std::string_view selector) {
    if (answer.outcome != DnsOutcome::records) return without_records(answer);
    if (!answer.is_secure())
        return refused(KeyLookupReason::not_secure, "The key's record is not DNSSEC-secure.",
                       answer.ttl);
    if (answer.records.size() != 1)
        return refused(KeyLookupReason::malformed, "The key has more than one record.", answer.ttl);
    KeyRingEntry entry(domain);
    entry.selector = selector;
    entry.any_edge = true;
    entry.source = KeySource::dns;
    if (!read_record(answer.records.front().text, entry))
        return refused(KeyLookupReason::malformed,
                       "The key's record is not v=DSEC1, k= and p=: \"" +
                           escaped(answer.records.front().text, 100) + "\".",
                       answer.ttl);
    try {
        const KeyRing checked({entry});
    } catch (const Error& error) {
        return refused(KeyLookupReason::malformed, sentence(error.what()), answer.ttl);
    }
    KeyLookup lookup;
    lookup.reason = KeyLookupReason::none;
    lookup.detail = "The key's record is DNSSEC-secure.";
    lookup.entry = std::move(entry);
    lookup.ttl = answer.ttl;
    return lookup;
}

KeyLookup look_up_key(Resolver& resolver, const DomainName& domain, std::string_view selector) {
    const auto owner = key_record_owner(domain, selector);
    if (!owner) return refused(KeyLookupReason::no_record, "The key's record would have no name.");
    return read_key_records(resolver.txt(*owner), domain, selector);
}

StampReport verify_with_key_records(const Verifier& verifier, std::string_view message,
                                    const VerifyOptions& options, Resolver& resolver) {
    auto report = verifier.verify(message, options);
    if (report.reason != StampReason::unknown_key) return report;
    auto lookup = look_up_key(resolver, *report.domain, report.selector);
    switch (lookup.reason) {
        case KeyLookupReason::none: {
            const auto& impl = verifier.impl();
            return Verifier(KeyRing({std::move(*lookup.entry)}), impl.trusted, impl.options)
                .verify(message, options);
        }
        case KeyLookupReason::not_secure:
        case KeyLookupReason::lookup_failed:
            report.status = Status::temperror;
            report.reason = StampReason::key_unavailable;
            break;
        case KeyLookupReason::no_record:
        case KeyLookupReason::malformed:
            break;
    }
    report.detail = std::move(lookup.detail);
    return report;
}

}  // namespace domainsec::inline v1

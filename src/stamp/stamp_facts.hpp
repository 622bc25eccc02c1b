// What a stamp says beside what it covers: from a secured path, or from the stamp that a content
// filter replaces (docs/stamp-format.md §3).
#pragma once

#include <domainsec/bytes.hpp>
#include <domainsec/clock.hpp>
#include <domainsec/names/domain_name.hpp>
#include <domainsec/policy/secured_path.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace domainsec::inline v1::detail {

/// Views and pointers lead into what it was made from.
struct StampFacts {
    const DomainName* partner = nullptr;   ///< p=
    const DomainName* identity = nullptr;  ///< n=; null: none
    std::string_view method;               ///< m=
    const DomainName* edge = nullptr;      ///< e=
    std::string_view via;                  ///< via=; empty: none
    bool asserted_by_caller = false;       ///< ca=
    bool resumed = false;                  ///< rs=
    std::string_view tls;                  ///< tls=
    Sha256Digest key_digest{};             ///< cf=
    TimePoint stamped_at{};                ///< t=
    TimePoint expires_at{};                ///< x=
    std::string mail_from;                 ///< mf=; empty: the null reverse-path
    std::optional<Sha256Digest> replaced;  ///< o=
    std::string_view changed;              ///< ch=, as it is written; only with o=
};

/// The facts of a message that an edge has judged.
inline StampFacts facts_of(const SecuredPath& path, Seconds lifetime) {
    StampFacts facts;
    facts.partner = &path.partner();
    facts.identity = path.identity() ? &*path.identity() : nullptr;
    facts.method = path.method();
    facts.edge = &path.edge();
    facts.via = path.via();
    facts.asserted_by_caller = path.asserted_by_caller();
    facts.resumed = path.resumed();
    facts.tls = path.tls_parameters();
    facts.key_digest = path.key_digest();
    facts.stamped_at = path.judged_at();
    facts.expires_at = path.judged_at() + lifetime;
    if (path.mail_from()) facts.mail_from = path.mail_from()->str();
    return facts;
}

}  // namespace domainsec::inline v1::detail

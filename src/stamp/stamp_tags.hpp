// What the tags of a stamp mean, read and checked one by one (docs/stamp-format.md §3).
#pragma once

#include <array>
#include <domainsec/bytes.hpp>
#include <domainsec/clock.hpp>
#include <domainsec/message/canonicalization.hpp>
#include <domainsec/names/domain_name.hpp>
#include <domainsec/stamp/stamp_report.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "stamp/content_digest.hpp"
#include "stamp/tag_list.hpp"

namespace domainsec::inline v1::detail {

/// s=: 1 to 63 of a-z, 0-9, "-", "_", ".".
bool is_selector(std::string_view text) noexcept;

/// m=: one of "pkix", "pin", "dane-ta", "dane-ee".
bool is_method(std::string_view text) noexcept;

/// tls=: 1 to 128 of letters, digits, "/", ".", "_", "-", "+".
bool is_tls_octet(char c) noexcept;
inline constexpr std::size_t max_tls_octets = 128;

/// via= when decoded: 1 to 255 octets without controls.
inline constexpr std::size_t max_via_octets = 255;

/// ch=: at most this many names, each of field-name octets without "," and ";".
inline constexpr std::size_t max_changed_names = 64;

/// A stamp's contents. Views lead into the message.
struct StampTags {
    StampTags(DomainName d, DomainName p, DomainName e)
        : domain(std::move(d)), partner(std::move(p)), edge(std::move(e)) {}

    std::string_view algorithm;
    CanonicalizationPair canonicalization;
    DomainName domain;
    std::string_view selector;
    DomainName partner;
    std::optional<DomainName> identity;
    std::string_view method;
    DomainName edge;
    std::string_view tls;
    Sha256Digest key_digest{};
    TimePoint stamped_at;
    TimePoint expires_at;
    std::string mail_from;
    std::vector<std::string_view> covered;  ///< h=, as written.
    TransferEncoding encoding = TransferEncoding::identity;
    Sha256Digest body_hash{};
    std::optional<Sha256Digest> content_hash;
    Bytes signatures;  ///< b=, and b2= behind it: as StampKey::sign() gives them.
    std::string via;
    bool asserted_by_caller = false;
    bool resumed = false;
    std::optional<Bytes> recipient_tokens;
    std::optional<Sha256Digest> replaced;  ///< o=
    std::vector<std::string> changed;      ///< ch=; empty without o=
};

/// Why a stamp is permerror, and a sentence about it.
struct StampFault {
    StampReason reason = StampReason::malformed_stamp;
    std::string detail;
};

/// Checks every tag for presence and range. `domain` is what d= has been read as before.
std::variant<StampTags, StampFault> read_stamp_tags(const TagList& list, const DomainName& domain);

}  // namespace domainsec::inline v1::detail

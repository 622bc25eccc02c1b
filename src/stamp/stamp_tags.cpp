// The range of every tag (docs/stamp-format.md §3; RFC 6376 §3.5 for those that DKIM has).
#include "stamp/stamp_tags.hpp"

#include <algorithm>
#include <charconv>
#include <domainsec/error.hpp>
#include <domainsec/names/mail_address.hpp>

#include "message/ascii.hpp"
#include "stamp/base64.hpp"
#include "stamp/quoted_printable.hpp"
#include "stamp/recipient_tokens.hpp"

namespace domainsec::inline v1::detail {
namespace {

// Reads tag after tag; after the first fault the rest is read without effect.
class TagReader final {
  public:
    explicit TagReader(const TagList& list) noexcept : list_(list) {}

    const std::optional<StampFault>& fault() const noexcept { return fault_; }

    void refuse(std::string_view name, std::string_view rule,
                StampReason reason = StampReason::malformed_stamp) {
        if (fault_) return;
        fault_ =
            StampFault{reason, "The tag " + std::string(name) + "= " + std::string(rule) + "."};
    }

    std::optional<std::string_view> optional(std::string_view name) const noexcept {
        const auto* tag = list_.find(name);
        if (tag == nullptr) return std::nullopt;
        return tag->value;
    }

    std::string_view required(std::string_view name) {
        const auto value = optional(name);
        if (!value) refuse(name, "is missing");
        return value.value_or(std::string_view{});
    }

    std::optional<DomainName> domain(std::string_view name) {
        auto parsed = DomainName::from_string(required(name));
        if (!parsed) refuse(name, "is not a domain name");
        return parsed;
    }

    // 1*12DIGIT as in RFC 6376 §3.5: twelve digits reach beyond the year 33000 and overflow
    // nothing.
    TimePoint time(std::string_view name) {
        const auto text = required(name);
        std::int64_t seconds = 0;
        const auto* end = text.data() + text.size();
        const auto result = std::from_chars(text.data(), end, seconds);
        const bool read = result.ec == std::errc{} && result.ptr == end && !text.empty() &&
                          text.size() <= 12 && text.front() != '-';
        if (!read) refuse(name, "is not a number of 1 to 12 digits");
        return TimePoint{Seconds{read ? seconds : 0}};
    }

    Bytes octets(std::string_view name, std::size_t size) {
        auto decoded = from_base64(required(name));
        if (decoded && decoded->size() == size) return std::move(*decoded);
        refuse(name, "is not base64 of " + std::to_string(size) + " octets");
        return {};
    }

    Sha256Digest digest(std::string_view name) {
        Sha256Digest digest{};
        const auto decoded = octets(name, digest.size());
        std::copy(decoded.begin(), decoded.end(), digest.begin());
        return digest;
    }

    std::optional<Sha256Digest> optional_digest(std::string_view name) {
        if (!optional(name)) return std::nullopt;
        return digest(name);
    }

    bool flag(std::string_view name) {
        const auto value = optional(name);
        if (value && *value != "1") refuse(name, "is present and not 1");
        return value.has_value();
    }

  private:
    const TagList& list_;
    std::optional<StampFault> fault_;
};

// hdr-name *( [FWS] ":" [FWS] hdr-name )
void read_covered(TagReader& reader, StampTags& tags) {
    const auto text = reader.required("h");
    tags.covered.reserve(64);
    std::size_t begin = 0;
    while (begin <= text.size()) {
        const auto end = std::min(text.find(':', begin), text.size());
        const auto name = trimmed(text.substr(begin, end - begin));
        if (name.empty() || !std::all_of(name.begin(), name.end(), is_field_name_octet))
            return reader.refuse("h", "is not a list of field names");
        if (ascii_equal(name, "domain-secured"))
            return reader.refuse("h", "names the stamp itself");
        tags.covered.push_back(name);
        begin = end + 1;
    }
    const auto from = std::count_if(tags.covered.begin(), tags.covered.end(),
                                    [](auto name) { return ascii_equal(name, "from"); });
    if (from < 2)
        reader.refuse("h", "does not name From twice, so that a second one could be added",
                      StampReason::from_not_covered);
}

void read_mail_from(TagReader& reader, StampTags& tags) {
    auto decoded = from_quoted_printable(reader.required("mf"));
    if (!decoded || (!decoded->empty() && !MailAddress::from_string(*decoded)))
        return reader.refuse("mf", "is neither empty nor a mailbox");
    tags.mail_from = std::move(*decoded);
}

void read_via(TagReader& reader, StampTags& tags) {
    const auto text = reader.optional("via");
    if (!text) return;
    auto decoded = from_quoted_printable(*text);
    const auto is_control = [](char c) { return (c >= 0 && c < ' ') || c == 0x7f; };
    if (!decoded || decoded->empty() || decoded->size() > max_via_octets ||
        std::any_of(decoded->begin(), decoded->end(), is_control))
        return reader.refuse("via", "is not a name of 1 to 255 octets");
    tags.via = std::move(*decoded);
}

void read_recipients(TagReader& reader, StampTags& tags) {
    const auto text = reader.optional("rt");
    if (!text) return;
    tags.recipient_tokens = from_base64(*text);
    if (!tags.recipient_tokens || !is_token_list(*tags.recipient_tokens))
        reader.refuse("rt", "is not base64 of 8 to 1024 tokens, a power of two");
}

void read_identity(TagReader& reader, StampTags& tags) {
    tags.method = reader.required("m");
    if (!is_method(tags.method)) reader.refuse("m", "is not pkix, pin, dane-ta or dane-ee");
    const bool named = tags.method == "pkix" || tags.method == "dane-ta";
    if (named || reader.optional("n")) tags.identity = reader.domain("n");
}

void read_canonicalization(TagReader& reader, StampTags& tags) {
    const auto text = reader.required("c");
    const auto pair = canonicalization_from_string(text);
    if (pair && text.find('/') != std::string_view::npos) {
        tags.canonicalization = *pair;
    } else {
        reader.refuse("c", "is not two of simple and relaxed with a slash between");
    }
}

void read_tls(TagReader& reader, StampTags& tags) {
    tags.tls = reader.required("tls");
    if (tags.tls.empty() || tags.tls.size() > max_tls_octets ||
        !std::all_of(tags.tls.begin(), tags.tls.end(), is_tls_octet))
        reader.refuse("tls", "is not 1 to 128 letters, digits and / . _ - +");
}

void read_encoding(TagReader& reader, StampTags& tags) {
    const auto text = reader.optional("ce");
    for (const auto encoding : {TransferEncoding::identity, TransferEncoding::quoted_printable,
                                TransferEncoding::base64, TransferEncoding::unknown}) {
        if (!text || *text == to_string(encoding)) {
            tags.encoding = encoding;
            return;
        }
    }
    reader.refuse("ce", "is not identity, quoted-printable, base64 or unknown");
}

// hdr-name *( [FWS] "," [FWS] hdr-name ), and only where a filter has replaced a stamp
void read_changed(TagReader& reader, StampTags& tags) {
    tags.replaced = reader.optional_digest("o");
    const auto text = reader.optional("ch");
    if (text.has_value() != tags.replaced.has_value())
        return reader.refuse("ch", "and o= do not stand together");
    if (!text) return;
    std::size_t begin = 0;
    while (begin <= text->size()) {
        const auto end = std::min(text->find(',', begin), text->size());
        const auto name = trimmed(text->substr(begin, end - begin));
        if (name.empty() || !std::all_of(name.begin(), name.end(), is_field_name_octet) ||
            tags.changed.size() == max_changed_names)
            return reader.refuse("ch", "is not a list of at most 64 names");
        tags.changed.push_back(ascii_lowered(name));
        begin = end + 1;
    }
}

// b= has the first signature of the selector's set, b2= the second, and no other set has a b2=.
// What an unknown algorithm would sign with cannot be said: its verdict is that of the key.
void read_signatures(TagReader& reader, StampTags& tags) {
    const auto algorithm = stamp_algorithm_from_string(tags.algorithm);
    if (!algorithm) {
        if (!from_base64(reader.required("b"))) reader.refuse("b", "is not base64");
        return;
    }
    const bool two = *algorithm == StampAlgorithm::ed25519_ml_dsa_65_sha256;
    if (!two && reader.optional("b2"))
        return reader.refuse("b2", "is there, and the algorithm has one signature");
    const auto first = two ? StampAlgorithm::ed25519_sha256 : *algorithm;
    tags.signatures = reader.octets("b", signature_octets(first));
    if (!two) return;
    const auto second = reader.octets("b2", signature_octets(*algorithm) - signature_octets(first));
    tags.signatures.insert(tags.signatures.end(), second.begin(), second.end());
}

// What can be said before any other tag is looked at.
std::optional<StampFault> version_fault(const TagList& list) {
    if (list.tags().empty() || list.tags().front().name != "v")
        return StampFault{StampReason::malformed_stamp, "The first tag is not v=."};
    if (list.tags().front().value != "1")
        return StampFault{StampReason::unknown_version,
                          "The version is " + escaped(list.tags().front().value, 20) + ", not 1."};
    if (list.find("l") != nullptr)
        return StampFault{StampReason::malformed_stamp,
                          "The tag l= is there: a stamp always covers the whole body."};
    return std::nullopt;
}

}  // namespace

bool is_selector(std::string_view text) noexcept {
    return !text.empty() && text.size() <= 63 && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || is_digit(c) || c == '-' || c == '_' || c == '.';
    });
}

bool is_method(std::string_view text) noexcept {
    return text == "pkix" || text == "pin" || text == "dane-ta" || text == "dane-ee";
}

bool is_tls_octet(char c) noexcept {
    return is_letter(c) || is_digit(c) || c == '/' || c == '.' || c == '_' || c == '-' || c == '+';
}

std::variant<StampTags, StampFault> read_stamp_tags(const TagList& list, const DomainName& domain) {
    if (auto fault = version_fault(list)) return std::move(*fault);
    TagReader reader(list);
    const auto partner = reader.domain("p");
    const auto edge = reader.domain("e");
    if (reader.fault()) return *reader.fault();

    StampTags tags(domain, *partner, *edge);
    tags.algorithm = reader.required("a");
    if (tags.algorithm.empty()) reader.refuse("a", "is empty");
    tags.selector = reader.required("s");
    if (!is_selector(tags.selector)) reader.refuse("s", "is not a selector");
    read_canonicalization(reader, tags);
    read_identity(reader, tags);
    read_tls(reader, tags);
    tags.key_digest = reader.digest("cf");
    tags.stamped_at = reader.time("t");
    tags.expires_at = reader.time("x");
    if (tags.expires_at <= tags.stamped_at) reader.refuse("x", "is not after t=");
    read_mail_from(reader, tags);
    read_encoding(reader, tags);
    tags.body_hash = reader.digest("bh");
    tags.content_hash = reader.optional_digest("dh");
    read_signatures(reader, tags);
    read_via(reader, tags);
    tags.asserted_by_caller = reader.flag("ca");
    tags.resumed = reader.flag("rs");
    read_recipients(reader, tags);
    read_changed(reader, tags);
    read_covered(reader, tags);
    if (reader.fault()) return *reader.fault();
    return tags;
}

}  // namespace domainsec::inline v1::detail

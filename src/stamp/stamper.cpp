// Makes stamps: body hash, covered fields, signature (docs/stamp-format.md §4; RFC 6376 §5).
#include <domainsec/stamp/stamper.hpp>

#include <domainsec/error.hpp>
#include <utility>

#include "message/canonical_header.hpp"
#include "stamp/covered_fields.hpp"
#include "stamp/message_digests.hpp"
#include "stamp/recipient_tokens.hpp"
#include "stamp/stamp_tags.hpp"
#include "stamp/stamp_writing.hpp"

namespace domainsec::inline v1 {

struct Stamper::Impl {
    StampKey key;
    StamperOptions options;
};

namespace {

// The text of h=, and the canonical form of what it names.
struct CoveredHeader {
    std::string names;
    std::string canonical;
};

CoveredHeader cover(detail::FieldPicker& picker, Canonicalization form, std::size_t header_octets) {
    CoveredHeader covered;
    covered.names.reserve(512);
    covered.canonical.reserve(header_octets + 2048);
    for (const auto name : detail::covered_names) {
        // Named once more than it is there: adding another one breaks the stamp (RFC 6376 §8.15).
        const HeaderField* field = nullptr;
        do {
            field = picker.next(name);
            if (field != nullptr) detail::append_canonical_field(covered.canonical, *field, form);
            if (!covered.names.empty()) covered.names += ':';
            covered.names += name;
        } while (field != nullptr);
    }
    return covered;
}

bool can_be_stamped(const MessageView& message) {
    return message.defect() == MessageDefect::none && message.count("from") == 1 &&
           duplicated_singletons(message).empty();
}

}  // namespace

void StamperOptions::check() const {
    if (!domain)
        throw Error(errc::invalid_argument, "StamperOptions: domain is not set; it is the d= tag");
    if (!detail::is_selector(selector))
        throw Error(errc::invalid_argument,
                    "StamperOptions: selector must be 1 to 63 of a-z, 0-9, '-', '_' and '.'");
    if (lifetime < std::chrono::hours{1} || lifetime > std::chrono::hours{24 * 366 * 20})
        throw Error(errc::invalid_argument,
                    "StamperOptions: lifetime must be from one hour to 20 years");
    if (!recipient_key.empty() && (recipient_key.size() < 16 || recipient_key.size() > 64))
        throw Error(errc::invalid_argument,
                    "StamperOptions: recipient_key must be empty or 16 to 64 octets");
}

Stamper::Stamper(StampKey key, StamperOptions options) {
    options.check();
    impl_ = std::make_shared<const Impl>(Impl{std::move(key), std::move(options)});
}

const StamperOptions& Stamper::options() const noexcept {
    return impl_->options;
}

const StampKey& Stamper::key() const noexcept {
    return impl_->key;
}

StampResult Stamper::stamp(const MessageView& message, const SecuredPath& path) const {
    const auto& options = impl_->options;
    if (!can_be_stamped(message)) return {StampingProblem::malformed_message, {}};
    if (!options.recipient_key.empty() && path.recipients().size() > max_bound_recipients)
        return {StampingProblem::too_many_recipients, {}};

    const auto body = detail::digest_body(message.body(), options.canonicalization.body);
    detail::FieldPicker picker(message);
    auto covered = cover(picker, options.canonicalization.header, message.body_offset());
    Bytes tokens;
    if (!options.recipient_key.empty())
        tokens = detail::make_recipient_tokens(
            {options.recipient_key, body.digest, path.judged_at()}, path.recipients());

    const std::string_view line_end = message.line_ends() == LineEnds::lf ? "\n" : "\r\n";
    auto field = detail::write_unsigned_stamp(
        options, path, {impl_->key.algorithm(), covered.names, body.digest, tokens}, line_end);
    const auto digest = detail::digest_header(covered.canonical, field, detail::stamp_field_name,
                                              options.canonicalization.header);
    const auto signature = impl_->key.sign(digest);
    if (signature.empty()) return {StampingProblem::signing_failed, {}};
    detail::append_signature(field, signature, line_end);
    return {StampingProblem::none, std::move(field)};
}

}  // namespace domainsec::inline v1

// Stamping: one pass over the body, one over the covered fields, one signature
// (docs/stamp-format.md §4).
#include <domainsec/error.hpp>
#include <domainsec/message/message_reader.hpp>
#include <domainsec/stamp/stamper.hpp>

#include "message/message_parser.hpp"
#include "stamp/recipient_tokens.hpp"
#include "stamp/stamp_tags.hpp"
#include "stamp/stamp_writing.hpp"
#include "stamp/stamper_impl.hpp"

namespace domainsec::inline v1 {
namespace {

bool can_be_stamped(const MessageView& header) {
    return header.defect() == MessageDefect::none && header.count("from") == 1 &&
           duplicated_singletons(header).empty();
}

void check_key_size(const Bytes& key) {
    if (!key.empty() && (key.size() < 16 || key.size() > 64))
        throw Error(errc::invalid_argument,
                    "StamperOptions: recipient_key must be empty or 16 to 64 octets");
}

}  // namespace

namespace detail {

StampMaker::StampMaker(const Stamper::Impl& stamper, const MessageView& header)
    : stamper_(stamper),
      header_(header),
      possible_(can_be_stamped(header)),
      workspace_(take_workspace(stamper.workspaces)),
      body_(stamper.options.canonicalization.body, workspace_->hash) {
    if (possible_ && stamper.options.decoded_digest) content_.emplace(header);
}

void StampMaker::update(std::string_view body) {
    if (!possible_) return;
    body_.update(body);
    if (content_) content_->update(body);
}

StampResult StampMaker::finish(const StampFacts& facts,
                               const std::vector<MailAddress>* recipients) {
    const auto& options = stamper_.options;
    const auto body = body_.finish();
    if (!possible_ || !fits(header_, body.framing)) return {StampingProblem::malformed_message, {}};
    const bool binds = recipients != nullptr && !options.recipient_key.empty();
    if (binds && recipients->size() > max_bound_recipients)
        return {StampingProblem::too_many_recipients, {}};

    auto& [hash, picker, names, canonical] = *workspace_;
    canonical.reserve(header_.body_offset() + 2048);
    picker.begin(header_);
    cover(picker, options.canonicalization.header, names, canonical);
    Bytes tokens;
    if (binds)
        tokens = make_recipient_tokens({options.recipient_key, body.digest, facts.stamped_at},
                                       *recipients);
    const StampCoverage coverage{names, transfer_encoding_of(header_), body.digest,
                                 content_ ? content_->finish() : std::nullopt, tokens};
    const std::string_view line_end = header_.line_ends() == LineEnds::lf ? "\n" : "\r\n";
    const auto algorithm = stamper_.key.algorithm();
    auto field = write_unsigned_stamp(options, algorithm, facts, coverage, line_end);
    const auto digest =
        digest_header(canonical, field, stamp_field_name, options.canonicalization.header, hash);
    std::string why;
    const auto signatures = stamper_.key.sign(digest, &why);
    if (signatures.empty()) return {StampingProblem::signing_failed, {}, std::move(why)};
    put_signatures(field, algorithm, signatures, line_end);
    return {StampingProblem::none, std::move(field)};
}

}  // namespace detail

std::string_view to_string(StampingProblem problem) noexcept {
    switch (problem) {
        case StampingProblem::none:
            return "none";
        case StampingProblem::malformed_message:
            return "malformed_message";
        case StampingProblem::too_many_recipients:
            return "too_many_recipients";
        case StampingProblem::signing_failed:
            return "signing_failed";
    }
    return "unknown";
}

void StamperOptions::check() const {
    if (!domain)
        throw Error(errc::invalid_argument, "StamperOptions: domain is not set; it is the d= tag");
    if (!detail::is_selector(selector))
        throw Error(errc::invalid_argument,
                    "StamperOptions: selector must be 1 to 63 of a-z, 0-9, '-', '_' and '.'");
    if (lifetime < std::chrono::hours{1} || lifetime > std::chrono::hours{24 * 366 * 20})
        throw Error(errc::invalid_argument,
                    "StamperOptions: lifetime must be from one hour to 20 years");
    check_key_size(recipient_key);
}

Stamper::Stamper(StampKey key, StamperOptions options) {
    options.check();
    impl_ = std::make_shared<const Impl>(std::move(key), std::move(options));
}

const StamperOptions& Stamper::options() const noexcept {
    return impl_->options;
}

const StampKey& Stamper::key() const noexcept {
    return impl_->key;
}

StampResult Stamper::stamp(std::string_view message, const SecuredPath& path) const {
    return stamp(MessageParser::parse(message, {}, BodyScan::later), path);
}

StampResult Stamper::stamp(const MessageView& message, const SecuredPath& path) const {
    detail::StampMaker maker(*impl_, message);
    maker.update(message.body());
    return maker.finish(detail::facts_of(path, impl_->options.lifetime), &path.recipients());
}

// The maker begins when the header has ended.
struct Stamping::Impl {
    Impl(std::shared_ptr<const Stamper::Impl> the_stamper, const MessageLimits& limits)
        : stamper(std::move(the_stamper)), reader(limits) {}

    std::shared_ptr<const Stamper::Impl> stamper;
    MessageReader reader;
    std::optional<detail::StampMaker> maker;
    bool finished = false;

    void begin_body() {
        if (!maker) maker.emplace(*stamper, *reader.header());
    }
};

Stamping::Stamping(std::unique_ptr<Impl> impl) noexcept : impl_(std::move(impl)) {}
Stamping::Stamping(Stamping&&) noexcept = default;
Stamping& Stamping::operator=(Stamping&&) noexcept = default;
Stamping::~Stamping() = default;

Stamping Stamper::begin(const MessageLimits& limits) const {
    return Stamping(std::make_unique<Stamping::Impl>(impl_, limits));
}

void Stamping::update(std::string_view octets) {
    if (impl_->finished)
        throw Error(errc::invalid_state, "Stamping: the message was finished before");
    const auto body = impl_->reader.update(octets);
    if (impl_->reader.header() == nullptr) return;
    impl_->begin_body();
    impl_->maker->update(body);
}

StampResult Stamping::finish(const SecuredPath& path) {
    if (impl_->finished)
        throw Error(errc::invalid_state, "Stamping: the message was finished before");
    impl_->finished = true;
    impl_->reader.finish();
    impl_->begin_body();
    return impl_->maker->finish(detail::facts_of(path, impl_->stamper->options.lifetime),
                                &path.recipients());
}

}  // namespace domainsec::inline v1

// Verifying: whole messages and messages in pieces, by one judgement.
#include <domainsec/error.hpp>
#include <domainsec/message/message_reader.hpp>
#include <utility>

#include "message/message_parser.hpp"
#include "stamp/verifier_impl.hpp"

namespace domainsec::inline v1 {
namespace {

void check_options(const VerifyOptions& about) {
    if (about.now == TimePoint{})
        throw Error(errc::invalid_argument, "VerifyOptions: now is not set; give the current time");
}

void check_range(const char* name, std::size_t value, std::size_t least, std::size_t most) {
    if (value < least || value > most)
        throw Error(errc::invalid_argument, std::string("StampLimits: ") + name + " must be " +
                                                std::to_string(least) + " to " +
                                                std::to_string(most));
}

}  // namespace

void StampLimits::check() const {
    check_range("max_stamps", max_stamps, 1, 1000);
    check_range("max_stamp_octets", max_stamp_octets, 1024, std::size_t{1024} * 1024);
    check_range("max_tags", max_tags, 20, 1000);
}

void VerifierOptions::check() const {
    message.check();
    limits.check();
    if (max_clock_skew < Seconds{0} || max_clock_skew > Seconds{3600})
        throw Error(errc::invalid_argument, "VerifierOptions: max_clock_skew must be 0 to 3600 s");
    if (!recipient_key.empty() && (recipient_key.size() < 16 || recipient_key.size() > 64))
        throw Error(errc::invalid_argument,
                    "VerifierOptions: recipient_key must be empty or 16 to 64 octets");
}

Verifier::Verifier(KeyRing keyring, std::vector<DomainName> trusted, VerifierOptions options) {
    options.check();
    if (trusted.empty())
        throw Error(errc::invalid_argument,
                    "Verifier: no trusted domain is given; name your own, and only those");
    impl_ =
        std::make_shared<const Impl>(std::move(keyring), std::move(trusted), std::move(options));
}

StampReport Verifier::verify(std::string_view message, const VerifyOptions& options) const {
    return verify(MessageParser::parse(message, impl_->options.message, BodyScan::later), options);
}

StampReport Verifier::verify(const MessageView& message, const VerifyOptions& options) const {
    check_options(options);
    detail::Judgement judgement(*impl_, message, detail::ContentDigestUse::on_demand);
    judgement.update(message.body());
    return judgement.finish(options, message.body());
}

// The judgement begins when the header has ended.
struct Verification::Impl {
    explicit Impl(std::shared_ptr<const Verifier::Impl> the_verifier)
        : verifier(std::move(the_verifier)), reader(verifier->options.message) {}

    std::shared_ptr<const Verifier::Impl> verifier;
    MessageReader reader;
    std::optional<detail::Judgement> judgement;
    bool finished = false;

    void check_unfinished() const {
        if (finished)
            throw Error(errc::invalid_state, "Verification: the message was finished before");
    }

    void begin_body() {
        if (!judgement)
            judgement.emplace(*verifier, *reader.header(), detail::ContentDigestUse::with_body);
    }
};

Verification::Verification(std::unique_ptr<Impl> impl) noexcept : impl_(std::move(impl)) {}
Verification::Verification(Verification&&) noexcept = default;
Verification& Verification::operator=(Verification&&) noexcept = default;
Verification::~Verification() = default;

Verification Verifier::begin() const {
    return Verification(std::make_unique<Verification::Impl>(impl_));
}

void Verification::update(std::string_view octets) {
    impl_->check_unfinished();
    const auto body = impl_->reader.update(octets);
    if (impl_->reader.header() == nullptr) return;
    impl_->begin_body();
    impl_->judgement->update(body);
}

StampReport Verification::finish(const VerifyOptions& options) {
    check_options(options);
    impl_->check_unfinished();
    impl_->finished = true;
    impl_->reader.finish();
    impl_->begin_body();
    return impl_->judgement->finish(options, {});
}

}  // namespace domainsec::inline v1

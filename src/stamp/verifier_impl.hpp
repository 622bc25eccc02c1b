// The one way a stamp is judged, for whole messages, messages in pieces and restamping.
#pragma once

#include <domainsec/stamp/verifier.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "stamp/content_digest.hpp"
#include "stamp/message_digests.hpp"
#include "stamp/stamp_selection.hpp"
#include "stamp/stamp_tags.hpp"
#include "stamp/verification_key.hpp"
#include "stamp/workspace.hpp"

namespace domainsec::inline v1 {

struct Verifier::Impl {
    Impl(KeyRing ring, std::vector<DomainName> domains, VerifierOptions verifier_options)
        : keyring(std::move(ring)),
          trusted(std::move(domains)),
          options(std::move(verifier_options)) {}

    KeyRing keyring;
    std::vector<DomainName> trusted;
    VerifierOptions options;
    mutable detail::WorkspacePool workspaces;
};

namespace detail {

/// When dh= is computed: with the body, or only once bh= is known not to hold, when the body is
/// still there to be read again.
enum class ContentDigestUse { with_body, on_demand };

/// One message's way through the steps of docs/stamp-format.md §4.5. The first that fails ends it.
class Judgement final {
  public:
    /// Reads the stamp. `header` and the verifier must outlive it.
    Judgement(const Verifier::Impl& verifier, const MessageView& header, ContentDigestUse use);

    void update(std::string_view body);

    /// `whole_body` is read with ContentDigestUse::on_demand only.
    StampReport finish(const VerifyOptions& about, std::string_view whole_body);

    /// What the stamp says, and its field; null when it could not be read. To be believed only
    /// after a pass.
    const StampTags* tags() const noexcept { return tags_ ? &*tags_ : nullptr; }
    const HeaderField* field() const noexcept { return selection_.field; }

  private:
    bool conclude(StampReason reason, std::string detail);
    void tell(const VerifyOptions& about);
    bool check_message();
    bool check_key();
    bool check_state(const KeyRingEntry& entry);
    bool check_author();
    bool check_body(std::string_view whole_body);
    bool check_signature();
    void bind_recipients(const VerifyOptions& about);
    bool check_time(const VerifyOptions& about);
    bool content_holds(std::string_view whole_body);

    const Verifier::Impl& verifier_;
    const MessageView& header_;
    StampSelection selection_;
    std::optional<StampFault> fault_;
    std::optional<StampTags> tags_;
    WorkspacePool::Lease workspace_;
    std::optional<BodyDigester> body_;
    std::optional<ContentDigester> content_;
    BodyDigest body_digest_;
    const VerificationKey* key_ = nullptr;
    bool reencoded_ = false;
    StampReport report_;
};

}  // namespace detail
}  // namespace domainsec::inline v1

// The one way a stamp comes about, for whole messages, messages in pieces and restamping.
#pragma once

#include <domainsec/stamp/stamper.hpp>
#include <optional>

#include "stamp/content_digest.hpp"
#include "stamp/stamp_facts.hpp"
#include "stamp/workspace.hpp"

namespace domainsec::inline v1 {

struct Stamper::Impl {
    Impl(StampKey stamp_key, StamperOptions stamper_options)
        : key(std::move(stamp_key)), options(std::move(stamper_options)) {}

    StampKey key;
    StamperOptions options;
    mutable detail::WorkspacePool workspaces;
};

namespace detail {

/// Takes the body of one message and gives its stamp. `header` must outlive it.
class StampMaker final {
  public:
    StampMaker(const Stamper::Impl& stamper, const MessageView& header);

    void update(std::string_view body);

    /// `recipients`: null makes no rt= even where the stamper has a key for it.
    StampResult finish(const StampFacts& facts, const std::vector<MailAddress>* recipients);

  private:
    const Stamper::Impl& stamper_;
    const MessageView& header_;
    bool possible_;
    WorkspacePool::Lease workspace_;
    BodyDigester body_;
    std::optional<ContentDigester> content_;
};

}  // namespace detail
}  // namespace domainsec::inline v1

// dh=: the digest of what a message says once its parts are decoded, so that a host which encodes
// them in another way leaves it as it is (docs/stamp-format.md §7).
#pragma once

#include <domainsec/bytes.hpp>
#include <domainsec/message/message_view.hpp>
#include <memory>
#include <optional>
#include <string_view>

#include "message/mime_type.hpp"

namespace domainsec::inline v1::detail {

/// Takes a body in pieces cut anywhere. Holds one line and one part's header, 64 KiB each. Only a
/// strict subset of MIME has a digest: what two readers could take apart in two ways has none.
class ContentDigester final {
  public:
    /// Reads the fields and copies what it needs of them.
    explicit ContentDigester(const MessageView& header);
    ContentDigester(ContentDigester&&) noexcept;
    ContentDigester& operator=(ContentDigester&&) noexcept;
    ~ContentDigester();

    void update(std::string_view body);

    /// The digest; nothing when the message is not in the subset. To be called once.
    std::optional<Sha256Digest> finish();

    /// Why there is none, as a part of a sentence; empty when there is one.
    std::string_view problem() const noexcept;

  private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace domainsec::inline v1::detail

// Applies edits to a message that passes by in pieces: nothing that stays is copied.
#pragma once

#include <cstddef>
#include <domainsec/export.hpp>
#include <domainsec/message/border.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace domainsec::inline v1 {

/// The new message in pieces. The edits may have been made for the header alone
/// (header_border_edits()): what follows it is kept. For one thread at a time.
class DOMAINSEC_EXPORT EditedStream final {
  public:
    explicit EditedStream(const EditList& edits);

    /// Takes the next octets of the original, from its first one on, cut anywhere. Gives what the
    /// new message has in their place, in order: with the first call what was put on top, then
    /// stretches of `octets`. The views live as long as `octets` and this object, and until the
    /// next call.
    std::vector<std::string_view> update(std::string_view octets);

  private:
    std::string prefix_;
    std::vector<OctetRange> removed_;
    std::size_t offset_ = 0;  // of the next octet in the original
    std::size_t next_ = 0;    // the first of removed_ that is not past
    bool begun_ = false;
};

}  // namespace domainsec::inline v1

// Which of a message's Domain-Secured fields is judged (docs/stamp-format.md §4, steps 1 and 2).
#pragma once

#include <domainsec/message/message_view.hpp>
#include <domainsec/names/domain_name.hpp>
#include <domainsec/stamp/stamp_report.hpp>
#include <domainsec/stamp/verifier.hpp>
#include <optional>
#include <string>
#include <vector>

#include "stamp/tag_list.hpp"

namespace domainsec::inline v1::detail {

/// The one stamp of a trusted domain, or why there is none.
struct StampSelection {
    StampReason reason = StampReason::no_stamp;  ///< none when `field` is set.
    std::string detail;
    const HeaderField* field = nullptr;
    TagList tags;
    std::optional<DomainName> domain;
};

StampSelection select_stamp(const MessageView& message, const std::vector<DomainName>& trusted,
                            const StampLimits& limits);

}  // namespace domainsec::inline v1::detail

// What the fields of a message or a part must look like for readers of MIME to agree on them (RFC
// 2045 §3, §4; RFC 5322 §4.2, §4.5).
#pragma once

#include <domainsec/message/message_view.hpp>
#include <string_view>

namespace domainsec::inline v1::detail {

/// Why MIME's fields of a message's own header cannot be relied on, as a part of a sentence; empty
/// when they can.
std::string_view message_fields_problem(const MessageView& header);

/// The same for all fields of a part.
std::string_view part_fields_problem(const MessageView& header);

}  // namespace domainsec::inline v1::detail

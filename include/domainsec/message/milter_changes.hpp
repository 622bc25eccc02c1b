// Edits in the words of the milter protocol: what smfi_chgheader() and smfi_insheader() are called
// with.
#pragma once

#include <cstdint>
#include <domainsec/export.hpp>
#include <domainsec/message/border.hpp>
#include <domainsec/message/message_view.hpp>
#include <string>
#include <vector>

namespace domainsec::inline v1 {

/// smfi_chgheader(name, index, NULL): takes a field off.
struct MilterRemoval {
    std::string name;  ///< As it stands in the message.
    std::uint32_t index =
        1;  ///< Among the fields of this name, ASCII case aside, 1 for the topmost.
};

/// smfi_insheader(0, name, value): puts a field on top.
struct MilterInsertion {
    std::string name;
    std::string value;  ///< Without the space behind the colon, which the MTA adds; folded with LF.
};

/// To be made in this order: all removals, then all insertions. Removals go from the lowest field
/// up, so that the index of none changes before its turn; insertions too, each at 0.
struct MilterChanges {
    std::vector<MilterRemoval> removals;
    std::vector<MilterInsertion> insertions;
    /// False when something has to go that is no field for an MTA (RemovedField::not_a_field): the
    /// message must be refused or rewritten whole, for these changes leave it in.
    bool complete = true;
};

/// The edits of a border or a transaction for this message.
DOMAINSEC_EXPORT MilterChanges milter_changes(const EditList& edits, const MessageView& message);

}  // namespace domainsec::inline v1

// The header fields by which an Exchange back end knows that a message came from an authenticated
// partner.
#pragma once

#include <domainsec/export.hpp>
#include <domainsec/message/message_view.hpp>
#include <domainsec/policy/secured_path.hpp>
#include <string>

namespace domainsec::inline v1 {

/// `X-MS-Exchange-Organization-AuthAs: Partner`, `-AuthDomain` (the partner) and `-AuthSource` (the
/// edge), with this line end. Unsigned: only for a hop that nobody else can reach, where the border
/// has taken such fields off before.
DOMAINSEC_EXPORT std::string exchange_fields(const SecuredPath& path, LineEnds line_ends);

}  // namespace domainsec::inline v1

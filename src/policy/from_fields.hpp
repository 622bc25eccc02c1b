// Which partners the From: fields of a message name, however they are written.
#pragma once

#include <domainsec/message/message_view.hpp>
#include <domainsec/policy/configuration.hpp>

namespace domainsec::inline v1::detail {

/// The first partner with receive rules in force that some "@domain" in some From: field belongs
/// to, `except` aside; null when there is none. Deliberately broader than the grammar: a doubled or
/// malformed From: is no way around `unsecured_from`.
const PartnerPolicy* partner_named_in_from(const MessageView& message,
                                           const Configuration& configuration,
                                           const PartnerPolicy* except);

}  // namespace domainsec::inline v1::detail

// Whether the one who signed a bundle is one that the bundle names.
#pragma once

#include <domainsec/policy/partner_bundle.hpp>

namespace domainsec::inline v1::detail {

struct SignerStanding {
    bool is_pinned = false;
    bool is_anchored = false;
    std::string why_not_anchored;  ///< When there are anchors.
};

/// At the moment the bundle was made: its signer's certificate may be over when it is read.
SignerStanding standing_of(const PartnerBundle& bundle, const Chain& signer);

}  // namespace domainsec::inline v1::detail

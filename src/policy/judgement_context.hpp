// What every judgement needs, checked once.
#pragma once

#include <domainsec/error.hpp>
#include <domainsec/policy/inbound_transaction.hpp>

namespace domainsec::inline v1::detail {

/// The context itself. Throws Error(invalid_argument) that names what is missing.
inline JudgementContext checked(JudgementContext context) {
    if (!context.configuration || !context.configuration->edge_name ||
        !context.configuration->organization_domain) {
        throw Error(errc::invalid_argument,
                    "JudgementContext::configuration must be one that was loaded");
    }
    if (!context.evidence || !context.clock) {
        throw Error(errc::invalid_argument,
                    "JudgementContext::evidence and ::clock must both be given");
    }
    return context;
}

}  // namespace domainsec::inline v1::detail

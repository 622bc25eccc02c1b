// One destination on the way out (RFC 5321 §5, RFC 3207, RFC 9525).
#include <domainsec/error.hpp>
#include <domainsec/policy/outbound_route.hpp>
#include <utility>

#include "policy/callback_failure.hpp"
#include "policy/event_writer.hpp"
#include "policy/judgement_context.hpp"
#include "policy/refusal.hpp"
#include "policy/session_judgement.hpp"

namespace domainsec::inline v1 {

namespace {

using detail::SessionVerdict;

}  // namespace

std::string_view to_string(RouteDecision decision) noexcept {
    switch (decision) {
        case RouteDecision::deliver:
            return "deliver";
        case RouteDecision::next_host:
            return "next_host";
        case RouteDecision::defer:
            return "defer";
        case RouteDecision::fail:
            return "fail";
    }
    return "defer";
}

struct OutboundRoute::Impl {
    Impl(JudgementContext given, DomainName name)
        : context(detail::checked(std::move(given))),
          destination(std::move(name)),
          partner(context.configuration->partner_of(destination)),
          events(context, {}) {}

    bool is_judged() const noexcept {
        return partner != nullptr && partner->send.mode != DirectionMode::off;
    }
    RouteVerdict unjudged() const;
    RouteVerdict verdict_on(const SessionVerdict& session, const SessionFacts& facts) const;
    RouteDecision decision_on(PolicyReason reason) const;
    void report(const SessionFacts& facts, RouteVerdict& verdict) const;

    JudgementContext context;
    DomainName destination;
    const PartnerPolicy* partner;
    detail::EventWriter events;
};

RouteVerdict OutboundRoute::Impl::unjudged() const {
    RouteVerdict verdict;
    verdict.decision = RouteDecision::deliver;
    verdict.reason = partner == nullptr ? PolicyReason::not_a_partner : PolicyReason::not_asked;
    verdict.text = "No rules for sending to this domain are in force; TLS is opportunistic.";
    return verdict;
}

RouteDecision OutboundRoute::Impl::decision_on(PolicyReason reason) const {
    const auto& rules = partner->send;
    if (reason == PolicyReason::none) return RouteDecision::deliver;
    const bool in_clear = reason == PolicyReason::no_tls;
    if (rules.mode == DirectionMode::prefer) return RouteDecision::deliver;
    // Trying the rules out delivers what fails them, but never in clear text.
    if (rules.report && !in_clear) return RouteDecision::deliver;
    if (reason == PolicyReason::evidence_missing) return RouteDecision::defer;
    if (rules.on_failure == OnFailure::reject) return RouteDecision::fail;
    return rules.nexthop.empty() ? RouteDecision::next_host : RouteDecision::defer;
}

void OutboundRoute::Impl::report(const SessionFacts& facts, RouteVerdict& verdict) const {
    detail::EventParts parts;
    parts.kind = EventKind::route_judged;
    parts.severity = verdict.secured ? Severity::info : Severity::warning;
    parts.partner = partner->name;
    parts.reason = to_string(verdict.reason);
    parts.text = verdict.text;
    parts.fields = {{"destination", destination.str()},
                    {"decision", std::string(to_string(verdict.decision))}};
    if (verdict.report) {
        parts.fields.emplace_back("trust_reason", to_string(verdict.report->reason));
        if (!verdict.secured) {
            parts.fields.emplace_back("findings", escaped(verdict.report->text(), 2000));
        }
    }
    verdict.event_id = events.send(facts, std::move(parts));
}

RouteVerdict OutboundRoute::Impl::verdict_on(const SessionVerdict& session,
                                             const SessionFacts& facts) const {
    RouteVerdict verdict;
    verdict.reason = session.reason;
    verdict.secured = session.passed();
    verdict.decision = decision_on(session.reason);
    verdict.requests = session.requests;
    verdict.report = session.report;
    if (session.passed()) {
        verdict.text = "The server is " + partner->name + "'s.";
    } else if (session.reason == PolicyReason::no_tls) {
        verdict.text = "The server offers no TLS; " +
                       std::string(verdict.decision == RouteDecision::deliver
                                       ? "the message goes in clear text."
                                       : "mail to this partner never goes in clear text.");
    } else {
        const auto* report = session.report ? &*session.report : nullptr;
        verdict.text = "The server did not prove to be " + partner->name + "'s. " +
                       detail::mend_for(session.reason, report) + '.';
    }
    report(facts, verdict);
    return verdict;
}

OutboundRoute::OutboundRoute(JudgementContext context, DomainName destination)
    : impl_(std::make_unique<Impl>(std::move(context), std::move(destination))) {}

OutboundRoute::OutboundRoute(OutboundRoute&&) noexcept = default;
OutboundRoute& OutboundRoute::operator=(OutboundRoute&&) noexcept = default;
OutboundRoute::~OutboundRoute() = default;

const DomainName& OutboundRoute::destination() const noexcept {
    return impl_->destination;
}

const PartnerPolicy* OutboundRoute::partner() const noexcept {
    return impl_->partner;
}

bool OutboundRoute::requires_tls() const noexcept {
    return impl_->partner != nullptr && impl_->partner->send.mode == DirectionMode::require;
}

bool OutboundRoute::presents_certificate() const noexcept {
    return impl_->is_judged();
}

const std::string& OutboundRoute::certificate() const noexcept {
    static const std::string assigned;
    return impl_->is_judged() ? impl_->partner->send.certificate : assigned;
}

const std::string& OutboundRoute::nexthop() const noexcept {
    static const std::string none;
    return impl_->is_judged() ? impl_->partner->send.nexthop : none;
}

std::string OutboundRoute::server_name(const std::string& host) const {
    if (impl_->is_judged() && !impl_->partner->send.servername.empty()) {
        return impl_->partner->send.servername;
    }
    // SNI has no place for addresses (RFC 6066 §3).
    const auto name = DomainName::from_string(host);
    return name ? name->str() : std::string();
}

RouteVerdict OutboundRoute::judge(const SessionFacts& facts) const {
    if (!impl_->is_judged()) return impl_->unjudged();
    try {
        const auto session =
            detail::judge_session(facts, *impl_->partner, impl_->partner->send, PeerRole::server,
                                  detail::JudgementMeans(impl_->context));
        return impl_->verdict_on(session, facts);
    } catch (const std::exception& failure) {
        RouteVerdict verdict;
        const auto answer = detail::after_callback_failure(impl_->events, facts, failure.what());
        verdict.reason = answer.reason;
        verdict.event_id = answer.event_id;
        verdict.text = "A local problem kept the server from being judged; try again later.";
        return verdict;
    }
}

RouteVerdict OutboundRoute::judge_without_tls() const {
    if (!impl_->is_judged()) return impl_->unjudged();
    SessionVerdict session;
    session.reason = PolicyReason::no_tls;
    return impl_->verdict_on(session, SessionFacts::clear_text());
}

}  // namespace domainsec::inline v1

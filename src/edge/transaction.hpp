// The parts of a Transaction, shared by the files that make and run it.
#pragma once

#include <domainsec/edge/edge.hpp>
#include <memory>
#include <optional>
#include <string>

#include "edge/held_events.hpp"
#include "edge/snapshot.hpp"

namespace domainsec::inline v1 {

struct Transaction::Impl {
    Impl(std::shared_ptr<const detail::EdgeSnapshot> current, EdgeOptions given,
         const std::shared_ptr<JudgementCache>& judgements, SessionFacts facts,
         TransactionOptions limits);

    FinishedMessage finish(std::string_view message);
    EditList border(const MessageView& message);
    EditList internal_border(const MessageView& message);
    void stamp(const MessageView& message, const InboundVerdict& verdict,
               FinishedMessage& finished);
    void add_results(const MessageView& message, const InboundVerdict& verdict,
                     FinishedMessage& finished) const;
    void note(const Answer& answer, const std::optional<ValidationReport>& report) const noexcept;
    void stamping_failed(FinishedMessage& finished, std::optional<Event> held, std::string reason,
                         std::string text);
    bool record(const std::string& field, std::optional<Event>& held, FinishedMessage& finished);
    void add_marks(const MessageView& message, const SecuredPath& path, const std::string& field,
                   FinishedMessage& finished) const;

    std::shared_ptr<const detail::EdgeSnapshot> snapshot;
    EdgeOptions options;
    std::string peer;
    std::shared_ptr<detail::HeldEvents> events;
    InboundTransaction inbound;
    std::string mail_from;  ///< As it goes into Authentication-Results.
};

}  // namespace domainsec::inline v1

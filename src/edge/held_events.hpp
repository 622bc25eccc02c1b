// Holds back "message secured" until the stamp is really on: an event must not promise what did not
// happen.
#pragma once

#include <domainsec/telemetry/event.hpp>
#include <memory>
#include <optional>

namespace domainsec::inline v1::detail {

class HeldEvents final : public EventSink {
  public:
    explicit HeldEvents(std::shared_ptr<EventSink> next) : next_(std::move(next)) {}

    void on_event(const Event& event) noexcept override;

    /// The event held back, if any; it is then the caller's to send.
    std::optional<Event> take() noexcept;

    void pass_on(const Event& event) const noexcept;

  private:
    std::shared_ptr<EventSink> next_;
    std::optional<Event> held_;
};

}  // namespace domainsec::inline v1::detail

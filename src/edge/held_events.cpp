// Holds back one kind of event.
#include "edge/held_events.hpp"

#include <utility>

namespace domainsec::inline v1::detail {

void HeldEvents::on_event(const Event& event) noexcept {
    if (event.kind != EventKind::message_secured) return pass_on(event);
    held_ = event;
}

std::optional<Event> HeldEvents::take() noexcept {
    return std::exchange(held_, std::nullopt);
}

void HeldEvents::pass_on(const Event& event) const noexcept {
    if (next_) next_->on_event(event);
}

}  // namespace domainsec::inline v1::detail

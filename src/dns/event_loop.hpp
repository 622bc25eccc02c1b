// An event loop for libunbound, so that questions end in time without a thread or a second process:
// libunbound's pluggable event API, run by whoever waits for an answer. Internal.
#pragma once

#include <poll.h>
#include <sys/time.h>
// The header of libunbound uses struct timeval and does not include its own needs.
#include <unbound-event.h>

#include <chrono>
#include <cstdint>
#include <list>
#include <memory>
#include <mutex>
#include <vector>

namespace domainsec::inline v1::detail {

/// Readiness of descriptors and passing of time, as callbacks. All calls are made under the owner's
/// one mutex, which run_once() gives back while it sleeps.
class EventLoop final : public ub_event_base {
  public:
    using Instant = std::chrono::steady_clock::time_point;

    /// Throws Error(resource_unavailable) when there is no descriptor left.
    EventLoop();
    ~EventLoop();
    EventLoop(const EventLoop&) = delete;
    EventLoop& operator=(const EventLoop&) = delete;

    /// Sleeps until something happens, somebody calls wake(), or `until`; then makes the callbacks
    /// that are due. `lock` holds the owner's mutex.
    void run_once(std::unique_lock<std::mutex>& lock, Instant until);

    /// Ends the sleep of run_once() in another thread, which then sees new descriptors and timers.
    void wake() noexcept;

  private:
    class LoopEvent;
    struct Functions;

    void collect();
    LoopEvent* active_event(std::uint64_t activation) noexcept;
    void make_callbacks();
    void make_timer_callbacks();

    std::list<LoopEvent*> active_;
    std::uint64_t next_activation_ = 1;
    int wake_descriptor_ = -1;
    std::vector<pollfd> descriptors_;         // What poll() looks at; the first is for wake().
    std::vector<std::uint64_t> activations_;  // Of which activation each descriptor is.
};

}  // namespace domainsec::inline v1::detail

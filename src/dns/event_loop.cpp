// libunbound's pluggable events on poll(2). The rules are libevent's: an event without "persist" is
// inactive before its callback is made; a timer of one with it starts again when it fires.
#include "dns/event_loop.hpp"

#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <domainsec/error.hpp>
#include <new>
#include <optional>

namespace domainsec::inline v1::detail {

class EventLoop::LoopEvent final : public ub_event {
  public:
    using Callback = void (*)(int, short, void*);

    LoopEvent(EventLoop& loop, int descriptor, short bits, Callback callback, void* argument);
    ~LoopEvent() { stop(); }
    LoopEvent(const LoopEvent&) = delete;
    LoopEvent& operator=(const LoopEvent&) = delete;

    void start(const timeval* timeout) noexcept {
        interval_.reset();
        if (timeout != nullptr) {
            interval_ =
                std::chrono::seconds(timeout->tv_sec) + std::chrono::microseconds(timeout->tv_usec);
        }
        restart_timer();
        activation = loop->next_activation_++;
        if (is_active) return;
        // The node was made with the event, so that nothing here can run out of memory.
        loop->active_.splice(loop->active_.end(), node_);
        is_active = true;
    }

    void stop() noexcept {
        if (!is_active) return;
        node_.splice(node_.end(), loop->active_, position_);
        is_active = false;
    }

    // Makes the callback. The event may be gone afterwards.
    void fire(short what) {
        if ((bits & UB_EV_PERSIST) == 0) {
            stop();
        } else {
            restart_timer();
            activation = loop->next_activation_++;
        }
        callback(descriptor, what, argument);
    }

    EventLoop* loop;
    int descriptor;
    short bits;
    Callback callback;
    void* argument;
    std::optional<Instant> due;
    std::uint64_t activation = 0;
    bool is_active = false;

  private:
    void restart_timer() noexcept {
        due.reset();
        if (interval_) due = std::chrono::steady_clock::now() + *interval_;
    }

    std::list<LoopEvent*> node_;  // Holds the event's own node while it is not active.
    std::list<LoopEvent*>::iterator position_;
    std::optional<std::chrono::microseconds> interval_;
};

// What libunbound calls. Nothing may be thrown through it.
struct EventLoop::Functions {
    static LoopEvent* of(ub_event* event) noexcept { return static_cast<LoopEvent*>(event); }

    static ub_event* new_event(ub_event_base* base, int descriptor, short bits,
                               void (*callback)(int, short, void*), void* argument) noexcept {
        try {
            return new LoopEvent(*static_cast<EventLoop*>(base), descriptor, bits, callback,
                                 argument);
        } catch (...) {
            return nullptr;
        }
    }
    static void add_bits(ub_event* event, short bits) noexcept {
        of(event)->bits = static_cast<short>(of(event)->bits | bits);
    }
    static void delete_bits(ub_event* event, short bits) noexcept {
        of(event)->bits = static_cast<short>(of(event)->bits & ~bits);
    }
    static void set_descriptor(ub_event* event, int descriptor) noexcept {
        of(event)->descriptor = descriptor;
    }
    static void free_event(ub_event* event) noexcept { delete of(event); }
    static int add(ub_event* event, timeval* timeout) noexcept {
        of(event)->start(timeout);
        return 0;
    }
    static int remove(ub_event* event) noexcept {
        of(event)->stop();
        return 0;
    }
    static int add_timer(ub_event* event, ub_event_base* base, void (*callback)(int, short, void*),
                         void* argument, timeval* timeout) noexcept {
        LoopEvent* const timer = of(event);
        timer->stop();
        timer->loop = static_cast<EventLoop*>(base);
        timer->descriptor = -1;
        timer->bits = UB_EV_TIMEOUT;
        timer->callback = callback;
        timer->argument = argument;
        timer->start(timeout);
        return 0;
    }

    // Not called in this mode, or without a meaning here.
    static void free_base(ub_event_base* /*base*/) noexcept {}
    static int dispatch(ub_event_base* /*base*/) noexcept { return -1; }
    static int exit_loop(ub_event_base* /*base*/, timeval* /*after*/) noexcept { return 0; }
    static ub_event* new_signal(ub_event_base* /*base*/, int /*signal*/,
                                void (* /*callback*/)(int, short, void*),
                                void* /*argument*/) noexcept {
        return nullptr;
    }
    static ub_event* new_windows_event(ub_event_base* /*base*/, void* /*event*/,
                                       void (* /*callback*/)(int, short, void*),
                                       void* /*argument*/) noexcept {
        return nullptr;
    }
    static int add_signal(ub_event* /*event*/, timeval* /*timeout*/) noexcept { return -1; }
    static int remove_signal(ub_event* /*event*/) noexcept { return -1; }
    static void forget_windows_event(ub_event* /*event*/) noexcept {}
    static void would_block(ub_event* /*event*/, int /*bits*/) noexcept {}

    // libunbound takes the tables as mutable and does not change them.
    static ub_event_base_vmt* base_table() noexcept {
        static ub_event_base_vmt table{free_base, dispatch,   exit_loop,
                                       new_event, new_signal, new_windows_event};
        return &table;
    }
    static ub_event_vmt* event_table() noexcept {
        static ub_event_vmt table{add_bits,
                                  delete_bits,
                                  set_descriptor,
                                  free_event,
                                  add,
                                  remove,
                                  add_timer,
                                  remove,
                                  add_signal,
                                  remove_signal,
                                  forget_windows_event,
                                  would_block};
        return &table;
    }
};

EventLoop::LoopEvent::LoopEvent(EventLoop& owner, int on, short wanted, Callback function,
                                void* data)
    : ub_event{UB_EVENT_MAGIC, Functions::event_table()},
      loop(&owner),
      descriptor(on),
      bits(wanted),
      callback(function),
      argument(data) {
    node_.push_back(this);
    position_ = node_.begin();
}

EventLoop::EventLoop()
    : ub_event_base{UB_EVENT_MAGIC, Functions::base_table()},
      wake_descriptor_(eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) {
    if (wake_descriptor_ < 0) {
        throw Error(errc::resource_unavailable,
                    "No file descriptor is left for a resolver: raise the limit on open files.");
    }
}

EventLoop::~EventLoop() {
    close(wake_descriptor_);
}

void EventLoop::wake() noexcept {
    const std::uint64_t one = 1;
    // It fails only when it is full of earlier calls, and then the sleeper wakes as well.
    [[maybe_unused]] const auto written = write(wake_descriptor_, &one, sizeof one);
}

void EventLoop::collect() {
    descriptors_.assign(1, pollfd{wake_descriptor_, POLLIN, 0});
    activations_.assign(1, 0);
    for (const LoopEvent* event : active_) {
        short wanted = 0;
        if ((event->bits & UB_EV_READ) != 0) wanted |= POLLIN;
        if ((event->bits & UB_EV_WRITE) != 0) wanted |= POLLOUT;
        if (wanted == 0 || event->descriptor < 0) continue;
        descriptors_.push_back(pollfd{event->descriptor, wanted, 0});
        activations_.push_back(event->activation);
    }
}

// Looked for anew before each callback, for the one before may have freed it.
EventLoop::LoopEvent* EventLoop::active_event(std::uint64_t activation) noexcept {
    const auto found = std::find_if(
        active_.begin(), active_.end(),
        [activation](const LoopEvent* event) { return event->activation == activation; });
    return found == active_.end() ? nullptr : *found;
}

void EventLoop::make_callbacks() {
    for (std::size_t i = 1; i < descriptors_.size(); ++i) {
        const short seen = descriptors_[i].revents;
        if (seen == 0) continue;
        LoopEvent* const event = active_event(activations_[i]);
        if (event == nullptr) continue;
        // An error is read or written into, like libevent does; the callback finds it there.
        const bool is_broken = (seen & (POLLERR | POLLHUP | POLLNVAL)) != 0;
        short what = 0;
        if (is_broken || (seen & POLLIN) != 0) what |= UB_EV_READ;
        if (is_broken || (seen & POLLOUT) != 0) what |= UB_EV_WRITE;
        what = static_cast<short>(what & event->bits);
        if (what != 0) event->fire(what);
    }
}

void EventLoop::make_timer_callbacks() {
    const Instant now = std::chrono::steady_clock::now();
    std::vector<std::uint64_t> due;
    for (const LoopEvent* event : active_) {
        if (event->due && *event->due <= now) due.push_back(event->activation);
    }
    for (const std::uint64_t activation : due) {
        LoopEvent* const event = active_event(activation);
        if (event != nullptr) event->fire(UB_EV_TIMEOUT);
    }
}

void EventLoop::run_once(std::unique_lock<std::mutex>& lock, Instant until) {
    collect();
    for (const LoopEvent* event : active_) {
        if (event->due) until = std::min(until, *event->due);
    }
    // Rounded up, or the last millisecond would be spent spinning.
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(until - std::chrono::steady_clock::now());
    const auto wait = std::clamp<std::int64_t>(left.count(), 0, 60000);
    lock.unlock();
    const int ready = poll(descriptors_.data(), descriptors_.size(), static_cast<int>(wait));
    lock.lock();
    if (ready > 0) {
        std::uint64_t calls = 0;
        [[maybe_unused]] const auto taken = read(wake_descriptor_, &calls, sizeof calls);
        make_callbacks();
    }
    make_timer_callbacks();
}

}  // namespace domainsec::inline v1::detail

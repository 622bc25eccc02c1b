// The moment at which tests happen, and a clock that only moves when told.
#pragma once

#include <domainsec/clock.hpp>
#include <memory>

namespace domainsec::test {

/// 2026-11-24T12:00:00Z.
constexpr TimePoint test_now() {
    return std::chrono::sys_days(std::chrono::year(2026) / 11 / 24) + std::chrono::hours(12);
}

/// A clock in the test's hand; copies of clock() follow it.
class FixedClock final {
  public:
    explicit FixedClock(TimePoint now = test_now()) : now_(std::make_shared<TimePoint>(now)) {}

    TimePoint now() const { return *now_; }
    void set(TimePoint now) { *now_ = now; }
    void advance(Seconds time) { *now_ += time; }
    Clock clock() const {
        return [now = now_] { return *now; };
    }

  private:
    std::shared_ptr<TimePoint> now_;
};

}  // namespace domainsec::test

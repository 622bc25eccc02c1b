// Time as the library sees it: whole seconds of UTC, always asked from an injected clock.
#pragma once

#include <chrono>
#include <domainsec/export.hpp>
#include <functional>

namespace domainsec::inline v1 {

/// A moment in UTC, in whole seconds: the resolution of X.509 (RFC 5280 §4.1.2.5) and of `t=` (RFC
/// 6376 §3.5).
using TimePoint = std::chrono::sys_seconds;

/// A length of time in whole seconds.
using Seconds = std::chrono::seconds;

/// Answers "what time is it?". Called from the thread that calls the library; must not throw.
using Clock = std::function<TimePoint()>;

/// The machine's own clock.
DOMAINSEC_EXPORT Clock system_clock();

}  // namespace domainsec::inline v1

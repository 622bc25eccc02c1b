// Remembers who was asked and when they may be asked again, so that a failing host is not hammered.
#pragma once

#include <domainsec/clock.hpp>
#include <map>
#include <optional>
#include <string>

namespace domainsec::inline v1::detail {

/// Times between requests, by name; bounded. Not thread-safe.
class HoldBack final {
  public:
    HoldBack(Seconds first, Seconds longest) : first_(first), longest_(longest) {}

    /// When the name may be asked again; nothing when it may be now. A clock that went back does
    /// not make the time longer.
    std::optional<TimePoint> until(const std::string& name, TimePoint now) const;

    /// Another failure in a row: twice the time of the last one.
    void failed(const std::string& name, TimePoint now);

    /// It went well: nothing is held against it, but it is left alone for `time`.
    void succeeded(const std::string& name, TimePoint now, Seconds time);

    void forget(const std::string& name) { entries_.erase(name); }

  private:
    struct Entry {
        Seconds time{};
        TimePoint until{};
        bool is_failure = false;
    };

    Entry& entry(const std::string& name);

    Seconds first_;
    Seconds longest_;
    std::map<std::string, Entry> entries_;
};

}  // namespace domainsec::inline v1::detail

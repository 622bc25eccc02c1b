// Short names of events, given to both sides' administrators.
#pragma once

#include <domainsec/clock.hpp>
#include <string>

namespace domainsec::inline v1::detail {

/// Ten characters of base32 (RFC 4648 §6): unique in practice within and across processes, and
/// without meaning for whoever reads it in a reply.
std::string next_event_id(TimePoint now);

/// When something happened: by the injected clock, by the machine's where that one throws. An event
/// must be able to tell of it.
TimePoint event_time(const Clock& clock) noexcept;

}  // namespace domainsec::inline v1::detail

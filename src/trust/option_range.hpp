// Options of what fetches and keeps evidence are looked at when they are given.
#pragma once

#include <domainsec/error.hpp>

namespace domainsec::inline v1::detail {

/// Throws Error(invalid_argument) with the field and the sentence unless least <= value <= most.
template <typename Number>
void require_range(Number value, Number least, Number most, const char* field,
                   const char* sentence) {
    if (value < least || value > most) throw Error(errc::invalid_argument, sentence, {}, 0, field);
}

}  // namespace domainsec::inline v1::detail

// Reads an arbitrary file of an evidence cache: what is read must be what would be written.
#include "trust/cache_record.hpp"

using namespace domainsec;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const ByteView octets(data, size);
    std::string why;
    // Under the name that it gives itself: its first 64 octets.
    if (size < 64) return 0;
    const std::string_view name = text_of(octets.first(64));
    const auto rest = octets.subspan(64);
    const auto record = detail::read_cache_record(rest, name, why);
    if (record.has_value() != why.empty()) __builtin_trap();
    if (record && detail::cache_name(record->request) != name) __builtin_trap();
    why.clear();
    const auto asked = detail::read_asked_record(text_of(rest), name, why);
    if (asked.has_value() != why.empty()) __builtin_trap();
    if (asked && detail::to_text(*asked).size() > rest.size() + 64) __builtin_trap();
    return 0;
}

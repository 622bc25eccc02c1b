// An event as one line: key=value pairs for a log, or one JSON object (RFC 8259).
#include <algorithm>
#include <cstdint>
#include <domainsec/telemetry/event.hpp>
#include <nlohmann/json.hpp>

#include "names/grammar.hpp"
#include "names/utf8.hpp"

namespace domainsec::inline v1 {

namespace {

std::string two_digits(unsigned value) {
    return {static_cast<char>('0' + value / 10 % 10), static_cast<char>('0' + value % 10)};
}

// RFC 3339 §5.6 in UTC: "2026-11-24T10:00:00Z".
std::string to_rfc3339(TimePoint time) {
    const auto day = std::chrono::floor<std::chrono::days>(time);
    const std::chrono::year_month_day date(day);
    const std::chrono::hh_mm_ss clock(time - day);
    std::string year = std::to_string(static_cast<int>(date.year()));
    if (year.size() < 4) year.insert(0, 4 - year.size(), '0');
    return year + '-' + two_digits(static_cast<unsigned>(date.month())) + '-' +
           two_digits(static_cast<unsigned>(date.day())) + 'T' +
           two_digits(static_cast<unsigned>(clock.hours().count())) + ':' +
           two_digits(static_cast<unsigned>(clock.minutes().count())) + ':' +
           two_digits(static_cast<unsigned>(clock.seconds().count())) + 'Z';
}

// Line ends of Unicode, and marks that turn the direction of what follows on a screen.
bool breaks_a_line(char32_t c) noexcept {
    return !detail::is_utf8_non_ascii(c) || (c >= 0x2028 && c <= 0x202E) ||
           (c >= 0x2066 && c <= 0x2069);
}

void append_hidden(std::string& line, std::string_view octets) {
    static constexpr char hex[] = "0123456789abcdef";
    for (const char character : octets) {
        const auto octet = static_cast<std::uint8_t>(character);
        line += {'\\', 'x', hex[octet >> 4U], hex[octet & 0x0FU]};
    }
}

// Printable characters as they are, quotes and backslashes behind a backslash, the rest as \xNN.
void append_visible(std::string& line, std::string_view text) {
    while (!text.empty()) {
        const auto character = detail::first_utf8_character(text);
        const std::string_view octets = text.substr(0, character ? character->length : 1);
        text.remove_prefix(octets.size());
        const char first = octets.front();
        const bool is_ascii = octets.size() == 1 && first >= 0x20 && first < 0x7F;
        if (is_ascii) {
            if (first == '"' || first == '\\') line += '\\';
            line += first;
        } else if (character && !breaks_a_line(character->code_point)) {
            line += octets;
        } else {
            append_hidden(line, octets);
        }
    }
}

// A word needs no quotes when no reader of key=value pairs could take it for something else.
bool is_plain(std::string_view value) noexcept {
    return !value.empty() && std::all_of(value.begin(), value.end(), [](char c) {
        return c > 0x20 && c < 0x7F && c != '"' && c != '=' && c != '\\';
    });
}

void append_pair(std::string& line, std::string_view key, std::string_view value) {
    if (!line.empty()) line += ' ';
    for (const char c : key) line += is_plain({&c, 1}) ? c : '_';
    line += '=';
    if (is_plain(value)) {
        line += value;
        return;
    }
    line += '"';
    append_visible(line, value);
    line += '"';
}

}  // namespace

std::string to_log_line(const Event& event) {
    std::string line;
    append_pair(line, "time", to_rfc3339(event.time));
    append_pair(line, "severity", to_string(event.severity));
    append_pair(line, "event", to_string(event.kind));
    const std::pair<std::string_view, const std::string&> known[] = {{"id", event.id},
                                                                     {"partner", event.partner},
                                                                     {"peer", event.peer},
                                                                     {"reason", event.reason},
                                                                     {"text", event.text}};
    for (const auto& [key, value] : known) {
        if (!value.empty()) append_pair(line, key, value);
    }
    for (const auto& [key, value] : event.fields) append_pair(line, key, value);
    return line;
}

std::string to_json(const Event& event) {
    nlohmann::ordered_json object;
    object["time"] = to_rfc3339(event.time);
    object["severity"] = to_string(event.severity);
    object["event"] = to_string(event.kind);
    object["id"] = event.id;
    object["partner"] = event.partner;
    object["peer"] = event.peer;
    object["reason"] = event.reason;
    object["text"] = event.text;
    object["fields"] = nlohmann::ordered_json::object();
    for (const auto& [key, value] : event.fields) object["fields"][key] = value;
    // In ASCII, with U+FFFD for what is no UTF-8: no reader of logs stumbles over it.
    return object.dump(-1, ' ', true, nlohmann::ordered_json::error_handler_t::replace);
}

}  // namespace domainsec::inline v1

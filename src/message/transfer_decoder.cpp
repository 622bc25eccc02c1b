// What a decoder might skip or mend is refused: two decoders would do it in two ways.
#include "message/transfer_decoder.hpp"

#include <optional>

#include "message/ascii.hpp"

namespace domainsec::inline v1::detail {
namespace {

constexpr std::string_view crlf = "\r\n";

std::string_view without_white_end(std::string_view line) noexcept {
    while (!line.empty() && is_wsp(line.back())) line.remove_suffix(1);
    return line;
}

// RFC 2045 §6.7 asks for upper case; lower case is written by some and read by all.
std::optional<unsigned> hex_digit(char octet) noexcept {
    if (is_digit(octet)) return static_cast<unsigned>(octet - '0');
    const char lower = ascii_lower(octet);
    if (lower >= 'a' && lower <= 'f') return static_cast<unsigned>(lower - 'a') + 10;
    return std::nullopt;
}

std::optional<unsigned> base64_digit(char octet) noexcept {
    if (octet >= 'A' && octet <= 'Z') return static_cast<unsigned>(octet - 'A');
    if (octet >= 'a' && octet <= 'z') return static_cast<unsigned>(octet - 'a') + 26;
    if (is_digit(octet)) return static_cast<unsigned>(octet - '0') + 52;
    if (octet == '+') return 62;
    if (octet == '/') return 63;
    return std::nullopt;
}

}  // namespace

bool TransferDecoder::line(std::string_view line, OctetSink sink) {
    if (encoding_ == TransferEncoding::base64) return base64(line, sink);
    if (break_held_) sink(crlf);
    break_held_ = true;
    if (encoding_ == TransferEncoding::quoted_printable) return quoted_printable(line, sink);
    sink(line);
    return encoding_ == TransferEncoding::identity;
}

bool TransferDecoder::finish(bool line_ended, OctetSink sink) {
    if (encoding_ == TransferEncoding::base64) return (digits_ + padding_) % 4 == 0;
    if (soft_break_) return false;
    if (break_held_ && line_ended) sink(crlf);
    return encoding_ != TransferEncoding::unknown;
}

bool TransferDecoder::quoted_printable(std::string_view line, OctetSink sink) {
    // To be deleted (rule 3), which not every decoder does; behind a "=" it matters much.
    if (!line.empty() && is_wsp(line.back())) return false;
    soft_break_ = line.ends_with('=');
    if (soft_break_) {
        line.remove_suffix(1);
        break_held_ = false;
    }
    decoded_.clear();
    for (std::size_t at = 0; at < line.size(); ++at) {
        if (line[at] != '=') {
            if (!is_graphic(line[at]) && !is_wsp(line[at])) return false;
            decoded_ += line[at];
            continue;
        }
        if (line.size() - at < 3) return false;
        const auto high = hex_digit(line[at + 1]);
        const auto low = hex_digit(line[at + 2]);
        if (!high || !low) return false;
        decoded_ += static_cast<char>(static_cast<std::uint8_t>(*high << 4U | *low));
        at += 2;
    }
    sink(decoded_);
    return true;
}

bool TransferDecoder::base64(std::string_view line, OctetSink sink) {
    decoded_.clear();
    for (const char octet : without_white_end(line)) {
        if (octet == '=') {
            if (++padding_ > 2 || digits_ < 2 || digits_ + padding_ > 4 || bits_ != 0) return false;
            continue;
        }
        const auto digit = base64_digit(octet);
        if (!digit || padding_ > 0) return false;
        bits_ = bits_ << 6U | *digit;
        digits_ = digits_ % 4 + 1;
        if (digits_ > 1) {
            const unsigned unused = (4 - digits_) * 2;
            decoded_ += static_cast<char>(static_cast<std::uint8_t>(bits_ >> unused));
            bits_ &= (1U << unused) - 1;
        }
    }
    sink(decoded_);
    return true;
}

}  // namespace domainsec::inline v1::detail

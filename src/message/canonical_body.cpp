// Body canonicalization as a stream (RFC 6376 §3.4.3, §3.4.4). It alternates between content, where
// a scan looks for the next octet that matters, and blank stretches (white space, line ends), which
// are held until content follows.
#include "message/canonical_body.hpp"

#include <algorithm>
#include <cstring>

namespace domainsec::inline v1::detail {
namespace {

constexpr std::string_view line_breaks =
    "\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n"
    "\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n";
constexpr std::string_view line_break = line_breaks.substr(0, 2);

std::string_view between(const char* begin, const char* end) noexcept {
    return {begin, static_cast<std::size_t>(end - begin)};
}

}  // namespace

bool BodyCanonicalizer::is_blank(char octet) const noexcept {
    return octet == '\n' || octet == '\r' || (relaxed_ && (octet == ' ' || octet == '\t'));
}

void BodyCanonicalizer::end_line() noexcept {
    held_space_ = false;  // it stood at the end of its line
    ++held_breaks_;
}

void BodyCanonicalizer::update(std::string_view chunk, OctetSink sink) {
    if (chunk.empty()) return;
    const char* at = chunk.data();
    const char* const end = at + chunk.size();
    if (held_cr_) {
        held_cr_ = false;
        if (*at == '\n') {
            seen_.crlf = true;
            end_line();
            ++at;
        } else {
            emit_bare_cr(sink);
        }
    }
    while (at != end) {
        const char* const blank = at;
        const char* const content = over_blank(at, end);
        if (content == end) return;
        const char* const run = begin_run(blank, content, sink);
        at = end_of_run(content, end);
        sink(between(run, at));
    }
}

void BodyCanonicalizer::finish(OctetSink sink) {
    if (held_cr_) {
        held_cr_ = false;
        emit_bare_cr(sink);
    }
    // A body without content is one CRLF in simple form (§3.4.3) and nothing in relaxed form
    // (§3.4.4).
    if (content_ || !relaxed_) sink(line_break);
}

void BodyCanonicalizer::emit_held(OctetSink sink) {
    while (held_breaks_ > 0) {
        const auto now = std::min<std::uint64_t>(held_breaks_, line_breaks.size() / 2);
        sink(line_breaks.substr(0, static_cast<std::size_t>(now) * 2));
        held_breaks_ -= now;
    }
    if (held_space_) sink(" ");
    held_space_ = false;
    content_ = true;
}

void BodyCanonicalizer::emit_bare_cr(OctetSink sink) {
    seen_.bare_cr = true;
    emit_held(sink);
    sink("\r");
}

// The first octet of content, or `end`. Everything before it has been taken into what is held.
const char* BodyCanonicalizer::over_blank(const char* at, const char* end) noexcept {
    for (; at != end; ++at) {
        if (*at == '\n') {
            seen_.lf = true;
            end_line();
        } else if (*at == '\r') {
            if (at + 1 == end) {
                held_cr_ = true;
                return end;
            }
            if (at[1] != '\n') {
                seen_.bare_cr = true;
                return at;
            }
            seen_.crlf = true;
            end_line();
            ++at;
        } else if (relaxed_ && (*at == ' ' || *at == '\t')) {
            held_space_ = true;
        } else {
            if (*at == '\0') seen_.nul = true;
            return at;
        }
    }
    return end;
}

// Gives out what is held, but for what stands unchanged right before the content: the run begins
// there.
const char* BodyCanonicalizer::begin_run(const char* blank, const char* content, OctetSink sink) {
    const char* run = content;
    bool in_place = true;
    if (held_space_) {
        in_place = run != blank && run[-1] == ' ';
        if (in_place) --run;
    }
    if (in_place) {
        held_space_ = false;
        while (held_breaks_ > 0 && run - blank >= 2 && run[-1] == '\n' && run[-2] == '\r') {
            run -= 2;
            --held_breaks_;
        }
    }
    emit_held(sink);
    return run;
}

// Where the run of octets that stay as they are ends: before blank octets that have to be looked at
// one by one.
const char* BodyCanonicalizer::end_of_run(const char* content, const char* end) noexcept {
    const char* at = content;
    while (true) {
        at = find_(at + 1, end);
        const char* last = at;
        while (last - 1 != content && is_blank(last[-1])) --last;
        if (last != at || at == end || is_blank(*at)) {
            if (!seen_.crlf)
                seen_.crlf =
                    std::memchr(content, '\n', static_cast<std::size_t>(last - content)) != nullptr;
            return last;
        }
        if (*at == '\0') seen_.nul = true;
    }
}

}  // namespace domainsec::inline v1::detail

// Body canonicalization as a stream (RFC 6376 §3.4.3, §3.4.4). It alternates between content, where
// a scan looks for the next octet that matters, and blank stretches (white space, line ends), which
// are held until content follows.
#include "message/canonical_body.hpp"

#include <algorithm>
#include <cstdint>
#include <cstring>

namespace domainsec::inline v1::detail {
namespace {

constexpr std::string_view line_breaks =
    "\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n"
    "\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n";
constexpr std::string_view line_break = line_breaks.substr(0, 2);

// Asks for octets that are read soon, so that they arrive while others are hashed.
void fetch_ahead(std::string_view octets) noexcept {
    constexpr std::size_t cache_line = 64;
    for (std::size_t at = 0; at < octets.size(); at += cache_line)
        __builtin_prefetch(octets.data() + at);
}

std::string_view between(const char* begin, const char* end) noexcept {
    return {begin, static_cast<std::size_t>(end - begin)};
}

bool has_line_end(std::string_view octets) noexcept {
    return octets.find('\n') != octets.npos;
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
    while (!chunk.empty()) {
        std::size_t copied = 0;
        if (relaxed_ && !held_cr_ && !held_space_) copied = copy_blocks(chunk, sink);
        chunk.remove_prefix(copied);
        // Where nothing could be copied, lines end in LF alone, most likely, and go on to.
        const auto step = !relaxed_ ? chunk.size()
                          : copied == 0 && !held_cr_ && !held_space_
                              ? std::size_t{4096}
                              : RelaxedCopy::block + RelaxedCopy::lookahead;
        look_at(chunk.substr(0, step), sink);
        chunk.remove_prefix(std::min(step, chunk.size()));
    }
}

// Takes whole blocks with CRLF line ends, up to the end of a piece at a time; how many octets.
std::size_t BodyCanonicalizer::copy_blocks(std::string_view chunk, OctetSink sink) {
    constexpr auto block = RelaxedCopy::block;
    constexpr std::uint64_t few = 16;
    std::size_t taken = 0;
    while (chunk.size() - taken >= block + RelaxedCopy::lookahead && held_breaks_ <= few &&
           staged_ + held_breaks_ * line_break.size() < piece) {
        const bool at_line = taken > 0 && chunk[taken - 1] == '\n';
        const auto given = give_lines(chunk.substr(taken), at_line, sink);
        taken += given;
        if (given > 0) continue;
        keep_away_from(chunk.data() + taken);
        // Line ends that were held go in front; those that are still trailing are held again.
        const auto begin = staged_;
        for (; held_breaks_ > 0; --held_breaks_) put(line_break, sink);
        const auto blocks = std::min((chunk.size() - taken - RelaxedCopy::lookahead) / block,
                                     (piece - 1 - staged_) / block + 1);
        auto copied = copy_.copy(chunk.data() + taken, blocks, stage_ + staged_);
        const bool stopped = copied.taken == 0;
        if (copied.taken > 0 && chunk[taken + copied.taken - 1] == '\r') {  // goes with its LF
            --copied.taken;
            --copied.written;
        }
        if (!seen_.crlf) seen_.crlf = has_line_end(chunk.substr(taken, copied.taken));
        taken += copied.taken;
        staged_ += copied.written;
        seen_.nul |= copied.nul;
        hold_trailing(begin);
        if (staged_ >= piece) give_piece(sink, chunk.substr(taken));
        if (stopped) break;
    }
    return taken;
}

// Lines of one length that are canonical where they lie, as encoders write them, are given out from
// there; how many octets, with the end of a line that they begin behind.
std::size_t BodyCanonicalizer::give_lines(std::string_view chunk, bool at_line, OctetSink sink) {
    constexpr std::size_t some = 16;
    constexpr auto longest = RelaxedCopy::longest_line;
    const auto start = at_line ? 0 : chunk.substr(0, longest).find('\n') + 1;
    if (!at_line && start == 0) return 0;
    const auto lines = chunk.substr(start);
    const auto line = lines.substr(0, longest).find('\n') + 1;
    if (line < RelaxedCopy::shortest_line) return 0;
    if (lines.size() < some * line || copy_.lines(lines.data(), line, some) < some) return 0;
    look_at(chunk.substr(0, start), sink);
    for (; held_breaks_ > 0; --held_breaks_) put(line_break, sink);
    give_staged(sink);
    const auto taken = give_lines_of(line, lines, some, sink);
    held_breaks_ = 1;
    content_ = true;
    seen_.crlf = true;
    return start + taken;
}

// The first `count` lines are known; how many octets there are up to one that is not like them.
// Some more are looked at each time, then those before them are given out, but for the last line
// end, which may be trailing.
std::size_t BodyCanonicalizer::give_lines_of(std::size_t line, std::string_view lines,
                                             std::size_t count, OctetSink sink) {
    const auto all = lines.size() / line;
    std::size_t given = 0;
    while (true) {
        const auto more =
            copy_.lines(lines.data() + count * line, line, std::min(all - count, slice / line));
        auto known = count * line - line_break.size();
        count += more;
        if (more > 0) known -= std::min(known - given, (given_ + known - given) % slice);
        give(lines.substr(given, known - given), lines.substr(count * line), sink);
        given = known;
        if (more == 0) return count * line;
    }
}

// Where the low twelve bits of what is written are a little above those of what is read, a
// processor takes both for the same octets and waits: a third of the speed.
void BodyCanonicalizer::keep_away_from(const char* source) noexcept {
    if (staged_ >= RelaxedCopy::block) return;
    const auto distance =
        (reinterpret_cast<std::uintptr_t>(stage_) - reinterpret_cast<std::uintptr_t>(source)) %
        (2 * half_page);
    if (distance > half_page / 2 && distance < 2 * half_page - half_page / 2) return;
    char* const other = staging_.data() + (stage_ == staging_.data() ? half_page : std::size_t{0});
    std::memcpy(other, stage_, staged_);
    stage_ = other;
}

// Takes line ends off the end of what is staged, down to `begin`.
void BodyCanonicalizer::hold_trailing(std::size_t begin) noexcept {
    while (staged_ > begin && stage_[staged_ - 1] == '\n') {
        staged_ -= line_break.size();
        ++held_breaks_;
    }
    if (staged_ > begin) content_ = true;
}

// Octet by octet where they are blank, run by run where they are not.
void BodyCanonicalizer::look_at(std::string_view chunk, OctetSink sink) {
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
            put_bare_cr(sink);
        }
    }
    while (at != end) {
        const char* const blank = at;
        const char* const content = over_blank(at, end);
        if (content == end) return;
        const char* const run = begin_run(blank, content, sink);
        at = end_of_run(content, end);
        put(between(run, at), sink);
    }
}

void BodyCanonicalizer::finish(OctetSink sink) {
    if (held_cr_) {
        held_cr_ = false;
        put_bare_cr(sink);
    }
    // A body without content is one CRLF in simple form (§3.4.3) and nothing in relaxed form
    // (§3.4.4).
    if (content_ || !relaxed_) put(line_break, sink);
    give_staged(sink);
}

void BodyCanonicalizer::put(std::string_view octets, OctetSink sink) {
    while (!octets.empty()) {
        const auto now = std::min(octets.size(), piece - staged_);
        std::memcpy(stage_ + staged_, octets.data(), now);
        staged_ += now;
        octets.remove_prefix(now);
        if (staged_ == piece) give_piece(sink, {});
    }
}

// Slices end where one ends in the canonical text, so that a hash finds its blocks whole in them.
void BodyCanonicalizer::give(std::string_view octets, std::string_view upcoming, OctetSink sink) {
    while (!octets.empty()) {
        const auto now = std::min(octets.size(), slice - static_cast<std::size_t>(given_ % slice));
        fetch_ahead(upcoming.substr(0, now));
        upcoming.remove_prefix(std::min(now, upcoming.size()));
        sink(octets.substr(0, now));
        octets.remove_prefix(now);
        given_ += now;
    }
}

void BodyCanonicalizer::give_staged(OctetSink sink) {
    give({stage_, staged_}, {}, sink);
    staged_ = 0;
}

// What is staged beyond a piece, less than a block, begins the next one.
void BodyCanonicalizer::give_piece(OctetSink sink, std::string_view upcoming) {
    give({stage_, piece}, upcoming, sink);
    staged_ -= piece;
    std::memcpy(stage_, stage_ + piece, staged_);
}

void BodyCanonicalizer::put_held(OctetSink sink) {
    while (held_breaks_ > 0) {
        const auto now = std::min<std::uint64_t>(held_breaks_, line_breaks.size() / 2);
        put(line_breaks.substr(0, static_cast<std::size_t>(now) * 2), sink);
        held_breaks_ -= now;
    }
    if (held_space_) put(" ", sink);
    held_space_ = false;
    content_ = true;
}

void BodyCanonicalizer::put_bare_cr(OctetSink sink) {
    seen_.bare_cr = true;
    put_held(sink);
    put("\r", sink);
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
    put_held(sink);
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
            if (!seen_.crlf) seen_.crlf = has_line_end(between(content, last));
            return last;
        }
        if (*at == '\0') seen_.nul = true;
    }
}

}  // namespace domainsec::inline v1::detail

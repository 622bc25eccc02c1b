// The canonical body as a stream: chunks of any cut go in, unchanged runs come out where they lie,
// in constant memory (RFC 6376 §3.4.3, §3.4.4). The framing is learned in the same pass.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <domainsec/message/canonicalization.hpp>
#include <string_view>

#include "message/octet_scan.hpp"
#include "message/octet_sink.hpp"
#include "message/relaxed_blocks.hpp"

namespace domainsec::inline v1::detail {

/// What of line ends and NUL has been met.
struct FramingSeen {
    bool crlf = false;     ///< A line end as on the wire.
    bool lf = false;       ///< An LF alone.
    bool bare_cr = false;  ///< A CR alone.
    bool nul = false;

    /// True for octets that a mark may cover, as far as they themselves show.
    bool is_strict() const noexcept { return !bare_cr && !nul && !(crlf && lf); }
    friend bool operator==(const FramingSeen&, const FramingSeen&) = default;
};

/// Canonicalizes one body. The output does not depend on how the input is cut. CRLF and LF both end
/// a line and come out as CRLF; a CR alone and NUL are content. The sink gets at most `piece`
/// octets at a time, never none, valid during that call only: runs of encoded lines where they lie,
/// all else copied together. Between, the octets that come next are asked for, so that a long body
/// arrives from memory while it is hashed.
class BodyCanonicalizer final {
  public:
    static constexpr std::size_t piece = 8192;

    explicit BodyCanonicalizer(Canonicalization form, const OctetScan& scan = octet_scan(),
                               const RelaxedCopy& copy = relaxed_copy()) noexcept
        : relaxed_(form == Canonicalization::relaxed),
          find_(relaxed_ ? scan.relaxed : scan.framing),
          copy_(copy) {}
    BodyCanonicalizer(const BodyCanonicalizer&) = delete;
    BodyCanonicalizer& operator=(const BodyCanonicalizer&) = delete;

    void update(std::string_view chunk, OctetSink sink);

    /// Ends the body. No update may follow.
    void finish(OctetSink sink);

    const FramingSeen& framing() const noexcept { return seen_; }

  private:
    std::size_t copy_blocks(std::string_view chunk, OctetSink sink);
    void hold_trailing(std::size_t begin) noexcept;
    void look_at(std::string_view chunk, OctetSink sink);
    bool is_blank(char octet) const noexcept;
    void end_line() noexcept;
    std::size_t give_lines(std::string_view chunk, bool at_line, OctetSink sink);
    std::size_t give_lines_of(std::size_t line, std::string_view lines, std::size_t count,
                              OctetSink sink);
    void keep_away_from(const char* source) noexcept;
    void put(std::string_view octets, OctetSink sink);
    void put_held(OctetSink sink);
    void put_bare_cr(OctetSink sink);
    void give(std::string_view octets, std::string_view upcoming, OctetSink sink);
    void give_staged(OctetSink sink);
    void give_piece(OctetSink sink, std::string_view upcoming);
    const char* over_blank(const char* at, const char* end) noexcept;
    const char* begin_run(const char* blank, const char* content, OctetSink sink);
    const char* end_of_run(const char* content, const char* end) noexcept;

    static constexpr std::size_t half_page = 2048;
    static constexpr std::size_t slice = 1024;

    bool relaxed_;
    OctetScan::Find find_;
    RelaxedCopy copy_;
    FramingSeen seen_;
    std::uint64_t held_breaks_ = 0;  // line ends not given out: they may turn out to be trailing
    bool held_space_ = false;        // white space not given out: it may end its line (relaxed)
    bool held_cr_ = false;           // a CR ended the last chunk
    bool content_ = false;           // something has been given out
    std::uint64_t given_ = 0;        // how much has been given out
    std::size_t staged_ = 0;         // how much of the next piece there is
    char* stage_ = staging_.data();  // where it begins: at the first or the second half page
    alignas(64) std::array<char, piece + RelaxedCopy::block + half_page> staging_;
};

}  // namespace domainsec::inline v1::detail

// The canonical body as a stream: chunks of any cut go in, unchanged runs come out where they lie,
// in constant memory (RFC 6376 §3.4.3, §3.4.4). The framing is learned in the same pass.
#pragma once

#include <cstdint>
#include <domainsec/message/canonicalization.hpp>
#include <string_view>

#include "message/octet_scan.hpp"
#include "message/octet_sink.hpp"

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
/// a line and come out as CRLF; a CR alone and NUL are content. A run handed to the sink is valid
/// during that call only.
class BodyCanonicalizer final {
  public:
    explicit BodyCanonicalizer(Canonicalization form, const OctetScan& scan = octet_scan()) noexcept
        : relaxed_(form == Canonicalization::relaxed),
          find_(relaxed_ ? scan.relaxed : scan.framing) {}

    void update(std::string_view chunk, OctetSink sink);

    /// Ends the body. No update may follow.
    void finish(OctetSink sink);

    const FramingSeen& framing() const noexcept { return seen_; }

  private:
    bool is_blank(char octet) const noexcept;
    void end_line() noexcept;
    void emit_held(OctetSink sink);
    void emit_bare_cr(OctetSink sink);
    const char* over_blank(const char* at, const char* end) noexcept;
    const char* begin_run(const char* blank, const char* content, OctetSink sink);
    const char* end_of_run(const char* content, const char* end) noexcept;

    bool relaxed_;
    OctetScan::Find find_;
    FramingSeen seen_;
    std::uint64_t held_breaks_ = 0;  // line ends not given out: they may turn out to be trailing
    bool held_space_ = false;        // white space not given out: it may end its line (relaxed)
    bool held_cr_ = false;           // a CR ended the last chunk
    bool content_ = false;           // something has been given out
};

}  // namespace domainsec::inline v1::detail

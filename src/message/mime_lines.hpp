// Cuts a body into lines where every reader of MIME cuts it (RFC 5321 §2.3.8, RFC 2046 §4.1.1).
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "message/octet_sink.hpp"

namespace domainsec::inline v1::detail {

/// Octets of a line, without its end. RFC 5322 §2.1.1 allows 998.
inline constexpr std::size_t max_mime_line = std::size_t{64} * 1024;

/// Takes a body in pieces cut anywhere and gives out its lines without their ends. Holds one line.
class MimeLines final {
  public:
    /// Gives `take` each line that ends in these octets. Nothing more once there is a problem.
    void update(std::string_view octets, OctetSink take);

    /// Gives out what follows the last line end, if anything; true when nothing does.
    bool finish(OctetSink take);

    /// A line over the limit, a CR alone, a NUL, or mixed line ends, as a part of a sentence.
    std::string_view problem() const noexcept { return problem_; }

  private:
    void hold(std::string_view octets);
    void give_ended(std::string_view line, OctetSink take);
    void give(std::string_view line, OctetSink take);

    enum class End { unknown, crlf, lf };

    std::string held_;  // of a line that has not ended
    End end_ = End::unknown;
    std::string_view problem_;
};

}  // namespace domainsec::inline v1::detail

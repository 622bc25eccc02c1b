// Reads the value of a structured field piece by piece: white space, comments, quoted strings,
// words (RFC 5322 §3.2, RFC 6532 §3.1). Authors and Authentication-Results are read with it.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace domainsec::inline v1::detail {

/// Octets of a structured field's value that are read at all; what is longer counts as unreadable.
inline constexpr std::size_t max_structured_value = 64 * 1024;

/// How deep comments may nest.
inline constexpr int max_comment_depth = 100;

/// What stood between two pieces.
struct Gap {
    bool any = false;      ///< White space or a comment.
    bool comment = false;  ///< At least one comment.
    std::string comments;  ///< Text of the outermost comments, quoted pairs resolved, one space
                           ///< between two.
};

/// A place in a value. Functions that fail leave the place undefined: the value is given up then.
class HeaderCursor final {
  public:
    explicit HeaderCursor(std::string_view text) noexcept : text_(text) {}

    bool at_end() const noexcept { return at_ == text_.size(); }

    /// The octet at this place; NUL at the end.
    char peek() const noexcept { return at_end() ? '\0' : text_[at_]; }

    /// Steps over `octet` when it stands here.
    bool take(char octet) noexcept;

    /// [CFWS]: white space, folding (CRLF or LF, then white space) and comments (RFC 5322 §3.2.2).
    /// Nothing for a comment that does not end or nests too deep, a line end that folds nothing, or
    /// a control in a comment.
    std::optional<Gap> skip_gap();

    /// [CFWS] when only whether it was well-formed matters.
    bool skip() { return skip_gap().has_value(); }

    /// A quoted string that begins here (RFC 5322 §3.2.4): its content, unfolded, without quotes
    /// and backslashes.
    std::optional<std::string> quoted_string();

    /// The longest run of octets that satisfy `belongs`; may be empty.
    template <class Predicate>
    std::string_view run(Predicate belongs) noexcept {
        const auto begin = at_;
        while (!at_end() && belongs(text_[at_])) ++at_;
        return text_.substr(begin, at_ - begin);
    }

  private:
    bool skip_fold() noexcept;
    bool skip_comment(std::string& content);

    std::string_view text_;
    std::size_t at_ = 0;
};

}  // namespace domainsec::inline v1::detail

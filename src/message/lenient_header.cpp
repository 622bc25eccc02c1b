// The most generous reading of a header, for the border only.
#include "message/lenient_header.hpp"

#include <algorithm>
#include <domainsec/error.hpp>

#include "message/ascii.hpp"
#include "message/mark.hpp"
#include "message/removal.hpp"

namespace domainsec::inline v1::detail {
namespace {

// Octets of a name that are looked at: more than any mark's name, or beginning of a name, has.
constexpr std::size_t longest_name = 64;

// Octets of a name that are told: it may be as long as the message.
constexpr std::size_t longest_told_name = 128;

// One line in the generous reading: its content, then its line end, which the last line may lack.
struct Line {
    std::size_t begin = 0;
    std::size_t content_end = 0;
    std::size_t end = 0;
};

// A line with those that continue it.
struct Group {
    std::size_t begin = 0;
    std::size_t first_content_end = 0;
    std::size_t last_content_end = 0;
    std::size_t end = 0;
};

// Whether readers differ on where the lines of a text end. The text may grow: each octet is looked
// at once.
class LineEndsSeen {
  public:
    bool ambiguous() const noexcept { return ambiguous_ || (crlf_ && lf_); }

    // Looks on up to `end`, which stands behind a line end or at the end of all.
    void look(std::string_view text, std::size_t end) noexcept {
        for (; at_ < end && !ambiguous(); ++at_) {
            if (text[at_] == '\0') ambiguous_ = true;
            if (text[at_] == '\n') lf_ = true;
            if (text[at_] != '\r') continue;
            if (text.substr(at_, 2) != "\r\n") ambiguous_ = true;
            crlf_ = true;
            ++at_;
        }
    }

  private:
    std::size_t at_ = 0;
    bool crlf_ = false;
    bool lf_ = false;
    bool ambiguous_ = false;
};

// A mark that was found, and the field that it is.
struct FoundMark {
    Group group;
    std::size_t index;
    RemovalReason reason;
};

class LenientHeader {
  public:
    LenientHeader(const MessageView& message, const BorderRules& rules)
        : message_(message), rules_(rules), text_(message.octets()), edits_(text_.size()) {}

    EditList edits() {
        // While no line is left that can be seen, a reader that skips empty lines goes on: so does
        // this.
        while (at_ < text_.size() && !seen_) read_part();
        return std::move(edits_);
    }

  private:
    // Empty lines and what follows them up to the next ones.
    void read_part() {
        for (auto line = line_at(at_); at_ < text_.size() && is_invisible(line);
             line = line_at(at_)) {
            before_ = line;
            at_ = line.end;
        }
        end_ = header_end(at_);
        line_ends_.look(text_, end_);
        while (at_ < end_) {
            const auto group = take_group();
            if (const auto reason = reason_to_remove(group); reason != RemovalReason::none) {
                note_mark(group, reason);
            } else {
                take_off_marks();
                const Line last{group.begin, group.last_content_end, group.end};
                seen_ = seen_ || !is_invisible(last);
                before_ = last;
            }
        }
        take_off_marks();
    }

    Line line_at(std::size_t begin) const noexcept {
        const auto found = text_.find_first_of("\r\n", begin);
        if (found == std::string_view::npos) return {begin, text_.size(), text_.size()};
        const bool crlf = text_.substr(found, 2) == "\r\n";
        return {begin, found, found + (crlf ? 2 : 1)};
    }

    // Nothing that can be seen: an empty line to a reader that drops NUL or white space.
    bool is_invisible(const Line& line) const noexcept {
        const auto content = between(line.begin, line.content_end);
        return std::none_of(content.begin(), content.end(), is_graphic);
    }

    static bool is_empty(const Line& line) noexcept {
        return line.begin == line.content_end && line.content_end != line.end;
    }

    std::size_t header_end(std::size_t begin) const noexcept {
        const bool lf = message_.line_ends() == LineEnds::lf;
        const auto found =
            text_.find(lf ? std::string_view("\n\n") : std::string_view("\r\n\r\n"), begin);
        return found == std::string_view::npos ? text_.size() : found + (lf ? 1 : 2);
    }

    Group take_group() {
        auto line = line_at(at_);
        Group group{line.begin, line.content_end, line.content_end, line.end};
        at_ = line.end;
        if (is_empty(line)) return group;
        while (at_ < end_ && is_wsp(text_[at_])) {
            line = line_at(at_);
            group.last_content_end = line.content_end;
            group.end = at_ = line.end;
        }
        return group;
    }

    std::string_view between(std::size_t begin, std::size_t end) const noexcept {
        return text_.substr(begin, end - begin);
    }

    RemovalReason reason_to_remove(const Group& group) const {
        const auto whole = between(group.begin, group.last_content_end);
        if (const auto reason = reason_to_remove(whole); reason != RemovalReason::none)
            return reason;
        // To a reader that knows CRLF only, "Domain-Secured" and ": x" are one line when an LF
        // stands between.
        const bool has_colon = whole.find(':') != std::string_view::npos;
        if (line_ends_.ambiguous() && !has_colon && begins_mark(generous_name(whole)))
            return RemovalReason::begins_mark;
        const auto first = between(group.begin, group.first_content_end);
        const bool continues_no_field =
            first.find(':') == std::string_view::npos || is_wsp(text_[group.begin]);
        if (!continues_no_field) return RemovalReason::none;
        for (auto line = line_at(group.begin); line.begin < group.last_content_end;
             line = line_at(line.end)) {
            const auto reason = reason_to_remove(between(line.begin, line.content_end));
            if (reason != RemovalReason::none) return reason;
        }
        return RemovalReason::none;
    }

    RemovalReason reason_to_remove(std::string_view field) const {
        const auto colon = field.find(':');
        if (colon == std::string_view::npos) return RemovalReason::none;
        const auto mark = mark_of(generous_name(field.substr(0, colon)));
        if (mark == Mark::authentication_results && line_ends_.ambiguous())
            return RemovalReason::unreadable_results;
        return removal_reason(mark, field.substr(colon + 1), rules_);
    }

    static std::string generous_name(std::string_view text) {
        std::string name;
        for (const char octet : text) {
            if (is_graphic(octet)) name += octet;
            if (name.size() > longest_name) break;
        }
        return name;
    }

    // Neighbours that are no fields become one, however many there are: nobody can name them apart.
    void note_mark(const Group& group, RemovalReason reason) {
        const auto index = index_of(group.begin);
        if (index != RemovedField::not_a_field || marks_.empty() || marks_.back().index != index) {
            marks_.push_back({group, index, reason});
            return;
        }
        auto& last = marks_.back().group;
        last.last_content_end = group.last_content_end;
        last.end = group.end;
    }

    // Takes off the marks that stand together.
    void take_off_marks() {
        if (marks_.empty()) return;
        const auto& last = marks_.back().group;
        const auto line_end = between(last.last_content_end, last.end);
        const auto line_end_before = between(before_.content_end, before_.end);
        const bool shift =
            !line_end.empty() && !line_end_before.empty() && line_end != line_end_before;
        for (auto& mark : marks_) {
            const auto& group = mark.group;
            OctetRange range{group.begin, group.end - group.begin};
            if (shift && &mark == &marks_.front())
                range = {before_.content_end, group.end - before_.content_end};
            if (shift && &mark == &marks_.back())
                range.length = group.last_content_end - range.offset;
            edits_.remove({mark.index, written_name(group), range, mark.reason});
        }
        marks_.clear();
    }

    std::string written_name(const Group& group) const {
        const auto text = between(group.begin, group.last_content_end);
        return escaped(text.substr(0, std::min(text.find(':'), longest_told_name)));
    }

    // Groups come from the top down, and so do the fields.
    std::size_t index_of(std::size_t begin) {
        const auto& fields = message_.fields();
        const auto* const place = text_.data() + begin;
        while (field_ < fields.size() && fields[field_].raw().data() < place) ++field_;
        const bool same = field_ < fields.size() && fields[field_].raw().data() == place;
        return same ? field_ : RemovedField::not_a_field;
    }

    const MessageView& message_;
    const BorderRules& rules_;
    std::string_view text_;
    LineEndsSeen line_ends_;
    bool seen_ = false;  // a line that can be seen stays
    EditList edits_;
    std::size_t at_ = 0;
    std::size_t end_ = 0;
    std::size_t field_ = 0;
    Line before_;  // the line in front of the marks; its begin does not matter
    std::vector<FoundMark> marks_;
};

}  // namespace

EditList lenient_border_edits(const MessageView& message, const BorderRules& rules) {
    return LenientHeader(message, rules).edits();
}

}  // namespace domainsec::inline v1::detail

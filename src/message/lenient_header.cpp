// The most generous reading of a header, for the border only.
#include "message/lenient_header.hpp"

#include <algorithm>
#include <domainsec/error.hpp>
#include <domainsec/message/authentication_results.hpp>

#include "message/ascii.hpp"
#include "message/mark.hpp"

namespace domainsec::inline v1::detail {
namespace {

constexpr auto npos = std::string_view::npos;

// Octets of a name that are looked at: more than any mark's name, or beginning of a name, has.
constexpr std::size_t longest_name = 64;

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

// True when readers differ on where lines end.
bool is_ambiguous(std::string_view header) noexcept {
    bool crlf = false;
    bool lf = false;
    for (std::size_t at = 0; at < header.size(); ++at) {
        if (header[at] == '\0') return true;
        if (header[at] == '\n') lf = true;
        if (header[at] == '\r') {
            if (header.substr(at, 2) != "\r\n") return true;
            crlf = true;
            ++at;
        }
    }
    return crlf && lf;
}

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
        ambiguous_ = is_ambiguous(text_.substr(0, end_));
        while (at_ < end_) {
            const auto group = take_group();
            if (is_mark(group)) {
                marks_.push_back(group);
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
        if (found == npos) return {begin, text_.size(), text_.size()};
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
        return found == npos ? text_.size() : found + (lf ? 1 : 2);
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

    bool is_mark(const Group& group) const {
        const auto whole = between(group.begin, group.last_content_end);
        if (is_mark(whole)) return true;
        // To a reader that knows CRLF only, "Domain-Secured" and ": x" are one line when an LF
        // stands between.
        const bool has_colon = whole.find(':') != npos;
        if (ambiguous_ && !has_colon && begins_mark(generous_name(whole))) return true;
        const auto first = between(group.begin, group.first_content_end);
        const bool continues_no_field = first.find(':') == npos || is_wsp(text_[group.begin]);
        if (!continues_no_field) return false;
        for (auto line = line_at(group.begin); line.begin < group.last_content_end;
             line = line_at(line.end)) {
            if (is_mark(between(line.begin, line.content_end))) return true;
        }
        return false;
    }

    bool is_mark(std::string_view field) const {
        const auto colon = field.find(':');
        if (colon == npos) return false;
        switch (mark_of(generous_name(field.substr(0, colon)))) {
            case Mark::none:
                return false;
            case Mark::authentication_results:
                return ambiguous_ || could_claim(field.substr(colon + 1), rules_.own_names);
            case Mark::stamp:
            case Mark::exchange:
                return true;
        }
        return true;
    }

    static std::string generous_name(std::string_view text) {
        std::string name;
        for (const char octet : text) {
            if (is_graphic(octet)) name += octet;
            if (name.size() > longest_name) break;
        }
        return name;
    }

    // Takes off the marks that stand together.
    void take_off_marks() {
        if (marks_.empty()) return;
        const auto& last = marks_.back();
        const auto line_end = between(last.last_content_end, last.end);
        const auto line_end_before = between(before_.content_end, before_.end);
        const bool shift =
            !line_end.empty() && !line_end_before.empty() && line_end != line_end_before;
        for (auto& mark : marks_) {
            OctetRange range{mark.begin, mark.end - mark.begin};
            if (shift && &mark == &marks_.front()) {
                range = {before_.content_end, mark.end - before_.content_end};
            }
            if (shift && &mark == &marks_.back()) {
                range.length = mark.last_content_end - range.offset;
            }
            edits_.remove({index_of(mark.begin), written_name(mark), range});
        }
        marks_.clear();
    }

    std::string written_name(const Group& group) const {
        const auto text = between(group.begin, group.last_content_end);
        return escaped(text.substr(0, text.find(':')));
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
    bool ambiguous_ = false;
    bool seen_ = false;  // a line that can be seen stays
    EditList edits_;
    std::size_t at_ = 0;
    std::size_t end_ = 0;
    std::size_t field_ = 0;
    Line before_;  // the line in front of the marks; its begin does not matter
    std::vector<Group> marks_;
};

}  // namespace

EditList lenient_border_edits(const MessageView& message, const BorderRules& rules) {
    return LenientHeader(message, rules).edits();
}

}  // namespace domainsec::inline v1::detail

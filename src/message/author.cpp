// The one mailbox of a From: field by the address grammar of RFC 5322 §3.4, with UTF-8 (RFC 6532
// §3.2). Forms that readers are known to take differently are malformed.
#include <domainsec/message/author.hpp>

#include "message/ascii.hpp"
#include "message/encoded_word.hpp"
#include "message/header_cursor.hpp"
#include "names/grammar.hpp"
#include "names/utf8.hpp"

namespace domainsec::inline v1 {
namespace {

using detail::Gap;
using detail::HeaderCursor;

// What stands in front of a special: words, and whether they can be a local part.
struct Words {
    std::string shown;       // as a display name
    std::string local_part;  // as written in an addr-spec; empty when there are several words
    std::size_t count = 0;
    bool glued = true;     // no white space or comment within or after them
    bool encoded = false;  // the last one was an encoded word
};

// Reads the list from left to right. `malformed_` ends all further reading.
class AddressReader {
  public:
    explicit AddressReader(std::string_view text) noexcept : cursor_(text) {}

    Author read() {
        do {
            read_element();
        } while (!malformed_ && cursor_.take(','));
        if (malformed_ || !cursor_.at_end()) return problem(AuthorProblem::malformed);
        if (groups_ > 0 && mailboxes_ > 0) return problem(AuthorProblem::group);
        if (mailboxes_ > 1) return problem(AuthorProblem::several_addresses);
        if (mailboxes_ == 0) return problem(AuthorProblem::no_address);
        // A list with holes in it ("a@b.example,") is obsolete syntax; some readers see an empty
        // author.
        if (holes_ > 0) return problem(AuthorProblem::malformed);
        return std::move(author_);
    }

  private:
    static Author problem(AuthorProblem problem) { return {std::nullopt, problem, {}}; }

    Gap gap() {
        auto gap = cursor_.skip_gap();
        if (!gap) malformed_ = true;
        return gap ? std::move(*gap) : Gap{};
    }

    // One mailbox, group or hole of the list, up to a comma, a semicolon or the end.
    void read_element() {
        comments_.clear();
        note_comments(gap());
        auto words = read_words();
        if (malformed_) return;
        switch (cursor_.peek()) {
            case '@':
                return read_plain_address(words);
            case '<':
                return read_angle_address(std::move(words.shown));
            case ':':
                return read_group(words);
            default:
                break;
        }
        if (words.count > 0) {
            malformed_ = true;  // words without an address
        } else {
            ++holes_;
        }
    }

    // phrase / local-part: words and dots, with what stands between them (RFC 5322 §3.2.5, §4.1)
    Words read_words() {
        Words words;
        bool space = false;
        while (!malformed_ && is_word_begin(cursor_.peek())) {
            read_word(words, space);
            auto between = gap();
            space = between.any;
            if (space) words.glued = false;
            note_comments(std::move(between));
        }
        return words;
    }

    static bool is_word_begin(char octet) noexcept {
        return octet == '"' || octet == '.' || detail::is_atext(octet) ||
               detail::is_eight_bit(octet);
    }

    void read_word(Words& words, bool space_before) {
        ++words.count;
        std::string text;
        std::optional<std::string> decoded;
        if (cursor_.peek() == '"') {
            auto quoted = cursor_.quoted_string();
            if (!quoted) {
                malformed_ = true;
                return;
            }
            text = std::move(*quoted);  // nothing is encoded in here (RFC 2047 §5)
            words.local_part = detail::to_quoted_string(text);
        } else {
            text = cursor_.run([](char octet) { return octet != '"' && is_word_begin(octet); });
            words.local_part = text;
            decoded = detail::decode_encoded_word(text);
        }
        if (words.count > 1) words.local_part.clear();
        // Space between two encoded words is not shown (RFC 2047 §6.2).
        if (space_before && !(words.encoded && decoded)) words.shown += ' ';
        words.shown += decoded ? *decoded : text;
        words.encoded = decoded.has_value();
    }

    // addr-spec without angle brackets; comments may follow it (RFC 5322 §3.4.1)
    void read_plain_address(const Words& words) {
        read_address(words);
        if (malformed_) return;
        note_comments(gap());
        // The old way to give a name: alice@fabrikam.example (Alice)
        author_.display_name = detail::without_controls(detail::decode_encoded_words(comments_));
    }

    // angle-addr; a route in it is malformed, for readers differ on which address counts (RFC 5322
    // §4.4)
    void read_angle_address(std::string display_name) {
        cursor_.take('<');
        if (gap().comment) malformed_ = true;
        const auto words = malformed_ ? Words{} : read_words();
        if (malformed_) return;
        read_address(words);
        if (!malformed_ && gap().comment) malformed_ = true;
        if (malformed_ || !cursor_.take('>')) {
            malformed_ = true;
            return;
        }
        note_comments(gap());
        if (display_name.empty()) display_name = detail::decode_encoded_words(comments_);
        author_.display_name = detail::without_controls(display_name);
    }

    // local-part "@" domain, nothing between them; a domain literal is malformed
    void read_address(const Words& words) {
        if (words.count != 1 || !words.glued || !cursor_.take('@')) {
            malformed_ = true;
            return;
        }
        const auto domain = cursor_.run([](char octet) {
            return octet == '.' || detail::is_atext(octet) || detail::is_eight_bit(octet);
        });
        author_.address = MailAddress::from_string(words.local_part + "@" + std::string(domain));
        if (!author_.address) malformed_ = true;
        ++mailboxes_;
    }

    // display-name ":" [group-list] ";"
    void read_group(const Words& name) {
        if (name.count == 0 || in_group_) {
            malformed_ = true;
            return;
        }
        in_group_ = true;
        ++groups_;
        do {
            cursor_.take(cursor_.peek() == ':' ? ':' : ',');
            read_element();
        } while (!malformed_ && cursor_.peek() == ',');
        if (!cursor_.take(';')) malformed_ = true;
        in_group_ = false;
        if (!malformed_) note_comments(gap());
    }

    void note_comments(Gap gap) {
        if (!gap.comment) return;
        if (!comments_.empty()) comments_ += ' ';
        comments_ += gap.comments;
    }

    HeaderCursor cursor_;
    Author author_;
    std::string comments_;
    std::size_t mailboxes_ = 0;
    std::size_t groups_ = 0;
    std::size_t holes_ = 0;
    bool in_group_ = false;
    bool malformed_ = false;
};

}  // namespace

std::string_view to_string(AuthorProblem problem) noexcept {
    switch (problem) {
        case AuthorProblem::none:
            return "none";
        case AuthorProblem::no_from:
            return "no_from";
        case AuthorProblem::several_from:
            return "several_from";
        case AuthorProblem::no_address:
            return "no_address";
        case AuthorProblem::several_addresses:
            return "several_addresses";
        case AuthorProblem::group:
            return "group";
        case AuthorProblem::malformed:
            return "malformed";
    }
    return "unknown";
}

Author parse_single_mailbox(std::string_view field_value) {
    if (field_value.size() > detail::max_structured_value || !detail::is_utf8(field_value)) {
        return {std::nullopt, AuthorProblem::malformed, {}};
    }
    return AddressReader(field_value).read();
}

Author author_of(const MessageView& message) {
    const auto defect = message.defect();
    // A second From: may stand where the parser did not get to.
    if (defect == MessageDefect::header_too_large || defect == MessageDefect::too_many_fields) {
        return {std::nullopt, AuthorProblem::malformed, {}};
    }
    const auto count = message.count("From");
    if (count == 0) return {std::nullopt, AuthorProblem::no_from, {}};
    if (count > 1) return {std::nullopt, AuthorProblem::several_from, {}};
    return parse_single_mailbox(message.last("From")->value());
}

}  // namespace domainsec::inline v1

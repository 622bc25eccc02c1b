// Writes an Authentication-Results field: no comments, tokens and quoted strings only, folded (RFC
// 8601 §2.2).
#include <domainsec/error.hpp>
#include <domainsec/message/authentication_results.hpp>

#include "message/ascii.hpp"
#include "message/keyword.hpp"
#include "names/grammar.hpp"
#include "names/utf8.hpp"

namespace domainsec::inline v1 {
namespace {

constexpr std::size_t wanted_line_octets = 78;  // RFC 5322 §2.1.1
constexpr std::size_t max_value_octets =
    400;  // twice that, when all is escaped, still fits one line of 998

// The value with "?" for what no quoted string holds, cut where it is over-long.
std::string printable(std::string_view value) {
    std::string text;
    while (!value.empty() && text.size() < max_value_octets) {
        const auto character = detail::first_utf8_character(value);
        const auto length = character ? character->length : 1;
        const bool plain =
            character && (character->code_point < 0x80
                              ? detail::is_graphic(value.front()) || value.front() == ' '
                              : detail::is_utf8_non_ascii(character->code_point));
        if (plain) {
            text += value.substr(0, length);
        } else {
            text += '?';
        }
        value.remove_prefix(length);
    }
    return text;
}

bool is_ascii_token(std::string_view text) noexcept {
    return detail::is_ascii(text) && detail::is_token(text);
}

bool is_plain_domain(std::string_view text) noexcept {
    const bool octets = std::all_of(text.begin(), text.end(), [](char octet) {
        return detail::is_letter(octet) || detail::is_digit(octet) || octet == '-' || octet == '.';
    });
    return octets && !text.empty() && text.front() != '.' && text.back() != '.' &&
           text.find("..") == text.npos;
}

// [ [ local-part ] "@" ] domain-name, which needs no quotes
bool is_plain_address(std::string_view text) noexcept {
    const auto sign = text.rfind('@');
    if (sign == text.npos || !detail::is_ascii(text)) return false;
    const auto local_part = text.substr(0, sign);
    return (local_part.empty() || detail::is_dot_string(local_part)) &&
           is_plain_domain(text.substr(sign + 1));
}

std::string value_text(std::string_view value) {
    const auto text = printable(value);
    return is_ascii_token(text) ? text : detail::to_quoted_string(text);
}

std::string property_value_text(std::string_view value) {
    const auto text = printable(value);
    return is_plain_address(text) ? text : value_text(text);
}

const std::string& checked_keyword(const std::string& word, const char* what) {
    if (!detail::is_keyword(word)) {
        throw Error(errc::invalid_argument,
                    std::string("the ") + what + " of an Authentication-Results field is \"" +
                        escaped(word) +
                        "\"; only letters, digits and inner hyphens can stand there");
    }
    return word;
}

// Appends words, each on the line if it fits, else on the next one.
class FoldedField {
  public:
    explicit FoldedField(std::string text) : text_(std::move(text)), column_(text_.size()) {}

    void add(const std::string& word) {
        if (column_ + 1 + word.size() > wanted_line_octets) {
            text_ += "\r\n";
            column_ = 0;
        }
        text_ += ' ' + word;
        column_ += 1 + word.size();
    }

    void end_part() {
        text_ += ';';
        ++column_;
    }

    std::string take() && { return std::move(text_) + "\r\n"; }

  private:
    std::string text_;
    std::size_t column_;
};

void add_method(FoldedField& field, const AuthenticationMethod& method) {
    auto spec = checked_keyword(method.method, "method");
    if (method.version != 1) spec += '/' + std::to_string(method.version);
    field.add(spec + '=' + checked_keyword(method.result, "result"));
    if (!method.reason.empty()) field.add("reason=" + value_text(method.reason));
    for (const auto& property : method.properties) {
        field.add(checked_keyword(property.ptype, "ptype") + '.' +
                  checked_keyword(property.property, "property") + '=' +
                  property_value_text(property.value));
    }
}

}  // namespace

std::string AuthenticationResults::to_field() const {
    FoldedField field("Authentication-Results:");
    field.add(value_text(authserv_id));
    if (version != 1) field.add(std::to_string(version));
    for (const auto& method : methods) {
        field.end_part();
        add_method(field, method);
    }
    if (methods.empty()) {
        field.end_part();
        field.add("none");
    }
    return std::move(field).take();
}

}  // namespace domainsec::inline v1

// Reads an Authentication-Results value by the grammar of RFC 8601 §2.2, with the UTF-8 of RFC 8616
// §5.
#include <charconv>
#include <domainsec/message/authentication_results.hpp>

#include "message/ascii.hpp"
#include "message/header_cursor.hpp"
#include "message/keyword.hpp"
#include "names/grammar.hpp"
#include "names/utf8.hpp"

namespace domainsec::inline v1 {
namespace {

using detail::HeaderCursor;
using detail::is_digit;
using detail::is_eight_bit;

bool is_keyword_octet(char octet) noexcept {
    return detail::is_letter(octet) || is_digit(octet) || octet == '-';
}

bool is_domain_octet(char octet) noexcept {
    return is_keyword_octet(octet) || octet == '.' || octet == '_' || is_eight_bit(octet);
}

class Reader {
  public:
    explicit Reader(std::string_view text) noexcept : cursor_(text) {}

    std::optional<AuthenticationResults> read() {
        AuthenticationResults results;
        if (!read_identity(results)) return std::nullopt;
        while (!cursor_.at_end()) {
            if (!cursor_.take(';') || !cursor_.skip()) return std::nullopt;
            auto name = keyword();
            if (!name || !cursor_.skip()) return std::nullopt;
            // no-result = [CFWS] ";" [CFWS] "none"
            if (*name == "none" && cursor_.at_end() && results.methods.empty()) return results;
            if (!read_method(std::move(*name), results.methods)) return std::nullopt;
        }
        if (results.methods.empty()) return std::nullopt;
        return results;
    }

  private:
    // [CFWS] authserv-id [ CFWS authres-version ] [CFWS]
    bool read_identity(AuthenticationResults& results) {
        if (!cursor_.skip()) return false;
        auto identity = value();
        if (!identity) return false;
        results.authserv_id = std::move(*identity);
        const auto gap = cursor_.skip_gap();
        if (!gap) return false;
        if (!is_digit(cursor_.peek())) return true;
        return gap->any && number(results.version) && cursor_.skip();
    }

    // The rest of: methodspec [ CFWS reasonspec ] [ CFWS 1*propspec ], after the method's name.
    bool read_method(std::string name, std::vector<AuthenticationMethod>& methods) {
        AuthenticationMethod method;
        method.method = std::move(name);
        if (cursor_.take('/')) {
            if (!cursor_.skip() || !number(method.version) || !cursor_.skip()) return false;
        }
        if (!cursor_.take('=') || !cursor_.skip()) return false;
        auto result = keyword();
        if (!result) return false;
        method.result = std::move(*result);
        bool has_reason = false;
        auto gap = cursor_.skip_gap();
        while (gap && !cursor_.at_end() && cursor_.peek() != ';') {
            if (!gap->any || !read_reason_or_property(method, has_reason)) return false;
            gap = cursor_.skip_gap();
        }
        methods.push_back(std::move(method));
        return gap.has_value();
    }

    // reasonspec = "reason" [CFWS] "=" [CFWS] value
    // propspec   = ptype [CFWS] "." [CFWS] property [CFWS] "=" pvalue
    bool read_reason_or_property(AuthenticationMethod& method, bool& has_reason) {
        auto name = keyword();
        if (!name || !cursor_.skip()) return false;
        if (cursor_.take('.')) return read_property(std::move(*name), method.properties);
        const bool may_be_reason = *name == "reason" && !has_reason && method.properties.empty();
        if (!may_be_reason || !cursor_.take('=') || !cursor_.skip()) return false;
        auto reason = value();
        if (!reason) return false;
        method.reason = std::move(*reason);
        has_reason = true;
        return true;
    }

    bool read_property(std::string ptype, std::vector<AuthenticationProperty>& properties) {
        if (!cursor_.skip()) return false;
        auto property = keyword();
        if (!property || !cursor_.skip() || !cursor_.take('=') || !cursor_.skip()) return false;
        auto text = property_value();
        if (!text) return false;
        properties.push_back({std::move(ptype), std::move(*property), std::move(*text)});
        return true;
    }

    // pvalue = [CFWS] ( ( value / [ [ local-part ] "@" ] domain-name ) [CFWS] )
    std::optional<std::string> property_value() {
        if (cursor_.peek() == '"') {
            auto quoted = cursor_.quoted_string();
            if (!quoted || cursor_.peek() != '@') return quoted;
            return with_domain(std::move(*quoted));
        }
        const auto word = cursor_.run([](char octet) {
            return detail::is_atext(octet) || octet == '.' || is_eight_bit(octet);
        });
        if (cursor_.peek() == '@') {
            if (!word.empty() && !detail::is_dot_string(word)) return std::nullopt;
            return with_domain(std::string(word));
        }
        if (!detail::is_token(word)) return std::nullopt;
        return std::string(word);
    }

    std::optional<std::string> with_domain(std::string local_part) {
        cursor_.take('@');
        const auto domain = cursor_.run(is_domain_octet);
        if (domain.empty() || domain.front() == '.' || domain.back() == '.' ||
            domain.find("..") != domain.npos) {
            return std::nullopt;
        }
        return local_part + "@" + std::string(domain);
    }

    // value = token / quoted-string (RFC 2045 §5.1)
    std::optional<std::string> value() {
        if (cursor_.peek() == '"') return cursor_.quoted_string();
        const auto token = cursor_.run(detail::is_token_octet);
        if (token.empty()) return std::nullopt;
        return std::string(token);
    }

    std::optional<std::string> keyword() {
        const auto word = cursor_.run(is_keyword_octet);
        if (!detail::is_keyword(word)) return std::nullopt;
        return detail::ascii_lowered(word);
    }

    bool number(std::uint32_t& number) {
        const auto digits = cursor_.run(is_digit);
        const auto* const end = digits.data() + digits.size();
        const auto [stop, failure] = std::from_chars(digits.data(), end, number);
        return failure == std::errc() && stop == end;
    }

    HeaderCursor cursor_;
};

// UTF-8 without C1 controls: they would not be written again as they came, and a terminal may act
// on them. The ASCII ones are no part of the grammar.
bool is_field_text(std::string_view text) noexcept {
    while (!text.empty()) {
        const auto character = detail::first_utf8_character(text);
        if (!character) return false;
        const auto code_point = character->code_point;
        if (code_point >= 0x80 && !detail::is_utf8_non_ascii(code_point)) return false;
        text.remove_prefix(character->length);
    }
    return true;
}

}  // namespace

std::optional<AuthenticationResults> AuthenticationResults::from_string(
    std::string_view field_value) {
    if (field_value.size() > detail::max_structured_value) return std::nullopt;
    if (!is_field_text(field_value)) return std::nullopt;
    return Reader(field_value).read();
}

}  // namespace domainsec::inline v1

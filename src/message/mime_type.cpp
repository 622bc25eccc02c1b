// Where readers of MIME differ, nothing is read at all: a guess here would be somebody's way in.
#include "message/mime_type.hpp"

#include <algorithm>
#include <iterator>
#include <set>

#include "message/ascii.hpp"
#include "message/header_cursor.hpp"
#include "message/keyword.hpp"

namespace domainsec::inline v1::detail {
namespace {

// White space and folding, and no comment.
bool skip_space(HeaderCursor& cursor) {
    const auto gap = cursor.skip_gap();
    return gap && !gap->comment;
}

bool is_token_octet_ascii(char octet) noexcept {
    return !is_eight_bit(octet) && is_token_octet(octet);
}

// Without quoted pairs and folds: readers differ in whether they undo them.
bool is_plain_quoted(char octet) noexcept {
    return octet != '"' && octet != '\\' &&
           (is_graphic(octet) || is_wsp(octet) || is_eight_bit(octet));
}

std::optional<std::string> read_value(HeaderCursor& cursor) {
    if (cursor.take('"')) {
        std::string text(cursor.run(is_plain_quoted));
        if (!cursor.take('"')) return std::nullopt;
        return text;
    }
    const auto token = cursor.run(is_token_octet_ascii);
    if (token.empty()) return std::nullopt;
    return std::string(token);
}

bool read_parameter(HeaderCursor& cursor, MimeType& result, std::set<std::string>& seen) {
    if (!skip_space(cursor)) return false;
    if (cursor.at_end()) return true;  // a semicolon at the end
    const auto name = ascii_lowered(cursor.run(is_token_octet_ascii));
    if (name.empty() || name.find('*') != std::string::npos || !seen.insert(name).second)
        return false;
    if (!skip_space(cursor) || !cursor.take('=') || !skip_space(cursor)) return false;
    auto value = read_value(cursor);
    if (!value || value->empty()) return false;
    if (name == "charset") result.charset = ascii_lowered(*value);
    if (name == "boundary") result.boundary = std::move(*value);
    return skip_space(cursor);
}

}  // namespace

std::string_view to_string(TransferEncoding encoding) noexcept {
    switch (encoding) {
        case TransferEncoding::identity:
            return "identity";
        case TransferEncoding::quoted_printable:
            return "quoted-printable";
        case TransferEncoding::base64:
            return "base64";
        case TransferEncoding::unknown:
            break;
    }
    return "unknown";
}

TransferEncoding transfer_encoding_of(const MessageView& header) {
    const auto* field = header.last("content-transfer-encoding");
    if (field == nullptr) return TransferEncoding::identity;
    if (header.count("content-transfer-encoding") > 1) return TransferEncoding::unknown;
    const auto word = ascii_lowered(field->unfolded());
    if (word == "7bit" || word == "8bit" || word == "binary") return TransferEncoding::identity;
    if (word == "quoted-printable") return TransferEncoding::quoted_printable;
    return word == "base64" ? TransferEncoding::base64 : TransferEncoding::unknown;
}

std::optional<MimeType> mime_type_from_string(std::string_view field_value) {
    if (field_value.size() > max_structured_value) return std::nullopt;
    HeaderCursor cursor(field_value);
    MimeType result;
    if (!skip_space(cursor)) return std::nullopt;
    result.type = ascii_lowered(cursor.run(is_token_octet_ascii));
    if (result.type.empty() || !cursor.take('/')) return std::nullopt;
    result.subtype = ascii_lowered(cursor.run(is_token_octet_ascii));
    if (result.subtype.empty() || !skip_space(cursor)) return std::nullopt;
    std::set<std::string> seen;
    while (cursor.take(';'))
        if (!read_parameter(cursor, result, seen)) return std::nullopt;
    if (!cursor.at_end()) return std::nullopt;
    return result;
}

bool is_boundary(std::string_view text) noexcept {
    constexpr std::string_view others = "'()+_,-./:=? ";
    return !text.empty() && text.size() <= 70 && text.back() != ' ' &&
           text.find("=?") == std::string_view::npos &&
           std::all_of(text.begin(), text.end(), [&](char octet) {
               return is_letter(octet) || is_digit(octet) ||
                      others.find(octet) != std::string_view::npos;
           });
}

bool has_ascii_line_ends(std::string_view charset) noexcept {
    static constexpr std::string_view names[] = {
        "us-ascii", "utf-8", "shift_jis", "gb2312",         "gbk",
        "gb18030",  "big5",  "tis-620",   "ks_c_5601-1987", "windows-874"};
    static constexpr std::string_view families[] = {"iso-8859-", "iso-2022-", "windows-125",
                                                    "koi8-", "euc-"};
    return std::find(std::begin(names), std::end(names), charset) != std::end(names) ||
           std::any_of(std::begin(families), std::end(families),
                       [&](auto family) { return charset.starts_with(family); });
}

}  // namespace domainsec::inline v1::detail

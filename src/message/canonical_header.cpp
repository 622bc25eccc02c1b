// Header field canonicalization, simple and relaxed (RFC 6376 §3.4.1, §3.4.2). Words are copied a
// line at a time.
#include "message/canonical_header.hpp"

#include <cstring>

#include "message/ascii.hpp"
#include "message/octet_scan.hpp"

namespace domainsec::inline v1::detail {
namespace {

// Takes one line off the front of `rest` and returns it without its line end.
std::string_view take_line(std::string_view& rest, bool& ended) noexcept {
    const auto* lf = static_cast<const char*>(std::memchr(rest.data(), '\n', rest.size()));
    ended = lf != nullptr;
    auto line = ended ? rest.substr(0, static_cast<std::size_t>(lf - rest.data())) : rest;
    rest.remove_prefix(ended ? line.size() + 1 : line.size());
    if (ended && line.ends_with('\r')) line.remove_suffix(1);
    return line;
}

// Appends a line's words with one space between them; `space` says that white space stands before
// what comes next.
void append_words(std::string& out, std::string_view line, bool& space, std::size_t value_start) {
    const auto find = octet_scan().relaxed;
    const char* at = line.data();
    const char* const end = at + line.size();
    while (true) {
        for (; at != end && is_wsp(*at); ++at) space = true;
        if (at == end) return;
        if (space && out.size() != value_start) out += ' ';
        space = false;
        const char* word = at;
        do {
            at = find(at + 1, end);
        } while (at != end && !is_wsp(*at) && !is_wsp(at[-1]));
        if (is_wsp(at[-1])) --at;
        out.append(word, at);
    }
}

void append_relaxed(std::string& out, const HeaderField& field) {
    for (const char octet : field.name()) out += ascii_lower(octet);
    out += ':';
    const auto value_start = out.size();
    auto rest = field.value();
    bool space = false;
    while (!rest.empty()) {
        bool ended = false;
        append_words(out, take_line(rest, ended), space, value_start);
    }
}

void append_simple(std::string& out, const HeaderField& field) {
    auto rest = field.raw();
    while (!rest.empty()) {
        bool ended = false;
        out += take_line(rest, ended);
        if (ended && !rest.empty()) out += "\r\n";
    }
}

}  // namespace

void append_canonical_field(std::string& out, const HeaderField& field, Canonicalization form,
                            FieldEnd end) {
    if (form == Canonicalization::relaxed) {
        append_relaxed(out, field);
    } else {
        append_simple(out, field);
    }
    if (end == FieldEnd::crlf) out += "\r\n";
}

}  // namespace domainsec::inline v1::detail

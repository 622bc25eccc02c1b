// Textual encodings (RFC 7468).
#include "pki/pem.hpp"

#include <botan/base64.h>

#include <algorithm>

namespace domainsec::inline v1::detail {
namespace {

constexpr std::string_view begin_mark = "-----BEGIN ";
constexpr std::string_view end_mark = "-----END ";
constexpr std::string_view dashes = "-----";

int line_of(std::string_view text, std::size_t position) {
    return 1 + static_cast<int>(std::count(
                   text.begin(), text.begin() + static_cast<std::ptrdiff_t>(position), '\n'));
}

bool starts_a_line(std::string_view text, std::size_t position) {
    return position == 0 || text[position - 1] == '\n';
}

std::size_t find_at_line_start(std::string_view text, std::string_view mark, std::size_t from) {
    for (;;) {
        const std::size_t found = text.find(mark, from);
        if (found == std::string_view::npos || starts_a_line(text, found)) return found;
        from = found + 1;
    }
}

Botan::secure_vector<std::uint8_t> decode_body(std::string_view body, errc code,
                                               const std::string& file, int line) {
    try {
        return Botan::base64_decode(body, true);
    } catch (const std::exception&) {
        throw Error(code, "The PEM block is not base64: restore the file from its source", file,
                    line);
    }
}

}  // namespace

bool looks_like_pem(ByteView octets) noexcept {
    return find_at_line_start(text_of(octets), begin_mark, 0) != std::string_view::npos;
}

std::vector<PemBlock> read_pem(std::string_view text, errc code, const std::string& file) {
    std::vector<PemBlock> blocks;
    std::size_t position = 0;
    while ((position = find_at_line_start(text, begin_mark, position)) != std::string_view::npos) {
        const int line = line_of(text, position);
        const std::size_t label_start = position + begin_mark.size();
        const std::size_t label_end = text.find(dashes, label_start);
        const std::size_t line_end = text.find('\n', label_start);
        if (label_end == std::string_view::npos || line_end == std::string_view::npos ||
            label_end > line_end)
            throw Error(code, "The PEM block's first line is incomplete", file, line);
        PemBlock block;
        block.label = std::string(text.substr(label_start, label_end - label_start));
        block.line = line;
        const std::string end = std::string(end_mark) + block.label + std::string(dashes);
        const std::size_t end_start = find_at_line_start(text, end, line_end);
        if (end_start == std::string_view::npos)
            throw Error(code, "The PEM block has no line \"" + escaped(end, 80) + "\"", file, line);
        const std::string_view body = text.substr(line_end + 1, end_start - line_end - 1);
        block.old_encryption = body.substr(0, 64).find("ENCRYPTED") != std::string_view::npos;
        if (!block.old_encryption) block.octets = decode_body(body, code, file, line);
        blocks.push_back(std::move(block));
        position = end_start + end.size();
    }
    return blocks;
}

std::string write_pem(std::string_view label, ByteView octets) {
    const std::string body = Botan::base64_encode(octets);
    std::string text = std::string(begin_mark) + std::string(label) + std::string(dashes) + "\n";
    for (std::size_t i = 0; i < body.size(); i += 64) text += body.substr(i, 64) + "\n";
    return text + std::string(end_mark) + std::string(label) + std::string(dashes) + "\n";
}

}  // namespace domainsec::inline v1::detail

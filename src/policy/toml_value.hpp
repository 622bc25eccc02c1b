// A TOML document as a plain tree with line numbers (TOML 1.0). Keeps the parser's heavy header in
// one translation unit.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace domainsec::inline v1::detail {

/// One value of a document. Only the member that fits `kind` is set.
struct TomlValue {
    enum class Kind { table, array, text, integer, number, boolean, time };
    struct Entry;

    Kind kind = Kind::table;
    int line = 0;  ///< Where it begins, from 1.
    std::string text;
    std::int64_t integer = 0;
    bool boolean = false;
    std::vector<TomlValue> items;
    std::vector<Entry> entries;  ///< Of a table, in order of their keys.

    const TomlValue* find(std::string_view key) const noexcept;
};

struct TomlValue::Entry {
    std::string key;
    int line = 0;  ///< Of the key.
    TomlValue value;
};

/// What parsing gave: a tree, or the first error of the grammar.
struct TomlDocument {
    TomlValue root;
    std::string problem;  ///< One sentence; empty when the document was read.
    int problem_line = 0;
};

/// Reads a document. Never throws over content; nesting is bounded by the parser.
TomlDocument parse_toml(std::string_view text);

/// "a text", "a table", ... for messages.
std::string_view describe(TomlValue::Kind kind) noexcept;

}  // namespace domainsec::inline v1::detail

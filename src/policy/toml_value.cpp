// Turns toml++'s document into our own plain tree (TOML 1.0).
#include "policy/toml_value.hpp"

#include <domainsec/error.hpp>

#include "toml.hpp"

namespace domainsec::inline v1::detail {

namespace {

int line_of(const toml::source_region& source) noexcept {
    return static_cast<int>(source.begin.line);
}

TomlValue converted(const toml::node& node);

TomlValue converted_table(const toml::table& table) {
    TomlValue value;
    value.entries.reserve(table.size());
    for (const auto& [key, child] : table) {
        value.entries.push_back({std::string(key.str()), line_of(key.source()), converted(child)});
    }
    return value;
}

TomlValue converted(const toml::node& node) {
    TomlValue value;
    if (const auto* table = node.as_table()) {
        value = converted_table(*table);
    } else if (const auto* array = node.as_array()) {
        value.kind = TomlValue::Kind::array;
        value.items.reserve(array->size());
        for (const auto& item : *array) value.items.push_back(converted(item));
    } else if (const auto* text = node.as_string()) {
        value.kind = TomlValue::Kind::text;
        value.text = text->get();
    } else if (const auto* integer = node.as_integer()) {
        value.kind = TomlValue::Kind::integer;
        value.integer = integer->get();
    } else if (const auto* boolean = node.as_boolean()) {
        value.kind = TomlValue::Kind::boolean;
        value.boolean = boolean->get();
    } else if (node.is_floating_point()) {
        value.kind = TomlValue::Kind::number;
    } else {
        value.kind = TomlValue::Kind::time;
    }
    value.line = line_of(node.source());
    return value;
}

}  // namespace

const TomlValue* TomlValue::find(std::string_view key) const noexcept {
    for (const auto& entry : entries) {
        if (entry.key == key) return &entry.value;
    }
    return nullptr;
}

TomlDocument parse_toml(std::string_view text) {
    TomlDocument document;
    try {
        const toml::table root = parsed_toml(text);
        document.root = converted_table(root);
        document.root.line = 1;
    } catch (const toml::parse_error& error) {
        document.problem = "this is not TOML: " + escaped(error.description(), 300);
        document.problem_line = line_of(error.source());
    }
    return document;
}

std::string_view describe(TomlValue::Kind kind) noexcept {
    switch (kind) {
        case TomlValue::Kind::table:
            return "a table";
        case TomlValue::Kind::array:
            return "a list";
        case TomlValue::Kind::text:
            return "a text";
        case TomlValue::Kind::integer:
            return "a whole number";
        case TomlValue::Kind::number:
            return "a decimal number";
        case TomlValue::Kind::boolean:
            return "true or false";
        case TomlValue::Kind::time:
            return "a date or time";
    }
    return "something else";
}

}  // namespace domainsec::inline v1::detail

// Reads one table of a configuration file and collects every mistake in it.
#include "policy/table_reader.hpp"

#include <algorithm>
#include <domainsec/error.hpp>

#include "policy/duration.hpp"
#include "policy/suggestion.hpp"

namespace domainsec::inline v1::detail {

namespace {

std::string did_you_mean(std::string_view word, const std::vector<std::string>& candidates) {
    const auto suggestion = closest(word, candidates);
    return suggestion ? "; did you mean \"" + *suggestion + "\"?" : std::string();
}

}  // namespace

std::string in_quotes(std::string_view written) {
    return '"' + escaped(written, 80) + '"';
}

std::string alternatives(const std::vector<std::string>& words) {
    std::string list;
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (i != 0) list += i + 1 == words.size() ? " or " : ", ";
        list += '"' + words[i] + '"';
    }
    return list;
}

void ProblemList::error(int line, std::string field, std::string sentence) {
    problems_.push_back({file_, line, std::move(field), std::move(sentence), false});
}

void ProblemList::warning(int line, std::string field, std::string sentence) {
    problems_.push_back({file_, line, std::move(field), std::move(sentence), true});
}

std::size_t ProblemList::error_count() const noexcept {
    return static_cast<std::size_t>(
        std::ranges::count_if(problems_, [](const auto& problem) { return !problem.warning; }));
}

std::vector<ConfigurationProblem> ProblemList::sorted() const {
    auto sorted = problems_;
    std::ranges::stable_sort(sorted, {}, &ConfigurationProblem::line);
    return sorted;
}

TableReader::TableReader(const TomlValue& table, std::string path, ProblemList& problems)
    : table_(table), path_(std::move(path)), problems_(problems) {}

int TableReader::line_of(std::string_view key) const noexcept {
    for (const auto& entry : table_.entries) {
        if (entry.key == key) return entry.line;
    }
    return table_.line;
}

std::string TableReader::field(std::string_view key) const {
    return path_.empty() ? std::string(key) : path_ + '.' + std::string(key);
}

void TableReader::error(std::string_view key, std::string sentence) {
    problems_.error(line_of(key), field(key), std::move(sentence));
}

void TableReader::error_at(int line, std::string_view key, std::string sentence) {
    problems_.error(line, field(key), std::move(sentence));
}

void TableReader::warning(std::string_view key, std::string sentence) {
    problems_.warning(line_of(key), field(key), std::move(sentence));
}

const TomlValue* TableReader::value(std::string_view key) {
    if (std::ranges::find(known_, key) == known_.end()) known_.emplace_back(key);
    return table_.find(key);
}

bool TableReader::is_empty_list(std::string_view key) const noexcept {
    const auto* found = table_.find(key);
    return found != nullptr && found->kind == TomlValue::Kind::array && found->items.empty();
}

void TableReader::wrong_type(std::string_view key, const TomlValue& value,
                             std::string_view wanted) {
    error(key, "must be " + std::string(wanted) + ", and here stands " +
                   std::string(describe(value.kind)));
}

const TomlValue* TableReader::typed(std::string_view key, TomlValue::Kind kind,
                                    std::string_view wanted) {
    const TomlValue* found = value(key);
    if (found == nullptr || found->kind == kind) return found;
    wrong_type(key, *found, wanted);
    return nullptr;
}

std::optional<std::string> TableReader::text(std::string_view key, std::string_view example) {
    const auto* found = typed(key, TomlValue::Kind::text,
                              "a text in quotes, such as \"" + std::string(example) + '"');
    if (found == nullptr) return std::nullopt;
    if (std::ranges::any_of(found->text, [](unsigned char c) { return c < 0x20 || c == 0x7f; })) {
        error(key, "has a control character in it; take it out");
        return std::nullopt;
    }
    return found->text;
}

std::optional<std::string> TableReader::required_text(std::string_view key,
                                                      std::string_view example) {
    if (value(key) == nullptr) {
        error(key, "is missing; write for example " + std::string(key) + " = \"" +
                       std::string(example) + '"');
        return std::nullopt;
    }
    auto found = text(key, example);
    if (found && found->empty()) {
        error(key, "is empty; write for example \"" + std::string(example) + '"');
        return std::nullopt;
    }
    return found;
}

std::optional<bool> TableReader::boolean(std::string_view key) {
    const auto* found = typed(key, TomlValue::Kind::boolean, "true or false, without quotes");
    return found == nullptr ? std::nullopt : std::optional(found->boolean);
}

std::optional<Seconds> TableReader::duration(std::string_view key, Seconds least, Seconds most) {
    const auto written = text(key, duration_to_string(most));
    if (!written) return std::nullopt;
    const auto duration = duration_from_string(*written);
    if (!duration) {
        error(key, in_quotes(*written) +
                       " is no length of time; write a number and d, h, m or s, such as \"10d\"");
    } else if (*duration < least || *duration > most) {
        error(key, in_quotes(*written) + " is out of range; it goes from \"" +
                       duration_to_string(least) + "\" to \"" + duration_to_string(most) + '"');
    } else {
        return duration;
    }
    return std::nullopt;
}

std::optional<std::vector<LocatedText>> TableReader::texts(std::string_view key,
                                                           std::string_view example) {
    const std::string wanted = "a list of texts, such as [\"" + std::string(example) + "\"]";
    const auto* found = typed(key, TomlValue::Kind::array, wanted);
    if (found == nullptr) return std::nullopt;
    std::vector<LocatedText> list;
    for (const auto& item : found->items) {
        if (item.kind == TomlValue::Kind::text) {
            list.push_back({item.text, item.line});
        } else {
            problems_.error(
                item.line, field(key),
                "must be " + wanted + ", and here stands " + std::string(describe(item.kind)));
        }
    }
    return list;
}

std::optional<std::vector<LocatedNumber>> TableReader::numbers(std::string_view key,
                                                               std::string_view example) {
    const std::string wanted = "a list of numbers, such as [" + std::string(example) + ']';
    const auto* found = typed(key, TomlValue::Kind::array, wanted);
    if (found == nullptr) return std::nullopt;
    std::vector<LocatedNumber> list;
    for (const auto& item : found->items) {
        if (item.kind == TomlValue::Kind::integer) {
            list.push_back({item.integer, item.line});
        } else {
            error_at(item.line, key,
                     "must be " + wanted + ", and here stands " + std::string(describe(item.kind)));
        }
    }
    return list;
}

std::optional<DomainName> TableReader::name(std::string_view key, std::string_view example) {
    const auto written = required_text(key, example);
    if (!written) return std::nullopt;
    auto name = DomainName::from_string(*written);
    if (!name) {
        error(key, in_quotes(*written) + " is no domain name; write for example \"" +
                       std::string(example) + '"');
    }
    return name;
}

std::vector<LocatedName> TableReader::names(std::string_view key, std::string_view example) {
    std::vector<LocatedName> list;
    for (const auto& written : texts(key, example).value_or(std::vector<LocatedText>{})) {
        const auto name = DomainName::from_string(written.text);
        const bool twice = name && std::ranges::any_of(list, [&name](const LocatedName& other) {
                               return other.name == *name;
                           });
        if (!name) {
            error_at(written.line, key,
                     in_quotes(written.text) + " is no domain name; write for example \"" +
                         std::string(example) + "\" (subdomains are not written with \"*\")");
        } else if (twice) {
            error_at(written.line, key,
                     in_quotes(written.text) + " stands here twice; take one away");
        } else {
            list.push_back({*name, written.line});
        }
    }
    return list;
}

const TomlValue* TableReader::table(std::string_view key) {
    return typed(key, TomlValue::Kind::table, "a table, [" + field(key) + "]");
}

std::vector<const TomlValue*> TableReader::tables(std::string_view key) {
    const std::string wanted = "a list of tables, each under [[" + field(key) + "]]";
    std::vector<const TomlValue*> list;
    const auto* found = typed(key, TomlValue::Kind::array, wanted);
    if (found == nullptr) return list;
    for (const auto& item : found->items) {
        if (item.kind == TomlValue::Kind::table) {
            list.push_back(&item);
        } else {
            error_at(item.line, key, "must be " + wanted);
        }
    }
    return list;
}

void TableReader::unknown_word(std::string_view key, const std::string& written,
                               const std::vector<std::string>& words) {
    error(key, in_quotes(written) + " is not known here; write " + alternatives(words) +
                   did_you_mean(written, words));
}

void TableReader::finish() {
    for (const auto& entry : table_.entries) {
        if (std::ranges::find(known_, entry.key) != known_.end()) continue;
        const std::string shown = escaped(entry.key, 80);
        problems_.error(entry.line, path_.empty() ? shown : path_ + '.' + shown,
                        "is not a known key" + did_you_mean(entry.key, known_));
    }
}

}  // namespace domainsec::inline v1::detail

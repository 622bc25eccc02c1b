// Reads one table of a configuration file: types, words, durations; collects every mistake instead
// of stopping at the first.
#pragma once

#include <cstddef>
#include <cstdint>
#include <domainsec/clock.hpp>
#include <domainsec/names/domain_name.hpp>
#include <domainsec/policy/configuration.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "policy/toml_value.hpp"

namespace domainsec::inline v1::detail {

/// Collects the mistakes and warnings of one file.
class ProblemList final {
  public:
    explicit ProblemList(std::string file) : file_(std::move(file)) {}

    void error(int line, std::string field, std::string sentence);
    void warning(int line, std::string field, std::string sentence);

    std::size_t error_count() const noexcept;

    /// In order of line, mistakes and warnings together.
    std::vector<ConfigurationProblem> sorted() const;

  private:
    std::string file_;
    std::vector<ConfigurationProblem> problems_;
};

/// A text with the line it stands on.
struct LocatedText {
    std::string text;
    int line = 0;
};

/// A number with the line it stands on.
struct LocatedNumber {
    std::int64_t number = 0;
    int line = 0;
};

/// A domain name with the line it stands on.
struct LocatedName {
    DomainName name;
    int line = 0;
};

/// One table. Every key that is asked for is thereby known; finish() reports all others.
class TableReader final {
  public:
    /// `path` is the field's name in messages, "partner.receive"; empty for the document.
    TableReader(const TomlValue& table, std::string path, ProblemList& problems);

    int line() const noexcept { return table_.line; }
    int line_of(std::string_view key) const noexcept;
    std::string field(std::string_view key) const;
    bool has(std::string_view key) const noexcept { return table_.find(key) != nullptr; }
    void error(std::string_view key, std::string sentence);
    void error_at(int line, std::string_view key, std::string sentence);
    void warning(std::string_view key, std::string sentence);

    /// The value of a key as it stands, or null.
    const TomlValue* value(std::string_view key);

    /// True for "[]".
    bool is_empty_list(std::string_view key) const noexcept;

    /// Each gives nothing when the key is absent, and reports when it has another type.
    std::optional<std::string> text(std::string_view key, std::string_view example);
    std::optional<std::string> required_text(std::string_view key, std::string_view example);
    std::optional<bool> boolean(std::string_view key);
    std::optional<Seconds> duration(std::string_view key, Seconds least, Seconds most);
    std::optional<std::vector<LocatedText>> texts(std::string_view key, std::string_view example);
    std::optional<std::vector<LocatedNumber>> numbers(std::string_view key,
                                                      std::string_view example);
    std::optional<DomainName> name(std::string_view key, std::string_view example);
    std::vector<LocatedName> names(std::string_view key, std::string_view example);

    /// A table below, or null.
    const TomlValue* table(std::string_view key);
    /// The tables of `[[key]]`; empty when absent.
    std::vector<const TomlValue*> tables(std::string_view key);

    /// One of some words.
    template <typename Word>
    std::optional<Word> word(std::string_view key,
                             const std::vector<std::pair<std::string, Word>>& words) {
        std::vector<std::string> names;
        names.reserve(words.size());
        for (const auto& [name, meaning] : words) names.push_back(name);
        const auto written = text(key, names.front());
        if (!written) return std::nullopt;
        for (const auto& [name, meaning] : words) {
            if (name == *written) return meaning;
        }
        unknown_word(key, *written, names);
        return std::nullopt;
    }

    /// Reports the keys that nobody asked for.
    void finish();

  private:
    void wrong_type(std::string_view key, const TomlValue& value, std::string_view wanted);
    void unknown_word(std::string_view key, const std::string& written,
                      const std::vector<std::string>& words);
    const TomlValue* typed(std::string_view key, TomlValue::Kind kind, std::string_view wanted);

    const TomlValue& table_;
    std::string path_;
    ProblemList& problems_;
    std::vector<std::string> known_;
};

/// What an administrator wrote, fit for a message.
std::string in_quotes(std::string_view written);

/// "a", "b" or "c".
std::string alternatives(const std::vector<std::string>& words);

}  // namespace domainsec::inline v1::detail

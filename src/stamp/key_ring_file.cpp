// The keyring file: TOML, every mistake reported in one run with its line (docs/stamp-format.md
// §5).
#include <algorithm>
#include <array>
#include <domainsec/error.hpp>
#include <domainsec/stamp/key_ring.hpp>
#include <fstream>
#include <map>

#include "stamp/base64.hpp"
#include "stamp/key_ring_impl.hpp"
#include "toml.hpp"

namespace domainsec::inline v1 {
namespace {

constexpr std::size_t max_file_octets = std::size_t{4} * 1024 * 1024;

constexpr std::array<std::string_view, 11> known_keys = {
    "domain", "selector", "algorithm",  "public_key", "public_key_ml_dsa_65", "edges",
    "role",   "state",    "not_before", "not_after",  "compromised_at"};

// Reads the tables one by one and keeps a line for each mistake.
class KeyRingReader final {
  public:
    explicit KeyRingReader(const std::string& name) : name_(name) {}

    std::vector<KeyRingEntry> read(const toml::table& root) {
        std::vector<KeyRingEntry> entries;
        for (const auto& [key, node] : root) {
            if (key.str() != "key")
                note(node,
                     "\"" + escaped(key.str(), 64) + "\" is unknown; a keyring holds only [[key]]");
        }
        const auto* tables = root["key"].as_array();
        if (tables == nullptr) {
            if (root.contains("key")) note(*root.get("key"), "\"key\" must be tables: [[key]]");
            return entries;
        }
        for (const auto& node : *tables) {
            const auto* table = node.as_table();
            if (table == nullptr) {
                note(node, "\"key\" must be tables: [[key]]");
                continue;
            }
            if (auto entry = read_entry(*table)) {
                check_new(*table, *entry);
                entries.push_back(std::move(*entry));
            }
        }
        return entries;
    }

    void note(const toml::node& where, const std::string& sentence) {
        note_line(static_cast<int>(where.source().begin.line), sentence);
    }

    void note_line(int line, const std::string& sentence) {
        if (mistakes_.empty()) {
            first_line_ = line;  // Error puts the first one's place in front itself
        } else {
            mistakes_ += "\n" + name_ + ":" + std::to_string(line) + ": ";
        }
        mistakes_ += sentence;
    }

    void throw_if_any() const {
        if (!mistakes_.empty())
            throw Error(errc::invalid_configuration, mistakes_, name_, first_line_);
    }

  private:
    std::optional<KeyRingEntry> read_entry(const toml::table& table) {
        const auto before = mistakes_.size();
        for (const auto& [key, node] : table) {
            if (std::find(known_keys.begin(), known_keys.end(), key.str()) == known_keys.end())
                note(node, "\"" + escaped(key.str(), 64) +
                               "\" is unknown; known are domain, selector, algorithm, public_key, "
                               "public_key_ml_dsa_65, edges, role, state, not_before, not_after, "
                               "compromised_at");
        }
        const auto domain = read_domain(table, "domain");
        if (!domain) return std::nullopt;
        std::optional<KeyRingEntry> entry(std::in_place, *domain);
        entry->selector = read_text(table, "selector").value_or("");
        read_key(table, *entry);
        read_edges(table, *entry);
        read_role(table, *entry);
        read_state(table, *entry);
        entry->not_before = read_time(table, "not_before");
        entry->not_after = read_time(table, "not_after");
        entry->compromised_at = read_time(table, "compromised_at");
        if (mistakes_.size() != before) return std::nullopt;
        check_alone(table, *entry);
        if (mistakes_.size() != before) return std::nullopt;
        return entry;
    }

    // A ring of this entry alone says all that is wrong with it.
    void check_alone(const toml::table& table, const KeyRingEntry& entry) {
        try {
            const KeyRing alone({entry});
        } catch (const Error& error) {
            note(table, error.what());
        }
    }

    void check_new(const toml::table& table, const KeyRingEntry& entry) {
        const auto line = static_cast<int>(table.source().begin.line);
        const auto [other, is_new] =
            lines_.emplace(std::pair(entry.domain.str(), entry.selector), line);
        if (!is_new)
            note(table, "\"selector\": the key " + entry.selector + " of " + entry.domain.str() +
                            " stands in line " + std::to_string(other->second) +
                            " too; give each key a selector of its own");
    }

    std::optional<std::string> read_text(const toml::table& table, std::string_view key,
                                         bool required = true) {
        const auto* node = table.get(key);
        if (node == nullptr) {
            if (required) note(table, "\"" + std::string(key) + "\" is missing");
            return std::nullopt;
        }
        auto text = node->value_exact<std::string>();
        if (!text) note(*node, "\"" + std::string(key) + "\" must be a text in quotes");
        return text;
    }

    std::optional<DomainName> to_domain(const toml::node& node, std::string_view key,
                                        const std::string& text) {
        auto domain = DomainName::from_string(text);
        if (!domain)
            note(node, "\"" + std::string(key) + "\": \"" + escaped(text, 253) +
                           "\" is not a domain name");
        return domain;
    }

    std::optional<DomainName> read_domain(const toml::table& table, std::string_view key) {
        const auto text = read_text(table, key);
        if (!text) return std::nullopt;
        return to_domain(*table.get(key), key, *text);
    }

    void read_key(const toml::table& table, KeyRingEntry& entry) {
        if (const auto text = read_text(table, "algorithm")) {
            const auto algorithm = stamp_algorithm_from_string(*text);
            if (algorithm) entry.algorithm = *algorithm;
            if (!algorithm)
                note(*table.get("algorithm"),
                     "\"algorithm\" must be \"ed25519-sha256\", \"ecdsa-p256-sha256\", "
                     "\"ml-dsa-65-sha256\" or \"ed25519-sha256+ml-dsa-65-sha256\"");
        }
        add_octets(table, "public_key", true, entry);
        const bool two = entry.algorithm == StampAlgorithm::ed25519_ml_dsa_65_sha256;
        if (!two && table.contains("public_key_ml_dsa_65"))
            note(*table.get("public_key_ml_dsa_65"),
                 "\"public_key_ml_dsa_65\" belongs to \"ed25519-sha256+ml-dsa-65-sha256\" only; "
                 "a single key stands in \"public_key\"");
        if (two) add_octets(table, "public_key_ml_dsa_65", true, entry);
    }

    void add_octets(const toml::table& table, std::string_view key, bool required,
                    KeyRingEntry& entry) {
        const auto text = read_text(table, key, required);
        if (!text) return;
        const auto octets = detail::from_base64(*text);
        if (!octets) return note(*table.get(key), "\"" + std::string(key) + "\" must be base64");
        entry.public_key.insert(entry.public_key.end(), octets->begin(), octets->end());
    }

    void read_edges(const toml::table& table, KeyRingEntry& entry) {
        const auto* node = table.get("edges");
        if (node == nullptr) return note(table, "\"edges\" is missing");
        const auto* array = node->as_array();
        if (array == nullptr) return note(*node, "\"edges\" must be a list of host names");
        for (const auto& item : *array) {
            const auto text = item.value_exact<std::string>();
            if (!text) {
                note(item, "\"edges\" must be a list of host names");
            } else if (auto edge = to_domain(item, "edges", *text)) {
                entry.edges.push_back(std::move(*edge));
            }
        }
    }

    void read_role(const toml::table& table, KeyRingEntry& entry) {
        const auto text = read_text(table, "role", false);
        if (!text || *text == "edge") return;
        if (*text == "filter") {
            entry.role = KeyRole::filter;
        } else {
            note(*table.get("role"), "\"role\" must be \"edge\" or \"filter\"");
        }
    }

    void read_state(const toml::table& table, KeyRingEntry& entry) {
        const auto text = read_text(table, "state", false);
        if (!text || *text == "active") return;
        if (*text == "retired") {
            entry.state = KeyState::retired;
        } else if (*text == "compromised") {
            entry.state = KeyState::compromised;
        } else {
            note(*table.get("state"),
                 "\"state\" must be \"active\", \"retired\" or \"compromised\"");
        }
    }

    std::optional<TimePoint> read_time(const toml::table& table, std::string_view key) {
        const auto* node = table.get(key);
        if (node == nullptr) return std::nullopt;
        const auto value = node->value_exact<toml::date_time>();
        if (!value || !value->offset) {
            note(*node, "\"" + std::string(key) +
                            "\" must be a time with its zone, such as 2026-11-01T00:00:00Z");
            return std::nullopt;
        }
        const std::chrono::year_month_day date{std::chrono::year(value->date.year),
                                               std::chrono::month(value->date.month),
                                               std::chrono::day(value->date.day)};
        return TimePoint{std::chrono::sys_days(date)} + std::chrono::hours(value->time.hour) +
               std::chrono::minutes(value->time.minute) + Seconds(value->time.second) -
               std::chrono::minutes(value->offset->minutes);
    }

    const std::string& name_;
    std::map<std::pair<std::string, std::string>, int> lines_;  // by domain and selector
    std::string mistakes_;
    int first_line_ = 0;
};

}  // namespace

KeyRing KeyRing::from_string(std::string_view toml, const std::string& name) {
    KeyRingReader reader(name);
    try {
        const auto root = detail::parsed_toml(toml);
        auto entries = reader.read(root);
        reader.throw_if_any();
        return KeyRing(std::move(entries));
    } catch (const toml::parse_error& error) {
        reader.note_line(static_cast<int>(error.source().begin.line),
                         "This is not TOML: " + escaped(error.description(), 200));
    } catch (const Error& error) {
        if (error.code() == errc::invalid_configuration) throw;
        reader.note_line(1, error.what());
    }
    reader.throw_if_any();
    return {};
}

KeyRing KeyRing::from_file(const std::filesystem::path& file) {
    std::ifstream stream(file, std::ios::binary);
    if (!stream) throw Error(errc::unreadable_file, "The keyring cannot be opened", file.string());
    std::string text(max_file_octets + 1, '\0');
    stream.read(text.data(), static_cast<std::streamsize>(text.size()));
    if (stream.bad() || (stream.gcount() == 0 && !stream.eof()))
        throw Error(errc::unreadable_file, "The keyring cannot be read", file.string());
    text.resize(static_cast<std::size_t>(stream.gcount()));
    if (text.size() > max_file_octets)
        throw Error(errc::unreadable_file, "The keyring is larger than 4 MiB", file.string());
    return from_string(text, file.string());
}

}  // namespace domainsec::inline v1

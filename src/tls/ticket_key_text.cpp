// The text of a file of master keys: one line each for version, current and previous key. Reads
// strictly, for a key that is cut short or read twice is worse than none.
#include <botan/hex.h>

#include <algorithm>
#include <domainsec/error.hpp>

#include "time_text.hpp"
#include "tls/ticket_key_file.hpp"

namespace domainsec::inline v1::detail {
namespace {

constexpr std::string_view assignment = " = ";
constexpr std::size_t time_length = 20;
constexpr std::size_t hex_length = 2 * master_key_length;
constexpr std::string_view right_key =
    "should be the time of its making and 64 hexadecimal digits, as in \"current = "
    "2026-11-25T12:00:00Z 5f2a...\"";
constexpr std::string_view remedy = "; let `domainsec tickets create` make the file";

bool is_hex(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
}

class KeyTextReader final {
  public:
    explicit KeyTextReader(const std::string& name) : name_(name) {}

    TicketKeySet read(std::string_view text);

  private:
    [[noreturn]] void refuse(std::string_view field, std::string_view sentence) const {
        throw Error(errc::invalid_configuration, std::string(sentence), name_, line_,
                    std::string(field));
    }
    void read_line(std::string_view line);
    void read_version(std::string_view value);
    void read_key(std::string_view field, std::string_view value, std::optional<MasterKey>& key);

    const std::string& name_;
    int line_ = 0;  ///< 0 once all have been read: the file as a whole.
    bool versioned_ = false;
    std::optional<MasterKey> current_;
    std::optional<MasterKey> previous_;
};

TicketKeySet KeyTextReader::read(std::string_view text) {
    while (!text.empty()) {
        ++line_;
        const auto end = std::min(text.find('\n'), text.size());
        read_line(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    line_ = 0;
    if (!current_)
        refuse("current", std::string("is missing: the file holds no key") + remedy.data());
    if (previous_ && previous_->octets == current_->octets)
        refuse("previous", "is the current key again; leave the line out, or rotate the file");
    return {std::move(*current_), std::move(previous_)};
}

void KeyTextReader::read_line(std::string_view line) {
    if (line.empty() || line.starts_with('#')) return;
    const auto place = line.find(assignment);
    // What stands on a line may be part of a key: it is never shown.
    if (place == std::string_view::npos)
        refuse("", std::string("should be version, current or previous, \" = \" and a value") +
                       remedy.data());
    const auto field = line.substr(0, place);
    const auto value = line.substr(place + assignment.size());
    if (field == "version") return read_version(value);
    if (!versioned_)
        refuse("version", std::string("should come first, as \"version = 1\"") + remedy.data());
    if (field == "current") return read_key(field, value, current_);
    if (field == "previous") return read_key(field, value, previous_);
    refuse("", "has another name than version, current and previous; take the line out");
}

void KeyTextReader::read_version(std::string_view value) {
    if (versioned_) refuse("version", "is there twice; take one out");
    if (value != "1")
        refuse("version", "is not 1, the only one that is read; make the file with this version");
    versioned_ = true;
}

void KeyTextReader::read_key(std::string_view field, std::string_view value,
                             std::optional<MasterKey>& key) {
    if (key) refuse(field, "is there twice; take one out");
    if (value.size() != time_length + 1 + hex_length || value[time_length] != ' ')
        refuse(field, right_key);
    const auto created = time_from_text(value.substr(0, time_length));
    const auto digits = value.substr(time_length + 1);
    if (!created || !std::ranges::all_of(digits, is_hex)) refuse(field, right_key);
    key.emplace(MasterKey{Botan::hex_decode_locked(digits, false), *created});
    if (std::ranges::count(key->octets, key->octets.front()) ==
        static_cast<std::ptrdiff_t>(master_key_length))
        refuse(field,
               std::string("is one octet again and again, which no random key is") + remedy.data());
}

class KeyTextWriter final {
  public:
    void add(std::string_view text) { text_.insert(text_.end(), text.begin(), text.end()); }

    void add_key(std::string_view field, const MasterKey& key) {
        add(field);
        add(assignment);
        add(time_text(key.created));
        add(" ");
        Botan::secure_vector<char> digits(2 * key.octets.size());
        Botan::hex_encode(digits.data(), key.octets.data(), key.octets.size(), false);
        add({digits.data(), digits.size()});
        add("\n");
    }

    Botan::secure_vector<std::uint8_t> take() { return std::move(text_); }

  private:
    Botan::secure_vector<std::uint8_t> text_;
};

}  // namespace

TicketKeySet ticket_keys_from_text(std::string_view text, const std::string& name) {
    return KeyTextReader(name).read(text);
}

Botan::secure_vector<std::uint8_t> to_text(const TicketKeySet& keys) {
    KeyTextWriter writer;
    writer.add(
        "# Master keys of session tickets, written by `domainsec tickets`. Secret: whoever reads "
        "them\n# can pass for peers that were given a ticket.\nversion = 1\n");
    writer.add_key("current", keys.current);
    if (keys.previous) writer.add_key("previous", *keys.previous);
    return writer.take();
}

}  // namespace domainsec::inline v1::detail

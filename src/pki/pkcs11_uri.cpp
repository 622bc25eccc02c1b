// Reads and writes PKCS #11 URIs (RFC 7512 §2.3).
#include <algorithm>
#include <charconv>
#include <domainsec/error.hpp>
#include <domainsec/pki/pkcs11.hpp>
#include <set>

namespace domainsec::inline v1 {
namespace {

constexpr std::size_t longest_uri = 4096;
constexpr std::string_view scheme = "pkcs11:";
constexpr std::string_view unreserved_marks = "-._~";
// pk11-res-avail, and what else stands in a path or a query.
constexpr std::string_view available = ":[]@!$'()*+,=";
constexpr std::string_view path_also = "&";
constexpr std::string_view query_also = "/?|";

using Text = std::optional<std::string> Pkcs11Uri::*;
struct TextAttribute {
    std::string_view name;
    Text member;
};

constexpr TextAttribute texts[] = {
    {"token", &Pkcs11Uri::token},
    {"manufacturer", &Pkcs11Uri::manufacturer},
    {"model", &Pkcs11Uri::model},
    {"serial", &Pkcs11Uri::serial},
    {"object", &Pkcs11Uri::object},
    {"slot-description", &Pkcs11Uri::slot_description},
    {"slot-manufacturer", &Pkcs11Uri::slot_manufacturer},
    {"library-description", &Pkcs11Uri::library_description},
    {"library-manufacturer", &Pkcs11Uri::library_manufacturer},
    {"library-version", &Pkcs11Uri::library_version},
};

[[noreturn]] void refuse_uri(const std::string& sentence) {
    throw Error(errc::invalid_argument, "The PKCS #11 URI " + sentence);
}

bool is_letter_or_digit(char c) noexcept {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool is_plain(char c, std::string_view also) noexcept {
    return is_letter_or_digit(c) || unreserved_marks.find(c) != std::string_view::npos ||
           available.find(c) != std::string_view::npos || also.find(c) != std::string_view::npos;
}

int hex_value(char c) noexcept {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

std::string percent_decoded(std::string_view value, std::string_view also) {
    std::string octets;
    for (std::size_t at = 0; at < value.size(); ++at) {
        const char c = value[at];
        if (c != '%') {
            if (!is_plain(c, also))
                refuse_uri("has a character that must be percent-encoded: write a blank as %20");
            octets += c;
            continue;
        }
        const int high = at + 2 < value.size() ? hex_value(value[at + 1]) : -1;
        const int low = high >= 0 ? hex_value(value[at + 2]) : -1;
        if (low < 0) refuse_uri("has a \"%\" that two hexadecimal digits do not follow");
        octets += static_cast<char>(high * 16 + low);
        at += 2;
    }
    return octets;
}

bool is_digits(std::string_view text) noexcept {
    return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

bool is_version(std::string_view text) noexcept {
    const auto point = text.find('.');
    return text.size() <= 7 && is_digits(text.substr(0, point)) &&
           (point == text.npos || is_digits(text.substr(point + 1)));
}

std::uint64_t slot_number(const std::string& text) {
    std::uint64_t number = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (!is_digits(text) || problem != std::errc{} || end != text.data() + text.size())
        refuse_uri("has a slot-id that is no decimal number");
    return number;
}

class Reader final {
  public:
    Pkcs11Uri read(std::string_view text);

  private:
    void read_list(std::string_view list, char separator, bool is_path);
    void read_path(std::string_view name, std::string value);
    void read_query(std::string_view name, std::string value);
    void check_once(std::string_view name);

    Pkcs11Uri uri_;
    std::set<std::string, std::less<>> seen_;
};

void Reader::check_once(std::string_view name) {
    if (!seen_.emplace(name).second)
        refuse_uri("gives the attribute " + std::string(name) + " twice: give it once");
}

void Reader::read_path(std::string_view name, std::string value) {
    check_once(name);
    const auto* const text =
        std::ranges::find(texts, name, [](const TextAttribute& each) { return each.name; });
    if (text != std::end(texts)) {
        // Texts of the token end with a zero octet nowhere: it would cut what is compared.
        if (value.find('\0') != std::string::npos) refuse_uri("has a zero octet in a text");
        uri_.*(text->member) = std::move(value);
    } else if (name == "id") {
        uri_.id = Bytes(value.begin(), value.end());
    } else if (name == "slot-id") {
        uri_.slot_id = slot_number(value);
    } else if (name == "type") {
        if (value != "private")
            refuse_uri(
                "names an object that is no private key: write type=private, or leave type out");
    } else {
        refuse_uri("has the attribute " + escaped(name, 40) +
                   " in its path, which is not known here, so that no key can match: leave it out");
    }
}

void Reader::read_query(std::string_view name, std::string value) {
    if (name == "pin-value" || name == "pin-source")
        refuse_uri(
            "has " + std::string(name) +
            ", but a PIN comes from a source of passphrases: leave it out, and name the source "
            "in passphrase");
    if (name != "module-path") return;
    check_once(name);
    if (!value.starts_with('/') || value.find('\0') != std::string::npos)
        refuse_uri(
            "has a module-path that is not absolute, such as /usr/lib/softhsm/libsofthsm2.so");
    uri_.module_path = std::move(value);
}

void Reader::read_list(std::string_view list, char separator, bool is_path) {
    for (std::size_t begin = 0; begin <= list.size() && !list.empty();) {
        const auto end = std::min(list.find(separator, begin), list.size());
        const auto attribute = list.substr(begin, end - begin);
        const auto equals = attribute.find('=');
        const auto name = attribute.substr(0, equals);
        if (equals == 0 || equals == attribute.npos || !std::ranges::all_of(name, [](char c) {
                return is_letter_or_digit(c) || c == '-' || c == '_';
            }))
            refuse_uri(
                "is not a list of name=value, with \";\" between them before the \"?\" and "
                "\"&\" behind it");
        auto value =
            percent_decoded(attribute.substr(equals + 1), is_path ? path_also : query_also);
        if (is_path)
            read_path(name, std::move(value));
        else
            read_query(name, std::move(value));
        begin = end + 1;
    }
}

bool begins_with_scheme(std::string_view text) noexcept {
    return text.size() >= scheme.size() &&
           std::equal(scheme.begin(), scheme.end(), text.begin(), [](char wanted, char c) {
               return wanted == (c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c);
           });
}

Pkcs11Uri Reader::read(std::string_view text) {
    if (text.size() > longest_uri) refuse_uri("is longer than 4096 octets, the most that is read");
    if (!begins_with_scheme(text)) refuse_uri("does not begin with \"pkcs11:\"");
    text.remove_prefix(scheme.size());
    const auto question = text.find('?');
    read_list(text.substr(0, question), ';', true);
    if (question != text.npos) {
        if (question + 1 == text.size())
            refuse_uri("ends with \"?\": name the module-path behind it");
        read_list(text.substr(question + 1), '&', false);
    }
    if (uri_.library_version && !is_version(*uri_.library_version))
        refuse_uri("has a library-version that is not like 2 or 2.40");
    if (uri_.module_path.empty())
        refuse_uri(
            "names no driver: add ?module-path=/usr/lib/softhsm/libsofthsm2.so or what your "
            "token came with");
    return std::move(uri_);
}

std::string percent_encoded(std::string_view octets, bool whole = false) {
    static constexpr char hex[] = "0123456789ABCDEF";
    std::string text;
    for (const char c : octets) {
        const auto octet = static_cast<unsigned char>(c);
        if (!whole && (is_letter_or_digit(c) || c == '/' ||
                       unreserved_marks.find(c) != std::string_view::npos))
            text += c;
        else
            text += {'%', hex[octet >> 4U], hex[octet & 0x0fU]};
    }
    return text;
}

// "/" stands for itself in a query only.
std::string encoded_in_path(std::string_view octets) {
    auto text = percent_encoded(octets);
    for (auto at = text.find('/'); at != text.npos; at = text.find('/', at))
        text.replace(at, 1, "%2F");
    return text;
}

}  // namespace

Pkcs11Uri Pkcs11Uri::from_string(std::string_view text) {
    return Reader().read(text);
}

std::string Pkcs11Uri::to_string() const {
    std::string text;
    const auto add = [&text](std::string_view name, const std::string& value) {
        text += (text.empty() ? "" : ";") + std::string(name) + '=' + value;
    };
    for (const auto& [name, member] : texts)
        if (this->*member) add(name, encoded_in_path(*(this->*member)));
    if (id) add("id", percent_encoded(text_of(*id), true));
    if (slot_id) add("slot-id", std::to_string(*slot_id));
    return std::string(scheme) + text + "?module-path=" + percent_encoded(module_path);
}

}  // namespace domainsec::inline v1

// The book of an authority in TOML: short enough to be written whole each time.
#include "pki/authority_book.hpp"

#include <algorithm>
#include <domainsec/error.hpp>
#include <sstream>

#include "pki/atomic_file.hpp"
#include "pki/files.hpp"
#include "toml.hpp"

namespace domainsec::inline v1::detail {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view book_name = "book.toml";
constexpr std::size_t max_book_octets = 32u << 20;
constexpr std::size_t max_issued = 100'000;

std::vector<std::string> texts_in(const toml::table& table, std::string_view key) {
    std::vector<std::string> texts;
    if (const auto* list = table[key].as_array())
        for (const auto& each : *list)
            if (const auto text = each.value<std::string>()) texts.push_back(*text);
    return texts;
}

toml::array array_of(const std::vector<std::string>& texts) {
    toml::array list;
    for (const auto& text : texts) list.push_back(text);
    return list;
}

IssuedCertificate issued_in(const toml::table& table, const fs::path& file) {
    const auto refuse = [&](const char* field) {
        throw Error(errc::invalid_configuration, "It is damaged: mend it from a backup",
                    file.string(), static_cast<int>(table.source().begin.line), field);
    };
    IssuedCertificate issued;
    issued.serial = table["serial"].value_or(std::string());
    if (issued.serial.empty() ||
        issued.serial.find_first_not_of("0123456789abcdef") != std::string::npos)
        refuse("serial");
    issued.subject = table["subject"].value_or(std::string());
    issued.dns_names = texts_in(table, "names");
    const auto not_after = table["not_after"].value<std::int64_t>();
    if (!not_after) refuse("not_after");
    issued.not_after = TimePoint{Seconds{not_after.value_or(0)}};
    if (const auto revoked = table["revoked_at"].value<std::int64_t>()) {
        issued.revoked_at = TimePoint{Seconds{*revoked}};
        const auto cause =
            revocation_cause_from_string(table["cause"].value_or(std::string_view()));
        if (!cause) refuse("cause");
        issued.cause = cause.value_or(RevocationCause::unspecified);
    }
    return issued;
}

toml::table table_of(const IssuedCertificate& issued) {
    toml::table table;
    table.insert("serial", issued.serial);
    table.insert("subject", issued.subject);
    table.insert("names", array_of(issued.dns_names));
    table.insert("not_after",
                 static_cast<std::int64_t>(issued.not_after.time_since_epoch().count()));
    if (issued.revoked_at) {
        table.insert("revoked_at",
                     static_cast<std::int64_t>(issued.revoked_at->time_since_epoch().count()));
        table.insert("cause", std::string(to_string(issued.cause)));
    }
    return table;
}

}  // namespace

IssuedCertificate* AuthorityBook::find(std::string_view serial) noexcept {
    const auto found = std::find_if(issued.begin(), issued.end(),
                                    [&](const auto& each) { return each.serial == serial; });
    return found == issued.end() ? nullptr : &*found;
}

AuthorityBook read_book(const fs::path& directory) {
    const fs::path file = directory / book_name;
    const Bytes content = read_file(file, max_book_octets);
    try {
        const auto table = parsed_toml(text_of(content));
        AuthorityBook book;
        book.crl_number = table["crl_number"].value_or(0U);
        book.crl_uris = texts_in(table, "crl_uris");
        book.ocsp_uris = texts_in(table, "ocsp_uris");
        if (const auto* list = table["issued"].as_array())
            for (const auto& each : *list)
                if (const auto* entry = each.as_table())
                    book.issued.push_back(issued_in(*entry, file));
        return book;
    } catch (const toml::parse_error& reason) {
        throw Error(errc::invalid_configuration, std::string(reason.description()), file.string(),
                    static_cast<int>(reason.source().begin.line));
    }
}

void write_book(const fs::path& directory, const AuthorityBook& book) {
    if (book.issued.size() > max_issued)
        throw Error(errc::limit_exceeded,
                    "It has issued 100,000 certificates: begin a new authority",
                    directory.string());
    toml::table table;
    table.insert("crl_number", static_cast<std::int64_t>(book.crl_number));
    table.insert("crl_uris", array_of(book.crl_uris));
    table.insert("ocsp_uris", array_of(book.ocsp_uris));
    toml::array issued;
    for (const auto& each : book.issued) issued.push_back(table_of(each));
    if (!issued.empty()) table.insert("issued", std::move(issued));
    std::ostringstream text;
    text
        << "# What this authority has issued; written by domainsec. Times are seconds since 1970.\n"
        << table << '\n';
    replace_file(directory / book_name, bytes_of(text.str()));
}

}  // namespace domainsec::inline v1::detail

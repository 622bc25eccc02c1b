// Reads bundles as what they are: a stranger's files. The signature comes first, and everything
// that is not expected is a mistake.
#include <algorithm>
#include <domainsec/error.hpp>
#include <domainsec/policy/partner_bundle.hpp>

#include "names/utf8.hpp"
#include "policy/bundle_signature.hpp"
#include "policy/bundle_text.hpp"
#include "policy/signer_standing.hpp"
#include "policy/table_reader.hpp"
#include "policy/toml_value.hpp"
#include "policy/trust_settings.hpp"
#include "time_text.hpp"

namespace domainsec::inline v1 {
namespace {

constexpr std::size_t longest_line = 2048;
constexpr std::size_t most_items = 1000;
constexpr std::size_t most_told = 8;

[[noreturn]] void refuse_bundle(const std::string& sentence, int line = 0,
                                const std::string& field = {}) {
    throw Error(errc::invalid_configuration, sentence, {}, line, field);
}

// The parser goes down one step for each part of a dotted key and each brace, however many there
// are; with neither braces nor long lines there cannot be many.
void check_line(std::string_view line, int number) {
    if (line.find('\r') != std::string_view::npos)
        refuse_bundle(
            "ends its lines in CR, or has one among them: they were changed on the way; have it "
            "sent once more, packed (zip), or take the CRs away: tr -d '\\r'",
            number);
    if (!detail::is_plain_text(line))
        refuse_bundle("has characters that are not UTF-8, or that people cannot see", number);
    if (line.size() > longest_line)
        refuse_bundle("has a line of more than 2048 octets; no bundle has", number);
    if (line.find_first_of("{}") != std::string_view::npos)
        refuse_bundle("has a brace in it; no bundle has", number);
}

void check_lines(std::string_view text) {
    if (text.size() > max_bundle_octets) refuse_bundle("is larger than 256 KiB; no bundle is");
    for (int number = 1; !text.empty(); ++number) {
        const auto end = text.find('\n');
        if (end == std::string_view::npos)
            refuse_bundle("does not end its last line: it was cut on the way", number);
        check_line(text.substr(0, end), number);
        text.remove_prefix(end + 1);
    }
}

class BundleReader final {
  public:
    PartnerBundle read(std::string_view text) {
        const auto document = detail::parse_toml(text);
        if (!document.problem.empty()) refuse_bundle(document.problem, document.problem_line);
        detail::TableReader root(document.root, "", problems_);
        PartnerBundle bundle;
        if (const auto* table = needed_table(root, "bundle")) read_bundle_table(*table, bundle);
        if (const auto* table = needed_table(root, "organization"))
            read_organization(*table, bundle);
        for (const auto* table : limited_tables(root)) read_anchor(*table, bundle);
        root.finish();
        refuse_if_any();
        return bundle;
    }

  private:
    static const detail::TomlValue* needed_table(detail::TableReader& root, std::string_view key) {
        const auto* table = root.table(key);
        if (table == nullptr && !root.has(key)) root.error(key, "is missing");
        return table;
    }

    std::vector<const detail::TomlValue*> limited_tables(detail::TableReader& root) {
        const auto* anchors = root.value("anchor");
        if (anchors != nullptr && anchors->items.size() > most_items) {
            root.error("anchor", "is there more than 1000 times");
            return {};
        }
        return root.tables("anchor");
    }

    void read_bundle_table(const detail::TomlValue& table, PartnerBundle& bundle) {
        detail::TableReader reader(table, "bundle", problems_);
        const auto* version = reader.value("version");
        if (version == nullptr || version->kind != detail::TomlValue::Kind::integer ||
            version->integer != 1)
            reader.error("version", "must be 1: another one needs a newer domainsec");
        bundle.created = read_time(reader, "created");
        bundle.expires = read_time(reader, "expires");
        reader.finish();
    }

    static TimePoint read_time(detail::TableReader& reader, std::string_view key) {
        constexpr std::string_view example = "2026-11-24T12:00:00Z";
        const auto written = reader.required_text(key, example);
        if (!written) return {};
        const auto time = detail::time_from_text(*written);
        if (!time)
            reader.error(key, detail::in_quotes(*written) + " is no time; one is written \"" +
                                  std::string(example) + "\"");
        return time.value_or(TimePoint{});
    }

    void read_organization(const detail::TomlValue& table, PartnerBundle& bundle) {
        detail::TableReader reader(table, "organization", problems_);
        bundle.organization = reader.required_text("name", "Contoso").value_or("");
        if (const auto written = reader.required_text("contact", "postmaster@contoso.example")) {
            bundle.contact = MailAddress::from_string(*written);
            if (!bundle.contact)
                reader.error("contact", detail::in_quotes(*written) + " is no mailbox");
        }
        bundle.phone = reader.text("phone", "+49 89 123456").value_or("");
        bundle.url = reader.text("url", "https://contoso.example/mail").value_or("");
        bundle.domains = read_names(reader, "domains");
        bundle.identities = read_names(reader, "identities");
        bundle.mx_hosts = read_names(reader, "mx");
        if (fits(reader, "pins")) bundle.pins = detail::read_pins(reader);
        reader.finish();
    }

    /// Before anything is compared with everything else.
    static bool fits(detail::TableReader& reader, std::string_view key) {
        const auto* list = reader.value(key);
        if (list == nullptr || list->items.size() <= most_items) return true;
        reader.error(key, "has more than 1000 entries");
        return false;
    }

    static std::vector<DomainName> read_names(detail::TableReader& reader, std::string_view key) {
        std::vector<DomainName> names;
        if (!fits(reader, key)) return names;
        for (const auto& name : reader.names(key, "contoso.example")) names.push_back(name.name);
        return names;
    }

    void read_anchor(const detail::TomlValue& table, PartnerBundle& bundle) {
        detail::TableReader reader(table, "anchor", problems_);
        const auto* pem = reader.value("certificate");
        if (pem == nullptr || pem->kind != detail::TomlValue::Kind::text) {
            reader.error("certificate", "must be a certificate in PEM");
            return;
        }
        try {
            auto certificate = Certificate::from_octets(bytes_of(pem->text));
            if (certificate.pem() != pem->text)
                reader.error("certificate", "has something beside one certificate in PEM");
            bundle.anchors.push_back(std::move(certificate));
        } catch (const Error& error) {
            reader.error("certificate", error.what());
        }
        reader.finish();
    }

    void refuse_if_any() const {
        if (problems_.error_count() == 0) return;
        const auto problems = problems_.sorted();
        std::string sentence = problems.front().sentence;
        for (std::size_t i = 1; i < std::min(problems.size(), most_told); ++i)
            sentence += "\nline " + std::to_string(problems[i].line) + ": " + problems[i].field +
                        ": " + problems[i].sentence;
        if (problems.size() > most_told)
            sentence += "\nand " + std::to_string(problems.size() - most_told) + " more";
        refuse_bundle(sentence, problems.front().line, problems.front().field);
    }

    detail::ProblemList problems_{"bundle"};
};

void check_content(const PartnerBundle& bundle) {
    try {
        bundle.check();
    } catch (const Error& error) {
        // Its text begins with the field already.
        refuse_bundle(error.what());
    }
}

void check_times(const PartnerBundle& bundle, TimePoint now, const BundleReading& reading) {
    if (bundle.created > now + reading.clock_skew)
        refuse_bundle("lies ahead, at " + detail::time_text(bundle.created) +
                          ": one of the two clocks is wrong",
                      0, "created");
    if (reading.not_older_than && bundle.created < *reading.not_older_than)
        refuse_bundle("is " + detail::time_text(bundle.created) +
                          ", and there is a newer bundle; ask for that",
                      0, "created");
    if (bundle.expires <= now)
        refuse_bundle("was at " + detail::time_text(bundle.expires) +
                          ": it may no longer be what the organization says; ask for a new bundle",
                      0, "expires");
}

void check_standing(const PartnerBundle& bundle, const detail::SignerStanding& standing) {
    if (standing.is_pinned || standing.is_anchored) return;
    refuse_bundle("is none that the bundle names: its key " +
                      std::string(bundle.pins.empty() ? "" : "is not among the pins") +
                      (bundle.pins.empty() || bundle.anchors.empty() ? "" : ", and ") +
                      (bundle.anchors.empty() ? ""
                                              : "has no certificate under the anchors (" +
                                                    standing.why_not_anchored + ")"),
                  0, "signer");
}

}  // namespace

void BundleReading::check() const {
    constexpr Seconds most{3600};
    if (clock_skew < Seconds{0} || clock_skew > most)
        throw Error(errc::invalid_argument, "goes from 0 s to 1 h", {}, 0, "clock_skew");
}

SignedBundle read_bundle(std::string_view text, TimePoint now, const BundleReading& reading) {
    reading.check();
    check_lines(text);
    auto parts = detail::split_bundle(text);
    const auto octets = detail::bundle_octets_to_sign(parts.chain, parts.text);
    if (!detail::is_bundle_signature(parts.chain.leaf(), octets, parts.signature))
        refuse_bundle(
            "does not hold: the bundle was changed after it was signed; have it sent once more", 0,
            "signature");
    SignedBundle result;
    result.bundle = BundleReader().read(parts.text);
    result.signer = std::move(parts.chain);
    check_content(result.bundle);
    const auto standing = detail::standing_of(result.bundle, result.signer);
    check_standing(result.bundle, standing);
    check_times(result.bundle, now, reading);
    result.signer_pin = result.signer.leaf().spki_sha256();
    result.fingerprint = detail::bundle_fingerprint(octets);
    result.signer_is_pinned = standing.is_pinned;
    result.signer_is_anchored = standing.is_anchored;
    return result;
}

bool is_fingerprint_of(std::string_view typed, const SignedBundle& bundle) {
    if (const auto pin = pin_from_string(typed)) return *pin == bundle.signer_pin;
    std::string wanted = bundle.fingerprint;
    std::erase(wanted, ' ');
    std::string digits;
    for (const char c : typed)
        if (c != ' ' && c != '-') digits += c;
    return !wanted.empty() && digits == wanted;
}

}  // namespace domainsec::inline v1

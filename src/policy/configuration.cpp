// Reads the one configuration file: every mistake in one run, or an immutable snapshot.
#include <algorithm>
#include <domainsec/error.hpp>
#include <domainsec/policy/configuration.hpp>

#include "names/network.hpp"
#include "policy/configuration_checks.hpp"
#include "policy/edge_settings.hpp"
#include "policy/named_files.hpp"
#include "policy/partner_settings.hpp"
#include "policy/policy_revision.hpp"
#include "policy/table_reader.hpp"
#include "policy/trust_settings.hpp"

namespace domainsec::inline v1 {

namespace {

using detail::NamedFiles;
using detail::ProblemList;
using detail::TableReader;
using detail::TomlValue;

constexpr Seconds shortest_lifetime{std::chrono::hours{1}};
constexpr Seconds longest_lifetime{std::chrono::hours{24 * 365 * 20}};
constexpr std::size_t longest_selector = 63;
constexpr std::size_t most_exceptions = 100;  // as HttpFetcherOptions takes

class Reader final {
  public:
    Reader(const std::filesystem::path& base, const std::string& name)
        : problems_(name), files_(base) {}

    std::shared_ptr<const Configuration> read(std::string_view toml);
    std::vector<ConfigurationProblem> problems() const { return problems_.sorted(); }

  private:
    void read_organization(const TomlValue* table, TableReader& root);
    void read_identity(const TomlValue* table);
    PassphraseSource read_passphrase_source(TableReader& reader);
    void read_stamp(const TomlValue* table);
    void read_signer(TableReader& reader, StampSettings& stamp);
    void read_recipient_binding(TableReader& reader, StampSettings& stamp);
    void read_companion(const TomlValue* table, StampSettings& stamp);
    void read_evidence(const TomlValue* table);
    void read_evidence_networks(TableReader& reader);
    void read_evidence_ports(TableReader& reader);
    void read_internal(const std::vector<const TomlValue*>& tables);
    void count_file(TableReader& reader, const std::filesystem::path& path);
    void check_selector(TableReader& reader, const std::string& selector);

    ProblemList problems_;
    NamedFiles files_;
    Configuration configuration_;
};

void Reader::read_organization(const TomlValue* table, TableReader& root) {
    if (table == nullptr) {
        if (!root.has("organization")) {
            root.error("organization",
                       "is missing; add [organization] with domain = "
                       "\"contoso.example\"");
        }
        return;
    }
    TableReader reader(*table, "organization", problems_);
    configuration_.organization_domain = reader.name("domain", "contoso.example");
    if (reader.value("domains") == nullptr) {
        if (configuration_.organization_domain) {
            configuration_.domains.push_back(*configuration_.organization_domain);
        }
    } else {
        for (const auto& domain : reader.names("domains", "contoso.example")) {
            configuration_.domains.push_back(domain.name);
        }
        if (reader.is_empty_list("domains")) {
            reader.error("domains", "is empty; list the domains whose mail is received here");
        }
    }
    reader.finish();
}

void Reader::count_file(TableReader& reader, const std::filesystem::path& path) {
    try {
        files_.add(path);
    } catch (const Error& error) {
        reader.error("keyring", error.what());
    }
}

// The text stays out of the message: it may be a passphrase put in the wrong place.
PassphraseSource Reader::read_passphrase_source(TableReader& reader) {
    const auto written = reader.text("passphrase", "credential:tls-key");
    if (!written) return {};
    try {
        return PassphraseSource::from_string(*written, files_.resolved("").parent_path());
    } catch (const Error& error) {
        reader.error("passphrase", error.what());
        return {};
    }
}

void Reader::read_identity(const TomlValue* table) {
    if (table == nullptr) return;
    TableReader reader(*table, "identity", problems_);
    if (const auto store = reader.required_text("store", "/var/lib/domainsec/certificates")) {
        configuration_.identity_store = detail::expected_path(reader, "store", *store, files_);
    }
    configuration_.identity_passphrase = read_passphrase_source(reader);
    if (const auto labels = reader.texts("additional", "mx2"))
        for (const auto& label : *labels)
            configuration_.additional_identities.push_back(label.text);
    reader.finish();
}

void Reader::check_selector(TableReader& reader, const std::string& selector) {
    const bool fits =
        selector.size() <= longest_selector && std::ranges::all_of(selector, [](unsigned char c) {
            return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
                   c == '.';
        });
    if (!fits) {
        reader.error("selector", detail::in_quotes(selector) +
                                     " is no selector; use 1 to 63 of a-z, 0-9, \"-\", \"_\" and "
                                     "\".\"");
    }
}

void Reader::read_signer(TableReader& reader, StampSettings& stamp) {
    if (!reader.has("socket")) {
        if (const auto key = reader.required_text("key", "/etc/domainsec/stamp.pem"))
            stamp.key = detail::expected_path(reader, "key", *key, files_);
        return;
    }
    const auto socket = reader.text("socket", "/run/domainsec/sign");
    if (socket && !socket->empty()) stamp.socket = files_.resolved(*socket);
    if (socket && socket->empty()) reader.error("socket", "is empty; name the signing socket");
    if (reader.has("key"))
        reader.error("key", "and socket exclude each other; leave the one out that does not sign");
    reader.text("key", "/etc/domainsec/stamp.pem");
}

void Reader::read_recipient_binding(TableReader& reader, StampSettings& stamp) {
    stamp.bind_recipients = reader.boolean("bind_recipients").value_or(false);
    const auto key = reader.text("recipient_key", "/etc/domainsec/recipients.key");
    if (key && !key->empty()) {
        stamp.recipient_key = detail::expected_path(reader, "recipient_key", *key, files_);
    } else if (stamp.bind_recipients) {
        reader.error("bind_recipients",
                     "needs recipient_key, a file of 16 to 64 octets that the "
                     "verifiers inside hold too");
    }
}

// A DKIM signature of the organization's own domain would vouch, everywhere, for what others wrote.
void Reader::read_companion(const TomlValue* table, StampSettings& stamp) {
    if (table == nullptr) return;
    TableReader reader(*table, "stamp.companion", problems_);
    CompanionSettings companion;
    companion.domain = reader.name("domain", "secured.contoso.example");
    const auto& own = configuration_.organization_domain;
    if (companion.domain && own && !companion.domain->is_below(*own)) {
        reader.error("domain", detail::in_quotes(companion.domain->str()) +
                                   " is not below the organization's domain; use a subdomain that "
                                   "signs nothing else, such as \"secured." +
                                   own->str() + '"');
    }
    if (const auto selector = reader.required_text("selector", "c1")) {
        check_selector(reader, *selector);
        companion.selector = *selector;
    }
    if (const auto key = reader.required_text("key", "/etc/domainsec/companion.pem")) {
        companion.key = detail::expected_path(reader, "key", *key, files_);
        if (!companion.key.empty() && companion.key == stamp.key)
            reader.error("key", "is the stamp's key; make one that is used for nothing else");
    }
    reader.finish();
    stamp.companion = std::move(companion);
}

void Reader::read_stamp(const TomlValue* table) {
    if (table == nullptr) return;
    TableReader reader(*table, "stamp", problems_);
    StampSettings stamp;
    if (const auto selector = reader.required_text("selector", "edge1")) {
        check_selector(reader, *selector);
        stamp.selector = *selector;
    }
    read_signer(reader, stamp);
    stamp.passphrase = read_passphrase_source(reader);
    if (const auto lifetime = reader.duration("lifetime", shortest_lifetime, longest_lifetime)) {
        stamp.lifetime = *lifetime;
    }
    if (const auto ring = reader.text("keyring", "/etc/domainsec/keyring.toml");
        ring && !ring->empty()) {
        stamp.keyring = detail::expected_path(reader, "keyring", *ring, files_);
        std::error_code ignored;
        if (std::filesystem::exists(stamp.keyring, ignored)) count_file(reader, stamp.keyring);
    }
    if (!stamp.socket.empty() && stamp.keyring.empty())
        reader.error("socket", "needs keyring: the key that signs there must be known from it");
    read_recipient_binding(reader, stamp);
    stamp.decoded_digest = reader.boolean("decoded_digest").value_or(false);
    stamp.exchange_fields = reader.boolean("exchange_fields").value_or(false);
    if (const auto log = reader.text("log", "/var/lib/domainsec/stamp.log"); log && !log->empty())
        stamp.log = files_.resolved(*log);
    read_companion(reader.table("companion"), stamp);
    reader.finish();
    configuration_.stamp = std::move(stamp);
}

void Reader::read_evidence_networks(TableReader& reader) {
    auto& networks = configuration_.evidence.allow_networks;
    const auto written =
        reader.texts("allow_networks", "10.1.0.0/16").value_or(std::vector<detail::LocatedText>{});
    for (const auto& network : written) {
        std::string why;
        if (detail::network_from_string(network.text, &why)) {
            networks.push_back(network.text);
        } else {
            reader.error_at(network.line, "allow_networks",
                            detail::in_quotes(network.text) + ' ' + why);
        }
    }
    if (networks.size() > most_exceptions) {
        reader.error("allow_networks", "lists more than 100; name the networks above them");
    }
}

void Reader::read_evidence_ports(TableReader& reader) {
    auto& ports = configuration_.evidence.allow_ports;
    const auto written =
        reader.numbers("allow_ports", "8080").value_or(std::vector<detail::LocatedNumber>{});
    for (const auto& port : written) {
        if (port.number >= 1 && port.number <= 65535) {
            ports.push_back(static_cast<std::uint16_t>(port.number));
        } else {
            reader.error_at(port.line, "allow_ports",
                            std::to_string(port.number) + " is no port; it goes from 1 to 65535");
        }
    }
    if (ports.size() > most_exceptions) {
        reader.error("allow_ports", "lists more than 100; an authority needs one");
    }
}

/// The cache's directory may be missing: it is made by whoever comes first.
void Reader::read_evidence(const TomlValue* table) {
    if (table == nullptr) return;
    TableReader reader(*table, "evidence", problems_);
    const auto cache = reader.text("cache", "/var/lib/domainsec/evidence");
    if (cache && !cache->empty()) configuration_.evidence.cache = files_.resolved(*cache);
    read_evidence_networks(reader);
    read_evidence_ports(reader);
    configuration_.evidence.nonce = reader.boolean("nonce").value_or(false);
    reader.finish();
}

void Reader::read_internal(const std::vector<const TomlValue*>& tables) {
    for (const auto* table : tables) {
        TableReader reader(*table, "internal", problems_);
        InternalPeer peer{detail::read_pins(reader)};
        if (!reader.has("pins") || reader.is_empty_list("pins")) {
            reader.error("pins",
                         "is missing; our own edges are recognized by their keys only: "
                         "pins = [\"sha256/...\"]");
        }
        reader.finish();
        configuration_.internal.push_back(std::move(peer));
    }
}

std::shared_ptr<const Configuration> Reader::read(std::string_view toml) {
    if (toml.size() > detail::max_named_file_octets) {
        problems_.error(0, "", "is larger than 16 MiB; it cannot be what is meant");
        return nullptr;
    }
    const auto document = detail::parse_toml(toml);
    if (!document.problem.empty()) {
        problems_.error(document.problem_line, "", document.problem);
        return nullptr;
    }
    TableReader root(document.root, "", problems_);
    read_organization(root.table("organization"), root);
    detail::read_edge(root.table("edge"), root, problems_, files_, configuration_);
    read_identity(root.table("identity"));
    read_stamp(root.table("stamp"));
    read_evidence(root.table("evidence"));
    read_internal(root.tables("internal"));
    std::vector<detail::PartnerDraft> partners;
    for (const auto* table : root.tables("partner")) {
        partners.push_back(detail::read_partner(*table, problems_, files_));
    }
    root.finish();
    detail::check_across(configuration_, partners, problems_);
    for (auto& partner : partners) configuration_.partners.push_back(std::move(partner.policy));
    detail::warn_across(configuration_, problems_);
    if (problems_.error_count() != 0) return nullptr;

    configuration_.warnings = problems_.sorted();
    configuration_.revision = files_.revision(toml);
    configuration_.policy_revision = detail::policy_revision(configuration_);
    return std::make_shared<const Configuration>(std::move(configuration_));
}

[[noreturn]] void refuse_configuration(const std::vector<ConfigurationProblem>& problems,
                                       const std::string& name) {
    const ConfigurationProblem* first = nullptr;
    std::string sentence;
    for (const auto& problem : problems) {
        if (problem.warning) continue;
        sentence += first == nullptr ? problem.sentence : '\n' + to_string(problem);
        if (first == nullptr) first = &problem;
    }
    // The first one's place becomes that of the exception, which writes it in front.
    throw Error(errc::invalid_configuration, sentence, name, first->line, first->field);
}

}  // namespace

std::string to_string(const ConfigurationProblem& problem) {
    std::string text = problem.file;
    if (problem.line > 0) text += ':' + std::to_string(problem.line);
    text += ": ";
    if (problem.warning) text += "warning: ";
    if (!problem.field.empty()) text += problem.field + ": ";
    return text + problem.sentence;
}

bool CertificateRequestRule::asks(std::string_view client_ip) const {
    if (mode != Mode::networks) return mode == Mode::always;
    const auto client = detail::ip_from_string(client_ip);
    if (!client) return true;
    return std::ranges::any_of(networks, [&client](const std::string& written) {
        const auto network = detail::network_from_string(written);
        return network && network->contains(*client);
    });
}

std::shared_ptr<const Configuration> Configuration::load(const std::filesystem::path& file) {
    return from_string(detail::read_whole_file(file), file.parent_path(), file.string());
}

std::shared_ptr<const Configuration> Configuration::from_string(
    std::string_view toml, const std::filesystem::path& base_directory, const std::string& name) {
    Reader reader(base_directory, name);
    auto configuration = reader.read(toml);
    if (!configuration) refuse_configuration(reader.problems(), name);
    return configuration;
}

std::vector<ConfigurationProblem> Configuration::check_file(const std::filesystem::path& file) {
    Reader reader(file.parent_path(), file.string());
    reader.read(detail::read_whole_file(file));
    return reader.problems();
}

const PartnerPolicy* Configuration::partner_of(const DomainName& mail_domain) const noexcept {
    for (const auto& partner : partners) {
        if (partner.covering(mail_domain) != nullptr) return &partner;
    }
    return nullptr;
}

}  // namespace domainsec::inline v1

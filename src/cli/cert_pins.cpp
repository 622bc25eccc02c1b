// `domainsec cert pin|tlsa`: what partners and the zone are told of our keys (RFC 7469 §2.4, RFC
// 6698).
#include <algorithm>
#include <cstdio>
#include <domainsec/dns/tlsa.hpp>
#include <domainsec/error.hpp>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/command.hpp"
#include "cli/files.hpp"
#include "cli/own_keys.hpp"

namespace domainsec::cli {
namespace {

using nlohmann::ordered_json;

struct TlsaCommand {
    OwnKeys keys;
    std::string host;
    unsigned port = 25;
    bool client = false;
    bool json = false;
};

const char* place_of(const OwnKey& key) {
    return key.is_next ? "next" : "current";
}

// Comments: for people only.
std::string about(const OwnKey& key) {
    std::string text = std::string(place_of(key)) + ": ";
    if (key.key.chain.empty()) return text + escaped(key.source);
    const auto& leaf = key.key.chain.leaf();
    const auto& names = leaf.dns_names();
    return text + (names.empty() ? leaf.subject() : names.front()) + ", until " +
           to_text(leaf.not_after());
}

void print_pins(const std::vector<OwnKey>& keys) {
    std::vector<AnnouncedKey> announced;
    announced.reserve(keys.size());
    for (const auto& each : keys) announced.push_back(each.key);
    std::string lines;
    for (const auto& pin : pins_of(announced)) {
        const auto owner = std::find_if(keys.begin(), keys.end(),
                                        [&](const OwnKey& each) { return each.key.pin() == pin; });
        lines += "    \"" + to_pin(pin) + "\",  # " + about(*owner) + "\n";
    }
    std::printf("pins = [\n%s]\n", lines.c_str());
    if (std::none_of(keys.begin(), keys.end(), [](const OwnKey& each) { return each.is_next; }))
        std::printf("# No next key: when this one changes, partners need the new pin first.\n");
}

void print_pins_as_json(const std::vector<OwnKey>& keys) {
    auto list = ordered_json::array();
    for (const auto& each : keys)
        list.push_back({{"pin", to_pin(each.key.pin())},
                        {"for", place_of(each)},
                        {"source", escaped(each.source)}});
    std::printf("%s\n", list.dump(2).c_str());
}

void add_pin(CLI::App& cert) {
    struct Options {
        OwnKeys keys;
        bool json = false;
    };
    auto options = std::make_shared<Options>();
    auto* command = cert.add_subcommand(
        "pin", "Print the pins of keys, as a partner writes them into its configuration");
    add_own_key_options(*command, options->keys);
    command->add_flag("--json", options->json, "Print JSON");
    command->footer(
        examples({"domainsec cert pin edge1.pem", "domainsec cert pin edge1.pem --next next.csr",
                  "domainsec cert pin --store /var/lib/domainsec/certificates --label edge1"}));
    command->callback([options] {
        const auto keys = read_own_keys(options->keys);
        if (options->json)
            print_pins_as_json(keys);
        else
            print_pins(keys);
    });
}

struct RecordOfKey {
    TlsaRecord record;
    const OwnKey* key;
};

/// Each record once: two certificates of one authority share the second.
std::vector<RecordOfKey> records_of(const std::vector<OwnKey>& keys, const DomainName& host) {
    std::vector<RecordOfKey> records;
    for (const auto& each : keys)
        for (const auto& record : tlsa_records_of(each.key, host)) {
            const bool known =
                std::any_of(records.begin(), records.end(),
                            [&](const RecordOfKey& other) { return other.record == record; });
            if (!known) records.push_back({record, &each});
        }
    return records;
}

// Why there is no record of the authority, where one may be missed.
std::string missing_authority(const OwnKey& key, const DomainName& host) {
    const auto& chain = key.key.chain.certificates();
    if (tlsa_records_of(key.key, host).size() > 1 || chain.size() < 2) return {};
    return "no 2 1 1 of " + escaped(key.source) + ": its certificate does not hold " + host.str() +
           ", or the next in the file did not issue it";
}

void print_records(const TlsaCommand& options, const std::vector<OwnKey>& keys) {
    const auto host = domain_option("--host", options.host);
    const auto owner = options.client ? client_tlsa_owner(host) : tlsa_owner(host, options.port);
    const auto records = records_of(keys, host);
    auto list = ordered_json::array();
    std::string text;
    for (const auto& [record, key] : records) {
        const auto line = to_zone_line(owner, record);
        list.push_back({{"line", line},
                        {"owner", owner.str()},
                        {"usage", record.usage},
                        {"selector", record.selector},
                        {"matching_type", record.matching_type},
                        {"data", to_hex(record.data)},
                        {"for", place_of(*key)}});
        text += line + "  ; " + (record.usage == 2 ? "authority of " : "") + about(*key) + "\n";
    }
    for (const auto& key : keys) {
        const auto note = missing_authority(key, host);
        if (!note.empty()) text += "; " + note + "\n";
    }
    std::printf("%s", options.json ? (list.dump(2) + "\n").c_str() : text.c_str());
}

void add_tlsa(CLI::App& cert) {
    auto options = std::make_shared<TlsaCommand>();
    auto* command = cert.add_subcommand(
        "tlsa", "Print TLSA records for the zone: 3 1 1 of keys, 2 1 1 of their authority");
    add_own_key_options(*command, options->keys);
    command->add_option("--host", options->host, "The host that has the certificate")->required();
    command->add_option("--port", options->port, "Where it listens")
        ->capture_default_str()
        ->check(CLI::Range(1U, 65535U));
    command->add_flag("--client", options->client,
                      "For a host that sends: under _smtp-client instead of the port");
    command->add_flag("--json", options->json, "Print JSON");
    command->footer(
        examples({"domainsec cert tlsa --host mx1.contoso.example chain.pem --next next.csr",
                  "domainsec cert tlsa --host edge1.contoso.example --client \\",
                  "                    --store /var/lib/domainsec/certificates --label edge1"}) +
        "Publish the next key's record for two TTLs before the key is used, and sign the zone "
        "(DNSSEC).");
    command->callback([options] { print_records(*options, read_own_keys(options->keys)); });
}

}  // namespace

void add_cert_pin_commands(CLI::App& cert) {
    add_pin(cert);
    add_tlsa(cert);
}

}  // namespace domainsec::cli

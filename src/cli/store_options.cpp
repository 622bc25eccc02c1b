// Options and output of the commands on a certificate store.
#include "cli/store_options.hpp"

#include <algorithm>
#include <cstdio>
#include <domainsec/error.hpp>

#include "cli/files.hpp"

namespace domainsec::cli {
namespace {

using nlohmann::ordered_json;

std::string joined(const ordered_json& list) {
    std::string text;
    for (const auto& each : list)
        text +=
            (text.empty() ? "" : ", ") + (each.is_string() ? each.get<std::string>() : each.dump());
    return text.empty() ? "(none)" : text;
}

std::string shown(const ordered_json& value) {
    if (value.is_string()) return value.get<std::string>();
    if (value.is_array()) return joined(value);
    if (value.is_boolean()) return value.get<bool>() ? "yes" : "no";
    if (value.is_null()) return "(none)";
    return value.dump();
}

}  // namespace

CertificateStore StoreOptions::open() const {
    return CertificateStore::open(store);
}

CertificateStore StoreOptions::create() const {
    return CertificateStore::create(store);
}

void add_store_options(CLI::App& command, StoreOptions& options) {
    options.store = "/var/lib/domainsec/certificates";
    command.add_option("--store", options.store, "The certificate store")
        ->envname("DOMAINSEC_STORE")
        ->capture_default_str();
    command.add_flag("--json", options.json, "Print JSON");
}

void add_passphrase_option(CLI::App& command, StoreOptions& options) {
    add_passphrase_options(command, options.key);
}

CertificateTemplate ContentOptions::content() const {
    CertificateTemplate content;
    content.common_name = common_name;
    content.organization = organization;
    for (const auto& name : names) content.dns_names.push_back(domain_option("--name", name));
    content.dns_wildcards = wildcards;
    const auto has = [this](const char* usage) {
        return std::find(usages.begin(), usages.end(), usage) != usages.end();
    };
    content.server_auth = has("server");
    content.client_auth = has("client");
    return content;
}

KeyAlgorithm ContentOptions::algorithm() const {
    const auto algorithm = key_algorithm_from_string(key_type);
    if (!algorithm)
        throw Error(errc::invalid_argument,
                    "--key-type: write ecdsa-p256, ecdsa-p384, rsa-2048, rsa-3072 or rsa-4096");
    return *algorithm;
}

void add_content_options(CLI::App& command, ContentOptions& options) {
    command
        .add_option("--name", options.names,
                    "A DNS name for subjectAltName; all mail domains first, then hosts")
        ->allow_extra_args(false);
    command
        .add_option("--wildcard", options.wildcards, "A wildcard for subjectAltName, *.example.org")
        ->allow_extra_args(false);
    command.add_option("--common-name", options.common_name,
                       "Common name; default: the first --name");
    command.add_option("--organization", options.organization, "Organization in the subject");
    command
        .add_option("--key-type", options.key_type,
                    "ecdsa-p256, ecdsa-p384, rsa-2048, rsa-3072 or rsa-4096")
        ->capture_default_str();
    command
        .add_option("--usage", options.usages,
                    "Extended key usage: server, client, or both (default)")
        ->check(CLI::IsMember({"server", "client"}))
        ->allow_extra_args(false);
}

ordered_json describe(const Certificate& certificate, TimePoint now) {
    const auto left = std::chrono::floor<std::chrono::days>(certificate.not_after() - now).count();
    return {{"subject", certificate.subject()},
            {"issuer", certificate.issuer()},
            {"serial", certificate.serial()},
            {"names", certificate.dns_names()},
            {"not_before", to_text(certificate.not_before())},
            {"not_after", to_text(certificate.not_after())},
            {"days_left", left},
            {"key", certificate.key_description()},
            {"pin", to_pin(certificate.spki_sha256())},
            {"fingerprint_sha256", to_hex(certificate.fingerprint())},
            {"extended_key_usages", certificate.extended_key_usages()},
            {"ca", certificate.is_ca()},
            {"self_issued", certificate.is_self_issued()}};
}

void print_facts(const ordered_json& facts) {
    for (const auto& [key, value] : facts.items())
        std::printf("%-20s %s\n", (key + ":").c_str(), shown(value).c_str());
}

void print(const StoreOptions& options, const ordered_json& facts) {
    if (options.json)
        std::printf("%s\n", facts.dump(2).c_str());
    else
        print_facts(facts);
}

}  // namespace domainsec::cli

// What the commands on a certificate store share: which store, which entry, how keys are opened,
// and how a certificate is printed.
#pragma once

#include <CLI/CLI.hpp>
#include <domainsec/clock.hpp>
#include <domainsec/pki/certificate.hpp>
#include <domainsec/pki/certificate_store.hpp>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "cli/passphrase_option.hpp"

namespace domainsec::cli {

struct StoreOptions {
    std::string store;
    PassphraseOption key;
    bool json = false;

    CertificateStore open() const;
    /// Makes it when it is missing.
    CertificateStore create() const;
    Passphrase passphrase() const { return key.read(); }
};

/// --store (default: $DOMAINSEC_STORE, then /var/lib/domainsec/certificates) and --json.
void add_store_options(CLI::App& command, StoreOptions& options);
/// --passphrase-file and --passphrase.
void add_passphrase_option(CLI::App& command, StoreOptions& options);

/// What a certificate is to say, as `cert new` and `cert request` are told.
struct ContentOptions {
    std::vector<std::string> names;
    std::vector<std::string> wildcards;
    std::string common_name;
    std::string organization;
    std::string key_type = "ecdsa-p256";
    std::vector<std::string> usages{"server", "client"};

    CertificateTemplate content() const;
    KeyAlgorithm algorithm() const;
};
void add_content_options(CLI::App& command, ContentOptions& options);

/// What a certificate says, for people and for programs.
nlohmann::ordered_json describe(const Certificate& certificate, TimePoint now);

/// Keys and values, one in a line.
void print_facts(const nlohmann::ordered_json& facts);

/// As JSON, or for people.
void print(const StoreOptions& options, const nlohmann::ordered_json& facts);

}  // namespace domainsec::cli

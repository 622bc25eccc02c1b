// `domainsec cert ca`: a small authority for a group of partners.
#include <cstdio>
#include <domainsec/error.hpp>
#include <domainsec/pki/certificate_authority.hpp>
#include <memory>

#include "cli/command.hpp"
#include "cli/files.hpp"
#include "cli/store_options.hpp"
#include "cli/whole_files.hpp"

namespace domainsec::cli {
namespace {

using nlohmann::ordered_json;

struct Authority : StoreOptions {
    std::string directory;
    CertificateAuthority authority() const { return CertificateAuthority::open(directory); }
};

void add_authority_options(CLI::App& command, Authority& options, bool needs_key = true) {
    command.add_option("--directory", options.directory, "The authority's folder")->required();
    if (needs_key) add_passphrase_option(command, options);
    command.add_flag("--json", options.json, "Print JSON");
}

std::vector<DomainName> domains_of(const char* option, const std::vector<std::string>& texts) {
    std::vector<DomainName> domains;
    domains.reserve(texts.size());
    for (const auto& text : texts) domains.push_back(domain_option(option, text));
    return domains;
}

void add_new(CLI::App& ca) {
    struct Options : Authority {
        AuthorityOptions content;
        std::vector<std::string> permitted;
        std::string key_type = "ecdsa-p384";
    };
    auto options = std::make_shared<Options>();
    auto* command = ca.add_subcommand("new", "Make an authority");
    add_authority_options(*command, *options);
    command->add_option("--name", options->content.name, "Its common name")->required();
    command->add_option("--organization", options->content.organization, "Its organization");
    command
        ->add_option("--permit", options->permitted,
                     "It may issue for this domain and below, and no others; may be given again")
        ->allow_extra_args(false);
    command->add_option("--days", options->content.days, "Days of validity")
        ->capture_default_str()
        ->check(CLI::Range(1, 10950));
    command->add_option("--key-type", options->key_type, "ecdsa-p384, ecdsa-p256, rsa-3072, ...")
        ->capture_default_str();
    command
        ->add_option("--crl-uri", options->content.crl_uris,
                     "Where partners will find its revocation list; may be given again")
        ->allow_extra_args(false);
    command
        ->add_option("--ocsp-uri", options->content.ocsp_uris,
                     "Where partners will find its OCSP answers; may be given again")
        ->allow_extra_args(false);
    command->footer(examples(
        {"domainsec cert ca new --directory /etc/domainsec/ca --name \"Mail CA\" \\",
         "    --permit contoso.example --permit fabrikam.example --passphrase-file ca.pass"}));
    command->callback([options] {
        const auto algorithm = key_algorithm_from_string(options->key_type);
        if (!algorithm)
            throw Error(errc::invalid_argument, "--key-type: write ecdsa-p384 or ecdsa-p256");
        options->content.algorithm = *algorithm;
        options->content.permitted_domains = domains_of("--permit", options->permitted);
        const auto authority = CertificateAuthority::create(options->directory, options->content,
                                                            options->passphrase());
        auto facts = describe(authority.certificate(), system_clock()());
        facts["next"] = "give partners " + options->directory +
                        "/ca.pem, to name under `anchors`; keep key.pem here";
        print(*options, facts);
    });
}

void add_issue(CLI::App& ca) {
    struct Options : Authority {
        std::string request;
        std::string out;
        std::vector<std::string> names;
        std::vector<std::string> usages{"server", "client"};
        AuthorityIssue issue;
    };
    auto options = std::make_shared<Options>();
    auto* command = ca.add_subcommand("issue", "Issue a certificate for a request");
    add_authority_options(*command, *options);
    command->add_option("--request", options->request, "The request, PEM or DER")->required();
    command->add_option("--out", options->out, "Write the certificate here")->required();
    command
        ->add_option("--name", options->names,
                     "Issue for this name instead of those of the request; may be given again")
        ->allow_extra_args(false);
    command->add_option("--days", options->issue.days, "Days of validity")
        ->capture_default_str()
        ->check(CLI::Range(1, 10950));
    command->add_option("--usage", options->usages, "server, client, or both (default)")
        ->check(CLI::IsMember({"server", "client"}))
        ->allow_extra_args(false);
    command->footer(
        examples({"domainsec cert ca issue --directory /etc/domainsec/ca --request edge1.csr \\",
                  "    --out edge1.pem"}));
    command->callback([options] {
        const auto has = [&](const char* usage) {
            return std::find(options->usages.begin(), options->usages.end(), usage) !=
                   options->usages.end();
        };
        options->issue.server_auth = has("server");
        options->issue.client_auth = has("client");
        options->issue.dns_names = domains_of("--name", options->names);
        auto authority = options->authority();
        const auto request = CertificateRequest::from_file(options->request);
        const auto issued = authority.issue(request, options->issue, options->passphrase());
        write_new_file(options->out, issued.pem());
        auto facts = describe(issued, system_clock()());
        facts["next"] = "give " + options->out + " to whoever made the request";
        print(*options, facts);
    });
}

void add_revoke(CLI::App& ca) {
    struct Options : Authority {
        std::string serial;
        std::string cause = "unspecified";
    };
    auto options = std::make_shared<Options>();
    auto* command = ca.add_subcommand("revoke", "Revoke a certificate that it issued");
    add_authority_options(*command, *options, false);
    command->add_option("SERIAL|FILE", options->serial, "Its serial, or the certificate's file")
        ->required();
    command
        ->add_option("--reason", options->cause,
                     "keyCompromise, superseded, cessationOfOperation, affiliationChanged, "
                     "privilegeWithdrawn or unspecified")
        ->capture_default_str();
    command->footer(examples(
        {"domainsec cert ca revoke --directory /etc/domainsec/ca edge1.pem --reason superseded",
         "domainsec cert ca crl --directory /etc/domainsec/ca --out ca.crl  # and publish it"}));
    command->callback([options] {
        const auto cause = revocation_cause_from_string(options->cause);
        if (!cause)
            throw Error(errc::invalid_argument,
                        "--reason: write keyCompromise, superseded, cessationOfOperation, "
                        "affiliationChanged, privilegeWithdrawn or unspecified");
        std::error_code ignored;
        const auto serial = std::filesystem::is_regular_file(options->serial, ignored)
                                ? Certificate::from_file(options->serial).serial()
                                : options->serial;
        options->authority().revoke(serial, *cause);
        print(*options, {{"serial", serial},
                         {"state", "revoked"},
                         {"reason", std::string(to_string(*cause))},
                         {"next", "publish a new list: `domainsec cert ca crl`"}});
    });
}

struct Publishing : Authority {
    std::string out;
    std::string serial;
    int hours = 168;
};

void add_publishing_options(CLI::App& command, Publishing& options) {
    add_authority_options(command, options);
    command.add_option("--out", options.out, "Write it here, replacing what is there")->required();
    command.add_option("--hours", options.hours, "Hours until the next one is due")
        ->capture_default_str()
        ->check(CLI::Range(1, 9600));
}

void publish(const Publishing& options, const Bytes& octets, const char* what) {
    const auto text = text_of(octets);
    std::error_code ignored;
    if (std::filesystem::exists(options.out, ignored))
        replace_whole(options.out, text);
    else
        write_new_file(options.out, std::string(text));
    print(options, {{"written", what},
                    {"file", options.out},
                    {"octets", octets.size()},
                    {"next", "publish it, and make the next one within " +
                                 std::to_string(options.hours) + " h"}});
}

void add_crl(CLI::App& ca) {
    auto options = std::make_shared<Publishing>();
    auto* command = ca.add_subcommand("crl", "Write a revocation list, in DER");
    add_publishing_options(*command, *options);
    command->footer(
        examples({"domainsec cert ca crl --directory /etc/domainsec/ca --out /srv/www/ca.crl"}));
    command->callback([options] {
        auto authority = options->authority();
        publish(*options, authority.crl(std::chrono::hours{options->hours}, options->passphrase()),
                "revocation list");
    });
}

void add_ocsp(CLI::App& ca) {
    auto options = std::make_shared<Publishing>();
    auto* command =
        ca.add_subcommand("ocsp", "Write an OCSP response about one certificate, to be stapled");
    add_publishing_options(*command, *options);
    command->add_option("SERIAL|FILE", options->serial, "Its serial, or the certificate's file")
        ->required();
    command->footer(examples(
        {"domainsec cert ca ocsp --directory /etc/domainsec/ca edge1.pem --out edge1.ocsp"}));
    command->callback([options] {
        std::error_code ignored;
        const auto serial = std::filesystem::is_regular_file(options->serial, ignored)
                                ? Certificate::from_file(options->serial).serial()
                                : options->serial;
        publish(*options,
                options->authority().ocsp_response(serial, std::chrono::hours{options->hours},
                                                   options->passphrase()),
                "OCSP response");
    });
}

void add_list(CLI::App& ca) {
    auto options = std::make_shared<Authority>();
    auto* command = ca.add_subcommand("list", "What it has issued");
    add_authority_options(*command, *options, false);
    command->footer(examples({"domainsec cert ca list --directory /etc/domainsec/ca"}));
    command->callback([options] {
        ordered_json all = ordered_json::array();
        for (const auto& each : options->authority().issued())
            all.push_back(
                {{"serial", each.serial},
                 {"subject", each.subject},
                 {"names", each.dns_names},
                 {"not_after", to_text(each.not_after)},
                 {"state", each.revoked_at ? "revoked" : "issued"},
                 {"reason", each.revoked_at ? ordered_json(std::string(to_string(each.cause)))
                                            : ordered_json()}});
        if (options->json) {
            std::printf("%s\n", all.dump(2).c_str());
            return;
        }
        for (const auto& each : all)
            std::printf("%s  %-8s  %s  %s\n", each["serial"].get<std::string>().c_str(),
                        each["state"].get<std::string>().c_str(),
                        each["not_after"].get<std::string>().substr(0, 10).c_str(),
                        each["subject"].get<std::string>().c_str());
    });
}

}  // namespace

void add_cert_ca_commands(CLI::App& cert) {
    auto* ca = cert.add_subcommand("ca", "A small authority of your own: issue, revoke, publish");
    ca->require_subcommand(1);
    add_new(*ca);
    add_issue(*ca);
    add_revoke(*ca);
    add_crl(*ca);
    add_ocsp(*ca);
    add_list(*ca);
}

}  // namespace domainsec::cli

// `domainsec cert renew`: a new key that partners know before it is used, then the switch.
#include <cstdio>
#include <domainsec/error.hpp>
#include <domainsec/pki/certificate_authority.hpp>
#include <memory>

#include "cli/command.hpp"
#include "cli/files.hpp"
#include "cli/store_options.hpp"

namespace domainsec::cli {
namespace {

using nlohmann::ordered_json;

struct Renewal : StoreOptions {
    std::string label;
    std::string key_type;
    std::string request_out;
    std::string authority;
    std::string authority_passphrase;
    int days = 90;
    unsigned overlap_hours = 72;
    bool finish = false;
    bool drop = false;
};

// The kind of key that is in use now.
KeyAlgorithm same_kind(const Certificate& certificate) {
    const auto kind = certificate.key_description();
    if (kind.starts_with("RSA")) {
        const auto bits = std::stoul("0" + kind.substr(kind.find_last_of(' ') + 1));
        return bits >= 4096   ? KeyAlgorithm::rsa_4096
               : bits >= 3072 ? KeyAlgorithm::rsa_3072
                              : KeyAlgorithm::rsa_2048;
    }
    return kind.find("384") != std::string::npos ? KeyAlgorithm::ecdsa_p384
                                                 : KeyAlgorithm::ecdsa_p256;
}

KeyAlgorithm algorithm_of(const Renewal& options, const StoreEntry& entry) {
    if (options.key_type.empty()) return same_kind(entry.chain.leaf());
    const auto algorithm = key_algorithm_from_string(options.key_type);
    if (!algorithm)
        throw Error(errc::invalid_argument,
                    "--key-type: write ecdsa-p256, ecdsa-p384, rsa-2048, rsa-3072 or rsa-4096");
    return *algorithm;
}

std::string wait_of(const Renewal& options) {
    return "give partners the next pin; after " + std::to_string(options.overlap_hours) +
           " h run this command with --finish";
}

void report_renewal(const Renewal& options, const NextKey& next, const std::string& advice) {
    print(options, {{"label", options.label},
                    {"next_pin", to_pin(next.spki_sha256)},
                    {"announced", to_text(next.announced)},
                    {"certificate", next.chain.empty() ? "waits to be issued" : "issued"},
                    {"next", advice}});
}

NextIssuer issuer_of(const Renewal& options) {
    if (options.authority.empty()) return {};
    return [&options](const CertificateRequest& request) {
        AuthorityIssue issue;
        issue.days = static_cast<unsigned>(options.days);
        return Chain({CertificateAuthority::open(options.authority)
                          .issue(request, issue, read_passphrase(options.authority_passphrase))});
    };
}

// Issued by one's own authority at once, or by the key itself where the old one was; otherwise the
// request is for others.
void run_prepare(const Renewal& options) {
    auto store = options.open();
    const auto entry = store.entry(options.label);
    if (entry.is_pending())
        throw Error(errc::invalid_state,
                    "\"" + options.label + "\" waits for its first certificate still");
    const auto passphrase = options.passphrase();
    EntryOptions keeping;
    keeping.passphrase = passphrase;
    const auto algorithm = algorithm_of(options, entry);
    const bool own_root = options.authority.empty() && entry.chain.leaf().is_self_issued();
    const auto next =
        own_root ? store.prepare_self_signed_next(options.label, algorithm, keeping)
                 : store.prepare_next(options.label, algorithm, keeping, issuer_of(options));
    if (!options.request_out.empty()) write_new_file(options.request_out, next.request->pem());
    const bool waits = next.chain.empty();
    report_renewal(
        options, next,
        waits ? "send the request" +
                    (options.request_out.empty() ? std::string(" (--request-out writes it)")
                                                 : " " + options.request_out) +
                    " to the authority and import what it issues; " + wait_of(options)
              : wait_of(options));
}

void run_finish(const Renewal& options) {
    auto store = options.open();
    const auto entry = store.entry(options.label);
    if (!entry.next)
        throw Error(errc::invalid_state,
                    "\"" + options.label + "\" has no next key: run this without --finish first");
    const auto now = system_clock()();
    const auto known_for = now - entry.next->announced;
    if (known_for < std::chrono::hours{options.overlap_hours})
        throw Error(errc::invalid_state,
                    "The next key of \"" + options.label + "\" is announced for " +
                        std::to_string(known_for.count() / 3600) + " h; wait until it is " +
                        std::to_string(options.overlap_hours) +
                        " h (--overlap), so that every partner has its pin");
    store.switch_to_next(options.label, now);
    auto facts = describe(store.entry(options.label).chain.leaf(), now);
    ordered_json result{{"label", options.label}, {"done", "the next key is in use"}};
    result.update(facts);
    result["next"] = "the old key is in the trash; tell partners that its pin can go";
    print(options, result);
}

void run_renew(const Renewal& options) {
    if (options.finish && options.drop)
        throw Error(errc::invalid_argument, "--finish or --drop, not both");
    if (options.drop) {
        options.open().drop_next(options.label);
        print(options, {{"label", options.label}, {"done", "the next key was dropped"}});
        return;
    }
    options.finish ? run_finish(options) : run_prepare(options);
}

}  // namespace

void add_cert_renew_command(CLI::App& cert) {
    auto options = std::make_shared<Renewal>();
    auto* command = cert.add_subcommand(
        "renew", "Announce a next key with the same names; with --finish, switch to it");
    command->add_option("LABEL", options->label, "The entry of the store")->required();
    command->add_option("--key-type", options->key_type,
                        "Kind of the next key; default: as the one in use");
    command->add_option("--request-out", options->request_out,
                        "Write the request for the next certificate here");
    command->add_option("--ca", options->authority,
                        "Folder of your own authority, that issues it at once");
    command->add_option("--ca-passphrase-file", options->authority_passphrase,
                        "File whose first line opens the authority's key");
    command->add_option("--days", options->days, "With --ca: days of validity")
        ->capture_default_str()
        ->check(CLI::Range(1, 10950));
    command->add_flag("--finish", options->finish, "Use the next key from now on");
    command->add_flag("--drop", options->drop, "Give the next key up");
    command
        ->add_option("--overlap", options->overlap_hours,
                     "Hours that the next pin has to be known before --finish")
        ->capture_default_str()
        ->check(CLI::Range(0, 8760));
    add_store_options(*command, *options);
    add_passphrase_option(*command, *options);
    command->footer(examples(
        {"domainsec cert renew edge1 --request-out edge1-next.csr   # 1: announce the next pin",
         "domainsec cert import edge1-next.pem                       # 2: what was issued",
         "domainsec cert renew edge1 --finish                        # 3: after three days"}));
    command->callback([options] { run_renew(*options); });
}

}  // namespace domainsec::cli

// `domainsec stamp`: judges a session of somebody else's TLS and, when all rules are met, stamps
// the message. A stamp is never made without the judgement: what the caller asserts of the session
// is on the command line.
#include <cstdio>
#include <domainsec/edge/edge.hpp>
#include <domainsec/error.hpp>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/command.hpp"
#include "cli/files.hpp"

namespace domainsec::cli {
namespace {

struct StampOptions {
    std::string config;
    std::string passphrase_file;
    std::string peer_chain;
    std::string tls_version = "TLS1.3";
    std::string cipher;
    std::string group;
    std::string proved_at;
    bool resumed = false;
    bool no_extended_master_secret = false;
    std::string peer_address;
    std::string mail_from;
    std::vector<std::string> recipients;
    std::string message = "-";
    bool json = false;
};

CallerSession session_of(const StampOptions& options) {
    CallerSession session;
    const auto certificates = read_certificates(options.peer_chain);
    for (const auto& certificate : certificates) {
        if (session.leaf.empty())
            session.leaf = certificate.der();
        else
            session.intermediates.push_back(certificate.der());
    }
    if (options.tls_version != "TLS1.2" && options.tls_version != "TLS1.3")
        throw Error(errc::invalid_argument, "--tls-version: write TLS1.2 or TLS1.3");
    session.proof.handshake_complete = true;
    session.proof.resumed = options.resumed;
    session.proof.proved_at = options.proved_at.empty()
                                  ? system_clock()()
                                  : time_option("--proved-at", options.proved_at);
    session.proof.version = options.tls_version == "TLS1.3" ? TlsVersion::tls13 : TlsVersion::tls12;
    session.proof.cipher = options.cipher;
    session.proof.group = options.group;
    session.proof.extended_master_secret = !options.no_extended_master_secret;
    session.peer_address = options.peer_address;
    return session;
}

/// The first answer that is not `accepted`, or the one to the message.
FinishedMessage judge(const StampOptions& options, const std::string& message) {
    EdgeOptions edge_options;
    edge_options.passphrase = read_passphrase(options.passphrase_file);
    const auto edge = Edge::load(options.config, edge_options);
    const auto facts = options.peer_chain.empty() ? SessionFacts::clear_text(options.peer_address)
                                                  : SessionFacts::from_peer(session_of(options));
    auto transaction = edge.begin(facts);
    FinishedMessage refused;
    refused.answer = transaction.mail_from(options.mail_from);
    if (refused.answer.decision != Decision::accepted) return refused;
    for (const auto& recipient : options.recipients) {
        refused.answer = transaction.rcpt_to(recipient);
        if (refused.answer.decision != Decision::accepted) return refused;
    }
    return transaction.finish(message);
}

nlohmann::ordered_json to_json(const FinishedMessage& finished) {
    return {{"decision", std::string(to_string(finished.answer.decision))},
            {"reply", finished.answer.reply.line()},
            {"status", std::string(to_string(finished.status))},
            {"reason", std::string(to_string(finished.reason))},
            {"partner", finished.partner},
            {"secured", finished.secured()},
            {"prefix", finished.edits.prefix()},
            {"removed_fields", finished.edits.removed().size()}};
}

void run_stamp(const StampOptions& options, Run& run) {
    auto message = read_input(options.message);
    const auto finished = judge(options, message);
    const bool accepted = finished.answer.decision == Decision::accepted;
    run.exit_code = !accepted ? exit_refused : finished.secured() ? exit_ok : exit_none;
    if (options.json) {
        std::printf("%s\n", to_json(finished).dump(2).c_str());
    } else if (accepted) {
        std::cout << finished.edits.applied_to(message);
    } else {
        std::fprintf(stderr, "%s\n", finished.answer.reply.line().c_str());
    }
}

}  // namespace

void add_stamp_command(CLI::App& app, Run& run) {
    auto options = std::make_shared<StampOptions>();
    auto* command = app.add_subcommand(
        "stamp", "Judge a session of another TLS stack and stamp a message that came over it");
    command->add_option("--config", options->config, "domainsec.toml of this edge")->required();
    command->add_option("--passphrase-file", options->passphrase_file,
                        "File whose first line opens the keys");
    command->add_option("--peer-chain", options->peer_chain,
                        "What the peer presented, PEM, leaf first; none: no TLS");
    command->add_option("--tls-version", options->tls_version, "TLS1.2 or TLS1.3")
        ->capture_default_str();
    command->add_option("--cipher", options->cipher, "IANA name of the cipher suite");
    command->add_option("--group", options->group, "Key exchange group, x25519");
    command->add_option("--proved-at", options->proved_at,
                        "When the peer signed with its key; default: now");
    command->add_flag("--resumed", options->resumed, "The session was resumed by a ticket");
    command->add_flag("--no-extended-master-secret", options->no_extended_master_secret,
                      "TLS 1.2 without RFC 7627");
    command->add_option("--peer-address", options->peer_address,
                        "IP address of the peer, for events");
    command->add_option("--mail-from", options->mail_from, "Reverse-path; \"\" for a bounce")
        ->required();
    command->add_option("--rcpt", options->recipients, "A recipient; may be given again")
        ->allow_extra_args(false)
        ->required();
    command
        ->add_option("MESSAGE", options->message, "The message as received; - for standard input")
        ->capture_default_str();
    command->add_flag("--json", options->json,
                      "Print the verdict and the fields to add as JSON, not the message");
    command->footer(examples({"domainsec stamp --config domainsec.toml --peer-chain peer.pem "
                              "--cipher TLS_AES_256_GCM_SHA384 \\",
                              "    --group x25519 --mail-from alice@fabrikam.example --rcpt "
                              "bob@contoso.example < in.eml > out.eml"}) +
                    "Exit code 0: stamped; 10: passed on unmarked; 2: refused, the reply is "
                    "printed; 1: a mistake.");
    command->callback([options, &run] { run_stamp(*options, run); });
}

}  // namespace domainsec::cli

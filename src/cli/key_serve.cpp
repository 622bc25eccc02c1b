// `domainsec key serve`: holds the stamp key and signs digests over a Unix socket, so that the
// Internet-facing process holds none (docs/stamp-format.md §5.5).
#include <grp.h>
#include <signal.h>
#include <sys/signalfd.h>

#include <charconv>
#include <cstdio>
#include <domainsec/error.hpp>
#include <domainsec/stamp/stamp_key.hpp>
#include <memory>
#include <vector>

#include "cli/command.hpp"
#include "cli/files.hpp"
#include "cli/signing_server.hpp"

namespace domainsec::cli {
namespace {

int signals_as_descriptor() {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    pthread_sigmask(SIG_BLOCK, &set, nullptr);
    return ::signalfd(-1, &set, SFD_CLOEXEC);
}

mode_t mode_option(const std::string& text) {
    if (text == "0600" || text == "600") return 0600;
    if (text == "0660" || text == "660") return 0660;
    throw Error(errc::invalid_argument,
                "--mode: write 0600 or 0660; whoever may use the socket may sign");
}

std::optional<gid_t> group_option(const std::string& text) {
    if (text.empty()) return std::nullopt;
    gid_t number = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (problem == std::errc{} && end == text.data() + text.size()) return number;
    group entry{};
    group* found = nullptr;
    std::vector<char> buffer(std::size_t{1} << 16U);
    if (::getgrnam_r(text.c_str(), &entry, buffer.data(), buffer.size(), &found) == 0 &&
        found != nullptr)
        return found->gr_gid;
    throw Error(errc::invalid_argument,
                "--group: there is no group \"" + escaped(text) + "\"; name one of this host");
}

}  // namespace

void add_key_serve(CLI::App& key) {
    struct Options {
        std::string key;
        std::string socket;
        std::string mode;
        std::string group;
        std::string passphrase_file;
    };
    auto options = std::make_shared<Options>();
    auto* command = key.add_subcommand(
        "serve", "Sign for edges over a Unix socket, so that they hold no key; until SIGTERM");
    command->add_option("--key", options->key, "The stamp key's file")->required();
    command->add_option("--socket", options->socket, "Where to listen")->required();
    command->add_option(
        "--mode", options->mode,
        "Of the socket: 0600, or 0660 for a group; default: 0600, with --group 0660");
    command->add_option("--group", options->group, "Of the socket: the edge's; default: ours");
    command->add_option("--passphrase-file", options->passphrase_file,
                        "File whose first line opens the key");
    command->footer(examples(
        {"domainsec key serve --key /etc/domainsec/stamp.pem --socket /run/domainsec/sign \\",
         "    --group smtpd"}));
    command->callback([options] {
        SigningServerOptions serving;
        serving.path = options->socket;
        serving.group = group_option(options->group);
        serving.mode =
            options->mode.empty() ? (serving.group ? 0660 : 0600) : mode_option(options->mode);
        const int signals = signals_as_descriptor();
        SigningServer server(
            StampKey::from_file(options->key, read_passphrase(options->passphrase_file)),
            std::move(serving));
        std::printf("signing on %s\n", options->socket.c_str());
        std::fflush(stdout);
        server.run(signals);
    });
}

}  // namespace domainsec::cli

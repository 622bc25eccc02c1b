// Programs of others that our client comes to, told the same in their own words.
#include "server_programs.hpp"

#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <stdexcept>

namespace domainsec::test {
namespace {

std::string authority_file(const ServerOrder& order, const PemFiles& files) {
    return files.write(order.trusts_us ? contoso_ca() : stranger_ca());
}

void append(Words& words, const Words& more) {
    words.insert(words.end(), more.begin(), more.end());
}

// -rev sends each line back reversed.
Words openssl_words(const ServerOrder& order, const PemFiles& files) {
    static const std::map<OnlyVersion, Words> versions{
        {OnlyVersion::tls11, {"-tls1_1", "-cipher", "DEFAULT@SECLEVEL=0"}},
        {OnlyVersion::tls12, {"-tls1_2"}},
        {OnlyVersion::tls13, {"-tls1_3"}}};
    static const std::map<Asks, Words> asking{
        {Asks::no, {}},
        {Asks::yes, {"-verify", "3"}},
        {Asks::insists, {"-Verify", "3", "-verify_return_error"}}};
    const IdentityFiles identity = files.write(order.identity);
    Words words{"openssl", "s_server", "-accept", "127.0.0.1:0"};
    if (!order.reads_keys) words.emplace_back("-rev");
    append(words, {"-cert", identity.leaf, "-key", identity.key});
    if (!identity.above.empty()) append(words, {"-cert_chain", identity.above});
    append(words, {"-verifyCAfile", authority_file(order, files)});
    append(words, versions.at(order.version));
    if (order.hybrid) append(words, {"-groups", "X25519MLKEM768"});
    append(words, asking.at(order.asks));
    append(words, order.more);
    return words;
}

std::uint16_t number_behind(ChildProcess& program, const std::string& announced) {
    if (!program.wait_for(announced)) throw std::runtime_error(program.output());
    const std::size_t at = program.output().find(announced) + announced.size();
    while (program.output().find('\n', at) == std::string::npos) program.read_for(100);
    return static_cast<std::uint16_t>(std::stoi(program.output().substr(at)));
}

std::uint16_t openssl_port(ChildProcess& program) {
    return number_behind(program, "ACCEPT 127.0.0.1:");
}

Words gnutls_words(const ServerOrder& order, const PemFiles& files) {
    static const std::map<OnlyVersion, std::string> versions{
        {OnlyVersion::tls11, "NORMAL:-VERS-ALL:+VERS-TLS1.1"},
        {OnlyVersion::tls12, "NORMAL:-VERS-ALL:+VERS-TLS1.2"},
        {OnlyVersion::tls13, "NORMAL:-VERS-ALL:+VERS-TLS1.3"}};
    static const std::map<Asks, Words> asking{
        {Asks::no, {"--disable-client-cert"}},
        {Asks::yes, {}},
        {Asks::insists, {"--require-client-cert", "--verify-client-cert"}}};
    const IdentityFiles identity = files.write(order.identity);
    Words words{"gnutls-serv", "--port", "0", "--echo"};
    append(words, {"--x509certfile=" + identity.certificate, "--x509keyfile=" + identity.key,
                   "--x509cafile=" + authority_file(order, files)});
    words.push_back("--priority=" + versions.at(order.version) +
                    (order.hybrid ? ":-GROUP-ALL:+GROUP-X25519-MLKEM768" : ""));
    append(words, asking.at(order.asks));
    append(words, order.more);
    return words;
}

// The inodes of the sockets that a process holds.
std::set<std::string> sockets_of(pid_t process) {
    std::set<std::string> inodes;
    const std::string folder = "/proc/" + std::to_string(process) + "/fd";
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        std::error_code gone;
        const std::string target = std::filesystem::read_symlink(entry.path(), gone).string();
        if (target.starts_with("socket:[")) inodes.insert(target.substr(8, target.size() - 9));
    }
    return inodes;
}

// A process that does not say which port the system gave it: the kernel does (proc(5)).
std::uint16_t listening_port(pid_t process) {
    const std::set<std::string> inodes = sockets_of(process);
    std::ifstream table("/proc/net/tcp");
    std::string line;
    std::getline(table, line);
    while (std::getline(table, line)) {
        std::istringstream fields(line);
        std::string number, local, remote, state, queues, timer, retransmits, user, probes, inode;
        fields >> number >> local >> remote >> state >> queues >> timer >> retransmits >> user >>
            probes >> inode;
        const bool is_listening = state == "0A";
        if (is_listening && inodes.contains(inode))
            return static_cast<std::uint16_t>(
                std::stoi(local.substr(local.find(':') + 1), nullptr, 16));
    }
    throw std::runtime_error("the program does not listen");
}

std::uint16_t gnutls_port(ChildProcess& program) {
    if (!program.wait_for("listening on IPv4 0.0.0.0 port 0...done"))
        throw std::runtime_error(program.output());
    return listening_port(program.id());
}

Words python_words(const ServerOrder& order, const PemFiles& files) {
    static const std::map<OnlyVersion, std::string> versions{{OnlyVersion::tls11, "TLSv1_1"},
                                                             {OnlyVersion::tls12, "TLSv1_2"},
                                                             {OnlyVersion::tls13, "TLSv1_3"}};
    static const std::map<Asks, std::string> asking{
        {Asks::no, "NONE"}, {Asks::yes, "OPTIONAL"}, {Asks::insists, "REQUIRED"}};
    const IdentityFiles identity = files.write(order.identity);
    Words words{"python3", DOMAINSEC_INTEROP_SOURCE "/python_server.py"};
    append(words, {"--version", versions.at(order.version), "--asks", asking.at(order.asks)});
    append(words, {"--certificate", identity.certificate, "--key", identity.key, "--authority",
                   authority_file(order, files)});
    append(words, order.more);
    return words;
}

std::uint16_t python_port(ChildProcess& program) {
    return number_behind(program, "listening on ");
}

// TLS at once, a line there and back, and the verdict.
Sent talk_in_lines(Socket socket, const ClientContext& context, const Judge& judge,
                   const std::function<void(SmtpWire&)>& when_answered) {
    SmtpWire wire(std::move(socket));
    Sent sent;
    if (wire.secure(
            context.connect({.server_name = "mx1.fabrikam.example", .server_ip = "127.0.0.1"}))) {
        sent.facts = *wire.session()->facts();
        wire.write("OLEH\n");
        sent.reply = wire.read_line().value_or("");
    }
    sent.verdict = verdict_outbound(judge, *wire.session());
    if (when_answered && wire.session()->state() == SessionState::established) {
        when_answered(wire);
        wire.read_line();
    }
    wire.end();
    sent.end = state_of(*wire.session());
    return sent;
}

}  // namespace

const ServerProgram& openssl_server() {
    static const ServerProgram program{"OpenSSL", &openssl_words, &openssl_port};
    return program;
}

const ServerProgram& gnutls_server() {
    static const ServerProgram program{"GnuTLS", &gnutls_words, &gnutls_port};
    return program;
}

const ServerProgram& python_server() {
    static const ServerProgram program{"Python ssl", &python_words, &python_port, true};
    return program;
}

std::vector<ServerProgram> server_programs() {
    return {openssl_server(), gnutls_server(), python_server()};
}

namespace {

// What all calls of one plan share.
class Line final {
  public:
    Line(const ServerProgram& program, const Call& plan)
        : program_(program),
          plan_(plan),
          child_(program.words(plan.order, files_)),
          port_(program.port(child_)),
          context_(ClientContext::create(plan.ours, plan.tls)),
          judge_(partner_rules({}, plan.send_rules)) {
        child_.write(plan.input);
        if (!plan.relay) return;
        relay_.emplace(port_, *plan.relay);
        port_ = relay_->port();
    }

    Called call() {
        std::function<void(SmtpWire&)> when_answered;
        if (plan_.when_answered)
            when_answered = [this](SmtpWire& wire) { plan_.when_answered(child_, wire); };
        const auto talk = program_.speaks_smtp ? &send_message : &talk_in_lines;
        Called called{talk(connect_to(port_), *context_, judge_, when_answered), {}};
        child_.read_for(200);
        called.output = child_.output();
        return called;
    }

  private:
    const ServerProgram& program_;
    const Call& plan_;
    PemFiles files_;
    ChildProcess child_;
    std::uint16_t port_;
    std::optional<Relay> relay_;
    std::shared_ptr<const ClientContext> context_;
    Judge judge_;
};

}  // namespace

Called call(const ServerProgram& program, const Call& plan) {
    return Line(program, plan).call();
}

std::array<Called, 2> call_twice(const ServerProgram& program, const Call& plan) {
    Line line(program, plan);
    Called first = line.call();
    return {std::move(first), line.call()};
}

}  // namespace domainsec::test

// Makes the zones with ldns-keygen and ldns-signzone, and serves them with nsd.
#include "support/signed_zones.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <thread>
#include <vector>

namespace domainsec::test {

namespace {

using namespace std::chrono_literals;

const char* const example_zone = R"($ORIGIN example.
$TTL 300
@ IN SOA ns admin 1 3600 900 604800 60
@ IN NS ns
ns IN A 127.0.0.1
secure IN TXT "v=DSEC1; " "k=ed25519"
secure IN MX 20 mx2.secure
secure IN MX 10 MX1.secure
nullmx IN MX 0 .
mixedmx IN MX 0 .
mixedmx IN MX 10 mx1.secure
badmx IN MX 10 bad_host.secure
_25._tcp.mx1.secure IN TLSA 3 1 1 00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff
_25._tcp.mx1.secure 120 IN TLSA 3 1 1 ff112233445566778899aabbccddeeff00112233445566778899aabbccddeeff
alias 60 IN CNAME secure
addressonly IN A 127.0.0.1
loop1 IN CNAME loop2
loop2 IN CNAME loop1
binary IN TXT "a\000\010\255"
edge1._domainsec.contoso IN TXT "v=DSEC1; k=ed25519; " "p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="
two._domainsec.contoso IN TXT "v=DSEC1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="
two._domainsec.contoso IN TXT "v=DSEC1; k=ed25519; p=AAAA"
insecure IN NS ns.insecure
ns.insecure IN A 127.0.0.1
broken IN NS ns.broken
ns.broken IN A 127.0.0.1
expired IN NS ns.expired
ns.expired IN A 127.0.0.1
)";

std::string child_zone(const std::string& zone) {
    return "$ORIGIN " + zone +
           ".\n$TTL 300\n@ IN SOA ns admin 1 3600 900 604800 60\n@ IN NS ns\nns IN A 127.0.0.1\n"
           "@ IN TXT \"genuine\"\n@ IN MX 10 mx1\n"
           "edge1._domainsec IN TXT \"v=DSEC1; k=ed25519; "
           "p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=\"\n";
}

// Many records at one name, and one longer than anybody needs.
std::string big_records() {
    std::string text;
    for (int i = 0; i < 120; ++i) text += "many IN TXT \"record " + std::to_string(i) + "\"\n";
    text += "long IN TXT";
    for (int i = 0; i < 20; ++i) text += " \"" + std::string(250, 'x') + "\"";
    return text + "\nlong IN TXT \"short\"\n";
}

// Starts a program in `folder`, its output into `output`; it ends with this process.
int start(const std::vector<std::string>& words, const std::string& folder,
          const std::string& output) {
    std::vector<char*> arguments;
    for (const auto& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);
    const int process = fork();
    if (process != 0) return process;
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    const int file = open(output.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
    if (chdir(folder.c_str()) != 0 || dup2(file, 1) < 0 || dup2(file, 2) < 0) _exit(126);
    execvp(arguments[0], arguments.data());
    _exit(127);
}

// Where it is installed, for /usr/sbin is in few users' PATH.
std::string name_server() {
    std::istringstream folders(
        std::string(std::getenv("PATH") == nullptr ? "" : std::getenv("PATH")) +
        ":/usr/sbin:/usr/local/sbin");
    for (std::string folder; std::getline(folders, folder, ':');) {
        const std::string program = folder + "/nsd";
        if (!folder.empty() && access(program.c_str(), X_OK) == 0) return program;
    }
    throw std::runtime_error("These tests need nsd and ldnsutils: run cmake/dependencies.");
}

bool ends_within(int process, std::chrono::milliseconds limit, int* status) {
    const auto deadline = std::chrono::steady_clock::now() + limit;
    while (std::chrono::steady_clock::now() < deadline) {
        if (waitpid(process, status, WNOHANG) == process) return true;
        std::this_thread::sleep_for(5ms);
    }
    return false;
}

sockaddr_in loopback(std::uint16_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

// A port that was free a moment ago.
std::uint16_t free_port() {
    const int descriptor = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    sockaddr_in address = loopback(0);
    socklen_t size = sizeof address;
    const bool bound = bind(descriptor, reinterpret_cast<sockaddr*>(&address), size) == 0 &&
                       getsockname(descriptor, reinterpret_cast<sockaddr*>(&address), &size) == 0;
    close(descriptor);
    if (!bound) throw std::runtime_error("No UDP port is free on loopback.");
    return ntohs(address.sin_port);
}

}  // namespace

const SignedZones& SignedZones::instance() {
    static const SignedZones zones;
    return zones;
}

SignedZones::SignedZones() {
    std::string pattern =
        (std::filesystem::temp_directory_path() / "domainsec-dns-XXXXXX").string();
    if (mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("No temporary folder.");
    folder_ = pattern;
    try {
        for (const char* zone :
             {"insecure.example", "broken.example", "expired.example", "example.net"}) {
            write(zone, child_zone(zone));
        }
        sign("broken.example");
        std::string broken = read("broken.example");
        broken.replace(broken.find("genuine"), 7, "altered");
        broken.replace(broken.find("p=11qY"), 6, "p=12qY");
        write("broken.example", broken);
        sign("expired.example", "20200101000000");
        write("example", example_zone + big_records() + delegations_);
        delegations_.clear();
        sign("example");
        anchor_ = delegations_;
        bool started = false;
        for (int attempt = 0; attempt < 5 && !started; ++attempt) started = start_server();
        if (!started)
            throw std::runtime_error("nsd did not start:\n" + read("nsd.output") + read("nsd.log"));
    } catch (...) {
        std::filesystem::remove_all(folder_);
        throw;
    }
}

SignedZones::~SignedZones() {
    stop_server();
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
}

UnboundOptions SignedZones::options() const {
    UnboundOptions options;
    options.trust_anchors = {anchor_};
    for (const char* zone :
         {"example", "insecure.example", "broken.example", "expired.example", "example.net"}) {
        options.stubs.emplace_back(zone, address_);
    }
    return options;
}

std::string SignedZones::read(const std::string& file) const {
    std::ifstream stream(folder_ + '/' + file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

void SignedZones::write(const std::string& file, const std::string& text) const {
    std::ofstream(folder_ + '/' + file, std::ios::binary) << text;
}

// Replaces the zone by the signed one and adds its DS record to delegations_.
void SignedZones::sign(const std::string& zone, const std::string& dates) {
    const auto run = [this](const std::vector<std::string>& words) {
        int status = -1;
        const int process = start(words, folder_, folder_ + "/output");
        if (!ends_within(process, 20s, &status)) kill(process, SIGKILL);
        if (status != 0)
            throw std::runtime_error("These tests need ldnsutils; " + words[0] + " failed:\n" +
                                     read("output"));
        std::string output = read("output");
        return output.substr(0, output.find('\n'));
    };
    const std::string key =
        run({"ldns-keygen", "-k", "-r", "/dev/urandom", "-a", "ECDSAP256SHA256", zone});
    std::vector<std::string> words{"ldns-signzone", "-f", zone + ".signed", "-o", zone + '.'};
    if (!dates.empty()) words.insert(words.end(), {"-i", dates, "-e", "20200201000000"});
    words.insert(words.end(), {zone, key});
    run(words);
    std::filesystem::rename(folder_ + '/' + zone + ".signed", folder_ + '/' + zone);
    delegations_ += read(key + ".ds");
}

bool SignedZones::start_server() {
    const std::string port = std::to_string(free_port());
    address_ = "127.0.0.1@" + port;
    std::string text = "server:\n ip-address: " + address_ +
                       "\n username: \"\"\n server-count: 1\n database: \"\"\n zonesdir: \"" +
                       folder_ + "\"\n pidfile: \"nsd.pid\"\n logfile: \"" + folder_ +
                       "/nsd.log\"\n zonelistfile: \"" + folder_ + "/zone.list\"\n xfrdfile: \"" +
                       folder_ + "/xfrd.state\"\n xfrdir: \"" + folder_ +
                       "\"\nremote-control:\n control-enable: no\n";
    for (const char* zone :
         {"example", "insecure.example", "broken.example", "expired.example", "example.net"}) {
        text += std::string("zone:\n name: \"") + zone + "\"\n zonefile: \"" + zone + "\"\n";
    }
    write("nsd.conf", text);
    process_ =
        start({name_server(), "-d", "-c", folder_ + "/nsd.conf"}, folder_, folder_ + "/nsd.output");
    const auto deadline = std::chrono::steady_clock::now() + 15s;
    while (std::chrono::steady_clock::now() < deadline) {
        if (answers()) return true;
        if (waitpid(process_, nullptr, WNOHANG) == process_) {
            process_ = -1;
            return false;
        }
    }
    stop_server();
    return false;
}

// One question over UDP: SOA of "example".
bool SignedZones::answers() const {
    const std::array<unsigned char, 25> question{0x12, 0x34, 0, 0, 0,   1,   0,   0,   0,
                                                 0,    0,    0, 7, 'e', 'x', 'a', 'm', 'p',
                                                 'l',  'e',  0, 0, 6,   0,   1};
    const auto port =
        static_cast<std::uint16_t>(std::stoi(address_.substr(address_.find('@') + 1)));
    const int descriptor = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    const sockaddr_in address = loopback(port);
    std::array<unsigned char, 512> reply{};
    bool good =
        connect(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 &&
        send(descriptor, question.data(), question.size(), 0) > 0;
    pollfd readable{descriptor, POLLIN, 0};
    good = good && poll(&readable, 1, 50) == 1 &&
           recv(descriptor, reply.data(), reply.size(), 0) > 12 && reply[7] > 0;
    close(descriptor);
    if (!good) std::this_thread::sleep_for(10ms);
    return good;
}

void SignedZones::stop_server() noexcept {
    if (process_ < 0) return;
    kill(process_, SIGTERM);
    if (!ends_within(process_, 5s, nullptr)) {
        kill(process_, SIGKILL);
        waitpid(process_, nullptr, 0);
    }
    process_ = -1;
    // The server's own children come to us when it ends.
    const auto deadline = std::chrono::steady_clock::now() + 1s;
    while (std::chrono::steady_clock::now() < deadline) {
        const int ended = waitpid(-1, nullptr, WNOHANG);
        if (ended < 0) break;
        if (ended == 0) std::this_thread::sleep_for(5ms);
    }
}

}  // namespace domainsec::test

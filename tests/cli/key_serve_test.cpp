// `domainsec key serve` as another process: it signs, and no peer keeps another from it
// (docs/stamp-format.md §5.5).
#include <signal.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <chrono>
#include <cstring>
#include <domainsec/stamp/stamp_key.hpp>
#include <filesystem>
#include <memory>
#include <thread>
#include <vector>

#include "cli/command.hpp"
#include "interop/child_process.hpp"

using namespace domainsec;
using namespace std::chrono_literals;
using domainsec::test::ChildProcess;
using domainsec::test::Folder;

namespace {

const Sha256Digest digest{7, 8, 9};

struct Signing {
    Folder folder;

    explicit Signing(const std::string& algorithm = "ed25519") {
        folder.run("key new --out stamp.pem --algorithm " + algorithm);
        folder.run(
            "key publish --key stamp.pem --domain contoso.example --selector edge1"
            " --edge edge1.contoso.example > published.toml");
    }

    std::string path(const std::string& name) const { return (folder.path() / name).string(); }

    std::unique_ptr<ChildProcess> serve(const std::vector<std::string>& more = {}) const {
        std::vector<std::string> line{DOMAINSEC_COMMAND, "key",      "serve",     "--key",
                                      path("stamp.pem"), "--socket", path("sign")};
        line.insert(line.end(), more.begin(), more.end());
        auto server = std::make_unique<ChildProcess>(line);
        BOOST_REQUIRE_MESSAGE(server->wait_for("signing on"), server->output());
        return server;
    }

    StampKey key(std::chrono::milliseconds timeout = 2s) const {
        return StampKey::from_socket(path("sign"),
                                     StampKey::from_file(path("stamp.pem")).public_key(), timeout);
    }

    bool signs() const { return !key().sign(digest).empty(); }
};

struct SetSigning : Signing {
    SetSigning() : Signing("ed25519+ml-dsa-65") {}
};

// A peer that says what it likes.
class Peer final {
  public:
    explicit Peer(const std::string& path) : descriptor_(::socket(AF_UNIX, SOCK_STREAM, 0)) {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        std::memcpy(address.sun_path, path.c_str(), path.size());
        BOOST_REQUIRE(
            ::connect(descriptor_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
        const timeval most{10, 0};
        ::setsockopt(descriptor_, SOL_SOCKET, SO_RCVTIMEO, &most, sizeof most);
    }
    Peer(Peer&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
    Peer& operator=(Peer&&) = delete;
    ~Peer() {
        if (descriptor_ >= 0) ::close(descriptor_);
    }

    bool say(std::string_view text) const {
        return ::send(descriptor_, text.data(), text.size(), MSG_NOSIGNAL) ==
               static_cast<ssize_t>(text.size());
    }
    std::string hear(std::size_t octets) const {
        std::string text(octets, '\0');
        const auto count = ::recv(descriptor_, text.data(), octets, MSG_WAITALL);
        text.resize(count > 0 ? static_cast<std::size_t>(count) : 0);
        return text;
    }
    /// True when the server has ended the connection, within ten seconds.
    bool is_ended() const {
        char octet = 0;
        const auto count = ::recv(descriptor_, &octet, 1, 0);
        return count == 0 || (count < 0 && errno == ECONNRESET);
    }

  private:
    int descriptor_;
};

std::string request() {
    return "DSEC1" + std::string(digest.begin(), digest.end());
}

// Ends by `signal`; its exit code, or -1.
int ended_by(const ChildProcess& server, int signal) {
    ::kill(server.id(), signal);
    int status = 0;
    for (int waited = 0; waited < 100; ++waited, std::this_thread::sleep_for(50ms)) {
        // Without reaping: the ChildProcess does that.
        siginfo_t info{};
        if (::waitid(P_PID, static_cast<id_t>(server.id()), &info, WEXITED | WNOHANG | WNOWAIT) ==
                0 &&
            info.si_pid == server.id()) {
            status = info.si_code == CLD_EXITED ? info.si_status : -1;
            return status;
        }
    }
    return -1;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(key_serve, Signing)

// The edge holds no key; the process that does is stopped, and the mail waits.
BOOST_AUTO_TEST_CASE(an_edge_stamps_with_a_key_it_does_not_hold) {
    folder.run("cert new --ca --common-name 'Fabrikam CA' --out ca.pem --key-out ca.key");
    folder.run(
        "cert new --days 7 --issuer ca.pem --issuer-key ca.key --name fabrikam.example --out "
        "mx.pem --key-out mx.key");
    folder.write("domainsec.toml",
                 "[organization]\ndomain = \"contoso.example\"\n[edge]\nname = "
                 "\"edge1.contoso.example\"\n[stamp]\nselector = \"edge1\"\nsocket = \"sign\"\n"
                 "keyring = \"published.toml\"\n[[partner]]\nname = \"Fabrikam\"\ndomains = "
                 "[\"fabrikam.example\"]\n[partner.receive]\nmode = \"require\"\nanchors = "
                 "[\"ca.pem\"]\n");
    folder.write("in.eml", "From: alice@fabrikam.example\r\n\r\nHello\r\n");
    const std::string stamp =
        "stamp --config domainsec.toml --cipher TLS_AES_256_GCM_SHA384 --group x25519 --mail-from "
        "alice@fabrikam.example --rcpt bob@contoso.example --peer-chain mx.pem < in.eml > out.eml";
    // In the background of the same shell, stopped by its process id.
    const auto served = folder.shell(
        "\"$DOMAINSEC\" key serve --key stamp.pem --socket sign > served & server=$!; "
        "for i in 1 2 3 4 5 6 7 8 9 10; do [ -S sign ] && break; sleep 0.1; done; "
        "mv stamp.pem elsewhere.pem; \"$DOMAINSEC\" " +
        stamp +
        "; result=$?; "
        "stat -c %a sign; kill $server; wait $server; echo ended $?; ls sign; exit $result");
    BOOST_TEST(served.exit_code == 0, served.output);
    BOOST_TEST(served.prints("600\n"));
    BOOST_TEST(served.prints("ended 0"));
    BOOST_TEST(served.prints("cannot access 'sign'"));
    BOOST_TEST(
        folder.run("verify --keyring published.toml --domain contoso.example out.eml").exit_code ==
        0);
    const auto away = folder.run(stamp);
    BOOST_TEST(away.exit_code == 2, away.output);
    BOOST_TEST(folder.read("out.eml").find("451") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_socket_in_use_and_a_file_are_not_replaced) {
    folder.write("file", "x");
    const auto file = folder.run("key serve --key stamp.pem --socket file");
    BOOST_TEST(file.exit_code == 1);
    BOOST_TEST(file.prints("no socket"));
    const auto server = serve();
    const auto twice = folder.run("key serve --key stamp.pem --socket sign");
    BOOST_TEST(twice.exit_code == 1, twice.output);
    BOOST_TEST(twice.prints("served by another process"));
    BOOST_TEST(signs());
}

// Stopped, its queue full: it is asked without waiting for it, and still not replaced.
BOOST_AUTO_TEST_CASE(a_socket_whose_server_hangs_is_not_replaced) {
    const auto server = serve();
    ::kill(server->id(), SIGSTOP);
    const auto hanging = key(50ms);
    const auto begin = std::chrono::steady_clock::now();
    for (int i = 0; i < 140; ++i) {
        // More than listen(2) was told to queue.
        const int descriptor = ::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0);
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        const auto socket = path("sign");
        std::memcpy(address.sun_path, socket.c_str(), socket.size());
        ::connect(descriptor, reinterpret_cast<sockaddr*>(&address), sizeof address);
        ::close(descriptor);
    }
    BOOST_TEST(hanging.sign(digest).empty());
    BOOST_TEST((std::chrono::steady_clock::now() - begin < 2s));
    const auto twice = folder.run("key serve --key stamp.pem --socket sign");
    BOOST_TEST(twice.exit_code == 1, twice.output);
    BOOST_TEST(twice.prints("served by another process"));
    ::kill(server->id(), SIGCONT);
    BOOST_TEST(signs());
}

BOOST_AUTO_TEST_CASE(a_socket_that_a_crash_left_is_replaced) {
    serve()->kill();
    BOOST_TEST(std::filesystem::is_socket(path("sign")));
    BOOST_TEST(!signs());
    const auto again = serve();
    BOOST_TEST(signs());
}

BOOST_AUTO_TEST_CASE(it_ends_by_either_signal_and_takes_its_socket_along) {
    for (const int signal : {SIGTERM, SIGINT}) {
        const auto server = serve();
        const Peer silent(path("sign"));
        BOOST_TEST(ended_by(*server, signal) == 0);
        BOOST_TEST(!std::filesystem::exists(path("sign")));
    }
}

BOOST_AUTO_TEST_CASE(mode_and_group_say_who_may_sign) {
    const auto mode_of = [&] {
        struct stat status {};
        BOOST_REQUIRE(::stat(path("sign").c_str(), &status) == 0);
        return status.st_mode & 0777U;
    };
    {
        const auto server = serve();
        BOOST_TEST(mode_of() == 0600U);
    }
    {
        const auto server = serve({"--group", std::to_string(::getgid())});
        BOOST_TEST(mode_of() == 0660U);
    }
    const auto named = folder.shell("id -gn").output;
    {
        const auto server = serve({"--group", named.substr(0, named.find('\n'))});
        BOOST_TEST(mode_of() == 0660U);
    }
    for (const auto* wrong : {"--mode 0666", "--mode 0777", "--mode 0602", "--mode x", "--mode 0",
                              "--group no-such-group", "--group 1x"})
        BOOST_TEST(
            folder.run(std::string("key serve --key stamp.pem --socket s ") + wrong).exit_code ==
            1);
    BOOST_TEST(!std::filesystem::exists(path("s")));
    const auto long_path =
        folder.run("key serve --key stamp.pem --socket " + std::string(108, 's'));
    BOOST_TEST(long_path.prints("1 to 107 octets"));
}

BOOST_AUTO_TEST_CASE(one_connection_carries_several_requests) {
    const auto server = serve();
    const Peer peer(path("sign"));
    for (int round = 0; round < 3; ++round) {
        BOOST_REQUIRE(peer.say(request()));
        const auto reply = peer.hear(70);
        BOOST_TEST(reply.size() == 70U);
        BOOST_TEST(reply.starts_with(std::string("DSEC1\0", 6)));
    }
    // And two at once, cut anywhere.
    const auto two = request() + request();
    BOOST_REQUIRE(peer.say(two.substr(0, 50)));
    BOOST_REQUIRE(peer.say(two.substr(50)));
    BOOST_TEST(peer.hear(140).size() == 140U);
}

BOOST_AUTO_TEST_CASE(another_protocol_is_not_answered) {
    const auto server = serve();
    for (const auto* text : {"GET / HTTP/1.1\r\n\r\n", "DSEC2", "D\n", "dsec1"}) {
        const Peer peer(path("sign"));
        peer.say(text);
        BOOST_TEST(peer.is_ended(), text);
    }
    BOOST_TEST(signs());
}

// 64 connections at once; silent ones, half requests and requests whose replies nobody reads.
BOOST_AUTO_TEST_CASE(hostile_peers_do_not_keep_others_waiting) {
    const auto server = serve();
    std::vector<Peer> peers;
    for (int i = 0; i < 150; ++i) {
        peers.emplace_back(path("sign"));
        if (i % 3 == 1) peers.back().say("DSEC1half");
        if (i % 3 == 2)
            for (int round = 0; round < 50; ++round) peers.back().say(request());
    }
    const auto begin = std::chrono::steady_clock::now();
    for (int round = 0; round < 5; ++round) BOOST_TEST(signs());
    BOOST_TEST((std::chrono::steady_clock::now() - begin < 2s));
    BOOST_TEST(peers.front().is_ended());
}

// Octet by octet, each in time: the request as a whole is not.
BOOST_AUTO_TEST_CASE(a_request_that_trickles_in_is_ended_after_five_seconds) {
    const auto server = serve();
    const Peer peer(path("sign"));
    const auto begin = std::chrono::steady_clock::now();
    bool open = true;
    for (const char octet : request().substr(0, 36)) {
        open = peer.say({&octet, 1});
        if (!open) break;
        std::this_thread::sleep_for(250ms);
    }
    BOOST_TEST(!open);
    const auto taken = std::chrono::steady_clock::now() - begin;
    BOOST_TEST((taken > 4s));
    BOOST_TEST((taken < 8s));
    BOOST_TEST(signs());
}

BOOST_AUTO_TEST_CASE(threads_of_an_edge_sign_at_once) {
    const auto server = serve();
    const auto shared = key(10s);
    const auto expected = StampKey::from_file(path("stamp.pem")).sign(digest);
    std::vector<int> good(6, 0);
    std::vector<std::thread> threads;
    for (int& count : good)
        threads.emplace_back([&] {
            for (int round = 0; round < 25; ++round) count += shared.sign(digest) == expected;
        });
    for (auto& thread : threads) thread.join();
    for (const int count : good) BOOST_TEST(count == 25);
}

BOOST_FIXTURE_TEST_CASE(a_set_of_keys_signs_in_one_reply, SetSigning) {
    const auto server = serve();
    BOOST_TEST(key(10s).sign(digest).size() == 3373U);
}

// The server has another key than the keyring says.
BOOST_AUTO_TEST_CASE(a_signature_by_another_key_is_not_used) {
    const auto server = serve();
    folder.run("key new --out other.pem");
    const auto other =
        StampKey::from_socket(path("sign"), StampKey::from_file(path("other.pem")).public_key());
    BOOST_TEST(other.sign(digest).empty());
}

BOOST_AUTO_TEST_SUITE_END()

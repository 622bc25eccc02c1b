// A signer in another process that is away, slow, wrong or hostile: no signature, in bounded time
// (docs/stamp-format.md §5.5).
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <thread>

#include "stamp/stamp_world.hpp"
#include "support/expect_error.hpp"
#include "support/temporary_directory.hpp"

using namespace stamp_test;
using namespace std::chrono_literals;
using domainsec::test::expect_error;
using domainsec::test::TemporaryDirectory;

namespace {

const Sha256Digest digest{4, 5, 6};

// Takes one connection and does with it what it is told.
class Signer final {
  public:
    explicit Signer(std::function<void(int)> serve) : listener_(::socket(AF_UNIX, SOCK_STREAM, 0)) {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        const auto path = (folder_ / "sign").string();
        std::memcpy(address.sun_path, path.c_str(), path.size());
        BOOST_REQUIRE(::bind(listener_, reinterpret_cast<sockaddr*>(&address), sizeof address) ==
                      0);
        BOOST_REQUIRE(::listen(listener_, 4) == 0);
        thread_ = std::thread([this, serve = std::move(serve)] {
            const int peer = ::accept(listener_, nullptr, nullptr);
            if (peer < 0) return;
            serve(peer);
            ::close(peer);
        });
    }
    Signer(const Signer&) = delete;
    Signer& operator=(const Signer&) = delete;
    ~Signer() {
        ::shutdown(listener_, SHUT_RDWR);
        thread_.join();
        ::close(listener_);
    }

    StampKey key(std::chrono::milliseconds timeout = 2s) const {
        return StampKey::from_socket(folder_ / "sign", StampKey(ed25519_key()).public_key(),
                                     timeout);
    }

  private:
    TemporaryDirectory folder_;
    int listener_;
    std::thread thread_;
};

std::string read_request(int peer) {
    std::string request(37, '\0');
    std::size_t got = 0;
    while (got < request.size()) {
        const auto count = ::read(peer, request.data() + got, request.size() - got);
        if (count <= 0) break;
        got += static_cast<std::size_t>(count);
    }
    request.resize(got);
    return request;
}

// Runs in the signer's thread, where Boost.Test's checks may not be used.
void write(int peer, std::string_view text) {
    if (::send(peer, text.data(), text.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(text.size()))
        std::abort();
}

std::string good_reply() {
    const auto signature = StampKey(ed25519_key()).sign(digest);
    return std::string("DSEC1\0", 6) + std::string(signature.begin(), signature.end());
}

struct Fault {
    const char* what;
    std::string reply;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(signing_socket)

BOOST_AUTO_TEST_CASE(the_request_and_reply_are_those_of_the_format) {
    std::string request;
    {
        const Signer signer([&](int peer) {
            request = read_request(peer);
            write(peer, good_reply());
        });
        BOOST_TEST(signer.key().sign(digest) == StampKey(ed25519_key()).sign(digest));
    }
    BOOST_TEST(request == "DSEC1" + std::string(digest.begin(), digest.end()));
}

BOOST_AUTO_TEST_CASE(a_reply_octet_by_octet_is_gathered) {
    const Signer signer([&](int peer) {
        read_request(peer);
        for (const char octet : good_reply()) write(peer, {&octet, 1});
    });
    BOOST_TEST(!signer.key().sign(digest).empty());
}

BOOST_AUTO_TEST_CASE(what_a_faulty_signer_says_is_no_signature) {
    const auto good = good_reply();
    auto wrong = good;
    wrong.back() = static_cast<char>(wrong.back() ^ 1);
    const Fault faults[] = {{"nothing", ""},
                            {"refused", std::string("DSEC1\1", 6)},
                            {"another protocol", "HTTP/1.1 400 Bad Request\r\n\r\n"},
                            {"truncated", good.substr(0, good.size() - 1)},
                            {"a signature that does not fit", wrong},
                            {"zeros", std::string("DSEC1\0", 6) + std::string(64, '\0')}};
    for (const auto& fault : faults) {
        const Signer signer([&](int peer) {
            read_request(peer);
            write(peer, fault.reply);
        });
        BOOST_TEST(signer.key().sign(digest).empty(), fault.what);
    }
}

BOOST_AUTO_TEST_CASE(a_silent_signer_costs_the_timeout_and_no_more) {
    const Signer signer([](int peer) {
        read_request(peer);
        // Until the other side gives up.
        char octet = 0;
        if (::read(peer, &octet, 1) != 0) std::abort();
    });
    const auto begin = std::chrono::steady_clock::now();
    BOOST_TEST(signer.key(100ms).sign(digest).empty());
    const auto taken = std::chrono::steady_clock::now() - begin;
    BOOST_TEST((taken >= 90ms));
    BOOST_TEST((taken < 2s));
}

BOOST_AUTO_TEST_CASE(without_a_socket_there_is_no_signature) {
    const TemporaryDirectory folder;
    const auto info = StampKey(ed25519_key()).public_key();
    BOOST_TEST(StampKey::from_socket(folder / "none", info).sign(digest).empty());
    BOOST_TEST(StampKey::from_socket(std::string(107, 'x'), info).sign(digest).empty());
}

// unix(7): sun_path. It would be said of every message otherwise, and of none at the start.
BOOST_AUTO_TEST_CASE(a_path_that_is_no_socket_s_is_refused_at_once) {
    const auto info = StampKey(ed25519_key()).public_key();
    expect_error(errc::invalid_argument, "1 to 107 octets",
                 [&] { StampKey::from_socket(std::string(108, 'x'), info); });
    expect_error(errc::invalid_argument, "1 to 107 octets",
                 [&] { StampKey::from_socket("", info); });
}

BOOST_AUTO_TEST_CASE(the_timeout_has_a_range) {
    const auto info = StampKey(ed25519_key()).public_key();
    expect_error(errc::invalid_argument, "10 ms to 60 s",
                 [&] { StampKey::from_socket("sign", info, 0ms); });
    expect_error(errc::invalid_argument, "10 ms to 60 s",
                 [&] { StampKey::from_socket("sign", info, 61s); });
}

BOOST_AUTO_TEST_SUITE_END()

// Signatures of peers that came before: the same answers as of a key seen for the first time.
#include "tls/known_keys.hpp"

#include <botan/system_rng.h>

#include <boost/test/unit_test.hpp>
#include <thread>

#include "exchange.hpp"
#include "pki/private_key_data.hpp"

using namespace domainsec;
using namespace domainsec::test;
using detail::KnownKeys;

namespace {

constexpr const char* padding = "SHA-256";
constexpr Botan::Signature_Format format = Botan::Signature_Format::DerSequence;

struct Signer {
    explicit Signer(const Identity& identity) : key(identity.key.data().botan_key) {}

    Bytes sign(const std::string& text, const char* with = padding) const {
        Botan::PK_Signer signer(*key, Botan::system_rng(), with, format);
        return signer.sign_message(octets_of(text), Botan::system_rng());
    }
    bool is_by(KnownKeys& keys, const std::string& text, const Bytes& signature,
               const char* with = padding) const {
        return keys.verify(*key, with, format, octets_of(text), signature);
    }

    std::shared_ptr<Botan::Private_Key> key;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(known_keys)

BOOST_AUTO_TEST_CASE(a_known_key_answers_as_a_new_one) {
    KnownKeys keys(4);
    const Signer signer(client_identity());
    for (const std::string text : {"one", "two", "three"}) {
        BOOST_TEST(signer.is_by(keys, text, signer.sign(text)));
        BOOST_TEST(!signer.is_by(keys, text, signer.sign("another")));
        BOOST_TEST(!signer.is_by(keys, text, {}));
        BOOST_TEST(!signer.is_by(keys, text, Bytes(72, 0x30)));
    }
    BOOST_TEST(signer.is_by(keys, "four", signer.sign("four")));
}

BOOST_AUTO_TEST_CASE(keys_and_hashes_are_not_confused) {
    KnownKeys keys(4);
    const Signer one(client_identity());
    const Signer other(server_identity());
    const Bytes by_one = one.sign("text");
    BOOST_TEST(one.is_by(keys, "text", by_one));
    BOOST_TEST(other.is_by(keys, "text", other.sign("text")));
    BOOST_TEST(!other.is_by(keys, "text", by_one));
    BOOST_TEST(!one.is_by(keys, "text", by_one, "SHA-384"));
    BOOST_TEST(one.is_by(keys, "text", one.sign("text", "SHA-384"), "SHA-384"));
}

BOOST_AUTO_TEST_CASE(keys_that_were_forgotten_are_made_ready_anew) {
    KnownKeys keys(1);
    const Signer one(client_identity());
    const Signer other(server_identity());
    for (int round = 0; round < 3; ++round) {
        BOOST_TEST(one.is_by(keys, "a", one.sign("a")));
        BOOST_TEST(other.is_by(keys, "b", other.sign("b")));
    }
}

BOOST_AUTO_TEST_CASE(threads_share_them) {
    constexpr int rounds = 20;
    KnownKeys keys(2);
    const Signer signer(client_identity());
    const Bytes right = signer.sign("text");
    const Bytes wrong = signer.sign("another");
    std::vector<int> agreed(4);
    std::vector<std::thread> threads;
    for (int& count : agreed)
        threads.emplace_back([&, counter = &count] {
            for (int round = 0; round < rounds; ++round)
                if (signer.is_by(keys, "text", right) && !signer.is_by(keys, "text", wrong))
                    ++*counter;
        });
    for (std::thread& thread : threads) thread.join();
    for (const int count : agreed) BOOST_TEST(count == rounds);
}

BOOST_AUTO_TEST_SUITE_END()

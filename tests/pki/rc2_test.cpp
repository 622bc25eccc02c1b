// RC2 against the vectors of RFC 2268 §5.
#include "pki/rc2.hpp"

#include <botan/hex.h>

#include <boost/test/unit_test.hpp>
#include <string>

using namespace domainsec;
using detail::Rc2;

namespace {

Rc2::Block block(const std::string& hex) {
    Rc2::Block octets{};
    BOOST_REQUIRE(Botan::hex_decode(octets.data(), hex) == octets.size());
    return octets;
}

std::string decrypted(const std::string& key, std::size_t bits, const std::string& ciphertext) {
    const auto plain = Rc2(Botan::hex_decode(key), bits).decrypt(block(ciphertext));
    return Botan::hex_encode(plain.data(), plain.size(), false);
}

const std::string key_16 = "88bca90e90875a7f0f79c384627bafb2";

}  // namespace

BOOST_AUTO_TEST_SUITE(rc2)

BOOST_AUTO_TEST_CASE(decrypts_the_vectors_of_rfc_2268) {
    const std::string zero = "0000000000000000";
    BOOST_TEST(decrypted(zero, 63, "ebb773f993278eff") == zero);
    BOOST_TEST(decrypted("ffffffffffffffff", 64, "278b27e42e2f0d49") == "ffffffffffffffff");
    BOOST_TEST(decrypted("3000000000000000", 64, "30649edf9be7d2c2") == "1000000000000001");
    BOOST_TEST(decrypted("88", 64, "61a8a244adacccf0") == zero);
    BOOST_TEST(decrypted("88bca90e90875a", 64, "6ccf4308974c267f") == zero);
    BOOST_TEST(decrypted(key_16, 64, "1a807d272bbe5db1") == zero);
    BOOST_TEST(decrypted(key_16, 128, "2269552ab0f85ca6") == zero);
    BOOST_TEST(decrypted(key_16 + "16f80a6f85920584c42fceb0be255daf1e", 129, "5b78d3a43dfff1f1") ==
               zero);
}

BOOST_AUTO_TEST_CASE(tells_whether_the_padding_is_right) {
    const Rc2 cipher(Botan::hex_decode(key_16), 128);
    const Bytes ciphertext = Botan::hex_decode("2269552ab0f85ca6");
    // The plaintext is zeros, so what is in front of it is what comes out.
    const auto with = [&](const char* initial) {
        return detail::decrypt_rc2_cbc(cipher, Botan::hex_decode(initial), ciphertext);
    };
    BOOST_REQUIRE(with("4142430505050505"));
    BOOST_TEST(text_of(*with("4142430505050505")) == "ABC");
    BOOST_TEST(with("0808080808080808")->empty());
    for (const char* const wrong : {"4142430505050405", "4142430505050500", "4142430505050509",
                                    "0909090909090909", "4142430505050506"})
        BOOST_TEST(!with(wrong), wrong);
}

BOOST_AUTO_TEST_CASE(takes_whole_blocks_only) {
    const Rc2 cipher(Botan::hex_decode(key_16), 128);
    for (const std::size_t size : {0U, 1U, 7U, 9U, 15U})
        BOOST_TEST(!detail::decrypt_rc2_cbc(cipher, Bytes(8), Bytes(size)), size);
    BOOST_TEST(!detail::decrypt_rc2_cbc(cipher, Bytes(7), Bytes(8)));
}

BOOST_AUTO_TEST_SUITE_END()

// Chains: order, limits, digest (RFC 8446 §4.4.2).
#include <boost/test/unit_test.hpp>
#include <string>

#include "support/crafted_certificate.hpp"
#include "support/expect_error.hpp"
#include "support/run_command.hpp"
#include "support/temporary_directory.hpp"

using namespace domainsec;
using namespace domainsec::test;

namespace {

Identity three_certificates() {
    return TestCa("Root").intermediate("A", 1).intermediate("B").issue({"fabrikam.example"});
}

std::vector<Bytes> encodings(const Chain& chain) {
    std::vector<Bytes> list;
    for (const Certificate& certificate : chain.certificates()) list.push_back(certificate.der());
    return list;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(chain)

BOOST_AUTO_TEST_CASE(is_leaf_first_and_without_the_root) {
    const Chain chain = three_certificates().chain;
    BOOST_REQUIRE(chain.certificates().size() == 3U);
    BOOST_TEST(chain.leaf().subject() == "CN=fabrikam.example");
    BOOST_TEST(chain.certificates()[1].subject() == "CN=B,O=B");
    BOOST_TEST(chain.certificates()[2].issuer() == "CN=Root,O=Root");
}

BOOST_AUTO_TEST_CASE(is_the_same_from_der_pem_and_file) {
    const TemporaryDirectory directory;
    const Chain chain = three_certificates().chain;
    write_file(directory / "chain.pem", chain.pem());
    BOOST_CHECK(Chain::from_der(encodings(chain))->digest() == chain.digest());
    BOOST_CHECK(Chain::from_pem(chain.pem()).digest() == chain.digest());
    BOOST_CHECK(Chain::from_file(directory / "chain.pem").digest() == chain.digest());
}

BOOST_AUTO_TEST_CASE(changes_its_digest_with_its_order) {
    const Chain chain = three_certificates().chain;
    auto list = chain.certificates();
    std::swap(list[1], list[2]);
    BOOST_CHECK(Chain(list).digest() != chain.digest());
    list.pop_back();
    BOOST_CHECK(Chain(list).digest() != chain.digest());
}

BOOST_AUTO_TEST_CASE(may_be_empty) {
    const auto empty = Chain::from_der({});
    BOOST_REQUIRE(empty);
    BOOST_TEST(empty->empty());
    BOOST_CHECK(empty->digest() == Chain().digest());
    expect_error(errc::invalid_state, "empty", [&] { empty->leaf(); });
}

BOOST_AUTO_TEST_CASE(has_a_limit_of_certificates) {
    const Bytes der = self_signed({"a.example"}).chain.leaf().der();
    std::string why;
    BOOST_TEST(Chain::from_der(std::vector<Bytes>(10, der)).has_value());
    BOOST_TEST(!Chain::from_der(std::vector<Bytes>(11, der), {}, &why).has_value());
    BOOST_TEST(why == "The chain has 11 certificates; at most 10 are read");
}

BOOST_AUTO_TEST_CASE(has_a_limit_of_octets_and_does_not_read_beyond) {
    std::string why;
    const std::vector<Bytes> megabytes(4, Bytes(4 * 1024 * 1024, 0x30));
    BOOST_TEST(!Chain::from_der(megabytes, {}, &why).has_value());
    BOOST_TEST(why == "The chain has 16777216 octets; at most 131072 are read");
}

BOOST_AUTO_TEST_CASE(says_which_certificate_cannot_be_read) {
    auto list = encodings(three_certificates().chain);
    list[1].resize(list[1].size() / 2);
    std::string why;
    BOOST_TEST(!Chain::from_der(list, {}, &why).has_value());
    BOOST_TEST(why.starts_with("Certificate 2 of the chain: It is not one DER sequence"), why);
}

BOOST_AUTO_TEST_CASE(limits_name_the_field_that_is_out_of_range) {
    for (const auto& [limits, field] :
         std::vector<std::pair<ChainLimits, std::string>>{{{0, 4096}, "max_certificates"},
                                                          {{33, 4096}, "max_certificates"},
                                                          {{10, 1023}, "max_octets"},
                                                          {{10, 1024 * 1024 + 1}, "max_octets"}})
        expect_error(errc::invalid_argument, field, [&, l = limits] { l.check(); });
}

BOOST_AUTO_TEST_CASE(from_a_file_keeps_the_limits) {
    const Chain chain = three_certificates().chain;
    expect_error(errc::limit_exceeded, "more than 2 certificates", [&] {
        Chain::from_pem(chain.pem(), {2, 4096});
    });
    expect_error(errc::limit_exceeded, "at most 1024 are read", [&] {
        Chain::from_pem(chain.pem(), {10, 1024});
    });
}

BOOST_AUTO_TEST_CASE(from_text_without_certificates_is_a_mistake) {
    expect_error(errc::malformed_certificate, "no PEM block", [] { Chain::from_pem("hello"); });
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(pin)

BOOST_AUTO_TEST_CASE(is_read_as_it_is_written) {
    const Sha256Digest digest = sha256(bytes_of("fabrikam"));
    const std::string pin = to_pin(digest);
    BOOST_TEST(pin.starts_with("sha256/"));
    BOOST_CHECK(pin_from_string(pin) == digest);
    BOOST_CHECK(pin_from_string("sha256:" + to_hex(digest)) == digest);
}

BOOST_AUTO_TEST_CASE(is_sha256_of_the_empty_text) {
    BOOST_TEST(to_pin(sha256({})) == "sha256/47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
}

BOOST_AUTO_TEST_CASE(is_nothing_else) {
    const std::string good = to_pin(sha256({}));
    std::string loose_bits = good;
    loose_bits[loose_bits.size() - 2] = 'V';
    for (const std::string& text :
         {std::string(), std::string("sha256"), std::string("sha256/"), std::string("sha256/AAAA"),
          good.substr(0, good.size() - 1), good + "=", " " + good, good + " ",
          "sha1/" + good.substr(7), "SHA256/" + good.substr(7), loose_bits,
          std::string("sha256:00"), "sha256:" + std::string(64, 'g'), std::string(100'000, 'A')})
        BOOST_TEST(!pin_from_string(text).has_value(), text.substr(0, 80));
}

BOOST_AUTO_TEST_SUITE_END()

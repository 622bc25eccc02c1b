// PKCS#12 files that ask for too much: time, depth, numbers (RFC 7292).
#include <boost/test/unit_test.hpp>
#include <chrono>
#include <domainsec/pki/pkcs12.hpp>

#include "pki/crafted_pkcs12.hpp"
#include "support/crafted_certificate.hpp"
#include "support/expect_error.hpp"
#include "support/test_pki.hpp"

using namespace domainsec;
using namespace domainsec::test;

namespace {

const TestCa& root() {
    static const TestCa ca("Fabrikam Root");
    return ca;
}

void refused(errc code, std::string_view words, const Bytes& file) {
    expect_error(code, words, [&] { read_pkcs12(file, "secret", {true}); });
}

detail::Encrypted encrypted_with(std::uint64_t iterations) {
    return {pbes2(iterations), Bytes(32, 7)};
}

Bytes nested(std::size_t depth) {
    Bytes contents = certificate_bag(root().certificate());
    for (std::size_t i = 1; i < depth; ++i)
        contents = bag(detail::oid::safe_contents_bag, der_sequence_of({contents}));
    return pfx({plain_part({contents})});
}

}  // namespace

BOOST_AUTO_TEST_SUITE(pkcs12_limits)

BOOST_AUTO_TEST_CASE(too_long) {
    refused(errc::limit_exceeded, "1048576", Bytes(1024 * 1024 + 1));
    refused(errc::malformed_key, "not a PKCS#12 file", Bytes(1024 * 1024));
}

BOOST_AUTO_TEST_CASE(too_many_iterations_cost_no_time) {
    const auto start = std::chrono::steady_clock::now();
    for (const std::uint64_t count : {10'000'001ULL, 1ULL << 31, 1ULL << 63, ~0ULL}) {
        refused(errc::limit_exceeded, "10000000 iterations", with_mac(mac_data(count)));
        refused(errc::limit_exceeded, "10000000 iterations",
                with_mac(pbmac1_data(count, der_number(32))));
        refused(errc::limit_exceeded, "10000000 iterations",
                pfx({encrypted_part(encrypted_with(count))}));
        refused(errc::limit_exceeded, "10000000 iterations",
                pfx({plain_part({shrouded_key_bag(encrypted_with(count))})}));
    }
    BOOST_TEST((std::chrono::steady_clock::now() - start < std::chrono::seconds(1)));
}

BOOST_AUTO_TEST_CASE(iterations_are_counted_together) {
    const auto start = std::chrono::steady_clock::now();
    const Bytes part = encrypted_part(encrypted_with(4'000'000));
    const Bytes key = shrouded_key_bag(encrypted_with(4'000'000));
    refused(errc::limit_exceeded, "10000000 iterations", pfx({part, part, part}));
    refused(errc::limit_exceeded, "10000000 iterations", pfx({plain_part({key, key, key})}));
    refused(errc::limit_exceeded, "10000000 iterations", pfx({part, plain_part({key}), part}));
    BOOST_TEST((std::chrono::steady_clock::now() - start < std::chrono::seconds(1)));
}

BOOST_AUTO_TEST_CASE(iterations_behind_encryption_count_too) {
    const Bytes inside = der_sequence_of({shrouded_key_bag(encrypted_with(9'999'000))});
    const auto hidden = detail::encrypt(Pkcs12Protection::modern, 1000,
                                        detail::Pkcs12Passphrase::of("secret"), inside);
    refused(errc::limit_exceeded, "10000000 iterations", pfx({encrypted_part(hidden)}));
}

BOOST_AUTO_TEST_CASE(no_iterations_are_none) {
    refused(errc::malformed_key, "no iterations", with_mac(mac_data(0)));
    refused(errc::malformed_key, "no iterations", pfx({encrypted_part(encrypted_with(0))}));
}

BOOST_AUTO_TEST_CASE(nested_too_deeply) {
    BOOST_TEST(read_pkcs12(nested(8), "secret").certificates.size() == 1U);
    refused(errc::limit_exceeded, "SafeContents in SafeContents", nested(9));
    refused(errc::limit_exceeded, "nested deeper", nested(100));
    Bytes bomb;
    for (int i = 0; i < 200'000; ++i) bomb.insert(bomb.end(), {0x30, 0x80});
    refused(errc::limit_exceeded, "nested deeper", bomb);
}

BOOST_AUTO_TEST_CASE(a_million_empty_elements_are_read_quickly) {
    const auto start = std::chrono::steady_clock::now();
    Bytes empty;
    for (int i = 0; i < 500'000; ++i) empty.insert(empty.end(), {0x30, 0x00});
    refused(errc::malformed_key, "", der_sequence_of({empty}));
    refused(errc::malformed_key, "", pfx({der_sequence_of({empty})}));
    refused(errc::malformed_key, "", pfx({plain_part({empty})}));
    BOOST_TEST((std::chrono::steady_clock::now() - start < std::chrono::seconds(3)));
}

BOOST_AUTO_TEST_CASE(too_many_certificates) {
    const Bytes one = certificate_bag(root().certificate());
    BOOST_TEST(
        read_pkcs12(pfx({plain_part(std::vector(1000, one))}), "secret").certificates.size() == 1U);
    refused(errc::limit_exceeded, "1000 certificates", pfx({plain_part(std::vector(1001, one))}));
}

BOOST_AUTO_TEST_CASE(certificates_that_issue_each_other_end) {
    const Bytes x = detail::encode_name("X", {});
    const Bytes y = detail::encode_name("Y", {});
    std::vector<Bytes> bags{plain_key_bag(pooled_key(KeyAlgorithm::ecdsa_p256))};
    for (int i = 0; i < 40; ++i)
        bags.push_back(certificate_bag(crafted(root(), [&](detail::CertificateContent& content) {
            content.subject = i % 2 == 0 ? x : y;
            content.issuer = i % 2 == 0 ? y : x;
            content.extensions.clear();
            if (i == 0)
                content.subject_public_key = pooled_key(KeyAlgorithm::ecdsa_p256).public_key();
        })));
    BOOST_TEST(read_pkcs12(pfx({plain_part(bags)}), "secret").certificates.size() == 40U);
}

BOOST_AUTO_TEST_SUITE_END()

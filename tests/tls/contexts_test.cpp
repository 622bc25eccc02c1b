// Mistakes in what a context is made of are found when it is made.
#include <boost/test/unit_test.hpp>

#include "exchange.hpp"
#include "support/expect_error.hpp"

using namespace domainsec;
using namespace domainsec::test;

namespace {

std::string field_of(const TlsOptions& options) {
    try {
        options.check();
    } catch (const Error& error) {
        BOOST_TEST((error.code() == errc::invalid_argument));
        return error.field();
    }
    return "";
}

Identity with_key(KeyAlgorithm algorithm) {
    Identity identity = server_identity();
    identity.key = PrivateKey::generate(algorithm);
    return identity;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(contexts)

BOOST_AUTO_TEST_CASE(ed25519_identity_is_refused) {
    const Identity identity = with_key(KeyAlgorithm::ed25519);
    expect_error(errc::unsupported_algorithm, "ecdsa-p256",
                 [&] { ServerContext::create(identity, tls_options()); });
    expect_error(errc::unsupported_algorithm, "ecdsa-p256",
                 [&] { ClientContext::create(identity, tls_options()); });
}

BOOST_AUTO_TEST_CASE(ml_dsa_identity_is_refused) {  // a stamp key, FIPS 204
    const Identity identity = with_key(KeyAlgorithm::ml_dsa_65);
    expect_error(errc::unsupported_algorithm, "ML-DSA-65",
                 [&] { ServerContext::create(identity, tls_options()); });
    expect_error(errc::unsupported_algorithm, "ML-DSA-65",
                 [&] { ClientContext::create(identity, tls_options()); });
}

BOOST_AUTO_TEST_CASE(key_of_another_certificate_is_refused) {
    const Identity identity = with_key(KeyAlgorithm::ecdsa_p256);
    expect_error(errc::key_mismatch, "does not belong",
                 [&] { ServerContext::create(identity, tls_options()); });
    expect_error(errc::key_mismatch, "does not belong",
                 [&] { ClientContext::create(identity, tls_options()); });
}

BOOST_AUTO_TEST_CASE(identity_without_certificate_is_refused) {
    Identity identity = server_identity();
    identity.chain = Chain();
    expect_error(errc::invalid_argument, "no certificate",
                 [&] { ServerContext::create(identity, tls_options()); });
}

BOOST_AUTO_TEST_CASE(defaults_are_in_range) {
    BOOST_TEST(field_of(TlsOptions()) == "");
}

BOOST_AUTO_TEST_CASE(each_bad_option_is_named) {
    TlsOptions options = tls_options();
    options.max_handshake_octets = 16 * 1024 - 1;
    BOOST_TEST(field_of(options) == "max_handshake_octets");
    options.max_handshake_octets = 16 * 1024 * 1024 + 1;
    BOOST_TEST(field_of(options) == "max_handshake_octets");
    options = tls_options();
    options.clock = nullptr;
    BOOST_TEST(field_of(options) == "clock");
    options = tls_options();
    options.chain.max_certificates = 0;
    BOOST_TEST(field_of(options) == "max_certificates");
    options = tls_options();
    options.chain.max_octets = 0;
    BOOST_TEST(field_of(options) == "max_octets");
}

BOOST_AUTO_TEST_CASE(bad_options_make_no_context) {
    TlsOptions options = tls_options();
    options.max_handshake_octets = 0;
    expect_error(errc::invalid_argument, "0 is not between",
                 [&] { ServerContext::create(server_identity(), options); });
    expect_error(errc::invalid_argument, "0 is not between",
                 [&] { ClientContext::create(std::nullopt, options); });
}

BOOST_AUTO_TEST_SUITE_END()

// Stamps with a key in a token, with SoftHSM2.
#include <boost/test/unit_test.hpp>

#include "stamp/stamp_world.hpp"
#include "support/expect_error.hpp"
#include "support/soft_token.hpp"

using namespace stamp_test;
using domainsec::test::expect_error;
using domainsec::test::SoftToken;

BOOST_AUTO_TEST_SUITE(stamp_token)

BOOST_AUTO_TEST_CASE(stamps_with_a_key_in_a_token_pass) {
    DOMAINSEC_NEEDS_SOFT_TOKEN();
    const auto key = SoftToken::of_this_process().key("stamp", "EC:prime256v1");
    const Stamper stamper(StampKey(key), stamper_options());
    const Verifier verifier(KeyRing({entry_for(key)}), {domain("contoso.example")}, {});
    for (int round = 0; round < 3; ++round) {
        const auto result = stamper.stamp(MessageView::parse(message()), path());
        BOOST_REQUIRE(result.problem == StampingProblem::none);
        const auto report = verifier.verify(result.field + message(), at_delivery());
        BOOST_TEST(to_string(report.status) == "pass");
    }
}

BOOST_AUTO_TEST_CASE(other_keys_in_tokens_stamp_no_more_than_in_files) {
    DOMAINSEC_NEEDS_SOFT_TOKEN();
    const auto key = SoftToken::of_this_process().key("stamp", "RSA:2048");
    expect_error(errc::unsupported_algorithm, "A stamp key is", [&] { StampKey{key}; });
}

BOOST_AUTO_TEST_SUITE_END()

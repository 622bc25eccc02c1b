// Key usage and extended key usage, nested (RFC 5280 §4.2.1.3, §4.2.1.12).
#include "trust/judging.hpp"

using namespace domainsec;
using namespace domainsec::test;

namespace {

const std::string server = "1.3.6.1.5.5.7.3.1";
const std::string client = "1.3.6.1.5.5.7.3.2";
const std::string email = "1.3.6.1.5.5.7.3.4";
const std::string any = "2.5.29.37.0";

using Usages = std::vector<std::string>;

std::vector<detail::RawExtension> usage_extension(const Usages& usages) {
    if (usages.empty()) return {};
    return {detail::extended_key_usage(usages)};
}

/// Empty: without the extension.
ValidationReport with_usages(const Usages& leaf, const Usages& middle, EkuMode mode,
                             PeerRole peer = PeerRole::client, const Usages& root = {}) {
    const Party top = forge_root(authority("Root", usage_extension(root)));
    const Party issuer = forge(top, authority("Issuing", usage_extension(middle)));
    TrustPolicy policy = trusting({top.certificate});
    policy.eku = mode;
    return judged(
        policy, {forge(issuer, edge(usage_extension(leaf))).certificate, issuer.certificate}, peer);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(usage)

BOOST_AUTO_TEST_CASE(client_mode_wants_client_auth) {
    BOOST_TEST(outcome(with_usages({client}, {}, EkuMode::client)) == "pass");
    const auto report = with_usages({server}, {}, EkuMode::client);
    BOOST_TEST(outcome(report) == "fail wrong_usage");
    BOOST_TEST(rule_of(report, TrustReason::wrong_usage) == "RFC 5280 §4.2.1.12");
}

BOOST_AUTO_TEST_CASE(without_the_extension_all_is_allowed) {
    BOOST_TEST(outcome(with_usages({}, {}, EkuMode::client)) == "pass");
    BOOST_TEST(outcome(with_usages({}, {}, EkuMode::client, PeerRole::server)) == "pass");
}

BOOST_AUTO_TEST_CASE(mta_mode_takes_server_auth_for_a_client) {
    BOOST_TEST(outcome(with_usages({server}, {}, EkuMode::mta)) == "pass");
    BOOST_TEST(outcome(with_usages({client}, {}, EkuMode::mta)) == "pass");
    BOOST_TEST(outcome(with_usages({email}, {}, EkuMode::mta)) == "fail wrong_usage");
}

BOOST_AUTO_TEST_CASE(any_mode_does_not_look) {
    BOOST_TEST(outcome(with_usages({email}, {email}, EkuMode::any)) == "pass");
}

BOOST_AUTO_TEST_CASE(server_always_needs_server_auth) {
    for (const EkuMode mode : {EkuMode::client, EkuMode::mta, EkuMode::any}) {
        BOOST_TEST(outcome(with_usages({client}, {}, mode, PeerRole::server)) ==
                   "fail wrong_usage");
        BOOST_TEST(outcome(with_usages({server}, {}, mode, PeerRole::server)) == "pass");
    }
}

BOOST_AUTO_TEST_CASE(any_usage_in_a_leaf_says_nothing_about_tls) {
    BOOST_TEST(outcome(with_usages({any}, {}, EkuMode::client)) == "fail wrong_usage");
}

BOOST_AUTO_TEST_CASE(authority_must_hold_what_the_leaf_uses) {
    BOOST_TEST(outcome(with_usages({client}, {client, email}, EkuMode::client)) == "pass");
    const auto report = with_usages({client}, {server}, EkuMode::client);
    BOOST_TEST(outcome(report) == "fail wrong_usage");
    BOOST_TEST(*report.findings.front().certificate == 1u);
}

BOOST_AUTO_TEST_CASE(any_usage_in_an_authority_holds_all) {
    BOOST_TEST(outcome(with_usages({client}, {any}, EkuMode::client)) == "pass");
}

BOOST_AUTO_TEST_CASE(mta_mode_needs_one_purpose_through_the_whole_path) {
    BOOST_TEST(outcome(with_usages({server}, {server}, EkuMode::mta)) == "pass");
    BOOST_TEST(outcome(with_usages({server}, {client}, EkuMode::mta)) == "fail wrong_usage");
    BOOST_TEST(outcome(with_usages({server, client}, {client}, EkuMode::mta, PeerRole::client,
                                   {server})) == "fail wrong_usage");
}

BOOST_AUTO_TEST_CASE(usage_of_the_anchor_counts) {  // RFC 5937 §3.2
    BOOST_TEST(outcome(with_usages({client}, {}, EkuMode::client, PeerRole::client, {email})) ==
               "fail wrong_usage");
}

BOOST_AUTO_TEST_CASE(leaf_must_be_allowed_to_sign) {  // RFC 5280 §4.2.1.3
    const Party root = forge_root(authority("Root"));
    const auto with_bits = [&](std::string_view bits) {
        return outcome(trusting({root.certificate}),
                       {forge(root, edge({{"2.5.29.15", true, tlv(0x03, bits)}})).certificate});
    };
    BOOST_TEST(with_bits("\x07\x80") == "pass");              // digitalSignature
    BOOST_TEST(with_bits("\x05\x20") == "fail wrong_usage");  // keyEncipherment
}

BOOST_AUTO_TEST_CASE(bits_that_are_not_used_grant_nothing) {  // X.690 §11.2.1
    const Party root = forge_root(authority("Root"));
    Spec spec = authority("Issuing");
    // One bit, digitalSignature; keyCertSign stands among the seven that are not used.
    spec.extensions.back().content = tlv(0x03, "\x07\xFF");
    const Party issuer = forge(root, spec);
    BOOST_TEST(outcome(trusting({root.certificate}),
                       {forge(issuer, edge()).certificate, issuer.certificate}) ==
               "permerror malformed");
    BOOST_TEST(outcome(trusting({root.certificate}),
                       {forge(root, edge({{"2.5.29.15", true, tlv(0x03, "\x01")}})).certificate}) ==
               "permerror malformed");
}

BOOST_AUTO_TEST_SUITE_END()

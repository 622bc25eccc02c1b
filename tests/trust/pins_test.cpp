// Keys and certificates that an administrator trusts as such: pins (RFC 7469 §2.4, §2.6, §4.3), and
// anchors that are a leaf, an intermediate or one of several of a name (RFC 5280 §6.1.1 (d), RFC
// 5937).
#include "pki/private_key_data.hpp"
#include "support/case_table.hpp"
#include "trust/judging.hpp"

using namespace domainsec;
using namespace domainsec::test;

namespace {

TrustPolicy pinning(std::vector<Sha256Digest> pins) {
    TrustPolicy policy;
    policy.method = TrustMethod::pin;
    policy.pins = std::move(pins);
    return policy;
}

constexpr Sha256Digest other{1, 2, 3};
constexpr Sha256Digest another{4, 5, 6};

const PrivateKey& edge_key() {
    static const PrivateKey key = PrivateKey::generate(KeyAlgorithm::ecdsa_p256);
    return key;
}

const Party& root() {
    static const Party party = forge_root(authority("Fabrikam Root"));
    return party;
}

const Party& issuing() {
    static const Party party = forge(root(), authority("Fabrikam Issuing"));
    return party;
}

Sha256Digest pin_of(const PrivateKey& key) {
    return sha256(key.public_key());
}

Spec expired_edge() {
    Spec spec = edge();
    spec.not_before = test_now() - std::chrono::days(90);
    spec.not_after = test_now() - std::chrono::days(1);
    return spec;
}

/// A certificate with the pinned key that says something odd: the key is the name, so it passes.
struct OddLeaf {
    std::string name;
    Spec spec;
};

Spec with_extension(detail::RawExtension extension) {
    return edge({std::move(extension)});
}

Spec changed(void (*change)(Spec&)) {
    Spec spec = edge();
    change(spec);
    return spec;
}

void check_odd_leaf(const OddLeaf& row) {
    const Certificate leaf = forge(issuing(), row.spec, edge_key()).certificate;
    for (const PeerRole peer : {PeerRole::client, PeerRole::server}) {
        const auto report = judged(pinning({pin_of(edge_key()), other}), {leaf}, peer);
        BOOST_TEST(outcome(report) == "pass");
        BOOST_TEST(report.findings.empty());
        BOOST_TEST(report.path.size() == 1u);
    }
    // Another key with all the same is refused: the row can fail.
    BOOST_TEST(outcome(pinning({another, other}), {leaf}) == "fail pin_mismatch");
}

/// Which pins are configured, in their order: 'k' is the leaf's.
struct SpareRow {
    std::string name;
    std::string pins;
    bool warns;
    std::string words;
};

void check_spare(const SpareRow& row) {
    std::vector<Sha256Digest> pins;
    for (const char c : row.pins)
        pins.push_back(c == 'k' ? pin_of(edge_key()) : Sha256Digest{static_cast<std::uint8_t>(c)});
    const auto report = judged(pinning(pins), {forge(issuing(), edge(), edge_key()).certificate});
    BOOST_TEST(outcome(report) ==
               (row.pins.find('k') == std::string::npos ? "fail pin_mismatch" : "pass"));
    const Finding* const warning = finding(report, TrustReason::pin_only_current);
    BOOST_REQUIRE((warning != nullptr) == row.warns);
    if (!row.warns) return;
    BOOST_TEST((warning->severity == FindingSeverity::warning));
    BOOST_TEST(warning->rule == "RFC 7469 §4.3");
    BOOST_TEST(warning->seen.find(row.words) != std::string::npos, warning->seen);
}

/// A self-signed leaf with its key, as small organizations use it.
Party self_made(const Spec& spec) {
    return forge_root(spec);
}

std::string trusted_itself(const Spec& spec, EkuMode mode = EkuMode::client,
                           PeerRole peer = PeerRole::client) {
    const Certificate leaf = self_made(spec).certificate;
    TrustPolicy policy = trusting({leaf});
    policy.eku = mode;
    return outcome(judged(policy, {leaf}, peer));
}

Spec edge_for(const std::string& purpose) {
    return edge({detail::extended_key_usage({purpose})});
}

const std::string server_auth = "1.3.6.1.5.5.7.3.1";
const std::string client_auth = "1.3.6.1.5.5.7.3.2";

Certificate changed_signature(const Certificate& certificate) {
    Bytes der = certificate.der();
    der.back() ^= 1;
    return *Certificate::from_der(der);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(pins)

// RFC 7469 §2.6: the key decides, and nothing that an issuer says of it.
const CaseTable<OddLeaf> odd_leaves(
    {
        {"pinned_leaf_that_is_expired", expired_edge()},
        {"pinned_leaf_that_is_not_yet_valid", changed([](Spec& spec) {
             spec.not_before = test_now() + std::chrono::days(1);
             spec.not_after = test_now() + std::chrono::days(2);
         })},
        {"pinned_leaf_for_another_name", changed([](Spec& spec) {
             spec.extensions = {alternative_names({dns_name("www.contoso.example")})};
         })},
        {"pinned_leaf_without_a_name", changed([](Spec& spec) { spec.extensions.clear(); })},
        {"pinned_leaf_for_servers", edge_for(server_auth)},
        {"pinned_leaf_for_mail", edge_for("1.3.6.1.5.5.7.3.4")},
        {"pinned_leaf_with_unreadable_usage",
         with_extension({"2.5.29.37", true, tlv(0x30, Bytes{})})},
        {"pinned_leaf_without_digital_signature",
         with_extension({"2.5.29.15", true, tlv(0x03, Bytes{5, 0x20})})},
        {"pinned_leaf_with_unknown_critical_extension",
         with_extension({"1.3.6.1.4.1.99999.1", true, tlv(0x05, Bytes{})})},
        {"pinned_leaf_that_is_an_authority",
         with_extension(detail::basic_constraints(true, std::nullopt))},
        {"pinned_leaf_of_version_1", changed([](Spec& spec) {
             spec.version = 1;
             spec.extensions.clear();
         })},
        {"pinned_leaf_with_name_constraints",
         with_extension(name_constraints({dns_name("contoso.example")}))},
    },
    check_odd_leaf);

// One pin, or the last one in use: none is spare. Current in use with a next one configured: all is
// well, as far as one leaf can show.
const CaseTable<SpareRow> spares(
    {
        {"one_pin_has_no_spare", "k", true, "one pin"},
        {"current_of_two_has_a_spare", "ka", false, ""},
        {"next_of_two_has_no_spare", "ak", true, "last of 2 pins"},
        {"first_of_three_has_spares", "kab", false, ""},
        {"middle_of_three_has_a_spare", "akb", false, ""},
        {"last_of_three_has_no_spare", "abk", true, "last of 3 pins"},
        {"one_pin_of_another_key_has_no_spare_either", "a", true, "one pin"},
        {"two_pins_of_other_keys_say_nothing_of_spares", "ab", false, ""},
        {"last_of_sixteen_has_no_spare", "abcdefghijlmnopk", true, "last of 16 pins"},
    },
    check_spare);

BOOST_AUTO_TEST_CASE(gone_over_to_the_next_key_says_what_to_do) {
    const auto report = judged(pinning({other, pin_of(edge_key())}),
                               {forge(issuing(), edge(), edge_key()).certificate});
    const Finding* const warning = finding(report, TrustReason::pin_only_current);
    BOOST_REQUIRE(warning != nullptr);
    BOOST_TEST(warning->expected.find("taken away") != std::string::npos);
    BOOST_TEST((report.reason == TrustReason::none));
}

BOOST_AUTO_TEST_CASE(same_key_in_another_certificate_passes) {  // RFC 7469 §2.4: the key, not it
    const auto policy = pinning({pin_of(edge_key()), other});
    const Certificate first = forge(issuing(), edge(), edge_key()).certificate;
    const Certificate second = forge(root(), edge_for(client_auth), edge_key()).certificate;
    BOOST_TEST((first.fingerprint() != second.fingerprint()));
    BOOST_TEST((first.spki_sha256() == second.spki_sha256()));
    BOOST_TEST(outcome(policy, {first}) == "pass");
    BOOST_TEST(outcome(policy, {second}) == "pass");
}

BOOST_AUTO_TEST_CASE(same_certificate_with_another_key_fails) {
    BOOST_TEST(outcome(pinning({pin_of(edge_key()), other}),
                       {forge(issuing(), edge()).certificate}) == "fail pin_mismatch");
}

BOOST_AUTO_TEST_CASE(broken_signature_does_not_matter) {
    // Whoever signs a handshake with the pinned key is the partner, whoever signed the certificate.
    const Certificate leaf = changed_signature(forge(issuing(), edge(), edge_key()).certificate);
    BOOST_TEST(outcome(pinning({pin_of(edge_key()), other}), {leaf}) == "pass");
    BOOST_TEST(outcome(trusting({root().certificate}), {leaf, issuing().certificate}) ==
               "fail bad_signature");
}

BOOST_AUTO_TEST_CASE(pin_of_the_authority_does_not_hold_for_its_leaves) {
    BOOST_TEST(outcome(pinning({issuing().certificate.spki_sha256(), other}),
                       {forge(issuing(), edge()).certificate, issuing().certificate}) ==
               "fail pin_mismatch");
}

BOOST_AUTO_TEST_CASE(pin_of_the_root_does_not_hold_for_its_leaves) {
    BOOST_TEST(outcome(pinning({root().certificate.spki_sha256(), other}),
                       {forge(root(), edge()).certificate, root().certificate}) ==
               "fail pin_mismatch");
}

BOOST_AUTO_TEST_CASE(pinned_key_behind_the_leaf_does_not_count) {
    const Certificate pinned = forge(issuing(), edge(), edge_key()).certificate;
    BOOST_TEST(outcome(pinning({pin_of(edge_key()), other}),
                       {forge(issuing(), edge()).certificate, pinned}) == "fail pin_mismatch");
}

BOOST_AUTO_TEST_CASE(what_stands_behind_a_pinned_leaf_is_not_looked_at) {
    Spec bad = authority("Bad");
    bad.extensions.clear();
    const Certificate leaf = forge(issuing(), edge(), edge_key()).certificate;
    std::vector<Certificate> chain(300, forge(root(), bad).certificate);
    chain.front() = leaf;
    BOOST_TEST(outcome(pinning({pin_of(edge_key()), other}), chain) == "pass");
}

BOOST_AUTO_TEST_CASE(pin_of_the_certificate_is_no_pin_of_the_key) {
    const Certificate leaf = forge(issuing(), edge(), edge_key()).certificate;
    BOOST_TEST(outcome(pinning({leaf.fingerprint(), other}), {leaf}) == "fail pin_mismatch");
}

BOOST_AUTO_TEST_CASE(weak_pinned_key_is_what_was_asked_for) {
    // A pin names this very key; strength is decided when it is written down.
    Spec spec = edge();
    spec.public_key = Bytes{pooled_key(KeyAlgorithm::rsa_2048).public_key()};
    const Certificate leaf = forge(issuing(), spec).certificate;
    TrustPolicy policy = pinning({leaf.spki_sha256(), other});
    policy.min_rsa_bits = 4096;
    BOOST_TEST(outcome(policy, {leaf}) == "pass");
}

BOOST_AUTO_TEST_CASE(other_parameters_make_another_key) {  // RFC 7469 §2.4: over all of the SPKI
    Bytes key = pooled_key(KeyAlgorithm::rsa_2048).public_key();
    Spec spec = edge();
    spec.public_key = key;
    const Sha256Digest pin = forge(issuing(), spec).certificate.spki_sha256();
    key.back() ^= 2;  // The exponent.
    spec.public_key = key;
    BOOST_TEST(outcome(pinning({pin, other}), {forge(issuing(), spec).certificate}) ==
               "fail pin_mismatch");
}

BOOST_AUTO_TEST_CASE(no_certificate_is_no_pinned_key) {
    BOOST_TEST(outcome(pinning({other, another}), {}) == "fail no_certificate");
}

BOOST_AUTO_TEST_CASE(identities_beside_a_pin_are_not_asked_for) {
    TrustPolicy policy = pinning({pin_of(edge_key()), other});
    policy.identities = domain_names({"mail.contoso.example"});
    const auto report = judged(policy, {forge(issuing(), edge(), edge_key()).certificate});
    BOOST_TEST(outcome(report) == "pass");
    BOOST_TEST(!report.matched_identity.has_value());
}

BOOST_AUTO_TEST_CASE(revocation_beside_a_pin_is_not_asked_for) {  // taken away, not revoked
    TrustPolicy policy = pinning({pin_of(edge_key()), other});
    policy.revocation = RevocationMode::hard;
    const auto report = judged(policy, {forge(issuing(), edge(), edge_key()).certificate});
    BOOST_TEST(outcome(report) == "pass");
    BOOST_TEST(report.pending.empty());
    BOOST_TEST(report.wanted.empty());
}

BOOST_AUTO_TEST_CASE(verdict_on_a_pin_outlives_the_certificate) {
    const auto report = judged(pinning({pin_of(edge_key()), other}),
                               {forge(issuing(), expired_edge(), edge_key()).certificate});
    BOOST_TEST((report.valid_until == test_now() + std::chrono::minutes(5)));
}

// RFC 5280 §6.1.1 (d): an anchor is a name and a key that need no issuer. A leaf that is one keeps
// all that a leaf must have.
BOOST_AUTO_TEST_CASE(explicit_leaf_passes) {
    BOOST_TEST(trusted_itself(edge()) == "pass");
}

BOOST_AUTO_TEST_CASE(explicit_leaf_needs_its_dates) {
    BOOST_TEST(trusted_itself(expired_edge()) == "fail expired");
}

BOOST_AUTO_TEST_CASE(explicit_leaf_must_have_begun) {
    Spec spec = edge();
    spec.not_before = test_now() + std::chrono::hours(1);
    BOOST_TEST(trusted_itself(spec) == "fail not_yet_valid");
}

BOOST_AUTO_TEST_CASE(explicit_leaf_needs_the_name) {  // RFC 9525 §6.2
    Spec spec;
    spec.extensions = {alternative_names({dns_name("mail.contoso.example")})};
    BOOST_TEST(trusted_itself(spec) == "fail name_mismatch");
}

BOOST_AUTO_TEST_CASE(explicit_leaf_needs_the_usage_of_the_mode) {  // RFC 5280 §4.2.1.12
    BOOST_TEST(trusted_itself(edge_for(client_auth)) == "pass");
    BOOST_TEST(trusted_itself(edge_for(server_auth)) == "fail wrong_usage");
    BOOST_TEST(trusted_itself(edge_for(server_auth), EkuMode::mta) == "pass");
    BOOST_TEST(trusted_itself(edge_for("1.3.6.1.5.5.7.3.4"), EkuMode::any) == "pass");
}

BOOST_AUTO_TEST_CASE(explicit_leaf_of_a_server_needs_server_auth) {
    BOOST_TEST(trusted_itself(edge_for(client_auth), EkuMode::any, PeerRole::server) ==
               "fail wrong_usage");
    BOOST_TEST(trusted_itself(edge_for(server_auth), EkuMode::client, PeerRole::server) == "pass");
}

BOOST_AUTO_TEST_CASE(explicit_leaf_issues_nothing) {  // RFC 5937 §3.2
    const Party trusted = self_made(edge());
    Spec below = edge();
    below.subject = "below";
    BOOST_TEST(outcome(trusting({trusted.certificate}), {forge(trusted, below).certificate}) ==
               "fail not_a_ca");
}

BOOST_AUTO_TEST_CASE(explicit_leaf_without_basic_constraints_of_version_1_issues_nothing) {
    Spec spec = edge();
    spec.version = 1;
    spec.extensions.clear();
    const Party trusted = self_made(spec);
    BOOST_TEST(outcome(trusting({trusted.certificate}), {forge(trusted, edge()).certificate}) ==
               "fail not_a_ca");
}

BOOST_AUTO_TEST_CASE(explicit_leaf_that_is_not_self_signed_passes) {
    const Certificate leaf = forge(issuing(), edge()).certificate;
    const auto report = judged(trusting({leaf}), {leaf});
    BOOST_TEST(outcome(report) == "pass");
    BOOST_TEST(report.path.size() == 1u);
}

BOOST_AUTO_TEST_CASE(explicit_leaf_needs_no_revocation_data) {  // it is taken away, not revoked
    const Certificate leaf = self_made(edge()).certificate;
    TrustPolicy policy = trusting({leaf});
    policy.revocation = RevocationMode::hard;
    policy.short_lived = Seconds{0};
    BOOST_TEST(outcome(policy, {leaf}) == "pass");
}

BOOST_AUTO_TEST_CASE(explicit_leaf_renewed_with_its_key_is_another_certificate) {
    // Anchors are certificates, and so the renewed one must be named; a pin would hold for both.
    const auto& signer = *edge_key().data().botan_key;
    const Bytes name = detail::encode_name("leaf", "");
    const Certificate old = forge_with(signer, name, edge(), edge_key().public_key());
    const Certificate renewed = forge_with(signer, name, edge(), edge_key().public_key());
    BOOST_TEST(outcome(trusting({old}), {old}) == "pass");
    BOOST_TEST(outcome(trusting({old}), {renewed}) == "fail untrusted_root");
    BOOST_TEST(outcome(trusting({old, renewed}), {renewed}) == "pass");
    BOOST_TEST(outcome(pinning({pin_of(edge_key()), other}), {renewed}) == "pass");
}

BOOST_AUTO_TEST_CASE(explicit_leaf_with_broken_signature_is_another_certificate) {
    const Certificate leaf = self_made(edge()).certificate;
    BOOST_TEST(outcome(trusting({leaf}), {changed_signature(leaf)}) != "pass");
}

BOOST_AUTO_TEST_CASE(explicit_leaf_behind_another_leaf_does_not_count) {
    const Certificate trusted = self_made(edge()).certificate;
    BOOST_TEST(outcome(trusting({trusted}), {forge(issuing(), edge()).certificate, trusted}) ==
               "fail incomplete_chain");
}

BOOST_AUTO_TEST_CASE(anchored_intermediate_passes_without_its_root) {  // RFC 5280 §6.1.1(d)
    const auto report = judged(trusting({issuing().certificate}),
                               {forge(issuing(), edge()).certificate, issuing().certificate});
    BOOST_TEST(outcome(report) == "pass");
    BOOST_TEST(report.path.size() == 2u);
}

BOOST_AUTO_TEST_CASE(anchored_intermediate_does_not_vouch_for_its_siblings) {
    const Party sibling = forge(root(), authority("Sibling"));
    BOOST_TEST(outcome(trusting({issuing().certificate}),
                       {forge(sibling, edge()).certificate, sibling.certificate,
                        root().certificate}) == "fail untrusted_root");
}

BOOST_AUTO_TEST_CASE(anchored_intermediate_does_not_vouch_for_its_root) {
    BOOST_TEST(outcome(trusting({issuing().certificate}),
                       {forge(root(), edge()).certificate, root().certificate}) ==
               "fail untrusted_root");
}

BOOST_AUTO_TEST_CASE(signature_on_an_anchored_intermediate_is_not_looked_at) {
    const Certificate broken = changed_signature(issuing().certificate);
    BOOST_TEST(outcome(trusting({broken}), {forge(issuing(), edge()).certificate}) == "pass");
}

BOOST_AUTO_TEST_CASE(expired_anchored_intermediate_is_a_warning) {  // RFC 5280 §6.1.1(d)
    Spec old = authority("Old Issuing");
    old.not_after = test_now() - std::chrono::days(1);
    const Party middle = forge(root(), old);
    const auto report = judged(trusting({middle.certificate}), {forge(middle, edge()).certificate});
    BOOST_TEST(outcome(report) == "pass");
    BOOST_REQUIRE(finding(report, TrustReason::expired) != nullptr);
    BOOST_TEST((finding(report, TrustReason::expired)->severity == FindingSeverity::warning));
}

BOOST_AUTO_TEST_CASE(anchor_that_has_not_begun_is_a_warning) {
    Spec early = authority("Early Root");
    early.not_before = test_now() + std::chrono::days(1);
    const Party top = forge_root(early);
    const auto report = judged(trusting({top.certificate}), {forge(top, edge()).certificate});
    BOOST_TEST(outcome(report) == "pass");
    BOOST_TEST(rule_of(report, TrustReason::not_yet_valid) == "RFC 5280 §6.1.1(d)");
}

BOOST_AUTO_TEST_CASE(anchor_of_the_same_name_with_another_key_vouches_for_nothing) {
    const Party twin = forge_root(authority("Fabrikam Root"));
    BOOST_TEST(outcome(trusting({twin.certificate}), {forge(root(), edge()).certificate}) ==
               "fail bad_signature");
}

BOOST_AUTO_TEST_CASE(anchor_of_another_name_with_the_same_key_vouches_for_nothing) {
    const auto& signer = *root().key.data().botan_key;
    const Bytes name = detail::encode_name("Renamed Root", "");
    const Certificate renamed =
        forge_with(signer, name, authority("Renamed Root"), root().key.public_key());
    BOOST_TEST(outcome(trusting({renamed}), {forge(root(), edge()).certificate}) ==
               "fail incomplete_chain");
}

// Key rollover: two anchors of a name, old key and new.
BOOST_AUTO_TEST_CASE(both_keys_of_a_rollover_vouch_for_their_own) {
    const Party old_root = forge_root(authority("Rolled Root"));
    const Party new_root = forge_root(authority("Rolled Root"));
    const auto policy = trusting({old_root.certificate, new_root.certificate});
    for (const Party* const issuer : {&old_root, &new_root}) {
        const auto report = judged(policy, {forge(*issuer, edge()).certificate});
        BOOST_TEST(outcome(report) == "pass");
        BOOST_TEST((report.path.back() == issuer->certificate));
    }
}

BOOST_AUTO_TEST_CASE(new_key_of_a_rollover_needs_its_anchor_or_a_link) {  // RFC 4210 §4.4
    const Party old_root = forge_root(authority("Rolled Root"));
    const Party new_root = forge_root(authority("Rolled Root"));
    const auto policy = trusting({old_root.certificate});
    const Certificate leaf = forge(new_root, edge()).certificate;
    BOOST_TEST(outcome(policy, {leaf}) == "fail bad_signature");
    const Certificate new_with_old =
        forge(old_root, authority("Rolled Root"), new_root.key).certificate;
    BOOST_TEST(outcome(policy, {leaf, new_with_old}) == "pass");
}

BOOST_AUTO_TEST_CASE(same_anchor_twice_is_one) {
    const auto policy = trusting({root().certificate, root().certificate});
    BOOST_TEST(
        (policy.anchors->digest() == AnchorSet::from_certificates({root().certificate})->digest()));
    BOOST_TEST(outcome(policy, {forge(root(), edge()).certificate}) == "pass");
}

BOOST_AUTO_TEST_CASE(anchor_renewed_with_its_key_vouches_for_the_same) {
    const auto& signer = *root().key.data().botan_key;
    const Certificate renewed =
        forge_with(signer, root().name, authority("Fabrikam Root"), root().key.public_key());
    BOOST_TEST(outcome(trusting({renewed}), {forge(root(), edge()).certificate}) == "pass");
}

BOOST_AUTO_TEST_CASE(pinned_key_passes) {
    const auto identity = self_signed({"mail.fabrikam.example"});
    const auto report = judged(pinning({identity.chain.leaf().spki_sha256(), other}),
                               identity.chain.certificates());
    BOOST_TEST(outcome(report) == "pass");
    BOOST_TEST(report.findings.empty());
    BOOST_TEST(report.method_tag == "pin");
    BOOST_TEST(report.path.size() == 1u);
    BOOST_TEST(!report.matched_identity.has_value());
}

BOOST_AUTO_TEST_CASE(next_key_passes_too) {
    const auto identity = self_signed({"mail.fabrikam.example"});
    BOOST_TEST(outcome(pinning({other, identity.chain.leaf().spki_sha256()}),
                       identity.chain.certificates()) == "pass");
}

BOOST_AUTO_TEST_CASE(other_key_fails) {
    const auto identity = self_signed({"mail.fabrikam.example"});
    BOOST_TEST(outcome(pinning({other}), identity.chain.certificates()) == "fail pin_mismatch");
}

BOOST_AUTO_TEST_CASE(key_of_an_authority_does_not_count) {
    const TestCa ca("Fabrikam CA");
    const TestCa issuing = ca.intermediate("Fabrikam Issuing");
    BOOST_TEST(outcome(pinning({issuing.certificate().spki_sha256()}),
                       issuing.issue({"mail.fabrikam.example"}).chain.certificates()) ==
               "fail pin_mismatch");
}

BOOST_AUTO_TEST_CASE(single_pin_is_a_warning) {
    const auto identity = self_signed({"mail.fabrikam.example"});
    const auto report =
        judged(pinning({identity.chain.leaf().spki_sha256()}), identity.chain.certificates());
    BOOST_TEST(outcome(report) == "pass");
    BOOST_TEST(rule_of(report, TrustReason::pin_only_current) == "RFC 7469 §4.3");
}

BOOST_AUTO_TEST_CASE(name_dates_usage_and_critical_extensions_are_ignored) {
    Spec spec;
    spec.not_after = test_now() - std::chrono::days(1);
    spec.extensions = {detail::extended_key_usage({"1.3.6.1.5.5.7.3.4"}),
                       {"1.3.6.1.4.1.99999.1", true, tlv(0x05, Bytes{})}};
    const Party party = forge_root(spec);
    BOOST_TEST(outcome(pinning({party.certificate.spki_sha256(), other}), {party.certificate}) ==
               "pass");
}

BOOST_AUTO_TEST_CASE(no_certificate_is_no_certificate) {
    BOOST_TEST(outcome(pinning({other}), {}) == "fail no_certificate");
}

BOOST_AUTO_TEST_SUITE_END()

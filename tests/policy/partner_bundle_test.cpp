// Partner bundles: what is written is read, and what a stranger makes of one is refused.
#include <domainsec/policy/partner_bundle.hpp>

#include <boost/test/unit_test.hpp>
#include <domainsec/policy/configuration.hpp>
#include <functional>

#include "policy/bundle_signature.hpp"
#include "policy/policy_fixture.hpp"
#include "support/case_table.hpp"
#include "support/expect_error.hpp"

using namespace domainsec;
using namespace domainsec::test;

namespace {

constexpr auto day = std::chrono::hours{24};

/// Fabrikam's own certificate, its next key, and its authority.
const PrivateKey& next_key() {
    return pooled_key(KeyAlgorithm::ecdsa_p256, 7);
}

PartnerBundle fabrikam_bundle() {
    PartnerBundle bundle;
    bundle.organization = "Fabrikam";
    bundle.contact = MailAddress::from_string("postmaster@fabrikam.example");
    bundle.phone = "+49 89 123456";
    bundle.url = "https://fabrikam.example/mail";
    bundle.domains = domain_names({"fabrikam.example", "fabrikam-news.example"});
    bundle.identities = domain_names({"fabrikam.example", "mx1.fabrikam.example"});
    bundle.mx_hosts = domain_names({"mx1.fabrikam.example"});
    bundle.pins = {fabrikam().key.spki_sha256(), next_key().spki_sha256()};
    bundle.anchors = {fabrikam_ca().certificate()};
    bundle.created = test_now();
    bundle.expires = test_now() + 30 * day;
    return bundle;
}

std::string signed_by(const Identity& identity, const PartnerBundle& bundle) {
    return sign_bundle(bundle, SecretAccess::granted(), identity.key, identity.chain);
}

std::string fabrikam_text() {
    return signed_by(fabrikam(), fabrikam_bundle());
}

/// A stranger signs what he likes.
std::string signed_text(const std::string& text, const Identity& identity = fabrikam()) {
    const auto octets = detail::bundle_octets_to_sign(identity.chain, text);
    return text + detail::bundle_signature_block(detail::sign_bundle_octets(identity.key, octets),
                                                 identity.chain);
}

const std::string block_start = "-----BEGIN DOMAINSEC BUNDLE SIGNATURE-----\n";

std::string unsigned_part() {
    const auto whole = fabrikam_text();
    return whole.substr(0, whole.find(block_start));
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
    const auto at = text.find(from);
    BOOST_REQUIRE_MESSAGE(at != std::string::npos, from);
    return text.replace(at, from.size(), to);
}

void check_refused(const std::string& text, const std::string& words, TimePoint now = test_now(),
                   const BundleReading& reading = {}) {
    expect_error(errc::invalid_configuration, words, [&] { read_bundle(text, now, reading); });
}

}  // namespace

BOOST_AUTO_TEST_SUITE(partner_bundle)

BOOST_AUTO_TEST_CASE(what_is_written_is_read) {
    const auto wanted = fabrikam_bundle();
    const auto read = read_bundle(fabrikam_text(), test_now() + day);
    const auto& bundle = read.bundle;
    BOOST_TEST(bundle.organization == wanted.organization);
    BOOST_TEST(bundle.contact->str() == "postmaster@fabrikam.example");
    BOOST_TEST(bundle.phone == wanted.phone);
    BOOST_TEST(bundle.url == wanted.url);
    BOOST_TEST((bundle.domains == wanted.domains));
    BOOST_TEST((bundle.identities == wanted.identities));
    BOOST_TEST((bundle.mx_hosts == wanted.mx_hosts));
    BOOST_TEST((bundle.pins == wanted.pins));
    BOOST_TEST((bundle.anchors == wanted.anchors));
    BOOST_TEST((bundle.created == wanted.created));
    BOOST_TEST((bundle.expires == wanted.expires));
    BOOST_TEST((read.signer_pin == wanted.pins[0]));
    BOOST_TEST(read.signer_is_pinned);
    BOOST_TEST(read.signer_is_anchored);
    BOOST_TEST((read.signer.digest() == fabrikam().chain.digest()));
    BOOST_TEST(remarks_on(read, test_now()).size() == 1U);  // fabrikam-news.example
}

BOOST_AUTO_TEST_CASE(a_person_can_read_it) {
    const auto text = fabrikam_text();
    BOOST_TEST(text.find("name = \"Fabrikam\"\ncontact = \"postmaster@fabrikam.example\"\n") !=
               std::string::npos);
    BOOST_TEST(text.find("expires = \"2026-12-24T12:00:00Z\"\n") != std::string::npos);
    BOOST_TEST(text.find("\r") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(every_kind_of_tls_key_signs) {
    for (const auto algorithm : {KeyAlgorithm::ecdsa_p256, KeyAlgorithm::ecdsa_p384,
                                 KeyAlgorithm::rsa_2048, KeyAlgorithm::rsa_3072}) {
        IssueOptions options;
        options.key = algorithm;
        const auto identity = self_signed({"fabrikam.example"}, options);
        auto bundle = fabrikam_bundle();
        bundle.anchors.clear();
        bundle.pins = {identity.key.spki_sha256()};
        const auto read = read_bundle(signed_by(identity, bundle), test_now());
        BOOST_TEST(read.signer_is_pinned);
        BOOST_TEST(!read.signer_is_anchored);
    }
}

BOOST_AUTO_TEST_CASE(names_keep_their_letters) {
    auto bundle = fabrikam_bundle();
    bundle.organization = "M\xc3\xbcller & S\xc3\xb6hne \"{AG}\" \\";
    bundle.contact = MailAddress::from_string("\"post {1} master\"@fabrikam.example");
    BOOST_REQUIRE(bundle.contact);
    const auto read = read_bundle(signed_by(fabrikam(), bundle), test_now());
    BOOST_TEST(read.bundle.organization == bundle.organization);
    BOOST_TEST((read.bundle.contact == bundle.contact));
}

BOOST_AUTO_TEST_CASE(a_signer_under_the_anchors_needs_no_pin) {
    auto bundle = fabrikam_bundle();
    bundle.pins.clear();
    const auto read = read_bundle(signed_by(fabrikam(), bundle), test_now());
    BOOST_TEST(!read.signer_is_pinned);
    BOOST_TEST(read.signer_is_anchored);
}

BOOST_AUTO_TEST_CASE(an_intermediate_goes_along) {
    const auto identity =
        fabrikam_ca().intermediate("Fabrikam Mail CA").issue({"fabrikam.example"});
    auto bundle = fabrikam_bundle();
    bundle.pins.clear();
    const auto read = read_bundle(signed_by(identity, bundle), test_now());
    BOOST_TEST(read.signer.certificates().size() == 2U);
    BOOST_TEST(read.signer_is_anchored);
}

BOOST_AUTO_TEST_CASE(a_self_signed_certificate_may_be_its_own_anchor) {
    const auto identity = self_signed({"fabrikam.example"});
    auto bundle = fabrikam_bundle();
    bundle.pins.clear();
    bundle.anchors = {identity.chain.leaf()};
    BOOST_TEST(read_bundle(signed_by(identity, bundle), test_now()).signer_is_anchored);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(partner_bundle_signing)

BOOST_AUTO_TEST_CASE(key_and_certificate_belong_together) {
    expect_error(errc::key_mismatch, "belong together", [] {
        sign_bundle(fabrikam_bundle(), SecretAccess::granted(), next_key(), fabrikam().chain);
    });
    expect_error(errc::key_mismatch, "belong together", [] {
        sign_bundle(fabrikam_bundle(), SecretAccess::granted(), next_key(), Chain());
    });
}

BOOST_AUTO_TEST_CASE(the_key_that_signs_is_in_the_bundle) {
    auto bundle = fabrikam_bundle();
    bundle.anchors.clear();
    bundle.pins = {next_key().spki_sha256()};
    expect_error(errc::invalid_argument, "pins", [&] { signed_by(fabrikam(), bundle); });
}

BOOST_AUTO_TEST_CASE(anchors_that_do_not_vouch_for_the_own_certificate_are_a_mistake) {
    auto bundle = fabrikam_bundle();
    bundle.anchors = {stranger_ca().certificate()};
    expect_error(errc::invalid_argument, "anchors", [&] { signed_by(fabrikam(), bundle); });
    bundle = fabrikam_bundle();
    bundle.identities = domain_names({"mail.fabrikam.example"});
    expect_error(errc::invalid_argument, "anchors", [&] { signed_by(fabrikam(), bundle); });
}

namespace {

struct WrongField {
    const char* name;
    const char* field;
    std::function<void(PartnerBundle&)> change;
};

void check_wrong_field(const WrongField& row) {
    auto bundle = fabrikam_bundle();
    row.change(bundle);
    expect_error(errc::invalid_argument, row.field, [&] { signed_by(fabrikam(), bundle); });
}

std::vector<DomainName> many_names(std::size_t count) {
    std::vector<DomainName> names;
    for (std::size_t i = 0; i < count; ++i)
        names.push_back(*DomainName::from_string("d" + std::to_string(i) + ".example"));
    return names;
}

const CaseTable<WrongField> wrong_fields{
    {
        {"no_organization", "organization", [](auto& b) { b.organization.clear(); }},
        {"blank_organization", "organization", [](auto& b) { b.organization = "   "; }},
        {"long_organization", "organization", [](auto& b) { b.organization.assign(65, 'x'); }},
        {"control_in_organization", "organization", [](auto& b) { b.organization = "a\x1b[2J"; }},
        {"line_end_in_phone", "phone", [](auto& b) { b.phone = "1\npins = []"; }},
        {"no_utf8_in_url", "url", [](auto& b) { b.url = "\xff"; }},
        {"right_to_left_override", "organization",
         [](auto& b) {
             b.organization =
                 "a\xe2\x80\xae"
                 "b";
         }},
        {"no_contact", "contact", [](auto& b) { b.contact.reset(); }},
        {"no_domain", "domains", [](auto& b) { b.domains.clear(); }},
        {"domain_twice", "domains", [](auto& b) { b.domains.push_back(b.domains[0]); }},
        {"over_500_domains", "domains", [](auto& b) { b.domains = many_names(501); }},
        {"no_identity", "identities", [](auto& b) { b.identities.clear(); }},
        {"over_100_identities", "identities", [](auto& b) { b.identities = many_names(101); }},
        {"over_100_hosts", "mx_hosts", [](auto& b) { b.mx_hosts = many_names(101); }},
        {"pin_twice", "pins", [](auto& b) { b.pins.push_back(b.pins[0]); }},
        {"over_16_pins", "pins",
         [](auto& b) {
             for (std::uint8_t i = 0; i < 15; ++i) b.pins.push_back(Sha256Digest{i});
         }},
        {"neither_pins_nor_anchors", "pins",
         [](auto& b) {
             b.pins.clear();
             b.anchors.clear();
         }},
        {"anchor_twice", "anchors", [](auto& b) { b.anchors.push_back(b.anchors[0]); }},
        {"expires_at_once", "expires", [](auto& b) { b.expires = b.created; }},
        {"over_400_days", "expires", [](auto& b) { b.expires = b.created + 401 * day; }},
        {"before_1970", "created", [](auto& b) { b.created = TimePoint{Seconds{-1}}; }},
    },
    check_wrong_field};

}  // namespace

BOOST_AUTO_TEST_CASE(too_much_to_say_is_an_error_and_no_file) {
    auto bundle = fabrikam_bundle();
    bundle.domains.clear();
    const std::string label(60, 'a');
    for (int i = 0; i < 500; ++i)
        bundle.domains.push_back(*DomainName::from_string("n" + std::to_string(i) + "." + label +
                                                          "." + label + "." + label + ".example"));
    BOOST_TEST(
        (read_bundle(signed_by(fabrikam(), bundle), test_now()).bundle.domains == bundle.domains));
    // Large certificates, each of them fine.
    IssueOptions options;
    options.common_name = "Fabrikam";
    std::vector<std::string> names;
    for (int i = 0; i < 900; ++i) names.push_back("h" + std::to_string(i) + ".fabrikam.example");
    for (int i = 0; i < 7; ++i) bundle.anchors.push_back(self_signed(names, options).chain.leaf());
    expect_error(errc::limit_exceeded, "256 KiB", [&] { signed_by(fabrikam(), bundle); });
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(partner_bundle_fingerprint)

BOOST_AUTO_TEST_CASE(is_for_reading_aloud) {
    const auto read = read_bundle(fabrikam_text(), test_now());
    BOOST_TEST(read.fingerprint.size() == 8U * 5U + 7U);
    BOOST_TEST(read.fingerprint.find_first_not_of("0123456789 ") == std::string::npos);
    BOOST_TEST(is_fingerprint_of(read.fingerprint, read));
    auto typed = read.fingerprint;
    std::erase(typed, ' ');
    BOOST_TEST(is_fingerprint_of(typed, read));
    std::string hyphens = read.fingerprint;
    std::replace(hyphens.begin(), hyphens.end(), ' ', '-');
    BOOST_TEST(is_fingerprint_of(hyphens, read));
    BOOST_TEST(is_fingerprint_of(to_pin(read.signer_pin), read));
}

BOOST_AUTO_TEST_CASE(anything_else_is_none) {
    const auto read = read_bundle(fabrikam_text(), test_now());
    auto wrong = read.fingerprint;
    wrong[0] = wrong[0] == '1' ? '2' : '1';
    for (const std::string& typed :
         {std::string(), std::string(" "), wrong, read.fingerprint.substr(0, 41),
          read.fingerprint + "0", to_pin(next_key().spki_sha256()), std::string("sha256/")})
        BOOST_TEST(!is_fingerprint_of(typed, read), typed);
    BOOST_TEST(!is_fingerprint_of("", SignedBundle{}));
}

BOOST_AUTO_TEST_CASE(says_more_than_the_key) {
    // The same key, another word or another time: to be read out anew.
    auto bundle = fabrikam_bundle();
    const auto first = read_bundle(signed_by(fabrikam(), bundle), test_now());
    const auto again = read_bundle(signed_by(fabrikam(), bundle), test_now());
    BOOST_TEST(first.fingerprint == again.fingerprint);
    bundle.domains.push_back(*DomainName::from_string("bank.example"));
    const auto more = read_bundle(signed_by(fabrikam(), bundle), test_now());
    BOOST_TEST(first.fingerprint != more.fingerprint);
    bundle = fabrikam_bundle();
    bundle.created += Seconds{1};
    const auto later = read_bundle(signed_by(fabrikam(), bundle), test_now());
    BOOST_TEST(first.fingerprint != later.fingerprint);
    BOOST_TEST((first.signer_pin == later.signer_pin));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(partner_bundle_attacks)

BOOST_AUTO_TEST_CASE(swapped_on_the_way) {
    // A machine in the middle signs the same words with a key of its own: a good bundle, with
    // another fingerprint.
    const auto attacker = stranger_ca().issue({"fabrikam.example"}, short_lived());
    auto bundle = fabrikam_bundle();
    bundle.pins = {attacker.key.spki_sha256()};
    bundle.anchors = {stranger_ca().certificate()};
    const auto real = read_bundle(fabrikam_text(), test_now());
    const auto swapped = read_bundle(signed_by(attacker, bundle), test_now());
    BOOST_TEST(swapped.bundle.organization == real.bundle.organization);
    BOOST_TEST(!is_fingerprint_of(real.fingerprint, swapped));
    BOOST_TEST(!is_fingerprint_of(to_pin(real.signer_pin), swapped));
}

BOOST_AUTO_TEST_CASE(another_signer_s_block_behind_the_same_words) {
    const auto attacker = stranger_ca().issue({"fabrikam.example"}, short_lived());
    check_refused(signed_text(unsigned_part(), attacker), "signer");
}

BOOST_AUTO_TEST_CASE(another_certificate_for_the_same_key) {
    const auto other = stranger_ca().issue_for(fabrikam().key, {"bank.example"}, short_lived());
    const auto whole = fabrikam_text();
    const auto end = std::string("-----END DOMAINSEC BUNDLE SIGNATURE-----\n");
    const auto text = whole.substr(0, whole.find(end) + end.size()) + other.chain.pem();
    check_refused(text, "signature");
}

BOOST_AUTO_TEST_CASE(every_octet_is_covered) {
    const auto whole = fabrikam_text();
    for (std::size_t at = 0; at < whole.size(); at += 3) {
        auto text = whole;
        text[at] = text[at] == 'A' ? 'B' : 'A';
        expect_error(errc::invalid_configuration, "", [&] { read_bundle(text, test_now()); });
    }
}

BOOST_AUTO_TEST_CASE(cut_anywhere) {
    const auto whole = fabrikam_text();
    for (std::size_t size = 0; size < whole.size(); size += 7)
        expect_error(errc::invalid_configuration, "",
                     [&] { read_bundle(std::string_view(whole).substr(0, size), test_now()); });
    check_refused(whole.substr(0, whole.size() - 1), "cut");
}

BOOST_AUTO_TEST_CASE(lines_added_or_taken_away) {
    check_refused(replaced(fabrikam_text(), "    \"fabrikam-news.example\",\n", ""), "changed");
    check_refused(replaced(fabrikam_text(), "[organization]\n", "[organization]\n# x\n"),
                  "changed");
}

BOOST_AUTO_TEST_CASE(a_signature_of_tls_is_none_of_a_bundle) {
    // Whoever makes this key sign a handshake chooses the first 32 octets at most (RFC 5246
    // §7.4.3), and in TLS 1.3 none of the first 98 (RFC 8446 §4.4.3).
    const auto octets = detail::bundle_octets_to_sign(fabrikam().chain, "x");
    const std::string_view text = text_of(octets);
    BOOST_TEST(text.substr(0, 64) == std::string(64, ' '));
    BOOST_TEST(text.substr(64, 28) == std::string_view("domainsec partner bundle v1\0", 28));
    const std::string tls13 = std::string(64, ' ') + "TLS 1.3, server CertificateVerify";
    BOOST_TEST(!text.starts_with(tls13));
    // What is signed without all that is refused.
    const auto plain = unsigned_part();
    const auto signature = detail::sign_bundle_octets(fabrikam().key, bytes_of(plain));
    check_refused(plain + detail::bundle_signature_block(signature, fabrikam().chain), "signature");
}

BOOST_AUTO_TEST_CASE(an_old_one_is_replayed) {
    const auto text = fabrikam_text();
    read_bundle(text, test_now() + 30 * day - Seconds{1});
    check_refused(text, "expires", test_now() + 30 * day);
    check_refused(text, "ask for a new", test_now() + 300 * day);
    BundleReading reading;
    reading.not_older_than = test_now();
    read_bundle(text, test_now(), reading);
    reading.not_older_than = test_now() + Seconds{1};
    check_refused(text, "newer", test_now(), reading);
}

BOOST_AUTO_TEST_CASE(one_from_the_future) {
    const auto text = fabrikam_text();
    read_bundle(text, test_now() - Seconds{300});
    check_refused(text, "clocks", test_now() - Seconds{301});
    BundleReading exact;
    exact.clock_skew = Seconds{0};
    check_refused(text, "created", test_now() - Seconds{1}, exact);
    exact.clock_skew = Seconds{3601};
    expect_error(errc::invalid_argument, "clock_skew",
                 [&] { read_bundle(text, test_now(), exact); });
}

BOOST_AUTO_TEST_CASE(a_certificate_that_was_over_when_it_signed) {
    const auto late = fabrikam_ca().issue({"fabrikam.example"}, expired());
    const auto text = signed_text(unsigned_part(), late);
    check_refused(text, "signer");
}

BOOST_AUTO_TEST_CASE(domains_of_others) {
    auto bundle = fabrikam_bundle();
    bundle.domains = domain_names({"fabrikam.example", "contoso.example", "co.uk"});
    const auto read = read_bundle(signed_by(fabrikam(), bundle), test_now());
    const auto remarks = remarks_on(read, test_now());
    BOOST_REQUIRE_EQUAL(remarks.size(), 2U);
    BOOST_TEST(remarks[0].find("contoso.example is not in the certificate") == 0U);
    BOOST_TEST(remarks[1].find("co.uk is a public suffix") == 0U);
    // The configuration has the last word: our own domains are nobody else's.
    const PolicyFolder folder;
    expect_error(errc::invalid_configuration, "our own domain", [&] {
        Configuration::from_string(contoso_head + to_partner_toml(read, {}), folder.path());
    });
}

BOOST_AUTO_TEST_CASE(line_ends) {
    auto crlf = fabrikam_text();
    for (std::size_t at = 0; (at = crlf.find('\n', at)) != std::string::npos; at += 2)
        crlf.replace(at, 1, "\r\n");
    check_refused(crlf, "CR");
    check_refused(replaced(fabrikam_text(), "[bundle]\n", "[bundle]\r\n"), "CR");
    check_refused(signed_text(replaced(unsigned_part(), "[bundle]\n", "[bundle]\r\n")), "CR");
}

BOOST_AUTO_TEST_CASE(trailing_data) {
    const auto whole = fabrikam_text();
    const auto other = stranger_ca().certificate().pem();
    for (const std::string& more :
         {std::string("\n"), std::string(" \n"), std::string("pins = []\n"), other,
          whole.substr(whole.find(block_start)), whole})
        check_refused(whole + more, "signature");
    check_refused(whole + "x", "cut");
    check_refused(whole + std::string(1, '\0') + "\n", "cannot see");
}

BOOST_AUTO_TEST_CASE(one_signature_has_one_spelling) {
    const auto whole = fabrikam_text();
    const auto at = whole.find(block_start) + block_start.size();
    check_refused(whole.substr(0, at + 10) + "\n" + whole.substr(at + 10), "signature");
    check_refused(whole.substr(0, at) + "\n" + whole.substr(at), "signature");
    check_refused(replaced(whole, block_start, "-----BEGIN SIGNATURE-----\n"), "signature");
}

BOOST_AUTO_TEST_CASE(size) {
    auto text = "# " + std::string(1000, 'x') + "\n";
    std::string large = unsigned_part();
    while (large.size() < max_bundle_octets) large += text;
    check_refused(signed_text(large), "256 KiB");
    check_refused(std::string(10'000'000, '\n'), "256 KiB");
}

namespace {

struct Change {
    const char* name;
    const char* from;
    const char* to;
    const char* words;
};

/// Signed by the organization itself, so that only the reading can refuse it.
void check_change(const Change& row) {
    check_refused(signed_text(replaced(unsigned_part(), row.from, row.to)), row.words);
}

const CaseTable<Change> changes{
    {
        {"unknown_key", "version = 1\n", "version = 1\ntrust = \"all\"\n", "not a known key"},
        {"unknown_table", "[organization]\n", "[policy]\n[organization]\n", "not a known key"},
        {"misspelled_key", "phone =", "phnoe =", "did you mean \"phone\""},
        {"duplicate_key", "version = 1\n", "version = 1\nversion = 1\n", "not TOML"},
        {"duplicate_table", "[organization]\n", "[bundle]\n[organization]\n", "not TOML"},
        {"duplicate_domain", "    \"fabrikam-news.example\",\n",
         "    \"fabrikam-news.example\",\n    \"FABRIKAM.example\",\n", "twice"},
        {"later_version", "version = 1\n", "version = 2\n", "newer domainsec"},
        {"version_as_text", "version = 1\n", "version = \"1\"\n", "version"},
        {"no_version", "version = 1\n", "", "version"},
        {"time_with_zone", "12:00:00Z\"\nexpires", "12:00:00+01:00\"\nexpires", "no time"},
        {"no_time", "created = \"2026-11-24T12:00:00Z\"\n", "", "created"},
        {"time_that_is_none", "2026-11-24T12", "2026-13-24T12", "no time"},
        {"no_organization_name", "name = \"Fabrikam\"\n", "", "is missing"},
        {"no_mailbox", "postmaster@fabrikam.example", "postmaster", "no mailbox"},
        {"wildcard_domain", "\"fabrikam-news.example\"", "\"*.fabrikam.example\"", "no domain"},
        {"number_for_a_domain", "\"fabrikam-news.example\"", "25", "list of texts"},
        {"pin_that_is_none", "pins = [\n", "pins = [\n    \"sha256/AAAA\",\n", "no pin"},
        {"pins_as_text", "mx = [", "pins = \"\"\nmx = [", "not TOML"},
        {"braces", "version = 1\n", "version = 1\na = { b = 1 }\n", "brace"},
        {"anchor_with_more_in_it", "certificate = \"\"\"\n", "certificate = \"\"\"\nhello\n",
         "beside one certificate"},
        {"anchor_that_is_none", "certificate = \"\"\"\n-----BEGIN CERTIFICATE-----\n",
         "certificate = \"\"\"\n-----BEGIN CERTIFICATE-----\nAAAA\n", "anchor.certificate"},
        {"anchor_without_certificate", "certificate = \"\"\"\n", "# \"\"\"\nx = \"\"\"\n", "PEM"},
        {"escape_sequence_in_a_comment", "[bundle]\n", "# \x1b[8m\n[bundle]\n", "cannot see"},
        {"hidden_text_in_a_comment", "[bundle]\n", "# \xe2\x80\xae\n[bundle]\n", "cannot see"},
        {"byte_order_mark", "# What", "\xef\xbb\xbf# What", "cannot see"},
        {"no_utf8", "Fabrikam\"", "Fabrik\xe4m\"", "not UTF-8"},
        {"hidden_by_an_escape", "Fabrikam\"", "Fabrik\\u202Em\"", "cannot see"},
        {"control_by_an_escape", "Fabrikam\"", "Fabrik\\u001Bm\"", "control"},
        {"long_name", "Fabrikam\"",
         "FabrikamFabrikamFabrikamFabrikamFabrikamFabrikamFabrikamFabrikamX\"", "longer than 64"},
    },
    check_change};

}  // namespace

BOOST_AUTO_TEST_CASE(keys_and_lists_without_an_end) {
    std::string dotted = "a";
    while (dotted.size() < 100'000) dotted += ".a";
    check_refused(signed_text("[" + dotted + "]\n"), "2048");
    check_refused(signed_text(dotted + " = 1\n"), "2048");
    check_refused(signed_text("a = " + std::string(2000, '[') + "\n"), "not TOML");
    std::string nested;
    for (int i = 0; i < 100; ++i) nested += "a = [\n";
    check_refused(signed_text(nested), "not TOML");
    dotted.resize(1021);
    check_refused(signed_text("[" + dotted + "]\n" + dotted + " = 1\n"), "not a known key");
}

BOOST_AUTO_TEST_CASE(thousands_of_entries_cost_little) {
    std::string list;
    while (list.size() < 120'000) list += "\"a" + std::to_string(list.size()) + ".example\",\n";
    const auto start = std::chrono::steady_clock::now();
    check_refused(signed_text(replaced(unsigned_part(), "domains = [\n", "domains = [\n" + list)),
                  "1000");
    std::string keys;
    for (int i = 0; keys.size() < 120'000; ++i) keys += "k" + std::to_string(i) + "=1\n";
    check_refused(signed_text(replaced(unsigned_part(), "version = 1\n", "version = 1\n" + keys)),
                  "more");
    std::string anchors;
    while (anchors.size() < 120'000) anchors += "[[anchor]]\ncertificate=\"\"\n";
    check_refused(signed_text(unsigned_part() + anchors), "1000 times");
    BOOST_TEST((std::chrono::steady_clock::now() - start < std::chrono::seconds(20)));
}

BOOST_AUTO_TEST_CASE(weak_and_foreign_keys_sign_nothing) {
    const auto ed25519 = PrivateKey::generate(KeyAlgorithm::ed25519);
    expect_error(errc::unsupported_algorithm, "",
                 [&] { detail::sign_bundle_octets(ed25519, bytes_of("x")); });
    const auto octets = detail::bundle_octets_to_sign(fabrikam().chain, "x");
    const auto signature = detail::sign_bundle_octets(fabrikam().key, octets);
    BOOST_TEST(detail::is_bundle_signature(fabrikam().chain.leaf(), octets, signature));
    BOOST_TEST(!detail::is_bundle_signature(fabrikam().chain.leaf(), octets, Bytes()));
    BOOST_TEST(!detail::is_bundle_signature(fabrikam().chain.leaf(), octets, Bytes(64)));
    BOOST_TEST(!detail::is_bundle_signature(fabrikam_ca().certificate(), octets, signature));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(partner_entry)

namespace {

SignedBundle read_fabrikam() {
    return read_bundle(fabrikam_text(), test_now());
}

PartnerEntryOptions by_anchors() {
    PartnerEntryOptions options;
    options.trust = TrustMethod::anchors;
    options.anchors_file = "fabrikam-ca.pem";
    return options;
}

const PartnerPolicy& only_partner(const std::shared_ptr<const Configuration>& configuration) {
    BOOST_REQUIRE_EQUAL(configuration->partners.size(), 1U);
    BOOST_TEST(configuration->warnings.empty());
    return configuration->partners[0];
}

}  // namespace

BOOST_AUTO_TEST_CASE(by_pins) {
    const PolicyFolder folder;
    const auto configuration = Configuration::from_string(
        contoso_head + to_partner_toml(read_fabrikam(), {}), folder.path());
    const auto& partner = only_partner(configuration);
    BOOST_TEST(partner.name == "Fabrikam");
    BOOST_TEST((partner.domains == fabrikam_bundle().domains));
    BOOST_TEST((partner.receive.trust.pins == fabrikam_bundle().pins));
    BOOST_TEST((partner.send.trust.pins == fabrikam_bundle().pins));
    BOOST_TEST((partner.receive.mode == DirectionMode::require));
    BOOST_TEST(!partner.receive.report);
}

BOOST_AUTO_TEST_CASE(by_anchors_with_names) {
    const PolicyFolder folder;
    auto options = by_anchors();
    options.name = "The \"other\" \\ one";
    options.watch_only = true;
    const auto configuration = Configuration::from_string(
        contoso_head + to_partner_toml(read_fabrikam(), options), folder.path());
    const auto& partner = only_partner(configuration);
    BOOST_TEST(partner.name == options.name);
    BOOST_TEST((partner.receive.trust.identities == fabrikam_bundle().identities));
    BOOST_TEST((partner.receive.trust.anchors->certificates() == fabrikam_bundle().anchors));
    BOOST_TEST((partner.receive.trust.revocation == RevocationMode::hard));  // it lives 7 days
    BOOST_TEST(partner.receive.report);
    BOOST_TEST(partner.send.report);
}

BOOST_AUTO_TEST_CASE(fits_the_certificate) {
    auto bundle = fabrikam_bundle();
    const auto entry_of = [&bundle](const IssueOptions& options) {
        const auto identity = fabrikam_ca().issue({"fabrikam.example"}, options);
        bundle.pins.clear();
        return to_partner_toml(read_bundle(signed_by(identity, bundle), test_now()), by_anchors());
    };
    const auto has = [](const std::string& entry, const char* words) {
        return entry.find(words) != std::string::npos;
    };
    BOOST_TEST(has(entry_of({}), "revocation = \"soft\""));
    IssueOptions with_list;
    with_list.crl_uris = {"http://fabrikam.example/ca.crl"};
    BOOST_TEST(!has(entry_of(with_list), "revocation"));
    BOOST_TEST(!has(entry_of({}), "eku"));
    BOOST_TEST(has(entry_of(server_only()), "eku = \"mta\""));
    const PolicyFolder folder;
    only_partner(Configuration::from_string(contoso_head + entry_of(server_only()), folder.path()));
}

BOOST_AUTO_TEST_CASE(only_what_the_bundle_has) {
    auto bundle = read_fabrikam();
    bundle.bundle.pins.clear();
    expect_error(errc::invalid_argument, "trust", [&] { to_partner_toml(bundle, {}); });
    bundle.signer_is_anchored = false;
    expect_error(errc::invalid_argument, "vouch", [&] { to_partner_toml(bundle, by_anchors()); });
    bundle.bundle.anchors.clear();
    expect_error(errc::invalid_argument, "has none",
                 [&] { to_partner_toml(bundle, by_anchors()); });
    PartnerEntryOptions options;
    options.trust = TrustMethod::system;
    expect_error(errc::invalid_argument, "pin or anchors",
                 [&] { to_partner_toml(read_fabrikam(), options); });
    options = by_anchors();
    options.anchors_file.clear();
    expect_error(errc::invalid_argument, "anchors_file",
                 [&] { to_partner_toml(read_fabrikam(), options); });
    options.name.assign(65, 'x');
    expect_error(errc::invalid_argument, "name",
                 [&] { to_partner_toml(read_fabrikam(), options); });
}

BOOST_AUTO_TEST_SUITE_END()

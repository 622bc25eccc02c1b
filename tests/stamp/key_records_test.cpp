// Keys from the DNS: a real server with signed zones, and what each kind of answer is worth
// (docs/stamp-format.md §5.2; RFC 4035 §4.3).
#include <domainsec/stamp/key_records.hpp>

#include <boost/test/unit_test.hpp>

#include "stamp/stamp_world.hpp"
#include "support/expect_error.hpp"
#include "support/signed_zones.hpp"

using namespace stamp_test;
using domainsec::test::expect_error;
using domainsec::test::SignedZones;

namespace {

UnboundResolver resolver() {
    return UnboundResolver(SignedZones::instance().options());
}

KeyLookup looked_up(const char* of, const char* selector) {
    auto asks = resolver();
    return look_up_key(asks, domain(of), selector);
}

void expect(const KeyLookup& lookup, KeyLookupReason reason) {
    BOOST_TEST(to_string(lookup.reason) == to_string(reason), lookup.detail);
    BOOST_TEST(lookup.entry.has_value() == (reason == KeyLookupReason::none));
    BOOST_TEST(lookup.detail.ends_with('.'), lookup.detail);
    BOOST_TEST(!lookup.detail.ends_with(".."), lookup.detail);
}

KeyLookup read(const std::string& text) {
    DnsAnswer<TxtRecord> answer;
    answer.outcome = DnsOutcome::records;
    answer.security = DnsSecurity::secure;
    answer.records = {{text}};
    return read_key_records(answer, domain("contoso.example"), "edge1");
}

// A keyring without the key: it has to come from the DNS.
Verifier without_key(const char* trusted = "contoso.example") {
    return Verifier(KeyRing(), {domain(trusted)});
}

StampReport verified(const std::string& whole, Resolver& asks,
                     const Verifier& verifier = without_key()) {
    return verify_with_key_records(verifier, whole, at_delivery(), asks);
}

std::string stamped_by(const char* of, const char* selector = "edge1") {
    auto options = stamper_options();
    options.domain = domain(of);
    options.selector = selector;
    return stamped(message(), options);
}

// Fails the test when it is asked.
class Never final : public Resolver {
  public:
    DnsAnswer<TxtRecord> txt(const DomainName&) override { return asked<TxtRecord>(); }
    DnsAnswer<MxRecord> mx(const DomainName&) override { return asked<MxRecord>(); }
    DnsAnswer<TlsaRecord> tlsa(const DomainName&) override { return asked<TlsaRecord>(); }

  private:
    template <typename Record>
    static DnsAnswer<Record> asked() {
        BOOST_ERROR("the resolver was asked");
        return {};
    }
};

const std::string key = "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=";

}  // namespace

BOOST_AUTO_TEST_SUITE(key_records)

BOOST_AUTO_TEST_CASE(a_secure_record_is_a_key) {
    const auto lookup = looked_up("contoso.example", "edge1");
    expect(lookup, KeyLookupReason::none);
    BOOST_REQUIRE(lookup.entry);
    BOOST_CHECK(lookup.entry->public_key == entry_for(ed25519_key()).public_key);
    BOOST_CHECK(lookup.entry->source == KeySource::dns);
    BOOST_TEST(lookup.ttl.count() > 0);
}

BOOST_AUTO_TEST_CASE(what_is_provably_not_there_is_no_record) {
    expect(looked_up("contoso.example", "edge9"), KeyLookupReason::no_record);
    expect(looked_up("contoso.example", "No selector"), KeyLookupReason::no_record);
}

BOOST_AUTO_TEST_CASE(a_record_of_an_unsigned_zone_does_not_count) {
    expect(looked_up("insecure.example", "edge1"), KeyLookupReason::not_secure);
}

BOOST_AUTO_TEST_CASE(a_record_that_was_altered_or_whose_signature_is_old_does_not_count) {
    expect(looked_up("broken.example", "edge1"), KeyLookupReason::not_secure);
    expect(looked_up("expired.example", "edge1"), KeyLookupReason::not_secure);
}

BOOST_AUTO_TEST_CASE(two_records_are_malformed) {
    expect(looked_up("contoso.example", "two"), KeyLookupReason::malformed);
}

BOOST_AUTO_TEST_CASE(no_answer_is_a_passing_matter) {
    MapResolver asks;
    asks.failing.insert(key_record_owner(domain("contoso.example"), "edge1").value());
    expect(look_up_key(asks, domain("contoso.example"), "edge1"), KeyLookupReason::lookup_failed);
}

BOOST_AUTO_TEST_CASE(records_are_read_strictly) {
    expect(read("v=DSEC1; k=ed25519; p=" + key), KeyLookupReason::none);
    expect(read("v=DSEC1;k=ed25519;p=" + key + ";"), KeyLookupReason::none);
    for (const auto& text : std::vector<std::string>{
             std::string(), std::string("v=DSEC1"), "v=DSEC2; k=ed25519; p=" + key,
             "v=DKIM1; k=ed25519; p=" + key, "k=ed25519; v=DSEC1; p=" + key,
             "v=DSEC1; k=rsa; p=" + key, "v=DSEC1; k=ml-dsa-65; p=" + key,
             "v=DSEC1; k=ed25519; p=" + key + "; p=" + key, "v=DSEC1; k=ed25519; p=",
             "v=DSEC1; k=ed25519; p=" + key + "; t=y", "v=DSEC1; k=ed25519; p=AAAA",
             "v=DSEC1; k=ed25519; p=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
             "v=DSEC1; k=ecdsa-p256; p=" + key, std::string("\0", 1)})
        expect(read(text), KeyLookupReason::malformed);
}

// A file says which edges; what the DNS vouched for today must not stand there for good.
BOOST_AUTO_TEST_CASE(a_key_from_the_dns_is_not_written_to_a_keyring) {
    const auto entry = looked_up("contoso.example", "edge1").entry;
    BOOST_REQUIRE(entry);
    expect_error(errc::invalid_argument, "name its edges", [&] { to_keyring_toml(*entry); });
    BOOST_TEST(to_key_record(*entry).text == "v=DSEC1; k=ed25519; p=" + key);
}

BOOST_AUTO_TEST_CASE(a_stamp_whose_key_is_in_the_dns_passes_and_says_so) {
    auto asks = resolver();
    const auto report = verified(stamped_by("contoso.example"), asks);
    BOOST_TEST(to_string(report.status) == "pass", report.detail);
    BOOST_REQUIRE(report.key_source);
    BOOST_TEST(to_string(*report.key_source) == "dns");
}

BOOST_AUTO_TEST_CASE(a_key_that_cannot_be_trusted_now_is_temperror) {
    auto asks = resolver();
    const auto report =
        verified(stamped_by("insecure.example"), asks, without_key("insecure.example"));
    BOOST_TEST(to_string(report.status) == "temperror");
    BOOST_TEST(to_string(report.reason) == "key_unavailable");
    BOOST_TEST(report.display().label.empty());
}

BOOST_AUTO_TEST_CASE(a_key_that_is_not_there_is_unknown) {
    auto asks = resolver();
    const auto report = verified(stamped_by("contoso.example", "edge9"), asks);
    BOOST_TEST(to_string(report.reason) == "unknown_key");
}

// A stranger's stamp must not make us ask his servers.
BOOST_AUTO_TEST_CASE(only_names_of_trusted_domains_are_asked_for) {
    Never never;
    BOOST_TEST(to_string(verified(stamped_by("evil.example"), never).reason) == "not_ours");
    BOOST_TEST(to_string(verified(message(), never).reason) == "no_stamp");
    BOOST_TEST(to_string(verified(stamped(message()), never, verifier()).status) == "pass");
}

BOOST_AUTO_TEST_CASE(a_key_from_the_dns_speaks_for_edges_in_its_domain_only) {
    auto parts = path_parts();
    parts.edge = domain("edge1.elsewhere.example");
    const auto field = Stamper(StampKey(ed25519_key()), stamper_options())
                           .stamp(message(), SecuredPathBuilder::build(parts))
                           .field;
    auto asks = resolver();
    BOOST_TEST(to_string(verified(field + message(), asks).reason) == "edge_not_allowed");
}

BOOST_AUTO_TEST_SUITE_END()

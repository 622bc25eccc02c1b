// What a keyring takes and refuses (docs/stamp-format.md §5).
#include <boost/test/unit_test.hpp>

#include "stamp/base64.hpp"
#include "stamp/stamp_world.hpp"
#include "support/expect_error.hpp"

using namespace stamp_test;
using domainsec::test::expect_error;

namespace {

KeyRingEntry entry_with(const Bytes& public_key) {
    auto entry = entry_for(ed25519_key());
    entry.public_key = public_key;
    return entry;
}

Bytes point(std::string_view base64) {
    return detail::from_base64(base64).value();
}

Bytes of_octets(std::uint8_t first, std::uint8_t middle, std::uint8_t last) {
    Bytes octets(32, middle);
    octets.front() = first;
    octets.back() = last;
    return octets;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(key_ring)

BOOST_AUTO_TEST_CASE(entries_are_found_by_domain_and_selector) {
    auto other = entry_for(p256_key());
    other.selector = "edge2";
    auto foreign = entry_for(ed25519_key());
    foreign.domain = domain("zeta.example");
    const KeyRing ring({foreign, other, entry_for(ed25519_key())});
    BOOST_TEST(ring.entries().size() == 3U);
    BOOST_REQUIRE(ring.find(domain("contoso.example"), "edge2") != nullptr);
    BOOST_CHECK(ring.find(domain("contoso.example"), "edge2")->algorithm ==
                StampAlgorithm::ecdsa_p256_sha256);
    BOOST_TEST(ring.find(domain("zeta.example"), "edge1")->domain.str() == "zeta.example");
    BOOST_TEST(ring.find(domain("zeta.example"), "edge2") == nullptr);
    BOOST_TEST(ring.find(domain("contoso.example"), "EDGE1") == nullptr);
    BOOST_TEST(KeyRing().find(domain("contoso.example"), "edge1") == nullptr);
}

BOOST_AUTO_TEST_CASE(one_selector_twice_is_refused) {
    expect_error(errc::invalid_argument, "twice", [] {
        KeyRing ring({entry_for(ed25519_key()), entry_for(p256_key())});
    });
}

BOOST_AUTO_TEST_CASE(an_entry_without_edges_is_refused) {
    auto entry = entry_for(ed25519_key());
    entry.edges.clear();
    expect_error(errc::invalid_argument, "no edge", [&] { KeyRing ring({entry}); });
}

BOOST_AUTO_TEST_CASE(selectors_out_of_range_are_refused) {
    for (const auto& selector : {std::string(), std::string("Edge"), std::string("a b"),
                                 std::string("a;b"), std::string(64, 'a')}) {
        auto entry = entry_for(ed25519_key());
        entry.selector = selector;
        expect_error(errc::invalid_argument, "selector", [&] { KeyRing ring({entry}); });
    }
}

BOOST_AUTO_TEST_CASE(validity_that_ends_before_it_begins_is_refused) {
    auto entry = entry_for(ed25519_key());
    entry.not_before = stamped_at;
    entry.not_after = stamped_at - Seconds{1};
    expect_error(errc::invalid_argument, "valid until", [&] { KeyRing ring({entry}); });
}

BOOST_AUTO_TEST_CASE(a_retired_key_needs_its_end) {
    auto entry = entry_for(ed25519_key());
    entry.state = KeyState::retired;
    expect_error(errc::invalid_argument, "not_after", [&] { KeyRing ring({entry}); });
    entry.not_after = stamped_at;
    BOOST_TEST(KeyRing({entry}).entries().size() == 1U);
}

// Chalkias, Garillot, Nikolaenko: "Taming the many EdDSAs" (2020), table 6a; RFC 8032 §5.1.3.
BOOST_AUTO_TEST_CASE(ed25519_points_of_small_order_are_refused) {
    const Bytes points[] = {of_octets(0, 0, 0),           // order 4
                            of_octets(0, 0, 0x80),        // order 4
                            of_octets(1, 0, 0),           // order 1
                            of_octets(1, 0, 0x80),        // order 1, no canonical form
                            of_octets(0xec, 0xff, 0x7f),  // order 2
                            of_octets(0xec, 0xff, 0xff),  // order 2, no canonical form
                            of_octets(0xed, 0xff, 0x7f),  // y = p
                            of_octets(0xee, 0xff, 0x7f),  // y = p + 1
                            of_octets(0xed, 0xff, 0xff),
                            of_octets(0xee, 0xff, 0xff),
                            point("JuiVj8KyJ7BFw/SJ8u+Y8NXfrAXTxjM5sTgCiG1T/AU="),  // order 8
                            point("JuiVj8KyJ7BFw/SJ8u+Y8NXfrAXTxjM5sTgCiG1T/IU="),
                            point("xxdqcD1N2E+6PAt2DRBnDyogU/osOczGTsf9d5KsA3o="),
                            point("xxdqcD1N2E+6PAt2DRBnDyogU/osOczGTsf9d5KsA/o=")};
    for (const auto& octets : points)
        expect_error(errc::malformed_key, "small order",
                     [&] { KeyRing ring({entry_with(octets)}); });
}

BOOST_AUTO_TEST_CASE(ed25519_octets_that_are_no_point_are_refused) {
    // y = 2 has no x on the curve.
    expect_error(errc::malformed_key, "curve",
                 [] { KeyRing ring({entry_with(of_octets(2, 0, 0))}); });
    expect_error(errc::malformed_key, "32 octets",
                 [] { KeyRing ring({entry_with(Bytes(31, 9))}); });
}

BOOST_AUTO_TEST_CASE(the_algorithm_must_be_that_of_the_key) {
    auto entry = entry_for(ed25519_key());
    entry.algorithm = StampAlgorithm::ecdsa_p256_sha256;
    expect_error(errc::malformed_key, "contoso.example", [&] { KeyRing ring({entry}); });
    entry.public_key = StampKey(ed25519_key()).public_key();
    expect_error(errc::malformed_key, "ed25519", [&] { KeyRing ring({entry}); });
}

BOOST_AUTO_TEST_CASE(a_key_is_published_as_a_dns_record) {
    const auto record = to_key_record(entry_for(ed25519_key()));
    BOOST_TEST(record.owner == "edge1._domainsec.contoso.example");
    BOOST_TEST(record.text == "v=DSEC1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=");
    BOOST_TEST(
        to_key_record(entry_for(p256_key())).text.starts_with("v=DSEC1; k=ecdsa-p256; p=MF"));
}

BOOST_AUTO_TEST_SUITE_END()

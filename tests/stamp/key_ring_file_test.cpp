// The keyring file, good and bad (docs/stamp-format.md §5).
#include <boost/test/unit_test.hpp>
#include <fstream>

#include "stamp/stamp_world.hpp"
#include "support/expect_error.hpp"
#include "support/temporary_directory.hpp"

using namespace stamp_test;
using domainsec::test::expect_error;

namespace {

const std::string good = R"([[key]]
domain = "contoso.example"
selector = "edge1"
algorithm = "ed25519-sha256"
public_key = "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="
edges = ["edge1.contoso.example", "edge2.contoso.example"]
role = "filter"
state = "retired"
not_before = 2026-11-01T00:00:00Z
not_after = 2027-11-01T01:00:00+01:00
)";

void refused(std::string_view words, const std::string& toml) {
    expect_error(errc::invalid_configuration, words,
                 [&] { KeyRing::from_string(toml, "keyring.toml"); });
}

}  // namespace

BOOST_AUTO_TEST_SUITE(key_ring_file)

BOOST_AUTO_TEST_CASE(every_key_of_the_form_is_read) {
    const auto ring = KeyRing::from_string(good);
    BOOST_REQUIRE(ring.entries().size() == 1U);
    const auto& entry = ring.entries().front();
    BOOST_TEST(entry.domain.str() == "contoso.example");
    BOOST_TEST(entry.selector == "edge1");
    BOOST_TEST(entry.public_key.size() == 32U);
    BOOST_TEST(entry.edges.size() == 2U);
    BOOST_CHECK(entry.role == KeyRole::filter);
    BOOST_CHECK(entry.state == KeyState::retired);
    BOOST_TEST(entry.not_before->time_since_epoch().count() == 1'793'491'200);
    BOOST_TEST(entry.not_after->time_since_epoch().count() == 1'825'027'200);
}

BOOST_AUTO_TEST_CASE(what_is_written_is_read_again) {
    auto entry = entry_for(p256_key());
    entry.role = KeyRole::filter;
    entry.state = KeyState::compromised;
    entry.not_before = stamped_at;
    entry.not_after = stamped_at + Seconds{86'399};
    auto other = entry_for(ed25519_key());
    other.selector = "edge2";
    const auto ring = KeyRing::from_string(to_keyring_toml(entry) + "\n" + to_keyring_toml(other));
    BOOST_REQUIRE(ring.entries().size() == 2U);
    const auto& read = ring.entries().front();
    BOOST_TEST(read.public_key == entry.public_key);
    BOOST_CHECK(read.algorithm == entry.algorithm);
    BOOST_CHECK(read.edges == entry.edges);
    BOOST_CHECK(read.role == entry.role);
    BOOST_CHECK(read.state == entry.state);
    BOOST_CHECK(read.not_before == entry.not_before);
    BOOST_CHECK(read.not_after == entry.not_after);
}

BOOST_AUTO_TEST_CASE(an_empty_file_is_an_empty_ring) {
    BOOST_TEST(KeyRing::from_string("").entries().empty());
}

BOOST_AUTO_TEST_CASE(unknown_keys_are_refused) {
    refused("\"colour\" is unknown", good + "colour = \"red\"\n");
    refused("\"keys\" is unknown", "[[keys]]\ndomain = \"a.example\"\n");
}

BOOST_AUTO_TEST_CASE(missing_keys_are_named) {
    for (const auto* key : {"domain", "selector", "algorithm", "public_key", "edges"}) {
        const auto begin = good.find(std::string("\n") + key) + 1;
        auto text = good;
        text.erase(begin, text.find('\n', begin) - begin + 1);
        refused(std::string("\"") + key + "\" is missing", text);
    }
}

BOOST_AUTO_TEST_CASE(values_out_of_range_are_named) {
    refused("\"algorithm\" must be", replaced(good, "ed25519-sha256", "rsa-sha256"));
    refused("\"public_key\" must be base64", replaced(good, "11qYAY", "11qY*Y"));
    refused("not a domain name", replaced(good, "contoso.example", "contoso..example"));
    refused("not a domain name", replaced(good, "\"edge2.", "\"edge 2."));
    refused("\"role\" must be", replaced(good, "filter", "king"));
    refused("\"state\" must be", replaced(good, "retired", "tired"));
    refused("\"not_before\" must be a time", replaced(good, "00:00:00Z", "00:00:00"));
    refused("\"selector\" must be a text", replaced(good, "\"edge1\"", "1"));
    refused("\"edges\" must be a list", replaced(good, "[\"edge1.contoso.example\", ", "[7, "));
    refused("selector", replaced(good, "\"edge1\"", "\"Edge 1\""));
}

BOOST_AUTO_TEST_CASE(every_mistake_is_reported_with_its_line) {
    auto text = replaced(good, "filter", "king");
    text = replaced(text, "retired", "tired");
    try {
        KeyRing::from_string(text, "ring.toml");
        BOOST_ERROR("nothing was thrown");
    } catch (const Error& error) {
        BOOST_TEST(error.line() == 7);
        BOOST_TEST(std::string_view(error.what()).find("ring.toml:7: \"role\"") == 0U);
        BOOST_TEST(std::string_view(error.what()).find("\nring.toml:8: \"state\"") !=
                   std::string_view::npos);
    }
}

BOOST_AUTO_TEST_CASE(weak_and_doubled_keys_are_refused_with_the_file_named) {
    refused("small order", replaced(good, "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=",
                                    "AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="));
}

BOOST_AUTO_TEST_CASE(a_doubled_selector_is_named_with_both_lines) {
    refused("keyring.toml:11: \"selector\": the key edge1 of contoso.example stands in line 1 too",
            good + good);
    refused("stands in line 1 too", good + replaced(good, "contoso.example", "CONTOSO.example"));
}

BOOST_AUTO_TEST_CASE(a_compromise_has_its_time_and_no_other_state_has) {
    const auto text = replaced(good, "retired", "compromised");
    const std::string at = "compromised_at = 2027-03-01T00:00:00Z\n";
    const auto ring = KeyRing::from_string(text + at);
    BOOST_REQUIRE(ring.entries().size() == 1U);
    const auto& entry = ring.entries().front();
    BOOST_CHECK(entry.state == KeyState::compromised);
    BOOST_REQUIRE(entry.compromised_at.has_value());
    BOOST_TEST(entry.compromised_at->time_since_epoch().count() == 1'803'859'200);
    BOOST_CHECK(KeyRing::from_string(to_keyring_toml(entry)).entries().front().compromised_at ==
                entry.compromised_at);
    BOOST_TEST(!KeyRing::from_string(text).entries().front().compromised_at.has_value());
    refused("keyring.toml:1: The key edge1 of contoso.example has compromised_at", good + at);
    refused("\"compromised_at\" must be a time", text + "compromised_at = \"today\"\n");
}

// RFC 3339 §5.6: four digits. In UTC they would be five, or a year before the first.
BOOST_AUTO_TEST_CASE(times_that_could_not_be_written_again_are_refused) {
    refused("1970 to 9999",
            replaced(good, "2027-11-01T01:00:00+01:00", "9999-12-31T23:59:59-01:00"));
    refused("1970 to 9999", replaced(good, "2026-11-01T00:00:00Z", "0000-01-01T00:00:00+01:00"));
    BOOST_TEST(
        KeyRing::from_string(replaced(good, "2027-11-01T01:00:00+01:00", "9999-12-31T23:59:59Z"))
            .entries()
            .size() == 1U);
}

BOOST_AUTO_TEST_CASE(what_is_no_toml_is_refused_with_its_line) {
    refused("keyring.toml:2: This is not TOML", "[[key]]\ndomain = \n");
    refused("This is not TOML", "[[[");  // toml++ asserts here
    refused("keyring.toml:2: This is not TOML", "[[key]]\n\xc3\xbc = 1\n");
}

BOOST_AUTO_TEST_CASE(letters_outside_ascii_stand_in_comments_and_strings) {
    for (const auto* comment : {"# \xc3\xbc \" '\n", "#\xc3\xbc"})
        BOOST_TEST(KeyRing::from_string(good + comment).entries().size() == 1U);
    for (const auto* text :
         {R"("a\"ü")", "'\xc3\xbc\\'", "\"\"\"\"\xc3\xbc\"\"\"\"\"", "'''\xc3\xbc\n''''"})
        refused("\"colour\" is unknown", good + "colour = " + text + "\n# \xc3\xbc\n");
}

BOOST_AUTO_TEST_CASE(files_are_read_and_unreadable_ones_named) {
    const domainsec::test::TemporaryDirectory directory;
    const auto file = directory / "keyring.toml";
    std::ofstream(file) << good;
    BOOST_TEST(KeyRing::from_file(file).entries().size() == 1U);
    expect_error(errc::unreadable_file, "absent.toml",
                 [&] { KeyRing::from_file(directory / "absent.toml"); });
    expect_error(errc::unreadable_file, directory.path().string(),
                 [&] { KeyRing::from_file(directory.path()); });
}

BOOST_AUTO_TEST_CASE(a_file_over_four_mebibytes_is_refused) {
    const domainsec::test::TemporaryDirectory directory;
    const auto file = directory / "keyring.toml";
    std::ofstream(file) << std::string(std::size_t{4} * 1024 * 1024 + 1, '#');
    expect_error(errc::unreadable_file, "4 MiB", [&] { KeyRing::from_file(file); });
}

BOOST_AUTO_TEST_SUITE_END()

// What tickets are tied to: the policy's revision, the listener, and the file of keys.
#include <boost/test/unit_test.hpp>

#include "policy/policy_fixture.hpp"

using namespace domainsec;
using namespace domainsec::test;

namespace {

const std::string key_1 = "sha256/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
const std::string key_2 = "sha256/AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=";
const std::string key_3 = "sha256/AgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgI=";

std::string quoted(const std::string& text) {
    return '"' + text + '"';
}

/// A partner recognized by these keys, a list in TOML.
std::string partner(const std::string& name, const std::string& pins,
                    const std::string& rest = "") {
    return "[[partner]]\nname = " + quoted(name) + "\ndomains = [" + quoted(name + ".example") +
           "]\n[partner.receive]\ntrust = \"pin\"\npins = [" + pins + "]\n" + rest;
}

std::shared_ptr<const Configuration> read(const std::string& text) {
    const PolicyFolder folder;
    return Configuration::from_string(text, folder.path());
}

Sha256Digest revision(const std::string& partners) {
    return read(contoso_head + partners)->policy_revision;
}

const std::string fabrikam_pinned = partner("fabrikam", quoted(key_1) + ", " + quoted(key_2));
const std::string woodgrove_pinned = partner("woodgrove", quoted(key_3));

}  // namespace

BOOST_AUTO_TEST_SUITE(policy_revision)

BOOST_AUTO_TEST_CASE(edges_with_the_same_partners_agree) {
    const std::string other_head =
        "[organization]\ndomain = \"contoso.example\"\n"
        "[edge]\nname = \"edge2.contoso.example\"\nstage = \"mail\"\ntickets = \"tickets.keys\"\n"
        "request_certificate = \"never\"\n"
        "[stamp]\nselector = \"edge2\"\nkey = \"other.pem\"\nlifetime = \"30d\"\n"
        "[identity]\nstore = \"certificates\"\n[evidence]\ncache = \"evidence\"\n";
    const auto one = read(contoso_head + fabrikam_pinned + woodgrove_pinned);
    const auto other = read(other_head + woodgrove_pinned + fabrikam_pinned);
    BOOST_TEST((one->policy_revision == other->policy_revision));
    BOOST_TEST((one->revision != other->revision));
}

BOOST_AUTO_TEST_CASE(unpinning_a_key_changes_it) {
    BOOST_TEST((revision(fabrikam_pinned) != revision(partner("fabrikam", quoted(key_1)))));
    BOOST_TEST((revision(fabrikam_pinned) != revision(partner("fabrikam", quoted(key_2)))));
}

BOOST_AUTO_TEST_CASE(moving_a_key_to_another_partner_changes_it) {
    const auto before = revision(partner("fabrikam", quoted(key_1) + ", " + quoted(key_2)) +
                                 partner("woodgrove", quoted(key_3)));
    const auto after = revision(partner("fabrikam", quoted(key_1)) +
                                partner("woodgrove", quoted(key_2) + ", " + quoted(key_3)));
    const auto swapped = revision(partner("woodgrove", quoted(key_1) + ", " + quoted(key_2)) +
                                  partner("fabrikam", quoted(key_3)));
    BOOST_TEST((before != after));
    BOOST_TEST((before != swapped));
}

BOOST_AUTO_TEST_CASE(adding_or_removing_a_partner_changes_it) {
    BOOST_TEST((revision(fabrikam_pinned) != revision(fabrikam_pinned + woodgrove_pinned)));
    BOOST_TEST((revision(fabrikam_pinned) != revision("")));
}

BOOST_AUTO_TEST_CASE(making_a_key_one_of_our_own_changes_it) {
    const auto internal = "[[internal]]\npins = [" + quoted(key_1) + "]\n";
    BOOST_TEST((revision("") != revision(internal)));
    BOOST_TEST((revision(internal) != revision("[[internal]]\npins = [" + quoted(key_2) + "]\n")));
    BOOST_TEST((revision(partner("fabrikam", quoted(key_1))) != revision(internal)));
}

BOOST_AUTO_TEST_CASE(every_rule_of_a_partner_changes_it) {
    const auto anchored = [](const std::string& rules, const std::string& send = "") {
        return revision(fabrikam_partner + fabrikam_receive + rules + send);
    };
    const std::string send = "[partner.send]\nanchors = [\"fabrikam-ca.pem\"]\n";
    const std::vector<Sha256Digest> revisions{
        anchored(""),
        anchored("mode = \"prefer\"\n"),
        anchored("report = true\n"),
        anchored("identity = [\"mail.fabrikam.example\"]\n"),
        anchored("eku = \"mta\"\n"),
        anchored("wildcards = true\n"),
        anchored("revocation = \"soft\"\n"),
        anchored("short_lived = \"1d\"\n"),
        anchored("on_failure = \"reject\"\n"),
        anchored("unsecured_from = \"reject\"\n"),
        anchored("[[partner.receive.via]]\nname = \"filter.example\"\n"
                 "anchors = [\"fabrikam-ca.pem\"]\nidentity = [\"out.filter.example\"]\n"),
        anchored("", send),
        anchored("", send + "nexthop = \"mx1.fabrikam.example:25\"\n"),
        anchored("", send + "servername = \"mx1.fabrikam.example\"\n"),
        revision(fabrikam_partner + "subdomains = true\n" + fabrikam_receive),
    };
    for (std::size_t i = 0; i < revisions.size(); ++i)
        for (std::size_t j = 0; j < i; ++j)
            BOOST_TEST((revisions[i] != revisions[j]), i << " and " << j << " agree");
}

BOOST_AUTO_TEST_CASE(what_a_named_file_holds_changes_it) {
    const PolicyFolder folder;
    const auto now = [&folder] {
        return Configuration::from_string(contoso_head + fabrikam_partner + fabrikam_receive,
                                          folder.path())
            ->policy_revision;
    };
    const auto before = now();
    folder.write("fabrikam-ca.pem", stranger_ca().certificate().pem());
    BOOST_TEST((now() != before));
}

BOOST_AUTO_TEST_CASE(names_of_files_and_lines_do_not_count) {
    const PolicyFolder folder;
    folder.write("copy.pem", fabrikam_ca().certificate().pem());
    const auto of = [&folder](const std::string& rest) {
        return Configuration::from_string(contoso_head + rest, folder.path())->policy_revision;
    };
    BOOST_TEST(
        (of(fabrikam_partner + fabrikam_receive) ==
         of("\n# moved\n" + fabrikam_partner + "[partner.receive]\nanchors = [\"copy.pem\"]\n")));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(ticket_settings)

BOOST_AUTO_TEST_CASE(no_tickets_by_default) {
    const auto configuration = read(contoso_head);
    BOOST_TEST(configuration->tickets.empty());
    BOOST_TEST(configuration->listener == "edge1.contoso.example");
    const auto none = read(
        "[organization]\ndomain = \"contoso.example\"\n[edge]\n"
        "name = \"edge1.contoso.example\"\ntickets = \"none\"\n");
    BOOST_TEST(none->tickets.empty());
}

BOOST_AUTO_TEST_CASE(rotation_of_the_keys_changes_no_revision) {
    const PolicyFolder folder;
    const auto now = [&folder] {
        return Configuration::from_string(
            "[organization]\ndomain = \"contoso.example\"\n[edge]\n"
            "name = \"edge1.contoso.example\"\ntickets = \"tickets.keys\"\n",
            folder.path());
    };
    folder.write("tickets.keys", "one");
    const auto before = now();
    BOOST_TEST(before->tickets == folder.path() / "tickets.keys");
    BOOST_TEST(before->warnings.empty());
    folder.write("tickets.keys", "other");
    BOOST_TEST((now()->revision == before->revision));
    BOOST_TEST((now()->policy_revision == before->policy_revision));
}

BOOST_AUTO_TEST_CASE(missing_keys_and_an_idle_listener_are_warned_of) {
    const std::string head =
        "[organization]\ndomain = \"contoso.example\"\n[edge]\nname = \"edge1.contoso.example\"\n";
    const auto missing = read(head + "tickets = \"tickets.keys\"\n")->warnings;
    BOOST_REQUIRE(missing.size() == 1U);
    BOOST_TEST(missing[0].field == "edge.tickets");
    const auto idle = read(head + "listener = \"inbound\"\n")->warnings;
    BOOST_REQUIRE(idle.size() == 1U);
    BOOST_TEST(idle[0].field == "edge.listener");
}

BOOST_AUTO_TEST_SUITE_END()

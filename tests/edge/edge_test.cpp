// Loading, reloading, events about our own certificates, evidence from the DNS.
#include <atomic>
#include <boost/test/unit_test.hpp>
#include <domainsec/dns/resolver.hpp>
#include <domainsec/error.hpp>
#include <domainsec/telemetry/metrics.hpp>
#include <thread>

#include "edge/edge_fixture.hpp"
#include "edge/expiry.hpp"
#include "support/expect_error.hpp"

using namespace domainsec;
using namespace domainsec::test;

namespace {

constexpr const char* alice = "alice@fabrikam.example";

}  // namespace

BOOST_AUTO_TEST_SUITE(loading)

BOOST_AUTO_TEST_CASE(says_that_it_is_in_force) {
    const TwoOrganizations both;
    const auto edge = both.contoso_edge();
    BOOST_TEST(edge.configuration()->edge_name->str() == "edge1.contoso.example");
    BOOST_TEST(both.events->of(EventKind::configuration_loaded).size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_mistake_is_an_error_and_an_event) {
    const TwoOrganizations both;
    both.contoso.configure("[[patner]]\n");
    expect_error(errc::invalid_configuration, "partner", [&both] { both.contoso_edge(); });
    const auto events = both.events->of(EventKind::configuration_refused);
    BOOST_REQUIRE_EQUAL(events.size(), 1U);
    BOOST_TEST(events[0].reason == "invalid_configuration");
}

BOOST_AUTO_TEST_CASE(a_stamp_key_open_to_others_is_refused) {
    const TwoOrganizations both;
    std::filesystem::permissions(both.contoso.path() / "stamp.pem",
                                 std::filesystem::perms::group_read,
                                 std::filesystem::perm_options::add);
    expect_error(errc::unreadable_file, "stamp.pem", [&both] { both.contoso_edge(); });
}

BOOST_AUTO_TEST_CASE(a_recipient_key_open_to_others_or_short_is_refused) {
    const TwoOrganizations both;
    both.contoso.configure("bind_recipients = true\nrecipient_key = \"recipient.key\"\n");
    both.contoso.write("recipient.key", "too short\n");
    expect_error(errc::invalid_configuration, "16 to 64", [&both] { both.contoso_edge(); });
    both.contoso.write("recipient.key", "0123456789abcdef");
    std::filesystem::permissions(both.contoso.path() / "recipient.key",
                                 std::filesystem::perms::others_read,
                                 std::filesystem::perm_options::add);
    expect_error(errc::unreadable_file, "chmod 600", [&both] { both.contoso_edge(); });
}

BOOST_AUTO_TEST_CASE(missing_files_are_named) {
    const TwoOrganizations both;
    std::filesystem::remove(both.contoso.path() / "stamp.pem");
    expect_error(errc::unreadable_file, "stamp.pem", [&both] { both.contoso_edge(); });
    both.contoso.configure_whole(
        "[organization]\ndomain = \"contoso.example\"\n[edge]\nname = \"edge1.contoso.example\"\n"
        "[identity]\nstore = \"nowhere\"\n");
    expect_error(errc::unreadable_file, "nowhere", [&both] { both.contoso_edge(); });
}

BOOST_AUTO_TEST_CASE(a_key_that_no_verifier_knows_is_refused) {
    const TwoOrganizations both;
    const auto other =
        make_key_ring_entry(DomainName::from_string("contoso.example").value(), "edge1",
                            StampKey(PrivateKey::generate(KeyAlgorithm::ed25519)),
                            {DomainName::from_string("edge1.contoso.example").value()});
    both.contoso.write("keyring.toml", to_keyring_toml(other));
    expect_error(errc::key_mismatch, "another key", [&both] { both.contoso_edge(); });
    auto elsewhere = other;
    elsewhere.selector = "edge9";
    both.contoso.write("keyring.toml", to_keyring_toml(elsewhere));
    expect_error(errc::key_mismatch, "no key with the selector", [&both] { both.contoso_edge(); });
    const StampKey own(PrivateKey::from_file(both.contoso.path() / "stamp.pem"));
    auto entry = make_key_ring_entry(other.domain, "edge1", own,
                                     {DomainName::from_string("edge2.contoso.example").value()});
    both.contoso.write("keyring.toml", to_keyring_toml(entry));
    expect_error(errc::key_mismatch, "speak for", [&both] { both.contoso_edge(); });
    entry.edges = other.edges;
    entry.state = KeyState::retired;
    entry.not_after = test_now();
    both.contoso.write("keyring.toml", to_keyring_toml(entry));
    expect_error(errc::key_mismatch, "retired", [&both] { both.contoso_edge(); });
}

BOOST_AUTO_TEST_CASE(without_a_keyring_nothing_is_verified) {
    const TwoOrganizations both;
    both.contoso.configure_whole(
        "[organization]\ndomain = \"contoso.example\"\n[edge]\nname = \"edge1.contoso.example\"\n");
    const auto edge = both.contoso_edge();
    expect_error(errc::invalid_state, "keyring", [&edge] { edge.verify(message_from(alice)); });
}

BOOST_AUTO_TEST_CASE(a_destination_that_is_no_domain) {
    const TwoOrganizations both;
    const auto edge = both.contoso_edge();
    expect_error(errc::invalid_name, "no mail domain", [&edge] { edge.route("a b"); });
    expect_error(errc::invalid_name, "no mail domain", [&edge] { edge.route("[192.0.2.1]"); });
}

BOOST_AUTO_TEST_CASE(options_are_checked) {
    const TwoOrganizations both;
    EdgeOptions options;
    options.clock = nullptr;
    expect_error(errc::invalid_argument, "clock",
                 [&] { Edge::load(both.contoso.file(), options); });
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(reloading)

BOOST_AUTO_TEST_CASE(new_transactions_follow_the_new_configuration) {
    const TwoOrganizations both;
    const auto edge = both.contoso_edge();
    const auto reply = [&edge] {
        auto transaction = edge.begin(SessionFacts::clear_text());
        transaction.mail_from(alice);
        return transaction.rcpt_to("bob@contoso.example").reply.code;
    };
    auto running = edge.begin(SessionFacts::clear_text());
    running.mail_from(alice);
    BOOST_TEST(reply() == 451);
    both.contoso.configure(fabrikam_partner + fabrikam_receive + "on_failure = \"reject\"\n");
    edge.reload();
    BOOST_TEST(reply() == 530);
    BOOST_TEST(running.rcpt_to("bob@contoso.example").reply.code == 451);
}

BOOST_AUTO_TEST_CASE(a_broken_file_leaves_the_old_in_force) {
    const TwoOrganizations both;
    const auto edge = both.contoso_edge();
    const auto before = edge.configuration();
    both.contoso.configure("nonsense");
    expect_error(errc::invalid_configuration, "TOML", [&edge] { edge.reload(); });
    BOOST_TEST(edge.configuration() == before);
    BOOST_TEST(both.events->of(EventKind::configuration_refused).size() == 1U);
}

BOOST_AUTO_TEST_CASE(while_transactions_run) {
    const TwoOrganizations both;
    auto options = both.options();
    const auto metrics = std::make_shared<Metrics>();
    options.events = metrics;
    const auto edge = Edge::load(both.contoso.file(), options);
    const auto facts = session_of(fabrikam());
    std::atomic<int> secured{0};
    const auto work = [&edge, &facts, &secured] {
        for (int i = 0; i < 20; ++i) {
            const auto message = delivered(edge, facts, alice, message_from(alice));
            if (message && edge.verify(*message).status == Status::pass) ++secured;
        }
    };
    std::thread first(work);
    std::thread second(work);
    for (int i = 0; i < 10; ++i) edge.reload();
    first.join();
    second.join();
    BOOST_TEST(secured == 40);
    BOOST_TEST(metrics->value("domainsec_messages_secured_total", "partner=\"Fabrikam\"") == 40U);
    BOOST_TEST(metrics->value("domainsec_configuration_loads_total", "result=\"loaded\"") == 11U);
}

BOOST_AUTO_TEST_CASE(copies_share_one_edge) {
    const TwoOrganizations both;
    const auto edge = both.contoso_edge();
    const auto copy = edge;
    both.contoso.configure("");
    edge.reload();
    BOOST_TEST(copy.configuration()->partners.empty());
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(own_certificates)

BOOST_AUTO_TEST_CASE(the_end_is_announced) {
    TwoOrganizations both;
    both.clock.advance(std::chrono::days(5));
    both.contoso_edge();
    const auto events = both.events->of(EventKind::certificate_expiring);
    BOOST_REQUIRE_EQUAL(events.size(), 2U);
    BOOST_TEST(events[0].reason == "smtp-server");
    BOOST_TEST(events[1].reason == "smtp-client");
}

BOOST_AUTO_TEST_CASE(so_is_a_certificate_that_has_ended) {
    TwoOrganizations both;
    both.clock.advance(std::chrono::days(7));
    both.contoso_edge();
    BOOST_TEST(both.events->of(EventKind::certificate_unusable).size() == 2U);
}

BOOST_AUTO_TEST_CASE(states_of_short_and_long_lives) {
    using detail::expiry_state;
    using detail::ExpiryState;
    const auto leaf = fabrikam_ca().issue({"a.example"}).chain.leaf();
    const auto end = leaf.not_after();
    BOOST_TEST((expiry_state(leaf, end - std::chrono::days(31)) == ExpiryState::usable));
    BOOST_TEST((expiry_state(leaf, end - std::chrono::days(30)) == ExpiryState::ending));
    BOOST_TEST((expiry_state(leaf, end) == ExpiryState::ending));
    BOOST_TEST((expiry_state(leaf, end + Seconds{1}) == ExpiryState::unusable));
    BOOST_TEST((expiry_state(leaf, leaf.not_before() - Seconds{1}) == ExpiryState::unusable));
}

BOOST_AUTO_TEST_CASE(sending_to_partners_without_one_is_an_alarm) {
    const TwoOrganizations both;
    both.fabrikam.configure_whole(
        "[organization]\ndomain = \"fabrikam.example\"\n[edge]\nname = \"mx1.fabrikam.example\"\n"
        "[[partner]]\nname = \"Contoso\"\ndomains = [\"contoso.example\"]\n"
        "[partner.send]\nanchors = [\"contoso-ca.pem\"]\n");
    both.fabrikam_edge();
    BOOST_TEST(both.events->of(EventKind::certificate_unusable).size() == 1U);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(evidence)

BOOST_AUTO_TEST_CASE(dns_records_are_fetched_and_filed) {
    const TwoOrganizations both;
    both.contoso.configure("[[partner]]\nname = \"Fabrikam\"\ndomains = [\"fabrikam.example\"]\n" +
                           fabrikam_receive + "identity = \"mx\"\n");
    const auto edge = both.contoso_edge();
    auto transaction = edge.begin(session_of(fabrikam()));
    auto answer = transaction.mail_from(alice);
    BOOST_REQUIRE((answer.decision == Decision::pending));

    MapResolver resolver;
    resolver.mx_records[DomainName::from_string("fabrikam.example").value()] = {
        {10, DomainName::from_string("mx1.fabrikam.example").value()}};
    BOOST_TEST(edge.fulfil(answer.requests, resolver).empty());
    answer = transaction.mail_from(alice);
    BOOST_TEST((answer.decision == Decision::accepted));
    BOOST_TEST((answer.reason == PolicyReason::none));
}

BOOST_AUTO_TEST_CASE(what_cannot_be_fetched_is_given_back) {
    const TwoOrganizations both;
    const auto edge = both.contoso_edge();
    MapResolver resolver;
    resolver.failing = {DomainName::from_string("down.example").value()};
    const std::vector<EvidenceRequest> requests{
        {EvidenceKind::crl, "http://crl.example/ca.crl"},
        {EvidenceKind::mx, "down.example"},
        {EvidenceKind::mx, "up.example"},
        {EvidenceKind::tlsa, "_25._tcp.up.example"},
        {EvidenceKind::tlsa, "not a name"},
    };
    const auto left = edge.fulfil(requests, resolver);
    BOOST_REQUIRE_EQUAL(left.size(), 3U);
    BOOST_TEST((left[0] == requests[0]));
    BOOST_TEST((left[1] == requests[1]));
    BOOST_TEST((left[2] == requests[4]));
}

BOOST_AUTO_TEST_SUITE_END()

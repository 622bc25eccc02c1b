// What [stamp] adds beside the stamp: its companion, what a back end reads, the log; and when the
// log fails.
#include <boost/test/unit_test.hpp>
#include <domainsec/pki/private_key.hpp>
#include <domainsec/stamp/stamp_log.hpp>

#include "edge/edge_fixture.hpp"
#include "support/expect_error.hpp"

using namespace domainsec;
using namespace domainsec::test;

namespace {

constexpr const char* alice = "alice@fabrikam.example";

const std::string companion =
    "[stamp.companion]\ndomain = \"secured.contoso.example\"\nselector = \"c1\"\n"
    "key = \"companion.pem\"\n";

void configure(const TwoOrganizations& both, const std::string& stamp_settings) {
    both.contoso.configure(stamp_settings + fabrikam_partner + fabrikam_receive);
}

std::string delivered_message(const TwoOrganizations& both) {
    return delivered(both.contoso_edge(), session_of(fabrikam()), alice, message_from(alice))
        .value();
}

std::vector<std::string> field_names(const std::string& message) {
    std::vector<std::string> names;
    const auto view = MessageView::parse(message);
    for (const auto& field : view.fields()) names.emplace_back(field.name());
    return names;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(marks)

BOOST_AUTO_TEST_CASE(stand_in_one_order_and_all_hold) {
    const TwoOrganizations both;
    const auto key = PrivateKey::generate(KeyAlgorithm::ed25519);
    key.write_new(both.contoso.path() / "companion.pem", SecretAccess::granted());
    configure(both, "exchange_fields = true\ndecoded_digest = true\n" + companion);
    const auto message = delivered_message(both);
    const auto names = field_names(message);
    BOOST_REQUIRE(names.size() > 6U);
    const std::vector<std::string> wanted{"Authentication-Results",
                                          "DKIM-Signature",
                                          "Domain-Secured",
                                          "X-MS-Exchange-Organization-AuthAs",
                                          "X-MS-Exchange-Organization-AuthDomain",
                                          "X-MS-Exchange-Organization-AuthSource"};
    BOOST_TEST(std::vector<std::string>(names.begin(), names.begin() + 6) == wanted,
               boost::test_tools::per_element());
    BOOST_TEST(message.find("AuthDomain: fabrikam.example\r\n") != std::string::npos);
    BOOST_TEST(message.find(" dh=") != std::string::npos);
    BOOST_TEST((both.contoso_edge().verify(message).status == Status::pass));
}

BOOST_AUTO_TEST_CASE(are_not_added_unless_told) {
    const TwoOrganizations both;
    const auto message = delivered_message(both);
    BOOST_TEST(message.find("X-MS-Exchange") == std::string::npos);
    BOOST_TEST(message.find("DKIM-Signature") == std::string::npos);
    BOOST_TEST(message.find(" dh=") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_companion_with_the_stamp_s_key_is_refused) {
    const TwoOrganizations both;
    std::filesystem::copy_file(both.contoso.path() / "stamp.pem",
                               both.contoso.path() / "companion.pem");
    configure(both, companion);
    expect_error(errc::invalid_configuration, "stamp's key", [&] { both.contoso_edge(); });
}

BOOST_AUTO_TEST_CASE(each_stamp_is_in_the_log_before_it_is_given_out) {
    const TwoOrganizations both;
    configure(both, "log = \"stamp.log\"\n");
    const auto message = delivered_message(both);
    const auto log = StampLog::from_file(both.contoso.path() / "stamp.log");
    BOOST_TEST(log.size() == 1U);
    const auto view = MessageView::parse(message);
    BOOST_CHECK(log.recorded_at("edge1", stamp_digest(view.last("Domain-Secured")->raw())));
}

// Under faults no mail is lost: it stays in the sender's queue.
BOOST_AUTO_TEST_CASE(a_log_that_cannot_be_written_puts_the_message_off) {
    const TwoOrganizations both;
    configure(both, "log = \"stamp.log\"\n");
    const auto edge = both.contoso_edge();
    both.contoso.write("stamp.log", "not a log any more\n");
    auto transaction = edge.begin(session_of(fabrikam()));
    transaction.mail_from(alice);
    transaction.rcpt_to("bob@contoso.example");
    const auto finished = transaction.finish(message_from(alice));
    BOOST_TEST((finished.answer.decision == Decision::refused));
    BOOST_TEST(finished.answer.reply.line().find("451 4.3.0") == 0U);
    BOOST_TEST(finished.answer.reply.line().find("stamp.log") == std::string::npos);
    BOOST_TEST(!finished.secured());
    const auto events = both.events->of(EventKind::callback_failed);
    BOOST_REQUIRE(events.size() == 1U);
    BOOST_TEST(events[0].reason == "log_failed");
}

BOOST_AUTO_TEST_CASE(a_log_that_is_none_is_refused_at_start) {
    const TwoOrganizations both;
    both.contoso.write("stamp.log", "something else\n");
    configure(both, "log = \"stamp.log\"\n");
    expect_error(errc::malformed_log, "stamp.log", [&] { both.contoso_edge(); });
}

BOOST_AUTO_TEST_SUITE_END()

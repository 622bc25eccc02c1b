// What a client claims with SIZE= (RFC 1870) or BDAT (RFC 3030) is answered before anything is set
// aside for it.
#include <boost/test/unit_test.hpp>
#include <cstdint>
#include <domainsec/error.hpp>
#include <limits>

#include "policy/policy_fixture.hpp"

using namespace domainsec;
using namespace domainsec::test;

namespace {

constexpr std::uint64_t eight_gigabytes = std::uint64_t{8} << 30;

InboundTransaction limited(std::uint64_t octets) {
    const Judge judge;
    TransactionOptions options;
    options.max_message_octets = octets;
    return InboundTransaction(judge.context(), SessionFacts::clear_text(), options);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(declared_size)

BOOST_AUTO_TEST_CASE(eight_gigabytes_are_refused_for_good) {
    const Judge judge;
    auto transaction = judge.begin(SessionFacts::clear_text());
    const auto answer = transaction.declared_size(eight_gigabytes);
    BOOST_TEST((answer.decision == Decision::refused));
    BOOST_TEST((answer.reason == PolicyReason::limit_exceeded));
    BOOST_TEST(answer.reply.code == 552);
    BOOST_TEST(answer.reply.enhanced == "5.3.4");
    BOOST_TEST((transaction.declared_size(std::numeric_limits<std::uint64_t>::max()).decision ==
                Decision::refused));
}

BOOST_AUTO_TEST_CASE(the_limit_itself_is_taken) {
    auto transaction = limited(2048);
    BOOST_TEST((transaction.declared_size(2048).decision == Decision::accepted));
    BOOST_TEST((transaction.declared_size(2049).decision == Decision::refused));
}

BOOST_AUTO_TEST_CASE(a_longer_message_than_declared_is_refused_unread) {
    auto transaction = limited(1024);
    transaction.mail_from("eve@elsewhere.example");
    transaction.rcpt_to("bob@contoso.example");
    const std::string message =
        "From: eve@elsewhere.example\r\n\r\n" + std::string(1024, 'x') + "\r\n";
    const auto verdict = transaction.finish(MessageView::parse(message));
    BOOST_TEST(verdict.answer.reply.code == 552);
    BOOST_TEST((verdict.reason == PolicyReason::limit_exceeded));
}

BOOST_AUTO_TEST_CASE(limits_outside_their_range_are_misuse) {
    BOOST_CHECK_THROW(limited(0), Error);
    BOOST_CHECK_THROW(limited((std::uint64_t{4} << 30) + 1), Error);
}

BOOST_AUTO_TEST_SUITE_END()

// From messages to answers: aliases, TTLs, limits, and records that are not what they say.
#include "dns/answer.hpp"

#include <boost/test/unit_test.hpp>

#include "dns/wire.hpp"

using namespace domainsec;
using namespace domainsec::detail;
using namespace domainsec::test;

BOOST_TEST_DONT_PRINT_LOG_VALUE(DnsOutcome)
BOOST_TEST_DONT_PRINT_LOG_VALUE(DnsSecurity)

namespace {

const DomainName owner = DomainName::from_string("a.example").value();

RawReply reply_of(Bytes message, DnsSecurity security = DnsSecurity::secure) {
    return {true, std::move(message), security, {}};
}

Bytes txt_record(const std::string& text, std::uint32_t ttl = 300) {
    Bytes rdata{static_cast<std::uint8_t>(text.size())};
    rdata.insert(rdata.end(), text.begin(), text.end());
    return wire_record(question_name, 16, ttl, rdata);
}

Bytes mx_record(std::uint8_t preference, const std::vector<std::string>& labels) {
    Bytes rdata{0, preference};
    const Bytes name = wire_name(labels);
    rdata.insert(rdata.end(), name.begin(), name.end());
    return wire_record(question_name, 15, 300, rdata);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(dns_answer)

BOOST_AUTO_TEST_CASE(gives_no_records_of_a_bogus_reply) {
    RawReply reply = reply_of(wire_message(0, {txt_record("x")}), DnsSecurity::bogus);
    reply.why = "because";
    const auto answer = to_txt_answer(reply, owner, {});
    BOOST_TEST(answer.outcome == DnsOutcome::failure);
    BOOST_TEST(answer.security == DnsSecurity::bogus);
    BOOST_TEST(answer.records.empty());
    BOOST_TEST(answer.why == "because");
}

BOOST_AUTO_TEST_CASE(fails_on_server_failures_and_garbage) {
    for (const unsigned rcode : {1U, 2U, 4U, 5U}) {
        BOOST_TEST(to_txt_answer(reply_of(wire_message(rcode, {})), owner, {}).outcome ==
                   DnsOutcome::failure);
    }
    const auto answer = to_txt_answer(reply_of({1, 2, 3}), owner, {});
    BOOST_TEST(answer.outcome == DnsOutcome::failure);
    BOOST_TEST(!answer.why.empty());
}

BOOST_AUTO_TEST_CASE(takes_only_records_of_the_owner_and_type) {
    const auto answer = to_txt_answer(
        reply_of(wire_message(0, {wire_record(wire_name({"b", "example"}), 16, 300, {1, 'b'}),
                                  txt_record("a"), mx_record(1, {"x"})})),
        owner, {});
    BOOST_REQUIRE(answer.records.size() == 1U);
    BOOST_TEST(answer.records[0].text == "a");
}

BOOST_AUTO_TEST_CASE(follows_aliases_in_any_order_and_not_for_ever) {
    const Bytes target = wire_name({"B", "example"});
    const Bytes alias = wire_record(question_name, 5, 30, target);
    const Bytes text = wire_record(wire_name({"b", "EXAMPLE"}), 16, 300, {1, 'b'});
    const auto answer = to_txt_answer(reply_of(wire_message(0, {text, alias})), owner, {});
    BOOST_REQUIRE(answer.records.size() == 1U);
    BOOST_TEST((answer.ttl == Seconds(30)));
    const Bytes back = wire_record(target, 5, 30, question_name);
    const auto loop = to_txt_answer(reply_of(wire_message(0, {alias, back})), owner, {});
    BOOST_TEST(loop.outcome == DnsOutcome::failure);
}

BOOST_AUTO_TEST_CASE(bounds_the_ttl) {
    const auto ttl = [](std::uint32_t value) {
        return to_txt_answer(reply_of(wire_message(0, {txt_record("x", value)})), owner, {}).ttl;
    };
    BOOST_TEST((ttl(300) == Seconds(300)));
    BOOST_TEST((ttl(604800) == Seconds(86400)));
    BOOST_TEST((ttl(0x80000000U) == Seconds(0)));
    BOOST_TEST((ttl(0) == Seconds(0)));
}

BOOST_AUTO_TEST_CASE(takes_negative_ttls_from_the_soa) {
    Bytes rdata(22);
    rdata.back() = 60;
    const auto answer = to_txt_answer(
        reply_of(wire_message(3, {}, {wire_record(question_name, 6, 90, rdata)})), owner, {});
    BOOST_TEST(answer.outcome == DnsOutcome::no_domain);
    BOOST_TEST((answer.ttl == Seconds(60)));
    BOOST_TEST((to_txt_answer(reply_of(wire_message(0, {})), owner, {}).ttl == Seconds(0)));
    const auto cut = reply_of(wire_message(0, {}, {wire_record(question_name, 6, 90, {1})}));
    BOOST_TEST((to_txt_answer(cut, owner, {}).ttl == Seconds(0)));
}

BOOST_AUTO_TEST_CASE(leaves_out_broken_and_long_texts) {
    const Bytes broken = wire_record(question_name, 16, 300, {5, 'x'});
    const Bytes empty = wire_record(question_name, 16, 300, {});
    const auto message = wire_message(0, {broken, empty, txt_record("four"), txt_record("fives")});
    const auto answer = to_txt_answer(reply_of(message), owner, {100, 4});
    BOOST_REQUIRE(answer.records.size() == 1U);
    BOOST_TEST(answer.records[0].text == "four");
    const auto none = to_txt_answer(reply_of(wire_message(0, {broken})), owner, {});
    BOOST_TEST(none.outcome == DnsOutcome::failure);
    BOOST_TEST(!none.why.empty());
}

BOOST_AUTO_TEST_CASE(leaves_out_exchangers_that_are_no_host_names) {
    const auto message =
        wire_message(0, {mx_record(1, {"192", "0", "2", "1"}), mx_record(2, {"a b", "example"}),
                         mx_record(3, {"mx.evil", "example"}), mx_record(4, {"ok", "example"}),
                         wire_record(question_name, 15, 300, {0})});
    const auto answer = to_mx_answer(reply_of(message), owner, {});
    BOOST_REQUIRE(answer.records.size() == 1U);
    BOOST_TEST(answer.records[0].preference == 4);
}

BOOST_AUTO_TEST_CASE(believes_the_null_mx_only_alone) {
    BOOST_TEST(to_mx_answer(reply_of(wire_message(0, {mx_record(0, {})})), owner, {}).is_null_mx);
    const auto two =
        to_mx_answer(reply_of(wire_message(0, {mx_record(0, {}), mx_record(1, {})})), owner, {});
    BOOST_TEST(!two.is_null_mx);
    BOOST_TEST(two.outcome == DnsOutcome::failure);
    const auto bogus =
        to_mx_answer(reply_of(wire_message(0, {mx_record(0, {})}), DnsSecurity::bogus), owner, {});
    BOOST_TEST(!bogus.is_null_mx);
}

BOOST_AUTO_TEST_CASE(keeps_unknown_tlsa_values_and_drops_cut_ones) {
    const auto message = wire_message(0, {wire_record(question_name, 52, 300, {9, 8, 7, 6}),
                                          wire_record(question_name, 52, 300, {3, 1, 1})});
    const auto answer = to_tlsa_answer(reply_of(message), owner, {});
    BOOST_REQUIRE(answer.records.size() == 1U);
    BOOST_TEST((answer.records[0] == TlsaRecord{9, 8, 7, {6}}));
}

BOOST_AUTO_TEST_SUITE_END()

// The report as text and JSON, whatever the message held.
#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>
#include <set>
#include <string>

#include "stamp/stamp_world.hpp"

using namespace stamp_test;

namespace {

std::string printable(const std::string& text) {
    for (const char c : text) {
        if ((c >= 0 && c < ' ' && c != '\n') || c == 0x7f)
            return "holds octet " + std::to_string(int{c});
    }
    return {};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(report)

BOOST_AUTO_TEST_CASE(every_reason_has_its_own_word) {
    std::set<std::string_view> words;
    for (int value = 0; value <= static_cast<int>(StampReason::unbound_recipient); ++value)
        words.insert(to_string(static_cast<StampReason>(value)));
    BOOST_TEST(words.size() == 24U);
    BOOST_TEST(words.count("unknown") == 0U);
    BOOST_TEST(to_string(RecipientBinding::unbound) == "unbound");
    BOOST_TEST(to_string(KeyRole::filter) == "filter");
    BOOST_TEST(to_string(KeyState::retired) == "retired");
}

BOOST_AUTO_TEST_CASE(json_holds_every_part) {
    const auto json = nlohmann::json::parse(report_on(stamped(message())).json());
    BOOST_TEST(json["status"] == "pass");
    BOOST_TEST(json["reason"] == "none");
    BOOST_TEST(json["label"] == "Domain Secured by fabrikam.example");
    BOOST_TEST(json["partner"] == "fabrikam.example");
    BOOST_TEST(json["edge"] == "edge1.contoso.example");
    BOOST_TEST(json["stamped_at"] == "2026-11-24T00:31:25Z");
    BOOST_TEST(json["mail_from"] == "alice@fabrikam.example");
    BOOST_TEST(json["author"] == "alice@fabrikam.example");
    BOOST_TEST(json["from_aligned"] == true);
    BOOST_TEST(json["recipient"] == "unknown");
    BOOST_TEST(json["covered"].size() == 7U);
}

BOOST_AUTO_TEST_CASE(json_of_no_stamp_has_nulls) {
    const auto json = nlohmann::json::parse(report_on(message()).json());
    BOOST_TEST(json["status"] == "none");
    BOOST_TEST(json["partner"].is_null());
    BOOST_TEST(json["mail_from"].is_null());
    BOOST_TEST(json["stamped_at"].is_null());
}

BOOST_AUTO_TEST_CASE(text_is_one_line_per_fact) {
    const auto text = report_on(stamped(message())).text();
    BOOST_TEST(text.find("status: pass\n") == 0U);
    BOOST_TEST(text.find("\npartner: fabrikam.example\n") != std::string::npos);
    BOOST_TEST(text.find("\nstamped at: 2026-11-24T00:31:25Z\n") != std::string::npos);
    BOOST_TEST(text.find("\ncovered: content-type date from") != std::string::npos);
}

// A stranger's octets reach administrators' terminals only escaped.
BOOST_AUTO_TEST_CASE(hostile_octets_are_escaped_everywhere) {
    const auto whole =
        "X-\xff"
        "\x1b[31m: y\r\n" +
        stamped(message());
    for (const auto& text : {whole, edited_stamp(stamped(message()), {"mf==FF=1B@x"}) + message(),
                             edited_stamp(stamped(message()), {"a=\x1b[31m"}) + message(),
                             edited_stamp(stamped(message()), {"v=<b>"}) + message(),
                             edited_stamp(stamped(message()), {"via==FF=FE"}) + message()}) {
        const auto report = report_on(text);
        BOOST_TEST(printable(report.text()) == "");
        BOOST_TEST(printable(report.json()) == "");
        BOOST_TEST(printable(report.detail) == "");
        BOOST_TEST(nlohmann::json::accept(report.json()));
    }
}

BOOST_AUTO_TEST_SUITE_END()

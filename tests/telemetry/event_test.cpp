// Events as log lines and as JSON, with hostile text in every place.
#include <boost/test/unit_test.hpp>
#include <domainsec/telemetry/event.hpp>
#include <nlohmann/json.hpp>
#include <set>
#include <string>

using namespace domainsec;

namespace {

Event refusal() {
    Event event;
    event.kind = EventKind::message_refused;
    event.severity = Severity::warning;
    event.time = TimePoint(Seconds(1795514400));
    event.id = "4F2A";
    event.partner = "Fabrikam";
    event.peer = "192.0.2.1";
    event.reason = "no_certificate";
    event.text = "No certificate was presented.";
    event.fields = {{"tls_version", "TLS1.3"}};
    return event;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(event_words)

BOOST_AUTO_TEST_CASE(every_kind_has_a_name_of_its_own) {
    std::set<std::string_view> names;
    const int last = static_cast<int>(EventKind::key_log_enabled);
    for (int kind = 0; kind <= last; ++kind) names.insert(to_string(static_cast<EventKind>(kind)));
    BOOST_TEST(names.size() == static_cast<std::size_t>(last) + 1);
    BOOST_TEST(!names.contains("unknown"));
    BOOST_TEST(to_string(EventKind::message_refused) == "message_refused");
}

BOOST_AUTO_TEST_CASE(every_severity_has_a_name) {
    BOOST_TEST(to_string(Severity::debug) == "debug");
    BOOST_TEST(to_string(Severity::info) == "info");
    BOOST_TEST(to_string(Severity::warning) == "warning");
    BOOST_TEST(to_string(Severity::error) == "error");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(log_line)

BOOST_AUTO_TEST_CASE(has_all_that_is_known) {
    BOOST_TEST(
        to_log_line(refusal()) ==
        "time=2026-11-24T10:00:00Z severity=warning event=message_refused id=4F2A partner=Fabrikam "
        "peer=192.0.2.1 reason=no_certificate text=\"No certificate was presented.\" "
        "tls_version=TLS1.3");
}

BOOST_AUTO_TEST_CASE(leaves_out_what_is_empty) {
    BOOST_TEST(to_log_line(Event{}) ==
               "time=1970-01-01T00:00:00Z severity=info event=handshake_completed");
}

BOOST_AUTO_TEST_CASE(quotes_what_could_be_mistaken) {
    Event event = refusal();
    event.fields = {
        {"a", ""}, {"b", "x=y"}, {"c", "say \"hi\""}, {"d", "back\\slash"}, {"e", "x y"}};
    BOOST_TEST(
        to_log_line(event).ends_with(R"( a="" b="x=y" c="say \"hi\"" d="back\\slash" e="x y")"));
}

BOOST_AUTO_TEST_CASE(never_has_a_line_end_or_control_character) {
    Event event = refusal();
    std::string all;
    for (int octet = 0; octet < 256; ++octet) all += static_cast<char>(octet);
    event.id = event.partner = event.peer = event.reason = event.text = all;
    event.fields = {{all, all}};
    for (const char c : to_log_line(event)) BOOST_REQUIRE(c >= 0x20 && c < 0x7f);
}

BOOST_AUTO_TEST_CASE(cannot_be_made_to_look_like_two_events) {
    Event event = refusal();
    event.text = "x\r\ntime=2026-11-24T10:00:01Z event=message_secured";
    BOOST_TEST(to_log_line(event).find("text=\"x\\x0d\\x0atime=") != std::string::npos);
    event.text = "x\" event=message_secured y=\"";
    BOOST_TEST(to_log_line(event).find("text=\"x\\\" event=message_secured y=\\\"\"") !=
               std::string::npos);
}

BOOST_AUTO_TEST_CASE(keeps_utf8_and_hides_what_turns_or_breaks_a_line) {
    Event event;
    event.partner = "Müller";
    event.text = "a\u2028b\u202ec\u0085d\u2066e";
    const std::string line = to_log_line(event);
    BOOST_TEST(line.find("partner=\"Müller\"") != std::string::npos);
    BOOST_TEST(line.find(R"(text="a\xe2\x80\xa8b\xe2\x80\xaec\xc2\x85d\xe2\x81\xa6e")") !=
               std::string::npos);
}

BOOST_AUTO_TEST_CASE(cannot_be_split_by_the_name_of_a_field) {
    Event event;
    event.fields = {{"a b=c\n", "x"}};
    BOOST_TEST(to_log_line(event).ends_with(" a_b_c_=x"));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(json)

BOOST_AUTO_TEST_CASE(says_the_same) {
    const auto object = nlohmann::json::parse(to_json(refusal()));
    BOOST_TEST(object["time"].get<std::string>() == "2026-11-24T10:00:00Z");
    BOOST_TEST(object["severity"].get<std::string>() == "warning");
    BOOST_TEST(object["event"].get<std::string>() == "message_refused");
    BOOST_TEST(object["id"].get<std::string>() == "4F2A");
    BOOST_TEST(object["partner"].get<std::string>() == "Fabrikam");
    BOOST_TEST(object["peer"].get<std::string>() == "192.0.2.1");
    BOOST_TEST(object["reason"].get<std::string>() == "no_certificate");
    BOOST_TEST(object["text"].get<std::string>() == "No certificate was presented.");
    BOOST_TEST(object["fields"]["tls_version"].get<std::string>() == "TLS1.3");
}

BOOST_AUTO_TEST_CASE(is_one_line_of_ascii_whatever_comes) {
    Event event = refusal();
    std::string all;
    for (int octet = 0; octet < 256; ++octet) all += static_cast<char>(octet);
    event.text = all;
    event.fields = {{all, all}};
    const std::string line = to_json(event);
    for (const char c : line) BOOST_REQUIRE(c >= 0x20 && c < 0x7f);
    BOOST_TEST(nlohmann::json::accept(line));
}

BOOST_AUTO_TEST_CASE(keeps_texts_whole) {
    Event event;
    event.text = "Müller said \"no\"\r\n\\";
    BOOST_TEST(nlohmann::json::parse(to_json(event))["text"].get<std::string>() == event.text);
}

BOOST_AUTO_TEST_SUITE_END()

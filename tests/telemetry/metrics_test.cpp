// What each event counts, the exposition format, and the bound on label sets.
#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <domainsec/telemetry/metrics.hpp>
#include <string>
#include <thread>
#include <vector>

using namespace domainsec;

namespace {

Event event_of(EventKind kind, std::string partner = {}, std::string reason = {}) {
    Event event;
    event.kind = kind;
    event.partner = std::move(partner);
    event.reason = std::move(reason);
    return event;
}

class Recorder final : public EventSink {
  public:
    std::vector<EventKind> kinds;
    void on_event(const Event& event) noexcept override { kinds.push_back(event.kind); }
};

bool has_line(const std::string& text, const std::string& line) {
    return ("\n" + text).find("\n" + line + "\n") != std::string::npos;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(metrics)

BOOST_AUTO_TEST_CASE(counts_messages_per_partner_and_reason) {
    Metrics metrics;
    metrics.on_event(event_of(EventKind::message_secured, "Fabrikam"));
    metrics.on_event(event_of(EventKind::message_secured, "Fabrikam"));
    metrics.on_event(event_of(EventKind::message_secured, "Contoso"));
    metrics.on_event(event_of(EventKind::message_unsecured, "Fabrikam", "from_not_aligned"));
    metrics.on_event(event_of(EventKind::message_refused, "Fabrikam", "no_tls"));
    BOOST_TEST(metrics.value("domainsec_messages_secured_total", "partner=\"Fabrikam\"") == 2U);
    BOOST_TEST(metrics.value("domainsec_messages_secured_total", "partner=\"Contoso\"") == 1U);
    BOOST_TEST(metrics.value("domainsec_messages_unsecured_total",
                             "partner=\"Fabrikam\",reason=\"from_not_aligned\"") == 1U);
    BOOST_TEST(metrics.value("domainsec_messages_refused_total",
                             "partner=\"Fabrikam\",reason=\"no_tls\"") == 1U);
}

BOOST_AUTO_TEST_CASE(counts_handshakes_by_result) {
    Metrics metrics;
    metrics.on_event(event_of(EventKind::handshake_completed, "Fabrikam", "none"));
    metrics.on_event(event_of(EventKind::handshake_failed, {}, "peer_alert"));
    metrics.on_event(event_of(EventKind::plaintext_injected));
    BOOST_TEST(metrics.value("domainsec_handshakes_total",
                             "partner=\"Fabrikam\",result=\"completed\",reason=\"none\"") == 1U);
    BOOST_TEST(metrics.value("domainsec_handshakes_total",
                             "partner=\"\",result=\"failed\",reason=\"peer_alert\"") == 1U);
    BOOST_TEST(metrics.value("domainsec_plaintext_injections_total") == 1U);
    BOOST_TEST(metrics.value("domainsec_handshakes_resumed_total") == 0U);
}

BOOST_AUTO_TEST_CASE(counts_resumed_handshakes_besides) {
    Metrics metrics;
    Event event = event_of(EventKind::handshake_completed, {}, "none");
    event.fields = {{"resumed", "false"}};
    metrics.on_event(event);
    event.fields = {{"resumed", "true"}};
    metrics.on_event(event);
    BOOST_TEST(metrics.value("domainsec_handshakes_resumed_total") == 1U);
    BOOST_TEST(metrics.value("domainsec_handshakes_total",
                             "partner=\"\",result=\"completed\",reason=\"none\"") == 2U);
}

BOOST_AUTO_TEST_CASE(counts_aborts_after_asking_per_network) {
    Metrics metrics;
    Event event = event_of(EventKind::handshake_failed, {}, "abandoned");
    metrics.on_event(event);
    event.fields = {{"aborted_after_asking", "true"}, {"network", "192.0.2.0/24"}};
    metrics.on_event(event);
    metrics.on_event(event);
    BOOST_TEST(metrics.value("domainsec_handshake_aborts_after_asking_total",
                             "network=\"192.0.2.0/24\"") == 2U);
    BOOST_TEST(metrics.value("domainsec_handshakes_total",
                             "partner=\"\",result=\"failed\",reason=\"abandoned\"") == 3U);
}

BOOST_AUTO_TEST_CASE(counts_routes_and_stamps_by_their_field_or_reason) {
    Metrics metrics;
    Event route = event_of(EventKind::route_judged, "Fabrikam", "chain");
    metrics.on_event(route);
    route.fields = {{"decision", "defer"}};
    metrics.on_event(route);
    Event stamp = event_of(EventKind::stamp_verified, {}, "body_hash");
    stamp.fields = {{"status", "fail"}};
    metrics.on_event(stamp);
    BOOST_TEST(metrics.value("domainsec_routes_total", "partner=\"Fabrikam\",decision=\"chain\"") ==
               1U);
    BOOST_TEST(metrics.value("domainsec_routes_total", "partner=\"Fabrikam\",decision=\"defer\"") ==
               1U);
    BOOST_TEST(metrics.value("domainsec_stamps_verified_total", "status=\"fail\"") == 1U);
}

BOOST_AUTO_TEST_CASE(counts_each_removed_mark) {
    Metrics metrics;
    Event removal = event_of(EventKind::foreign_mark_removed);
    metrics.on_event(removal);
    removal.fields = {{"count", "3"}};
    metrics.on_event(removal);
    for (const char* broken : {"", "x", "-1", "3x", "99999999999999999999999"}) {
        removal.fields = {{"count", broken}};
        metrics.on_event(removal);
    }
    BOOST_TEST(metrics.value("domainsec_foreign_marks_removed_total") == 9U);
}

BOOST_AUTO_TEST_CASE(counts_the_rest) {
    Metrics metrics;
    metrics.on_event(event_of(EventKind::evidence_missing, "Fabrikam"));
    metrics.on_event(event_of(EventKind::certificate_expiring));
    metrics.on_event(event_of(EventKind::certificate_unusable));
    metrics.on_event(event_of(EventKind::configuration_loaded));
    metrics.on_event(event_of(EventKind::configuration_refused));
    metrics.on_event(event_of(EventKind::callback_failed));
    metrics.on_event(event_of(EventKind::key_log_enabled));
    BOOST_TEST(metrics.value("domainsec_key_logs_enabled_total") == 1U);
    BOOST_TEST(metrics.value("domainsec_evidence_missing_total", "partner=\"Fabrikam\"") == 1U);
    BOOST_TEST(metrics.value("domainsec_certificate_warnings_total", "warning=\"expiring\"") == 1U);
    BOOST_TEST(metrics.value("domainsec_certificate_warnings_total", "warning=\"unusable\"") == 1U);
    BOOST_TEST(metrics.value("domainsec_configuration_loads_total", "result=\"loaded\"") == 1U);
    BOOST_TEST(metrics.value("domainsec_configuration_loads_total", "result=\"refused\"") == 1U);
    BOOST_TEST(metrics.value("domainsec_callback_failures_total") == 1U);
}

BOOST_AUTO_TEST_CASE(every_kind_counts_somewhere) {
    const int last = static_cast<int>(EventKind::key_log_enabled);
    for (int kind = 0; kind <= last; ++kind) {
        Metrics metrics;
        const std::string before = metrics.prometheus_text();
        metrics.on_event(event_of(static_cast<EventKind>(kind)));
        BOOST_TEST_CONTEXT("kind " << kind) {
            BOOST_TEST(metrics.prometheus_text() != before);
        }
    }
}

BOOST_AUTO_TEST_CASE(knows_nothing_of_other_names) {
    const Metrics metrics;
    BOOST_TEST(metrics.value("no_such_counter") == 0U);
    BOOST_TEST(metrics.value("domainsec_messages_secured_total", "partner=\"x\"") == 0U);
}

BOOST_AUTO_TEST_CASE(hands_events_on) {
    const auto recorder = std::make_shared<Recorder>();
    Metrics metrics(recorder);
    metrics.on_event(event_of(EventKind::message_secured));
    metrics.on_event(event_of(EventKind::callback_failed));
    const std::vector<EventKind> expected{EventKind::message_secured, EventKind::callback_failed};
    BOOST_TEST((recorder->kinds == expected));
}

BOOST_AUTO_TEST_CASE(counts_from_several_threads) {
    Metrics metrics;
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) {
        threads.emplace_back([&metrics, i] {
            for (int n = 0; n < 500; ++n) {
                metrics.on_event(
                    event_of(EventKind::message_secured, n % 2 == 0 ? "both" : std::to_string(i)));
                if (n % 100 == 0) static_cast<void>(metrics.prometheus_text());
            }
        });
    }
    for (auto& thread : threads) thread.join();
    BOOST_TEST(metrics.value("domainsec_messages_secured_total", "partner=\"both\"") == 1000U);
    BOOST_TEST(metrics.value("domainsec_messages_secured_total", "partner=\"3\"") == 250U);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(exposition)

BOOST_AUTO_TEST_CASE(has_help_type_and_samples) {
    Metrics metrics;
    metrics.on_event(event_of(EventKind::message_refused, "Fabrikam", "no_tls"));
    const std::string text = metrics.prometheus_text();
    BOOST_TEST(has_line(text, "# TYPE domainsec_messages_refused_total counter"));
    BOOST_TEST(has_line(
        text,
        "# HELP domainsec_messages_refused_total Messages in a partner's name that were refused."));
    BOOST_TEST(has_line(
        text, "domainsec_messages_refused_total{partner=\"Fabrikam\",reason=\"no_tls\"} 1"));
    BOOST_TEST(has_line(text, "domainsec_callback_failures_total 0"));
    BOOST_TEST(text.ends_with('\n'));
}

BOOST_AUTO_TEST_CASE(escapes_label_values) {
    Metrics metrics;
    metrics.on_event(event_of(EventKind::message_secured, "a\"} 9\ndomainsec_x 1 \\"));
    BOOST_TEST(
        has_line(metrics.prometheus_text(),
                 R"(domainsec_messages_secured_total{partner="a\"} 9\ndomainsec_x 1 \\"} 1)"));
}

BOOST_AUTO_TEST_CASE(replaces_what_is_not_utf8) {
    Metrics metrics;
    metrics.on_event(event_of(EventKind::message_secured, "M\xfcller"));
    metrics.on_event(event_of(EventKind::message_secured, "Müller"));
    BOOST_TEST(metrics.value("domainsec_messages_secured_total", "partner=\"M\uFFFDller\"") == 1U);
    BOOST_TEST(metrics.value("domainsec_messages_secured_total", "partner=\"Müller\"") == 1U);
}

BOOST_AUTO_TEST_CASE(bounds_the_label_sets) {
    Metrics metrics;
    for (int i = 0; i < 12000; ++i) {
        metrics.on_event(
            event_of(EventKind::message_refused, "p" + std::to_string(i), "r" + std::to_string(i)));
    }
    metrics.on_event(event_of(EventKind::message_refused, "p1", "r1"));
    metrics.on_event(event_of(EventKind::message_secured, "late"));
    const std::string text = metrics.prometheus_text();
    BOOST_TEST(std::count(text.begin(), text.end(), '\n') < 10100);
    BOOST_TEST(metrics.value("domainsec_messages_refused_total", "partner=\"p1\",reason=\"r1\"") ==
               2U);
    BOOST_TEST(metrics.value("domainsec_messages_refused_total",
                             "partner=\"other\",reason=\"other\"") == 2000U);
    BOOST_TEST(metrics.value("domainsec_messages_secured_total", "partner=\"other\"") == 1U);
}

BOOST_AUTO_TEST_CASE(networks_leave_room_for_partners) {
    Metrics metrics;
    Event event = event_of(EventKind::handshake_failed, {}, "abandoned");
    for (int i = 0; i < 12000; ++i) {
        event.fields = {{"aborted_after_asking", "true"}, {"network", std::to_string(i)}};
        metrics.on_event(event);
    }
    metrics.on_event(event_of(EventKind::message_secured, "late"));
    BOOST_TEST(metrics.value("domainsec_handshake_aborts_after_asking_total",
                             "network=\"other\"") == 11000U);
    BOOST_TEST(metrics.value("domainsec_messages_secured_total", "partner=\"late\"") == 1U);
}

BOOST_AUTO_TEST_CASE(bounds_the_length_of_a_label) {
    Metrics metrics;
    metrics.on_event(event_of(EventKind::message_secured, std::string(1U << 20U, 'x')));
    BOOST_TEST(metrics.prometheus_text().size() < 8192U);
    BOOST_TEST(metrics.value("domainsec_messages_secured_total",
                             "partner=\"" + std::string(128, 'x') + "\"") == 1U);
}

BOOST_AUTO_TEST_SUITE_END()

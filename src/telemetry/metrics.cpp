// Counters fed by events, written in Prometheus' text exposition format 0.0.4.
#include <algorithm>
#include <array>
#include <charconv>
#include <domainsec/telemetry/metrics.hpp>
#include <map>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include "names/utf8.hpp"

namespace domainsec::inline v1 {

namespace {

constexpr std::size_t max_label_sets = 10000;
constexpr std::size_t max_label_octets = 128;
// Strangers choose their networks: they must not use up the room of the partners.
constexpr std::size_t max_networks = 1000;
constexpr std::size_t max_labels = 3;

using LabelValues = std::array<std::string_view, max_labels>;

// One counter family: its name, what it is for, and its labels in the order they are written in.
struct Family {
    std::string_view name;
    std::string_view help;
    LabelValues labels;
    std::size_t max_sets = max_label_sets;
};

enum FamilyIndex : std::size_t {
    messages_secured,
    messages_unsecured,
    messages_refused,
    handshakes,
    handshakes_resumed,
    handshake_aborts_after_asking,
    plaintext_injections,
    routes,
    foreign_marks_removed,
    evidence_missing,
    stamps_verified,
    certificate_warnings,
    configuration_loads,
    callback_failures,
    key_logs_enabled,
    family_count
};

constexpr std::array<Family, family_count> families{{
    {"domainsec_messages_secured_total", "Messages that arrived Domain Secured.", {"partner"}},
    {"domainsec_messages_unsecured_total",
     "Messages in a partner's name that were delivered unmarked.",
     {"partner", "reason"}},
    {"domainsec_messages_refused_total",
     "Messages in a partner's name that were refused.",
     {"partner", "reason"}},
    {"domainsec_handshakes_total", "TLS handshakes by their end.", {"partner", "result", "reason"}},
    {"domainsec_handshakes_resumed_total", "Handshakes that resumed an earlier session.", {}},
    {"domainsec_handshake_aborts_after_asking_total",
     "Handshakes that the peer gave up after it was asked for a certificate.",
     {"network"},
     max_networks},
    {"domainsec_plaintext_injections_total",
     "Connections ended over octets behind STARTTLS or its answer.",
     {}},
    {"domainsec_routes_total", "Outbound sessions judged.", {"partner", "decision"}},
    {"domainsec_foreign_marks_removed_total", "Marks taken off at the border.", {}},
    {"domainsec_evidence_missing_total", "Judgements that had to wait for evidence.", {"partner"}},
    {"domainsec_stamps_verified_total", "Stamps looked at downstream.", {"status"}},
    {"domainsec_certificate_warnings_total",
     "Warnings about certificates of our own.",
     {"warning"}},
    {"domainsec_configuration_loads_total", "Attempts to load a configuration.", {"result"}},
    {"domainsec_callback_failures_total", "Callbacks of the application that threw.", {}},
    {"domainsec_key_logs_enabled_total", "Times that logging of session keys was switched on.", {}},
}};

// What one event adds to.
struct Count {
    FamilyIndex family;
    LabelValues values{};
    std::uint64_t by = 1;
};

std::string_view field(const Event& event, std::string_view name,
                       std::string_view otherwise) noexcept {
    for (const auto& [key, value] : event.fields) {
        if (key == name) return value;
    }
    return otherwise;
}

std::uint64_t number(std::string_view text, std::uint64_t otherwise) noexcept {
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc() && end == text.data() + text.size() ? value : otherwise;
}

Count count_of(const Event& event) noexcept {
    switch (event.kind) {
        case EventKind::handshake_completed:
            return {handshakes, {event.partner, "completed", event.reason}};
        case EventKind::handshake_failed:
            return {handshakes, {event.partner, "failed", event.reason}};
        case EventKind::plaintext_injected:
            return {plaintext_injections};
        case EventKind::message_secured:
            return {messages_secured, {event.partner}};
        case EventKind::message_unsecured:
            return {messages_unsecured, {event.partner, event.reason}};
        case EventKind::message_refused:
            return {messages_refused, {event.partner, event.reason}};
        case EventKind::foreign_mark_removed:
            return {foreign_marks_removed, {}, number(field(event, "count", "1"), 1)};
        case EventKind::route_judged:
            return {routes, {event.partner, field(event, "decision", event.reason)}};
        case EventKind::evidence_missing:
            return {evidence_missing, {event.partner}};
        case EventKind::stamp_verified:
            return {stamps_verified, {field(event, "status", event.reason)}};
        case EventKind::certificate_expiring:
            return {certificate_warnings, {"expiring"}};
        case EventKind::certificate_unusable:
            return {certificate_warnings, {"unusable"}};
        case EventKind::certificates_replaced:
            return {certificate_warnings, {"replaced"}};
        case EventKind::certificates_refused:
            return {certificate_warnings, {"refused"}};
        case EventKind::configuration_loaded:
            return {configuration_loads, {"loaded"}};
        case EventKind::configuration_refused:
            return {configuration_loads, {"refused"}};
        case EventKind::key_log_enabled:
            return {key_logs_enabled};
        case EventKind::callback_failed:
            break;
    }
    return {callback_failures};
}

// What an event of a handshake adds to besides.
std::optional<Count> further_count_of(const Event& event) noexcept {
    if (event.kind == EventKind::handshake_completed && field(event, "resumed", {}) == "true")
        return Count{handshakes_resumed};
    if (event.kind == EventKind::handshake_failed &&
        field(event, "aborted_after_asking", {}) == "true")
        return Count{handshake_aborts_after_asking, {field(event, "network", "unknown")}};
    return std::nullopt;
}

// label_value = any UTF-8, with backslash, quote and line feed escaped
void append_escaped(std::string& text, std::string_view value) {
    value = value.substr(0, max_label_octets);
    while (!value.empty()) {
        const auto character = detail::first_utf8_character(value);
        const std::string_view octets = value.substr(0, character ? character->length : 1);
        value.remove_prefix(octets.size());
        if (!character) {
            text += "\uFFFD";
        } else if (octets == "\n") {
            text += "\\n";
        } else {
            if (octets == "\\" || octets == "\"") text += '\\';
            text += octets;
        }
    }
}

std::string label_set(const Family& family, const LabelValues& values) {
    std::string text;
    for (std::size_t i = 0; i < values.size() && !family.labels[i].empty(); ++i) {
        if (i > 0) text += ',';
        text += family.labels[i];
        text += "=\"";
        append_escaped(text, values[i]);
        text += '"';
    }
    return text;
}

}  // namespace

struct Metrics::Impl {
    std::shared_ptr<EventSink> next;
    mutable std::mutex mutex;
    std::array<std::map<std::string, std::uint64_t, std::less<>>, family_count> counters;
    std::size_t label_sets = 0;

    void add(const Count& count) {
        const Family& family = families[count.family];
        std::string labels = label_set(family, count.values);
        const std::lock_guard lock(mutex);
        auto& counter = counters[count.family];
        auto found = counter.find(labels);
        const bool is_full = label_sets >= max_label_sets || counter.size() >= family.max_sets;
        if (found == counter.end() && is_full) {
            labels = label_set(family, {"other", "other", "other"});
            found = counter.find(labels);
        }
        if (found == counter.end()) {
            found = counter.emplace(std::move(labels), 0).first;
            ++label_sets;
        }
        found->second += count.by;
    }
};

Metrics::Metrics(std::shared_ptr<EventSink> next) : impl_(std::make_unique<Impl>()) {
    impl_->next = std::move(next);
    // A counter without labels stands at 0 from the start, so that its first step is seen as one.
    for (std::size_t i = 0; i < families.size(); ++i) {
        if (families[i].labels[0].empty()) impl_->counters[i].emplace(std::string(), 0);
    }
}

Metrics::~Metrics() = default;

void Metrics::on_event(const Event& event) noexcept {
    try {
        impl_->add(count_of(event));
        if (const auto further = further_count_of(event)) impl_->add(*further);
    } catch (...) {
        // Out of memory: a count is lost, the event still goes on.
    }
    if (impl_->next) impl_->next->on_event(event);
}

std::uint64_t Metrics::value(std::string_view name, std::string_view labels) const {
    const auto* const family =
        std::find_if(families.begin(), families.end(),
                     [name](const Family& candidate) { return candidate.name == name; });
    if (family == families.end()) return 0;
    const std::lock_guard lock(impl_->mutex);
    const auto& counter = impl_->counters[static_cast<std::size_t>(family - families.begin())];
    const auto found = counter.find(labels);
    return found == counter.end() ? 0 : found->second;
}

std::string Metrics::prometheus_text() const {
    std::string text;
    const std::lock_guard lock(impl_->mutex);
    for (std::size_t i = 0; i < families.size(); ++i) {
        const std::string name(families[i].name);
        text += "# HELP " + name + ' ' + std::string(families[i].help) + '\n';
        text += "# TYPE " + name + " counter\n";
        for (const auto& [labels, value] : impl_->counters[i]) {
            text += name;
            if (!labels.empty()) text.append("{").append(labels).append("}");
            text += ' ' + std::to_string(value) + '\n';
        }
    }
    return text;
}

}  // namespace domainsec::inline v1

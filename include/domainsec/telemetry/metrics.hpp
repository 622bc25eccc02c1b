// Counters in Prometheus' text format, fed by events. Exchange's performance counters have their
// equal here.
#pragma once

#include <cstdint>
#include <domainsec/telemetry/event.hpp>
#include <memory>
#include <string>
#include <string_view>

namespace domainsec::inline v1 {

/// An EventSink that counts, and hands each event on to another sink if it has one. Thread-safe.
///
/// | counter                                              | counts                              |
/// |------------------------------------------------------|-------------------------------------|
/// | domainsec_messages_secured_total{partner}            | message_secured                     |
/// | domainsec_messages_unsecured_total{partner,reason}   | message_unsecured                   |
/// | domainsec_messages_refused_total{partner,reason}     | message_refused                     |
/// | domainsec_handshakes_total{partner,result,reason}    | handshake_completed, _failed        |
/// | domainsec_handshakes_resumed_total                   | handshake_completed, field          |
/// |                                                      | "resumed" = "true"                  |
/// | domainsec_handshake_aborts_after_asking_total        | handshake_failed, field             |
/// |     {network}                                        | "aborted_after_asking" = "true"     |
/// | domainsec_plaintext_injections_total                 | plaintext_injected                  |
/// | domainsec_routes_total{partner,decision}             | route_judged, its field "decision"  |
/// | domainsec_foreign_marks_removed_total                | foreign_mark_removed, field "count" |
/// | domainsec_evidence_missing_total{partner}            | evidence_missing                    |
/// | domainsec_stamps_verified_total{status}              | stamp_verified, its field "status"  |
/// | domainsec_certificate_warnings_total{warning}        | certificate_expiring, _unusable     |
/// | domainsec_configuration_loads_total{result}          | configuration_loaded, _refused      |
/// | domainsec_callback_failures_total                    | callback_failed                     |
/// | domainsec_key_logs_enabled_total                     | key_log_enabled                     |
///
/// Where an event lacks the field, its reason stands in ("count": 1); `partner` is empty where
/// none is known. At most 10,000 label sets are kept, 1,000 of them networks, and 128 octets of
/// each label; further sets are counted with every label "other", so that a stranger cannot fill
/// memory.
class DOMAINSEC_EXPORT Metrics final : public EventSink {
  public:
    explicit Metrics(std::shared_ptr<EventSink> next = nullptr);
    ~Metrics() override;
    Metrics(const Metrics&) = delete;
    Metrics& operator=(const Metrics&) = delete;

    void on_event(const Event& event) noexcept override;

    /// The value of one counter; `labels` as in the exposition, in the order of the table above,
    /// for example `partner="Fabrikam",reason="no_tls"`. 0 when never seen.
    std::uint64_t value(std::string_view name, std::string_view labels = {}) const;

    /// All counters in Prometheus' text exposition format 0.0.4, HELP and TYPE lines included.
    std::string prometheus_text() const;

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace domainsec::inline v1

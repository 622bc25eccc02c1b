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
/// The names: domainsec_messages_secured_total{partner},
/// domainsec_messages_unsecured_total{partner,reason},
/// domainsec_messages_refused_total{partner,reason}, domainsec_handshakes_total{result,reason},
/// domainsec_routes_total{partner,decision}, domainsec_foreign_marks_removed_total,
/// domainsec_evidence_missing_total{partner}, domainsec_stamps_verified_total{status},
/// domainsec_configuration_loads_total{result}, domainsec_callback_failures_total.
/// At most 10,000 label sets are kept; more are counted under partner="other", so that a stranger
/// cannot fill memory.
class DOMAINSEC_EXPORT Metrics final : public EventSink {
  public:
    explicit Metrics(std::shared_ptr<EventSink> next = nullptr);
    ~Metrics() override;
    Metrics(const Metrics&) = delete;
    Metrics& operator=(const Metrics&) = delete;

    void on_event(const Event& event) noexcept override;

    /// The value of one counter; `labels` as in the exposition, for example `partner="Fabrikam"`. 0
    /// when never seen.
    std::uint64_t value(std::string_view name, std::string_view labels = {}) const;

    /// All counters in Prometheus' text exposition format 0.0.4, HELP and TYPE lines included.
    std::string prometheus_text() const;

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace domainsec::inline v1

// The one event of a handshake (RFC 8446 §4, §6): how it ended, why, with whom and how.
#include "tls/handshake_event.hpp"

#include <domainsec/error.hpp>
#include <string_view>
#include <utility>

#include "names/network.hpp"
#include "telemetry/event_id.hpp"
#include "tls/alert_words.hpp"

namespace domainsec::inline v1::detail {
namespace {

constexpr std::size_t max_peer_octets = 64;
constexpr std::string_view abandoned = "abandoned";

std::string word_of(bool value) {
    return value ? "true" : "false";
}

/// Whether the handshake ended without anything wrong in it but its end.
bool is_abandoned(const HandshakeNotes& notes) noexcept {
    if (notes.facts != nullptr) return false;
    if (notes.failure == nullptr) return true;
    return notes.failure->reason == SessionFailureReason::truncated ||
           (notes.failure->reason == SessionFailureReason::handshake_failed &&
            notes.failure->alert == alert_name(0));
}

/// Some senders stumble over a server that asks for a certificate: they hang up, or send an alert.
bool is_aborted_after_asking(const HandshakeNotes& notes) noexcept {
    if (!notes.server || !notes.asked_for_certificate || notes.facts != nullptr) return false;
    return is_abandoned(notes) || notes.failure->reason == SessionFailureReason::peer_alert ||
           notes.failure->reason == SessionFailureReason::peer_rejected_certificate;
}

EventKind kind_of(const HandshakeNotes& notes) noexcept {
    if (notes.failure == nullptr)
        return notes.facts == nullptr ? EventKind::handshake_failed
                                      : EventKind::handshake_completed;
    return notes.failure->reason == SessionFailureReason::plaintext_injected
               ? EventKind::plaintext_injected
               : EventKind::handshake_failed;
}

// Whoever scans port 25 abandons handshakes all day; that is no reason to wake anybody.
Severity severity_of(const HandshakeNotes& notes) noexcept {
    const bool is_quiet = notes.failure == nullptr || is_abandoned(notes);
    return is_quiet && !is_aborted_after_asking(notes) ? Severity::info : Severity::warning;
}

std::string reason_of(const HandshakeNotes& notes) {
    if (is_abandoned(notes)) return std::string(abandoned);
    return std::string(notes.failure == nullptr ? "none" : to_string(notes.failure->reason));
}

std::string key_of(const SessionFacts& facts) {
    if (!facts.chain().empty()) return to_pin(facts.chain().leaf().spki_sha256());
    return facts.chain_problem().empty() ? "none" : "unreadable";
}

std::string completed_text(const SessionFacts& facts) {
    std::string text = facts.proof().resumed ? "A session was resumed, " : "A session is up, ";
    text += facts.parameters();
    if (!facts.chain_problem().empty())
        return text + "; the peer's certificate cannot be read: " + facts.chain_problem() + ".";
    return text + (facts.chain().empty() ? "; the peer presented no certificate."
                                         : "; the peer presented a certificate.");
}

std::string text_of(const HandshakeNotes& notes) {
    if (notes.failure == nullptr && notes.facts != nullptr) return completed_text(*notes.facts);
    std::string text = notes.failure == nullptr || notes.failure->text.empty()
                           ? "The session ended before the handshake was complete."
                           : notes.failure->text;
    if (is_aborted_after_asking(notes))
        text +=
            " We had asked for a certificate: if this sender stumbles over that, leave its network "
            "out of request_certificate.";
    return text;
}

void add_facts(const SessionFacts& facts, Event& event) {
    const PeerProof& proof = facts.proof();
    event.fields.emplace_back("tls_version", to_string(proof.version));
    event.fields.emplace_back("cipher", proof.cipher);
    event.fields.emplace_back("group", proof.group);
    event.fields.emplace_back("resumed", word_of(proof.resumed));
    if (!facts.chain().empty())
        event.fields.emplace_back("certificate", facts.chain().leaf().subject());
    event.fields.emplace_back("certificate_key", key_of(facts));
}

void add_request(const HandshakeNotes& notes, Event& event) {
    if (!notes.server) return;
    event.fields.emplace_back("asked", word_of(notes.asked_for_certificate));
    if (!is_aborted_after_asking(notes)) return;
    const auto address = ip_from_string(notes.peer);
    event.fields.emplace_back("aborted_after_asking", word_of(true));
    event.fields.emplace_back("network", address ? covering_network(*address) : "unknown");
}

}  // namespace

Event handshake_event(const HandshakeNotes& notes) {
    Event event;
    event.kind = kind_of(notes);
    event.severity = severity_of(notes);
    event.time = notes.now;
    event.id = next_event_id(notes.now);
    event.partner = notes.partner;
    event.peer = escaped(notes.peer, max_peer_octets);
    event.reason = reason_of(notes);
    event.text = text_of(notes);
    event.fields.emplace_back("role", notes.server ? "server" : "client");
    add_request(notes, event);
    if (notes.facts != nullptr) add_facts(*notes.facts, event);
    if (!notes.server_name.empty())
        event.fields.emplace_back("server_name", escaped(notes.server_name));
    if (notes.failure != nullptr && !notes.failure->alert.empty())
        event.fields.emplace_back("alert", notes.failure->alert);
    event.fields.emplace_back("octets", std::to_string(notes.octets_received));
    if (notes.duration)
        event.fields.emplace_back("duration_ms", std::to_string(notes.duration->count()));
    return event;
}

Event key_log_event(TimePoint now) {
    Event event;
    event.kind = EventKind::key_log_enabled;
    event.severity = Severity::warning;
    event.time = now;
    event.id = next_event_id(now);
    event.text =
        "The keys of TLS sessions are being written down: whoever reads them can read the mail. "
        "Switch the key log off as soon as the search for the fault is over.";
    return event;
}

}  // namespace domainsec::inline v1::detail

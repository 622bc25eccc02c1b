// The table of TLS alerts (RFC 8446 §6, RFC 5246 §7.2, RFC 6066 §9, IANA's registry "TLS Alerts").
#include "tls/alert_words.hpp"

#include <algorithm>
#include <array>

namespace domainsec::inline v1::detail {
namespace {

struct Alert {
    int code;
    std::string_view name;
    std::string_view words;
};

constexpr std::string_view damaged_or_incompatible =
    "The two TLS libraries do not understand each other. Look for a device on the way that changes "
    "the connection, then update both sides.";

constexpr std::array alerts{
    Alert{0, "close_notify", "The peer ended the session in good order. Nothing is to be mended."},
    Alert{10, "unexpected_message", damaged_or_incompatible},
    Alert{
        20, "bad_record_mac",
        "What arrived at the peer is not what was sent. Look for a device on the way that changes "
        "the connection, or for faulty memory."},
    Alert{21, "decryption_failed",
          "The peer could not decrypt, and uses an alert that was retired long ago. Ask it to "
          "update its TLS library."},
    Alert{22, "record_overflow",
          "The peer received a record that is longer than it takes. Ask it which record size limit "
          "it has, and set that as our record_size_limit."},
    Alert{30, "decompression_failure",
          "The peer uses TLS compression, which was given up as unsafe. Ask it to switch it off."},
    Alert{
        40, "handshake_failure",
        "The two sides have no protocol, cipher suite, group or signature algorithm in common, or "
        "the peer demands a certificate. Ask the peer what it requires, and give our certificate "
        "to this partner if it wants one."},
    Alert{41, "no_certificate",
          "The peer has no certificate to give, and says so in the way of SSL 3. Ask it to update "
          "its TLS library."},
    Alert{42, "bad_certificate",
          "The peer cannot read our certificate, or a signature in it does not verify. Check the "
          "file and its chain with `domainsec cert check`."},
    Alert{43, "unsupported_certificate",
          "The peer does not take the kind of our certificate: its key, its signature algorithm or "
          "its extended key usage. Ask the peer which it takes; a client's certificate often needs "
          "clientAuth."},
    Alert{44, "certificate_revoked",
          "The peer found our certificate revoked. Ask the authority why, and install a new one."},
    Alert{45, "certificate_expired",
          "The peer found our certificate, or one of its issuers, outside its dates. Renew it, "
          "send the current intermediates, and check the clocks of both sides."},
    Alert{46, "certificate_unknown",
          "The peer does not accept our certificate, and does not say why. Most often the name in "
          "it is not the one that the peer expects: ask for the peer's log."},
    Alert{47, "illegal_parameter", damaged_or_incompatible},
    Alert{48, "unknown_ca",
          "The peer does not know the authority that issued our certificate. Send the intermediate "
          "certificates along, or ask the peer to trust that authority's root."},
    Alert{49, "access_denied",
          "The peer read our certificate, and does not admit its holder. Ask the peer to add it to "
          "its list."},
    Alert{50, "decode_error", damaged_or_incompatible},
    Alert{51, "decrypt_error",
          "A signature or the end of the handshake did not verify at the peer. Check that our "
          "certificate and key belong together, then look for a device on the way that changes the "
          "connection."},
    Alert{60, "export_restriction",
          "The peer offers export-grade cryptography, which was given up as unsafe. Ask it to "
          "update its TLS library."},
    Alert{
        70, "protocol_version",
        "The peer does not speak the offered version of TLS. Ask it to switch on TLS 1.2 or 1.3."},
    Alert{
        71, "insufficient_security",
        "The peer demands stronger algorithms than were offered. Ask it which, and use a stronger "
        "key for our certificate where that is the reason."},
    Alert{80, "internal_error",
          "Something at the peer went wrong that has nothing to do with us. Try again later; if it "
          "stays, ask for the peer's log."},
    Alert{86, "inappropriate_fallback",
          "The peer saw an attempt with an older version of TLS than both sides speak. Look for a "
          "device on the way that disturbs the newer version."},
    Alert{90, "user_canceled",
          "The peer gave up the handshake for a reason of its own. Ask for the peer's log if it "
          "happens again."},
    Alert{100, "no_renegotiation",
          "The peer does not renegotiate. Nothing is to be mended: nobody should."},
    Alert{109, "missing_extension", damaged_or_incompatible},
    Alert{110, "unsupported_extension", damaged_or_incompatible},
    Alert{111, "certificate_unobtainable",
          "The peer tried to fetch our certificate from a URL and could not. Ask it to take the "
          "certificates that are sent."},
    Alert{
        112, "unrecognized_name",
        "The peer has no certificate for the host name that was asked for. Check the MX record or "
        "`servername` of this partner."},
    Alert{
        113, "bad_certificate_status_response",
        "The peer does not accept the OCSP answer that came with our certificate. Fetch a new one, "
        "or stop sending it."},
    Alert{114, "bad_certificate_hash_value",
          "The peer fetched our certificate from a URL and found another one there. Ask it to take "
          "the certificates that are sent."},
    Alert{115, "unknown_psk_identity",
          "The peer does not know the key of an earlier session. The next attempt makes a full "
          "handshake."},
    Alert{
        116, "certificate_required",
        "The peer wants a certificate, and got none. Configure it as a partner to send to, so that "
        "ours is given, and check that a usable one is in the store."},
    Alert{117, "general_error", "The peer gives no reason. Ask for the peer's log."},
    Alert{120, "no_application_protocol",
          "The two sides have no application protocol in common. Mail needs none: leave out the "
          "`protocols` option."},
    Alert{121, "ech_required",
          "The peer wanted an encrypted ClientHello and did not get it. Mail needs none: ask the "
          "peer to switch that off."},
};

constexpr std::string_view words_of_unknown =
    "The peer sent an alert that has no registered meaning. Ask for the peer's log.";

}  // namespace

std::string_view alert_name(int code) noexcept {
    const auto* const found =
        std::ranges::find_if(alerts, [code](const Alert& alert) { return alert.code == code; });
    return found == alerts.end() ? "unknown_alert" : found->name;
}

std::string_view alert_words(int code) noexcept {
    return alert_words(alert_name(code));
}

std::string_view alert_words(std::string_view name) noexcept {
    const auto* const found =
        std::ranges::find_if(alerts, [name](const Alert& alert) { return alert.name == name; });
    return found == alerts.end() ? words_of_unknown : found->words;
}

}  // namespace domainsec::inline v1::detail

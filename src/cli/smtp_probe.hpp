// Goes as far with a mail host as its certificate needs: greeting, EHLO, STARTTLS, handshake
// (RFC 5321, RFC 3207). Sends no mail.
#pragma once

#include <chrono>
#include <cstdint>
#include <domainsec/status.hpp>
#include <domainsec/tls/session_facts.hpp>
#include <optional>
#include <string>

namespace domainsec::cli {

struct SmtpHost {
    std::string name;  ///< A domain name or an address, without brackets.
    std::uint16_t port = 25;
};

/// Reads "smtp://host", "smtp://host:port" or "smtp://[address]:port". Throws
/// Error(invalid_argument) when it begins with smtp:// and goes on otherwise; nothing when it does
/// not begin so.
std::optional<SmtpHost> smtp_target(const std::string& text);

struct ProbeOptions {
    std::string server_name;            ///< SNI; empty: none.
    std::string ehlo_name;              ///< What we call ourselves.
    std::chrono::seconds patience{30};  ///< For all of it.
};

struct ProbeResult {
    /// `pass` when there are facts; temperror: another attempt may go better; permerror: what
    /// answers is no SMTP server; fail: it is one, and gives no TLS that can be used.
    Status status = Status::temperror;
    std::string problem;  ///< A sentence, with what the host said escaped; empty with `pass`.
    std::string address;  ///< The IP address that answered.
    std::optional<SessionFacts> facts;
};

ProbeResult probe(const SmtpHost& host, const ProbeOptions& options);

}  // namespace domainsec::cli

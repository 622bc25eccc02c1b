// Programs of others that come to our server: `openssl s_client`, `gnutls-cli` and a script with
// Python's ssl, told the same in their own words. Each speaks SMTP up to STARTTLS by itself.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "child_process.hpp"
#include "pem_files.hpp"
#include "relay.hpp"
#include "smtp_server.hpp"

namespace domainsec::test {

using Words = std::vector<std::string>;

/// The only version that a program shall speak.
enum class OnlyVersion { tls11, tls12, tls13 };

/// What a program shall do.
struct ClientOrder {
    OnlyVersion version = OnlyVersion::tls13;
    std::optional<Identity> identity;  ///< None: it has no certificate.
    bool trusts_us = true;             ///< It knows contoso_ca(), and verifies our name.
    bool hybrid = false;               ///< X25519MLKEM768 and no other group.
    Words more;                        ///< Further words for this program.
};

/// A program and how it is called.
struct ClientProgram {
    std::string peer;  ///< As in the matrix.
    Words (*words)(const ClientOrder& order, const PemFiles& files, std::uint16_t port);
    /// It reads its standard input to the end before it begins.
    bool reads_all_first = false;
    /// Further words for two visits of which the second resumes the session of the first, if we let
    /// it: of two processes, or of the one that comes twice by itself.
    Words (*first_visit)(const PemFiles& files, bool waits_for_ticket) = nullptr;
    Words (*second_visit)(const PemFiles& files) = nullptr;
};

const ClientProgram& openssl_client();
const ClientProgram& gnutls_client();
const ClientProgram& python_client();
std::vector<ClientProgram> client_programs();

/// The commands that a program sends once TLS is there: one message from alice@fabrikam.example,
/// and QUIT.
std::string mail_commands();

/// One visit of a program.
struct Visit {
    ClientOrder order;
    std::string commands = mail_commands();
    std::string receive_rules;  ///< As in partner_rules().
    TlsOptions tls;
    AcceptOptions accept;
    std::optional<RelayRules> relay;  ///< What stands between.
    /// What happens when a command arrives.
    std::function<void(ChildProcess&, const std::string& command)> on_command;
};

struct Visited {
    Served served;
    std::string output;  ///< What the program said to its user.
};

Visited visit(const ClientProgram& program, const Visit& plan);

/// Two visits to one context of ours; the program offers the session of the first in the second.
/// A program that comes twice by itself may say nothing but EHLO in the first.
std::array<Visited, 2> visit_twice(const ClientProgram& program, const Visit& plan);

}  // namespace domainsec::test

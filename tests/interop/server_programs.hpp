// Programs of others that our client comes to: `openssl s_server`, `gnutls-serv` and a script with
// Python's ssl, told the same in their own words. The first two know no SMTP: TLS begins at once,
// and they send lines back.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "child_process.hpp"
#include "client_programs.hpp"
#include "pem_files.hpp"
#include "relay.hpp"
#include "smtp_client.hpp"

namespace domainsec::test {

/// Whether a server wants the client's certificate.
enum class Asks { no, yes, insists };

/// What a program shall do.
struct ServerOrder {
    OnlyVersion version = OnlyVersion::tls13;
    Identity identity = presented::good();
    Asks asks = Asks::insists;
    bool trusts_us = true;    ///< It knows contoso_ca().
    bool reads_keys = false;  ///< s_server: takes letters as commands, and does not answer.
    bool hybrid = false;      ///< X25519MLKEM768 and no other group.
    Words more;               ///< Further words for this program.
};

/// A program and how it is called.
struct ServerProgram {
    std::string peer;  ///< As in the matrix.
    Words (*words)(const ServerOrder& order, const PemFiles& files);
    std::uint16_t (*port)(ChildProcess& program);
    bool speaks_smtp = false;
};

const ServerProgram& openssl_server();
const ServerProgram& gnutls_server();
const ServerProgram& python_server();
std::vector<ServerProgram> server_programs();

/// One call of ours.
struct Call {
    ServerOrder order;
    std::optional<Identity> ours = contoso();
    std::string send_rules;  ///< As in partner_rules().
    TlsOptions tls;
    std::optional<RelayRules> relay;  ///< What stands between.
    std::string input;                ///< Standard input of the program.
    /// What happens once the server has answered in TLS.
    std::function<void(ChildProcess&, SmtpWire&)> when_answered;
};

struct Called {
    Sent sent;
    std::string output;  ///< What the program said to its user.
};

Called call(const ServerProgram& program, const Call& plan);

/// Two calls out of one context of ours to one process.
std::array<Called, 2> call_twice(const ServerProgram& program, const Call& plan);

}  // namespace domainsec::test

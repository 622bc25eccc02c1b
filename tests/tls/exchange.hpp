// Carries octets between two ends that know no socket, as a network would, or worse.
#pragma once

#include <domainsec/bytes.hpp>
#include <domainsec/tls/contexts.hpp>
#include <optional>
#include <string>
#include <vector>

#include "support/test_pki.hpp"

namespace domainsec::test {

/// Identities that most cases share: made once.
const TestCa& tls_authority();
const Identity& server_identity();
const Identity& client_identity();

/// Options with the test clock.
TlsOptions tls_options();

std::shared_ptr<const ServerContext> server_context(TlsOptions options = tls_options());
std::shared_ptr<const ClientContext> client_context(TlsOptions options = tls_options());

/// Moves what one end has to say to the other; false when it had nothing.
template <typename From, typename To>
bool carry(From& from, To& to) {
    const Bytes octets = from.take_output();
    if (octets.empty()) return false;
    to.receive(octets);
    return true;
}

/// Until both ends are silent.
template <typename One, typename Other>
void exchange(One& one, Other& other) {
    for (int round = 0; round < 20; ++round) {
        const bool moved = carry(one, other);
        if (!carry(other, one) && !moved) return;
    }
}

/// A server's session and a client's, not yet talking.
struct Pair {
    Session server;
    Session client;

    Pair();
    Pair(const ServerContext& server_side, const ClientContext& client_side,
         const AcceptOptions& accept = {}, const ConnectOptions& connect = {});
    void talk() { exchange(client, server); }
};

/// TLS records, each with its header.
std::vector<Bytes> records_of(ByteView octets);

Bytes octets_of(std::string_view text);
std::string text_from(const Bytes& octets);

}  // namespace domainsec::test

// A whole session of ours with the bare engine, TLS 1.3 or 1.2, over a connection that the input
// commands: it drops, repeats, changes, shortens and inserts records. No facts but the peer's, no
// plaintext but a prefix of what the peer sent, and a verdict at the end (RFC 8446 §6).
#include <algorithm>
#include <domainsec/pki/issue.hpp>
#include <domainsec/tls/contexts.hpp>

#include "tls/engine_peer.hpp"

namespace {

using namespace domainsec;
using test::EnginePeer;

constexpr std::size_t header_octets = 5;

Identity make_identity(const char* name) {
    const PrivateKey key = PrivateKey::generate(KeyAlgorithm::ecdsa_p256);
    CertificateTemplate content;
    content.dns_names = {DomainName::from_string(name).value()};
    content.not_after = TimePoint(std::chrono::days(365));
    return {name, Chain({make_self_signed(key, content)}), key};
}

const Identity& server_identity() {
    static const Identity identity = make_identity("server.example");
    return identity;
}

const Identity& client_identity() {
    static const Identity identity = make_identity("client.example");
    return identity;
}

/// The input, read as commands for the records in the order in which they are sent.
class Commander {
  public:
    explicit Commander(ByteView input) : input_(input) {}

    std::uint8_t next() {
        if (input_.empty()) return 0;
        const std::uint8_t octet = input_.front();
        input_ = input_.subspan(1);
        return octet;
    }

    /// What arrives of one record.
    Bytes carry(Bytes record) {
        switch (next() % 8) {
            case 1:
                return {};
            case 2:
                record.insert(record.end(), record.begin(), record.end());
                return record;
            case 3:
                return changed(std::move(record));
            case 4:
                return shortened(std::move(record));
            case 5:
                record.insert(record.begin(), input_.begin(), input_.begin() + take(next()));
                return record;
            default:
                return record;
        }
    }

  private:
    std::ptrdiff_t take(std::size_t most) {
        return static_cast<std::ptrdiff_t>(std::min(most, input_.size()));
    }

    Bytes changed(Bytes record) {
        for (int changes = next() % 4; changes >= 0; --changes) {
            const std::size_t place = next() * std::size_t{256} + next();
            record[place % record.size()] = next();
        }
        return record;
    }

    Bytes shortened(Bytes record) {
        const std::size_t content = next() % (record.size() - header_octets + 1);
        record.resize(header_octets + content);
        record[3] = static_cast<std::uint8_t>(content / 256);
        record[4] = static_cast<std::uint8_t>(content % 256);
        return record;
    }

    ByteView input_;
};

Bytes carried(ByteView octets, Commander& commander) {
    Bytes arrives;
    while (octets.size() > header_octets) {
        const std::size_t length =
            std::min(octets.size(), header_octets + octets[3] * std::size_t{256} + octets[4]);
        const Bytes record(octets.begin(), octets.begin() + static_cast<std::ptrdiff_t>(length));
        const Bytes part = commander.carry(record);
        arrives.insert(arrives.end(), part.begin(), part.end());
        octets = octets.subspan(length);
    }
    return arrives;
}

constexpr std::string_view said = "NOOP\r\nQUIT\r\n";

void check(Session& session, const Chain& true_chain, std::string& heard) {
    if (const SessionFacts* facts = session.facts();
        facts != nullptr && !facts->chain().empty() &&
        facts->chain().certificates() != true_chain.certificates())
        __builtin_trap();
    const Bytes more = session.take_plaintext();
    heard.append(more.begin(), more.end());
    if (!said.starts_with(heard) || (!heard.empty() && session.facts() == nullptr))
        __builtin_trap();
}

void talk(Session session, EnginePeer peer, const Chain& true_chain, Commander& commander) {
    std::string heard;
    bool spoke = false;
    for (int round = 0; round < 12; ++round) {
        if (peer.is_established() && !spoke) {
            spoke = true;
            try {
                peer.channel().send(said);
            } catch (const std::exception&) {
                // The peer has given up.
            }
        }
        const Bytes answer = carried(session.take_output(), commander);
        peer.receive(answer);
        const Bytes wire = carried(peer.take_output(), commander);
        if (answer.empty() && wire.empty()) break;
        session.receive(wire);
        check(session, true_chain, heard);
    }
    session.connection_ended();
    check(session, true_chain, heard);
    if (session.state() != SessionState::failed && session.state() != SessionState::closed)
        __builtin_trap();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    static const auto server = ServerContext::create(server_identity());
    static const auto client = ClientContext::create(client_identity());
    Commander commander({data, size});
    const std::uint8_t setup = commander.next();
    test::PeerBehaviour behaviour;
    behaviour.tls12_only = (setup & 1) != 0;
    if ((setup & 2) != 0) {
        behaviour.identity = server_identity();
        talk(client->connect(), EnginePeer::server(behaviour), server_identity().chain, commander);
    } else {
        if ((setup & 4) != 0) behaviour.identity = client_identity();
        talk(server->accept(), EnginePeer::client(behaviour), client_identity().chain, commander);
    }
    return 0;
}

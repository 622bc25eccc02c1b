// Whatever a stranger sends, in pieces of any size: no facts, no plaintext, and a verdict at the
// end (RFC 8446 §6).
#include <algorithm>
#include <domainsec/pki/issue.hpp>
#include <domainsec/tls/contexts.hpp>

namespace {

using namespace domainsec;

Identity identity() {
    const PrivateKey key = PrivateKey::generate(KeyAlgorithm::ecdsa_p256);
    CertificateTemplate content;
    content.dns_names = {DomainName::from_string("fuzz.example").value()};
    content.not_after = TimePoint(std::chrono::days(365));
    return {"fuzz", Chain({make_self_signed(key, content)}), key};
}

void check_stranger(Session session, ByteView wire, std::size_t piece) {
    for (; !wire.empty(); wire = wire.subspan(std::min(piece, wire.size())))
        session.receive(wire.first(std::min(piece, wire.size())));
    if (session.facts() != nullptr || !session.take_plaintext().empty()) __builtin_trap();
    session.connection_ended();
    if (session.state() != SessionState::failed || !session.failure()) __builtin_trap();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    static const auto server = ServerContext::create(identity());
    static const auto client = ClientContext::create(identity());
    if (size < 2) return 0;
    const std::size_t piece = std::size_t{data[0]} * 16 + 1;
    check_stranger(server->accept(), {data + 1, size - 1}, piece);
    check_stranger(client->connect(), {data + 1, size - 1}, piece);
    return 0;
}

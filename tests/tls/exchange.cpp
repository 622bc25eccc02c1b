// Carries octets between two ends that know no socket.
#include "exchange.hpp"

namespace domainsec::test {

const TestCa& tls_authority() {
    static const TestCa authority("Session Test Authority");
    return authority;
}

const Identity& server_identity() {
    static const Identity identity = tls_authority().issue({"mx1.contoso.example"});
    return identity;
}

const Identity& client_identity() {
    static const Identity identity = tls_authority().issue({"mx1.fabrikam.example"});
    return identity;
}

TlsOptions tls_options() {
    TlsOptions options;
    options.clock = FixedClock().clock();
    return options;
}

std::shared_ptr<const ServerContext> server_context(TlsOptions options) {
    return ServerContext::create(server_identity(), std::move(options));
}

std::shared_ptr<const ClientContext> client_context(TlsOptions options) {
    return ClientContext::create(client_identity(), std::move(options));
}

Pair::Pair() : Pair(*server_context(), *client_context()) {}

Pair::Pair(const ServerContext& server_side, const ClientContext& client_side,
           const AcceptOptions& accept, const ConnectOptions& connect)
    : server(server_side.accept(accept)), client(client_side.connect(connect)) {}

std::vector<Bytes> records_of(ByteView octets) {
    constexpr std::size_t header = 5;
    std::vector<Bytes> records;
    while (octets.size() >= header) {
        const std::size_t length =
            std::min(octets.size(), header + static_cast<std::size_t>(octets[3] * 256 + octets[4]));
        records.emplace_back(octets.begin(), octets.begin() + static_cast<std::ptrdiff_t>(length));
        octets = octets.subspan(length);
    }
    return records;
}

Bytes octets_of(std::string_view text) {
    return {text.begin(), text.end()};
}

std::string text_from(const Bytes& octets) {
    return {octets.begin(), octets.end()};
}

}  // namespace domainsec::test

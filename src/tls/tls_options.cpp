// The ranges of what a context is given.
#include <algorithm>
#include <domainsec/error.hpp>
#include <domainsec/tls/contexts.hpp>

namespace domainsec::inline v1 {
namespace {

constexpr std::size_t kib = 1024;
constexpr std::size_t mib = 1024 * 1024;
constexpr std::size_t most_client_sessions = 100'000;
constexpr std::size_t most_listener_octets = 255;
constexpr std::size_t most_protocol_octets = 255;
constexpr std::size_t most_protocols = 64;

[[noreturn]] void refuse_option(const std::string& sentence, const char* field) {
    throw Error(errc::invalid_argument, sentence, {}, 0, field);
}

void check_range(std::size_t value, std::size_t least, std::size_t most, const char* field) {
    if (value < least || value > most)
        refuse_option(std::to_string(value) + " is not between " + std::to_string(least) + " and " +
                          std::to_string(most),
                      field);
}

void check_protocols(const std::vector<std::string>& protocols) {
    check_range(protocols.size(), 0, most_protocols, "protocols");
    for (const std::string& protocol : protocols)
        if (protocol.empty() || protocol.size() > most_protocol_octets)
            refuse_option("The name of a protocol has 1 to 255 octets, and one has " +
                              std::to_string(protocol.size()),
                          "protocols");
}

void check_resumption(const Resumption& resumption) {
    check_range(resumption.listener.size(), 0, most_listener_octets, "resumption.listener");
    check_range(resumption.client_sessions, 0, most_client_sessions, "resumption.client_sessions");
    if (resumption.lifetime < std::chrono::minutes(1) ||
        resumption.lifetime > std::chrono::hours(24))
        refuse_option(std::to_string(resumption.lifetime.count()) +
                          " s is not between 1 minute and 24 " + "hours",
                      "resumption.lifetime");
}

}  // namespace

void TlsOptions::check() const {
    chain.check();
    check_range(max_handshake_octets, 16 * kib, 16 * mib, "max_handshake_octets");
    check_range(max_pending_output, 64 * kib, 64 * mib, "max_pending_output");
    check_range(record_size_limit, 64, 16 * kib, "record_size_limit");
    check_protocols(protocols);
    check_resumption(resumption);
    if (!clock) refuse_option("There is no clock: give one, or leave the default", "clock");
}

}  // namespace domainsec::inline v1

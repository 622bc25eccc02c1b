// A name server on loopback with DNSSEC-signed, unsigned and broken zones, for tests of what asks
// the DNS (RFC 4035). Needs nsd and ldnsutils; without them it throws, so that no test passes
// unseen.
#pragma once

#include <domainsec/dns/resolver.hpp>
#include <string>

namespace domainsec::test {

/// The zones: example (signed, anchored), insecure.example (unsigned), broken.example (changed
/// after signing), expired.example (old signatures), example.net (unsigned, no anchor above it).
/// One server per process, started at the first call and stopped when the process ends.
class SignedZones {
  public:
    static const SignedZones& instance();

    /// The anchor of "example".
    const std::string& anchor() const noexcept { return anchor_; }

    /// "127.0.0.1@port" of the server.
    const std::string& address() const noexcept { return address_; }

    /// Asks this server alone, with the anchor of "example".
    UnboundOptions options() const;

    SignedZones(const SignedZones&) = delete;
    SignedZones& operator=(const SignedZones&) = delete;

  private:
    SignedZones();
    ~SignedZones();
    void sign(const std::string& zone, const std::string& dates = {});
    std::string read(const std::string& file) const;
    void write(const std::string& file, const std::string& text) const;
    bool start_server();
    bool answers() const;
    void stop_server() noexcept;

    std::string folder_;
    std::string anchor_;
    std::string delegations_;
    std::string address_;
    int process_ = -1;
};

}  // namespace domainsec::test

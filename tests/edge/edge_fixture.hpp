// Two whole organizations on disk, each with configuration, certificate store and stamp key, and
// TLS between them from memory to memory.
#pragma once

#include <domainsec/edge/edge.hpp>
#include <domainsec/stamp/key_ring.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "policy/policy_fixture.hpp"
#include "support/temporary_directory.hpp"
#include "support/test_clock.hpp"
#include "support/test_pki.hpp"

namespace domainsec::test {

/// One organization's folder with everything an Edge reads.
class Organization {
  public:
    /// A store with `identity`, an Ed25519 stamp key with selector "edge1" and its keyring.
    Organization(const std::string& domain, const std::string& edge, const Identity& identity);

    void write(const std::string& name, std::string_view content) const;
    /// [organization], [edge], [identity] and [stamp], then `rest`.
    void configure(const std::string& rest) const;
    void configure_whole(const std::string& text) const;

    std::filesystem::path file() const { return folder_ / "domainsec.toml"; }
    const std::filesystem::path& path() const { return folder_.path(); }
    const std::string& head() const { return head_; }

  private:
    TemporaryDirectory folder_;
    std::string domain_;
    std::string head_;
};

/// Contoso receives from Fabrikam, Fabrikam sends to Contoso.
struct TwoOrganizations {
    TwoOrganizations();

    Edge contoso_edge() const { return Edge::load(contoso.file(), options()); }
    Edge fabrikam_edge() const { return Edge::load(fabrikam.file(), options()); }
    EdgeOptions options() const;

    TestCa contoso_ca{"Contoso CA"};
    Organization contoso;
    Organization fabrikam;
    std::shared_ptr<EventList> events = std::make_shared<EventList>();
    FixedClock clock;
};

/// Carries octets both ways until neither side has any left.
void exchange(Session& a, Session& b);

/// A completed handshake.
struct Connected {
    Session client;
    Session server;
};
Connected connected(const Edge& from, const std::string& destination, const Edge& to,
                    const std::string& host);

/// The message through one transaction of `edge`: applied edits, or nothing when refused.
std::optional<std::string> delivered(const Edge& edge, SessionFacts facts,
                                     const std::string& mail_from, std::string message);

std::size_t occurrences(const std::string& text, std::string_view part);

}  // namespace domainsec::test

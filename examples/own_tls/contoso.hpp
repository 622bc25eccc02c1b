// Who meets in the examples with another TLS library: Contoso's edge, and those who call it in the
// name of its partner Fabrikam. Keys, certificates and the configuration are made anew in a folder.
#pragma once

#include <atomic>
#include <domainsec/domainsec.hpp>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace own_tls {

/// What Contoso's callers ask for.
inline constexpr const char* edge_host = "edge1.contoso.example";

/// A folder of its own below the system's folder for temporary files; removed at the end.
class TemporaryFolder final {
  public:
    TemporaryFolder();
    ~TemporaryFolder();
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;

    const std::filesystem::path& path() const noexcept { return path_; }

  private:
    std::filesystem::path path_;
};

/// Time that the example moves by hand.
class MovableClock final {
  public:
    explicit MovableClock(domainsec::TimePoint start);
    void advance(domainsec::Seconds by);
    domainsec::Clock clock() const;

  private:
    std::shared_ptr<std::atomic<domainsec::TimePoint>> now_;
};

/// Somebody at the other end, and what is to come of it.
struct Peer {
    std::string title;
    std::optional<domainsec::Identity> identity;
    domainsec::Status status = domainsec::Status::pass;
    domainsec::PolicyReason reason = domainsec::PolicyReason::none;
};

/// Contoso's mail server. Its partner Fabrikam has an authority of its own, with an intermediate.
class Contoso final {
  public:
    Contoso(const std::filesystem::path& folder, const domainsec::Clock& clock);

    const domainsec::Edge& edge() const noexcept { return *edge_; }
    const domainsec::Identity& identity() const noexcept { return *identity_; }
    const domainsec::Clock& clock() const noexcept { return clock_; }

    /// Fabrikam's mail server, and others that are not quite it.
    const std::vector<Peer>& peers() const noexcept { return peers_; }
    /// Fabrikam's mail server as it should be: the first of them.
    const domainsec::Identity& fabrikam() const { return *peers_.front().identity; }

  private:
    domainsec::Clock clock_;
    std::optional<domainsec::Identity> identity_;
    std::vector<Peer> peers_;
    std::optional<domainsec::Edge> edge_;
};

}  // namespace own_tls

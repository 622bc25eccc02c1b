// Two organizations for tests: Contoso judges, Fabrikam is its partner, with an authority of its
// own.
#pragma once

#include <domainsec/policy/configuration.hpp>
#include <domainsec/policy/inbound_transaction.hpp>
#include <domainsec/policy/outbound_route.hpp>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "support/temporary_directory.hpp"
#include "support/test_clock.hpp"
#include "support/test_pki.hpp"

namespace domainsec::test {

/// Keeps what it hears.
class EventList final : public EventSink {
  public:
    void on_event(const Event& event) noexcept override { events.push_back(event); }
    std::vector<Event> of(EventKind kind) const;

    std::vector<Event> events;
};

/// Seven days around test_now(): needs no revocation data.
IssueOptions short_lived();

const TestCa& fabrikam_ca();
const TestCa& stranger_ca();

/// Fabrikam's identity, issued by its authority for fabrikam.example and mx1.fabrikam.example.
const Identity& fabrikam();

/// A session in which the peer presented this chain, vouched for by the caller's TLS stack.
SessionFacts session_of(const Identity& identity);
SessionFacts session_of(const Chain& chain);
SessionFacts session_without_certificate();
/// TLS 1.2 without extended master secret.
SessionFacts weak_session_of(const Identity& identity);

/// A folder with Fabrikam's authority in it, as a configuration names it.
class PolicyFolder {
  public:
    PolicyFolder();

    void write(const std::string& name, std::string_view content) const;
    const std::filesystem::path& path() const { return folder_.path(); }

  private:
    TemporaryDirectory folder_;
};

/// The beginning of Contoso's configuration, [stamp] included; 9 lines.
inline const std::string contoso_head =
    "[organization]\n"
    "domain = \"contoso.example\"\n"
    "domains = [\"contoso.example\", \"contoso-mail.example\"]\n"
    "[edge]\n"
    "name = \"edge1.contoso.example\"\n"
    "[stamp]\n"
    "selector = \"edge1\"\n"
    "key = \"stamp.pem\"\n"
    "\n";
/// "[[partner]]" with Fabrikam's name and domains; 3 lines.
inline const std::string fabrikam_partner =
    "[[partner]]\n"
    "name = \"Fabrikam\"\n"
    "domains = [\"fabrikam.example\", \"fabrikam-news.example\"]\n";
/// Its [partner.receive] with the authority; 2 lines.
inline const std::string fabrikam_receive =
    "[partner.receive]\n"
    "anchors = [\"fabrikam-ca.pem\"]\n";

/// Contoso's judgement of one message, with everything injected.
struct Judge {
    /// `rest` follows contoso_head and fabrikam_partner.
    explicit Judge(const std::string& rest = fabrikam_receive);
    static Judge from(const std::string& whole_configuration);

    JudgementContext context() const;
    InboundTransaction begin(SessionFacts facts, TransactionOptions options = {}) const;
    OutboundRoute route(const std::string& destination) const;

    std::shared_ptr<const Configuration> configuration;
    std::shared_ptr<EvidenceStore> evidence = std::make_shared<EvidenceStore>();
    std::shared_ptr<EventList> events = std::make_shared<EventList>();
    FixedClock clock;

  private:
    struct Whole {};
    Judge(Whole, const std::string& text);
};

/// A message with one author; every line ends in CRLF.
std::string message_from(const std::string& from);

/// MAIL FROM, RCPT TO bob and the message; stops at the first answer that is not accepted.
InboundVerdict run(InboundTransaction& transaction, const std::string& mail_from,
                   const std::string& message);

}  // namespace domainsec::test

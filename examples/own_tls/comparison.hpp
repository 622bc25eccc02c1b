// Puts sessions of another TLS library beside domainsec's own: the same peer, the same judgement.
#pragma once

#include <domainsec/domainsec.hpp>
#include <functional>
#include <optional>
#include <string>

#include "own_tls/contoso.hpp"

namespace own_tls {

/// What becomes of one message that Fabrikam seems to send.
struct Judgement {
    domainsec::Status status = domainsec::Status::none;
    domainsec::PolicyReason reason = domainsec::PolicyReason::none;
    std::string reply;  ///< To the end of the data.
    std::optional<domainsec::ValidationReport> report;
    std::string
        stamp;  ///< The header field, as it stands in the message; empty when there is none.
    domainsec::StampReport read_inside;  ///< What a verifier behind the edge says.
};

/// A whole transaction: begin, MAIL FROM, RCPT TO, the message.
Judgement judge(const domainsec::Edge& edge, const domainsec::SessionFacts& facts);

/// The other TLS library. Each function makes a handshake in memory, with `peer` at the other end,
/// and gives what Contoso knows of it afterwards.
struct OtherStack {
    using Handshake = std::function<domainsec::SessionFacts(
        const std::optional<domainsec::Identity>& peer, domainsec::TlsVersion version)>;
    Handshake as_server;
    Handshake as_client;
};

/// Prints what was looked at, and remembers whether all was well.
class Checklist final {
  public:
    void check(bool is_well, const std::string& what);
    int exit_code() const;

  private:
    int checked_ = 0;
    int wrong_ = 0;
};

/// Every peer, in TLS 1.3 and 1.2, over both stacks: equal, and as expected. Contoso as the server,
/// which judges a message, and as the client, which judges a route.
void compare(const Contoso& contoso, const OtherStack& other, Checklist& checklist);

/// Says, and shows, that the proof in the stamp is the caller's word.
void show_stamp(const Contoso& contoso, const OtherStack& other, Checklist& checklist);

/// A call that has to throw Error(invalid_argument) about `field`.
void check_refused(Checklist& checklist, const std::string& what, const std::string& field,
                   const std::function<void()>& call);

}  // namespace own_tls

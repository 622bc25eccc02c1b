// The stories of the demo: what is sent, what must come of it, and what did.
#pragma once

#include <domainsec/domainsec.hpp>
#include <functional>
#include <string>
#include <vector>

#include "smtp/client.hpp"
#include "smtp/server.hpp"
#include "two_organizations/organizations.hpp"

namespace demo {

/// One line of the table.
struct Outcome {
    std::string title;
    std::string expected;
    std::string seen;
    std::string message;  ///< As it lies in the mail store; empty when nothing was delivered.
    domainsec::StampReport report;  ///< What a reader's verifier says of it.

    bool agrees() const { return expected == seen; }
};

/// The running organizations.
class Stage {
  public:
    explicit Stage(Cast& cast);

    /// Runs all stories; `told` hears of each as soon as it is over.
    std::vector<Outcome> run(const std::function<void(const Outcome&)>& told);

  private:
    Outcome secured();
    Outcome self_signed();
    Outcome over_openssl();
    Outcome forged_field();
    Outcome foreign_stamp();
    Outcome changed_body();
    Outcome copied();
    Outcome unaligned();
    Outcome refused(const std::string& title, smtp::Server& server,
                    const std::optional<domainsec::Identity>& identity,
                    const std::string& expected);
    Outcome clear_text();
    Outcome bounce();

    smtp::SendResult send(const domainsec::Edge& sender, smtp::Server& server,
                          const smtp::Mail& mail);
    Outcome delivered(const std::string& title, const std::string& expected,
                      const smtp::SendResult& sent, smtp::Server& server);

    Cast& cast_;
    domainsec::Edge contoso_;
    domainsec::Edge contoso_strict_;
    smtp::Server server_;
    smtp::Server openssl_server_;
    smtp::Server strict_server_;
    domainsec::Edge fabrikam_;
    domainsec::Edge northwind_;
};

}  // namespace demo

// Many messages at once from one mail server of others to servers of ours, one for each.
#include "sender_visits.hpp"

#include <boost/test/unit_test.hpp>
#include <future>
#include <list>
#include <stdexcept>

#include "matrix.hpp"

namespace domainsec::test {
namespace {

/// Our server for one case, in a thread of its own.
class OneVisit final {
  public:
    OneVisit(SenderCase settings, std::size_t number)
        : settings_(std::move(settings)),
          server_(partner_rules(settings_.receive_rules),
                  ServerContext::create(settings_.presented, settings_.tls), settings_.accept) {
        settings_.errand.recipient = "case" + std::to_string(number);
        if (settings_.relay) relay_.emplace(listener_.port(), *settings_.relay);
        settings_.errand.port = relay_ ? relay_->port() : listener_.port();
    }

    const SenderCase& settings() const { return settings_; }

    void begin() {
        served_ = std::async(std::launch::async, [this] {
            try {
                return server_.serve(listener_.accept());
            } catch (const std::runtime_error& nobody) {
                Served served;
                served.answer = nobody.what();
                return served;
            }
        });
    }

    Served served() { return served_.get(); }

  private:
    SenderCase settings_;
    SmtpServer server_;
    Listener listener_;
    std::optional<Relay> relay_;
    std::future<Served> served_;
};

}  // namespace

void run_cases(MailSender& sender, std::vector<SenderCase> cases) {
    std::list<OneVisit> visits;
    for (SenderCase& one : cases) {
        visits.emplace_back(std::move(one), visits.size() + 1);
        sender.add(visits.back().settings().errand);
    }
    sender.start();
    for (OneVisit& visit : visits) {
        visit.begin();
        sender.submit(visit.settings().errand.recipient);
    }
    for (OneVisit& visit : visits) {
        const SenderCase& settings = visit.settings();
        const Served served = visit.served();
        const std::string seen = settings.seen ? settings.seen(served) : served.answer;
        const std::string fate = sender.fate(settings.errand.recipient);
        BOOST_TEST_CONTEXT(settings.errand.recipient << " in the log\n" << sender.log()) {
            check_outcome({sender.peer(), PeerRole::client, settings.name}, seen + ", " + fate,
                          settings.expected);
        }
    }
}

}  // namespace domainsec::test

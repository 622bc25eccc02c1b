// A Postfix that runs from the folder into which cmake/dependencies has unpacked it, with a
// configuration and queues of the test's own.
#pragma once

#include <cstdint>
#include <list>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "daemon_process.hpp"
#include "mail_home.hpp"
#include "socket_session.hpp"

namespace domainsec::test {

/// Parameters as in main.cf (postconf(5)).
using PostfixSettings = std::vector<std::pair<std::string, std::string>>;

class Postfix final {
  public:
    explicit Postfix(const std::string& host_name);

    const MailHome& home() const { return home_; }

    void set(const PostfixSettings& settings);

    /// One more smtp(8) client, with settings of its own.
    void add_client(const std::string& service, const PostfixSettings& settings);

    /// One more smtpd(8), on a port of loopback that is given; it logs under its own name.
    std::uint16_t add_server(const std::string& service, const PostfixSettings& settings);

    /// Throws std::runtime_error with the log when it does not come up.
    void start();

    /// The line of the log that has all these words; waits for it. Empty when there is none.
    std::string log_line(const std::vector<std::string>& words) const {
        return home_.wait_for_line("log", words);
    }
    std::string log() const;

    /// True when a message in the queue has these words in it, the envelope included.
    bool keeps(const std::string& words) const;

    /// Ends all of it at once, as a power cut would.
    void kill();

  private:
    void add_service(const std::string& line, const PostfixSettings& settings);
    void make_queue() const;

    MailHome home_{"postfix", true};
    std::string main_;
    std::string master_;
    /// The ports of the servers, kept until these take them.
    std::list<Listener> ports_;
    std::optional<DaemonProcess> process_;
};

}  // namespace domainsec::test

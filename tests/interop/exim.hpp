// An Exim that runs from the folder into which cmake/dependencies has unpacked it, with a
// configuration and a spool of the test's own.
#pragma once

#include <string>
#include <vector>

#include "mail_home.hpp"

namespace domainsec::test {

class Exim final {
  public:
    explicit Exim(const std::string& host_name);

    const MailHome& home() const { return home_; }

    /// Lines of the main section, of the routers, and of the transports.
    void add_main(const std::string& lines) { main_ += lines; }
    void add_router(const std::string& lines) { routers_ += lines; }
    void add_transport(const std::string& lines) { transports_ += lines; }

    void write_configuration() const;

    /// The program with the configuration, and more words.
    std::vector<std::string> command(const std::vector<std::string>& words) const;

    std::string log_line(const std::vector<std::string>& words) const {
        return home_.wait_for_line("log/main", words);
    }
    std::string log() const;

    /// True when a message in the spool has these words in it, the envelope included.
    bool keeps(const std::string& words) const { return home_.has_file_with("spool", words); }

  private:
    MailHome home_{"Debian-exim", false};
    std::string main_;
    std::string routers_;
    std::string transports_;
};

}  // namespace domainsec::test

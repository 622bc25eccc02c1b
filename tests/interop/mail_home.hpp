// What a mail server of others needs to run from a folder of the test's own: accounts and host
// names that are none of this machine's (by the wrappers of cwrap.org), files that it may read, a
// log.
#pragma once

#include <sys/types.h>

#include <functional>
#include <string>
#include <vector>

#include "pem_files.hpp"
#include "support/temporary_directory.hpp"

namespace domainsec::test {

class MailHome final {
  public:
    /// `account` is the user under which the server works, with a group of the same name. A server
    /// that runs only as root believes that it does where we are not.
    MailHome(const std::string& account, bool must_be_root);

    std::string path(const std::string& name) const { return (folder_ / name).string(); }

    /// Puts a file there; the server's account may read it, and nobody else.
    std::string write(const std::string& name, const std::string& content) const;
    IdentityFiles write(const Identity& identity) const;
    std::string write(const TestCa& authority) const;

    /// A new folder; the account owns it.
    void make_folder(const std::string& name, mode_t mode) const;

    /// "NAME=value" for the environment of the server.
    std::vector<std::string> environment() const { return environment_; }

    /// Reads the file until a whole line has all these words, twenty seconds at most. That line;
    /// empty when there is none.
    std::string wait_for_line(const std::string& file, const std::vector<std::string>& words) const;

    /// True when a file in that folder or below has these words in it.
    bool has_file_with(const std::string& folder, const std::string& words) const;

  private:
    void give_away(const std::string& path) const;

    TemporaryDirectory folder_;
    std::vector<std::string> environment_;
};

/// The number of the account: one that this machine does not have, or our own where we are not
/// root.
unsigned account_number();

/// True once `condition` is; false when it is not within twenty seconds.
bool comes_true(const std::function<bool()>& condition);

}  // namespace domainsec::test

// Messages where people keep them: files, standard input, mbox files, Maildir folders.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace domainsec::cli {

/// One place with messages, as the command line names it.
struct MailSource {
    enum class Kind { message, mbox, maildir_file };

    std::string name;  ///< Path, or "-".
    Kind kind = Kind::message;
};

/// What the paths stand for: a Maildir (a folder with cur and new) becomes its messages, sorted;
/// any other folder its files; an mbox is known by its first line, "From ". Throws
/// Error(unreadable_file).
std::vector<MailSource> mail_sources(const std::vector<std::string>& paths);

/// Calls `take` for each message of a source with its name, "FILE" or "FILE#3" in an mbox. Quoting
/// of "From " lines is undone (mboxrd). Throws Error(unreadable_file).
void for_each_message(const MailSource& source,
                      const std::function<void(const std::string& name, std::string_view)>& take);

/// The messages of an mbox, in order.
std::vector<std::string> mbox_messages(std::string_view mbox);

}  // namespace domainsec::cli

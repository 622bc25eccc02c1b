// Runs the `domainsec` command in a folder of its own and takes what it prints.
#pragma once

#include <filesystem>
#include <string>

namespace domainsec::test {

struct Result {
    int exit_code = -1;
    std::string output;  ///< Standard output and standard error, as they came.

    bool prints(const std::string& text) const { return output.find(text) != std::string::npos; }
};

/// A temporary folder, removed at the end.
class Folder {
  public:
    Folder();
    ~Folder();
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;

    const std::filesystem::path& path() const { return path_; }
    void write(const std::string& name, const std::string& text) const;
    std::string read(const std::string& name) const;

    /// Runs `domainsec ARGUMENTS` by the shell, in this folder, for at most 30 s.
    Result run(const std::string& arguments) const;

    /// Runs a script of the shell in this folder, for at most 30 s; $DOMAINSEC is the command.
    Result shell(const std::string& script) const;

  private:
    std::filesystem::path path_;
};

}  // namespace domainsec::test

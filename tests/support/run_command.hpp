// Runs another program from a test, bounded in time and output.
#pragma once

#include <domainsec/bytes.hpp>
#include <filesystem>
#include <string>
#include <string_view>

namespace domainsec::test {

struct CommandResult {
    int exit_code = -1;
    std::string output;  ///< Standard output and standard error.
};

/// Runs a line of sh; after `seconds` it is ended and the exit code is 124.
CommandResult run_command(const std::string& line, int seconds = 20);

/// Puts octets or text into a file with mode 0600, replacing it.
void write_file(const std::filesystem::path& path, ByteView content);
void write_file(const std::filesystem::path& path, std::string_view content);

std::string read_file(const std::filesystem::path& path);

}  // namespace domainsec::test

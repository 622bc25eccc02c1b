// Runs another program from a test, bounded in time and output.
#include "support/run_command.hpp"

#include <stdio.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <array>
#include <cerrno>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <system_error>

namespace domainsec::test {
namespace {

std::string quoted(const std::string& text) {
    std::string result = "'";
    for (const char c : text) result += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return result + "'";
}

}  // namespace

CommandResult run_command(const std::string& line, int seconds) {
    constexpr std::size_t most_output = 4 * 1024 * 1024;
    const std::string bounded =
        "timeout " + std::to_string(seconds) + " sh -c " + quoted(line) + " 2>&1 </dev/null";
    FILE* pipe = ::popen(bounded.c_str(), "r");
    if (pipe == nullptr) throw std::system_error(errno, std::generic_category(), bounded);
    CommandResult result;
    std::array<char, 4096> buffer{};
    std::size_t got = 0;
    while (result.output.size() < most_output &&
           (got = ::fread(buffer.data(), 1, buffer.size(), pipe)) > 0)
        result.output.append(buffer.data(), got);
    const int status = ::pclose(pipe);
    if (status >= 0 && WIFEXITED(status)) result.exit_code = WEXITSTATUS(status);
    return result;
}

void write_file(const std::filesystem::path& path, ByteView content) {
    write_file(path, text_of(content));
}

void write_file(const std::filesystem::path& path, std::string_view content) {
    std::ofstream file(path, std::ios::binary | std::ios::trunc);
    ::chmod(path.c_str(), S_IRUSR | S_IWUSR);
    file.write(content.data(), static_cast<std::streamsize>(content.size()));
    if (!file.flush()) throw std::runtime_error("cannot write " + path.string());
}

std::string read_file(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) throw std::runtime_error("cannot read " + path.string());
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

}  // namespace domainsec::test

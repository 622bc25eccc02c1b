// popen(3) with timeout(1) around the command.
#include "cli/command.hpp"

#include <sys/wait.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace domainsec::test {
namespace fs = std::filesystem;

namespace {

Result result_of(const std::string& line) {
    std::FILE* pipe = ::popen(line.c_str(), "r");
    if (!pipe) throw std::runtime_error("the shell cannot be started");
    Result result;
    std::array<char, 4096> buffer;
    std::size_t length = 0;
    while ((length = std::fread(buffer.data(), 1, buffer.size(), pipe)) > 0)
        result.output.append(buffer.data(), length);
    result.exit_code = WEXITSTATUS(::pclose(pipe));
    return result;
}

}  // namespace

Folder::Folder() {
    auto form = (fs::temp_directory_path() / "domainsec-cli-XXXXXX").string();
    if (!::mkdtemp(form.data())) throw std::runtime_error("no temporary folder");
    path_ = form;
}

Folder::~Folder() {
    fs::remove_all(path_);
}

void Folder::write(const std::string& name, const std::string& text) const {
    std::ofstream(path_ / name, std::ios::binary) << text;
}

std::string Folder::read(const std::string& name) const {
    std::ifstream in(path_ / name, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

Result Folder::run(const std::string& arguments) const {
    return result_of("cd '" + path_.string() + "' && timeout 30 '" DOMAINSEC_COMMAND "' " +
                     arguments + " 2>&1");
}

Result Folder::shell(const std::string& script) const {
    write("script", script);
    return result_of("cd '" + path_.string() +
                     "' && DOMAINSEC='" DOMAINSEC_COMMAND "' timeout 30 sh script 2>&1");
}

}  // namespace domainsec::test

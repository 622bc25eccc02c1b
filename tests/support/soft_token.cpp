// SoftHSM2's driver and pkcs11-tool, in a folder of a test's own.
#include "support/soft_token.hpp"

#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <stdexcept>

#include "support/run_command.hpp"

namespace domainsec::test {
namespace {

constexpr const char* driver_path = "/usr/lib/softhsm/libsofthsm2.so";

void must_run(const std::string& line) {
    const auto result = run_command(line, 60);
    if (result.exit_code != 0) throw std::runtime_error(line + ": " + result.output);
}

}  // namespace

bool SoftToken::is_there() {
    const bool there = std::filesystem::exists(driver_path) &&
                       run_command("command -v softhsm2-util pkcs11-tool").exit_code == 0;
    if (!there)
        BOOST_TEST_MESSAGE(
            "NOT TESTED: SoftHSM2 and pkcs11-tool are missing; run cmake/dependencies");
    BOOST_WARN_MESSAGE(there, "keys in tokens are not tested: run cmake/dependencies --tests");
    return there;
}

SoftToken& SoftToken::of_this_process() {
    static SoftToken token;
    return token;
}

SoftToken::SoftToken() {
    std::filesystem::create_directory(folder_ / "tokens");
    write_file(folder_ / "softhsm2.conf",
               "directories.tokendir = " + (folder_ / "tokens").string() +
                   "\nobjectstore.backend = file\nlog.level = ERROR\n");
    ::setenv("SOFTHSM2_CONF", (folder_ / "softhsm2.conf").c_str(), 1);
    for (const std::string label : {"edge", "twins", "twins"})
        must_run("softhsm2-util --init-token --free --label " + label +
                 " --so-pin 12345678 --pin " + pin);
}

void SoftToken::tool(const std::string& arguments) const {
    must_run(std::string("pkcs11-tool --module ") + driver_path +
             " --token-label edge --login --pin " + pin + " " + arguments);
}

void SoftToken::make(const std::string& label, const std::string& type,
                     const std::string& id) const {
    tool("--keypairgen --key-type " + type + " --id " + id + " --label " + label);
}

std::string SoftToken::driver() const {
    return std::string("?module-path=") + driver_path;
}

std::string SoftToken::uri(const std::string& label) const {
    return "pkcs11:token=edge;object=" + label + driver();
}

PrivateKey SoftToken::key(const std::string& label, const std::string& type) const {
    static int made = 0;
    const auto number = std::to_string(1000 + ++made);
    make(label + number, type, number);
    return PrivateKey::from_pkcs11(uri(label + number), pin);
}

}  // namespace domainsec::test

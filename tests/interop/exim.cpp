// An Exim with a configuration and a spool of the test's own.
#include "exim.hpp"

#include <filesystem>
#include <stdexcept>

#include "support/run_command.hpp"

namespace domainsec::test {
namespace {

const std::string program = DOMAINSEC_EXIM "/usr/sbin/exim4";

constexpr const char* common_lines =
    "keep_environment = LD_PRELOAD:NSS_WRAPPER_PASSWD:NSS_WRAPPER_GROUP:NSS_WRAPPER_HOSTS\n"
    "add_environment =\n"
    "log_timezone = false\n"
    "log_selector = +tls_peerdn +tls_sni +tls_certificate_verified +tls_resumption "
    "+incoming_interface\n"
    "host_lookup =\n"
    "rfc1413_hosts =\n"
    "deliver_drop_privilege = true\n"
    "disable_ipv6 = true\n"
    "local_interfaces = 127.0.0.1\n"
    "acl_smtp_rcpt = accept\n"
    "acl_smtp_data = accept\n"
    // A message whose delivery fails shall not come back to anybody.
    "ignore_bounce_errors_after = 0s\n";

}  // namespace

Exim::Exim(const std::string& host_name) {
    if (!std::filesystem::exists(program))
        throw std::runtime_error("Exim is not in " DOMAINSEC_EXIM
                                 ": run cmake/dependencies, which puts it there");
    home_.make_folder("spool", 0700);
    home_.make_folder("log", 0700);
    // It starts itself anew under its own account, which the folder of the cache need not let in.
    std::filesystem::copy_file(program, home_.path("exim4"));
    add_main(std::string(common_lines) + "primary_hostname = " + host_name +
             "\nspool_directory = " + home_.path("spool") + "\nlog_file_path = " +
             home_.path("log/%s") + "\nexim_path = " + home_.path("exim4") + "\n");
}

void Exim::write_configuration() const {
    // Exim takes a configuration only from root, or from whoever runs it.
    write_file(home_.path("configuration"), main_ + "begin routers\n" + routers_ +
                                                "begin transports\n" + transports_ +
                                                "begin retry\n* * F,1h,10m\n");
}

std::vector<std::string> Exim::command(const std::vector<std::string>& words) const {
    std::vector<std::string> all{"env"};
    for (const std::string& variable : home_.environment()) all.push_back(variable);
    for (const std::string& word :
         {home_.path("exim4"), std::string("-C"), home_.path("configuration")})
        all.push_back(word);
    all.insert(all.end(), words.begin(), words.end());
    return all;
}

std::string Exim::log() const {
    return std::filesystem::exists(home_.path("log/main")) ? read_file(home_.path("log/main")) : "";
}

}  // namespace domainsec::test

// A Postfix with a configuration and queues of the test's own.
#include "postfix.hpp"

#include <filesystem>
#include <stdexcept>

#include "support/run_command.hpp"

namespace domainsec::test {
namespace {

const std::string programs = DOMAINSEC_POSTFIX "/usr";

// What carries a message between the services that a test adds (master(5)).
constexpr const char* common_services =
    "cleanup unix n - n - 0 cleanup\n"
    "qmgr unix n - n 300 1 qmgr\n"
    "tlsmgr unix - - n 1000? 1 tlsmgr\n"
    "rewrite unix - - n - - trivial-rewrite\n"
    "bounce unix - - n - 0 bounce\n"
    "defer unix - - n - 0 bounce\n"
    "trace unix - - n - 0 bounce\n"
    "anvil unix - - n - 1 anvil\n"
    "showq unix n - n - - showq\n"
    "error unix - - n - - error\n"
    "retry unix - - n - - error\n"
    "virtual unix - n n - - virtual\n"
    "proxymap unix - - n - - proxymap\n"
    "postlog unix-dgram n - n - 1 postlogd\n";

std::string line_of(const std::string& name, const std::string& value) {
    return name + " = " + value + "\n";
}

bool answers(std::uint16_t port) {
    try {
        connect_to(port);
        return true;
    } catch (const std::exception&) {
        return false;
    }
}

}  // namespace

Postfix::Postfix(const std::string& host_name) {
    if (!std::filesystem::exists(programs + "/lib/postfix/sbin/master"))
        throw std::runtime_error("Postfix is not in " DOMAINSEC_POSTFIX
                                 ": run cmake/dependencies, which puts it there");
    set({{"compatibility_level", "3.6"},
         {"config_directory", home_.path("etc")},
         {"queue_directory", home_.path("spool")},
         {"data_directory", home_.path("data")},
         {"daemon_directory", programs + "/lib/postfix/sbin"},
         {"command_directory", programs + "/sbin"},
         {"shlib_directory", programs + "/lib/postfix"},
         {"meta_directory", home_.path("etc")},
         {"mail_owner", "postfix"},
         {"setgid_group", "postdrop"},
         {"default_privs", "nobody"},
         {"import_environment",
          "MAIL_CONFIG LD_LIBRARY_PATH LD_PRELOAD NSS_WRAPPER_PASSWD NSS_WRAPPER_GROUP "
          "NSS_WRAPPER_HOSTS UID_WRAPPER UID_WRAPPER_ROOT"},
         {"maillog_file", home_.path("log")},
         {"maillog_file_prefixes", home_.path("")},
         {"inet_interfaces", "loopback-only"},
         {"inet_protocols", "ipv4"},
         {"myhostname", host_name},
         {"mydestination", ""},
         {"alias_maps", ""},
         {"alias_database", ""},
         {"local_recipient_maps", ""},
         {"smtp_host_lookup", "native"},
         {"smtp_connection_cache_on_demand", "no"},
         {"notify_classes", ""},
         {"smtp_tls_loglevel", "1"},
         {"smtpd_tls_loglevel", "1"}});
    make_queue();
}

void Postfix::make_queue() const {
    constexpr mode_t all_may_enter = 0755;
    home_.make_folder("etc", all_may_enter);
    home_.make_folder("data", 0700);
    home_.make_folder("box", 0700);
    std::filesystem::create_directory(home_.path("spool"));
    std::filesystem::create_directory(home_.path("spool/pid"));
    for (const char* queue : {"active", "bounce", "corrupt", "defer", "deferred", "flush", "hold",
                              "incoming", "private", "saved", "trace"})
        home_.make_folder("spool/" + std::string(queue), 0700);
    home_.make_folder("spool/public", 0710);
    home_.make_folder("spool/maildrop", 0730);
}

void Postfix::set(const PostfixSettings& settings) {
    for (const auto& [name, value] : settings) main_ += line_of(name, value);
}

void Postfix::add_service(const std::string& line, const PostfixSettings& settings) {
    master_ += line + "\n";
    for (const auto& [name, value] : settings) master_ += "  -o { " + name + " = " + value + " }\n";
}

void Postfix::add_client(const std::string& service, const PostfixSettings& settings) {
    add_service(service + " unix - - n - - smtp", settings);
}

std::uint16_t Postfix::add_server(const std::string& service, const PostfixSettings& settings) {
    const std::uint16_t port = ports_.emplace_back().port();
    add_service("127.0.0.1:" + std::to_string(port) + " inet n - n - - smtpd", settings);
    master_ += "  -o syslog_name=postfix/" + service + "\n";
    return port;
}

void Postfix::start() {
    write_file(home_.path("etc/main.cf"), main_);
    write_file(home_.path("etc/master.cf"), master_ + common_services);
    std::vector<std::string> environment = home_.environment();
    environment.push_back("MAIL_CONFIG=" + home_.path("etc"));
    environment.push_back("LD_LIBRARY_PATH=" + programs + "/lib/postfix");
    const std::uint16_t last_port = ports_.back().port();
    ports_.clear();
    process_.emplace(std::vector<std::string>{programs + "/lib/postfix/sbin/master", "-c",
                                              home_.path("etc"), "-d"},
                     environment, home_.path("said"));
    const bool is_up = comes_true([&] { return answers(last_port) || !process_->is_running(); });
    if (!is_up || !process_->is_running())
        throw std::runtime_error("Postfix does not come up: " + read_file(home_.path("said")) +
                                 log());
}

std::string Postfix::log() const {
    return std::filesystem::exists(home_.path("log")) ? read_file(home_.path("log")) : "";
}

bool Postfix::keeps(const std::string& words) const {
    // In this order, for messages go from left to right.
    return home_.has_file_with("spool/maildrop", words) ||
           home_.has_file_with("spool/incoming", words) ||
           home_.has_file_with("spool/active", words) ||
           home_.has_file_with("spool/deferred", words);
}

void Postfix::kill() {
    process_->kill();
}

}  // namespace domainsec::test

// Exim's daemon as it receives from us.
#include <list>
#include <map>
#include <optional>
#include <stdexcept>

#include "daemon_process.hpp"
#include "exim.hpp"
#include "mail_receiver.hpp"
#include "socket_session.hpp"

namespace domainsec::test {
namespace {

constexpr const char* host = "mx1.fabrikam.example";

// One line of a table by port, in which the configuration looks things up.
std::string line_of(std::uint16_t port, const std::string& value) {
    return std::to_string(port) + ": " + value + "\n";
}

class EximReceiver final : public MailReceiver {
  public:
    EximReceiver() : exim_(host) { exim_.home().make_folder("box", 0700); }

    std::string peer() const override { return "Exim"; }

    std::uint16_t add(const Reception& reception) override {
        const std::uint16_t port = reserved_.emplace_back().port();
        const std::string number = std::to_string(port);
        const IdentityFiles files = exim_.home().write(reception.identity);
        const IdentityFiles named =
            reception.identity_by_name ? exim_.home().write(*reception.identity_by_name) : files;
        certificates_ += line_of(port, files.certificate);
        keys_ += line_of(port, files.key);
        named_certificates_ += line_of(port, named.certificate);
        named_keys_ += line_of(port, named.key);
        priorities_ += line_of(port, reception.version == OnlyVersion::tls12
                                         ? "NORMAL:-VERS-ALL:+VERS-TLS1.2"
                                         : "NORMAL:-VERS-ALL:+VERS-TLS1.3");
        ports_ += (ports_.empty() ? "" : " : ") + number;
        asking_ += line_of(port, reception.asking == Asking::always ? "*" : "");
        requiring_ += line_of(port, reception.asking == Asking::required ? "*" : "");
        port_of_[reception.name] = port;
        return port;
    }

    void start() override;

    std::string opinion(const std::string& name) override {
        const std::string port = ":" + std::to_string(port_of_.at(name)) + " ";
        const std::string line = exim_.log_line({"<= ", "I=[127.0.0.1]" + port});
        if (line.empty()) return "no opinion";
        if (line.find(" DN=") == std::string::npos) return "anonymous";
        return line.find(" CV=yes") != std::string::npos ? "trusted" : "untrusted";
    }

    bool delivers(const std::string& words) override {
        return comes_true([&] { return exim_.home().has_file_with("box", words); });
    }

    void kill() override { process_->kill(); }
    std::string log() const override { return exim_.log(); }

  private:
    /// "${lookup{$received_port}lsearch{FILE}}" for a table that is written there.
    std::string by_port(const std::string& name, const std::string& table) const {
        return "${lookup{$received_port}lsearch{" + exim_.home().write(name, table) + "}}";
    }

    std::string by_name(const std::string& name, const std::string& named,
                        const std::string& others) const {
        return "${if eq{$tls_in_sni}{" + std::string(host) + "}{" +
               by_port(name + "-named", named) + "}{" + by_port(name, others) + "}}";
    }

    Exim exim_;
    std::string certificates_, keys_, named_certificates_, named_keys_;
    std::string priorities_, ports_, asking_, requiring_;
    std::map<std::string, std::uint16_t> port_of_;
    std::list<Listener> reserved_;  ///< The ports, kept until the daemon takes them.
    std::optional<DaemonProcess> process_;
};

void EximReceiver::start() {
    exim_.add_main("daemon_smtp_ports = " + ports_ +
                   "\ntls_advertise_hosts = *\ntls_resumption_hosts = *\ntls_certificate = " +
                   by_name("certificates", named_certificates_, certificates_) +
                   "\ntls_privatekey = " + by_name("keys", named_keys_, keys_) +
                   "\ntls_verify_certificates = " + exim_.home().write(contoso_ca()) +
                   "\ntls_try_verify_hosts = " + by_port("asking", asking_) +
                   "\ntls_verify_hosts = " + by_port("requiring", requiring_) +
                   "\ntls_require_ciphers = " + by_port("priorities", priorities_) + "\n");
    exim_.add_router("box:\n  driver = accept\n  transport = box\n");
    exim_.add_transport("box:\n  driver = appendfile\n  file = " + exim_.home().path("box/mail") +
                        "\n  user = Debian-exim\n");
    exim_.write_configuration();
    reserved_.clear();
    process_.emplace(exim_.command({"-bdf"}), std::vector<std::string>{},
                     exim_.home().path("said"));
    if (exim_.log_line({"daemon started"}).empty())
        throw std::runtime_error("Exim does not come up: " + exim_.log());
}

}  // namespace

std::unique_ptr<MailReceiver> exim_receiver() {
    return std::make_unique<EximReceiver>();
}

}  // namespace domainsec::test

// Exim's smtp transport as it sends to us.
#include <list>

#include "daemon_process.hpp"
#include "exim.hpp"
#include "mail_sender.hpp"

namespace domainsec::test {
namespace {

const std::string host = "edge1.contoso.example";

std::string priorities_of(OnlyVersion version) {
    return "NORMAL:-VERS-ALL:+VERS-" +
           std::string(version == OnlyVersion::tls12 ? "TLS1.2" : "TLS1.3");
}

class EximSender final : public MailSender {
  public:
    EximSender() : exim_("mx1.fabrikam.example") { authority_ = exim_.home().write(contoso_ca()); }

    std::string peer() const override { return "Exim"; }

    void add(const Errand& errand) override {
        const std::string& name = errand.recipient;
        exim_.add_router(name + ":\n  driver = manualroute\n  local_parts = " + name +
                         "\n  transport = " + name + "\n  route_list = * " + host +
                         "::" + std::to_string(errand.port) + " byname\n  self = send\n");
        std::string transport = name + ":\n  driver = smtp\n  hosts_require_tls = *\n" +
                                "  hosts_try_fastopen =\n  tls_sni = " + host +
                                "\n  tls_resumption_hosts = *\n  tls_require_ciphers = " +
                                priorities_of(errand.version) +
                                "\n  tls_verify_certificates = " + authority_ + "\n";
        if (errand.check == ServerCheck::encrypt)
            transport += "  tls_verify_hosts =\n  tls_try_verify_hosts =\n";
        else
            transport += "  tls_verify_hosts = *\n  tls_verify_cert_hostnames = *\n";
        if (errand.identity) {
            const IdentityFiles files = exim_.home().write(*errand.identity);
            transport += "  tls_certificate = " + files.certificate +
                         "\n  tls_privatekey = " + files.key + "\n";
        }
        exim_.add_transport(transport);
    }

    void start() override { exim_.write_configuration(); }

    void submit(const std::string& recipient) override {
        const std::string message =
            exim_.home().write("message", message_from("alice@fabrikam.example"));
        // It delivers before it ends; the shell gives it the message.
        std::vector<std::string> words{"sh", "-c", "exec \"$@\" <\"$0\"", message};
        for (const std::string& word :
             exim_.command({"-odf", "-oi", "-f", "alice@fabrikam.example", address(recipient)}))
            words.push_back(word);
        programs_.emplace_back(words, std::vector<std::string>{}, exim_.home().path("said"));
    }

    std::string fate(const std::string& recipient) override {
        const std::string line = exim_.log_line({" " + address(recipient), " T=" + recipient});
        if (line.find(" => ") != std::string::npos) return "sent";
        if (line.find(" ** ") != std::string::npos) return "returned";
        return keeps(recipient) ? "kept" : "lost";
    }

    bool keeps(const std::string& recipient) override { return exim_.keeps(address(recipient)); }

    void kill() override {
        for (DaemonProcess& program : programs_) program.kill();
    }

    std::string log() const override { return exim_.log(); }

  private:
    static std::string address(const std::string& recipient) {
        return recipient + "@contoso.example";
    }

    Exim exim_;
    std::string authority_;
    std::list<DaemonProcess> programs_;
};

}  // namespace

std::unique_ptr<MailSender> exim_sender() {
    return std::make_unique<EximSender>();
}

}  // namespace domainsec::test

// Postfix's smtp(8) as it sends to us.
#include <stdexcept>

#include "mail_sender.hpp"
#include "postfix.hpp"
#include "smtp_wire.hpp"

namespace domainsec::test {
namespace {

const std::string host = "edge1.contoso.example";

std::string protocol_of(OnlyVersion version) {
    return version == OnlyVersion::tls12 ? ">=TLSv1.2, <=TLSv1.2" : ">=TLSv1.3";
}

std::string policy_of(const Errand& errand) {
    switch (errand.check) {
        case ServerCheck::verify:
            return "verify";
        case ServerCheck::secure:
            return "secure match=" + errand.match;
        case ServerCheck::fingerprint:
            return "fingerprint match=" + errand.match;
        case ServerCheck::encrypt:
            break;
    }
    return "encrypt";
}

class PostfixSender final : public MailSender {
  public:
    PostfixSender() : postfix_("mx1.fabrikam.example") {
        postfix_.set(
            {{"smtp_tls_CAfile", postfix_.home().write(contoso_ca())},
             {"smtp_tls_fingerprint_digest", "sha256"},
             {"smtp_tls_servername", "hostname"},
             {"smtp_tls_session_cache_database", "btree:" + postfix_.home().path("data/sessions")},
             {"transport_maps", "texthash:" + postfix_.home().path("etc/transport")}});
        submission_ = postfix_.add_server("submission", {});
    }

    std::string peer() const override { return "Postfix"; }

    // A client of its own for each, so that each has its own certificate and policy.
    void add(const Errand& errand) override {
        const std::string next_hop = "[" + host + "]:" + std::to_string(errand.port);
        const std::string& service = errand.recipient;
        const std::string policy =
            postfix_.home().write(service + ".policy", next_hop + " " + policy_of(errand) + "\n");
        PostfixSettings settings{{"smtp_tls_policy_maps", "texthash:" + policy},
                                 {"smtp_tls_mandatory_protocols", protocol_of(errand.version)}};
        if (errand.identity) {
            const IdentityFiles files = postfix_.home().write(*errand.identity);
            settings.emplace_back("smtp_tls_chain_files", files.key + ", " + files.certificate);
        }
        postfix_.add_client(service, settings);
        transport_ += address(service) + " " + service + ":" + next_hop + "\n";
    }

    void start() override {
        postfix_.home().write("etc/transport", transport_);
        postfix_.start();
    }

    void submit(const std::string& recipient) override {
        submit_in_clear(submission_, address(recipient));
    }

    std::string fate(const std::string& recipient) override {
        const std::string line = postfix_.log_line({"to=<" + address(recipient) + ">", "status="});
        if (line.find("status=sent") != std::string::npos) return "sent";
        if (line.find("status=bounced") != std::string::npos) return "returned";
        return keeps(recipient) ? "kept" : "lost";
    }

    bool keeps(const std::string& recipient) override { return postfix_.keeps(address(recipient)); }
    void kill() override { postfix_.kill(); }
    std::string log() const override { return postfix_.log(); }

  private:
    static std::string address(const std::string& recipient) {
        return recipient + "@contoso.example";
    }

    Postfix postfix_;
    std::uint16_t submission_ = 0;
    std::string transport_;
};

}  // namespace

void submit_in_clear(std::uint16_t port, const std::string& recipient) {
    SmtpWire wire(connect_to(port));
    std::optional<std::string> reply = wire.read_reply();
    for (const std::string& command :
         {std::string("EHLO mx1.fabrikam.example"),
          std::string("MAIL FROM:<alice@fabrikam.example>"), "RCPT TO:<" + recipient + ">",
          std::string("DATA"), message_from("alice@fabrikam.example") + "."}) {
        wire.write(command + "\r\n");
        reply = wire.read_reply();
        if (!reply || (!reply->starts_with("2") && !reply->starts_with("354")))
            throw std::runtime_error("the message was not taken: " + reply.value_or("no answer"));
    }
    wire.write("QUIT\r\n");
    wire.read_reply();
}

std::unique_ptr<MailSender> postfix_sender() {
    return std::make_unique<PostfixSender>();
}

}  // namespace domainsec::test

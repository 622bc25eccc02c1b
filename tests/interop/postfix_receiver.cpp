// Postfix's smtpd(8) as it receives from us.
#include <utility>

#include "mail_receiver.hpp"
#include "postfix.hpp"

namespace domainsec::test {
namespace {

const std::string host = "mx1.fabrikam.example";

std::string protocols_of(OnlyVersion version) {
    return version == OnlyVersion::tls12 ? ">=TLSv1.2, <=TLSv1.2" : ">=TLSv1.3";
}

std::string word_for(bool yes) {
    return yes ? "yes" : "no";
}

class PostfixReceiver final : public MailReceiver {
  public:
    PostfixReceiver() : postfix_(host) {
        const std::string account = "static:" + std::to_string(account_number());
        postfix_.set({{"smtpd_tls_security_level", "encrypt"},
                      {"smtpd_tls_CAfile", postfix_.home().write(contoso_ca())},
                      {"smtpd_tls_received_header", "yes"},
                      {"virtual_mailbox_domains", "fabrikam.example"},
                      {"virtual_mailbox_base", postfix_.home().path("box")},
                      {"virtual_mailbox_maps", "static:mail"},
                      {"virtual_uid_maps", account},
                      {"virtual_gid_maps", account}});
    }

    std::string peer() const override { return "Postfix"; }

    std::uint16_t add(const Reception& reception) override {
        PostfixSettings settings{
            {"smtpd_tls_mandatory_protocols", protocols_of(reception.version)},
            {"smtpd_tls_ask_ccert", word_for(reception.asking == Asking::always)},
            {"smtpd_tls_req_ccert", word_for(reception.asking == Asking::required)}};
        settings.emplace_back("smtpd_tls_chain_files", key_and_chain(reception.identity));
        if (reception.identity_by_name) {
            const std::string table = postfix_.home().write(
                reception.name + ".names",
                host + " " + key_and_chain(*reception.identity_by_name) + "\n");
            settings.emplace_back("tls_server_sni_maps", "texthash:" + table);
        }
        return postfix_.add_server(reception.name, settings);
    }

    void start() override { postfix_.start(); }

    std::string opinion(const std::string& name) override {
        const std::string line =
            postfix_.log_line({"postfix/" + name + "/", "TLS connection established"});
        for (const auto& [words, opinion] :
             {std::pair{": Trusted", "trusted"}, std::pair{": Untrusted", "untrusted"},
              std::pair{": Anonymous", "anonymous"}})
            if (line.find(words) != std::string::npos) return opinion;
        return "no opinion";
    }

    bool delivers(const std::string& words) override {
        return comes_true([&] { return postfix_.home().has_file_with("box", words); });
    }

    void kill() override { postfix_.kill(); }
    std::string log() const override { return postfix_.log(); }

  private:
    std::string key_and_chain(const Identity& identity) const {
        const IdentityFiles files = postfix_.home().write(identity);
        return files.key + ", " + files.certificate;
    }

    Postfix postfix_;
};

}  // namespace

std::unique_ptr<MailReceiver> postfix_receiver() {
    return std::make_unique<PostfixReceiver>();
}

}  // namespace domainsec::test

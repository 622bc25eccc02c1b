// Programs of others that come to our server, told the same in their own words.
#include "client_programs.hpp"

#include <filesystem>
#include <map>
#include <memory>
#include <utility>

namespace domainsec::test {
namespace {

const std::string our_name = "edge1.contoso.example";

std::string authority_file(const ClientOrder& order, const PemFiles& files) {
    return files.write(order.trusts_us ? contoso_ca() : stranger_ca());
}

void append(Words& words, const Words& more) {
    words.insert(words.end(), more.begin(), more.end());
}

// -verifyCAfile: with -CAfile the program would add the root to what it presents.
Words openssl_words(const ClientOrder& order, const PemFiles& files, std::uint16_t port) {
    static const std::map<OnlyVersion, Words> versions{
        {OnlyVersion::tls11, {"-tls1_1", "-cipher", "DEFAULT@SECLEVEL=0"}},
        {OnlyVersion::tls12, {"-tls1_2"}},
        {OnlyVersion::tls13, {"-tls1_3"}}};
    Words words{"openssl", "s_client", "-starttls", "smtp", "-name", "mx1.fabrikam.example"};
    append(words, {"-connect", "127.0.0.1:" + std::to_string(port), "-servername", our_name});
    append(words, {"-verifyCAfile", authority_file(order, files), "-verify_hostname", our_name,
                   "-verify_return_error"});
    append(words, versions.at(order.version));
    if (order.hybrid) append(words, {"-groups", "X25519MLKEM768"});
    if (order.identity) {
        const IdentityFiles identity = files.write(*order.identity);
        append(words, {"-cert", identity.leaf, "-key", identity.key});
        if (!identity.above.empty()) append(words, {"-cert_chain", identity.above});
    }
    append(words, order.more);
    return words;
}

Words gnutls_words(const ClientOrder& order, const PemFiles& files, std::uint16_t port) {
    static const std::map<OnlyVersion, std::string> versions{
        {OnlyVersion::tls11, "NORMAL:-VERS-ALL:+VERS-TLS1.1"},
        {OnlyVersion::tls12, "NORMAL:-VERS-ALL:+VERS-TLS1.2"},
        {OnlyVersion::tls13, "NORMAL:-VERS-ALL:+VERS-TLS1.3"}};
    Words words{"gnutls-cli", "--starttls-proto=smtp", "--port", std::to_string(port)};
    append(words, {"--sni-hostname=" + our_name, "--verify-hostname=" + our_name,
                   "--x509cafile=" + authority_file(order, files)});
    words.push_back("--priority=" + versions.at(order.version) +
                    (order.hybrid ? ":-GROUP-ALL:+GROUP-X25519-MLKEM768" : ""));
    if (order.identity) {
        const IdentityFiles identity = files.write(*order.identity);
        append(words, {"--x509certfile=" + identity.certificate, "--x509keyfile=" + identity.key});
    }
    append(words, order.more);
    words.emplace_back("127.0.0.1");
    return words;
}

Words python_words(const ClientOrder& order, const PemFiles& files, std::uint16_t port) {
    static const std::map<OnlyVersion, std::string> versions{{OnlyVersion::tls11, "TLSv1_1"},
                                                             {OnlyVersion::tls12, "TLSv1_2"},
                                                             {OnlyVersion::tls13, "TLSv1_3"}};
    Words words{"python3", DOMAINSEC_INTEROP_SOURCE "/python_client.py"};
    append(words, {"--port", std::to_string(port), "--name", our_name, "--version",
                   versions.at(order.version), "--authority", authority_file(order, files)});
    if (order.identity) {
        const IdentityFiles identity = files.write(*order.identity);
        append(words, {"--certificate", identity.certificate, "--key", identity.key});
    }
    append(words, order.more);
    return words;
}

Words keeping_session(const PemFiles& files, bool) {
    return {"-sess_out", files.path("session.pem")};
}

// In TLS 1.3 there is nothing to keep where no ticket was given.
Words with_session(const PemFiles& files) {
    const std::string kept = files.path("session.pem");
    if (!std::filesystem::exists(kept)) return {};
    return {"-sess_in", kept};
}

// gnutls-cli would not wait for a ticket by itself, and would wait for ever where none comes.
Words gnutls_coming_twice(const PemFiles&, bool waits_for_ticket) {
    if (!waits_for_ticket) return {"--resume"};
    return {"--resume", "--waitresumption"};
}

Words python_coming_twice(const PemFiles&, bool) {
    return {"--resume"};
}

}  // namespace

const ClientProgram& openssl_client() {
    static const ClientProgram program{"OpenSSL", &openssl_words, false, &keeping_session,
                                       &with_session};
    return program;
}

const ClientProgram& gnutls_client() {
    static const ClientProgram program{"GnuTLS", &gnutls_words, false, &gnutls_coming_twice};
    return program;
}

const ClientProgram& python_client() {
    static const ClientProgram program{"Python ssl", &python_words, true, &python_coming_twice};
    return program;
}

std::vector<ClientProgram> client_programs() {
    return {openssl_client(), gnutls_client(), python_client()};
}

std::string mail_commands() {
    return "EHLO mx1.fabrikam.example\r\nMAIL FROM:<alice@fabrikam.example>\r\n"
           "RCPT TO:<bob@contoso.example>\r\nDATA\r\n" +
           message_from("alice@fabrikam.example") + ".\r\nQUIT\r\n";
}

namespace {

// What all visits of one plan share.
class Reception final {
  public:
    Reception(const ClientProgram& program, const Visit& plan)
        : program_(program),
          plan_(plan),
          server_(partner_rules(plan.receive_rules), SmtpServer::context(plan.tls), plan.accept) {
        if (plan.relay) relay_.emplace(listener_.port(), *plan.relay);
    }

    const PemFiles& files() const { return files_; }

    std::unique_ptr<ChildProcess> start(const Words& more) {
        ClientOrder order = plan_.order;
        append(order.more, more);
        const std::uint16_t port = relay_ ? relay_->port() : listener_.port();
        auto child = std::make_unique<ChildProcess>(program_.words(order, files_, port));
        child->write(plan_.commands);
        if (program_.reads_all_first) child->close_input();
        return child;
    }

    Served serve(ChildProcess& child) {
        if (plan_.on_command)
            server_.on_command(
                [&](const std::string& command) { plan_.on_command(child, command); });
        return server_.serve(listener_.accept());
    }

    Visited visit(const Words& more) {
        const auto child = start(more);
        Visited visited{serve(*child), {}};
        child->wait_for_end();
        visited.output = child->output();
        return visited;
    }

  private:
    const ClientProgram& program_;
    const Visit& plan_;
    PemFiles files_;
    Listener listener_;
    std::optional<Relay> relay_;
    SmtpServer server_;
};

}  // namespace

Visited visit(const ClientProgram& program, const Visit& plan) {
    return Reception(program, plan).visit({});
}

std::array<Visited, 2> visit_twice(const ClientProgram& program, const Visit& plan) {
    Reception reception(program, plan);
    const bool has_tickets =
        plan.tls.resumption.keys != nullptr && plan.order.version == OnlyVersion::tls13;
    const Words words = program.first_visit(reception.files(), has_tickets);
    if (program.second_visit != nullptr) {
        Visited first = reception.visit(words);
        return {std::move(first), reception.visit(program.second_visit(reception.files()))};
    }
    const auto child = reception.start(words);
    Visited first{reception.serve(*child), {}};
    Visited second{reception.serve(*child), {}};
    child->wait_for_end();
    first.output = second.output = child->output();
    return {std::move(first), std::move(second)};
}

}  // namespace domainsec::test

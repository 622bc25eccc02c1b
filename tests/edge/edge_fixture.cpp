// Two whole organizations on disk.
#include "edge/edge_fixture.hpp"

#include "support/run_command.hpp"

namespace domainsec::test {

namespace {

Identity contoso_identity(const TestCa& ca) {
    return ca.issue({"contoso.example", "edge1.contoso.example"}, short_lived());
}

}  // namespace

Organization::Organization(const std::string& domain, const std::string& edge,
                           const Identity& identity)
    : domain_(domain) {
    auto store = CertificateStore::create(folder_ / "certificates");
    store.add("edge1", identity.chain, identity.key);
    const auto key = PrivateKey::generate(KeyAlgorithm::ed25519);
    key.write_new(folder_ / "stamp.pem", SecretAccess::granted());
    const auto entry = make_key_ring_entry(DomainName::from_string(domain).value(), "edge1",
                                           StampKey(key), {DomainName::from_string(edge).value()});
    write("keyring.toml", to_keyring_toml(entry));
    head_ = "[organization]\ndomain = \"" + domain + "\"\n[edge]\nname = \"" + edge +
            "\"\n[identity]\nstore = \"certificates\"\n"
            "[stamp]\nselector = \"edge1\"\nkey = \"stamp.pem\"\nkeyring = \"keyring.toml\"\n";
    configure("");
}

void Organization::write(const std::string& name, std::string_view content) const {
    write_file(folder_ / name, content);
}

void Organization::configure(const std::string& rest) const {
    configure_whole(head_ + rest);
}

void Organization::configure_whole(const std::string& text) const {
    write("domainsec.toml", text);
}

TwoOrganizations::TwoOrganizations()
    : contoso("contoso.example", "edge1.contoso.example", contoso_identity(contoso_ca)),
      fabrikam("fabrikam.example", "mx1.fabrikam.example", test::fabrikam()) {
    contoso.write("fabrikam-ca.pem", fabrikam_ca().certificate().pem());
    contoso.configure(fabrikam_partner + fabrikam_receive);
    fabrikam.write("contoso-ca.pem", contoso_ca.certificate().pem());
    fabrikam.configure(
        "[[partner]]\nname = \"Contoso\"\ndomains = [\"contoso.example\"]\n"
        "[partner.send]\nanchors = [\"contoso-ca.pem\"]\n");
}

EdgeOptions TwoOrganizations::options() const {
    EdgeOptions options;
    options.clock = clock.clock();
    options.events = events;
    return options;
}

void exchange(Session& a, Session& b) {
    for (int round = 0; round < 20; ++round) {
        const auto from_a = a.take_output();
        if (!from_a.empty()) b.receive(from_a);
        const auto from_b = b.take_output();
        if (!from_b.empty()) a.receive(from_b);
        if (from_a.empty() && from_b.empty()) return;
    }
}

Connected connected(const Edge& from, const std::string& destination, const Edge& to,
                    const std::string& host) {
    const auto route = from.route(destination);
    ConnectOptions connecting;
    connecting.server_name = host;
    connecting.server_ip = "192.0.2.25";
    AcceptOptions accepting;
    accepting.client_ip = "192.0.2.7";
    Connected both{from.connect(route, connecting), to.accept(accepting)};
    exchange(both.client, both.server);
    return both;
}

std::optional<std::string> delivered(const Edge& edge, SessionFacts facts,
                                     const std::string& mail_from, std::string message) {
    auto transaction = edge.begin(std::move(facts));
    transaction.mail_from(mail_from);
    if (transaction.rcpt_to("bob@contoso.example").decision != Decision::accepted) {
        return std::nullopt;
    }
    const auto finished = transaction.finish(message);
    if (finished.answer.decision != Decision::accepted) return std::nullopt;
    finished.edits.apply(message);
    return message;
}

std::size_t occurrences(const std::string& text, std::string_view part) {
    std::size_t count = 0;
    for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++count;
    return count;
}

}  // namespace domainsec::test

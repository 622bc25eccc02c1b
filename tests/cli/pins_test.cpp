// `domainsec cert pin` and `domainsec cert tlsa`: what they print is put to the configuration, to
// our own judgement and to OpenSSL's.
#include <boost/test/unit_test.hpp>
#include <domainsec/policy/configuration.hpp>
#include <domainsec/trust/chain_validator.hpp>
#include <nlohmann/json.hpp>
#include <optional>
#include <sstream>

#include "cli/command.hpp"
#include "interop/child_process.hpp"
#include "support/test_pki.hpp"

using namespace domainsec;
using namespace domainsec::test;

namespace {

constexpr const char* host = "mx1.fabrikam.example";

/// "3 1 1 ab..." as the lines have it, without owner and comment.
std::vector<std::string> record_texts(const std::string& output) {
    std::vector<std::string> records;
    std::istringstream lines(output);
    for (std::string line; std::getline(lines, line);) {
        const auto at = line.find(" IN TLSA ");
        if (at != std::string::npos)
            records.push_back(line.substr(at + 9, line.find("  ;") - at - 9));
    }
    return records;
}

TlsaRecord record_from(const std::string& text) {
    std::istringstream fields(text);
    int usage = 0;
    int selector = 0;
    int matching = 0;
    std::string digits;
    fields >> usage >> selector >> matching >> digits;
    TlsaRecord record{static_cast<std::uint8_t>(usage),
                      static_cast<std::uint8_t>(selector),
                      static_cast<std::uint8_t>(matching),
                      {}};
    for (std::size_t i = 0; i + 1 < digits.size(); i += 2)
        record.data.push_back(
            static_cast<std::uint8_t>(std::stoi(digits.substr(i, 2), nullptr, 16)));
    return record;
}

/// A mail host's certificate under an intermediate, the key that follows it, and a stranger's.
struct Files {
    Folder folder;
    TestCa root{"Fabrikam Root"};
    TestCa ca = root.intermediate("Fabrikam Mail CA");
    Identity mail = ca.issue({"fabrikam.example", host});
    Identity next = ca.issue({"fabrikam.example", host});
    Identity stranger = TestCa("Stranger").intermediate("Stranger Mail CA").issue({host});

    Files() {
        folder.write("chain.pem", mail.chain.pem());
        next.key.write_new(folder.path() / "next.key", SecretAccess::granted());
        folder.shell("openssl req -new -key next.key -subj /CN=next -out next.csr");
        auto store = CertificateStore::create(folder.path() / "certificates");
        store.add("edge1", mail.chain, mail.key, "correct horse");
    }

    Result tlsa(const std::string& more = {}) const {
        return folder.run(std::string("cert tlsa --host ") + host + " chain.pem " + more);
    }

    void write_identity(const Identity& identity, const std::string& name) const {
        folder.write(name + ".pem", identity.chain.pem());
        identity.key.write_new(folder.path() / (name + ".key"), SecretAccess::granted());
    }
};

bool our_judgement(const std::vector<std::string>& records, const Identity& presented) {
    TrustPolicy policy;
    policy.method = TrustMethod::dane;
    policy.identities = domain_names({host});
    policy.tlsa_owners = {*DomainName::from_owner_name(std::string("_25._tcp.") + host)};
    policy.revocation = RevocationMode::off;
    DnsAnswer<TlsaRecord> answer;
    answer.outcome = DnsOutcome::records;
    answer.security = DnsSecurity::secure;
    answer.ttl = std::chrono::minutes(10);
    for (const auto& record : records) answer.records.push_back(record_from(record));
    EvidenceStore store;
    store.put_tlsa(policy.tlsa_owners[0], answer, test_now());
    return ChainValidator(policy, PeerRole::server)
        .judge(presented.chain, *store.snapshot(), test_now())
        .passed();
}

/// `openssl s_client` with these records, as RFC 7672 would have it, at a server on loopback.
std::string openssl_judgement(const Folder& folder, const std::vector<std::string>& records,
                              const std::string& identity) {
    const auto file = [&](const char* ending) {
        return (folder.path() / (identity + ending)).string();
    };
    ChildProcess server({"openssl", "s_server", "-accept", "127.0.0.1:0", "-naccept", "1", "-cert",
                         file(".pem"), "-cert_chain", file(".pem"), "-key", file(".key")});
    BOOST_REQUIRE_MESSAGE(server.wait_for("ACCEPT 127.0.0.1:"), server.output());
    const auto at = server.output().find("ACCEPT 127.0.0.1:") + 17;
    while (server.output().find('\n', at) == std::string::npos) server.read_for(100);
    const auto port = std::to_string(std::stoi(server.output().substr(at)));
    std::string line = "echo Q | openssl s_client -connect 127.0.0.1:" + port + " -attime " +
                       std::to_string(test_now().time_since_epoch().count()) +
                       " -verify_return_error -dane_tlsa_domain " + host;
    for (const auto& record : records) line += " -dane_tlsa_rrdata '" + record + "'";
    return folder.shell(line).output;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(cert_pin, Files)

BOOST_AUTO_TEST_CASE(pins_are_what_the_configuration_wants) {
    const auto printed = folder.run("cert pin chain.pem --next next.csr");
    BOOST_TEST(printed.exit_code == 0, printed.output);
    const auto configuration = Configuration::from_string(
        "[organization]\ndomain = \"contoso.example\"\n[edge]\nname = \"edge1.contoso.example\"\n"
        "[[partner]]\nname = \"Fabrikam\"\ndomains = [\"fabrikam.example\"]\n"
        "[partner.send]\ntrust = \"pin\"\n" +
            printed.output,
        folder.path());
    BOOST_TEST((configuration->partners.at(0).send.trust.pins ==
                std::vector{mail.key.spki_sha256(), next.key.spki_sha256()}));
}

BOOST_AUTO_TEST_CASE(from_the_store_without_the_passphrase) {
    const auto printed = folder.run("cert pin --store certificates --label edge1");
    BOOST_TEST(printed.exit_code == 0, printed.output);
    BOOST_TEST(printed.prints("\"" + to_pin(mail.key.spki_sha256()) +
                              "\",  # current: fabrikam.example, until 2027-01-23T12:00:00Z"));
    BOOST_TEST(printed.prints("# No next key"));
}

BOOST_AUTO_TEST_CASE(every_form_of_the_next_key) {
    folder.shell("openssl pkey -in next.key -pubout -out next.pub");
    folder.write("next.pem", next.chain.pem());
    for (const char* name : {"next.csr", "next.key", "next.pub", "next.pem"}) {
        const auto printed = folder.run(std::string("cert pin chain.pem --next ") + name);
        BOOST_TEST(printed.prints(to_pin(next.key.spki_sha256())), name << printed.output);
        BOOST_TEST(printed.prints("# next: "));
    }
}

BOOST_AUTO_TEST_CASE(json) {
    const auto printed = folder.run("cert pin chain.pem --next next.csr --json");
    const auto list = nlohmann::json::parse(printed.output);
    BOOST_REQUIRE_EQUAL(list.size(), 2U);
    BOOST_TEST(list[0]["pin"] == to_pin(mail.key.spki_sha256()));
    BOOST_TEST(list[0]["for"] == "current");
    BOOST_TEST(list[1]["pin"] == to_pin(next.key.spki_sha256()));
    BOOST_TEST(list[1]["for"] == "next");
}

BOOST_AUTO_TEST_CASE(mistakes_are_sentences) {
    const auto refused = [this](const std::string& arguments, const std::string& words) {
        const auto result = folder.run("cert pin " + arguments);
        BOOST_TEST(result.exit_code == 1, arguments);
        BOOST_TEST(result.prints(words), result.output);
    };
    refused("", "say which certificate");
    refused("--store certificates", "say which certificate");
    refused("chain.pem --store certificates --label edge1", "say which certificate");
    refused("--store certificates --label edge2", "no entry \"edge2\"");
    refused("--store certificates --label ../certificates/edge1", "no entry");
    refused("missing.pem", "missing.pem");
    folder.write("nonsense.pem", "nonsense");
    refused("nonsense.pem", "nonsense.pem");
}

BOOST_AUTO_TEST_CASE(names_in_comments_cannot_end_the_line) {
    folder.shell("openssl pkey -in next.key -pubout -out \"$(printf 'odd\\npins = []\\n#')\"");
    for (const char* command : {"pin", "tlsa --host mx1.fabrikam.example"}) {
        const auto printed =
            folder.shell(std::string("$DOMAINSEC cert ") + command + " chain.pem --next odd*");
        BOOST_TEST(printed.prints("next: odd\\x0apins = []\\x0a#\n"), printed.output);
    }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(cert_tlsa, Files)

BOOST_AUTO_TEST_CASE(current_authority_and_next) {
    const auto printed = tlsa("--next next.csr");
    BOOST_TEST(printed.exit_code == 0, printed.output);
    const auto& pin = mail.key.spki_sha256();
    BOOST_TEST(printed.output.starts_with("_25._tcp.mx1.fabrikam.example. IN TLSA 3 1 1 " +
                                          to_hex(pin) + "  ; current: fabrikam.example"));
    BOOST_TEST(printed.prints("IN TLSA 2 1 1 " + to_hex(ca.certificate().spki_sha256())));
    BOOST_TEST(
        printed.prints("IN TLSA 3 1 1 " + to_hex(next.key.spki_sha256()) + "  ; next: next.csr"));
    BOOST_TEST(record_texts(printed.output).size() == 3U);
}

BOOST_AUTO_TEST_CASE(an_authority_that_both_share_stands_once) {
    folder.write("next.pem", next.chain.pem());
    BOOST_TEST(record_texts(tlsa("--next next.pem").output).size() == 3U);
}

BOOST_AUTO_TEST_CASE(other_ports_and_sending_hosts) {
    BOOST_TEST(tlsa("--port 2525").output.starts_with("_2525._tcp.mx1.fabrikam.example. IN TLSA"));
    BOOST_TEST(tlsa("--client").output.starts_with("_smtp-client.mx1.fabrikam.example. IN TLSA"));
    BOOST_TEST(tlsa("--port 0").exit_code == 1);
    BOOST_TEST(tlsa("--port 65536").exit_code == 1);
}

BOOST_AUTO_TEST_CASE(a_name_that_the_certificate_lacks) {
    const auto printed = folder.run("cert tlsa --host mx2.fabrikam.example chain.pem");
    BOOST_TEST(record_texts(printed.output).size() == 1U);
    BOOST_TEST(printed.prints("; no 2 1 1 of chain.pem: its certificate does not hold mx2"));
    BOOST_TEST(folder.run("cert tlsa --host 'a b' chain.pem").prints("--host"));
    BOOST_TEST(folder.run("cert tlsa chain.pem").exit_code == 1);
}

BOOST_AUTO_TEST_CASE(json) {
    const auto printed = tlsa("--next next.csr --json");
    const auto list = nlohmann::json::parse(printed.output);
    BOOST_REQUIRE_EQUAL(list.size(), 3U);
    BOOST_TEST(list[1]["usage"] == 2);
    BOOST_TEST(list[1]["selector"] == 1);
    BOOST_TEST(list[1]["matching_type"] == 1);
    BOOST_TEST(list[1]["data"] == to_hex(ca.certificate().spki_sha256()));
    BOOST_TEST(list[2]["for"] == "next");
    BOOST_TEST(list[0]["owner"] == "_25._tcp.mx1.fabrikam.example");
    BOOST_TEST(list[0]["line"].get<std::string>().starts_with("_25._tcp."));
}

BOOST_AUTO_TEST_CASE(our_judgement_accepts_each_of_them) {
    const auto records = record_texts(tlsa("--next next.csr").output);
    BOOST_REQUIRE_EQUAL(records.size(), 3U);
    BOOST_TEST(our_judgement({records[0]}, mail));
    BOOST_TEST(our_judgement({records[1]}, mail));
    BOOST_TEST(!our_judgement({records[2]}, mail));
    BOOST_TEST(our_judgement({records[2]}, next));
    BOOST_TEST(our_judgement(records, next));
    BOOST_TEST(!our_judgement(records, stranger));
}

BOOST_AUTO_TEST_CASE(openssl_accepts_each_of_them) {
    write_identity(mail, "mail");
    write_identity(next, "new");
    write_identity(stranger, "stranger");
    const auto records = record_texts(tlsa("--next next.csr").output);
    BOOST_REQUIRE_EQUAL(records.size(), 3U);
    const auto accepts = [&](const std::vector<std::string>& some, const std::string& identity) {
        const auto output = openssl_judgement(folder, some, identity);
        BOOST_TEST_MESSAGE(output);
        return output.find("DANE TLSA") != std::string::npos &&
               output.find("Verify return code: 0 (ok)") != std::string::npos;
    };
    BOOST_TEST(accepts({records[0]}, "mail"));
    BOOST_TEST(accepts({records[1]}, "mail"));
    BOOST_TEST(accepts({records[2]}, "new"));
    BOOST_TEST(!accepts({records[2]}, "mail"));
    BOOST_TEST(!accepts(records, "stranger"));
}

BOOST_AUTO_TEST_SUITE_END()

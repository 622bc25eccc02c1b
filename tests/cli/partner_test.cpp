// `domainsec partner export` and `import`: two organizations that have nothing but these commands
// exchange Domain Secured mail; and files that are not what they seem.
#include <boost/test/unit_test.hpp>
#include <domainsec/policy/partner_bundle.hpp>
#include <nlohmann/json.hpp>

#include "cli/command.hpp"
#include "edge/edge_fixture.hpp"

using namespace domainsec;
using namespace domainsec::test;

namespace {

/// Contoso with its own authority, Fabrikam with a self-signed certificate; each in its folder.
struct TwoAdministrators {
    Folder contoso;
    Folder fabrikam;

    TwoAdministrators() {
        make("contoso", "edge1", contoso, true);
        make("fabrikam", "mx1", fabrikam, false);
    }

    static void done(const Folder& folder, const std::string& arguments) {
        const auto result = folder.run(arguments);
        BOOST_REQUIRE_MESSAGE(result.exit_code == 0, arguments << ": " << result.output);
    }

    static void make(const std::string& name, const std::string& edge, const Folder& folder,
                     bool with_authority) {
        const auto domain = name + ".example";
        const auto host = edge + "." + domain;
        if (with_authority)
            done(folder, "cert new --ca --common-name 'CA of " + name +
                             "' --days 3650 --out ca.pem --key-out ca.key");
        done(folder, "cert new --name " + domain + " --name " + host +
                         (with_authority ? " --issuer ca.pem --issuer-key ca.key" : "") +
                         " --store certificates --label edge1");
        done(folder, "cert new --name " + domain + " --out next.pem --key-out next.key");
        done(folder, "key new --out stamp.pem");
        done(folder, "key publish --key stamp.pem --domain " + domain +
                         " --selector edge1 --edge " + host + " > keyring.toml");
        folder.write("head.toml", "[organization]\ndomain = \"" + domain + "\"\n[edge]\nname = \"" +
                                      host +
                                      "\"\n[identity]\nstore = \"certificates\"\n[stamp]\n"
                                      "selector = \"edge1\"\nkey = \"stamp.pem\"\n"
                                      "keyring = \"keyring.toml\"\n\n");
    }

    static Result export_of(const std::string& name, const Folder& folder,
                            const std::string& more = {}) {
        return folder.run("partner export --store certificates --label edge1 --name " + name +
                          " --domain " + name + ".example --contact postmaster@" + name +
                          ".example --next next.pem --out " + name + ".bundle " + more);
    }

    /// As an administrator does it: export, send, call, import, append.
    static std::string fingerprint_in(const std::string& output) {
        const auto at = output.find("fingerprint:  ") + 14;
        return output.substr(at, output.find('\n', at) - at);
    }

    static Result import_from(const std::string& name, const Folder& from, const Folder& to,
                              const std::string& more) {
        const auto exported =
            export_of(name, from, name == "contoso" ? "--anchor ca.pem" : "--anchor own.pem");
        BOOST_REQUIRE_MESSAGE(exported.exit_code == 0, exported.output);
        to.write(name + ".bundle", from.read(name + ".bundle"));
        return to.run("partner import " + name + ".bundle --fingerprint '" +
                      fingerprint_in(exported.output) + "' " + more);
    }

    void exchange_bundles(const std::string& more) const {
        fabrikam.write("own.pem", fabrikam.read("certificates/edge1/chain.pem"));
        const auto by_contoso = import_from("fabrikam", fabrikam, contoso, more);
        BOOST_REQUIRE_MESSAGE(by_contoso.exit_code == 0, by_contoso.output);
        contoso.write("domainsec.toml", contoso.read("head.toml") + by_contoso.output);
        const auto by_fabrikam = import_from("contoso", contoso, fabrikam, more);
        BOOST_REQUIRE_MESSAGE(by_fabrikam.exit_code == 0, by_fabrikam.output);
        fabrikam.write("domainsec.toml", fabrikam.read("head.toml") + by_fabrikam.output);
    }

    void check_policies() const {
        for (const auto* folder : {&contoso, &fabrikam}) {
            const auto checked = folder->run("policy check domainsec.toml");
            BOOST_TEST(checked.exit_code == 0, checked.output);
            BOOST_TEST(checked.prints("0 mistakes, 0 warnings"), checked.output);
        }
    }

    void check_mail(const std::string& method) const {
        const auto contoso_edge = Edge::load(contoso.path() / "domainsec.toml");
        const auto fabrikam_edge = Edge::load(fabrikam.path() / "domainsec.toml");
        auto session =
            connected(fabrikam_edge, "contoso.example", contoso_edge, "edge1.contoso.example");
        BOOST_REQUIRE(session.client.facts() != nullptr);
        BOOST_REQUIRE(session.server.facts() != nullptr);
        const auto route = fabrikam_edge.route("contoso.example").judge(*session.client.facts());
        BOOST_TEST((route.decision == RouteDecision::deliver), route.text);
        BOOST_TEST(route.secured, route.text);
        const auto marked = delivered(contoso_edge, *session.server.facts(), "a@fabrikam.example",
                                      message_from("a@fabrikam.example"));
        BOOST_REQUIRE(marked);
        const auto report = contoso_edge.verify(*marked);
        BOOST_TEST(to_string(report.status) == "pass", report.detail);
        BOOST_TEST(report.partner->str() == "fabrikam.example");
        BOOST_TEST(marked->find("m=" + method) != std::string::npos, *marked);
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(partner_commands, TwoAdministrators)

BOOST_AUTO_TEST_CASE(mail_is_domain_secured_by_pins) {
    exchange_bundles("");
    check_policies();
    check_mail("pin");
}

BOOST_AUTO_TEST_CASE(mail_is_domain_secured_by_anchors) {
    exchange_bundles("--trust anchors --write .");
    BOOST_TEST(std::filesystem::exists(contoso.path() / "fabrikam.example-anchors.pem"));
    check_policies();
    check_mail("pkix");
}

BOOST_AUTO_TEST_CASE(a_stranger_s_certificate_does_not_pass) {
    exchange_bundles("");
    std::filesystem::remove_all(fabrikam.path() / "certificates");
    done(fabrikam, "cert new --name fabrikam.example --store certificates --label edge1");
    const auto contoso_edge = Edge::load(contoso.path() / "domainsec.toml");
    const auto fabrikam_edge = Edge::load(fabrikam.path() / "domainsec.toml");
    auto session =
        connected(fabrikam_edge, "contoso.example", contoso_edge, "edge1.contoso.example");
    BOOST_REQUIRE(session.server.facts() != nullptr);
    BOOST_TEST(!delivered(contoso_edge, *session.server.facts(), "a@fabrikam.example",
                          message_from("a@fabrikam.example")));
}

BOOST_AUTO_TEST_CASE(the_next_key_is_trusted_already) {
    exchange_bundles("");
    std::filesystem::remove_all(fabrikam.path() / "certificates");
    auto store = CertificateStore::create(fabrikam.path() / "certificates");
    store.add("edge1", Chain::from_file(fabrikam.path() / "next.pem"),
              PrivateKey::from_file(fabrikam.path() / "next.key"));
    check_mail("pin");
}

BOOST_AUTO_TEST_CASE(without_a_fingerprint_nothing_is_believed) {
    BOOST_TEST(export_of("contoso", contoso).exit_code == 0);
    for (const std::string& more :
         {std::string(), std::string(" --fingerprint ''"),
          std::string(" --fingerprint '00000 00000 00000 00000 00000 00000 00000 00000'")}) {
        const auto result = contoso.run("partner import contoso.bundle" + more);
        BOOST_TEST(result.exit_code == 2, result.output);
        BOOST_TEST(result.prints("organization: contoso"));
        BOOST_TEST(result.prints("--fingerprint \"...\""));
        BOOST_TEST(!result.prints("[[partner]]"));
    }
    const auto json = contoso.run("partner import contoso.bundle --json");
    BOOST_TEST(json.exit_code == 2);
    const auto facts = nlohmann::json::parse(json.output);
    BOOST_TEST(facts["confirmed"] == false);
    BOOST_TEST(!facts.contains("entry"));
}

BOOST_AUTO_TEST_CASE(nothing_is_written_for_a_wrong_fingerprint) {
    BOOST_TEST(export_of("contoso", contoso, "--anchor ca.pem").exit_code == 0);
    const auto result =
        contoso.run("partner import contoso.bundle --trust anchors --write . --fingerprint 12345");
    BOOST_TEST(result.exit_code == 2);
    BOOST_TEST(result.prints("NOT CONFIRMED"));
    BOOST_TEST(!std::filesystem::exists(contoso.path() / "contoso.example-anchors.pem"));
}

BOOST_AUTO_TEST_CASE(the_pin_from_the_bundle_before_is_enough) {
    const auto exported = export_of("contoso", contoso);
    const auto pin = to_pin(
        Certificate::from_file(contoso.path() / "certificates/edge1/chain.pem").spki_sha256());
    BOOST_TEST(contoso.run("partner import contoso.bundle --fingerprint " + pin).exit_code == 0);
    const auto next = to_pin(Certificate::from_file(contoso.path() / "next.pem").spki_sha256());
    BOOST_TEST(contoso.run("partner import contoso.bundle --fingerprint " + next).exit_code == 2);
}

BOOST_AUTO_TEST_CASE(the_review_is_comments_in_front_of_the_entry) {
    const auto exported =
        export_of("contoso", contoso, "--phone '+49 89 1' --mx edge1.contoso.example");
    const auto result = contoso.run("partner import contoso.bundle --name Other --watch " +
                                    ("--fingerprint '" + fingerprint_in(exported.output) + "'"));
    BOOST_TEST(result.exit_code == 0, result.output);
    for (const char* words :
         {"# organization: contoso\n", "# phone:        +49 89 1\n",
          "# domain:       contoso.example\n", "# mail host:    edge1.contoso.example\n",
          "\n[[partner]]\nname = \"Other\"\n", "report = true\n"})
        BOOST_TEST(result.prints(words), words << result.output);
}

BOOST_AUTO_TEST_CASE(escapes_of_terminals_are_shown_and_not_obeyed) {
    const auto exported = export_of("contoso", contoso, "--url 'M\xc3\xbcller\\x'");
    BOOST_TEST(exported.prints("web:          M\\xc3\\xbcller\\x5cx"), exported.output);
    const auto refused = contoso.run(
        "partner export --store certificates --label edge1 --name \"$(printf 'a\\033[2Jb')\" "
        "--domain contoso.example --contact a@contoso.example --out x.bundle");
    BOOST_TEST(refused.exit_code == 1);
    BOOST_TEST(!std::filesystem::exists(contoso.path() / "x.bundle"));
}

BOOST_AUTO_TEST_CASE(files_are_never_replaced) {
    BOOST_TEST(export_of("contoso", contoso).exit_code == 0);
    const auto before = contoso.read("contoso.bundle");
    const auto again = export_of("contoso", contoso);
    BOOST_TEST(again.exit_code == 1);
    BOOST_TEST(again.prints("is there already"));
    BOOST_TEST(contoso.read("contoso.bundle") == before);

    const auto exported = contoso.run("partner import contoso.bundle --json");
    const auto print = nlohmann::json::parse(exported.output)["fingerprint"].get<std::string>();
    const std::string import =
        "partner import contoso.bundle --fingerprint '" + print + "' --trust anchors --write .";
    BOOST_TEST(contoso.run(import).prints("the bundle has none"));
}

BOOST_AUTO_TEST_CASE(anchors_twice_are_fine_and_others_stay) {
    const auto exported = export_of("contoso", contoso, "--anchor ca.pem");
    const std::string import = "partner import contoso.bundle --fingerprint '" +
                               fingerprint_in(exported.output) + "' --trust anchors";
    BOOST_TEST(contoso.run(import).prints("--write DIR"));
    BOOST_TEST(contoso.run(import + " --write missing").exit_code == 1);
    BOOST_TEST(contoso.run(import + " --write .").exit_code == 0);
    BOOST_TEST(contoso.run(import + " --write .").exit_code == 0);
    BOOST_TEST(contoso.read("contoso.example-anchors.pem") == contoso.read("ca.pem"));
    contoso.write("contoso.example-anchors.pem", "other");
    const auto refused = contoso.run(import + " --write .");
    BOOST_TEST(refused.exit_code == 1);
    BOOST_TEST(refused.prints("is there already"));
    BOOST_TEST(contoso.read("contoso.example-anchors.pem") == "other");
}

BOOST_AUTO_TEST_CASE(mistakes_of_the_exporter) {
    const auto refused = [this](const std::string& more, const std::string& words) {
        const auto result = export_of("contoso", contoso, more);
        BOOST_TEST(result.exit_code == 1, more);
        BOOST_TEST(result.prints(words), result.output);
        BOOST_TEST(!std::filesystem::exists(contoso.path() / "contoso.bundle"));
    };
    refused("--anchor next.pem", "do not vouch");
    refused("--identity other.example --anchor ca.pem", "do not vouch");
    refused("--domain 'a b'", "--domain");
    refused("--domain contoso.example", "twice");
    refused("--next missing.pem", "missing.pem");
    refused("--days 401", "--days");
}

BOOST_AUTO_TEST_CASE(what_was_changed_or_is_old) {
    BOOST_TEST(export_of("contoso", contoso).exit_code == 0);
    auto text = contoso.read("contoso.bundle");
    const auto refused = [this](const std::string& bundle, const std::string& words,
                                const std::string& more = {}) {
        contoso.write("changed.bundle", bundle);
        const auto result = contoso.run("partner import changed.bundle" + more);
        BOOST_TEST(result.exit_code == 1, words);
        BOOST_TEST(result.prints("changed.bundle"), result.output);
        BOOST_TEST(result.prints(words), result.output);
    };
    refused(text, "newer bundle", " --newer-than 2100-01-01T00:00:00Z");
    refused(text + "x\n", "signature");
    refused(std::string(300'000, 'x'), "more than is read");
    refused("", "signature");
    refused("PK\x03\x04", "cut");
    text.replace(text.find("contoso.example"), 15, "bank123.example");
    refused(text, "changed after it was signed");
    BOOST_TEST(contoso.run("partner import missing.bundle").exit_code == 1);
}

BOOST_AUTO_TEST_SUITE_END()

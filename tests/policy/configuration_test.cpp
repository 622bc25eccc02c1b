// Reading a configuration: every key, its default, and every kind of mistake with its line.
#include <boost/test/unit_test.hpp>
#include <domainsec/error.hpp>
#include <domainsec/pki/certificate.hpp>
#include <fstream>

#include "policy/policy_fixture.hpp"
#include "support/expect_error.hpp"

using namespace domainsec;
using namespace domainsec::test;

namespace {

std::vector<ConfigurationProblem> problems_of(const std::string& text) {
    const PolicyFolder folder;
    folder.write("domainsec.toml", text);
    return Configuration::check_file(folder.path() / "domainsec.toml");
}

std::vector<ConfigurationProblem> errors_of(const std::string& text) {
    std::vector<ConfigurationProblem> errors;
    for (auto& problem : problems_of(text)) {
        if (!problem.warning) errors.push_back(problem);
    }
    return errors;
}

std::shared_ptr<const Configuration> read(const std::string& text) {
    const PolicyFolder folder;
    return Configuration::from_string(text, folder.path());
}

/// One mistake put into a good configuration, and what must be said of it.
struct Mistake {
    const char* what;
    std::string text;
    int line;
    const char* field;
    const char* words;
};

void expect_mistake(const Mistake& mistake) {
    const auto errors = errors_of(mistake.text);
    BOOST_TEST_CONTEXT(mistake.what) {
        BOOST_REQUIRE(!errors.empty());
        const auto& problem = errors.front();
        BOOST_TEST_MESSAGE(to_string(problem));
        BOOST_TEST(errors.size() == 1U);
        BOOST_TEST(problem.line == mistake.line);
        BOOST_TEST(problem.field == mistake.field);
        BOOST_TEST(problem.sentence.find(mistake.words) != std::string::npos,
                   problem.sentence << " should say " << mistake.words);
    }
}

std::string with_receive(const std::string& keys) {
    return contoso_head + fabrikam_partner + "[partner.receive]\n" + keys;
}

std::string with_send(const std::string& keys) {
    return contoso_head + fabrikam_partner + "[partner.send]\n" + keys;
}

const std::string anchors = "anchors = [\"fabrikam-ca.pem\"]\n";
const std::string pin = "sha256/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
const std::string other_pin = "sha256/AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=";

}  // namespace

BOOST_AUTO_TEST_SUITE(configuration_reading)

BOOST_AUTO_TEST_CASE(the_smallest_one_has_all_defaults) {
    const auto configuration = read(
        "[organization]\ndomain = \"contoso.example\"\n[edge]\nname = \"edge1.contoso.example\"\n");
    BOOST_TEST(configuration->organization_domain->str() == "contoso.example");
    BOOST_TEST(configuration->edge_name->str() == "edge1.contoso.example");
    BOOST_REQUIRE_EQUAL(configuration->domains.size(), 1U);
    BOOST_TEST(configuration->domains[0].str() == "contoso.example");
    BOOST_TEST((configuration->request_certificate.mode == CertificateRequestRule::Mode::always));
    BOOST_TEST((configuration->stage == RefusalStage::rcpt));
    BOOST_TEST(configuration->identity_store.empty());
    BOOST_TEST(!configuration->stamp.has_value());
    BOOST_TEST(configuration->evidence.cache.empty());
    BOOST_TEST(configuration->evidence.allow_networks.empty());
    BOOST_TEST(configuration->evidence.allow_ports.empty());
    BOOST_TEST(!configuration->evidence.nonce);
    BOOST_TEST(configuration->internal.empty());
    BOOST_TEST(configuration->partners.empty());
}

BOOST_AUTO_TEST_CASE(a_partner_has_the_documented_defaults) {
    const auto configuration = read(with_receive(anchors));
    const auto& partner = configuration->partners.at(0);
    BOOST_TEST(partner.name == "Fabrikam");
    BOOST_TEST(!partner.subdomains);
    BOOST_TEST(partner.line == 10);
    const auto& receive = partner.receive;
    BOOST_TEST((receive.mode == DirectionMode::require));
    BOOST_TEST(!receive.report);
    BOOST_TEST((receive.trust.method == TrustMethod::anchors));
    BOOST_TEST((receive.trust.identities == partner.domains));
    BOOST_TEST((receive.trust.eku == EkuMode::client));
    BOOST_TEST(!receive.trust.wildcards);
    BOOST_TEST((receive.trust.revocation == RevocationMode::hard));
    BOOST_TEST(receive.trust.short_lived.count() == 10 * 86400);
    BOOST_TEST((receive.unsecured_from == UnsecuredFrom::mark));
    BOOST_TEST((receive.on_failure == OnFailure::defer));
    BOOST_TEST(receive.via.empty());
    BOOST_TEST((partner.send.mode == DirectionMode::off));
}

BOOST_AUTO_TEST_CASE(every_key_is_read) {
    const auto configuration = read(
        "[organization]\ndomain = \"contoso.example\"\ndomains = [\"contoso.example\"]\n"
        "[edge]\nname = \"edge1.contoso.example\"\n"
        "request_certificate = { networks = [\"192.0.2.0/24\", \"2001:db8::/32\"] }\n"
        "stage = \"mail\"\ntickets = \"tickets.keys\"\nlistener = \"inbound\"\n"
        "[identity]\nstore = \"/var/lib/domainsec/certificates\"\n"
        "[stamp]\nselector = \"edge1\"\nkey = \"stamp.pem\"\nlifetime = \"30d\"\n"
        "keyring = \"keyring.toml\"\nbind_recipients = true\nrecipient_key = \"rt.key\"\n"
        "decoded_digest = true\nexchange_fields = true\nlog = \"stamp.log\"\n"
        "[stamp.companion]\ndomain = \"secured.contoso.example\"\nselector = \"c1\"\n"
        "key = \"companion.pem\"\n"
        "[evidence]\ncache = \"evidence\"\nallow_networks = [\"10.1.0.0/16\", \"fd00::/8\"]\n"
        "allow_ports = [8080]\nnonce = true\n"
        "[[internal]]\npins = [\"" +
        pin + "\"]\n" + fabrikam_partner +
        "subdomains = true\n"
        "[partner.receive]\nmode = \"prefer\"\nreport = true\ntrust = \"anchors\"\n" +
        anchors + "pins = [\"" + other_pin +
        "\"]\nidentity = [\"mail.fabrikam.example\"]\neku = \"mta\"\nwildcards = true\n"
        "revocation = \"soft\"\nshort_lived = \"36h\"\nunsecured_from = \"mark\"\n"
        "on_failure = \"reject\"\n"
        "[[partner.receive.via]]\nname = \"filter.example\"\n" +
        anchors +
        "identity = [\"out.filter.example\"]\n"
        "[partner.send]\nmode = \"require\"\n" +
        anchors +
        "nexthop = \"[mx1.fabrikam.example]:2525\"\nservername = \"MX1.Fabrikam.Example\"\n");
    BOOST_TEST(configuration->request_certificate.networks.size() == 2U);
    BOOST_TEST((configuration->stage == RefusalStage::mail));
    BOOST_TEST(configuration->tickets.filename() == "tickets.keys");
    BOOST_TEST(configuration->tickets.is_absolute());
    BOOST_TEST(configuration->listener == "inbound");
    BOOST_TEST(configuration->stamp->lifetime.count() == 30 * 86400);
    BOOST_TEST(configuration->stamp->bind_recipients);
    BOOST_TEST(configuration->internal.at(0).pins.size() == 1U);
    BOOST_TEST(configuration->evidence.cache.filename() == "evidence");
    BOOST_TEST(configuration->evidence.cache.is_absolute());
    BOOST_TEST(configuration->evidence.allow_networks.size() == 2U);
    BOOST_TEST((configuration->evidence.allow_ports == std::vector<std::uint16_t>{8080}));
    BOOST_TEST(configuration->evidence.nonce);
    const auto& partner = configuration->partners.at(0);
    BOOST_TEST(partner.subdomains);
    BOOST_TEST((partner.receive.mode == DirectionMode::prefer));
    BOOST_TEST(partner.receive.report);
    BOOST_TEST(partner.receive.trust.identities.at(0).str() == "mail.fabrikam.example");
    BOOST_TEST((partner.receive.trust.eku == EkuMode::mta));
    BOOST_TEST(partner.receive.trust.wildcards);
    BOOST_TEST((partner.receive.trust.revocation == RevocationMode::soft));
    BOOST_TEST(partner.receive.trust.short_lived.count() == 36 * 3600);
    BOOST_TEST((partner.receive.on_failure == OnFailure::reject));
    BOOST_TEST(partner.receive.via.at(0).name == "filter.example");
    BOOST_TEST(partner.send.nexthop == "mx1.fabrikam.example:2525");
    BOOST_TEST(partner.send.servername == "mx1.fabrikam.example");
}

BOOST_AUTO_TEST_CASE(files_are_found_beside_the_configuration) {
    const auto configuration = read(with_receive(anchors));
    const auto& trust = configuration->partners.at(0).receive.trust;
    BOOST_REQUIRE(trust.anchors);
    BOOST_TEST((trust.anchors->certificates().at(0) == fabrikam_ca().certificate()));
    BOOST_TEST(configuration->stamp->key.is_absolute());
}

BOOST_AUTO_TEST_CASE(a_bundle_may_hold_several_anchors) {
    const PolicyFolder folder;
    folder.write("both.pem", fabrikam_ca().certificate().pem() + stranger_ca().certificate().pem());
    const auto configuration =
        Configuration::from_string(with_receive("anchors = [\"both.pem\"]\n"), folder.path());
    BOOST_TEST(configuration->partners.at(0).receive.trust.anchors->certificates().size() == 2U);
}

BOOST_AUTO_TEST_CASE(pins_are_read) {
    const auto configuration =
        read(with_receive("trust = \"pin\"\npins = [\"" + pin + "\", \"" + other_pin + "\"]\n"));
    const auto& trust = configuration->partners.at(0).receive.trust;
    BOOST_REQUIRE_EQUAL(trust.pins.size(), 2U);
    BOOST_TEST(to_pin(trust.pins[0]) == pin);
    BOOST_TEST(to_pin(trust.pins[1]) == other_pin);
}

BOOST_AUTO_TEST_CASE(identity_mx_is_an_option_of_its_own) {
    const auto configuration = read(with_receive(anchors + "identity = \"mx\"\n"));
    const auto& receive = configuration->partners.at(0).receive;
    BOOST_TEST(receive.identities_from_mx);
    BOOST_TEST(receive.trust.identities.empty());
}

BOOST_AUTO_TEST_CASE(dane_owners_come_from_the_configured_identity) {
    const auto configuration =
        read(with_receive("trust = \"dane\"\nidentity = [\"mx1.fabrikam.example\"]\n"));
    const auto& trust = configuration->partners.at(0).receive.trust;
    BOOST_REQUIRE_EQUAL(trust.tlsa_owners.size(), 1U);
    BOOST_TEST(trust.tlsa_owners[0].str() == "_25._tcp.mx1.fabrikam.example");
}

BOOST_AUTO_TEST_CASE(dane_owners_of_clients_have_a_service_of_their_own) {
    // draft-ietf-dance-client-auth: the service label, then the client's name.
    const auto configuration =
        read(with_receive("trust = \"dane\"\nclient_tlsa = true\n"
                          "identity = [\"mx1.fabrikam.example\"]\n"));
    const auto& receive = configuration->partners.at(0).receive;
    BOOST_TEST(receive.client_tlsa);
    BOOST_REQUIRE_EQUAL(receive.trust.tlsa_owners.size(), 1U);
    BOOST_TEST(receive.trust.tlsa_owners[0].str() == "_smtp-client.mx1.fabrikam.example");
}

BOOST_AUTO_TEST_CASE(dane_owners_of_clients_default_to_the_mail_domains) {
    const auto configuration = read(with_receive("trust = \"dane\"\nclient_tlsa = true\n"));
    const auto& owners = configuration->partners.at(0).receive.trust.tlsa_owners;
    BOOST_REQUIRE_EQUAL(owners.size(), 2U);
    BOOST_TEST(owners[0].str() == "_smtp-client.fabrikam.example");
    BOOST_TEST(owners[1].str() == "_smtp-client.fabrikam-news.example");
}

BOOST_AUTO_TEST_CASE(dane_owners_are_those_of_servers_unless_told_otherwise) {
    for (const char* const keys : {"", "client_tlsa = false\n"}) {
        const auto configuration = read(with_receive(std::string("trust = \"dane\"\n") + keys));
        const auto& receive = configuration->partners.at(0).receive;
        BOOST_TEST(!receive.client_tlsa);
        BOOST_TEST(receive.trust.tlsa_owners.at(0).str() == "_25._tcp.fabrikam.example");
    }
}

BOOST_AUTO_TEST_CASE(dane_owners_of_an_intermediary_may_be_those_of_a_client) {
    const auto configuration =
        read(with_receive(anchors +
                          "[[partner.receive.via]]\nname = \"filter.example\"\ntrust = \"dane\"\n"
                          "client_tlsa = true\nidentity = [\"out.filter.example\"]\n"));
    BOOST_TEST(configuration->partners.at(0).receive.via.at(0).trust.tlsa_owners.at(0).str() ==
               "_smtp-client.out.filter.example");
}

BOOST_AUTO_TEST_CASE(anchors_may_be_a_directory) {
    const PolicyFolder folder;
    std::filesystem::create_directory(folder.path() / "anchors");
    folder.write("anchors/fabrikam.pem", fabrikam_ca().certificate().pem());
    folder.write("anchors/stranger.crt", stranger_ca().certificate().pem());
    folder.write("anchors/README", "who is who");
    const auto text = with_receive("anchors = [\"anchors\"]\n");
    const auto before = Configuration::from_string(text, folder.path());
    BOOST_TEST(before->partners.at(0).receive.trust.anchors->certificates().size() == 2U);
    // What stands in the directory is part of the configuration.
    std::filesystem::remove(folder.path() / "anchors" / "stranger.crt");
    const auto after = Configuration::from_string(text, folder.path());
    BOOST_TEST(after->partners.at(0).receive.trust.anchors->certificates().size() == 1U);
    BOOST_TEST((before->revision != after->revision));
}

BOOST_AUTO_TEST_CASE(anchors_may_be_files_and_directories) {
    const PolicyFolder folder;
    std::filesystem::create_directory(folder.path() / "anchors");
    folder.write("anchors/stranger.crt", stranger_ca().certificate().pem());
    const auto configuration = Configuration::from_string(
        with_receive("anchors = [\"fabrikam-ca.pem\", \"anchors\"]\n"), folder.path());
    BOOST_TEST(configuration->partners.at(0).receive.trust.anchors->certificates().size() == 2U);
}

BOOST_AUTO_TEST_CASE(directory_of_anchors_with_garbage_names_the_file) {
    const PolicyFolder folder;
    std::filesystem::create_directory(folder.path() / "anchors");
    folder.write("anchors/good.pem", fabrikam_ca().certificate().pem());
    folder.write("anchors/bad.pem", "garbage");
    folder.write("domainsec.toml", with_receive("anchors = [\"anchors\"]\n"));
    const auto problems = Configuration::check_file(folder.path() / "domainsec.toml");
    BOOST_REQUIRE_EQUAL(problems.size(), 1U);
    BOOST_TEST(problems[0].line == 14);
    BOOST_TEST(problems[0].field == "partner.receive.anchors");
    BOOST_TEST(problems[0].sentence.find("bad.pem") != std::string::npos, problems[0].sentence);
}

BOOST_AUTO_TEST_CASE(empty_directory_of_anchors_says_what_belongs_there) {
    const PolicyFolder folder;
    std::filesystem::create_directory(folder.path() / "anchors");
    folder.write("domainsec.toml", with_receive("anchors = [\"anchors\"]\n"));
    const auto problems = Configuration::check_file(folder.path() / "domainsec.toml");
    BOOST_REQUIRE(!problems.empty());
    BOOST_TEST(problems[0].sentence.find("*.pem") != std::string::npos, problems[0].sentence);
}

BOOST_AUTO_TEST_CASE(dane_for_sending_asks_the_nexthop_or_the_mx_hosts) {
    const auto with_hop =
        read(with_send("trust = \"dane\"\nnexthop = \"[mx1.fabrikam.example]:587\"\n"));
    const auto& send = with_hop->partners.at(0).send;
    BOOST_REQUIRE_EQUAL(send.trust.tlsa_owners.size(), 1U);
    BOOST_TEST(send.trust.tlsa_owners[0].str() == "_587._tcp.mx1.fabrikam.example");
    BOOST_TEST(!send.identities_from_mx);

    const auto with_mx = read(with_send("trust = \"dane\"\n"));
    BOOST_TEST(with_mx->partners.at(0).send.identities_from_mx);
}

BOOST_AUTO_TEST_CASE(partners_are_found_by_domain) {
    const auto configuration =
        read(contoso_head + fabrikam_partner + "subdomains = true\n[partner.receive]\n" + anchors);
    const auto find = [&configuration](const char* name) {
        return configuration->partner_of(DomainName::from_string(name).value());
    };
    BOOST_TEST(find("fabrikam.example") != nullptr);
    BOOST_TEST(find("a.b.fabrikam.example") != nullptr);
    BOOST_TEST(find("notfabrikam.example") == nullptr);
    BOOST_TEST(find("example") == nullptr);
}

BOOST_AUTO_TEST_CASE(subdomains_are_no_partners_by_default) {
    const auto configuration = read(with_receive(anchors));
    BOOST_TEST(configuration->partner_of(
                   DomainName::from_string("mail.fabrikam.example").value()) == nullptr);
}

BOOST_AUTO_TEST_CASE(the_revision_follows_every_file) {
    const PolicyFolder folder;
    const auto revision = [&folder] {
        return Configuration::from_string(with_receive(anchors), folder.path())->revision;
    };
    const auto first = revision();
    BOOST_TEST((revision() == first));
    folder.write("fabrikam-ca.pem", stranger_ca().certificate().pem());
    BOOST_TEST((revision() != first));
}

BOOST_AUTO_TEST_CASE(a_missing_file_is_an_error_of_its_own) {
    expect_error(errc::unreadable_file, "nowhere.toml",
                 [] { Configuration::load("/nonexistent/nowhere.toml"); });
    expect_error(errc::unreadable_file, "folder", [] { Configuration::load("/tmp"); });
}

BOOST_AUTO_TEST_CASE(load_lists_every_mistake) {
    try {
        read("[organization]\ndomain = 5\n[edge]\nnames = \"x\"\n");
        BOOST_ERROR("must throw");
    } catch (const Error& error) {
        const std::string text = error.what();
        BOOST_TEST((error.code() == errc::invalid_configuration));
        BOOST_TEST(error.line() == 2);
        BOOST_TEST(error.field() == "organization.domain");
        BOOST_TEST(text.find("domainsec.toml:2: organization.domain: ") == 0U);
        BOOST_TEST(text.find("\ndomainsec.toml:4: edge.names: is not a known key; did you mean "
                             "\"name\"?") != std::string::npos);
    }
}

BOOST_AUTO_TEST_CASE(mistakes_come_in_order_of_line) {
    const auto errors = errors_of(contoso_head + fabrikam_partner +
                                  "[partner.receive]\nmode = \"off\"\ntrsut = \"pin\"\n"
                                  "[partner.send]\neku = \"any\"\n" +
                                  anchors);
    BOOST_REQUIRE_EQUAL(errors.size(), 2U);
    BOOST_TEST(errors[0].line == 15);
    BOOST_TEST(errors[1].line == 17);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(configuration_mistakes)

BOOST_AUTO_TEST_CASE(the_grammar_of_toml) {
    const auto errors = errors_of("[organization\ndomain = 1");
    BOOST_REQUIRE_EQUAL(errors.size(), 1U);
    BOOST_TEST(errors[0].line == 1);
    BOOST_TEST(errors[0].sentence.find("not TOML") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(invalid_utf8_and_nul) {
    BOOST_TEST(errors_of("[organization]\ndomain = \"\xff\xfe\"\n").size() == 1U);
    BOOST_TEST(errors_of("[edge]\nname = \"a" + std::string(1, '\0') + "b\"\n").size() == 1U);
}

BOOST_AUTO_TEST_CASE(what_the_parser_itself_takes_for_granted) {
    for (const char* text : {"[.a]", "[[.a]]", "[=]", "[\"a\".]", "a.=1", "[a\n]", "["}) {
        BOOST_TEST(errors_of(text).size() == 1U, text);
    }
}

BOOST_AUTO_TEST_CASE(deep_nesting_is_bounded) {
    const std::string text = "a = " + std::string(5000, '[') + std::string(5000, ']');
    BOOST_TEST(errors_of(text).size() == 1U);
}

BOOST_AUTO_TEST_CASE(missing_tables) {
    const auto errors = errors_of("");
    BOOST_REQUIRE_EQUAL(errors.size(), 2U);
    BOOST_TEST(errors[0].field == "organization");
    BOOST_TEST(errors[1].field == "edge");
}

BOOST_AUTO_TEST_CASE(a_table_of_another_type) {
    expect_mistake({"organization as text",
                    "organization = \"contoso\"\n[edge]\nname = \"edge1.contoso.example\"\n", 1,
                    "organization", "must be a table"});
    expect_mistake({"partner as table", contoso_head + "[partner]\nname = \"x\"\n", 10, "partner",
                    "[[partner]]"});
}

BOOST_AUTO_TEST_CASE(organization_and_edge) {
    const std::string edge = "[edge]\nname = \"edge1.contoso.example\"\n";
    const std::string organization = "[organization]\ndomain = \"contoso.example\"\n";
    const std::vector<Mistake> mistakes{
        {"domain missing", "[organization]\n" + edge, 1, "organization.domain", "is missing"},
        {"domain empty", "[organization]\ndomain = \"\"\n" + edge, 2, "organization.domain",
         "is empty"},
        {"domain broken", "[organization]\ndomain = \"con toso\"\n" + edge, 2,
         "organization.domain", "no domain name"},
        {"control character", "[organization]\ndomain = \"a\\tb\"\n" + edge, 2,
         "organization.domain", "control character"},
        {"domains as text", organization + "domains = \"contoso.example\"\n" + edge, 3,
         "organization.domains", "must be a list of texts"},
        {"domains empty", organization + "domains = []\n" + edge, 3, "organization.domains",
         "is empty"},
        {"a wildcard", organization + "domains = [\"*.contoso.example\"]\n" + edge, 3,
         "organization.domains", "no domain name"},
        {"twice", organization + "domains = [\"a.example\", \"A.example.\"]\n" + edge, 3,
         "organization.domains", "twice"},
        {"unknown key", organization + "domian = 1\n" + edge, 3, "organization.domian",
         "did you mean \"domain\"?"},
        {"edge name", organization + "[edge]\nname = \"_bad.example\"\n", 4, "edge.name",
         "no domain name"},
        {"stage", organization + edge + "stage = \"data\"\n", 5, "edge.stage",
         "\"rcpt\" or \"mail\""},
        {"request word", organization + edge + "request_certificate = \"allways\"\n", 5,
         "edge.request_certificate", "did you mean \"always\"?"},
        {"request networks empty",
         organization + edge + "request_certificate = { networks = [] }\n", 5,
         "edge.request_certificate.networks", "must list"},
        {"request networks broken",
         organization + edge + "request_certificate = { networks = [\"192.0.2.1/24\"] }\n", 5,
         "edge.request_certificate.networks", "bits set"},
        {"request unknown",
         organization + edge + "request_certificate = { networks = [\"::/0\"], nets = 1 }\n", 5,
         "edge.request_certificate.nets", "not a known key"},
        {"tickets empty", organization + edge + "tickets = \"\"\n", 5, "edge.tickets",
         "tickets create"},
        {"tickets type", organization + edge + "tickets = true\n", 5, "edge.tickets", "none"},
        {"listener empty", organization + edge + "listener = \"\"\n", 5, "edge.listener",
         "1 to 64"},
        {"listener word", organization + edge + "listener = \"port 25\"\n", 5, "edge.listener",
         "1 to 64"},
        {"listener long", organization + edge + "listener = \"" + std::string(65, 'a') + "\"\n", 5,
         "edge.listener", "1 to 64"},
        {"top level", organization + edge + "[[patner]]\n", 5, "patner",
         "did you mean \"partner\"?"},
    };
    for (const auto& mistake : mistakes) expect_mistake(mistake);
}

BOOST_AUTO_TEST_CASE(identity_stamp_and_internal) {
    const std::string head =
        "[organization]\ndomain = \"contoso.example\"\n[edge]\nname = \"edge1.contoso.example\"\n";
    const std::string stamp = "[stamp]\nselector = \"edge1\"\nkey = \"stamp.pem\"\n";
    const std::string companion_key = "selector = \"c1\"\nkey = \"companion.pem\"\n";
    const std::vector<Mistake> mistakes{
        {"store missing", head + "[identity]\n", 5, "identity.store", "is missing"},
        {"selector missing", head + "[stamp]\nkey = \"k\"\n", 5, "stamp.selector", "is missing"},
        {"selector broken", head + "[stamp]\nkey = \"k\"\nselector = \"Edge 1\"\n", 7,
         "stamp.selector", "no selector"},
        {"key missing", head + "[stamp]\nselector = \"edge1\"\n", 5, "stamp.key", "is missing"},
        {"lifetime a number", head + stamp + "lifetime = 365\n", 8, "stamp.lifetime",
         "here stands a whole number"},
        {"lifetime a word", head + stamp + "lifetime = \"a year\"\n", 8, "stamp.lifetime",
         "no length of time"},
        {"lifetime short", head + stamp + "lifetime = \"30m\"\n", 8, "stamp.lifetime",
         "out of range"},
        {"lifetime long", head + stamp + "lifetime = \"999999999d\"\n", 8, "stamp.lifetime",
         "out of range"},
        {"bind without key", head + stamp + "bind_recipients = true\n", 8, "stamp.bind_recipients",
         "needs recipient_key"},
        {"bind as text", head + stamp + "bind_recipients = \"yes\"\n", 8, "stamp.bind_recipients",
         "true or false"},
        {"decoded digest", head + stamp + "decoded_digest = 1\n", 8, "stamp.decoded_digest",
         "true or false"},
        {"key and socket", head + stamp + "socket = \"sign\"\nkeyring = \"keyring.toml\"\n", 7,
         "stamp.key", "exclude each other"},
        {"socket without keyring", head + "[stamp]\nselector = \"edge1\"\nsocket = \"sign\"\n", 7,
         "stamp.socket", "needs keyring"},
        {"empty socket", head + "[stamp]\nselector = \"edge1\"\nsocket = \"\"\nkeyring = \"k\"\n",
         7, "stamp.socket", "is empty"},
        {"log a number", head + stamp + "log = 1\n", 8, "stamp.log", "a text in quotes"},
        {"companion without domain", head + stamp + "[stamp.companion]\n" + companion_key, 8,
         "stamp.companion.domain", "is missing"},
        {"companion of the organization",
         head + stamp + "[stamp.companion]\ndomain = \"contoso.example\"\n" + companion_key, 9,
         "stamp.companion.domain", "not below the organization's domain"},
        {"companion of another",
         head + stamp + "[stamp.companion]\ndomain = \"secured.fabrikam.example\"\n" +
             companion_key,
         9, "stamp.companion.domain", "not below the organization's domain"},
        {"companion with the stamp's key",
         head + stamp +
             "[stamp.companion]\ndomain = \"secured.contoso.example\"\nselector = \"c1\"\n"
             "key = \"stamp.pem\"\n",
         11, "stamp.companion.key", "is the stamp's key"},
        {"companion unknown",
         head + stamp + "[stamp.companion]\ndomain = \"secured.contoso.example\"\n" +
             companion_key + "lifetime = \"7d\"\n",
         12, "stamp.companion.lifetime", "not a known key"},
        {"internal without pins", head + "[[internal]]\n", 5, "internal.pins", "is missing"},
        {"internal by name", head + "[[internal]]\npins = [\"" + pin + "\"]\nname = \"edge2\"\n", 7,
         "internal.name", "not a known key"},
        {"a broken pin", head + "[[internal]]\npins = [\"sha1/AAAA\"]\n", 6, "internal.pins",
         "no pin"},
    };
    for (const auto& mistake : mistakes) expect_mistake(mistake);
}

BOOST_AUTO_TEST_CASE(evidence_keys) {
    const std::string head =
        "[organization]\ndomain = \"contoso.example\"\n[edge]\nname = \"edge1.contoso.example\"\n"
        "[evidence]\n";
    std::string many = "allow_ports = [";
    for (int i = 0; i < 101; ++i) many += "8080,";
    const std::vector<Mistake> mistakes{
        {"unknown", head + "caches = \"/var\"\n", 6, "evidence.caches", "did you mean \"cache\"?"},
        {"cache", head + "cache = true\n", 6, "evidence.cache", "a text in quotes"},
        {"network", head + "allow_networks = [\"10.0.0.1/8\"]\n", 6, "evidence.allow_networks",
         "behind its prefix"},
        {"no list", head + "allow_networks = \"10.0.0.0/8\"\n", 6, "evidence.allow_networks",
         "a list of texts"},
        {"port", head + "allow_ports = [0]\n", 6, "evidence.allow_ports", "1 to 65535"},
        {"big port", head + "allow_ports = [65536]\n", 6, "evidence.allow_ports", "1 to 65535"},
        {"nonce", head + "nonce = 1\n", 6, "evidence.nonce", "true or false"},
        {"text for port", head + "allow_ports = [\"80\"]\n", 6, "evidence.allow_ports",
         "a list of numbers"},
        {"many ports", head + many + "]\n", 6, "evidence.allow_ports", "more than 100"},
    };
    for (const auto& mistake : mistakes) expect_mistake(mistake);
}

BOOST_AUTO_TEST_CASE(partner_entries) {
    const std::string receive = "[partner.receive]\n" + anchors;
    const std::vector<Mistake> mistakes{
        {"no name", contoso_head + "[[partner]]\ndomains = [\"f.example\"]\n" + receive, 10,
         "partner.name", "is missing"},
        {"long name",
         contoso_head + "[[partner]]\nname = \"" + std::string(65, 'x') +
             "\"\ndomains = [\"f.example\"]\n" + receive,
         11, "partner.name", "64"},
        {"no domains", contoso_head + "[[partner]]\nname = \"F\"\n" + receive, 10,
         "partner.domains", "is missing"},
        {"empty domains", contoso_head + "[[partner]]\nname = \"F\"\ndomains = []\n" + receive, 12,
         "partner.domains", "is empty"},
        {"a number",
         contoso_head + "[[partner]]\nname = \"F\"\ndomains = [\"f.example\", 5]\n" + receive, 12,
         "partner.domains", "here stands a whole number"},
        {"a whole top-level domain",
         contoso_head + "[[partner]]\nname = \"F\"\nsubdomains = true\ndomains = [\"com\"]\n" +
             receive,
         13, "partner.domains", "top-level"},
        {"subdomains as text", contoso_head + fabrikam_partner + "subdomains = \"yes\"\n" + receive,
         13, "partner.subdomains", "true or false"},
        {"recieve", contoso_head + fabrikam_partner + "[partner.recieve]\n", 13, "partner.recieve",
         "did you mean \"receive\"?"},
    };
    for (const auto& mistake : mistakes) expect_mistake(mistake);
}

BOOST_AUTO_TEST_CASE(trust_keys) {
    const std::vector<Mistake> mistakes{
        {"mode", with_receive("mode = \"requires\"\n" + anchors), 14, "partner.receive.mode",
         "did you mean \"require\"?"},
        {"trust", with_receive("trust = \"roots\"\n" + anchors), 14, "partner.receive.trust",
         "\"system\" or \"dane\""},
        {"anchors missing", with_receive(""), 13, "partner.receive.trust", "anchors = ["},
        {"client_tlsa without dane", with_receive(anchors + "client_tlsa = true\n"), 15,
         "partner.receive.client_tlsa", "only with trust = \"dane\""},
        {"client_tlsa for sending", with_send("trust = \"dane\"\nclient_tlsa = true\n"), 15,
         "partner.send.client_tlsa", "not a key for sending"},
        {"client_tlsa as text", with_receive("trust = \"dane\"\nclient_tlsa = \"yes\"\n"), 15,
         "partner.receive.client_tlsa", "true or false"},
        {"anchors empty", with_receive("anchors = []\n"), 14, "partner.receive.anchors",
         "is empty"},
        {"anchor file missing", with_receive("anchors = [\"nowhere.pem\"]\n"), 14,
         "partner.receive.anchors", "nowhere.pem"},
        {"anchor file broken", with_receive("anchors = [\"stamp.pem\"]\n"), 14,
         "partner.receive.anchors", "stamp.pem"},
        {"pins missing", with_receive("trust = \"pin\"\n"), 14, "partner.receive.trust",
         "pins = ["},
        {"the same pin twice",
         with_receive("trust = \"pin\"\npins = [\"" + pin + "\", \"" + pin + "\"]\n"), 15,
         "partner.receive.pins", "twice"},
        {"anchors beside pin",
         with_receive("trust = \"pin\"\npins = [\"" + pin + "\"]\n" + anchors), 16,
         "partner.receive.anchors", "only with trust = \"anchors\""},
        {"pins beside dane", with_receive("trust = \"dane\"\npins = [\"" + pin + "\"]\n"), 15,
         "partner.receive.pins", "not looked at"},
        {"identity as text", with_receive(anchors + "identity = \"fabrikam.example\"\n"), 15,
         "partner.receive.identity", "must be a list"},
        {"identity empty", with_receive(anchors + "identity = []\n"), 15,
         "partner.receive.identity", "is empty"},
        {"identity a wildcard", with_receive(anchors + "identity = [\"*.fabrikam.example\"]\n"), 15,
         "partner.receive.identity", "no domain name"},
        {"eku", with_receive(anchors + "eku = \"server\"\n"), 15, "partner.receive.eku",
         "\"client\", \"mta\" or \"any\""},
        {"revocation", with_receive(anchors + "revocation = \"none\"\n"), 15,
         "partner.receive.revocation", "\"hard\""},
        {"short_lived", with_receive(anchors + "short_lived = \"60d\"\n"), 15,
         "partner.receive.short_lived", "out of range"},
        {"unsecured_from", with_receive(anchors + "unsecured_from = \"drop\"\n"), 15,
         "partner.receive.unsecured_from", "\"mark\" or \"reject\""},
        {"on_failure", with_receive(anchors + "on_failure = \"discard\"\n"), 15,
         "partner.receive.on_failure", "\"defer\" or \"reject\""},
        {"nexthop when receiving", with_receive(anchors + "nexthop = \"mx\"\n"), 15,
         "partner.receive.nexthop", "not a known key"},
    };
    for (const auto& mistake : mistakes) expect_mistake(mistake);
}

BOOST_AUTO_TEST_CASE(sending_keys) {
    const std::vector<Mistake> mistakes{
        {"eku", with_send(anchors + "eku = \"mta\"\n"), 15, "partner.send.eku", "serverAuth"},
        {"unsecured_from", with_send(anchors + "unsecured_from = \"mark\"\n"), 15,
         "partner.send.unsecured_from", "[partner.receive]"},
        {"nexthop", with_send(anchors + "nexthop = \"mx1.fabrikam.example:smtp\"\n"), 15,
         "partner.send.nexthop", "no host"},
        {"nexthop port 0", with_send(anchors + "nexthop = \"[mx1.fabrikam.example]:0\"\n"), 15,
         "partner.send.nexthop", "no host"},
        {"servername an address", with_send(anchors + "servername = \"192.0.2.1\"\n"), 15,
         "partner.send.servername", "no host name"},
        {"dane and an address", with_send("trust = \"dane\"\nnexthop = \"[192.0.2.1]:25\"\n"), 15,
         "partner.send.nexthop", "belong to a host name"},
    };
    for (const auto& mistake : mistakes) expect_mistake(mistake);
}

BOOST_AUTO_TEST_CASE(intermediaries) {
    const std::string via = "[[partner.receive.via]]\n";
    const std::vector<Mistake> mistakes{
        {"no name", with_receive(anchors + via + anchors + "identity = [\"x.example\"]\n"), 15,
         "partner.receive.via.name", "is missing"},
        {"no identity", with_receive(anchors + via + "name = \"filter\"\n" + anchors), 15,
         "partner.receive.via.identity", "is missing"},
        {"mx",
         with_receive(anchors + via + "name = \"filter\"\n" + anchors + "identity = \"mx\"\n"), 18,
         "partner.receive.via.identity", "list the names"},
        {"a name that breaks the stamp",
         with_receive(anchors + via + "name = \"a;b=c\"\n" + anchors +
                      "identity = [\"x.example\"]\n"),
         16, "partner.receive.via.name", "printable"},
        {"a key of the direction",
         with_receive(anchors + via + "name = \"filter\"\nidentity = [\"x.example\"]\n" + anchors +
                      "mode = \"off\"\n"),
         19, "partner.receive.via.mode", "not a known key"},
        {"via as text", with_receive(anchors + "via = \"filter\"\n"), 15, "partner.receive.via",
         "[[partner.receive.via]]"},
    };
    for (const auto& mistake : mistakes) expect_mistake(mistake);
}

BOOST_AUTO_TEST_SUITE_END()

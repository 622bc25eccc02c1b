// `domainsec cert check`: files, and mail hosts on loopback that behave well or badly.
#include <boost/test/unit_test.hpp>
#include <chrono>
#include <nlohmann/json.hpp>
#include <optional>

#include "cli/command.hpp"
#include "cli/mail_host.hpp"
#include "interop/child_process.hpp"
#include "support/http_server.hpp"
#include "support/test_pki.hpp"

using namespace domainsec;
using namespace domainsec::test;

namespace {

/// An authority, a certificate of it for mail.fabrikam.example, and files of both.
struct Fabrikam {
    Folder folder;
    TestCa ca{"Fabrikam CA"};
    Identity mail = issue({"mail.fabrikam.example", "fabrikam.example"});

    Fabrikam() {
        folder.write("ca.pem", ca.certificate().pem());
        folder.write("other.pem", TestCa("Other CA").certificate().pem());
        folder.write("chain.pem", mail.chain.pem());
    }

    Identity issue(const std::vector<std::string>& names, IssueOptions options = {}) const {
        return ca.issue(names, options);
    }

    /// At the time that test certificates are made for.
    Result check(const std::string& arguments) const {
        return folder.run("cert check --at 2026-11-24T12:00:00Z " + arguments);
    }

    Result check_host(const MailHost& host, const std::string& more = {}, int timeout = 5) const {
        return check(host.target() + " --identity mail.fabrikam.example --anchors ca.pem" +
                     " --timeout " + std::to_string(timeout) + " " + more);
    }
};

constexpr const char* good = "chain.pem --identity fabrikam.example --anchors ca.pem ";

}  // namespace

BOOST_FIXTURE_TEST_SUITE(cert_check_file, Fabrikam)

BOOST_AUTO_TEST_CASE(good_chain_passes_with_chain_and_verdict) {
    const Result result = check(good);
    BOOST_TEST(result.exit_code == 0, result.output);
    BOOST_TEST(result.prints("CN=Fabrikam CA"));
    BOOST_TEST(result.prints("60 days left, 66 % of its life; renew from 2026-12-24T12:00:00Z"),
               result.output);
    BOOST_TEST(
        result.prints("verdict: pass, method anchors, as fabrikam.example, in Exchange's "
                      "words Valid\n"));
}

BOOST_AUTO_TEST_CASE(wrong_name_fails) {
    const Result result = check("chain.pem --identity contoso.example --anchors ca.pem");
    BOOST_TEST(result.exit_code == 14, result.output);
    BOOST_TEST(result.prints("in Exchange's words SubjectMismatch"));
    BOOST_TEST(result.prints("; to mend it, "));
}

BOOST_AUTO_TEST_CASE(der_file_is_read) {
    const auto& der = mail.chain.leaf().der();
    folder.write("leaf.der", std::string(der.begin(), der.end()));
    BOOST_TEST(check("leaf.der --identity fabrikam.example --anchors ca.pem").exit_code == 0);
    BOOST_TEST(folder.run("cert show leaf.der").prints("mail.fabrikam.example"));
}

BOOST_AUTO_TEST_CASE(folder_of_anchors) {
    BOOST_TEST(check("chain.pem --identity fabrikam.example --anchors .").exit_code == 0);
    std::filesystem::create_directory(folder.path() / "empty");
    const Result empty = check("chain.pem --identity fabrikam.example --anchors empty");
    BOOST_TEST(empty.exit_code == 1);
    BOOST_TEST(empty.prints("holds no file that ends in .pem"));
}

BOOST_AUTO_TEST_CASE(anchor_of_another_fails) {
    const Result result = check("chain.pem --identity fabrikam.example --anchors other.pem");
    BOOST_TEST(result.exit_code == 14);
    BOOST_TEST(result.prints("Presented (no way to a trust anchor was found)"));
}

BOOST_AUTO_TEST_CASE(pin_stands_for_the_name) {
    const std::string pin = to_pin(mail.chain.leaf().spki_sha256());
    BOOST_TEST(check("chain.pem --pin " + pin).exit_code == 0);
    const Result other = check("other.pem --pin " + pin);
    BOOST_TEST(other.exit_code == 14);
    BOOST_TEST(other.prints("pin_mismatch"));
    BOOST_TEST(check("chain.pem --anchors ca.pem --pin " + pin).exit_code == 1);
    BOOST_TEST(check("chain.pem --pin nonsense").prints("is not a pin"));
}

BOOST_AUTO_TEST_CASE(role_decides_the_usage) {
    folder.write("server.pem", issue({"fabrikam.example"}, server_only()).chain.pem());
    const std::string file = "server.pem --identity fabrikam.example --anchors ca.pem ";
    BOOST_TEST(check(file).exit_code == 14);
    BOOST_TEST(check(file + "--role server").exit_code == 0);
    BOOST_TEST(check(file + "--eku mta").exit_code == 0);
}

BOOST_AUTO_TEST_CASE(as_client_answers_for_each_mode) {
    folder.write("server.pem", issue({"fabrikam.example"}, server_only()).chain.pem());
    const Result result =
        check("server.pem --identity fabrikam.example --anchors ca.pem --role server --as-client");
    BOOST_TEST(result.exit_code == 0, result.output);
    BOOST_TEST(result.prints("  client  refused: wrong_usage"));
    BOOST_TEST(result.prints("  mta     accepted\n"));
    BOOST_TEST(result.prints("  any     accepted\n"));
}

BOOST_AUTO_TEST_CASE(wildcards_are_off_unless_asked_for) {
    IssueOptions options;
    options.wildcards = {"*.fabrikam.example"};
    folder.write("wild.pem", issue({"contoso.example"}, options).chain.pem());
    const std::string file = "wild.pem --identity mail.fabrikam.example --anchors ca.pem ";
    BOOST_TEST(check(file).exit_code == 14);
    BOOST_TEST(check(file + "--wildcards").exit_code == 0);
}

BOOST_AUTO_TEST_CASE(end_is_near_and_over) {
    const std::string file = std::string("cert check ") + good;
    const Result near = folder.run(file + "--at 2027-01-20T12:00:00Z");
    BOOST_TEST(near.exit_code == 0);
    BOOST_TEST(near.prints("expiry: soon: certificate 0"));
    const Result over = folder.run(file + "--at 2027-03-01T12:00:00Z");
    BOOST_TEST(over.exit_code == 14);
    BOOST_TEST(over.prints("CertificateExpired"));
    BOOST_TEST(over.prints("ended 37 days ago"), over.output);
}

BOOST_AUTO_TEST_CASE(lists_are_missing_held_or_due) {
    IssueOptions options;
    options.crl_uris = {"http://crl.fabrikam.example/ca.crl"};
    options.ocsp_uris = {"http://ocsp.fabrikam.example/"};
    const Identity listed = issue({"fabrikam.example"}, options);
    folder.write("listed.pem", listed.chain.pem());
    const auto put = [&](const char* name, const Bytes& crl) {
        folder.write(name, std::string(crl.begin(), crl.end()));
    };
    using std::chrono::days;
    put("good.crl", ca.crl({}));
    put("revoked.crl", ca.crl({listed.chain.leaf()}));
    put("old.crl", ca.crl({}, test_now() - days(20), test_now() - days(10)));
    const std::string file = "listed.pem --identity fabrikam.example --anchors ca.pem ";

    const Result soft = check(file);
    BOOST_TEST(soft.exit_code == 0, soft.output);
    BOOST_TEST(soft.prints("list http://crl.fabrikam.example/ca.crl: missing: not fetched"));
    BOOST_TEST(soft.prints("OCSP http://ocsp.fabrikam.example/"));
    const Result hard = check(file + "--revocation hard");
    BOOST_TEST(hard.exit_code == 12);
    BOOST_TEST(hard.prints("RevocationOffline"));
    const Result held = check(file + "--revocation hard --crl good.crl");
    BOOST_TEST(held.exit_code == 0, held.output);
    BOOST_TEST(held.prints("ca.crl: held"));
    const Result due = check(file + "--revocation hard --crl old.crl");
    BOOST_TEST(due.exit_code == 12);
    BOOST_TEST(due.prints("ca.crl: due"));
    const Result revoked = check(file + "--crl revoked.crl");
    BOOST_TEST(revoked.exit_code == 14);
    BOOST_TEST(revoked.prints("in Exchange's words Revoked"));
    BOOST_TEST(check(file + "--revocation off --crl revoked.crl").exit_code == 0);
}

BOOST_AUTO_TEST_CASE(lists_are_fetched_when_asked_for) {
    HttpServer server([this](const HttpQuestion&) {
        const Bytes list = ca.crl({});
        return http_ok({list.begin(), list.end()});
    });
    IssueOptions options;
    options.crl_uris = {server.uri("/ca.crl")};
    folder.write("listed.pem", issue({"fabrikam.example"}, options).chain.pem());
    const std::string file =
        "listed.pem --identity fabrikam.example --anchors ca.pem --revocation hard ";
    const std::string here =
        "--allow-network 127.0.0.0/8 --allow-port " + std::to_string(server.port());
    BOOST_TEST(check(file).exit_code == 12);
    const Result fetched = check(file + "--fetch " + here);
    BOOST_TEST(fetched.exit_code == 0, fetched.output);
    BOOST_TEST(fetched.prints("/ca.crl: held"), fetched.output);
    // A certificate leads to public addresses only, unless the administrator says otherwise.
    const Result refused = check(file + "--fetch --allow-port " + std::to_string(server.port()));
    BOOST_TEST(refused.exit_code == 12, refused.output);
    BOOST_TEST(refused.prints("missing: "), refused.output);
    BOOST_TEST(!refused.prints("missing: not fetched"), refused.output);
    BOOST_TEST(check(file + here).exit_code == 1);  // Without --fetch.
}

BOOST_AUTO_TEST_CASE(json_is_one_object_per_target) {
    const Result result =
        check(std::string("chain.pem chain.pem --json --as-client --identity fabrikam.example "
                          "--anchors ca.pem"));
    BOOST_TEST(result.exit_code == 0);
    const auto end = result.output.find('\n');
    const auto parsed = nlohmann::json::parse(result.output.substr(0, end));
    BOOST_TEST(parsed.at("target").get<std::string>() == "chain.pem");
    BOOST_TEST(parsed.at("report").at("exchange_status").get<std::string>() == "Valid");
    BOOST_TEST(parsed.at("as_client").size() == 3u);
    BOOST_TEST(parsed.at("tls").is_null());
    BOOST_TEST(result.output.find("\"target\"", end) != std::string::npos);
}

BOOST_AUTO_TEST_CASE(pictures_are_new_files) {
    BOOST_TEST(check(std::string(good) + "--html a.html --svg a.svg").exit_code == 0);
    BOOST_TEST(folder.read("a.html").starts_with("<!DOCTYPE html>"));
    BOOST_TEST(folder.read("a.svg").starts_with("<svg "));
    const Result again = check(std::string(good) + "--html a.html");
    BOOST_TEST(again.exit_code == 1);
    BOOST_TEST(again.prints("a.html"));
}

BOOST_AUTO_TEST_CASE(mistakes_are_sentences) {
    BOOST_TEST(check("chain.pem --anchors ca.pem").prints("--identity"));
    BOOST_TEST(check("chain.pem --anchors ca.pem").exit_code == 1);
    BOOST_TEST(check("nowhere.pem --identity a.example --anchors ca.pem").exit_code == 1);
    BOOST_TEST(check(std::string(good) + "--eku server").exit_code == 1);
    BOOST_TEST(check("chain.pem ca.pem --html a.html --identity a.example --anchors ca.pem")
                   .prints("one TARGET"));
    for (const char* target : {"smtp://", "smtp://host:0", "smtp://host:99999", "smtp://host:x",
                               "smtp://[::1", "smtp://a\\ b", "smtp://user@host"})
        BOOST_TEST(
            check(std::string(target) + " --identity a.example --anchors ca.pem").exit_code == 1,
            target);
}

BOOST_AUTO_TEST_CASE(worst_of_several_targets_counts) {
    const Result result = check("chain.pem other.pem --identity fabrikam.example --anchors ca.pem");
    BOOST_TEST(result.exit_code == 14);
    BOOST_TEST(result.prints("verdict: pass"));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(cert_check_host, Fabrikam)

BOOST_AUTO_TEST_CASE(good_host_passes_with_its_tls_parameters) {
    const MailHost host(with_starttls(mail));
    const Result result = check_host(host, "--as-client");
    BOOST_TEST(result.exit_code == 0, result.output);
    BOOST_TEST(result.prints("TLS1.3/TLS_AES_"));
    BOOST_TEST(result.prints("strong enough for a mark"));
    BOOST_TEST(result.prints("(127.0.0.1)"));
    BOOST_TEST(result.prints("as mail.fabrikam.example"));
    BOOST_TEST(result.prints("  any     accepted"));
}

BOOST_AUTO_TEST_CASE(host_of_other_names_fails) {
    const MailHost host(with_starttls(issue({"contoso.example"})));
    const Result result = check_host(host);
    BOOST_TEST(result.exit_code == 14, result.output);
    BOOST_TEST(result.prints("SubjectMismatch"));
}

BOOST_AUTO_TEST_CASE(host_is_judged_by_its_own_name_and_address_needs_one) {
    const MailHost host(with_starttls(issue({"localhost"})));
    const std::string port = std::to_string(host.port());
    const Result named = check("smtp://localhost:" + port + " --anchors ca.pem --timeout 5 --json");
    BOOST_TEST(named.exit_code == 0, named.output);
    BOOST_TEST(named.prints("\"server_name\":\"localhost\""));
    const Result asked = check("smtp://localhost:" + port +
                               " --anchors ca.pem --timeout 5 --json --servername mx.a.example");
    BOOST_TEST(asked.prints("\"server_name\":\"mx.a.example\""));
    const Result bare = check("smtp://127.0.0.1:" + port + " --anchors ca.pem --timeout 5");
    BOOST_TEST(bare.exit_code == 1);
    BOOST_TEST(bare.prints("--identity"));
}

BOOST_AUTO_TEST_CASE(address_of_version_6) {
    std::optional<MailHost> host;
    try {
        host.emplace(with_starttls(mail), "::1");
    } catch (const std::runtime_error& error) {
        BOOST_TEST_MESSAGE("not tested, for this machine has no ::1: " << error.what());
        return;
    }
    const Result result = check_host(*host);
    BOOST_TEST(result.exit_code == 0, result.output);
    BOOST_TEST(result.prints("(::1)"));
}

BOOST_AUTO_TEST_CASE(host_without_starttls_fails) {
    const MailHost host(saying({"220 hi\r\n", "250-hi\r\n250-XSTARTTLS\r\n250 SIZE\r\n"}));
    const Result result = check_host(host);
    BOOST_TEST(result.exit_code == 14, result.output);
    BOOST_TEST(result.prints("does not offer STARTTLS"));
}

BOOST_AUTO_TEST_CASE(starttls_in_the_greeting_of_ehlo_is_no_offer) {
    const MailHost host(saying({"220 hi\r\n", "250-STARTTLS\r\n250 SIZE\r\n"}));
    BOOST_TEST(check_host(host).prints("does not offer STARTTLS"));
}

BOOST_AUTO_TEST_CASE(injected_text_is_refused) {
    const MailHost host(with_starttls(mail, "250 you are in\r\n"));
    const Result result = check_host(host);
    BOOST_TEST(result.exit_code == 14, result.output);
    BOOST_TEST(!result.prints("verdict: pass"));
    BOOST_TEST(result.prints("Octets stood behind"));
}

BOOST_AUTO_TEST_CASE(host_that_hangs_is_left_in_time) {
    const std::vector<std::vector<std::string>> silences{
        {},
        {"220 hi\r\n"},
        {"220 hi\r\n", "250-hi\r\n"},
        {"220 hi\r\n", "250-hi\r\n250 STARTTLS\r\n"},
        {"220 hi\r\n", "250-hi\r\n250 STARTTLS\r\n", "220 go\r\n"}};
    for (const auto& texts : silences) {
        const MailHost host(saying(texts));
        const auto begun = std::chrono::steady_clock::now();
        const Result result = check_host(host, "", 1);
        BOOST_TEST(result.exit_code == 12, result.output);
        BOOST_TEST(result.prints("in time"), result.output);
        BOOST_TEST((std::chrono::steady_clock::now() - begun < std::chrono::seconds(4)));
    }
}

BOOST_AUTO_TEST_CASE(garbage_is_no_smtp_and_is_escaped) {
    for (const std::string& garbage :
         {std::string("SSH-2.0-OpenSSH\r\n"), std::string("\x1b]0;owned\x07\r\n"),
          std::string("999 hi\r\n"), std::string("22\r\n"), std::string(5000, 'x'),
          std::string("220_hi\r\n")}) {
        const MailHost host(saying({garbage}));
        const Result result = check_host(host);
        BOOST_TEST(result.exit_code == 13, result.output);
        BOOST_TEST(result.prints("no SMTP reply"), result.output);
        BOOST_TEST(!result.prints("\x1b"));
    }
}

BOOST_AUTO_TEST_CASE(reply_without_end_is_cut) {
    const MailHost host([](const Caller& caller) {
        caller.say("220 hi\r\n");
        caller.hear();
        for (int i = 0; i < 5000; ++i) caller.say("250-SIZE of something that does not end\r\n");
        caller.wait();
    });
    const Result result = check_host(host);
    BOOST_TEST(result.exit_code == 13, result.output);
    BOOST_TEST(result.prints("does not end"));
}

BOOST_AUTO_TEST_CASE(garbage_instead_of_tls_fails) {
    const MailHost host(saying({"220 hi\r\n", "250-hi\r\n250 STARTTLS\r\n", "220 go\r\n",
                                "HTTP/1.1 400 Bad Request\r\n\r\n"}));
    const Result result = check_host(host);
    BOOST_TEST(result.exit_code == 14, result.output);
    BOOST_TEST(result.prints("error: TLS: "));
}

BOOST_AUTO_TEST_CASE(refusals_are_temporary_or_not_as_the_host_says) {
    const MailHost busy(saying({"421 4.3.2 try \x1b[31mlater\r\n"}));
    const Result later = check_host(busy);
    BOOST_TEST(later.exit_code == 12, later.output);
    BOOST_TEST(later.prints("421 4.3.2 try \\x1b[31mlater"));
    const MailHost strict(saying({"554 no\r\n"}));
    BOOST_TEST(check_host(strict).exit_code == 14);
    const MailHost torn(saying({"220 hi\r\n", "250-hi\r\n250 STARTTLS\r\n", "454 no TLS now\r\n"}));
    BOOST_TEST(check_host(torn).exit_code == 12);
}

BOOST_AUTO_TEST_CASE(nobody_there_is_temporary) {
    std::string target;
    {
        const MailHost gone(saying({}));
        target = gone.target();
    }
    const Result result = check(target + " --identity a.example --anchors ca.pem --timeout 3");
    BOOST_TEST(result.exit_code == 12, result.output);
    BOOST_TEST(result.prints("no connection: 127.0.0.1: "));
    const Result hung_up = check_host(MailHost([](const Caller&) {}));
    BOOST_TEST(hung_up.exit_code == 12);
    BOOST_TEST(hung_up.prints("the connection ended"));
}

BOOST_AUTO_TEST_CASE(problem_as_json) {
    const MailHost host(saying({"554 no\r\n"}));
    const auto parsed = nlohmann::json::parse(check_host(host, "--json").output);
    BOOST_TEST(parsed.at("status").get<std::string>() == "fail");
    BOOST_TEST(parsed.at("report").is_null());
    BOOST_TEST(!parsed.at("problem").get<std::string>().empty());
}

BOOST_AUTO_TEST_CASE(openssl_at_the_other_end) {
    folder.write("mail.key", mail.key.to_pem(SecretAccess::granted()));
    // OpenSSL's server speaks no SMTP: our host greets, and hands the octets through.
    ChildProcess openssl({"openssl", "s_server", "-accept", "127.0.0.1:0", "-cert",
                          (folder.path() / "chain.pem").string(), "-key",
                          (folder.path() / "mail.key").string(), "-tls1_2"});
    BOOST_REQUIRE_MESSAGE(openssl.wait_for("ACCEPT "), openssl.output());
    openssl.read_for(200);
    const auto at = openssl.output().find("ACCEPT ");
    const auto colon = openssl.output().find(':', at);
    BOOST_REQUIRE_MESSAGE(colon != std::string::npos, openssl.output());
    const int port = std::stoi(openssl.output().substr(colon + 1));
    const MailHost host(with_tls_server(static_cast<std::uint16_t>(port)));
    const Result result = check_host(host);
    BOOST_TEST(result.exit_code == 0, result.output);
    BOOST_TEST(result.prints("TLS1.2/TLS_ECDHE_ECDSA_WITH_"));
}

BOOST_AUTO_TEST_SUITE_END()

// `domainsec verify` and `domainsec border` over files, mbox, Maildir and standard input.
#include <boost/test/unit_test.hpp>
#include <filesystem>

#include "cli/command.hpp"

using domainsec::test::Folder;
using domainsec::test::Result;

namespace {

constexpr const char* message =
    "From: Alice <alice@fabrikam.example>\r\nTo: bob@contoso.example\r\nSubject: Contract\r\n"
    "Date: Tue, 24 Nov 2026 12:00:00 +0000\r\nMessage-ID: <1@fabrikam.example>\r\n\r\nHello\r\n"
    "From here on it is quoted in an mbox.\r\n>From here too.\r\n";

struct Mailbox {
    Folder folder;
    std::string stamped;

    Mailbox() {
        folder.run(
            "cert new --ca --common-name 'Fabrikam CA' --days 3650 --out ca.pem --key-out ca.key");
        folder.run(
            "cert new --days 7 --issuer ca.pem --issuer-key ca.key --name fabrikam.example --out "
            "mx.pem --key-out mx.key");
        folder.run("key new --out stamp.pem");
        folder.run(
            "key publish --key stamp.pem --domain contoso.example --selector edge1"
            " --edge edge1.contoso.example > keyring.toml");
        folder.write(
            "domainsec.toml",
            "[organization]\ndomain = \"contoso.example\"\ndomains = [\"contoso.example\"]\n"
            "[edge]\nname = \"edge1.contoso.example\"\n"
            "[stamp]\nselector = \"edge1\"\nkey = \"stamp.pem\"\nkeyring = \"keyring.toml\"\n"
            "log = \"stamp.log\"\n"
            "[[partner]]\nname = \"Fabrikam\"\ndomains = [\"fabrikam.example\"]\n"
            "[partner.receive]\nmode = \"require\"\nanchors = [\"ca.pem\"]\n");
        folder.write("in.eml", message);
        folder.run(
            "stamp --config domainsec.toml --cipher TLS_AES_256_GCM_SHA384 --group x25519 "
            "--mail-from alice@fabrikam.example --rcpt bob@contoso.example --peer-chain mx.pem "
            "< in.eml > out.eml");
        stamped = folder.read("out.eml");
    }

    Result verify(const std::string& more) const {
        return folder.run("verify --config domainsec.toml " + more);
    }

    static std::string quoted_for_mbox(const std::string& text) {
        std::string out;
        std::size_t begin = 0;
        while (begin < text.size()) {
            const auto end = text.find('\n', begin) + 1;
            const auto line = text.substr(begin, end - begin);
            const auto content = line.find_first_not_of('>');
            if (line.compare(content, 5, "From ") == 0) out += '>';
            out += line;
            begin = end;
        }
        std::erase(out, '\r');
        return "From alice@fabrikam.example Tue Nov 24 12:00:00 2026\n" + out + "\n";
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(verifying_mailboxes, Mailbox)

BOOST_AUTO_TEST_CASE(an_mbox_is_taken_apart_and_unquoted) {
    folder.write("box", quoted_for_mbox(stamped) + quoted_for_mbox(message));
    const auto result = verify("box");
    BOOST_TEST(result.exit_code == 10, result.output);
    BOOST_TEST(result.prints("box#1:"));
    BOOST_TEST(result.prints("       1  pass  fabrikam.example"));
    BOOST_TEST(result.prints("       1  none  no_stamp"));
}

BOOST_AUTO_TEST_CASE(a_maildir_is_its_messages) {
    for (const auto* name : {"cur", "new", "tmp"})
        std::filesystem::create_directories(folder.path() / "Maildir" / name);
    folder.write("Maildir/cur/1:2,S", stamped);
    auto lf = stamped;
    std::erase(lf, '\r');
    folder.write("Maildir/new/2", lf);
    folder.write("Maildir/tmp/3", "never looked at");
    const auto result = verify("--quiet Maildir");
    BOOST_TEST(result.exit_code == 0, result.output);
    BOOST_TEST(result.output == "       2  pass  fabrikam.example\n");
}

BOOST_AUTO_TEST_CASE(a_folder_is_its_files_and_an_empty_one_a_mistake) {
    std::filesystem::create_directory(folder.path() / "mail");
    const auto empty = verify("mail");
    BOOST_TEST(empty.exit_code == 1);
    BOOST_TEST(empty.prints("no message"));
    folder.write("mail/a.eml", stamped);
    folder.write("mail/b.eml", message);
    BOOST_TEST(verify("--quiet mail").output ==
               "       1  none  no_stamp\n       1  pass  fabrikam.example\n");
}

BOOST_AUTO_TEST_CASE(the_page_shows_marks_and_nothing_of_the_sender_s_markup) {
    folder.write("<script>.eml", stamped);
    const auto result = verify("--html page.html '<script>.eml' in.eml");
    BOOST_TEST(result.exit_code == 10, result.output);
    const auto page = folder.read("page.html");
    BOOST_TEST(page.find("Domain Secured by fabrikam.example") != std::string::npos);
    BOOST_TEST(page.find("<script>") == std::string::npos);
    BOOST_TEST(page.find("No mail server of ours has marked it.") != std::string::npos);
    BOOST_TEST(verify("--html page.html in.eml").exit_code == 1);
}

BOOST_AUTO_TEST_CASE(the_log_of_stamps_is_asked) {
    const auto result = verify("--log stamp.log out.eml");
    BOOST_TEST(result.exit_code == 0, result.output);
    BOOST_TEST(result.prints("stamp log: has this stamp"));
    BOOST_TEST(verify("--log stamp.log --log-head AAAA out.eml").exit_code == 1);
    const auto other = verify(
        "--log stamp.log --log-head "
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA= out.eml");
    BOOST_TEST(other.exit_code == 1);
    BOOST_TEST(other.prints("noted elsewhere"));
}

BOOST_AUTO_TEST_CASE(a_compromised_key_with_the_log_from_before) {
    const auto since = folder.shell(  // of a later second than the log's line
        "sleep 1.1; \"$DOMAINSEC\" key compromise --keyring keyring.toml --domain contoso.example "
        "--selector edge1 --since $(date -u +%Y-%m-%dT%H:%M:%SZ)");
    BOOST_TEST(since.exit_code == 0, since.output);
    BOOST_TEST(verify("out.eml").exit_code == 14);
    BOOST_TEST(verify("--log stamp.log out.eml").exit_code == 0);
}

// Years later: the keyring of that day and the log's head are enough.
BOOST_AUTO_TEST_CASE(an_archive_proves_what_was_secured) {
    const auto archived =
        folder.run("key archive --keyring keyring.toml --log stamp.log --out archive.toml");
    BOOST_TEST(archived.exit_code == 0, archived.output);
    const auto text = folder.read("archive.toml");
    const auto at = text.find("head ") + 5;
    const auto head = text.substr(at, text.find('\n', at) - at);
    const auto verified = folder.run(
        "verify --keyring archive.toml --domain contoso.example --log stamp.log --log-head " +
        head + " --at $(date -u +%Y-%m-%dT%H:%M:%SZ) out.eml");
    BOOST_TEST(verified.exit_code == 0, verified.output);
    BOOST_TEST(verified.prints("archival"));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(border_command, Mailbox)

BOOST_AUTO_TEST_CASE(marks_go_and_all_else_stays) {
    const auto result = folder.run("border --name contoso.example < out.eml > clean.eml");
    BOOST_TEST(result.exit_code == 0, result.output);
    BOOST_TEST(folder.read("clean.eml") == message);
    BOOST_TEST(folder.run("border --config domainsec.toml in.eml > same.eml").exit_code == 0);
    BOOST_TEST(folder.read("same.eml") == message);
}

BOOST_AUTO_TEST_CASE(what_would_go_is_listed) {
    const auto list = folder.run("border --name contoso.example --list out.eml");
    BOOST_TEST(list.prints("Domain-Secured"));
    BOOST_TEST(list.prints("Authentication-Results"));
    const auto json = folder.run("border --name contoso.example --json out.eml");
    BOOST_TEST(json.prints("\"name\":\"Domain-Secured\""));
    BOOST_TEST(json.prints("\"defect\":\"none\""));
}

BOOST_AUTO_TEST_CASE(our_names_must_be_given) {
    const auto result = folder.run("border in.eml");
    BOOST_TEST(result.exit_code == 1);
    BOOST_TEST(result.prints("--config, or --name"));
}

BOOST_AUTO_TEST_SUITE_END()

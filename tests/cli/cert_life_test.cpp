// `domainsec cert` on a store: what an administrator does, and does wrong.
#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>
#include <string>

#include "cli/command.hpp"

using domainsec::test::Folder;
using domainsec::test::Result;
using nlohmann::json;

namespace {

struct Desk : Folder {
    Desk() {
        write("pass", "secret\n");
        write("empty", "\n");
    }
    Result cert(const std::string& arguments) const {
        return shell("DOMAINSEC_STORE=store; export DOMAINSEC_STORE; \"$DOMAINSEC\" cert " +
                     arguments);
    }
    void does(const std::string& arguments, const std::string& says = {}) const {
        const auto result = cert(arguments);
        BOOST_TEST(result.exit_code == 0, arguments << ": " << result.output);
        BOOST_TEST(result.prints(says), result.output << "\nlacks: " << says);
    }
    void refuses(const std::string& arguments, const std::string& says) const {
        const auto result = cert(arguments);
        BOOST_TEST(result.exit_code == 1, arguments << ": " << result.output);
        BOOST_TEST(result.prints(says), result.output << "\nlacks: " << says);
        // One sentence, on one line.
        const auto lines = std::count(result.output.begin(), result.output.end(), '\n');
        BOOST_TEST(lines == 1, result.output);
    }
    json listed() const { return json::parse(cert("list --json").output); }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(cert_life, Desk)

BOOST_AUTO_TEST_CASE(from_request_to_removal) {
    does("ca new --directory ca --name 'Mail CA' --permit contoso.example",
         "give partners ca/ca.pem");
    does("request --label edge1 --name contoso.example --out edge1.csr", "PendingRequest");
    does("list", "PendingRequest");
    refuses("assign edge1 --service smtp-server", "waits for its certificate");
    does("ca issue --directory ca --request edge1.csr --out edge1.pem", "CN=Mail CA");
    does("import edge1.pem ca/ca.pem", "request completed");
    does("assign edge1 --service smtp-server --service smtp-client", "instead of nothing");
    does("list --anchors ca/ca.pem", "Valid");
    does("renew edge1 --ca ca", "issued");
    refuses("renew edge1 --finish", "wait until it is 72 h");
    does("renew edge1 --finish --overlap 0", "the next key is in use");
    does("new --name contoso.example --label self", "CN=contoso.example");
    does("assign self --service smtp-server --service smtp-client",
         "smtp-client: self, instead of edge1");
    does("assign --undo", "edge1, instead of self");
    refuses("remove edge1", "is assigned to a service");
    does("remove self", "cert restore self~");
    BOOST_TEST(listed().size() == 1U);
}

BOOST_AUTO_TEST_CASE(list_and_show_say_the_same_to_programs) {
    does(
        "new --name contoso.example --name mx.contoso.example --label self --days 10 --exportable");
    const auto entry = listed().at(0);
    BOOST_TEST(entry["label"] == "self");
    BOOST_TEST(entry["status"] == "SelfSigned");
    BOOST_TEST(entry["exportable"] == true);
    BOOST_TEST(entry["names"].size() == 2U);
    BOOST_TEST(entry["used_by"] == "smtp-server, smtp-client (the only one)");
    BOOST_TEST((json::parse(cert("show self --json").output).at(0)["pin"] == entry["pin"]));
    does("list --at 2100-01-01T00:00:00Z", "DateInvalid");
    does("show self", "key_place:           file");
}

BOOST_AUTO_TEST_CASE(exports_what_openssl_reads_and_takes_it_back) {
    does("new --name contoso.example --label self --exportable --key-type rsa-2048");
    does("export self --out self.pfx --file-passphrase-file pass", "pkcs12");
    const auto read = shell("openssl pkcs12 -in self.pfx -passin pass:secret -noenc -info");
    BOOST_TEST(read.exit_code == 0, read.output);
    BOOST_TEST(read.prints("BEGIN PRIVATE KEY"));
    does("import self.pfx --label again --file-passphrase-file pass", "imported");
    does("export self --for exchange2010 --out old.pfx --file-passphrase-file pass");
    refuses("import old.pfx --label old --file-passphrase-file pass", "legacy");
    does("import old.pfx --label old --legacy --file-passphrase-file pass", "imported");
    does("export self --format pem --out self.key --file-passphrase-file pass");
    does("import self.key --label pem --file-passphrase-file pass", "imported");
    does("export self --certificate-only --out chain.pem", "without the key");
    refuses("export self --out self.pfx --file-passphrase-file pass", "is there already");
}

BOOST_AUTO_TEST_CASE(keys_that_are_not_exportable_stay) {
    does("new --name contoso.example --label self");
    refuses("export self --out x.pfx --file-passphrase-file pass", "is not exportable");
    does("export self --certificate-only --out chain.pem");
    does("new --name contoso.example --label other --exportable");
    refuses("export other --out x.pfx", "under a passphrase only");
    refuses("export other --out x.pfx --file-passphrase-file empty", "first line is empty");
}

BOOST_AUTO_TEST_CASE(what_does_not_fit_is_refused_in_one_sentence) {
    does("new --name contoso.example --label self --exportable");
    does("export self --out self.pfx --file-passphrase-file pass");
    shell("printf 'other\\n' > wrong; head -c 300 self.pfx > cut.pfx; : > nothing; mkdir folder");
    refuses("import self.pfx --label a --file-passphrase-file wrong", "passphrase");
    refuses("import cut.pfx --label a --file-passphrase-file pass", "cut.pfx");
    refuses("import nothing --label a", "nothing");
    refuses("import gone.pem --label a", "cannot be read");
    refuses("new --name contoso.example --label self", "already");
    refuses("new --name contoso.example --label ../x", "is not a label");
    refuses("show none", "There is no entry");
    refuses("remove none", "There is no entry");
    refuses("renew none", "There is no entry");
    refuses("restore none~1", "in the trash");
    refuses("assign --undo", "no assignment to take back");
    refuses("assign self", "for what");
    refuses("assign self --service smtp-server --partner Fabrikam", "partner");
    refuses("watch --once --pick-up self", "LABEL=CHAIN,KEY");
    refuses("list --store folder", "chmod it to 0700");
    shell(
        "\"$DOMAINSEC\" cert new --name a.example --out a.pem --key-out a.key;"
        "\"$DOMAINSEC\" cert new --name b.example --out b.pem --key-out b.key");
    refuses("import a.pem b.key --label a", "belongs to none of these");
    refuses("import a.pem", "No request of this store has the key");
    refuses("import a.pem a.key b.key --label a", "second private key");
    does("import a.pem a.key --label a", "imported");
    // What stands beside a certificate in its file does no harm.
    does("request --label b --name b.example --out b.csr");
    shell("cat b.csr a.key a.pem > all.pem");
    does("import all.pem --label all", "imported");
}

BOOST_AUTO_TEST_CASE(an_expired_authority_issues_nothing) {
    does("ca new --directory ca --name Old --days 1");
    does("request --label edge1 --name contoso.example --out edge1.csr");
    const auto result = shell(
        "faketime=2030-01-01; \"$DOMAINSEC\" cert new --ca --common-name Old --days 1 --out o.pem "
        "--key-out o.key && \"$DOMAINSEC\" cert new --name a.example --days 30 --issuer o.pem "
        "--issuer-key o.key --out a.pem --key-out a.key");
    BOOST_TEST(result.exit_code == 1);
    BOOST_TEST(result.prints("after the authority's own"), result.output);
}

BOOST_AUTO_TEST_CASE(watch_warns_by_words_and_exit_code) {
    does("new --name contoso.example --label self --days 90");
    BOOST_TEST(cert("watch --once").exit_code == 0);
    const auto at = [&](int days) {
        return cert("watch --once --json --at $(( $(date +%s) + " + std::to_string(days) +
                    " * 86400 ))");
    };
    const auto third = at(70);
    BOOST_TEST(third.exit_code == 11, third.output);
    BOOST_TEST((json::parse(third.output)["event"] == "certificate_expiring"));
    BOOST_TEST(at(84).exit_code == 12);
    BOOST_TEST((json::parse(at(89).output)["stage"] == "urgent"));
    BOOST_TEST(at(91).exit_code == 14);
}

BOOST_AUTO_TEST_CASE(watch_picks_up_what_an_acme_client_renews) {
    const auto renew = [&] {
        shell(
            "rm -f live.pem live.key; \"$DOMAINSEC\" cert new --name contoso.example "
            "--out live.pem --key-out live.key");
    };
    const std::string watch = "watch --once --pick-up edge1=live.pem,live.key";
    renew();
    does(watch, "picked up from live.pem");
    const auto first = listed().at(0)["pin"];
    BOOST_TEST(cert(watch).output.empty());
    renew();
    does(watch, "picked up from live.pem");
    BOOST_TEST((listed().at(0)["pin"] != first));
    // Half renewed: the chain is new, the key is not yet.
    shell(
        "cp live.key old.key; rm live.pem live.key; \"$DOMAINSEC\" cert new --name contoso.example "
        "--out live.pem --key-out live.key; cp old.key live.key");
    const auto now = listed().at(0)["pin"];
    const auto refused = cert(watch);
    BOOST_TEST(refused.exit_code == 14);
    BOOST_TEST(refused.prints("the old one stays"), refused.output);
    BOOST_TEST((listed().at(0)["pin"] == now));
}

BOOST_AUTO_TEST_CASE(a_read_only_store_says_so) {
    does("new --name contoso.example --label self");
    // Root writes everywhere: another user is needed to see it.
    const auto result = shell(
        "chown -R nobody store && chmod 0500 store && chmod 755 . && "
        "DOMAINSEC_STORE=store setpriv --reuid=nobody --clear-groups \"$DOMAINSEC\" cert new "
        "--name "
        "a.example --label other");
    if (result.prints("setpriv:")) return;  // not root
    BOOST_TEST(result.exit_code == 1, result.output);
    BOOST_TEST((result.prints("Permission denied") || result.prints("cannot be written")),
               result.output);
}

BOOST_AUTO_TEST_SUITE_END()

// `domainsec cert import --fetch-issuers`: intermediates from where certificates say they are
// (RFC 5280 §4.2.2.1), from a real server on loopback.
#include <atomic>
#include <boost/test/unit_test.hpp>
#include <map>
#include <nlohmann/json.hpp>
#include <string>

#include "cli/command.hpp"
#include "support/http_server.hpp"

using namespace domainsec::test;
using nlohmann::json;

namespace {

// A root, two intermediates below each other and a leaf, made by OpenSSL; each but the root says
// where its issuer is.
struct World : Folder {
    World() {
        script += "set -e\n";
        script +=
            "new() { openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout $1.key "
            "-out $1.csr -subj \"/CN=$1\" 2>/dev/null; }\n";
        script +=
            "issue() { openssl x509 -req -in $1.csr -CA $2.pem -CAkey $2.key -days 30 -out $1.pem "
            "-extfile $1.ext 2>/dev/null; }\n";
        script +=
            "new root; printf 'basicConstraints=critical,CA:TRUE\\nkeyUsage=critical,keyCertSign' "
            "> root.ext\n"
            "openssl x509 -req -in root.csr -signkey root.key -days 30 -out root.pem "
            "-extfile root.ext 2>/dev/null\n";
        make("upper", "root", true);
        make("lower", "upper", true);
        make("leaf", "lower", false);
        script +=
            "for each in root upper lower leaf; do openssl x509 -in $each.pem -outform DER "
            "-out $each.der; done\n"
            "openssl crl2pkcs7 -nocrl -certfile upper.pem -certfile root.pem -outform DER "
            "-out upper.p7c\n";
        const auto result = shell(script);
        BOOST_REQUIRE_MESSAGE(result.exit_code == 0, result.output);
        for (const char* each : {"root", "upper", "lower"}) {
            served["/" + std::string(each)] = read(std::string(each) + ".der");
        }
    }

    void make(const std::string& name, const std::string& issuer, bool is_authority) {
        script += "new " + name + "; printf '";
        script += is_authority ? "basicConstraints=critical,CA:TRUE\\nkeyUsage=keyCertSign\\n"
                               : "subjectAltName=DNS:mx.contoso.example\\n";
        script += "authorityInfoAccess=caIssuers;URI:" + server.uri("/" + issuer) + "' > " + name +
                  ".ext; issue " + name + " " + issuer + "\n";
    }

    // Imported with `options` into a new store; what is printed, as JSON.
    json imported(const std::string& options) {
        const auto result = shell("\"$DOMAINSEC\" cert import leaf.pem leaf.key --label edge" +
                                  std::to_string(++entries) +
                                  " --store store --anchors root.pem --json " + options);
        BOOST_REQUIRE_MESSAGE(result.exit_code == 0, result.output);
        return json::parse(result.output);
    }
    json fetched() {
        return imported("--fetch-issuers --allow-network 127.0.0.0/8 --allow-port " +
                        std::to_string(server.port()));
    }
    static std::string missing(const json& result) {
        return result["missing"].is_null() ? "" : result["missing"].get<std::string>();
    }

    int entries = 0;
    std::string script;
    std::map<std::string, std::string> served;
    HttpServer server{[this](const HttpQuestion& question) {
        const auto found = served.find(question.path);
        return found == served.end() ? http_status(404)
                                     : http_ok(found->second, "application/pkix-cert");
    }};
};

bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(cert_import, World)

BOOST_AUTO_TEST_CASE(nothing_is_fetched_unless_asked_for) {
    const auto result = imported("");
    BOOST_TEST(result["chain_length"] == 1);
    BOOST_TEST(has(missing(result), "--fetch-issuers looks there"), missing(result));
    BOOST_TEST(server.questions().empty());
}

BOOST_AUTO_TEST_CASE(issuers_are_fetched_up_to_a_root_that_is_known) {
    const auto result = fetched();
    BOOST_TEST(result["chain_length"] == 3);
    BOOST_TEST(missing(result) == "");
    BOOST_TEST(server.questions().size() == 2U);  // the root is here
    const auto shown = shell("\"$DOMAINSEC\" cert list --store store --anchors root.pem");
    BOOST_TEST(shown.prints("Valid"), shown.output);
}

BOOST_AUTO_TEST_CASE(options_may_stand_before_the_files) {
    const auto result = shell(
        "\"$DOMAINSEC\" cert import --label edge --store store --json --fetch-issuers "
        "--allow-port 8080 --allow-network 127.0.0.0/8 --anchors root.pem leaf.pem leaf.key");
    BOOST_TEST(result.exit_code == 0, result.output);
}

BOOST_AUTO_TEST_CASE(a_file_that_is_too_long_is_not_taken) {
    served["/lower"] = std::string(std::size_t{300} * 1024, 'x');
    const auto result = fetched();
    BOOST_TEST(result["chain_length"] == 1);
    BOOST_TEST(!has(missing(result), "no certificate"), missing(result));
    BOOST_TEST(has(missing(result), server.uri("/lower")), missing(result));
}

BOOST_AUTO_TEST_CASE(several_certificates_in_pkcs7_and_pem) {
    served["/lower"] = read("lower.pem");
    served["/upper"] = read("upper.p7c");
    const auto result = fetched();
    BOOST_TEST(result["chain_length"] == 3);
    BOOST_TEST(missing(result) == "");
}

BOOST_AUTO_TEST_CASE(an_address_that_is_not_public_is_not_asked) {
    const auto result = imported("--fetch-issuers");
    BOOST_TEST(result["chain_length"] == 1);
    BOOST_TEST(has(missing(result), server.uri("/lower")), missing(result));
    BOOST_TEST(server.questions().empty());
}

BOOST_AUTO_TEST_CASE(a_certificate_that_did_not_issue_it_is_not_taken) {
    served["/lower"] = served["/root"];
    const auto result = fetched();
    BOOST_TEST(result["chain_length"] == 1);
    BOOST_TEST(has(missing(result), "what is there did not issue it"), missing(result));
}

BOOST_AUTO_TEST_CASE(what_is_no_certificate_is_named_and_the_import_goes_on) {
    for (const std::string& octets :
         {std::string("<html>"), std::string(), read("lower.der").substr(0, 200),
          std::string(100'000, '\x30')}) {
        served["/lower"] = octets;
        const auto result = fetched();
        BOOST_TEST(result["chain_length"] == 1);
        BOOST_TEST(has(missing(result), "what is there is no certificate"), missing(result));
    }
    served.erase("/lower");
    BOOST_TEST(has(missing(fetched()), "HTTP status 404"));
}

BOOST_AUTO_TEST_CASE(a_chain_that_breaks_off_higher_up_is_kept_as_far_as_it_goes) {
    served.erase("/upper");
    const auto result = fetched();
    BOOST_TEST(result["chain_length"] == 2);
    BOOST_TEST(has(missing(result), "CN=upper"), missing(result));
}

BOOST_AUTO_TEST_SUITE_END()

// The small authority: what it grants, writes down, revokes and says about it.
#include <boost/test/unit_test.hpp>
#include <domainsec/pki/certificate_authority.hpp>
#include <thread>

#include "support/expect_error.hpp"
#include "support/run_command.hpp"
#include "support/temporary_directory.hpp"
#include "support/test_pki.hpp"

using namespace domainsec;
using namespace domainsec::test;
namespace fs = std::filesystem;

namespace {

CommandResult run_command(const std::vector<std::string>& words) {
    std::string line;
    for (const auto& word : words) line += "'" + word + "' ";
    return domainsec::test::run_command(line);
}

const TimePoint now = system_clock()();

AuthorityOptions about(const std::vector<std::string>& permitted = {}) {
    AuthorityOptions options;
    options.name = "Mail CA";
    options.permitted_domains = domain_names(permitted);
    options.algorithm = KeyAlgorithm::ecdsa_p256;
    return options;
}

CertificateRequest request_for(const std::vector<std::string>& names, std::size_t key = 0) {
    CertificateTemplate content;
    content.dns_names = domain_names(names);
    return make_request(pooled_key(KeyAlgorithm::ecdsa_p256, key), content);
}

struct Fixture {
    TemporaryDirectory folder;
    CertificateAuthority authority = CertificateAuthority::create(folder / "ca", about());

    std::string put(const std::string& name, const std::string& text) const {
        write_file(folder / name, text);
        return (folder / name).string();
    }
    std::string put(const std::string& name, const Bytes& octets) const {
        return put(name, std::string(octets.begin(), octets.end()));
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(certificate_authority, Fixture)

BOOST_AUTO_TEST_CASE(issues_what_a_request_asks_for_and_writes_it_down) {
    const auto request = request_for({"fabrikam.example", "mx1.fabrikam.example"});
    const auto issued = authority.issue(request, {});
    BOOST_CHECK(issued.dns_names() == request.dns_names());
    BOOST_CHECK(issued.public_key() == request.public_key());
    const auto book = CertificateAuthority::open(authority.directory()).issued();
    BOOST_REQUIRE(book.size() == 1U);
    BOOST_TEST(book[0].serial == issued.serial());
    BOOST_TEST(!book[0].revoked_at.has_value());
    const auto verified =
        run_command({"openssl", "verify", "-CAfile", put("ca.pem", authority.certificate().pem()),
                     put("leaf.pem", issued.pem())});
    BOOST_TEST(verified.exit_code == 0, verified.output);
}

BOOST_AUTO_TEST_CASE(grants_fewer_names_when_told) {
    AuthorityIssue issue;
    issue.dns_names = domain_names({"mx1.fabrikam.example"});
    issue.client_auth = false;
    const auto issued =
        authority.issue(request_for({"fabrikam.example", "mx1.fabrikam.example"}), issue);
    BOOST_CHECK(issued.dns_names() == std::vector<std::string>{"mx1.fabrikam.example"});
    BOOST_TEST(issued.extended_key_usages().size() == 1U);
    BOOST_TEST(issued.subject() == "CN=mx1.fabrikam.example");
}

BOOST_AUTO_TEST_CASE(of_two_domains_issues_for_no_third) {
    auto limited = CertificateAuthority::create(folder / "limited",
                                                about({"contoso.example", "fabrikam.example"}));
    BOOST_CHECK_NO_THROW(limited.issue(request_for({"mx1.fabrikam.example"}), {}));
    expect_error(errc::invalid_argument, "outside of the domains", [&] {
        limited.issue(request_for({"fabrikam.example", "bank.example"}), {});
    });
    expect_error(errc::invalid_argument, "outside of the domains",
                 [&] { limited.issue(request_for({"notfabrikam.example"}), {}); });
    BOOST_TEST(limited.issued().size() == 1U);
}

// The limit holds for others too: OpenSSL refuses what such an authority must not have issued.
BOOST_AUTO_TEST_CASE(name_constraints_are_understood_by_openssl) {
    const auto& key = pooled_key(KeyAlgorithm::ecdsa_p256, 3);
    CertificateTemplate ca;
    ca.common_name = "Limited CA";
    ca.is_ca = true;
    ca.server_auth = ca.client_auth = false;
    ca.permitted_domains = domain_names({"fabrikam.example"});
    ca.not_before = now - std::chrono::days(1);
    ca.not_after = now + std::chrono::days(100);
    const auto limited = make_self_signed(key, ca);
    ca.permitted_domains.clear();  // the same name and key, and no limit
    const auto unlimited = make_self_signed(key, ca);
    CertificateTemplate leaf;
    leaf.dns_names = domain_names({"bank.example"});
    leaf.not_before = now - std::chrono::hours(1);
    leaf.not_after = now + std::chrono::days(9);
    const auto bad =
        issue_certificate(unlimited, key, pooled_key(KeyAlgorithm::ecdsa_p256).public_key(), leaf);
    const auto refused =
        run_command({"openssl", "verify", "-CAfile", put("limited.pem", limited.pem()),
                     put("bad.pem", bad.pem())});
    BOOST_TEST(refused.exit_code != 0);
    BOOST_TEST(refused.output.find("permitted subtree violation") != std::string::npos,
               refused.output);
}

BOOST_AUTO_TEST_CASE(revokes_and_says_so_in_its_list) {
    const auto good = authority.issue(request_for({"a.example"}, 1), {});
    const auto bad = authority.issue(request_for({"b.example"}, 2), {});
    authority.revoke(bad.serial(), RevocationCause::key_compromise);
    expect_error(errc::invalid_state, "revoked already",
                 [&] { authority.revoke(bad.serial(), RevocationCause::superseded); });
    expect_error(errc::not_found, "no certificate with the serial",
                 [&] { authority.revoke("abcd", RevocationCause::unspecified); });
    const auto crl = put("ca.crl", authority.crl(std::chrono::hours(24)));
    const auto text =
        run_command({"openssl", "crl", "-inform", "DER", "-in", crl, "-noout", "-text", "-CAfile",
                     put("ca.pem", authority.certificate().pem())});
    BOOST_TEST(text.exit_code == 0, text.output);
    BOOST_TEST(text.output.find("Key Compromise") != std::string::npos, text.output);
    run_command(
        {"openssl", "crl", "-inform", "DER", "-in", crl, "-out", (folder / "crl.pem").string()});
    for (const auto* certificate : {&good, &bad}) {
        const auto verified = run_command(
            {"openssl", "verify", "-crl_check", "-CAfile", (folder / "ca.pem").string(), "-CRLfile",
             (folder / "crl.pem").string(), put("leaf.pem", certificate->pem())});
        BOOST_TEST((verified.exit_code == 0) == (certificate == &good), verified.output);
    }
}

BOOST_AUTO_TEST_CASE(numbers_its_lists_and_forgets_no_number) {
    const auto number_of = [&](const Bytes& crl) {
        return run_command({"openssl", "crl", "-inform", "DER", "-in", put("n.crl", crl), "-noout",
                            "-crlnumber"})
            .output;
    };
    BOOST_TEST(number_of(authority.crl(std::chrono::hours(24))).find("01") != std::string::npos);
    auto again = CertificateAuthority::open(authority.directory());
    BOOST_TEST(number_of(again.crl(std::chrono::hours(24))).find("02") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(answers_ocsp_for_good_revoked_and_unknown) {
    const auto issued = authority.issue(request_for({"a.example"}), {});
    const auto ca = put("ca.pem", authority.certificate().pem());
    const auto leaf = put("leaf.pem", issued.pem());
    const auto answer = [&] {
        const auto response =
            put("response", authority.ocsp_response(issued.serial(), std::chrono::hours(24)));
        return run_command({"openssl", "ocsp", "-respin", response, "-issuer", ca, "-cert", leaf,
                            "-CAfile", ca, "-no_nonce"});
    };
    const auto good = answer();
    BOOST_TEST(good.exit_code == 0, good.output);
    BOOST_TEST(good.output.find("leaf.pem: good") != std::string::npos, good.output);
    BOOST_TEST(good.output.find("Response verify OK") != std::string::npos, good.output);
    authority.revoke(issued.serial(), RevocationCause::superseded);
    const auto revoked = answer();
    BOOST_TEST(revoked.output.find("leaf.pem: revoked") != std::string::npos, revoked.output);
    BOOST_TEST(revoked.output.find("superseded") != std::string::npos, revoked.output);
    const auto other = CertificateAuthority::create(folder / "other", about());
    const auto unknown = other.ocsp_response("1234", std::chrono::hours(24));
    const auto shown =
        run_command({"openssl", "ocsp", "-respin", put("u", unknown), "-resp_text", "-noverify"});
    BOOST_TEST(shown.output.find("Cert Status: unknown") != std::string::npos, shown.output);
    expect_error(errc::invalid_argument, "is no serial",
                 [&] { authority.ocsp_response("XYZ", std::chrono::hours(24)); });
}

BOOST_AUTO_TEST_CASE(refuses_what_it_must_not_issue) {
    CertificateTemplate ca;
    ca.common_name = "Evil CA";
    ca.is_ca = true;
    ca.server_auth = ca.client_auth = false;
    expect_error(errc::invalid_argument, "for an authority", [&] {
        authority.issue(make_request(pooled_key(KeyAlgorithm::ecdsa_p256), ca), {});
    });
    AuthorityIssue issue;
    issue.days = 0;
    expect_error(errc::invalid_argument, "days",
                 [&] { authority.issue(request_for({"a.example"}), issue); });
    BOOST_TEST(authority.issued().empty());
}

BOOST_AUTO_TEST_CASE(never_outlives_itself) {
    AuthorityIssue issue;
    issue.days = 10'000;
    const auto issued = authority.issue(request_for({"a.example"}), issue);
    BOOST_CHECK(issued.not_after() == authority.certificate().not_after());
}

BOOST_AUTO_TEST_CASE(needs_its_passphrase) {
    auto locked = CertificateAuthority::create(folder / "locked", about(), "secret");
    expect_error(errc::wrong_passphrase, "key.pem",
                 [&] { locked.issue(request_for({"a.example"}), {}); });
    BOOST_TEST(locked.issued().empty());
    BOOST_CHECK_NO_THROW(locked.issue(request_for({"a.example"}), {}, "secret"));
}

BOOST_AUTO_TEST_CASE(is_made_whole_once) {
    expect_error(errc::already_exists, "is there already",
                 [&] { CertificateAuthority::create(folder / "ca", about()); });
    AuthorityOptions nameless;
    expect_error(errc::invalid_argument, "common_name",
                 [&] { CertificateAuthority::create(folder / "none", nameless); });
    BOOST_TEST(!fs::exists(folder / "none"));
    fs::permissions(authority.directory(), fs::perms::owner_all | fs::perms::group_read);
    expect_error(errc::unreadable_file, "chmod it to 0700",
                 [&] { CertificateAuthority::open(authority.directory()); });
}

BOOST_AUTO_TEST_CASE(two_writers_lose_nothing) {
    std::vector<std::thread> threads;
    for (std::size_t at = 0; at < 4; ++at)
        threads.emplace_back([&, at] {
            auto own = CertificateAuthority::open(authority.directory());
            for (int round = 0; round < 5; ++round) own.issue(request_for({"a.example"}, at), {});
        });
    for (auto& thread : threads) thread.join();
    BOOST_TEST(authority.issued().size() == 20U);
}

BOOST_AUTO_TEST_CASE(damaged_book_names_the_line) {
    authority.issue(request_for({"a.example"}), {});
    write_file(authority.directory() / "book.toml",
               "crl_number = 1\n[[issued]]\nserial = \"zz\"\n");
    expect_error(errc::invalid_configuration, "book.toml:2: serial", [&] { authority.issued(); });
}

BOOST_AUTO_TEST_SUITE_END()

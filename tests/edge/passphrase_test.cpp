// The edge opens its keys with the passphrases that the configuration says how to get.
#include <boost/test/unit_test.hpp>
#include <domainsec/error.hpp>
#include <string>

#include "edge/edge_fixture.hpp"
#include "support/expect_error.hpp"

using namespace domainsec;
using namespace domainsec::test;

namespace {

constexpr const char* key_passphrase = "correct horse";
constexpr const char* stamp_passphrase = "battery staple";

/// Contoso's keys are all encrypted, and each passphrase lies in a file.
struct World : TwoOrganizations {
    World() {
        auto store = CertificateStore::open(contoso.path() / "certificates");
        std::filesystem::remove_all(contoso.path() / "certificates" / "edge1");
        const auto identity = contoso_ca.issue({"contoso.example"}, short_lived());
        store.add("edge1", identity.chain, identity.key, key_passphrase);
        const auto key = PrivateKey::from_file(contoso.path() / "stamp.pem");
        std::filesystem::remove(contoso.path() / "stamp.pem");
        key.write_new(contoso.path() / "stamp.pem", SecretAccess::granted(), stamp_passphrase);
        write_secret("key-passphrase", key_passphrase);
        write_secret("stamp-passphrase", stamp_passphrase);
    }

    void write_secret(const std::string& name, const std::string& text) const {
        contoso.write(name, text);
        std::filesystem::permissions(contoso.path() / name, std::filesystem::perms(0600));
    }

    /// Puts a line into [identity] and one into [stamp].
    void configure(const std::string& identity, const std::string& stamp) const {
        std::string text = contoso.head();
        const std::string first = "[identity]\n";
        const std::string second = "[stamp]\n";
        text.insert(text.find(first) + first.size(), identity);
        text.insert(text.find(second) + second.size(), stamp);
        contoso.configure_whole(text);
    }
};

const std::string key_line = "passphrase = \"file:key-passphrase\"\n";
const std::string stamp_line = "passphrase = \"file:stamp-passphrase\"\n";

}  // namespace

BOOST_FIXTURE_TEST_SUITE(edge_passphrase, World)

BOOST_AUTO_TEST_CASE(comes_from_the_places_that_the_configuration_names) {
    configure(key_line, stamp_line);
    BOOST_CHECK_NO_THROW(contoso_edge());
    configure(key_line,
              "passphrase = \"command:/bin/echo '" + std::string(stamp_passphrase) + "'\"\n");
    BOOST_CHECK_NO_THROW(contoso_edge());
}

BOOST_AUTO_TEST_CASE(is_needed_for_each_key) {
    configure("", stamp_line);
    expect_error(errc::wrong_passphrase, "key.pem", [&] { contoso_edge(); });
    configure(key_line, "");
    expect_error(errc::wrong_passphrase, "stamp.pem", [&] { contoso_edge(); });
    configure(stamp_line, stamp_line);
    expect_error(errc::wrong_passphrase, "key.pem", [&] { contoso_edge(); });
}

BOOST_AUTO_TEST_CASE(of_the_caller_wins) {
    configure(key_line, stamp_line);
    auto given = options();
    given.passphrase = key_passphrase;
    expect_error(errc::wrong_passphrase, "stamp.pem", [&] { Edge::load(contoso.file(), given); });
    configure("passphrase = \"file:none\"\n", stamp_line);
    given.stamp_key = StampKey::from_file(contoso.path() / "stamp.pem", stamp_passphrase);
    BOOST_CHECK_NO_THROW(Edge::load(contoso.file(), given));
}

BOOST_AUTO_TEST_CASE(that_cannot_be_had_names_the_field) {
    configure("passphrase = \"env:DOMAINSEC_NOT_SET\"\n", stamp_line);
    expect_error(errc::not_found, "identity.passphrase: The environment variable",
                 [&] { contoso_edge(); });
    configure(key_line, "passphrase = \"file:none\"\n");
    expect_error(errc::unreadable_file, "stamp.passphrase", [&] { contoso_edge(); });
}

BOOST_AUTO_TEST_CASE(itself_has_no_place_in_a_configuration) {
    configure("passphrase = \"hush-hush\"\n", stamp_line);
    expect_error(errc::invalid_configuration, "identity.passphrase: This is no source",
                 [&] { contoso_edge(); });
    configure(key_line, "passphrase = \"hush-hush\"\n");
    try {
        contoso_edge();
        BOOST_ERROR("was taken");
    } catch (const Error& error) {
        BOOST_TEST(std::string_view(error.what()).find("hush") == std::string_view::npos);
    }
}

BOOST_AUTO_TEST_SUITE_END()

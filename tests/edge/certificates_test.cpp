// Which of our certificates an edge shows to whom, and what it staples to them.
#include <boost/test/unit_test.hpp>
#include <domainsec/error.hpp>

#include "edge/edge_fixture.hpp"
#include "support/expect_error.hpp"

using namespace domainsec;
using namespace domainsec::test;

namespace {

struct World : TwoOrganizations {
    World() {
        auto server = CertificateStore::open(contoso.path() / "certificates");
        server.assign(Service::smtp_server, "edge1");
        server.assign(Service::smtp_client, "edge1");
        add(server, "mx2", contoso_ca.issue({"mx2.contoso.example"}, short_lived()));
        auto client = CertificateStore::open(fabrikam.path() / "certificates");
        client.assign(Service::smtp_server, "edge1");
        client.assign(Service::smtp_client, "edge1");
        add(client, "for-contoso", fabrikam_ca().issue({"out.fabrikam.example"}, short_lived()));
    }

    static void add(CertificateStore& store, const std::string& label, const Identity& identity) {
        store.add(label, identity.chain, identity.key);
    }

    std::string shown_for(const Edge& edge, const std::string& host) const {
        const auto met = connected(fabrikam_edge(), "contoso.example", edge, host);
        BOOST_REQUIRE(met.client.facts() != nullptr);
        return met.client.facts()->chain().leaf().dns_names().front();
    }
};

std::string with_additional(std::string head, const std::string& labels) {
    const std::string table = "[identity]\n";
    return head.insert(head.find(table) + table.size(), "additional = [" + labels + "]\n");
}

}  // namespace

BOOST_AUTO_TEST_SUITE(own_certificates)

BOOST_AUTO_TEST_CASE(a_server_shows_the_certificate_of_the_name_asked_for) {
    const World world;
    world.contoso.configure_whole(with_additional(world.contoso.head(), "\"mx2\""));
    const auto edge = world.contoso_edge();
    BOOST_TEST(world.shown_for(edge, "mx2.contoso.example") == "mx2.contoso.example");
    BOOST_TEST(world.shown_for(edge, "edge1.contoso.example") == "contoso.example");
    BOOST_TEST(world.shown_for(edge, "mx9.contoso.example") == "contoso.example");
}

BOOST_AUTO_TEST_CASE(labels_that_are_not_in_the_store_are_named) {
    const World world;
    world.contoso.configure_whole(with_additional(world.contoso.head(), "\"mx7\""));
    expect_error(errc::not_found, "mx7", [&] { world.contoso_edge(); });
    world.fabrikam.configure(
        "[[partner]]\nname = \"Contoso\"\ndomains = [\"contoso.example\"]\n"
        "[partner.send]\nanchors = [\"contoso-ca.pem\"]\ncertificate = \"gone\"\n");
    expect_error(errc::not_found, "gone", [&] { world.fabrikam_edge(); });
}

BOOST_AUTO_TEST_CASE(a_partner_is_shown_its_own_certificate) {
    const World world;
    world.fabrikam.configure(
        "[[partner]]\nname = \"Contoso\"\ndomains = [\"contoso.example\"]\n"
        "[partner.send]\nanchors = [\"contoso-ca.pem\"]\ncertificate = \"for-contoso\"\n");
    const auto met = connected(world.fabrikam_edge(), "contoso.example", world.contoso_edge(),
                               "edge1.contoso.example");
    BOOST_REQUIRE(met.server.facts() != nullptr);
    BOOST_TEST(met.server.facts()->chain().leaf().dns_names().front() == "out.fabrikam.example");
}

BOOST_AUTO_TEST_CASE(strangers_are_shown_none) {
    const World world;
    const auto met = connected(world.fabrikam_edge(), "woodgrove.example", world.contoso_edge(),
                               "edge1.contoso.example");
    BOOST_REQUIRE(met.server.facts() != nullptr);
    BOOST_TEST(met.server.facts()->chain().empty());
}

// A renewed certificate is shown to the next session; the running one keeps its own.
BOOST_AUTO_TEST_CASE(a_renewed_certificate_is_shown_after_a_reload) {
    const World world;
    const auto edge = world.contoso_edge();
    auto running =
        connected(world.fabrikam_edge(), "contoso.example", edge, "edge1.contoso.example");
    auto store = CertificateStore::open(world.contoso.path() / "certificates");
    store.assign(Service::smtp_server, "mx2");
    BOOST_TEST(world.shown_for(edge, "edge1.contoso.example") == "contoso.example");
    edge.reload();
    BOOST_TEST(world.shown_for(edge, "edge1.contoso.example") == "mx2.contoso.example");
    running.client.send(bytes_of("NOOP"));
    exchange(running.client, running.server);
    BOOST_TEST(text_of(running.server.take_plaintext()) == "NOOP");
}

BOOST_AUTO_TEST_CASE(each_handshake_is_told_once) {
    const World world;
    const auto met = connected(world.fabrikam_edge(), "contoso.example", world.contoso_edge(),
                               "edge1.contoso.example");
    BOOST_REQUIRE(met.server.facts() != nullptr);
    const auto told = world.events->of(EventKind::handshake_completed);
    BOOST_REQUIRE(told.size() == 2U);
    BOOST_TEST(world.events->of(EventKind::handshake_failed).empty());
    BOOST_TEST(told[0].partner == "Contoso");
    BOOST_TEST(told[1].peer == "192.0.2.7");
}

BOOST_AUTO_TEST_SUITE_END()

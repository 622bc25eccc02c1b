// An edge whose store changes while sessions run: new certificates are shown, broken ones are not.
#include <poll.h>

#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <fstream>

#include "edge/edge_fixture.hpp"
#include "support/run_command.hpp"

using namespace domainsec;
using namespace domainsec::test;

namespace {

struct World : TwoOrganizations {
    World() : edge(contoso_edge()) {}

    std::string pin_shown(const std::string& host = "edge1.contoso.example") const {
        const auto met = connected(sender, "contoso.example", edge, host);
        BOOST_REQUIRE(met.client.facts() != nullptr);
        return to_pin(met.client.facts()->chain().leaf().spki_sha256());
    }
    Identity fresh(const IssueOptions& options = {}) const {
        return contoso_ca.issue({"contoso.example", "edge1.contoso.example"}, options);
    }
    void replace(const Identity& identity) {
        store.replace("edge1", identity.chain, identity.key, {});
    }
    bool is_readable() const {
        pollfd waited{edge.poll_descriptor(), POLLIN, 0};
        return ::poll(&waited, 1, 0) == 1;
    }
    std::size_t count(EventKind kind) const { return events->of(kind).size(); }

    CertificateStore store = CertificateStore::open(contoso.path() / "certificates");
    Edge edge;
    Edge sender = fabrikam_edge();
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(poll_of_the_store, World)

BOOST_AUTO_TEST_CASE(without_a_change_does_nothing) {
    BOOST_TEST(!edge.poll());
    BOOST_TEST(count(EventKind::certificates_replaced) == 0U);
}

BOOST_AUTO_TEST_CASE(shows_the_new_certificate_and_leaves_sessions_alone) {
    auto met = connected(sender, "contoso.example", edge, "edge1.contoso.example");
    const auto identity = fresh();
    replace(identity);
    BOOST_TEST(pin_shown() != to_pin(identity.key.spki_sha256()));
    BOOST_TEST(edge.poll());
    BOOST_TEST(pin_shown() == to_pin(identity.key.spki_sha256()));
    BOOST_TEST(count(EventKind::certificates_replaced) == 1U);
    met.client.send(bytes_of("still here"));
    exchange(met.client, met.server);
    BOOST_TEST(!met.server.take_plaintext().empty());
}

BOOST_AUTO_TEST_CASE(tells_by_its_descriptor) {
    BOOST_TEST(!is_readable());
    replace(fresh());
    BOOST_TEST(is_readable());
    BOOST_TEST(edge.poll());
    BOOST_TEST(!is_readable());
    // A folder that took another's place is watched too.
    std::ofstream(store.directory() / "edge1" / "chain.pem", std::ios::app) << "\n";
    BOOST_TEST(is_readable());
    edge.poll();
    store.assign(Service::smtp_server, "edge1");
    BOOST_TEST(is_readable());
}

BOOST_AUTO_TEST_CASE(keeps_the_old_one_when_the_key_does_not_match) {
    const auto before = pin_shown();
    std::ofstream(store.directory() / "edge1" / "chain.pem") << fresh().chain.pem();
    BOOST_TEST(!edge.poll());
    BOOST_TEST(pin_shown() == before);
    const auto refused = events->of(EventKind::certificates_refused);
    BOOST_REQUIRE(refused.size() == 1U);
    BOOST_TEST(refused[0].reason == "key_mismatch");
    BOOST_TEST(refused[0].text.find("the old ones stay in use") != std::string::npos);
    // Once, however often it is asked.
    edge.poll();
    BOOST_TEST(count(EventKind::certificates_refused) == 1U);
    replace(fresh());
    BOOST_TEST(edge.poll());
}

BOOST_AUTO_TEST_CASE(keeps_the_old_one_when_the_new_one_is_outside_of_its_dates) {
    const auto before = pin_shown();
    for (const auto& options : {expired(), not_yet_valid()}) {
        replace(fresh(options));
        BOOST_TEST(!edge.poll());
        BOOST_TEST(pin_shown() == before);
    }
    BOOST_TEST(count(EventKind::certificates_refused) == 2U);
}

BOOST_AUTO_TEST_CASE(keeps_the_old_one_when_its_chain_is_another_ones) {
    const auto before = pin_shown();
    auto identity = fresh();
    const TestCa stranger("Stranger");
    identity.chain = Chain({identity.chain.leaf(), stranger.certificate()});
    replace(identity);
    BOOST_TEST(!edge.poll());
    BOOST_TEST(pin_shown() == before);
}

BOOST_AUTO_TEST_CASE(takes_a_narrower_assignment_for_a_name) {
    const auto named = contoso_ca.issue({"mail.contoso.example", "edge1.contoso.example"});
    store.add("mail", named.chain, named.key);
    store.assign(Service::smtp_server, "edge1");
    store.assign(Service::smtp_client, "edge1");
    store.assign({{Service::smtp_server, {}, DomainName::from_string("mail.contoso.example")}},
                 "mail");
    const auto usual = pin_shown();
    BOOST_TEST(edge.poll());
    BOOST_TEST(pin_shown("mail.contoso.example") == to_pin(named.key.spki_sha256()));
    // It holds this name too, and is not for it.
    BOOST_TEST(pin_shown("edge1.contoso.example") == usual);
    BOOST_TEST(pin_shown("unknown.contoso.example") == usual);
}

BOOST_AUTO_TEST_CASE(takes_a_narrower_assignment_for_a_partner) {
    auto theirs = CertificateStore::open(fabrikam.path() / "certificates");
    const auto identity = self_signed({"fabrikam.example", "out.fabrikam.example"});
    theirs.add("contoso", identity.chain, identity.key);
    theirs.assign(Service::smtp_client, "edge1");
    theirs.assign(Service::smtp_server, "edge1");
    const auto name = sender.configuration()->partners.front().name;
    theirs.assign({{Service::smtp_client, name, {}}}, "contoso");
    BOOST_TEST(sender.poll());
    const auto met = connected(sender, "contoso.example", edge, "edge1.contoso.example");
    BOOST_REQUIRE(met.server.facts() != nullptr);
    BOOST_TEST(to_pin(met.server.facts()->chain().leaf().spki_sha256()) ==
               to_pin(identity.key.spki_sha256()));
}

BOOST_AUTO_TEST_CASE(of_a_store_that_is_gone_keeps_what_there_is) {
    const auto before = pin_shown();
    std::filesystem::rename(store.directory(), store.directory().string() + ".gone");
    BOOST_TEST(!edge.poll());
    BOOST_TEST(pin_shown() == before);
    BOOST_TEST(count(EventKind::certificates_refused) >= 1U);
}

BOOST_AUTO_TEST_SUITE_END()

// Revocation data between judgement, fetcher and the cache on disk, as an edge ties them together.
#include <boost/test/unit_test.hpp>
#include <domainsec/dns/resolver.hpp>
#include <domainsec/error.hpp>
#include <domainsec/trust/evidence_cache.hpp>

#include "edge/edge_fixture.hpp"
#include "support/expect_error.hpp"
#include "support/run_command.hpp"
#include "trust/map_fetcher.hpp"

using namespace domainsec;
using namespace domainsec::test;
namespace fs = std::filesystem;

namespace {

constexpr const char* alice = "alice@fabrikam.example";
const std::string uri = "http://crl.fabrikam.example/ca.crl";

/// Ninety days, with a list to look at.
const Identity& long_lived() {
    static const Identity identity = [] {
        IssueOptions options;
        options.crl_uris = {uri};
        return fabrikam_ca().issue({"fabrikam.example", "mx1.fabrikam.example"}, options);
    }();
    return identity;
}

struct World : TwoOrganizations {
    explicit World(const std::string& evidence = "[evidence]\ncache = \"evidence\"\n",
                   const std::string& revocation = "hard") {
        contoso.configure(evidence + fabrikam_partner + fabrikam_receive + "revocation = \"" +
                          revocation + "\"\n");
        fetcher->contents[uri] = fabrikam_ca().crl({});
    }

    Edge edge(bool with_fetcher = true) const {
        auto given = options();
        if (with_fetcher) given.fetcher = fetcher;
        return Edge::load(contoso.file(), given);
    }
    fs::path cache() const { return contoso.path() / "evidence"; }
    CacheListing listing() const { return EvidenceCache(cache()).list(clock.now()); }
    std::vector<std::string> wanted() const {
        std::vector<std::string> locators;
        for (const auto& entry : listing().entries)
            if (entry.state == CacheState::wanted) locators.push_back(entry.request.locator);
        return locators;
    }

    std::shared_ptr<MapFetcher> fetcher = std::make_shared<MapFetcher>();
};

Answer mail_from_alice(const Edge& edge) {
    return edge.begin(session_of(long_lived())).mail_from(alice);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(revocation_evidence)

BOOST_AUTO_TEST_CASE(a_pending_transaction_says_what_it_lacks) {
    const World world;
    const auto edge = world.edge();
    const auto answer = mail_from_alice(edge);
    BOOST_REQUIRE((answer.decision == Decision::pending));
    BOOST_TEST((world.wanted() == std::vector<std::string>{uri}));
    // Nothing was fetched for it.
    BOOST_TEST(world.fetcher->asked.empty());
}

BOOST_AUTO_TEST_CASE(fulfil_files_in_store_and_cache) {
    const World world;
    const auto edge = world.edge();
    const auto answer = mail_from_alice(edge);
    BOOST_TEST(edge.fulfil(answer.requests).empty());
    BOOST_TEST((mail_from_alice(edge).decision == Decision::accepted));
    const auto listing = world.listing();
    BOOST_REQUIRE_EQUAL(listing.entries.size(), 1U);
    BOOST_TEST((listing.entries[0].state == CacheState::current));
    // Another edge, without a fetcher, begins with it.
    BOOST_TEST((mail_from_alice(world.edge(false)).decision == Decision::accepted));
}

BOOST_AUTO_TEST_CASE(fulfil_with_a_resolver_does_both) {
    const World world;
    const auto edge = world.edge();
    MapResolver resolver;
    resolver.failing = {DomainName::from_string("down.example").value()};
    const std::vector<EvidenceRequest> requests{{EvidenceKind::crl, uri},
                                                {EvidenceKind::mx, "up.example"},
                                                {EvidenceKind::mx, "down.example"}};
    const auto left = edge.fulfil(requests, resolver);
    BOOST_REQUIRE_EQUAL(left.size(), 1U);
    BOOST_TEST(left[0].locator == "down.example");
    BOOST_TEST(edge.fulfil(requests).size() == 2U);
}

BOOST_AUTO_TEST_CASE(a_failed_fetch_is_given_back_and_told) {
    const World world;
    world.fetcher->contents.clear();
    const auto edge = world.edge();
    const auto requests = mail_from_alice(edge).requests;
    const auto before = world.events->of(EventKind::evidence_missing).size();
    BOOST_TEST(edge.fulfil(requests).size() == 1U);
    auto events = world.events->of(EventKind::evidence_missing);
    BOOST_REQUIRE_EQUAL(events.size(), before + 1);
    BOOST_TEST(events.back().reason == "unreachable");
    BOOST_TEST(events.back().text.find("nobody there") != std::string::npos);

    world.fetcher->contents[uri] = {'n', 'o'};
    BOOST_TEST(edge.fulfil(requests).size() == 1U);
    events = world.events->of(EventKind::evidence_missing);
    BOOST_TEST(events.back().reason == "unreadable");
    BOOST_TEST((mail_from_alice(edge).decision == Decision::pending));
}

BOOST_AUTO_TEST_CASE(without_a_fetcher_nothing_is_fetched) {
    const World world;
    const auto edge = world.edge(false);
    BOOST_TEST(edge.fulfil(mail_from_alice(edge).requests).size() == 1U);
}

BOOST_AUTO_TEST_CASE(without_a_cache_all_is_in_memory) {
    const World world("");
    const auto edge = world.edge();
    const auto answer = mail_from_alice(edge);
    BOOST_TEST(edge.fulfil(answer.requests).empty());
    BOOST_TEST((mail_from_alice(edge).decision == Decision::accepted));
    BOOST_TEST(edge.refresh_evidence().loaded == 0U);
    BOOST_TEST(!fs::exists(world.cache()));
}

BOOST_AUTO_TEST_CASE(what_a_refresh_process_fetched_is_read) {
    const World world;
    const auto edge = world.edge(false);
    BOOST_TEST((mail_from_alice(edge).decision == Decision::pending));
    EvidenceCache refresher(world.cache());
    BOOST_TEST(refresher.refresh(*world.fetcher, world.clock.now()).all_passed());
    BOOST_TEST((mail_from_alice(edge).decision == Decision::pending));
    BOOST_TEST(edge.refresh_evidence().loaded == 1U);
    BOOST_TEST((mail_from_alice(edge).decision == Decision::accepted));
    BOOST_TEST(edge.refresh_evidence().loaded == 0U);
}

BOOST_AUTO_TEST_CASE(what_messages_rest_on_is_not_forgotten) {
    World world;
    const auto edge = world.edge();
    edge.fulfil(mail_from_alice(edge).requests);
    world.clock.advance(std::chrono::days(5));
    BOOST_TEST(delivered(edge, session_of(long_lived()), alice, message_from(alice)).has_value());
    const auto listing = world.listing();
    BOOST_REQUIRE_EQUAL(listing.entries.size(), 1U);
    BOOST_TEST((listing.entries[0].asked_at == world.clock.now()));
}

BOOST_AUTO_TEST_CASE(what_is_not_needed_is_not_asked_for) {
    const World world;
    IssueOptions options = short_lived();
    options.crl_uris = {uri};
    const auto exempt = fabrikam_ca().issue({"fabrikam.example"}, options);
    BOOST_TEST(delivered(world.edge(), session_of(exempt), alice, message_from(alice)).has_value());
    BOOST_TEST(world.listing().entries.empty());
}

BOOST_AUTO_TEST_CASE(damaged_files_are_told_at_the_beginning) {
    const World world;
    world.edge();
    world.contoso.write("evidence/entries/" + std::string(64, 'a'), "rubbish");
    world.edge();
    const auto events = world.events->of(EventKind::evidence_missing);
    BOOST_REQUIRE_EQUAL(events.size(), 1U);
    BOOST_TEST(events[0].reason == "cache");
}

BOOST_AUTO_TEST_CASE(a_cache_open_to_others_is_refused) {
    const World world;
    fs::create_directory(world.cache());
    fs::permissions(world.cache(), fs::perms::all);
    expect_error(errc::unreadable_file, "chmod", [&] { world.edge(); });
}

BOOST_AUTO_TEST_CASE(a_full_cache_does_not_stop_a_judgement) {
    const World world;
    const auto edge = world.edge();
    fs::remove_all(world.cache());
    BOOST_TEST((mail_from_alice(edge).decision == Decision::pending));
    BOOST_TEST(edge.fulfil({{EvidenceKind::crl, uri}}).empty());
    BOOST_TEST(world.events->of(EventKind::evidence_missing).back().reason == "cache");
    BOOST_TEST((mail_from_alice(edge).decision == Decision::accepted));
}

BOOST_AUTO_TEST_CASE(a_route_tells_what_it_lacked) {
    const World world;
    IssueOptions options;
    options.crl_uris = {"http://crl.contoso.example/ca.crl"};
    const auto server = world.contoso_ca.issue({"contoso.example"}, options);
    world.fabrikam.configure(
        "[evidence]\ncache = \"evidence\"\n"
        "[[partner]]\nname = \"Contoso\"\ndomains = [\"contoso.example\"]\n"
        "[partner.send]\nanchors = [\"contoso-ca.pem\"]\n");
    const auto edge = world.fabrikam_edge();
    const auto verdict = edge.route("contoso.example").judge(session_of(server));
    BOOST_REQUIRE_EQUAL(verdict.requests.size(), 1U);
    EvidenceCache cache(world.fabrikam.path() / "evidence");
    BOOST_TEST(cache.list(world.clock.now()).entries.empty());
    edge.record_evidence(verdict);
    BOOST_TEST(cache.list(world.clock.now()).entries.size() == 1U);
}

BOOST_AUTO_TEST_SUITE_END()

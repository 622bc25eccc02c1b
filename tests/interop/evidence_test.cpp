// Revocation data from servers of others: lists by Python's http.server, answers by `openssl ocsp`
// (RFC 6960), judged by an edge that fetches them over the network of this machine.
#include <boost/test/unit_test.hpp>
#include <cctype>
#include <domainsec/trust/fetcher.hpp>
#include <optional>

#include "child_process.hpp"
#include "edge/edge_fixture.hpp"
#include "support/http_server.hpp"
#include "support/run_command.hpp"
#include "trust/evidence_of_path.hpp"

using namespace domainsec;
using namespace domainsec::test;

namespace {

constexpr const char* alice = "alice@fabrikam.example";

/// The programs of others go by the machine's clock.
TimePoint machine_now() {
    return system_clock()();
}

IssueOptions ninety_days() {
    IssueOptions options;
    options.not_before = machine_now() - std::chrono::days(1);
    options.not_after = machine_now() + std::chrono::days(89);
    return options;
}

/// Contoso's edge, with a fetcher that may go to this machine, and a clock of its own.
struct World {
    void configure(const std::string& revocation) const {
        contoso.write("fabrikam-ca.pem", fabrikam_ca().certificate().pem());
        contoso.configure("[evidence]\ncache = \"evidence\"\n" + fabrikam_partner +
                          fabrikam_receive + "revocation = \"" + revocation + "\"\n");
    }

    Edge edge() const {
        HttpFetcherOptions fetching;
        fetching.allowed_networks = {"127.0.0.0/8"};
        fetching.allowed_ports = {port};
        EdgeOptions options;
        options.clock = clock.clock();
        options.events = events;
        options.fetcher = std::make_shared<HttpFetcher>(fetching, clock.clock());
        return Edge::load(contoso.file(), options);
    }

    std::string uri(const std::string& path) const {
        return "http://127.0.0.1:" + std::to_string(port) + path;
    }

    /// As long as an edge has to wait before it may ask a host that failed.
    void wait_a_moment() { clock.advance(Seconds{3600}); }

    std::uint16_t port = free_port();
    FixedClock clock{machine_now()};
    std::shared_ptr<EventList> events = std::make_shared<EventList>();
    TestCa contoso_ca{"Contoso CA"};
    Organization contoso{"contoso.example", "edge1.contoso.example",
                         contoso_ca.issue({"contoso.example"}, ninety_days())};
};

/// Lists in a folder, and a server for them that can be started and stopped.
struct ListWorld : World {
    ListWorld() {
        IssueOptions options = ninety_days();
        options.crl_uris = {uri("/ca.crl")};
        peer.emplace(fabrikam_ca().issue({"fabrikam.example"}, options));
        publish({});
    }

    void publish(const std::vector<Certificate>& revoked) {
        const Bytes list = fabrikam_ca().crl(revoked, clock.now() - std::chrono::hours(1),
                                             clock.now() + std::chrono::days(6));
        write_file(lists / "ca.crl", list);
    }

    void start() {
        server.emplace(std::vector<std::string>{"python3", "-u", "-m", "http.server",
                                                std::to_string(port), "--bind", "127.0.0.1",
                                                "--directory", lists.path().string()});
        BOOST_REQUIRE_MESSAGE(server->wait_for("Serving HTTP"), server->output());
    }

    Answer mail_from(const Edge& edge) const {
        return edge.begin(session_of(*peer)).mail_from(alice);
    }

    TemporaryDirectory lists;
    std::optional<Identity> peer;
    std::optional<ChildProcess> server;
};

std::string decision(const Answer& answer) {
    return std::string(to_string(answer.decision));
}

bool is_secured(const Edge& edge, const Identity& peer) {
    const auto message = delivered(edge, session_of(peer), alice, message_from(alice));
    return message && occurrences(*message, "Domain-Secured:") == 1;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(revocation_lists, ListWorld)

BOOST_AUTO_TEST_CASE(hard_waits_for_a_list_and_recovers) {
    configure("hard");
    const auto contoso_edge = edge();
    auto answer = mail_from(contoso_edge);
    BOOST_TEST(decision(answer) == "pending");
    BOOST_TEST(answer.reply.code == 451);
    BOOST_REQUIRE_EQUAL(answer.requests.size(), 1U);
    BOOST_TEST(answer.requests[0].locator == uri("/ca.crl"));

    BOOST_TEST(contoso_edge.fulfil(answer.requests).size() == 1U);  // nobody listens
    BOOST_TEST(decision(mail_from(contoso_edge)) == "pending");

    start();
    wait_a_moment();
    BOOST_TEST(contoso_edge.fulfil(answer.requests).empty());
    BOOST_TEST(decision(mail_from(contoso_edge)) == "accepted");
    BOOST_TEST(is_secured(contoso_edge, *peer));

    server->kill();
    BOOST_TEST(is_secured(contoso_edge, *peer));
    clock.advance(std::chrono::days(7));
    answer = mail_from(contoso_edge);
    BOOST_TEST(decision(answer) == "pending");
    BOOST_TEST(contoso_edge.fulfil(answer.requests).size() == 1U);

    publish({});
    start();
    wait_a_moment();
    BOOST_TEST(contoso_edge.fulfil(answer.requests).empty());
    BOOST_TEST(is_secured(contoso_edge, *peer));
}

BOOST_AUTO_TEST_CASE(an_edge_that_starts_while_the_server_is_down_has_the_cache) {
    configure("hard");
    start();
    {
        const auto first = edge();
        BOOST_TEST(first.fulfil(mail_from(first).requests).empty());
    }
    server->kill();
    BOOST_TEST(is_secured(edge(), *peer));
}

BOOST_AUTO_TEST_CASE(soft_accepts_and_says_what_is_missing) {
    configure("soft");
    const auto contoso_edge = edge();
    auto transaction = contoso_edge.begin(session_of(*peer));
    BOOST_TEST(decision(transaction.mail_from(alice)) == "accepted");
    BOOST_TEST(decision(transaction.rcpt_to("bob@contoso.example")) == "accepted");
    const auto finished = transaction.finish(message_from(alice));
    BOOST_TEST(finished.secured());
    BOOST_REQUIRE(finished.report);
    BOOST_TEST(finished.report->text().find("revocation_unknown") != std::string::npos);
    BOOST_TEST((finished.report->wanted ==
                std::vector<EvidenceRequest>{{EvidenceKind::crl, uri("/ca.crl")}}));
    // The refresh process reads it from there.
    start();
    EvidenceCache cache(contoso.path() / "evidence");
    HttpFetcherOptions fetching;
    fetching.allowed_networks = {"127.0.0.0/8"};
    fetching.allowed_ports = {port};
    HttpFetcher fetcher(fetching, clock.clock());
    const auto report = cache.refresh(fetcher, clock.now());
    BOOST_TEST(report.fetches.size() == 1U);
    BOOST_TEST(report.all_passed());
    BOOST_TEST(contoso_edge.refresh_evidence().loaded == 1U);
    auto again = contoso_edge.begin(session_of(*peer));
    again.mail_from(alice);
    again.rcpt_to("bob@contoso.example");
    BOOST_TEST(again.finish(message_from(alice)).report->findings.empty());
}

BOOST_AUTO_TEST_CASE(a_revoked_certificate_is_refused_hard_and_soft) {
    publish({peer->chain.leaf()});
    start();
    for (const char* mode : {"hard", "soft"}) {
        configure(mode);
        wait_a_moment();
        const auto contoso_edge = edge();
        BOOST_TEST(contoso_edge.fulfil({{EvidenceKind::crl, uri("/ca.crl")}}).empty());
        auto transaction = contoso_edge.begin(session_of(*peer));
        transaction.mail_from(alice);
        const auto answer = transaction.rcpt_to("bob@contoso.example");
        BOOST_TEST(decision(answer) == "refused", mode);
        BOOST_TEST((answer.reason == PolicyReason::invalid_chain), mode);
    }
}

BOOST_AUTO_TEST_CASE(a_list_that_is_none_stays_missing) {
    configure("hard");
    write_file(lists / "ca.crl", std::string_view("<html>not found</html>"));
    start();
    const auto contoso_edge = edge();
    const auto answer = mail_from(contoso_edge);
    BOOST_TEST(contoso_edge.fulfil(answer.requests).size() == 1U);
    BOOST_TEST(decision(mail_from(contoso_edge)) == "pending");
}

BOOST_AUTO_TEST_CASE(a_list_of_another_issuer_stays_missing) {
    configure("hard");
    write_file(lists / "ca.crl", stranger_ca().crl({}, clock.now() - std::chrono::hours(1),
                                                   clock.now() + std::chrono::days(6)));
    start();
    const auto contoso_edge = edge();
    contoso_edge.fulfil(mail_from(contoso_edge).requests);
    auto transaction = contoso_edge.begin(session_of(*peer));
    transaction.mail_from(alice);
    BOOST_TEST(transaction.rcpt_to("bob@contoso.example").reply.code == 451);
}

BOOST_AUTO_TEST_SUITE_END()

namespace {

/// An OCSP responder with the authority's own key, and its index of certificates.
struct OcspWorld : World {
    OcspWorld() {
        IssueOptions options = ninety_days();
        options.ocsp_uris = {uri("/")};
        peer.emplace(fabrikam_ca().issue({"fabrikam.example"}, options));
        write_file(files / "ca.pem", fabrikam_ca().certificate().pem());
        write_file(files / "ca.key", fabrikam_ca().key().to_pem(SecretAccess::granted()));
        write_index("V", "");
    }

    void write_index(const std::string& state, const std::string& revoked_at) const {
        std::string serial = to_hex(serial_octets(peer->chain.leaf()));
        for (char& c : serial) c = static_cast<char>(std::toupper(c));
        write_file(files / "index.txt", state + "\t300101000000Z\t" + revoked_at + '\t' + serial +
                                            "\tunknown\t/CN=fabrikam.example\n");
        write_file(files / "index.txt.attr", std::string_view("unique_subject = no\n"));
    }

    void start() {
        const auto path = [this](const char* name) { return (files / name).string(); };
        responder.emplace(std::vector<std::string>{"openssl", "ocsp", "-index", path("index.txt"),
                                                   "-port", std::to_string(port), "-rsigner",
                                                   path("ca.pem"), "-rkey", path("ca.key"), "-CA",
                                                   path("ca.pem"), "-ndays", "1"});
        BOOST_REQUIRE_MESSAGE(responder->wait_for("ACCEPT"), responder->output());
    }

    /// What a judgement of the peer lacks.
    EvidenceRequest question() const {
        return detail::evidence_of_path({peer->chain.leaf(), fabrikam_ca().certificate()}).at(0);
    }

    /// The answer of the responder is of this very second.
    void catch_up() { clock.set(machine_now() + Seconds{2}); }

    TemporaryDirectory files;
    std::optional<Identity> peer;
    std::optional<ChildProcess> responder;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(ocsp_responder, OcspWorld)

BOOST_AUTO_TEST_CASE(hard_waits_for_an_answer_and_recovers) {
    configure("hard");
    const auto contoso_edge = edge();
    const auto requests = contoso_edge.begin(session_of(*peer)).mail_from(alice).requests;
    BOOST_REQUIRE_EQUAL(requests.size(), 1U);
    BOOST_TEST((requests[0].kind == EvidenceKind::ocsp));
    BOOST_TEST(contoso_edge.fulfil(requests).size() == 1U);  // nobody listens

    start();
    wait_a_moment();
    BOOST_TEST(contoso_edge.fulfil(requests).empty());
    catch_up();
    BOOST_TEST(is_secured(contoso_edge, *peer));
    responder->kill();
    BOOST_TEST(is_secured(contoso_edge, *peer));

    clock.advance(std::chrono::days(2));
    const auto answer = contoso_edge.begin(session_of(*peer)).mail_from(alice);
    BOOST_TEST(decision(answer) == "pending");
    BOOST_TEST((answer.requests == requests));
    BOOST_TEST(contoso_edge.fulfil(requests).size() == 1U);

    // The responder goes by the machine's time: an edge that knows nothing asks it again.
    std::filesystem::remove_all(contoso.path() / "evidence");
    start();
    const auto fresh_edge = edge();
    BOOST_TEST(fresh_edge.fulfil(requests).empty());
    catch_up();
    BOOST_TEST(is_secured(fresh_edge, *peer));
}

BOOST_AUTO_TEST_CASE(soft_accepts_and_says_what_is_missing) {
    configure("soft");
    const auto contoso_edge = edge();
    BOOST_TEST(is_secured(contoso_edge, *peer));
    const auto listing = EvidenceCache(contoso.path() / "evidence").list(clock.now());
    BOOST_REQUIRE_EQUAL(listing.entries.size(), 1U);
    BOOST_TEST((listing.entries[0].state == CacheState::wanted));
    BOOST_TEST((listing.entries[0].request.kind == EvidenceKind::ocsp));
}

BOOST_AUTO_TEST_CASE(a_revoked_certificate_is_refused_hard_and_soft) {
    write_index("R", "261101000000Z,keyCompromise");
    start();
    for (const char* mode : {"hard", "soft"}) {
        configure(mode);
        const auto contoso_edge = edge();
        BOOST_TEST(contoso_edge.fulfil({question()}).empty());
        catch_up();
        auto transaction = contoso_edge.begin(session_of(*peer));
        transaction.mail_from(alice);
        const auto answer = transaction.rcpt_to("bob@contoso.example");
        BOOST_TEST(decision(answer) == "refused", mode);
        BOOST_TEST((answer.reason == PolicyReason::invalid_chain), mode);
    }
}

BOOST_AUTO_TEST_CASE(the_cache_keeps_answers_for_another_edge) {
    configure("hard");
    const auto contoso_edge = edge();
    BOOST_TEST(decision(contoso_edge.begin(session_of(*peer)).mail_from(alice)) == "pending");
    start();
    EvidenceCache cache(contoso.path() / "evidence");
    HttpFetcherOptions fetching;
    fetching.allowed_networks = {"127.0.0.0/8"};
    fetching.allowed_ports = {port};
    fetching.ocsp_nonce = true;
    HttpFetcher fetcher(fetching, clock.clock());
    catch_up();
    const auto report = cache.refresh(fetcher, clock.now());
    BOOST_REQUIRE_EQUAL(report.fetches.size(), 1U);
    BOOST_TEST(report.all_passed(), report.fetches[0].text);
    // Three quarters of a day.
    BOOST_TEST((report.next_due > clock.now() + std::chrono::hours(17)));
    BOOST_TEST((report.next_due < clock.now() + std::chrono::hours(19)));
    responder->kill();
    BOOST_TEST(contoso_edge.refresh_evidence().loaded == 1U);
    catch_up();
    BOOST_TEST(is_secured(contoso_edge, *peer));
    BOOST_TEST(is_secured(edge(), *peer));
}

BOOST_AUTO_TEST_SUITE_END()

// What a context is told and what comes of it: certificates by name, ALPN, stapled answers, record
// size, hints, output that waits, both ends of the end.
#include <boost/test/unit_test.hpp>
#include <domainsec/error.hpp>

#include "exchange.hpp"
#include "support/expect_error.hpp"

using namespace domainsec;
using namespace domainsec::test;

namespace {

const Identity& second_identity() {
    static const Identity identity = tls_authority().issue({"mx2.contoso.example"});
    return identity;
}

std::string leaf_shown_for(const std::string& name) {
    const auto server =
        ServerContext::create({server_identity(), second_identity()}, tls_options());
    Pair pair(*server, *client_context(), {}, {.server_name = name});
    pair.talk();
    BOOST_REQUIRE(pair.client.facts() != nullptr);
    return pair.client.facts()->chain().leaf().dns_names().front();
}

Pair talked(const TlsOptions& server, const TlsOptions& client) {
    Pair pair(*server_context(server), *client_context(client));
    pair.talk();
    for (const Session* side : {&pair.server, &pair.client})
        BOOST_REQUIRE_MESSAGE(side->facts() != nullptr,
                              (side->failure() ? side->failure()->text : "no facts, no failure"));
    return pair;
}

TlsOptions speaking(const std::vector<std::string>& protocols) {
    TlsOptions options = tls_options();
    options.protocols = protocols;
    return options;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(parameters)

BOOST_AUTO_TEST_CASE(the_certificate_follows_the_name_asked_for) {
    BOOST_TEST(leaf_shown_for("mx1.contoso.example") == "mx1.contoso.example");
    BOOST_TEST(leaf_shown_for("mx2.contoso.example") == "mx2.contoso.example");
    BOOST_TEST(leaf_shown_for("MX2.Contoso.Example") == "mx2.contoso.example");
    BOOST_TEST(leaf_shown_for("mx3.contoso.example") == "mx1.contoso.example");
    BOOST_TEST(leaf_shown_for("") == "mx1.contoso.example");
}

BOOST_AUTO_TEST_CASE(a_server_without_certificate_is_refused) {
    expect_error(errc::invalid_argument, "certificate",
                 [] { ServerContext::create(std::vector<Identity>{}, tls_options()); });
}

BOOST_AUTO_TEST_CASE(application_protocol_is_the_servers_choice) {
    const Pair pair = talked(speaking({"smtp", "imap"}), speaking({"imap", "smtp"}));
    BOOST_TEST(pair.server.facts()->application_protocol() == "smtp");
    BOOST_TEST(pair.client.facts()->application_protocol() == "smtp");
}

BOOST_AUTO_TEST_CASE(without_a_common_protocol_mail_goes_on) {
    const Pair pair = talked(speaking({"smtp"}), speaking({"http/1.1"}));
    BOOST_TEST(pair.server.facts()->application_protocol().empty());
    BOOST_TEST(pair.client.facts()->application_protocol().empty());
}

BOOST_AUTO_TEST_CASE(a_server_is_asked_for_its_staple_only_by_who_wants_one) {
    TlsOptions stapling = tls_options();
    std::size_t asked = 0;
    stapling.staple = [&](const Chain& chain) {
        ++asked;
        BOOST_TEST((chain.digest() == server_identity().chain.digest()));
        return Bytes();
    };
    TlsOptions silent = tls_options();
    silent.request_staple = false;
    talked(stapling, silent);
    BOOST_TEST(asked == 0u);
    const Pair pair = talked(stapling, tls_options());
    BOOST_TEST(asked == 1u);
    for (const Bytes& staple : pair.client.facts()->staples()) BOOST_TEST(staple.empty());
}

BOOST_AUTO_TEST_CASE(a_client_is_asked_for_its_staple_only_on_demand) {
    TlsOptions stapling = tls_options();
    std::size_t asked = 0;
    stapling.staple = [&](const Chain&) {
        ++asked;
        return Bytes();
    };
    talked(tls_options(), stapling);
    BOOST_TEST(asked == 0u);
    TlsOptions asking = tls_options();
    asking.request_client_staple = true;
    talked(asking, stapling);
    BOOST_TEST(asked == 1u);
}

BOOST_AUTO_TEST_CASE(records_keep_to_the_peers_limit) {
    TlsOptions small = tls_options();
    small.record_size_limit = 512;
    TlsOptions modern = tls_options();
    modern.allow_tls12 = false;
    Pair pair = talked(small, modern);
    pair.client.send(Bytes(5000, 'x'));
    const Bytes wire = pair.client.take_output();
    for (const Bytes& record : records_of(wire)) BOOST_TEST(record.size() <= 512u + 1 + 5 + 16);
    pair.server.receive(wire);
    BOOST_TEST(pair.server.take_plaintext().size() == 5000u);
}

BOOST_AUTO_TEST_CASE(a_limit_of_ours_turns_nobody_away) {
    TlsOptions small = tls_options();
    small.record_size_limit = 512;
    talked(small, tls_options());
    talked(tls_options(), small);
}

BOOST_AUTO_TEST_CASE(authorities_are_only_a_hint) {
    TlsOptions hinting = tls_options();
    hinting.authorities = {TestCa("Somebody Else").certificate()};
    const Pair pair = talked(hinting, tls_options());
    BOOST_TEST(!pair.server.facts()->chain().empty());
}

BOOST_AUTO_TEST_CASE(output_that_nobody_takes_stops_the_sender) {
    TlsOptions options = tls_options();
    options.max_pending_output = 64 * 1024;
    Pair pair = talked(options, tls_options());
    const Bytes block(16 * 1024, 'x');
    std::size_t blocks = 0;
    while (pair.server.can_send()) {
        pair.server.send(block);
        ++blocks;
    }
    BOOST_TEST(blocks == 4u);
    expect_error(errc::invalid_state, "wait", [&] { pair.server.send(block); });
    BOOST_TEST(pair.server.pending_output() > 64u * 1024);
    BOOST_TEST(pair.server.pending_output() < 67u * 1024);
    carry(pair.server, pair.client);
    BOOST_TEST(pair.server.can_send());
    BOOST_TEST(pair.client.take_plaintext().size() == 4 * block.size());
}

BOOST_AUTO_TEST_CASE(close_notify_both_ways) {
    Pair pair = talked(tls_options(), tls_options());
    pair.client.close();
    BOOST_TEST(to_string(pair.client.state()) == "closed");
    BOOST_TEST(!pair.client.peer_closed());
    carry(pair.client, pair.server);
    BOOST_TEST(to_string(pair.server.state()) == "closed");
    BOOST_TEST(pair.server.peer_closed());
    BOOST_TEST(!pair.server.failure().has_value());
}

// What the peer had on its way when we closed is dropped, and its close_notify is still seen.
BOOST_AUTO_TEST_CASE(what_comes_after_our_close_is_dropped) {
    Pair pair = talked(tls_options(), tls_options());
    pair.client.close();
    pair.server.send(bytes_of("too late"));
    pair.server.close();
    carry(pair.server, pair.client);
    BOOST_TEST(pair.client.take_plaintext().empty());
    BOOST_TEST(pair.client.peer_closed());
    pair.client.connection_ended();
    BOOST_TEST(to_string(pair.client.state()) == "closed");
}

BOOST_AUTO_TEST_CASE(nothing_wrong_after_our_close_changes_it) {
    Pair pair = talked(tls_options(), tls_options());
    pair.client.close();
    pair.client.take_output();
    pair.client.receive(octets_of("250 clear text again\r\n"));
    pair.client.receive(octets_of("and more"));
    BOOST_TEST(to_string(pair.client.state()) == "closed");
    BOOST_TEST(pair.client.take_plaintext().empty());
    BOOST_TEST(pair.client.take_output().empty());
}

BOOST_AUTO_TEST_CASE(ranges_are_checked) {
    const auto refused = [](const char* field, auto change) {
        TlsOptions options = tls_options();
        change(options);
        expect_error(errc::invalid_argument, field, [&] { options.check(); });
    };
    refused("max_pending_output", [](TlsOptions& it) { it.max_pending_output = 1; });
    refused("record_size_limit", [](TlsOptions& it) { it.record_size_limit = 63; });
    refused("record_size_limit", [](TlsOptions& it) { it.record_size_limit = 16385; });
    refused("protocols", [](TlsOptions& it) { it.protocols = {""}; });
    refused("protocols", [](TlsOptions& it) { it.protocols = {std::string(256, 'x')}; });
    refused("resumption.lifetime",
            [](TlsOptions& it) { it.resumption.lifetime = std::chrono::hours(25); });
    refused("resumption.lifetime",
            [](TlsOptions& it) { it.resumption.lifetime = std::chrono::seconds(0); });
    refused("resumption.client_sessions",
            [](TlsOptions& it) { it.resumption.client_sessions = 100'001; });
    refused("resumption.listener",
            [](TlsOptions& it) { it.resumption.listener = std::string(256, 'x'); });
}

BOOST_AUTO_TEST_SUITE_END()

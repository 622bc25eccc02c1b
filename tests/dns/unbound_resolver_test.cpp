// libunbound against a real name server: what is signed, unsigned, broken, not anchored, not there,
// and not in time (RFC 4035 §4.3).
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <chrono>
#include <domainsec/dns/resolver.hpp>
#include <domainsec/error.hpp>
#include <optional>
#include <thread>
#include <vector>

#include "support/signed_zones.hpp"

using namespace domainsec;
using domainsec::test::SignedZones;

BOOST_TEST_DONT_PRINT_LOG_VALUE(DnsOutcome)
BOOST_TEST_DONT_PRINT_LOG_VALUE(DnsSecurity)

namespace {

DomainName name(std::string_view text) {
    return DomainName::from_owner_name(text).value();
}

UnboundResolver resolver() {
    return UnboundResolver(SignedZones::instance().options());
}

// A port of loopback that takes questions and never answers.
class SilentServer {
  public:
    SilentServer() : descriptor_(socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        BOOST_REQUIRE(bind(descriptor_, reinterpret_cast<sockaddr*>(&address), size) == 0);
        BOOST_REQUIRE(getsockname(descriptor_, reinterpret_cast<sockaddr*>(&address), &size) == 0);
        port_ = ntohs(address.sin_port);
    }
    ~SilentServer() { stop(); }
    SilentServer(const SilentServer&) = delete;
    SilentServer& operator=(const SilentServer&) = delete;

    void stop() {
        if (descriptor_ >= 0) close(descriptor_);
        descriptor_ = -1;
    }
    std::string address() const { return "127.0.0.1@" + std::to_string(port_); }

  private:
    int descriptor_;
    int port_ = 0;
};

// Asks the zone "silent.example.net", whose server is not the one of the other zones.
UnboundOptions options_with(const SilentServer& silent) {
    UnboundOptions options = SignedZones::instance().options();
    options.stubs.emplace_back("silent.example.net", silent.address());
    options.timeout = Seconds(1);
    return options;
}

double seconds_since(std::chrono::steady_clock::time_point started) {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(unbound_secure)

BOOST_AUTO_TEST_CASE(joins_the_strings_of_a_txt_record) {
    const auto answer = resolver().txt(name("secure.example"));
    BOOST_TEST(answer.outcome == DnsOutcome::records);
    BOOST_TEST(answer.security == DnsSecurity::secure);
    BOOST_TEST(answer.is_secure());
    BOOST_REQUIRE(answer.records.size() == 1U);
    BOOST_TEST(answer.records[0].text == "v=DSEC1; k=ed25519");
    BOOST_TEST((answer.ttl > Seconds(200) && answer.ttl <= Seconds(300)));
    BOOST_TEST(answer.why.empty());
}

BOOST_AUTO_TEST_CASE(keeps_every_octet_of_a_text) {
    const auto answer = resolver().txt(name("binary.example"));
    BOOST_REQUIRE(answer.records.size() == 1U);
    BOOST_TEST((answer.records[0].text == std::string("a\0\n\xff", 4)));
}

BOOST_AUTO_TEST_CASE(sorts_mail_exchangers) {
    const auto answer = resolver().mx(name("secure.example"));
    BOOST_TEST(answer.is_secure());
    BOOST_REQUIRE(answer.records.size() == 2U);
    BOOST_TEST(answer.records[0].preference == 10);
    BOOST_TEST(answer.records[0].exchange.str() == "mx1.secure.example");
    BOOST_TEST(answer.records[1].exchange.str() == "mx2.secure.example");
    BOOST_TEST(!answer.is_null_mx);
}

BOOST_AUTO_TEST_CASE(knows_the_null_mx) {
    const auto answer = resolver().mx(name("nullmx.example"));
    BOOST_TEST(answer.is_null_mx);
    BOOST_TEST(answer.is_secure());
    BOOST_TEST(answer.outcome == DnsOutcome::no_data);
    BOOST_TEST(answer.records.empty());
    BOOST_TEST(answer.why.empty());
}

BOOST_AUTO_TEST_CASE(ignores_a_null_mx_among_others) {
    const auto answer = resolver().mx(name("mixedmx.example"));
    BOOST_TEST(!answer.is_null_mx);
    BOOST_REQUIRE(answer.records.size() == 1U);
    BOOST_TEST(answer.records[0].exchange.str() == "mx1.secure.example");
}

BOOST_AUTO_TEST_CASE(fails_when_no_exchanger_is_a_host_name) {
    const auto answer = resolver().mx(name("badmx.example"));
    BOOST_TEST(answer.outcome == DnsOutcome::failure);
    BOOST_TEST(!answer.is_null_mx);
    BOOST_TEST(!answer.why.empty());
}

BOOST_AUTO_TEST_CASE(reads_tlsa_records) {
    const auto answer = resolver().tlsa(name("mx1.secure.example").with_prefix("_25._tcp").value());
    BOOST_TEST(answer.is_secure());
    BOOST_REQUIRE(answer.records.size() == 2U);
    for (const TlsaRecord& record : answer.records) {
        BOOST_TEST(record.usage == 3);
        BOOST_TEST(record.selector == 1);
        BOOST_TEST(record.matching_type == 1);
        BOOST_TEST(record.data.size() == 32U);
    }
    BOOST_TEST((answer.records[0] != answer.records[1]));
}

BOOST_AUTO_TEST_CASE(follows_an_alias_and_keeps_the_shortest_ttl) {
    const auto answer = resolver().txt(name("ALIAS.example"));
    BOOST_TEST(answer.is_secure());
    BOOST_REQUIRE(answer.records.size() == 1U);
    BOOST_TEST(answer.records[0].text == "v=DSEC1; k=ed25519");
    BOOST_TEST((answer.ttl > Seconds(0) && answer.ttl <= Seconds(60)));
}

BOOST_AUTO_TEST_CASE(ends_in_a_loop_of_aliases) {
    const auto answer = resolver().txt(name("loop1.example"));
    BOOST_TEST(answer.records.empty());
    BOOST_TEST(answer.outcome != DnsOutcome::records);
}

BOOST_AUTO_TEST_CASE(proves_that_a_name_is_not_there) {
    const auto answer = resolver().tlsa(name("_25._tcp.nobody.example"));
    BOOST_TEST(answer.outcome == DnsOutcome::no_domain);
    BOOST_TEST(answer.is_secure());
    BOOST_TEST((answer.ttl > Seconds(0) && answer.ttl <= Seconds(60)));
}

BOOST_AUTO_TEST_CASE(proves_that_a_type_is_not_there) {
    const auto answer = resolver().txt(name("addressonly.example"));
    BOOST_TEST(answer.outcome == DnsOutcome::no_data);
    BOOST_TEST(answer.is_secure());
}

BOOST_AUTO_TEST_CASE(answers_again_from_its_cache) {
    auto cached = resolver();
    const auto first = cached.mx(name("secure.example"));
    const auto second = cached.mx(name("secure.example"));
    BOOST_TEST((first.records == second.records));
    BOOST_TEST(second.is_secure());
    BOOST_TEST((second.ttl > Seconds(200) && second.ttl <= first.ttl));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(unbound_not_secure)

BOOST_AUTO_TEST_CASE(calls_an_unsigned_delegation_insecure) {
    const auto answer = resolver().txt(name("insecure.example"));
    BOOST_TEST(answer.outcome == DnsOutcome::records);
    BOOST_TEST(answer.security == DnsSecurity::insecure);
    BOOST_REQUIRE(answer.records.size() == 1U);
    BOOST_TEST(answer.records[0].text == "genuine");
}

BOOST_AUTO_TEST_CASE(calls_a_changed_record_bogus_and_does_not_give_it) {
    const auto answer = resolver().txt(name("broken.example"));
    BOOST_TEST(answer.security == DnsSecurity::bogus);
    BOOST_TEST(answer.outcome == DnsOutcome::failure);
    BOOST_TEST(answer.records.empty());
    BOOST_TEST(!answer.why.empty());
}

BOOST_AUTO_TEST_CASE(still_gives_the_whole_records_of_a_damaged_zone) {
    const auto answer = resolver().mx(name("broken.example"));
    BOOST_TEST(answer.is_secure());
    BOOST_TEST(answer.records.size() == 1U);
}

BOOST_AUTO_TEST_CASE(calls_expired_signatures_bogus) {
    const auto answer = resolver().mx(name("expired.example"));
    BOOST_TEST(answer.security == DnsSecurity::bogus);
    BOOST_TEST(answer.records.empty());
}

BOOST_AUTO_TEST_CASE(calls_everything_bogus_under_a_foreign_anchor) {
    UnboundOptions options = SignedZones::instance().options();
    options.trust_anchors = {"example. IN DS 12345 13 2 " + std::string(64, 'A')};
    const auto answer = UnboundResolver(options).txt(name("secure.example"));
    BOOST_TEST(answer.security == DnsSecurity::bogus);
    BOOST_TEST(answer.records.empty());
}

BOOST_AUTO_TEST_CASE(calls_names_without_an_anchor_indeterminate) {
    const auto answer = resolver().txt(name("example.net"));
    BOOST_TEST(answer.outcome == DnsOutcome::records);
    BOOST_TEST(answer.security == DnsSecurity::indeterminate);
    BOOST_TEST(answer.records.size() == 1U);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(unbound_limits)

BOOST_AUTO_TEST_CASE(takes_no_more_records_than_allowed) {
    UnboundOptions options = SignedZones::instance().options();
    BOOST_TEST(UnboundResolver(options).txt(name("many.example")).records.size() == 100U);
    options.max_records = 1;
    BOOST_TEST(UnboundResolver(options).mx(name("secure.example")).records.size() == 1U);
}

BOOST_AUTO_TEST_CASE(leaves_out_texts_that_are_too_long) {
    UnboundOptions options = SignedZones::instance().options();
    const auto answer = UnboundResolver(options).txt(name("long.example"));
    BOOST_REQUIRE(answer.records.size() == 1U);
    BOOST_TEST(answer.records[0].text == "short");
    options.max_txt_octets = 5000;
    BOOST_TEST(UnboundResolver(options).txt(name("long.example")).records.size() == 2U);
}

BOOST_AUTO_TEST_CASE(keeps_its_time_limit_when_nobody_answers) {
    const SilentServer silent;
    UnboundResolver asking(options_with(silent));
    const auto started = std::chrono::steady_clock::now();
    const auto answer = asking.txt(name("silent.example.net"));
    const double passed = seconds_since(started);
    BOOST_TEST(answer.outcome == DnsOutcome::failure);
    BOOST_TEST(answer.why == "No answer came within 1 s.");
    BOOST_TEST(passed > 0.9);
    BOOST_TEST(passed < 2.0);
}

BOOST_AUTO_TEST_CASE(keeps_its_time_limit_when_there_is_no_server) {
    SilentServer gone;
    gone.stop();
    UnboundResolver asking(options_with(gone));
    const auto started = std::chrono::steady_clock::now();
    BOOST_TEST(asking.mx(name("silent.example.net")).outcome == DnsOutcome::failure);
    BOOST_TEST(seconds_since(started) < 2.0);
}

BOOST_AUTO_TEST_CASE(goes_on_after_a_question_without_answer) {
    const SilentServer silent;
    UnboundResolver asking(options_with(silent));
    BOOST_TEST(asking.txt(name("silent.example.net")).outcome == DnsOutcome::failure);
    BOOST_TEST(asking.txt(name("secure.example")).is_secure());
    BOOST_TEST(asking.txt(name("silent.example.net")).outcome == DnsOutcome::failure);
    BOOST_TEST(asking.mx(name("secure.example")).is_secure());
}

BOOST_AUTO_TEST_CASE(answers_other_threads_while_one_waits) {
    const SilentServer silent;
    UnboundOptions options = options_with(silent);
    options.timeout = Seconds(3);
    UnboundResolver shared(options);
    std::optional<DnsAnswer<TxtRecord>> unanswered;
    std::thread waiting([&] { unanswered = shared.txt(name("silent.example.net")); });
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    const auto started = std::chrono::steady_clock::now();
    BOOST_TEST(shared.txt(name("secure.example")).is_secure());
    BOOST_TEST(seconds_since(started) < 1.5);
    waiting.join();
    BOOST_TEST(unanswered->outcome == DnsOutcome::failure);
}

BOOST_AUTO_TEST_CASE(serves_many_threads) {
    UnboundResolver shared(SignedZones::instance().options());
    std::vector<std::thread> threads;
    std::vector<int> right(8);
    for (std::size_t i = 0; i < right.size(); ++i) {
        threads.emplace_back([&shared, &count = right[i], i] {
            for (int round = 0; round < 10; ++round) {
                const auto number = std::to_string(i) + '-' + std::to_string(round);
                const auto missing = shared.txt(name("missing-" + number + ".example"));
                if (missing.outcome == DnsOutcome::no_domain && missing.is_secure()) ++count;
                if (shared.mx(name("secure.example")).records.size() == 2U) ++count;
                if (shared.txt(name("broken.example")).security == DnsSecurity::bogus) ++count;
            }
        });
    }
    for (auto& thread : threads) thread.join();
    for (const int count : right) BOOST_TEST(count == 30);
}

BOOST_AUTO_TEST_CASE(opens_zones_that_are_closed_by_default) {
    UnboundOptions options = SignedZones::instance().options();
    options.stubs.emplace_back("closed.test", SignedZones::instance().address());
    // The server refuses a zone it does not have; without the stub the answer would be no_domain.
    BOOST_TEST(UnboundResolver(options).txt(name("closed.test")).outcome == DnsOutcome::failure);
    BOOST_TEST(resolver().txt(name("closed.test")).outcome == DnsOutcome::no_domain);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(unbound_set_up)

BOOST_AUTO_TEST_CASE(refuses_options_out_of_range) {
    UnboundOptions options;
    options.timeout = Seconds(0);
    BOOST_CHECK_THROW(UnboundResolver{options}, Error);
}

BOOST_AUTO_TEST_CASE(refuses_an_anchor_that_only_looks_like_one) {
    UnboundOptions options;
    options.trust_anchors = {"example. IN DS 12345 13 2 ZZZZ"};
    BOOST_CHECK_EXCEPTION(UnboundResolver{options}, Error, [](const Error& error) {
        return error.code() == errc::invalid_argument;
    });
}

BOOST_AUTO_TEST_CASE(refuses_a_missing_anchor_file) {
    UnboundOptions options;
    options.trust_anchor_files = {"/nonexistent/root.key"};
    BOOST_CHECK_EXCEPTION(UnboundResolver{options}, Error, [](const Error& error) {
        return error.code() == errc::unreadable_file && error.file() == "/nonexistent/root.key";
    });
}

BOOST_AUTO_TEST_CASE(takes_the_anchor_of_the_system) {
    // A name under the root anchor that nobody can answer here: covered, so never indeterminate.
    UnboundOptions options;
    options.stubs.emplace_back(".", SignedZones::instance().address());
    options.timeout = Seconds(2);
    const auto answer = UnboundResolver(options).txt(name("secure.example"));
    BOOST_TEST(answer.outcome == DnsOutcome::failure);
    BOOST_TEST(!answer.is_secure());
}

BOOST_AUTO_TEST_SUITE_END()

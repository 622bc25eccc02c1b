// Fetching over HTTP from a real server on loopback: what is followed, what is refused, how long.
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <chrono>
#include <cstdlib>
#include <domainsec/trust/fetcher.hpp>
#include <thread>

#include "support/expect_error.hpp"
#include "support/http_server.hpp"
#include "support/test_clock.hpp"
#include "support/test_pki.hpp"
#include "trust/ocsp_request.hpp"

using namespace domainsec;
using namespace domainsec::test;

namespace {

using namespace std::chrono_literals;

HttpFetcherOptions for_loopback(std::initializer_list<std::uint16_t> ports) {
    HttpFetcherOptions options;
    options.allowed_networks = {"127.0.0.0/8"};
    options.allowed_ports = ports;
    options.total_timeout = Seconds{3};
    options.connect_timeout = Seconds{2};
    return options;
}

EvidenceRequest crl(const std::string& uri) {
    return {EvidenceKind::crl, uri};
}

FetchResult fetch_once(const HttpServer& server, const std::string& path,
                       HttpFetcherOptions options) {
    const FixedClock clock;
    return HttpFetcher(std::move(options), clock.clock()).fetch(crl(server.uri(path)));
}

FetchResult fetch_once(const HttpServer& server, const std::string& path) {
    return fetch_once(server, path, for_loopback({server.port()}));
}

void expect_reason(const FetchResult& result, Status status, FetchReason reason) {
    BOOST_TEST_MESSAGE(result.text);
    BOOST_TEST(to_string(result.status) == to_string(status));
    BOOST_TEST(to_string(result.reason) == to_string(reason));
    BOOST_TEST(!result.text.empty());
    BOOST_TEST(result.content.empty());
}

/// A variable of the environment, as it was afterwards.
class Environment {
  public:
    Environment(const char* name, const std::string& value) : name_(name) {
        ::setenv(name, value.c_str(), 1);
    }
    Environment(const Environment&) = delete;
    Environment& operator=(const Environment&) = delete;
    ~Environment() { ::unsetenv(name_); }

  private:
    const char* name_;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(fetching)

BOOST_AUTO_TEST_CASE(brings_what_the_server_sends) {
    const HttpServer server([](const HttpQuestion&) { return http_ok("a list"); });
    const auto result = fetch_once(server, "/ca.crl");
    BOOST_TEST_MESSAGE(result.text);
    BOOST_REQUIRE(result.passed());
    BOOST_TEST(text_of(result.content) == "a list");
    const auto questions = server.questions();
    BOOST_REQUIRE_EQUAL(questions.size(), 1U);
    BOOST_TEST(questions[0].method == "GET");
    BOOST_TEST(questions[0].path == "/ca.crl");
    BOOST_TEST(questions[0].head.find("Cookie") == std::string::npos);
    BOOST_TEST(questions[0].head.find("Accept-Encoding") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(an_ocsp_query_is_posted) {
    const HttpServer server(
        [](const HttpQuestion&) { return http_ok("good", "application/ocsp-response"); });
    HttpFetcher fetcher(for_loopback({server.port()}));
    const Bytes query{0x30, 0x00, 0xff};
    const auto result = fetcher.fetch({EvidenceKind::ocsp, server.uri("/"), query});
    BOOST_REQUIRE_MESSAGE(result.passed(), result.text);
    BOOST_TEST(text_of(result.content) == "good");
    const auto question = server.questions().at(0);
    BOOST_TEST(question.method == "POST");
    BOOST_TEST((question.body == std::string(query.begin(), query.end())));
    BOOST_TEST(question.head.find("Content-Type: application/ocsp-request") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_nonce_is_added_when_asked_for) {
    const HttpServer server(
        [](const HttpQuestion&) { return http_ok("good", "application/ocsp-response"); });
    const TestCa ca("Fabrikam CA");
    const auto leaf = ca.issue({"fabrikam.example"}).chain.leaf();
    const Bytes query = detail::ocsp_request(detail::CertificateFacts(leaf),
                                             detail::CertificateFacts(ca.certificate()));
    auto options = for_loopback({server.port()});
    options.ocsp_nonce = true;
    std::vector<Bytes> nonces;
    for (const char* path : {"/1", "/2"}) {
        HttpFetcher fetcher(options);
        const auto result = fetcher.fetch({EvidenceKind::ocsp, server.uri(path), query});
        BOOST_REQUIRE_MESSAGE(result.passed(), result.text);
        BOOST_TEST(result.nonce.size() == 32U);
        const auto body = server.questions().back().body;
        BOOST_TEST(body.find(std::string(text_of(result.nonce))) != std::string::npos);
        nonces.push_back(result.nonce);
    }
    BOOST_TEST((nonces[0] != nonces[1]));
    HttpFetcher fetcher(options);
    expect_reason(fetcher.fetch({EvidenceKind::ocsp, server.uri("/3"), {'?'}}), Status::permerror,
                  FetchReason::bad_query);
}

BOOST_AUTO_TEST_CASE(an_answer_of_another_type_is_no_ocsp_response) {
    const HttpServer server([](const HttpQuestion&) { return http_ok("<html>", "text/html"); });
    HttpFetcher fetcher(for_loopback({server.port()}));
    expect_reason(fetcher.fetch({EvidenceKind::ocsp, server.uri("/"), {0x30, 0x00}}),
                  Status::temperror, FetchReason::wrong_type);
}

BOOST_AUTO_TEST_CASE(loopback_is_refused_unless_allowed) {
    const HttpServer server([](const HttpQuestion&) { return http_ok("a list"); });
    auto options = for_loopback({server.port()});
    options.allowed_networks.clear();
    for (const char* host : {"127.0.0.1", "localhost", "127.1", "2130706433", "0x7f.0.0.1"}) {
        HttpFetcher fetcher(options);
        const auto result = fetcher.fetch(crl(server.uri("/", host)));
        BOOST_TEST_CONTEXT(host) {
            expect_reason(result, Status::policy, FetchReason::forbidden_address);
            BOOST_TEST(result.text.find("loopback") != std::string::npos);
        }
    }
    BOOST_TEST(server.questions().empty());
}

BOOST_AUTO_TEST_CASE(other_ports_are_refused) {
    const HttpServer server([](const HttpQuestion&) { return http_ok("a list"); });
    auto options = for_loopback({});
    expect_reason(fetch_once(server, "/", options), Status::policy, FetchReason::forbidden_port);
    BOOST_TEST(server.questions().empty());
}

BOOST_AUTO_TEST_CASE(locators_that_are_none) {
    HttpFetcher fetcher(for_loopback({}));
    for (const char* uri :
         {"", "ftp://127.0.0.1/a", "ldap://127.0.0.1/cn", "file:///etc/passwd", "gopher://x/",
          "http://", "http:///a", "http:/a", "127.0.0.1/a", "http://user@127.0.0.1/",
          "http://u:p@127.0.0.1/", "http://@127.0.0.1/", "http://127.0.0.1/a b",
          "http://127.0.0.1/\r\nHost: x", "http://[fe80::1%25lo]/", "javascript:1",
          "http://127.0.0.1:99999/", "//127.0.0.1/"}) {
        BOOST_TEST_CONTEXT(uri)
        expect_reason(fetcher.fetch(crl(uri)), Status::permerror, FetchReason::bad_locator);
    }
    expect_reason(fetcher.fetch(crl("http://127.0.0.1/" + std::string(2048, 'a'))),
                  Status::permerror, FetchReason::bad_locator);
}

BOOST_AUTO_TEST_CASE(records_of_the_dns_are_not_its_affair) {
    HttpFetcher fetcher;
    expect_reason(fetcher.fetch({EvidenceKind::mx, "fabrikam.example"}), Status::permerror,
                  FetchReason::unsupported_kind);
}

BOOST_AUTO_TEST_CASE(another_status_is_no_list) {
    for (const int status : {204, 404, 410, 500, 503}) {
        const HttpServer server([status](const HttpQuestion&) { return http_status(status); });
        const auto result = fetch_once(server, "/");
        expect_reason(result, Status::temperror, FetchReason::http_status);
        BOOST_TEST(result.text.find(std::to_string(status)) != std::string::npos);
    }
}

BOOST_AUTO_TEST_CASE(proxies_of_the_environment_are_not_used) {
    const HttpServer proxy([](const HttpQuestion&) { return http_ok("from the proxy"); });
    const HttpServer server([](const HttpQuestion&) { return http_ok("a list"); });
    const Environment http("http_proxy", proxy.uri(""));
    const Environment all("ALL_PROXY", proxy.uri(""));
    const auto result = fetch_once(server, "/");
    BOOST_TEST(text_of(result.content) == "a list");
    BOOST_TEST(proxy.questions().empty());
}

BOOST_AUTO_TEST_CASE(nobody_listens) {
    const auto port = free_port();
    HttpFetcher fetcher(for_loopback({port}));
    expect_reason(fetcher.fetch(crl("http://127.0.0.1:" + std::to_string(port) + "/")),
                  Status::temperror, FetchReason::unreachable);
}

BOOST_AUTO_TEST_CASE(a_name_without_an_address) {
    HttpFetcher fetcher(for_loopback({}));
    expect_reason(fetcher.fetch(crl("http://nowhere.invalid/ca.crl")), Status::temperror,
                  FetchReason::unresolved);
}

BOOST_AUTO_TEST_CASE(https_needs_a_server_that_proves_itself) {
    const HttpServer server([](const HttpQuestion&) { return http_ok("a list"); });
    HttpFetcher fetcher(for_loopback({server.port()}));
    const auto result =
        fetcher.fetch(crl("https://127.0.0.1:" + std::to_string(server.port()) + "/"));
    BOOST_TEST(!result.passed());
    BOOST_TEST(result.content.empty());
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(redirects)

BOOST_AUTO_TEST_CASE(are_followed_a_few_times) {
    const HttpServer server([](const HttpQuestion& question) {
        if (question.path == "/3") return http_ok("a list");
        return http_redirect(302, '/' + std::to_string(question.path[1] - '0' + 1));
    });
    const auto result = fetch_once(server, "/0");
    BOOST_REQUIRE_MESSAGE(result.passed(), result.text);
    BOOST_TEST(server.questions().size() == 4U);
    auto options = for_loopback({server.port()});
    options.max_redirects = 2;
    expect_reason(fetch_once(server, "/0", options), Status::policy,
                  FetchReason::forbidden_redirect);
}

BOOST_AUTO_TEST_CASE(each_target_is_checked) {
    struct Target {
        const char* location;
        FetchReason reason;
    };
    for (const auto& [location, reason] :
         {Target{"http://169.254.169.254/latest/meta-data", FetchReason::forbidden_address},
          Target{"http://[::1]/", FetchReason::forbidden_address},
          Target{"http://127.0.0.1:22/", FetchReason::forbidden_port},
          Target{"http://user:secret@127.0.0.1/", FetchReason::bad_locator}}) {
        const std::string where = location;
        const HttpServer server([&](const HttpQuestion&) { return http_redirect(302, where); });
        const auto result = fetch_once(server, "/");
        BOOST_TEST_CONTEXT(location) {
            BOOST_TEST(to_string(result.reason) == to_string(reason));
            BOOST_TEST(!result.passed());
        }
    }
}

BOOST_AUTO_TEST_CASE(other_schemes_are_not_followed) {
    for (const std::string where : {"file:///etc/passwd", "gopher://127.0.0.1/", "ftp://x/"}) {
        const HttpServer server([&](const HttpQuestion&) { return http_redirect(302, where); });
        const auto result = fetch_once(server, "/");
        BOOST_TEST_MESSAGE(result.text);
        BOOST_TEST(!result.passed());
        BOOST_TEST(result.content.empty());
    }
}

BOOST_AUTO_TEST_CASE(a_loop_ends) {
    const HttpServer server([](const HttpQuestion&) { return http_redirect(301, "/again"); });
    expect_reason(fetch_once(server, "/"), Status::policy, FetchReason::forbidden_redirect);
    BOOST_TEST(server.questions().size() == 4U);
}

BOOST_AUTO_TEST_CASE(a_post_stays_a_post) {
    const HttpServer server([](const HttpQuestion& question) {
        if (question.path == "/303") return http_redirect(303, "/end");
        if (question.path == "/307") return http_redirect(307, "/end");
        return http_ok(question.method + question.body, "application/ocsp-response");
    });
    const Bytes query{'?'};
    HttpFetcher fetcher(for_loopback({server.port()}));
    expect_reason(fetcher.fetch({EvidenceKind::ocsp, server.uri("/303"), query}), Status::policy,
                  FetchReason::forbidden_redirect);
    const auto kept = fetcher.fetch({EvidenceKind::ocsp, server.uri("/307"), query});
    BOOST_TEST(text_of(kept.content) == "POST?");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(fetch_limits)

BOOST_AUTO_TEST_CASE(on_octets) {
    const std::string body(2000, 'x');
    const HttpServer server([&](const HttpQuestion& question) {
        if (question.path == "/told") return http_ok(body);
        return "HTTP/1.1 200 OK\r\n\r\n" + body;  // as long as the connection lasts
    });
    auto options = for_loopback({server.port()});
    options.max_crl_octets = 2000;
    BOOST_TEST(fetch_once(server, "/told", options).passed());
    BOOST_TEST(fetch_once(server, "/untold", options).passed());
    options.max_crl_octets = 1999;
    expect_reason(fetch_once(server, "/told", options), Status::temperror, FetchReason::too_large);
    expect_reason(fetch_once(server, "/untold", options), Status::temperror,
                  FetchReason::too_large);
}

BOOST_AUTO_TEST_CASE(on_headers) {
    const HttpServer server([](const HttpQuestion&) {
        std::string answer = "HTTP/1.1 200 OK\r\n";
        for (int i = 0; i < 2000; ++i) answer += "X-Filler: " + std::string(50, 'x') + "\r\n";
        return answer + "\r\n";
    });
    expect_reason(fetch_once(server, "/"), Status::temperror, FetchReason::too_large);
}

BOOST_AUTO_TEST_CASE(on_time) {
    std::atomic<bool> ends{false};
    const HttpServer server([&](const HttpQuestion&) {
        while (!ends) std::this_thread::sleep_for(10ms);
        return std::string();
    });
    auto options = for_loopback({server.port()});
    options.total_timeout = Seconds{1};
    const auto begin = std::chrono::steady_clock::now();
    expect_reason(fetch_once(server, "/", options), Status::temperror, FetchReason::timed_out);
    const auto passed = std::chrono::steady_clock::now() - begin;
    ends = true;
    BOOST_TEST((passed >= 900ms && passed < 5s));
}

BOOST_AUTO_TEST_CASE(an_answer_cut_short_is_none) {
    const HttpServer server([](const HttpQuestion&) {
        return std::string("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf a list");
    });
    expect_reason(fetch_once(server, "/"), Status::temperror, FetchReason::unreachable);
}

BOOST_AUTO_TEST_CASE(every_option_has_its_range) {
    struct Mistake {
        const char* field;
        void (*make)(HttpFetcherOptions&);
    };
    for (const auto& [field, make] : {
             Mistake{"allowed_networks", [](auto& o) { o.allowed_networks = {"10.0.0.1/8"}; }},
             Mistake{"allowed_networks",
                     [](auto& o) { o.allowed_networks.assign(101, "10.0.0.0/8"); }},
             Mistake{"allowed_ports", [](auto& o) { o.allowed_ports = {0}; }},
             Mistake{"allowed_ports", [](auto& o) { o.allowed_ports.assign(101, 8080); }},
             Mistake{"max_crl_octets", [](auto& o) { o.max_crl_octets = 0; }},
             Mistake{"max_ocsp_octets", [](auto& o) { o.max_ocsp_octets = 2U << 20; }},
             Mistake{"max_redirects", [](auto& o) { o.max_redirects = 11; }},
             Mistake{"connect_timeout", [](auto& o) { o.connect_timeout = Seconds{0}; }},
             Mistake{"total_timeout", [](auto& o) { o.total_timeout = Seconds{301}; }},
             Mistake{"low_speed_octets", [](auto& o) { o.low_speed_octets = 0; }},
             Mistake{"low_speed_time", [](auto& o) { o.low_speed_time = Seconds{0}; }},
             Mistake{"max_transfers", [](auto& o) { o.max_transfers = 0; }},
             Mistake{"repeat_after", [](auto& o) { o.repeat_after = Seconds{0}; }},
             Mistake{"retry_after", [](auto& o) { o.retry_after = Seconds{0}; }},
             Mistake{"max_retry_after", [](auto& o) { o.max_retry_after = Seconds{1}; }},
         }) {
        HttpFetcherOptions options;
        options.check();
        make(options);
        expect_error(errc::invalid_argument, field, [&] { options.check(); });
        expect_error(errc::invalid_argument, field, [&] { HttpFetcher fetcher(options); });
    }
    expect_error(errc::invalid_argument, "clock", [] { HttpFetcher fetcher({}, Clock()); });
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(fetch_repetition)

BOOST_AUTO_TEST_CASE(threads_that_ask_the_same_share_one_transfer) {
    std::atomic<bool> open{false};
    const HttpServer server([&](const HttpQuestion&) {
        for (int i = 0; i < 200 && !open; ++i) std::this_thread::sleep_for(10ms);
        return http_ok("a list");
    });
    HttpFetcher fetcher(for_loopback({server.port()}));
    std::atomic<int> passed{0};
    std::vector<std::thread> threads;
    for (int i = 0; i < 8; ++i)
        threads.emplace_back([&] { passed += fetcher.fetch(crl(server.uri("/"))).passed(); });
    std::this_thread::sleep_for(200ms);
    open = true;
    for (auto& thread : threads) thread.join();
    BOOST_TEST(passed == 8);
    BOOST_TEST(server.questions().size() == 1U);
}

BOOST_AUTO_TEST_CASE(different_queries_are_different_requests) {
    const HttpServer server([](const HttpQuestion& question) {
        return http_ok(question.body, "application/ocsp-response");
    });
    HttpFetcher fetcher(for_loopback({server.port()}));
    BOOST_TEST(text_of(fetcher.fetch({EvidenceKind::ocsp, server.uri("/"), {'a'}}).content) == "a");
    BOOST_TEST(text_of(fetcher.fetch({EvidenceKind::ocsp, server.uri("/"), {'b'}}).content) == "b");
}

BOOST_AUTO_TEST_CASE(the_same_again_waits_its_time) {
    const HttpServer server([](const HttpQuestion&) { return http_ok("a list"); });
    FixedClock clock;
    HttpFetcher fetcher(for_loopback({server.port()}), clock.clock());
    BOOST_TEST(fetcher.fetch(crl(server.uri("/"))).passed());
    const auto again = fetcher.fetch(crl(server.uri("/")));
    expect_reason(again, Status::temperror, FetchReason::held_back);
    BOOST_TEST((again.retry_at == clock.now() + Seconds{30}));
    BOOST_TEST(fetcher.fetch(crl(server.uri("/other"))).passed());
    clock.advance(Seconds{30});
    BOOST_TEST(fetcher.fetch(crl(server.uri("/"))).passed());
    BOOST_TEST(server.questions().size() == 3U);
}

BOOST_AUTO_TEST_CASE(a_host_that_fails_is_left_alone_longer_and_longer) {
    const HttpServer server([](const HttpQuestion&) { return http_status(503); });
    FixedClock clock;
    HttpFetcher fetcher(for_loopback({server.port()}), clock.clock());
    const auto reason = [&](const char* path) {
        return std::string(to_string(fetcher.fetch(crl(server.uri(path))).reason));
    };
    BOOST_TEST(reason("/") == "http_status");
    BOOST_TEST(reason("/other") == "held_back");
    clock.advance(Seconds{30});
    BOOST_TEST(reason("/") == "http_status");
    clock.advance(Seconds{59});
    BOOST_TEST(reason("/") == "held_back");
    clock.advance(Seconds{1});
    BOOST_TEST(reason("/") == "http_status");
    BOOST_TEST(server.questions().size() == 3U);
}

BOOST_AUTO_TEST_CASE(a_missing_file_holds_back_only_itself) {
    const HttpServer server([](const HttpQuestion& question) {
        return question.path == "/missing" ? http_status(404) : http_ok("a list");
    });
    const FixedClock clock;
    HttpFetcher fetcher(for_loopback({server.port()}), clock.clock());
    expect_reason(fetcher.fetch(crl(server.uri("/missing"))), Status::temperror,
                  FetchReason::http_status);
    BOOST_TEST(fetcher.fetch(crl(server.uri("/there"))).passed());
    expect_reason(fetcher.fetch(crl(server.uri("/missing"))), Status::temperror,
                  FetchReason::held_back);
}

BOOST_AUTO_TEST_CASE(no_more_transfers_at_once_than_allowed) {
    std::atomic<int> now{0};
    std::atomic<int> most{0};
    const HttpServer server([&](const HttpQuestion&) {
        const int count = ++now;
        for (int seen = most; seen < count && !most.compare_exchange_weak(seen, count);) {
        }
        std::this_thread::sleep_for(50ms);
        --now;
        return http_ok("a list");
    });
    auto options = for_loopback({server.port()});
    options.max_transfers = 2;
    HttpFetcher fetcher(options);
    std::atomic<int> passed{0};
    std::vector<std::thread> threads;
    for (int i = 0; i < 6; ++i)
        threads.emplace_back(
            [&, i] { passed += fetcher.fetch(crl(server.uri('/' + std::to_string(i)))).passed(); });
    for (auto& thread : threads) thread.join();
    BOOST_TEST(passed == 6);
    BOOST_TEST(most <= 2);
}

BOOST_AUTO_TEST_SUITE_END()

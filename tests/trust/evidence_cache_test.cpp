// The cache on disk: what survives crashes, strangers' files, several processes, and time.
#include <fcntl.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <domainsec/trust/evidence_cache.hpp>
#include <fstream>
#include <thread>

#include "map_fetcher.hpp"
#include "support/expect_error.hpp"
#include "support/run_command.hpp"
#include "support/temporary_directory.hpp"
#include "support/test_pki.hpp"
#include "trust/cache_record.hpp"
#include "trust/evidence_data.hpp"

using namespace domainsec;
using namespace domainsec::test;
namespace fs = std::filesystem;

namespace {

using namespace std::chrono_literals;

const std::string uri = "http://crl.fabrikam.example/ca.crl";

const TestCa& ca() {
    static const TestCa authority("Fabrikam CA");
    return authority;
}

EvidenceRequest crl(const std::string& from = uri) {
    return {EvidenceKind::crl, from};
}

Bytes list_until(TimePoint next_update) {
    return ca().crl({}, test_now() - std::chrono::days(1), next_update);
}

/// A cache in a folder of its own, with a fetcher that knows one list due in four days.
struct World {
    World() { fetcher.contents[uri] = list_until(test_now() + std::chrono::days(4)); }

    fs::path path() const { return folder / "evidence"; }
    fs::path entry(const EvidenceRequest& request = crl()) const {
        return path() / "entries" / detail::cache_name(request);
    }
    fs::path asked(const EvidenceRequest& request = crl()) const {
        return path() / "asked" / detail::cache_name(request);
    }

    TemporaryDirectory folder;
    MapFetcher fetcher;
};

bool holds(const EvidenceStore& store, const std::string& from = uri) {
    return store.snapshot()->data().crl(from) != nullptr;
}

std::string state(const EvidenceCache& cache, TimePoint now) {
    const auto listing = cache.list(now);
    return listing.entries.empty() ? "nothing" : std::string(to_string(listing.entries[0].state));
}

unsigned mode_of(const fs::path& path) {
    return static_cast<unsigned>(fs::status(path).permissions());
}

}  // namespace

BOOST_AUTO_TEST_SUITE(cache_records)

BOOST_AUTO_TEST_CASE(come_back_as_they_were) {
    const detail::CacheRecord record{
        {EvidenceKind::ocsp, "http://ocsp.fabrikam.example/", {1, 255}},
        test_now(),
        test_now() + Seconds{60},
        {0, 10, 200}};
    const auto name = detail::cache_name(record.request);
    std::string why;
    const auto read = detail::read_cache_record(detail::to_octets(record), name, why);
    BOOST_REQUIRE_MESSAGE(read, why);
    BOOST_TEST((read->request == record.request));
    BOOST_TEST((read->fetched_at == record.fetched_at));
    BOOST_TEST((read->next_update == record.next_update));
    BOOST_TEST(read->content == record.content, boost::test_tools::per_element());
    BOOST_TEST(!detail::read_cache_record(detail::to_octets(record), std::string(64, '0'), why));
}

BOOST_AUTO_TEST_CASE(any_octet_changed_or_missing_is_noticed) {
    const detail::CacheRecord record{crl(), test_now(), std::nullopt, {'a', 'b'}};
    const auto name = detail::cache_name(record.request);
    const auto octets = detail::to_octets(record);
    std::string why;
    for (std::size_t i = 0; i < octets.size(); ++i) {
        auto changed = octets;
        changed[i] ^= 1;
        BOOST_TEST(!detail::read_cache_record(changed, name, why), "octet " << i);
        BOOST_TEST(!why.empty());
        const ByteView cut(octets.data(), i);
        BOOST_TEST(!detail::read_cache_record(cut, name, why), "cut at " << i);
    }
}

BOOST_AUTO_TEST_CASE(only_revocation_data_is_cached) {
    BOOST_TEST(detail::is_cacheable(crl()));
    BOOST_TEST(detail::is_cacheable({EvidenceKind::ocsp, "http://x/", {1}}));
    BOOST_TEST(!detail::is_cacheable({EvidenceKind::ocsp, "http://x/"}));
    BOOST_TEST(!detail::is_cacheable({EvidenceKind::crl, "http://x/", {1}}));
    BOOST_TEST(!detail::is_cacheable({EvidenceKind::mx, "fabrikam.example"}));
    BOOST_TEST(!detail::is_cacheable(crl("")));
    BOOST_TEST(!detail::is_cacheable(crl("http://x/\nfetched 1")));
    BOOST_TEST(!detail::is_cacheable(crl(std::string(2049, 'a'))));
    BOOST_TEST(!detail::is_cacheable({EvidenceKind::ocsp, "http://x/", Bytes(4097)}));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(evidence_cache)

BOOST_AUTO_TEST_CASE(what_is_asked_for_is_fetched_and_read) {
    World world;
    EvidenceCache cache(world.path());
    EvidenceStore store;
    BOOST_TEST(cache.ask({crl()}, test_now()) == 1U);
    BOOST_TEST(state(cache, test_now()) == "wanted");
    BOOST_TEST(cache.load_into(store).loaded == 0U);
    const auto report = cache.refresh(world.fetcher, test_now());
    BOOST_TEST(report.all_passed());
    BOOST_TEST(report.fetches.size() == 1U);
    BOOST_TEST((report.next_due == test_now() + 24h));
    BOOST_TEST(state(cache, test_now()) == "current");
    BOOST_TEST(cache.load_into(store).loaded == 1U);
    BOOST_TEST(holds(store));
    BOOST_TEST(cache.load_into(store).loaded == 0U);
}

BOOST_AUTO_TEST_CASE(files_are_their_owner_s_unless_the_group_may_read_the_directory) {
    World world;
    {
        EvidenceCache cache(world.path());
        cache.ask({crl()}, test_now());
        cache.refresh(world.fetcher, test_now());
        BOOST_TEST(mode_of(world.path()) == 0700U);
        BOOST_TEST(mode_of(world.entry()) == 0600U);
        BOOST_TEST(mode_of(world.asked()) == 0600U);
    }
    World shared;
    fs::create_directory(shared.path());
    ::chmod(shared.path().c_str(), 0750);
    EvidenceCache cache(shared.path());
    cache.ask({crl()}, test_now());
    cache.refresh(shared.fetcher, test_now());
    BOOST_TEST(mode_of(shared.path() / "entries") == 0750U);
    BOOST_TEST(mode_of(shared.path() / "asked") == 0770U);
    BOOST_TEST(mode_of(shared.entry()) == 0640U);
}

BOOST_AUTO_TEST_CASE(a_directory_that_others_may_write_is_refused) {
    World world;
    fs::create_directory(world.path());
    for (const mode_t mode : {0770U, 0702U}) {
        ::chmod(world.path().c_str(), mode);
        expect_error(errc::unreadable_file, "chmod", [&] { EvidenceCache cache(world.path()); });
    }
    ::chmod(world.path().c_str(), 0700);
    fs::create_directory(world.path() / "entries");
    ::chmod((world.path() / "entries").c_str(), 0777);
    expect_error(errc::unreadable_file, "entries", [&] { EvidenceCache cache(world.path()); });
}

BOOST_AUTO_TEST_CASE(a_directory_of_another_user_is_an_error_and_not_empty) {
    if (::geteuid() != 0) return;  // Only root can become somebody else.
    World world;
    fs::permissions(world.folder.path(), fs::perms::all);
    { const EvidenceCache cache(world.path()); }
    const pid_t child = ::fork();
    if (child == 0) {
        int exit_code = 2;
        try {
            if (::seteuid(65534) != 0) ::_exit(3);
            const EvidenceCache cache(world.path());
        } catch (const Error& error) {
            exit_code = error.code() == errc::unreadable_file ? 0 : 1;
        }
        ::_exit(exit_code);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    BOOST_TEST((WIFEXITED(status) && WEXITSTATUS(status) == 0));
}

BOOST_AUTO_TEST_CASE(a_directory_that_cannot_be) {
    World world;
    expect_error(errc::unwritable_file, "0700",
                 [&] { EvidenceCache cache(world.folder / "no/such"); });
    write_file(world.path(), std::string_view("a file"));
    expect_error(errc::unreadable_file, "not a directory",
                 [&] { EvidenceCache cache(world.path()); });
}

BOOST_AUTO_TEST_CASE(is_fetched_anew_when_three_quarters_are_over) {
    World world;
    world.fetcher.contents[uri] = list_until(test_now() + 20h);
    EvidenceCache cache(world.path());
    cache.ask({crl()}, test_now());
    const auto report = cache.refresh(world.fetcher, test_now());
    BOOST_TEST((report.next_due == test_now() + 15h));
    BOOST_TEST(cache.refresh(world.fetcher, test_now() + 15h - 1s).fetches.empty());
    BOOST_TEST(state(cache, test_now() + 15h) == "due");
    world.fetcher.contents[uri] = list_until(test_now() + 40h);
    BOOST_TEST(cache.refresh(world.fetcher, test_now() + 15h).all_passed());
    BOOST_TEST(world.fetcher.asked.size() == 2U);
    BOOST_TEST(state(cache, test_now() + 21h) == "current");
    BOOST_TEST(state(cache, test_now() + 41h) == "expired");
}

BOOST_AUTO_TEST_CASE(a_list_that_is_stale_already_waits_the_shortest_interval) {
    World world;
    world.fetcher.contents[uri] = list_until(test_now() - 1h);
    EvidenceCache cache(world.path());
    cache.ask({crl()}, test_now());
    const auto report = cache.refresh(world.fetcher, test_now());
    BOOST_TEST((report.next_due == test_now() + 300s));
    BOOST_TEST(state(cache, test_now()) == "expired");
}

BOOST_AUTO_TEST_CASE(the_old_one_stays_when_a_fetch_fails) {
    World world;
    EvidenceCache cache(world.path());
    cache.ask({crl()}, test_now());
    cache.refresh(world.fetcher, test_now());
    world.fetcher.contents[uri] = {'n', 'o'};
    auto report = cache.refresh(world.fetcher, test_now() + 24h);
    BOOST_TEST(!report.all_passed());
    BOOST_TEST((report.fetches.at(0).reason == FetchReason::wrong_type));
    world.fetcher.contents.clear();
    report = cache.refresh(world.fetcher, test_now() + 24h + 300s);
    BOOST_TEST((report.fetches.at(0).reason == FetchReason::unreachable));
    BOOST_TEST(report.fetches.at(0).text == "nobody there");
    EvidenceStore store;
    BOOST_TEST(cache.load_into(store).loaded == 1U);
    BOOST_TEST(holds(store));
}

BOOST_AUTO_TEST_CASE(failures_are_repeated_more_and_more_slowly) {
    World world;
    world.fetcher.contents.clear();
    EvidenceCache cache(world.path());
    cache.ask({crl()}, test_now());
    BOOST_TEST((cache.refresh(world.fetcher, test_now()).next_due == test_now() + 300s));
    BOOST_TEST(cache.refresh(world.fetcher, test_now() + 299s).fetches.empty());
    BOOST_TEST(
        (cache.refresh(world.fetcher, test_now() + 300s).next_due == test_now() + 300s + 600s));
    BOOST_TEST(world.fetcher.asked.size() == 2U);
}

BOOST_AUTO_TEST_CASE(what_is_held_and_still_missing_is_fetched_soon) {
    World world;
    EvidenceCache cache(world.path());
    cache.ask({crl()}, test_now());
    cache.refresh(world.fetcher, test_now());
    // A judgement does not accept it: forged on the way, say.
    EvidenceCache another(world.path());
    another.ask({crl()}, test_now() + 10s);
    BOOST_TEST(cache.refresh(world.fetcher, test_now() + 299s).fetches.empty());
    BOOST_TEST(cache.refresh(world.fetcher, test_now() + 300s).fetches.size() == 1U);
    BOOST_TEST(cache.refresh(world.fetcher, test_now() + 600s).fetches.empty());
}

BOOST_AUTO_TEST_CASE(what_nobody_needs_is_dropped_after_a_month) {
    World world;
    EvidenceCache cache(world.path());
    cache.ask({crl()}, test_now());
    TimePoint now = test_now();
    for (int day = 0; day <= 30; ++day, now += 24h) {
        world.fetcher.contents[uri] = list_until(now + std::chrono::days(4));
        BOOST_TEST(cache.refresh(world.fetcher, now).dropped.empty());
    }
    BOOST_TEST(fs::exists(world.entry()));
    const auto report = cache.refresh(world.fetcher, now);
    BOOST_TEST(report.dropped.size() == 1U);
    BOOST_TEST(!fs::exists(world.entry()));
    BOOST_TEST(!fs::exists(world.asked()));
}

BOOST_AUTO_TEST_CASE(what_is_used_stays) {
    World world;
    EvidenceCache cache(world.path());
    cache.ask({crl()}, test_now());
    cache.refresh(world.fetcher, test_now());
    cache.note_use({crl()}, test_now() + std::chrono::days(20));
    const auto report = cache.refresh(world.fetcher, test_now() + std::chrono::days(40));
    BOOST_TEST(report.dropped.empty());
    BOOST_TEST(cache.refresh(world.fetcher, test_now() + std::chrono::days(51)).dropped.size() ==
               1U);
}

BOOST_AUTO_TEST_CASE(what_was_put_without_being_asked_for_is_forgotten_too) {
    World world;
    EvidenceCache cache(world.path());
    BOOST_TEST(cache.put(crl(), world.fetcher.contents[uri], test_now()));
    fs::remove(world.asked());
    cache.refresh(world.fetcher, test_now() + std::chrono::days(2));
    const auto report = cache.refresh(world.fetcher, test_now() + std::chrono::days(31));
    BOOST_TEST(report.dropped.size() == 1U);
}

BOOST_AUTO_TEST_CASE(wanted_requests_are_bounded) {
    World world;
    EvidenceCacheOptions options;
    options.max_wanted = 3;
    EvidenceCache cache(world.path(), options);
    std::vector<EvidenceRequest> many;
    for (int i = 0; i < 10; ++i) many.push_back(crl(uri + std::to_string(i)));
    BOOST_TEST(cache.ask(many, test_now()) == 3U);
    BOOST_TEST(cache.list(test_now()).entries.size() == 3U);
    BOOST_TEST(cache.ask({many[0]}, test_now() + 1h) == 1U);
    // Once one is held there is room again.
    BOOST_TEST(cache.put(many[0], world.fetcher.contents[uri], test_now()));
    BOOST_TEST(cache.ask({many[9]}, test_now()) == 1U);
}

BOOST_AUTO_TEST_CASE(dns_records_are_not_recorded) {
    World world;
    EvidenceCache cache(world.path());
    BOOST_TEST(cache.ask({{EvidenceKind::mx, "fabrikam.example"},
                          {EvidenceKind::tlsa, "_25._tcp.mx1.fabrikam.example"}},
                         test_now()) == 0U);
    std::string why;
    BOOST_TEST(!cache.put({EvidenceKind::mx, "fabrikam.example"}, {}, test_now(), &why));
    BOOST_TEST(!why.empty());
}

BOOST_AUTO_TEST_CASE(the_one_asked_for_longest_ago_makes_room) {
    World world;
    EvidenceCacheOptions options;
    options.max_entries = 2;
    EvidenceCache cache(world.path(), options);
    for (int i = 0; i < 3; ++i) {
        const auto from = uri + std::to_string(i);
        world.fetcher.contents[from] = world.fetcher.contents[uri];
        cache.ask({crl(from)}, test_now() + Seconds{i});
    }
    const auto report = cache.refresh(world.fetcher, test_now() + 1min);
    BOOST_REQUIRE_EQUAL(report.dropped.size(), 1U);
    BOOST_TEST(report.dropped[0].locator == uri + "0");
    BOOST_TEST(cache.list(test_now()).entries.size() == 2U);
}

BOOST_AUTO_TEST_CASE(octets_are_bounded) {
    World world;
    EvidenceCacheOptions options;
    options.max_octets = std::uint64_t{1} << 20;
    EvidenceCache cache(world.path(), options);
    // Two lists of 0.6 MiB: one has to go.
    std::vector<Certificate> revoked;
    const Bytes small = world.fetcher.contents[uri];
    EvidenceStore store;
    Bytes big(600 * 1024, ' ');
    // PEM with a long comment before it is read all the same.
    std::string text(big.begin(), big.end());
    text += "\n-----BEGIN X509 CRL-----\n";
    static constexpr char digits[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (std::size_t i = 0; i < small.size(); i += 3) {
        std::uint32_t group = 0;
        for (std::size_t k = 0; k < 3; ++k)
            group = group << 8 | (i + k < small.size() ? small[i + k] : 0U);
        for (std::size_t k = 0; k < 4; ++k)
            text += i + k > small.size() ? '=' : digits[group >> (18 - 6 * k) & 63];
        if (i % 48 == 45) text += '\n';
    }
    text += "\n-----END X509 CRL-----\n";
    for (const char* name : {"a", "b"})
        world.fetcher.contents[uri + name] = Bytes(text.begin(), text.end());
    cache.ask({crl(uri + "a")}, test_now());
    cache.ask({crl(uri + "b")}, test_now() + 1s);
    const auto report = cache.refresh(world.fetcher, test_now() + 1min);
    BOOST_TEST(report.all_passed());
    BOOST_REQUIRE_EQUAL(report.dropped.size(), 1U);
    BOOST_TEST(report.dropped[0].locator == uri + "a");
}

BOOST_AUTO_TEST_CASE(damaged_and_foreign_files_are_left_alone_with_a_reason) {
    World world;
    EvidenceCache cache(world.path());
    cache.ask({crl()}, test_now());
    cache.refresh(world.fetcher, test_now());
    const auto whole = test::read_file(world.entry());
    const auto other = world.path() / "entries" / std::string(64, 'a');
    write_file(other, std::string_view(whole));  // under another name
    write_file(world.path() / "entries" / "notes.txt", std::string_view("hello"));
    write_file(world.entry(), std::string_view(whole).substr(0, whole.size() - 1));
    write_file(world.path() / "asked" / std::string(64, 'b'), std::string_view("rubbish\n"));
    ::mkfifo((world.path() / "entries" / std::string(64, 'c')).c_str(), 0600);
    EvidenceStore store;
    const auto reading = cache.load_into(store);
    BOOST_TEST(reading.loaded == 0U);
    BOOST_TEST(reading.ignored.size() == 4U);
    for (const auto& problem : reading.ignored) BOOST_TEST(!problem.text.empty());
    BOOST_TEST(!holds(store));
    // The damaged one is wanted again, and mended.
    BOOST_TEST(state(cache, test_now()) == "wanted");
    BOOST_TEST(cache.refresh(world.fetcher, test_now() + 5min).all_passed());
    BOOST_TEST(cache.load_into(store).loaded == 1U);
    BOOST_TEST(fs::exists(other));
}

BOOST_AUTO_TEST_CASE(only_what_changed_is_read_again) {
    World world;
    EvidenceCache writer(world.path());
    EvidenceCache reader(world.path());
    EvidenceStore store;
    for (const char* name : {"a", "b"})
        BOOST_TEST(writer.put(crl(uri + name), world.fetcher.contents[uri], test_now()));
    BOOST_TEST(reader.load_into(store).loaded == 2U);
    BOOST_TEST(writer.put(crl(uri + "b"), world.fetcher.contents[uri], test_now() + 1s));
    BOOST_TEST(reader.load_into(store).loaded == 1U);
    BOOST_TEST(reader.load_into(store).loaded == 0U);
}

BOOST_AUTO_TEST_CASE(a_change_within_the_grain_of_the_file_system_s_clock_is_seen) {
    World world;
    EvidenceCache cache(world.path());
    EvidenceStore store;
    const auto entries = world.path() / "entries";
    cache.put(crl(uri + "a"), world.fetcher.contents[uri], test_now());
    const auto before = fs::last_write_time(entries);
    BOOST_TEST(cache.load_into(store).loaded == 1U);
    cache.put(crl(uri + "b"), world.fetcher.contents[uri], test_now());
    fs::last_write_time(entries, before);
    BOOST_TEST(cache.load_into(store).loaded == 1U);
}

BOOST_AUTO_TEST_CASE(one_refreshes_at_a_time_and_readers_do_not_wait) {
    World world;
    EvidenceCache cache(world.path());
    cache.ask({crl()}, test_now());
    cache.put(crl(uri + "held"), world.fetcher.contents[uri], test_now());
    const int lock = ::open((world.path() / "lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    BOOST_REQUIRE(::flock(lock, LOCK_EX) == 0);
    const auto report = cache.refresh(world.fetcher, test_now());
    BOOST_TEST(report.is_busy);
    BOOST_TEST(world.fetcher.asked.empty());
    EvidenceStore store;
    BOOST_TEST(cache.load_into(store).loaded == 1U);
    BOOST_TEST(cache.list(test_now()).entries.size() == 2U);
    ::close(lock);
    BOOST_TEST(!cache.refresh(world.fetcher, test_now()).is_busy);
    BOOST_TEST(world.fetcher.asked.size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_reader_in_another_process_sees_whole_entries_only) {
    World world;
    EvidenceCache cache(world.path());
    const pid_t writer = ::fork();
    if (writer == 0) {
        // Until it is killed: in the midst of a write, as likely as not.
        for (int i = 0;; ++i)
            cache.put(crl(), world.fetcher.contents[uri], test_now() + Seconds{i});
    }
    EvidenceCache reader(world.path());
    EvidenceStore store;
    std::size_t loaded = 0;
    std::size_t ignored = 0;
    const auto end = std::chrono::steady_clock::now() + 1s;
    while (std::chrono::steady_clock::now() < end) {
        const auto reading = reader.load_into(store);
        loaded += reading.loaded;
        ignored += reading.ignored.size();
    }
    ::kill(writer, SIGKILL);
    ::waitpid(writer, nullptr, 0);
    BOOST_TEST(loaded > 1U);
    BOOST_TEST(ignored == 0U);
    BOOST_TEST(reader.list(test_now()).ignored.empty());
    BOOST_TEST(holds(store));
}

BOOST_AUTO_TEST_CASE(leftovers_of_killed_writers_are_cleared_away) {
    World world;
    EvidenceCache cache(world.path());
    const auto old = world.path() / "entries" / ".half.abcdef";
    const auto fresh = world.path() / "entries" / ".half.ghijkl";
    write_file(old, std::string_view("half"));
    write_file(fresh, std::string_view("half"));
    fs::last_write_time(old, fs::file_time_type::clock::now() - 2h);
    BOOST_TEST(cache.refresh(world.fetcher, test_now()).ignored.empty());
    BOOST_TEST(!fs::exists(old));
    BOOST_TEST(fs::exists(fresh));
}

BOOST_AUTO_TEST_CASE(a_refresh_can_be_stopped) {
    World world;
    EvidenceCache cache(world.path());
    cache.ask({crl(uri + "a"), crl(uri + "b")}, test_now());
    const auto report =
        cache.refresh(world.fetcher, test_now(), [&] { return !world.fetcher.asked.empty(); });
    BOOST_TEST(report.fetches.size() == 1U);
}

BOOST_AUTO_TEST_CASE(an_unwritable_directory_stops_a_refresh_and_no_judgement) {
    if (::geteuid() == 0) return;  // Nothing is unwritable then.
    World world;
    EvidenceCache cache(world.path());
    ::chmod((world.path() / "asked").c_str(), 0500);
    BOOST_TEST(cache.ask({crl()}, test_now()) == 0U);
    ::chmod(world.path().c_str(), 0500);
    expect_error(errc::unwritable_file, "lock", [&] { cache.refresh(world.fetcher, test_now()); });
    ::chmod(world.path().c_str(), 0700);
}

BOOST_AUTO_TEST_CASE(a_folder_that_vanished_is_no_error_for_those_who_ask) {
    World world;
    EvidenceCache cache(world.path());
    fs::remove_all(world.path());
    EvidenceStore store;
    BOOST_TEST(cache.ask({crl()}, test_now()) == 0U);
    BOOST_TEST(cache.load_into(store).loaded == 0U);
    BOOST_TEST(cache.list(test_now()).entries.empty());
    expect_error(errc::unwritable_file, "lock", [&] { cache.refresh(world.fetcher, test_now()); });
}

BOOST_AUTO_TEST_CASE(every_option_has_its_range) {
    struct Mistake {
        const char* field;
        void (*make)(EvidenceCacheOptions&);
    };
    for (const auto& [field, make] : {
             Mistake{"max_entries", [](auto& o) { o.max_entries = 0; }},
             Mistake{"max_octets", [](auto& o) { o.max_octets = 1; }},
             Mistake{"max_wanted", [](auto& o) { o.max_wanted = 0; }},
             Mistake{"min_interval", [](auto& o) { o.min_interval = Seconds{59}; }},
             Mistake{"max_interval", [](auto& o) { o.max_interval = Seconds{60}; }},
             Mistake{"forget_after", [](auto& o) { o.forget_after = Seconds{0}; }},
         }) {
        const World world;
        EvidenceCacheOptions options;
        options.check();
        make(options);
        expect_error(errc::invalid_argument, field,
                     [&] { EvidenceCache cache(world.path(), options); });
    }
}

BOOST_AUTO_TEST_SUITE_END()

// Snapshots of evidence: what a judgement sees does not change under it.
#include <domainsec/error.hpp>
#include <thread>

#include "trust/evidence_data.hpp"
#include "trust/judging.hpp"

using namespace domainsec;
using namespace domainsec::test;

namespace {

const DomainName& domain() {
    static const DomainName name = *DomainName::from_string("fabrikam.example");
    return name;
}

DnsAnswer<MxRecord> mx_answer(Seconds ttl) {
    DnsAnswer<MxRecord> answer;
    answer.outcome = DnsOutcome::records;
    answer.security = DnsSecurity::secure;
    answer.records = {{10, domain()}};
    answer.ttl = ttl;
    return answer;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(evidence)

BOOST_AUTO_TEST_CASE(nothing_is_known_at_first) {
    const auto none = Evidence::none();
    BOOST_TEST(none->epoch() == 0u);
    BOOST_TEST(none->mx(domain(), test_now()) == nullptr);
    BOOST_TEST(none->tlsa(domain(), test_now()) == nullptr);
}

BOOST_AUTO_TEST_CASE(old_snapshot_keeps_what_it_saw) {
    EvidenceStore store;
    const auto before = store.snapshot();
    store.put_mx(domain(), mx_answer(Seconds{60}), test_now());
    const auto after = store.snapshot();
    BOOST_TEST(before->mx(domain(), test_now()) == nullptr);
    BOOST_REQUIRE(after->mx(domain(), test_now()) != nullptr);
    BOOST_TEST(after->epoch() > before->epoch());
    store.put_mx(domain(), {}, test_now());
    BOOST_TEST(after->mx(domain(), test_now())->records.size() == 1u);
}

BOOST_AUTO_TEST_CASE(snapshots_without_a_change_are_the_same) {
    EvidenceStore store;
    BOOST_TEST(store.snapshot() == store.snapshot());
}

BOOST_AUTO_TEST_CASE(answers_end_with_their_ttl) {
    EvidenceStore store;
    store.put_mx(domain(), mx_answer(Seconds{60}), test_now());
    const auto evidence = store.snapshot();
    BOOST_TEST(evidence->mx(domain(), test_now() + Seconds{60}) != nullptr);
    BOOST_TEST(evidence->mx(domain(), test_now() + Seconds{61}) == nullptr);
}

BOOST_AUTO_TEST_CASE(answers_last_no_longer_than_a_day) {
    EvidenceStore store;
    store.put_mx(domain(), mx_answer(std::chrono::days(30)), test_now());
    BOOST_TEST(store.snapshot()->mx(domain(), test_now() + std::chrono::hours(25)) == nullptr);
}

BOOST_AUTO_TEST_CASE(lists_may_be_pem) {
    const TestCa ca("Fabrikam CA");
    const Bytes der = ca.crl({});
    // Base64 by Botan would be another path: this is RFC 7468 by hand.
    static constexpr char digits[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string text;
    for (std::size_t i = 0; i < der.size(); i += 3) {
        std::uint32_t group = 0;
        for (std::size_t k = 0; k < 3; ++k)
            group = group << 8 | (i + k < der.size() ? der[i + k] : 0U);
        for (std::size_t k = 0; k < 4; ++k)
            text += i + k > der.size() ? '=' : digits[group >> (18 - 6 * k) & 63];
        if (i % 48 == 45) text += '\n';
    }
    const std::string pem = "-----BEGIN X509 CRL-----\n" + text + "\n-----END X509 CRL-----\n";
    EvidenceStore store;
    std::string why;
    BOOST_TEST(store.put_crl("http://x.example/", bytes_of(pem), &why), why);
}

BOOST_AUTO_TEST_CASE(what_is_no_list_is_refused_with_a_sentence) {
    EvidenceStore store;
    std::string why;
    BOOST_TEST(!store.put_crl("http://x.example/", bytes_of("nonsense"), &why));
    BOOST_TEST(!why.empty());
    BOOST_TEST(!store.put_crl("", Bytes{0x30, 0x00}, &why));
    BOOST_TEST(!store.put_crl("http://x.example/", Bytes(17 * 1024 * 1024), &why));
    BOOST_TEST(!store.put_crl("http://x.example/",
                              bytes_of("-----BEGIN X509 CRL-----\n!\n-----END X509 CRL-----\n")));
    BOOST_TEST(store.snapshot()->epoch() == 0u);
}

BOOST_AUTO_TEST_CASE(the_same_once_more_changes_nothing) {
    const TestCa ca("Fabrikam CA");
    const Bytes list = ca.crl({});
    EvidenceStore store;
    const auto file_all = [&] {
        store.put_mx(domain(), mx_answer(Seconds{60}), test_now());
        BOOST_TEST(store.put_crl("http://x.example/", list));
        BOOST_TEST(store.put_crl(list));
    };
    file_all();
    BOOST_TEST(store.snapshot()->epoch() == 3u);
    file_all();
    BOOST_TEST(store.snapshot()->epoch() == 3u);
}

BOOST_AUTO_TEST_CASE(what_was_filed_longest_ago_goes_first) {
    EvidenceStore store({.max_entries = 2});
    const auto name = [](const char* text) { return *DomainName::from_string(text); };
    store.put_mx(name("a.example"), mx_answer(Seconds{60}), test_now());
    store.put_mx(name("b.example"), mx_answer(Seconds{60}), test_now());
    store.put_mx(name("a.example"), mx_answer(Seconds{60}), test_now());  // Now the newest.
    store.put_mx(name("c.example"), mx_answer(Seconds{60}), test_now());
    const auto evidence = store.snapshot();
    BOOST_TEST(evidence->mx(name("a.example"), test_now()) != nullptr);
    BOOST_TEST(evidence->mx(name("b.example"), test_now()) == nullptr);
    BOOST_TEST(evidence->mx(name("c.example"), test_now()) != nullptr);
}

BOOST_AUTO_TEST_CASE(octets_are_bounded) {
    constexpr std::size_t mebibyte = 1024 * 1024;
    EvidenceStore store({.max_octets = mebibyte});
    const auto answer = [](std::size_t octets) {
        DnsAnswer<TlsaRecord> made;
        made.outcome = DnsOutcome::records;
        made.records = {{3, 1, 1, Bytes(octets)}};
        made.ttl = Seconds{60};
        return made;
    };
    const auto name = [](int i) {
        return *DomainName::from_string("n" + std::to_string(i) + ".example");
    };
    for (int i = 0; i < 5; ++i) store.put_tlsa(name(i), answer(mebibyte / 3), test_now());
    const auto evidence = store.snapshot();
    for (int i = 0; i < 5; ++i)
        BOOST_TEST((evidence->tlsa(name(i), test_now()) != nullptr) == (i >= 3));
}

BOOST_AUTO_TEST_CASE(evicted_list_is_asked_for_again) {
    const TestCa ca("Fabrikam CA");
    EvidenceStore store({.max_entries = 1});
    BOOST_TEST(store.put_crl("http://x.example/", ca.crl({})));
    const auto before = store.snapshot();
    store.put_mx(domain(), mx_answer(Seconds{60}), test_now());
    BOOST_TEST(store.snapshot()->data().crl("http://x.example/") == nullptr);
    BOOST_TEST(store.snapshot()->data().lists->empty());
    BOOST_TEST(before->data().crl("http://x.example/") != nullptr);
}

BOOST_AUTO_TEST_CASE(limits_are_checked) {
    BOOST_CHECK_THROW(EvidenceStore({.max_entries = 0}), Error);
    BOOST_CHECK_THROW(EvidenceStore({.max_octets = 0}), Error);
    BOOST_CHECK_THROW(EvidenceStore({.max_octets = std::size_t{5} << 30}), Error);
}

BOOST_AUTO_TEST_CASE(old_list_from_a_uri_does_not_hide_a_newer_one) {
    const TestCa ca("Fabrikam CA");
    const auto uri = "http://x.example/";
    EvidenceStore store;
    BOOST_TEST(store.put_crl(uri, ca.crl({}, test_now() - std::chrono::days(1))));
    BOOST_TEST(store.put_crl(uri, ca.crl({}, test_now() - std::chrono::days(3))));
    BOOST_TEST(store.snapshot()->data().lists->begin()->second->size() == 2u);
    BOOST_TEST(store.put_crl(uri, ca.crl({}, test_now() - std::chrono::days(2))));
    BOOST_TEST(store.snapshot()->data().lists->begin()->second->size() == 2u);
    BOOST_TEST(store.put_crl(uri, ca.crl({}, test_now())));
    BOOST_TEST(store.snapshot()->data().lists->begin()->second->size() == 1u);
}

BOOST_AUTO_TEST_CASE(fetched_goes_where_it_was_asked_for) {
    const TestCa ca("Fabrikam CA");
    EvidenceStore store;
    std::string why;
    BOOST_TEST(store.put({EvidenceKind::crl, "http://x.example/", {}}, ca.crl({}), &why), why);
    BOOST_TEST(store.snapshot()->data().crl("http://x.example/") != nullptr);
    BOOST_TEST(!store.put({EvidenceKind::mx, "fabrikam.example", {}}, ca.crl({}), &why));
    BOOST_TEST(why == "DNS answers are filed with put_tlsa() and put_mx()");
    BOOST_TEST(
        !store.put({EvidenceKind::ocsp, "http://x.example/", Bytes{0x30, 0x00}}, Bytes{}, &why));
    BOOST_TEST(why == "It is not an OCSP response in DER");
}

BOOST_AUTO_TEST_CASE(store_may_be_read_while_it_is_written) {
    EvidenceStore store;
    std::thread writer([&store] {
        for (int i = 0; i < 500; ++i)
            store.put_mx(domain(), mx_answer(Seconds{60 + i}), test_now());
    });
    std::uint64_t epoch = 0;
    bool went_back = false;
    for (int i = 0; i < 500; ++i) {
        const auto evidence = store.snapshot();
        went_back = went_back || evidence->epoch() < epoch;
        epoch = evidence->epoch();
        evidence->mx(domain(), test_now());
    }
    writer.join();
    BOOST_TEST(!went_back);
    BOOST_TEST(store.snapshot()->epoch() == 500u);
}

BOOST_AUTO_TEST_SUITE_END()

// Snapshots of evidence: what a judgement sees does not change under it.
#include <thread>

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

BOOST_AUTO_TEST_CASE(store_may_be_read_while_it_is_written) {
    EvidenceStore store;
    std::thread writer([&store] {
        for (int i = 0; i < 500; ++i) store.put_mx(domain(), mx_answer(Seconds{60}), test_now());
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

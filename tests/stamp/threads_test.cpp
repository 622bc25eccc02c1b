// One stamper, one verifier and one key for many threads: each result is what one thread gets.
#include <atomic>
#include <boost/test/unit_test.hpp>
#include <string>
#include <thread>
#include <vector>

#include "stamp/stamp_world.hpp"

using namespace stamp_test;

namespace {

constexpr int thread_count = 6;
constexpr int rounds = 40;

// Runs `work` with the number of each thread; counts the rounds in which it returned false.
template <typename Work>
int failures_of(Work work) {
    std::atomic<int> failures{0};
    std::vector<std::thread> threads;
    for (int thread = 0; thread < thread_count; ++thread)
        threads.emplace_back([&, thread] {
            for (int round = 0; round < rounds; ++round)
                if (!work(thread, round)) ++failures;
        });
    for (auto& thread : threads) thread.join();
    return failures;
}

std::string message_of(int thread, int round) {
    return replaced(message(), "figures",
                    "figures " + std::to_string(thread) + "/" + std::to_string(round));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(threads)

BOOST_AUTO_TEST_CASE(stamps_do_not_mix) {
    const Stamper shared(StampKey(ed25519_key()), stamper_options());
    const auto failures = failures_of([&](int thread, int round) {
        const auto text = message_of(thread, round);
        const auto alone = Stamper(StampKey(ed25519_key()), stamper_options()).stamp(text, path());
        return shared.stamp(text, path()).field == alone.field;
    });
    BOOST_TEST(failures == 0);
}

BOOST_AUTO_TEST_CASE(verdicts_do_not_mix) {
    const auto shared = verifier();
    const auto good = stamped(message());
    const auto bad = replaced(good, "Subject: Q", "Subject: q");
    const auto failures = failures_of([&](int thread, int) {
        const bool passes = thread % 2 == 0;
        return (shared.verify(passes ? good : bad, at_delivery()).status == Status::pass) == passes;
    });
    BOOST_TEST(failures == 0);
}

BOOST_AUTO_TEST_CASE(a_set_of_keys_signs_and_verifies_for_all) {
    const StampKey key(ed25519_key(), PrivateKey::generate(KeyAlgorithm::ml_dsa_65));
    const Stamper stamper(key, stamper_options());
    const Verifier shared(KeyRing({make_key_ring_entry(domain("contoso.example"), "edge1", key,
                                                       {domain("edge1.contoso.example")})}),
                          {domain("contoso.example")});
    const auto failures = failures_of([&](int thread, int round) {
        if (round >= 5) return true;
        const auto text = message_of(thread, round);
        const auto whole = stamper.stamp(text, path()).field + text;
        return shared.verify(whole, at_delivery()).status == Status::pass;
    });
    BOOST_TEST(failures == 0);
}

BOOST_AUTO_TEST_CASE(messages_in_pieces_are_apart) {
    const Stamper stamper(StampKey(ed25519_key()), stamper_options());
    const auto shared = verifier();
    const auto failures = failures_of([&](int thread, int round) {
        const auto text = message_of(thread, round);
        auto stamping = stamper.begin();
        for (std::size_t at = 0; at < text.size(); at += 50)
            stamping.update(std::string_view(text).substr(at, 50));
        auto verification = shared.begin();
        verification.update(stamping.finish(path()).field);
        verification.update(text);
        return verification.finish(at_delivery()).status == Status::pass;
    });
    BOOST_TEST(failures == 0);
}

BOOST_AUTO_TEST_SUITE_END()

// How an entry of the store lives: requested, completed, renewed, replaced, removed.
#include <atomic>
#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <thread>

#include "support/expect_error.hpp"
#include "support/run_command.hpp"
#include "support/soft_token.hpp"
#include "support/temporary_directory.hpp"
#include "support/test_pki.hpp"

using namespace domainsec;
using namespace domainsec::test;
namespace fs = std::filesystem;

namespace {

CertificateTemplate content() {
    CertificateTemplate content;
    content.dns_names = domain_names({"fabrikam.example", "mx1.fabrikam.example"});
    return content;
}

EntryOptions at(TimePoint now = test_now(), std::string_view passphrase = {}) {
    EntryOptions options;
    options.now = now;
    options.passphrase = passphrase;
    return options;
}

struct Fixture {
    TemporaryDirectory directory;
    CertificateStore store = CertificateStore::create(directory / "store");
    TestCa root{"Root"};

    Certificate issued_for(const CertificateRequest& request) const {
        CertificateTemplate wished = content();
        wished.not_before = test_now() - std::chrono::days(1);
        wished.not_after = test_now() + std::chrono::days(30);
        return issue_certificate(root.certificate(), root.key(), request.public_key(), wished);
    }
    void add(const std::string& label) {
        const auto identity = root.issue({"fabrikam.example"});
        store.add(label, identity.chain, identity.key, at());
    }
    std::size_t in_trash() const { return store.trash().size(); }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(certificate_life, Fixture)

BOOST_AUTO_TEST_CASE(a_request_is_pending_until_its_certificate_comes) {
    const auto request = store.request("edge1", KeyAlgorithm::ecdsa_p256, content(), at());
    const auto pending = store.entry("edge1");
    BOOST_TEST(pending.is_pending());
    BOOST_CHECK(pending.spki_sha256 == request.spki_sha256());
    BOOST_CHECK(pending.created == test_now());
    expect_error(errc::invalid_state, "waits for its certificate", [&] { store.load("edge1"); });
    expect_error(errc::invalid_state, "waits for its certificate",
                 [&] { store.assign(Service::smtp_server, "edge1"); });
    BOOST_TEST(!store.assigned(Service::smtp_server).has_value());

    const Chain chain({issued_for(request)});
    BOOST_TEST(store.complete(chain, test_now()) == "edge1");
    const auto loaded = store.load("edge1");
    BOOST_CHECK(loaded.chain.digest() == chain.digest());
    BOOST_CHECK(loaded.key.public_key() == request.public_key());
    BOOST_TEST(!store.entry("edge1").request.has_value());
    expect_error(errc::already_exists, "in the store already, as \"edge1\"",
                 [&] { store.complete(chain, test_now()); });
}

BOOST_AUTO_TEST_CASE(a_certificate_for_the_request_of_another_store_is_refused) {
    store.request("edge1", KeyAlgorithm::ecdsa_p256, content(), at());
    auto other = CertificateStore::create(directory / "other");
    const auto request = other.request("edge1", KeyAlgorithm::ecdsa_p256, content(), at());
    expect_error(errc::not_found, "No request of this store has the key",
                 [&] { store.complete(Chain({issued_for(request)}), test_now()); });
    BOOST_TEST(store.entry("edge1").is_pending());
}

BOOST_AUTO_TEST_CASE(keys_of_requests_are_encrypted_too) {
    const auto request =
        store.request("edge1", KeyAlgorithm::ecdsa_p256, content(), at(test_now(), "secret"));
    BOOST_CHECK(store.entry("edge1").key_place == KeyPlace::encrypted_file);
    store.complete(Chain({issued_for(request)}), test_now());
    expect_error(errc::wrong_passphrase, "edge1/key.pem", [&] { store.load("edge1", "other"); });
    BOOST_CHECK_NO_THROW(store.load("edge1", "secret"));
}

BOOST_AUTO_TEST_CASE(an_issuer_that_changes_the_store_is_refused_and_does_not_wait_for_itself) {
    add("edge1");
    const auto changes = [&](const CertificateRequest& request) {
        store.remove("edge1", test_now());
        return Chain({issued_for(request)});
    };
    expect_error(errc::invalid_state, "callback",
                 [&] { store.prepare_next("edge1", KeyAlgorithm::ecdsa_p256, at(), changes); });
    store.prepare_next("edge1", KeyAlgorithm::ecdsa_p256, at(), [&](const auto& request) {
        BOOST_TEST(store.entries().size() == 1U);
        return Chain({issued_for(request)});
    });
}

BOOST_AUTO_TEST_CASE(a_next_key_is_announced_issued_and_then_used) {
    add("edge1");
    const auto old = store.load("edge1");
    const auto next = store.prepare_next("edge1", KeyAlgorithm::ecdsa_p256, at());
    BOOST_CHECK(next.announced == test_now());
    BOOST_TEST(next.chain.empty());
    BOOST_REQUIRE(next.request.has_value());
    BOOST_CHECK(next.request->dns_names() == old.chain.leaf().dns_names());
    BOOST_CHECK(next.spki_sha256 != old.key.spki_sha256());
    BOOST_CHECK(store.load("edge1").key.public_key() == old.key.public_key());
    expect_error(errc::invalid_state, "no certificate yet",
                 [&] { store.switch_to_next("edge1", test_now()); });
    expect_error(errc::invalid_state, "announced already",
                 [&] { store.prepare_next("edge1", KeyAlgorithm::ecdsa_p256, at()); });

    const auto issued = issued_for(*next.request);
    BOOST_TEST(store.complete(Chain({issued}), test_now()) == "edge1");
    BOOST_CHECK(store.load("edge1").key.public_key() == old.key.public_key());
    BOOST_TEST(!store.entry("edge1").next->chain.empty());

    store.switch_to_next("edge1", test_now());
    const auto now = store.load("edge1");
    BOOST_CHECK(now.key.spki_sha256() == next.spki_sha256);
    BOOST_CHECK(now.chain.leaf() == issued);
    BOOST_TEST(!store.entry("edge1").next.has_value());
    BOOST_TEST(!fs::exists(store.directory() / "edge1" / "next-key.pem"));
}

BOOST_AUTO_TEST_CASE(a_self_signed_one_renews_itself) {
    const auto identity = self_signed({"fabrikam.example", "mx1.fabrikam.example"});
    store.add("edge1", identity.chain, identity.key, at());
    const auto next = store.prepare_self_signed_next("edge1", KeyAlgorithm::ecdsa_p384, at());
    const auto& leaf = next.chain.leaf();
    BOOST_CHECK(leaf.dns_names() == identity.chain.leaf().dns_names());
    BOOST_TEST(leaf.is_self_issued());
    BOOST_CHECK(leaf.not_after() - leaf.not_before() ==
                identity.chain.leaf().not_after() - identity.chain.leaf().not_before());
    store.switch_to_next("edge1", test_now());
    BOOST_TEST(store.load("edge1").chain.leaf().key_description() == "ECDSA P-384");
}

BOOST_AUTO_TEST_CASE(a_next_key_can_be_given_up) {
    add("edge1");
    expect_error(errc::invalid_state, "No next key", [&] { store.drop_next("edge1"); });
    store.prepare_next("edge1", KeyAlgorithm::ecdsa_p256, at());
    store.drop_next("edge1", test_now());
    BOOST_TEST(!store.entry("edge1").next.has_value());
    BOOST_CHECK_NO_THROW(store.load("edge1"));
}

BOOST_AUTO_TEST_CASE(what_others_renew_takes_its_place) {
    add("edge1");
    const auto fresh = root.issue({"fabrikam.example"});
    store.replace("edge1", fresh.chain, fresh.key, at());
    BOOST_CHECK(store.load("edge1").chain.digest() == fresh.chain.digest());
    expect_error(errc::key_mismatch, "do not belong together", [&] {
        store.replace("edge1", fresh.chain, pooled_key(KeyAlgorithm::ecdsa_p256, 7), at());
    });
    expect_error(errc::not_found, "no entry \"none\"",
                 [&] { store.replace("none", fresh.chain, fresh.key, at()); });
    BOOST_TEST(in_trash() == 1U);
}

BOOST_AUTO_TEST_CASE(a_key_in_a_token_stays_there) {
    DOMAINSEC_NEEDS_SOFT_TOKEN();
    const auto& token = SoftToken::of_this_process();
    token.make("store", "EC:prime256v1", "77");
    const auto uri = token.uri("store");
    const auto key = PrivateKey::from_pkcs11(uri, SoftToken::pin);
    const auto identity = root.issue_for(key, {"fabrikam.example"});
    store.add_token_key("hsm", identity.chain, uri, SoftToken::pin, test_now());
    BOOST_CHECK(store.entry("hsm").key_place == KeyPlace::token);
    BOOST_TEST(!fs::exists(store.directory() / "hsm" / "key.pem"));
    BOOST_CHECK(store.load("hsm", SoftToken::pin).key.public_key() == key.public_key());
    expect_error(errc::invalid_state, "in a token",
                 [&] { store.prepare_next("hsm", KeyAlgorithm::ecdsa_p256, at()); });
    const auto other = root.issue({"fabrikam.example"});
    expect_error(errc::key_mismatch, "do not belong together",
                 [&] { store.add_token_key("bad", other.chain, uri, SoftToken::pin); });
}

BOOST_AUTO_TEST_CASE(readers_see_the_old_or_the_new_state_and_never_a_mixture) {
    add("edge1");
    std::atomic<bool> done{false};
    std::atomic<int> faults{0};
    std::atomic<int> reads{0};
    std::thread reader([&] {
        while (!done) {
            try {
                store.load("edge1");
                store.entries();
                ++reads;
            } catch (const std::exception&) {
                ++faults;
            }
        }
    });
    for (int round = 0; round < 150; ++round) {
        const auto fresh = root.issue({"fabrikam.example"});
        store.replace("edge1", fresh.chain, fresh.key, at());
    }
    done = true;
    reader.join();
    BOOST_TEST(faults == 0);
    BOOST_TEST(reads > 0);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(certificate_removal, Fixture)

BOOST_AUTO_TEST_CASE(is_refused_while_it_is_used) {
    add("edge1");
    expect_error(errc::in_use, "the only certificate", [&] { store.remove("edge1"); });
    add("edge2");
    store.assign(Service::smtp_server, "edge1");
    expect_error(errc::in_use, "assigned to a service", [&] { store.remove("edge1"); });
    store.assign(Service::smtp_server, "edge2");
    BOOST_TEST(store.remove("edge1", test_now()).label == "edge1");
    BOOST_CHECK(store.labels() == std::vector<std::string>{"edge2"});
    expect_error(errc::not_found, "no entry \"edge1\"", [&] { store.remove("edge1"); });
}

BOOST_AUTO_TEST_CASE(keeps_it_for_its_days) {
    add("edge1");
    add("edge2");
    store.assign(Service::smtp_server, "edge2");
    const auto removed = store.remove("edge1", test_now());
    BOOST_TEST(store.empty_trash(test_now()) == 0U);
    store.restore(removed.name);
    BOOST_CHECK_NO_THROW(store.load("edge1"));
    BOOST_TEST(in_trash() == 0U);
    const auto again = store.remove("edge1", test_now());
    add("edge1");
    expect_error(errc::already_exists, "edge1", [&] { store.restore(again.name); });
    BOOST_TEST(store.empty_trash(test_now() + std::chrono::days(1)) == 1U);
    expect_error(errc::not_found, "in the trash", [&] { store.restore(again.name); });
    for (const char* name : {"", "edge1", "../edge1~1", "edge1~", "edge1~x", "~1"})
        expect_error(errc::not_found, "in the trash", [&] { store.restore(name); });
}

BOOST_AUTO_TEST_CASE(twice_in_one_second_keeps_both) {
    for (int round = 0; round < 3; ++round) {
        add("edge1");
        add("other" + std::to_string(round));
        store.remove("edge1", test_now());
    }
    BOOST_TEST(in_trash() == 3U);
}

BOOST_AUTO_TEST_CASE(of_one_that_is_used_can_be_forced_and_ends_its_use) {
    add("edge1");
    add("edge2");
    store.assign(Service::smtp_client, "edge1");
    store.remove("edge1", test_now(), true);
    BOOST_TEST(store.assignments().empty());
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(narrower_assignment, Fixture)

BOOST_AUTO_TEST_CASE(is_for_one_partner_or_one_name) {
    for (const char* label : {"edge1", "fabrikam", "old"}) add(label);
    store.assign(Service::smtp_client, "edge1");
    const ServiceUse partner{Service::smtp_client, "Fabrikam \"Ltd\"", {}};
    const ServiceUse name{Service::smtp_server, {}, domain_names({"mail.contoso.example"})[0]};
    BOOST_TEST(store.assign({partner}, "fabrikam").front().label.empty());
    BOOST_TEST(store.assign({name}, "old").front().label.empty());
    BOOST_TEST(store.assign({partner}, "edge1").front().label == "fabrikam");
    const std::vector<Assignment> expected{
        {{Service::smtp_client, {}, {}}, "edge1"}, {name, "old"}, {partner, "edge1"}};
    const auto all = CertificateStore::open(store.directory()).assignments();
    BOOST_TEST(all.size() == 3U);
    for (const auto& each : expected)
        BOOST_CHECK((std::find(all.begin(), all.end(), each) != all.end()));
    BOOST_TEST(store.entry("old").assignments.size() == 1U);
    BOOST_TEST(to_string(name) == "smtp-server as mail.contoso.example");
    store.unassign({name});
    expect_error(errc::not_found, "Nothing is assigned", [&] { store.unassign({name}); });
}

BOOST_AUTO_TEST_CASE(can_be_taken_back_once) {
    add("edge1");
    add("edge2");
    const ServiceUse use{Service::smtp_server, {}, {}};
    expect_error(errc::invalid_state, "no assignment to take back",
                 [&] { store.undo_assignment(); });
    store.assign({use}, "edge1");
    store.assign({use}, "edge2");
    BOOST_TEST(store.undo_assignment().front().label == "edge1");
    BOOST_CHECK(store.assigned(Service::smtp_server) == "edge1");
    expect_error(errc::invalid_state, "no assignment to take back",
                 [&] { store.undo_assignment(); });
    store.unassign({use});
    BOOST_TEST(store.undo_assignment().front().label == "edge1");
}

BOOST_AUTO_TEST_CASE(of_several_services_is_one_step) {
    add("edge1");
    add("edge2");
    const std::vector<ServiceUse> both{{Service::smtp_server, {}, {}},
                                       {Service::smtp_client, {}, {}}};
    store.assign(both, "edge1");
    BOOST_TEST(store.assign(both, "edge2").size() == 2U);
    store.undo_assignment();
    for (const auto service : {Service::smtp_server, Service::smtp_client})
        BOOST_CHECK(store.assigned(service) == "edge1");
}

BOOST_AUTO_TEST_CASE(must_make_sense) {
    add("edge1");
    expect_error(errc::invalid_argument, "partner", [&] {
        store.assign({{Service::smtp_server, "Fabrikam", {}}}, "edge1");
    });
    expect_error(errc::invalid_argument, "name", [&] {
        store.assign({{Service::smtp_client, {}, domain_names({"a.example"})[0]}}, "edge1");
    });
    expect_error(errc::invalid_argument, "partner", [&] {
        store.assign({{Service::smtp_client, std::string(65, 'a'), {}}}, "edge1");
    });
}

BOOST_AUTO_TEST_CASE(file_with_a_mistake_names_the_line) {
    add("edge1");
    const auto refused = [&](const std::string& text, const char* place) {
        write_file(store.directory() / "assignments.toml", text);
        expect_error(errc::invalid_configuration, place, [&] { store.assignments(); });
    };
    refused("\n[[narrower]]\nservice = \"smtp-client\"\nlabel = \"../x\"\n", "toml:2");
    refused("[[narrower]]\nservice = \"smtp\"\nlabel = \"edge1\"\n", "service");
    refused("[[narrower]]\nservice = \"smtp-server\"\nname = \"a b\"\nlabel = \"edge1\"\n", "name");
    refused("[[undo]]\nlabel = \"edge1\"\n", "service");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(store_revision, Fixture)

BOOST_AUTO_TEST_CASE(changes_with_every_change_and_with_nothing_else) {
    add("edge1");
    auto before = store.revision();
    const auto changes = [&](const auto& act) {
        act();
        const auto after = store.revision();
        const bool changed = after != before;
        before = after;
        return changed;
    };
    BOOST_TEST(!changes([&] {
        store.load("edge1");
        store.entries();
    }));
    BOOST_TEST(changes([&] { add("edge2"); }));
    BOOST_TEST(changes([&] { store.assign(Service::smtp_server, "edge2"); }));
    BOOST_TEST(changes([&] { store.prepare_next("edge1", KeyAlgorithm::ecdsa_p256, at()); }));
    BOOST_TEST(changes([&] { store.remove("edge1", test_now()); }));
    BOOST_TEST(changes(
        [&] { write_file(store.directory() / "edge2" / "chain.pem", root.certificate().pem()); }));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(chain_building, Fixture)

BOOST_AUTO_TEST_CASE(finds_its_order_whatever_the_order_was) {
    const auto middle = root.intermediate("Middle", 1);
    const auto low = middle.intermediate("Low");
    const auto leaf = low.issue({"fabrikam.example"}).chain.leaf();
    const TestCa stranger("Root");
    const auto built = build_chain(leaf, {stranger.certificate(), root.certificate(),
                                          middle.certificate(), leaf, low.certificate()});
    BOOST_TEST(built.ends_in_root);
    BOOST_CHECK(built.chain.digest() ==
                Chain({leaf, low.certificate(), middle.certificate()}).digest());
}

BOOST_AUTO_TEST_CASE(says_who_is_missing) {
    const auto middle = root.intermediate("Middle");
    const auto leaf = middle.issue({"fabrikam.example"}).chain.leaf();
    const auto built = build_chain(leaf, {root.certificate()});
    BOOST_TEST(!built.ends_in_root);
    BOOST_TEST(built.missing_issuer == middle.certificate().subject());
    BOOST_TEST(built.chain.certificates().size() == 1U);
}

BOOST_AUTO_TEST_CASE(of_a_self_signed_one_is_itself) {
    const auto identity = self_signed({"fabrikam.example"});
    const auto built = build_chain(identity.chain.leaf(), {root.certificate()});
    BOOST_TEST(built.ends_in_root);
    BOOST_CHECK(built.chain.digest() == identity.chain.digest());
}

BOOST_AUTO_TEST_SUITE_END()

// The store of an edge's own certificates: labels, atomic entries, assignments, permissions.
#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <string>
#include <thread>

#include "support/expect_error.hpp"
#include "support/run_command.hpp"
#include "support/temporary_directory.hpp"
#include "support/test_pki.hpp"

using namespace domainsec;
using namespace domainsec::test;
namespace fs = std::filesystem;

namespace {

struct Fixture {
    TemporaryDirectory directory;
    CertificateStore store = CertificateStore::create(directory / "store");
    Identity identity = self_signed({"fabrikam.example"});

    fs::path place(const std::string& name) const { return store.directory() / name; }
    void add(const std::string& label) { store.add(label, identity.chain, identity.key); }
    std::ptrdiff_t files() const {
        return std::distance(fs::directory_iterator(store.directory()), fs::directory_iterator());
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(certificate_store, Fixture)

BOOST_AUTO_TEST_CASE(gives_back_what_was_added) {
    const TestCa root("Root");
    const Identity added = root.intermediate("Issuing").issue({"fabrikam.example"});
    store.add("edge1", added.chain, added.key);
    const Identity loaded = store.load("edge1");
    BOOST_TEST(loaded.label == "edge1");
    BOOST_CHECK(loaded.chain.digest() == added.chain.digest());
    BOOST_CHECK(loaded.key.public_key() == added.key.public_key());
}

BOOST_AUTO_TEST_CASE(keeps_keys_encrypted) {
    store.add("edge1", identity.chain, identity.key, "secret");
    BOOST_TEST(read_file(place("edge1/key.pem")).find("ENCRYPTED") != std::string::npos);
    BOOST_CHECK_NO_THROW(store.load("edge1", "secret"));
    expect_error(errc::wrong_passphrase, "edge1/key.pem", [&] { store.load("edge1"); });
    expect_error(errc::wrong_passphrase, "edge1/key.pem", [&] { store.load("edge1", "other"); });
}

BOOST_AUTO_TEST_CASE(is_for_its_owner_alone) {
    add("edge1");
    using fs::perms;
    BOOST_CHECK(fs::status(store.directory()).permissions() == perms::owner_all);
    BOOST_CHECK(fs::status(place("edge1")).permissions() == perms::owner_all);
    const perms file = perms::owner_read | perms::owner_write;
    BOOST_CHECK(fs::status(place("edge1/key.pem")).permissions() == file);
    BOOST_CHECK(fs::status(place("edge1/chain.pem")).permissions() == file);
}

BOOST_AUTO_TEST_CASE(lists_labels_sorted_and_nothing_else) {
    BOOST_TEST(store.labels().empty());
    for (const char* const label : {"b", "a", "c-1.example_2"}) add(label);
    store.assign(Service::smtp_server, "a");
    fs::create_directory(place(".hidden"));
    write_file(place("notes"), "x");
    BOOST_CHECK(store.labels() == (std::vector<std::string>{"a", "b", "c-1.example_2"}));
}

BOOST_AUTO_TEST_CASE(refuses_labels_that_are_paths_or_worse) {
    for (const std::string& label :
         {std::string(), std::string("."), std::string(".."), std::string("../x"),
          std::string("a/b"), std::string("A"), std::string("a b"), std::string("a\0b", 3),
          std::string("\xC3\xA4"), std::string(65, 'a'), std::string("assignments.toml")}) {
        expect_error(errc::invalid_name, "is not a label", [&] { add(label); });
        expect_error(errc::not_found, "There is no entry", [&] { store.load(label); });
    }
    add(std::string(64, 'a'));
}

BOOST_AUTO_TEST_CASE(never_replaces_an_entry) {
    add("edge1");
    const Identity other = self_signed({"contoso.example"});
    expect_error(errc::already_exists, "edge1",
                 [&] { store.add("edge1", other.chain, other.key); });
    BOOST_CHECK(store.load("edge1").chain.digest() == identity.chain.digest());
}

BOOST_AUTO_TEST_CASE(refuses_a_key_that_does_not_match) {
    expect_error(errc::key_mismatch, "do not belong together", [&] {
        store.add("edge1", identity.chain, PrivateKey::generate(KeyAlgorithm::ecdsa_p256));
    });
    expect_error(errc::invalid_argument, "no certificate",
                 [&] { store.add("edge1", Chain(), identity.key); });
    BOOST_TEST(store.labels().empty());
}

BOOST_AUTO_TEST_CASE(sees_a_key_that_was_exchanged) {
    add("edge1");
    fs::remove(place("edge1/key.pem"));
    PrivateKey::generate(KeyAlgorithm::ecdsa_p256)
        .write_new(place("edge1/key.pem"), SecretAccess::granted());
    expect_error(errc::key_mismatch, "edge1", [&] { store.load("edge1"); });
}

BOOST_AUTO_TEST_CASE(names_the_file_of_an_entry_that_is_damaged) {
    add("edge1");
    write_file(place("edge1/chain.pem"), "nonsense");
    expect_error(errc::malformed_certificate, "edge1/chain.pem: There is no PEM block",
                 [&] { store.load("edge1"); });
    fs::remove(place("edge1/chain.pem"));
    expect_error(errc::unreadable_file, "edge1/chain.pem", [&] { store.load("edge1"); });
}

BOOST_AUTO_TEST_CASE(refuses_loose_permissions) {
    add("edge1");
    using fs::perms;
    fs::permissions(place("edge1"), perms::owner_all | perms::group_read);
    expect_error(errc::unreadable_file, "chmod it to 0700", [&] { store.load("edge1"); });
    fs::permissions(place("edge1"), perms::owner_all);
    fs::permissions(place("edge1/key.pem"), perms::owner_read | perms::others_read);
    expect_error(errc::unreadable_file, "chmod it to 0600", [&] { store.load("edge1"); });
    fs::permissions(store.directory(), perms::owner_all | perms::others_exec);
    expect_error(errc::unreadable_file, "chmod it to 0700",
                 [&] { CertificateStore::open(store.directory()); });
}

BOOST_AUTO_TEST_CASE(has_to_be_there_to_be_opened) {
    expect_error(errc::unreadable_file, "No such file",
                 [&] { CertificateStore::open(directory / "none"); });
    write_file(directory / "file", "x");
    expect_error(errc::unreadable_file, "not a directory",
                 [&] { CertificateStore::open(directory / "file"); });
    expect_error(errc::unwritable_file, "cannot be made",
                 [&] { CertificateStore::create(directory / "none" / "store"); });
    BOOST_CHECK_NO_THROW(CertificateStore::create(store.directory()));
}

BOOST_AUTO_TEST_CASE(clears_away_what_a_dead_writer_left) {
    fs::create_directory(place(".new.abcdef"));
    write_file(place(".new.abcdef/key.pem"), "half");
    BOOST_TEST(store.labels().empty());
    add("edge1");
    BOOST_TEST(!fs::exists(place(".new.abcdef")));
    // The lock and the entry.
    BOOST_TEST(files() == 2);
}

BOOST_AUTO_TEST_CASE(lets_one_of_two_writers_win) {
    std::vector<std::thread> threads;
    std::vector<int> won(4, -1);
    for (int& result : won)
        threads.emplace_back([&] {
            try {
                CertificateStore::open(store.directory())
                    .add("edge1", identity.chain, identity.key);
                result = 1;
            } catch (const Error& error) {
                result = error.code() == errc::already_exists ? 0 : -1;
            }
        });
    for (std::thread& thread : threads) thread.join();
    BOOST_TEST(std::count(won.begin(), won.end(), 1) == 1);
    BOOST_TEST(std::count(won.begin(), won.end(), 0) == 3);
    BOOST_CHECK_NO_THROW(store.load("edge1"));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(store_assignment, Fixture)

BOOST_AUTO_TEST_CASE(of_the_only_entry_needs_no_words) {
    BOOST_TEST(!store.assigned(Service::smtp_server).has_value());
    add("edge1");
    BOOST_CHECK(store.assigned(Service::smtp_server) == "edge1");
    add("edge2");
    BOOST_TEST(!store.assigned(Service::smtp_server).has_value());
}

BOOST_AUTO_TEST_CASE(is_per_service_and_lasts) {
    add("edge1");
    add("edge2");
    store.assign(Service::smtp_server, "edge2");
    store.assign(Service::smtp_client, "edge1");
    const CertificateStore again = CertificateStore::open(store.directory());
    BOOST_CHECK(again.assigned(Service::smtp_server) == "edge2");
    BOOST_CHECK(again.assigned(Service::smtp_client) == "edge1");
    store.assign(Service::smtp_server, "edge1");
    BOOST_CHECK(again.assigned(Service::smtp_server) == "edge1");
}

BOOST_AUTO_TEST_CASE(needs_an_entry) {
    expect_error(errc::not_found, "There is no entry \"edge1\"",
                 [&] { store.assign(Service::smtp_server, "edge1"); });
}

BOOST_AUTO_TEST_CASE(file_with_a_mistake_names_the_line) {
    add("edge1");
    write_file(place("assignments.toml"), "smtp-server = \"edge1\"\nsmtp-srever = \"edge1\"\n");
    expect_error(errc::invalid_configuration, "assignments.toml:2: smtp-srever",
                 [&] { store.assigned(Service::smtp_server); });
    write_file(place("assignments.toml"), "smtp-server = \"../../etc\"\n");
    expect_error(errc::invalid_configuration, "assignments.toml:1",
                 [&] { store.assigned(Service::smtp_server); });
    write_file(place("assignments.toml"), "smtp-server = \n");
    expect_error(errc::invalid_configuration, "assignments.toml:1",
                 [&] { store.assigned(Service::smtp_server); });
}

BOOST_AUTO_TEST_CASE(words_are_read_as_they_are_written) {
    for (const Service service : {Service::smtp_server, Service::smtp_client})
        BOOST_CHECK(service_from_string(to_string(service)) == service);
    BOOST_TEST(!service_from_string("smtp").has_value());
}

BOOST_AUTO_TEST_SUITE_END()

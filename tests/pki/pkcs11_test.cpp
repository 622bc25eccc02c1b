// Private keys in tokens, with SoftHSM2: what is found, what signs, and how each failure is told.
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <boost/test/unit_test.hpp>
#include <domainsec/pki/certificate.hpp>
#include <domainsec/pki/private_key.hpp>
#include <domainsec/stamp/stamp_key.hpp>
#include <filesystem>
#include <string>
#include <thread>

#include "support/expect_error.hpp"
#include "support/run_command.hpp"
#include "support/soft_token.hpp"
#include "support/test_pki.hpp"

using namespace domainsec;
using namespace domainsec::test;

namespace {

constexpr const char* p256 = "EC:prime256v1";

PrivateKey open(const std::string& uri, std::string_view pin = SoftToken::pin) {
    return PrivateKey::from_pkcs11(uri, pin);
}

void refused(errc code, std::string_view words, const std::string& uri,
             std::string_view pin = SoftToken::pin) {
    expect_error(code, words, [&] { open(uri, pin); });
}

bool signs(const PrivateKey& key) {
    return StampKey(key).sign(sha256(bytes_of(std::string_view("text")))).size() == 64;
}

Certificate self_signed_by(const PrivateKey& key) {
    CertificateTemplate content;
    content.dns_names = domain_names({"contoso.example"});
    content.not_before = test_now() - std::chrono::days(1);
    content.not_after = test_now() + std::chrono::days(1);
    return make_self_signed(key, content);
}

/// A certificate that the key signed for itself, as openssl judges it.
bool openssl_trusts(const PrivateKey& key, const TemporaryDirectory& folder) {
    write_file(folder / "leaf.pem", self_signed_by(key).pem());
    const auto file = (folder / "leaf.pem").string();
    const auto result =
        run_command("openssl verify -no_check_time -check_ss_sig -CAfile " + file + " " + file);
    BOOST_TEST_MESSAGE(result.output);
    return result.exit_code == 0;
}

/// Stands before SoftHSM2's driver and fails as told.
struct Faults {
    static std::string uri(const std::string& label) {
        return "pkcs11:token=edge;object=" + label + "?module-path=" DOMAINSEC_FAULTY_DRIVER;
    }
    static int logins() {
        const char* const text = std::getenv("TOKEN_LOGINS");
        return text ? std::atoi(text) : 0;
    }
    explicit Faults(const char* name) { ::setenv("TOKEN_FAULT", name, 1); }
    Faults(const Faults&) = delete;
    Faults& operator=(const Faults&) = delete;
    ~Faults() { ::unsetenv("TOKEN_FAULT"); }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(pkcs11_key)

BOOST_AUTO_TEST_CASE(of_each_kind_signs_what_others_verify) {
    DOMAINSEC_NEEDS_SOFT_TOKEN();
    auto& token = SoftToken::of_this_process();
    token.make("p256", p256, "a1");
    token.make("p384", "EC:secp384r1", "a2");
    token.make("rsa", "RSA:2048", "a3");
    const TemporaryDirectory folder;
    for (const auto& [label, algorithm] :
         {std::pair{"p256", KeyAlgorithm::ecdsa_p256}, std::pair{"p384", KeyAlgorithm::ecdsa_p384},
          std::pair{"rsa", KeyAlgorithm::rsa_2048}}) {
        const auto key = open(token.uri(label));
        BOOST_CHECK(key.algorithm() == algorithm);
        BOOST_TEST(openssl_trusts(key, folder));
    }
}

BOOST_AUTO_TEST_CASE(never_leaves_the_token) {
    DOMAINSEC_NEEDS_SOFT_TOKEN();
    const auto key = SoftToken::of_this_process().key("stays", p256);
    const TemporaryDirectory folder;
    const auto access = SecretAccess::granted();
    for (const auto* const passphrase : {"", "correct horse"}) {
        expect_error(errc::unsupported_algorithm, "stays in the token",
                     [&] { key.to_pem(access, passphrase); });
        expect_error(errc::unsupported_algorithm, "stays in the token",
                     [&] { key.write_new(folder / "key.pem", access, passphrase); });
    }
    BOOST_TEST(std::filesystem::is_empty(folder.path()));
}

BOOST_AUTO_TEST_CASE(is_found_by_id_and_by_what_the_token_is) {
    DOMAINSEC_NEEDS_SOFT_TOKEN();
    auto& token = SoftToken::of_this_process();
    token.make("same", p256, "b1b2");
    token.make("same", p256, "b3");
    const auto path = [&](const std::string& attributes) {
        return "pkcs11:token=edge;" + attributes + token.driver();
    };
    const auto first = open(path("id=%b1%b2"));
    const auto second = open(path("object=same;id=%b3;manufacturer=SoftHSM%20project"));
    BOOST_CHECK(first.public_key() != second.public_key());
    refused(errc::invalid_argument, "several private keys", path("object=same"));
    refused(errc::not_found, "no private key", path("id=%b1"));
    refused(errc::not_found, "no private key", path("object=other"));
    refused(errc::not_found, "No token matches", path("object=same;model=other"));
    refused(errc::not_found, "No token matches", path("object=same;library-version=99"));
    refused(errc::invalid_argument, "Several tokens match",
            "pkcs11:token=twins;object=same" + token.driver());
    refused(errc::not_found, "No token matches", "pkcs11:token=other" + token.driver());
}

BOOST_AUTO_TEST_CASE(takes_its_public_part_from_a_certificate) {
    DOMAINSEC_NEEDS_SOFT_TOKEN();
    auto& token = SoftToken::of_this_process();
    token.make("certified", p256, "07");
    const auto whole = open(token.uri("certified"));
    const auto leaf = TestCa("Root").issue_for(whole, {"contoso.example"}).chain.leaf();
    token.tool("--delete-object --type pubkey --id 07");
    refused(errc::not_found, "neither the public key nor a certificate", token.uri("certified"));
    BOOST_TEST(
        signs(PrivateKey::from_pkcs11(token.uri("certified"), SoftToken::pin, leaf.public_key())));
    const TemporaryDirectory folder;
    write_file(folder / "leaf.der", leaf.der());
    token.tool("--write-object " + (folder / "leaf.der").string() + " --type cert --id 07");
    BOOST_CHECK(open(token.uri("certified")).public_key() == whole.public_key());
}

BOOST_AUTO_TEST_CASE(fits_its_public_part) {
    DOMAINSEC_NEEDS_SOFT_TOKEN();
    auto& token = SoftToken::of_this_process();
    token.make("fits", p256, "08");
    const auto other = PrivateKey::generate(KeyAlgorithm::ecdsa_p256);
    expect_error(errc::key_mismatch, "does not verify", [&] {
        PrivateKey::from_pkcs11(token.uri("fits"), SoftToken::pin, other.public_key());
    });
    const auto unfit = PrivateKey::generate(KeyAlgorithm::ed25519);
    expect_error(errc::unsupported_algorithm, "RSA or ECDSA", [&] {
        PrivateKey::from_pkcs11(token.uri("fits"), SoftToken::pin, unfit.public_key());
    });
}

BOOST_AUTO_TEST_CASE(of_other_kinds_is_refused) {
    DOMAINSEC_NEEDS_SOFT_TOKEN();
    auto& token = SoftToken::of_this_process();
    token.make("weak", "RSA:1024", "c1");
    token.make("curve", "EC:secp521r1", "c2");
    token.make("edwards", "EC:edwards25519", "c3");
    refused(errc::weak_key, "1024 bits", token.uri("weak"));
    refused(errc::unsupported_algorithm, "P-256", token.uri("curve"));
    refused(errc::unsupported_algorithm, "neither RSA nor ECDSA", token.uri("edwards"));
}

BOOST_AUTO_TEST_CASE(signs_on_many_threads) {
    DOMAINSEC_NEEDS_SOFT_TOKEN();
    const auto key = SoftToken::of_this_process().key("threads", p256);
    const StampKey stamp(key);
    std::atomic<int> good{0};
    std::vector<std::thread> threads;
    for (int thread = 0; thread < 16; ++thread)
        threads.emplace_back([&] {
            for (int round = 0; round < 25; ++round)
                if (stamp.sign(sha256(bytes_of(std::to_string(round)))).size() == 64) ++good;
        });
    for (auto& thread : threads) thread.join();
    BOOST_TEST(good == 16 * 25);
}

BOOST_AUTO_TEST_CASE(belongs_to_the_process_that_opened_it) {
    DOMAINSEC_NEEDS_SOFT_TOKEN();
    auto& token = SoftToken::of_this_process();
    token.make("forked", p256, "f1");
    const auto key = open(token.uri("forked"));
    const pid_t child = ::fork();
    if (child == 0) {
        // No test framework here: the exit code says it.
        int code = signs(key) ? 1 : 0;
        try {
            self_signed_by(key);
            code |= 2;
        } catch (const Error& error) {
            if (error.code() != errc::invalid_state) code |= 4;
        }
        try {
            if (!signs(open(token.uri("forked")))) code |= 8;
        } catch (const Error&) {
            code |= 16;
        }
        ::_exit(code);
    }
    int status = 0;
    BOOST_TEST_REQUIRE(::waitpid(child, &status, 0) == child);
    BOOST_TEST(WIFEXITED(status));
    BOOST_TEST(WEXITSTATUS(status) == 0);
    BOOST_TEST(signs(key));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(pkcs11_pin)

BOOST_AUTO_TEST_CASE(that_is_wrong_is_tried_once) {
    DOMAINSEC_NEEDS_SOFT_TOKEN();
    SoftToken::of_this_process().make("once", p256, "d1");
    const int before = Faults::logins();
    const auto uri = Faults::uri("once");
    refused(errc::wrong_passphrase, "does not take this PIN", uri, "9999");
    refused(errc::wrong_passphrase, "refused this PIN before", uri, "9999");
    BOOST_TEST(Faults::logins() - before == 1);
    refused(errc::wrong_passphrase, "asks for a PIN", uri, "");
    BOOST_TEST(Faults::logins() - before == 1);
    BOOST_TEST(signs(open(uri)));
    BOOST_TEST(Faults::logins() - before == 2);
}

BOOST_AUTO_TEST_CASE(is_asked_for_once_a_process) {
    DOMAINSEC_NEEDS_SOFT_TOKEN();
    auto& token = SoftToken::of_this_process();
    token.make("one", p256, "d2");
    token.make("other", p256, "d3");
    const int before = Faults::logins();
    const auto one = open(Faults::uri("one"));
    const auto other = open(Faults::uri("other"));
    BOOST_TEST(signs(one));
    BOOST_TEST(signs(other));
    BOOST_TEST(Faults::logins() - before == 1);
}

BOOST_AUTO_TEST_CASE(is_not_tried_where_the_token_is_locked_or_would_lock) {
    DOMAINSEC_NEEDS_SOFT_TOKEN();
    SoftToken::of_this_process().make("lockable", p256, "d4");
    const int before = Faults::logins();
    const auto uri = Faults::uri("lockable");
    {
        const Faults faults("locked");
        refused(errc::resource_unavailable, "is locked", uri);
    }
    {
        const Faults faults("final-try");
        refused(errc::resource_unavailable, "one more wrong PIN", uri);
    }
    BOOST_TEST(Faults::logins() == before);
    const Faults faults("pin-locked");
    refused(errc::resource_unavailable, "is locked", uri);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(pkcs11_fault)

BOOST_AUTO_TEST_CASE(of_a_token_gives_no_signature) {
    DOMAINSEC_NEEDS_SOFT_TOKEN();
    SoftToken::of_this_process().make("fault", p256, "e1");
    const auto key = open(Faults::uri("fault"));
    for (const auto* const name : {"logged-out", "broken", "too-long", "short"}) {
        BOOST_TEST_CONTEXT(name) {
            {
                const Faults faults(name);
                BOOST_TEST(!signs(key));
            }
            BOOST_TEST(signs(key));
        }
    }
    {
        const Faults faults("removed");
        BOOST_TEST(!signs(key));
        refused(errc::resource_unavailable, "was removed", Faults::uri("fault"));
        expect_error(errc::resource_unavailable, "was removed", [&] { self_signed_by(key); });
    }
    // It is back: opened again, it signs.
    BOOST_TEST(signs(open(Faults::uri("fault"))));
}

BOOST_AUTO_TEST_CASE(of_a_token_shows_when_its_key_is_opened) {
    DOMAINSEC_NEEDS_SOFT_TOKEN();
    auto& token = SoftToken::of_this_process();
    token.make("shows", p256, "e2");
    token.make("shows-rsa", "RSA:2048", "e3");
    const auto told = [](const char* name, const char* label, errc code, std::string_view words) {
        const Faults faults(name);
        refused(code, words, Faults::uri(label));
    };
    told("broken", "shows", errc::key_mismatch, "does not verify");
    told("no-pss", "shows-rsa", errc::unsupported_algorithm, "RSASSA-PSS");
    told("endless-attribute", "shows", errc::not_found, "neither the public key");
    told("asks-always", "shows", errc::unsupported_algorithm, "at each signature");
}

BOOST_AUTO_TEST_CASE(that_leaves_one_session_makes_threads_wait) {
    DOMAINSEC_NEEDS_SOFT_TOKEN();
    SoftToken::of_this_process().make("lonely", p256, "e4");
    const Faults faults("one-session");
    const StampKey stamp(open(Faults::uri("lonely")));
    std::atomic<int> good{0};
    std::vector<std::thread> threads;
    for (int thread = 0; thread < 8; ++thread)
        threads.emplace_back([&] {
            if (stamp.sign(sha256(bytes_of(std::string_view("x")))).size() == 64) ++good;
        });
    for (auto& thread : threads) thread.join();
    BOOST_TEST(good == 8);
}

BOOST_AUTO_TEST_CASE(of_a_driver_is_told) {
    const TemporaryDirectory folder;
    const auto uri = [&](const char* name) {
        return "pkcs11:?module-path=" + (folder / name).string();
    };
    refused(errc::unreadable_file, "There is no driver", uri("none.so"));
    refused(errc::unreadable_file, "There is no driver", "pkcs11:?module-path=/etc");
    write_file(folder / "text.so", "no library");
    refused(errc::resource_unavailable, "cannot be loaded", uri("text.so"));
    std::filesystem::permissions(folder / "text.so", std::filesystem::perms(0666));
    refused(errc::unreadable_file, "can change this driver", uri("text.so"));
    std::filesystem::copy_file(DOMAINSEC_FAULTY_DRIVER, folder / "silent.so");
    const Faults faults("no-functions");
    refused(errc::resource_unavailable, "no driver of a token", uri("silent.so"));
}

BOOST_AUTO_TEST_SUITE_END()

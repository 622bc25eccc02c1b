// Every file we write is read by other programs, and the reverse: formats, kinds of keys,
// protections. Says how many combinations there were and which programs were absent.
#include <boost/test/unit_test.hpp>
#include <iostream>
#include <set>

#include "pki/interchange.hpp"
#include "support/run_command.hpp"

using namespace domainsec;
using namespace domainsec::test;

namespace {

// Less than this would be no matrix; openssl and certtool alone make more.
constexpr std::size_t least_combinations = 150;

std::vector<Combination> combinations() {
    std::vector<Combination> all = combinations_we_write();
    for (Combination& combination : combinations_they_write()) all.push_back(combination);
    return all;
}

constexpr auto key_algorithms = {KeyAlgorithm::ecdsa_p256, KeyAlgorithm::ecdsa_p384,
                                 KeyAlgorithm::rsa_2048, KeyAlgorithm::rsa_3072,
                                 KeyAlgorithm::rsa_4096};

std::string list_of(const std::set<std::string>& names) {
    std::string text;
    for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
    return text.empty() ? "none" : text;
}

void play(const std::vector<Combination>& list, KeyAlgorithm algorithm) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    // Key derivations take ten times as long there; one key of each kind is enough.
    if (algorithm != KeyAlgorithm::ecdsa_p256 && algorithm != KeyAlgorithm::rsa_2048) return;
#endif
    const Interchange files(algorithm);
    std::size_t played = 0;
    std::set<std::string> absent;
    for (const Combination& combination : list) {
        if (!combination.fits(algorithm)) continue;
        if (!is_present(combination.peer)) {
            absent.insert(combination.peer);
            continue;
        }
        BOOST_TEST_CONTEXT(combination.name) {
            try {
                combination.run(files);
            } catch (const std::exception& reason) {
                BOOST_ERROR(reason.what());
            }
        }
        ++played;
    }
    std::cout << "interchange " << boost::unit_test::framework::current_test_case().p_name << ": "
              << played << " combinations; absent: " << list_of(absent) << std::endl;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(interchange_matrix)

BOOST_AUTO_TEST_CASE(required_programs_are_there) {
    for (const Peer& peer : peers())
        if (peer.required)
            BOOST_TEST(is_present(peer.name), peer.name << " is missing: run cmake/dependencies");
}

BOOST_AUTO_TEST_CASE(has_enough_combinations) {
    std::size_t present = 0;
    std::set<std::string> absent;
    for (const Combination& combination : combinations()) {
        if (!is_present(combination.peer)) absent.insert(combination.peer);
        for (const KeyAlgorithm algorithm : key_algorithms)
            if (is_present(combination.peer) && combination.fits(algorithm)) ++present;
    }
    std::cout << "interchange: " << present << " combinations of format, protection, key, program "
              << "and direction; absent: " << list_of(absent) << std::endl;
    BOOST_TEST(present >= least_combinations);
}

BOOST_AUTO_TEST_CASE(passphrases_beyond_ascii) {
    const Interchange files(KeyAlgorithm::ecdsa_p256);
    const std::string passphrase =
        "Gr\xC3\xBC\xC3\x9F"
        "e \xE5\xAF\x86";
    const auto opens = [&] {
        return read_pkcs12(bytes_of(files.get("theirs")), passphrase, {true});
    };
    for (const std::string options : {"", "-legacy"}) {
        files.run("openssl pkcs12 -export -inkey key.pem -in chain.pem -name edge -passout 'pass:" +
                  passphrase + "' -out theirs " + options);
        files.is_all(opens());
    }
    files.run(
        "certtool --to-p12 --load-privkey key.pem --load-certificate chain.pem "
        "--p12-name edge --outder --outfile theirs '--password=" +
        passphrase + "'");
    files.is_all(opens());
    for (const auto protection : {Pkcs12Protection::modern, Pkcs12Protection::exchange2010}) {
        Pkcs12WriteOptions options;
        options.protection = protection;
        files.put("ours.p12", write_pkcs12(SecretAccess::granted(), files.identity().chain,
                                           files.identity().key, passphrase, options));
        files.run("openssl pkcs12 -in ours.p12 -noout -passin 'pass:" + passphrase + "'");
        files.run("certtool --p12-info --inder --infile ours.p12 '--password=" + passphrase + "'");
    }
}

BOOST_AUTO_TEST_CASE(empty_passphrases) {
    const Interchange files(KeyAlgorithm::ecdsa_p256);
    for (const std::string options : {"", "-legacy"}) {
        files.run(
            "openssl pkcs12 -export -inkey key.pem -in chain.pem -name edge -passout pass: "
            "-out theirs " +
            options);
        files.is_all(read_pkcs12(bytes_of(files.get("theirs")), "", {true}));
    }
    files.run(
        "certtool --to-p12 --load-privkey key.pem --load-certificate chain.pem "
        "--p12-name edge --outder --outfile theirs --empty-password --password=");
    files.is_all(read_pkcs12(bytes_of(files.get("theirs")), "", {true}));
}

BOOST_AUTO_TEST_CASE(ours_with_ecdsa_p256) {
    play(combinations_we_write(), KeyAlgorithm::ecdsa_p256);
}

BOOST_AUTO_TEST_CASE(ours_with_ecdsa_p384) {
    play(combinations_we_write(), KeyAlgorithm::ecdsa_p384);
}

BOOST_AUTO_TEST_CASE(ours_with_rsa_2048) {
    play(combinations_we_write(), KeyAlgorithm::rsa_2048);
}

BOOST_AUTO_TEST_CASE(ours_with_rsa_3072) {
    play(combinations_we_write(), KeyAlgorithm::rsa_3072);
}

BOOST_AUTO_TEST_CASE(ours_with_rsa_4096) {
    play(combinations_we_write(), KeyAlgorithm::rsa_4096);
}

BOOST_AUTO_TEST_CASE(theirs_with_ecdsa_p256) {
    play(combinations_they_write(), KeyAlgorithm::ecdsa_p256);
}

BOOST_AUTO_TEST_CASE(theirs_with_ecdsa_p384) {
    play(combinations_they_write(), KeyAlgorithm::ecdsa_p384);
}

BOOST_AUTO_TEST_CASE(theirs_with_rsa_2048) {
    play(combinations_they_write(), KeyAlgorithm::rsa_2048);
}

BOOST_AUTO_TEST_CASE(theirs_with_rsa_3072) {
    play(combinations_they_write(), KeyAlgorithm::rsa_3072);
}

BOOST_AUTO_TEST_CASE(theirs_with_rsa_4096) {
    play(combinations_they_write(), KeyAlgorithm::rsa_4096);
}

BOOST_AUTO_TEST_SUITE_END()

// Trust anchors from files and directories (RFC 7468 §5, RFC 5280 §6.1.1 (d)).
#include <sys/stat.h>

#include <fstream>

#include "support/expect_error.hpp"
#include "support/temporary_directory.hpp"
#include "trust/judging.hpp"

using namespace domainsec;
using namespace domainsec::test;

namespace {

namespace fs = std::filesystem;

const Party& first() {
    static const Party party = forge_root(authority("First Root"));
    return party;
}

const Party& second() {
    static const Party party = forge_root(authority("Second Root"));
    return party;
}

void write(const fs::path& file, std::string_view content) {
    std::ofstream(file, std::ios::binary) << content;
}

std::size_t count_in(const fs::path& path) {
    return AnchorSet::from_path(path)->certificates().size();
}

/// What is said of a directory with a good anchor and this file in it.
void expect_refusal(const std::string& file, std::string_view content, errc code,
                    std::string_view words) {
    const TemporaryDirectory directory;
    write(directory / "good.pem", first().certificate.pem());
    write(directory / file, content);
    expect_error(code, words, [&] { AnchorSet::from_path(directory.path()); });
    expect_error(code, file, [&] { AnchorSet::from_path(directory.path()); });
}

}  // namespace

BOOST_AUTO_TEST_SUITE(anchor_set)

BOOST_AUTO_TEST_CASE(file_with_one_certificate) {
    const TemporaryDirectory directory;
    write(directory / "ca.pem", first().certificate.pem());
    const auto anchors = AnchorSet::from_path(directory / "ca.pem");
    BOOST_REQUIRE(anchors->certificates().size() == 1u);
    BOOST_TEST((anchors->certificates().front() == first().certificate));
}

BOOST_AUTO_TEST_CASE(file_with_several_certificates_and_text) {
    const TemporaryDirectory directory;
    write(directory / "bundle",
          "Our partners:\n" + first().certificate.pem() + "and\n" + second().certificate.pem());
    BOOST_TEST(count_in(directory / "bundle") == 2u);
}

BOOST_AUTO_TEST_CASE(file_in_der) {
    const TemporaryDirectory directory;
    write(directory / "ca.cer", text_of(first().certificate.der()));
    BOOST_TEST(count_in(directory / "ca.cer") == 1u);
}

BOOST_AUTO_TEST_CASE(file_that_is_missing_is_named) {
    const TemporaryDirectory directory;
    expect_error(errc::unreadable_file, "nowhere.pem",
                 [&] { AnchorSet::from_path(directory / "nowhere.pem"); });
}

BOOST_AUTO_TEST_CASE(directory_of_all_three_endings_in_any_case) {
    const TemporaryDirectory directory;
    write(directory / "a.pem", first().certificate.pem());
    write(directory / "b.CRT", second().certificate.pem());
    write(directory / "c.Cer", text_of(forge_root(authority("Third Root")).certificate.der()));
    BOOST_TEST(count_in(directory.path()) == 3u);
}

BOOST_AUTO_TEST_CASE(directory_is_a_set_whatever_the_order) {
    const TemporaryDirectory one, other;
    write(one / "a.pem", first().certificate.pem());
    write(one / "b.pem", second().certificate.pem());
    write(other / "a.pem", second().certificate.pem() + first().certificate.pem());
    BOOST_TEST((AnchorSet::from_path(one.path())->digest() ==
                AnchorSet::from_path(other.path())->digest()));
}

BOOST_AUTO_TEST_CASE(other_names_are_passed_over) {
    const TemporaryDirectory directory;
    write(directory / "ca.pem", first().certificate.pem());
    for (const char* const name : {"README", "ca.pem.bak", "ca.pem~", "key.key", "pem", "x.p12"})
        write(directory / name, "nothing of the kind");
    BOOST_TEST(count_in(directory.path()) == 1u);
}

BOOST_AUTO_TEST_CASE(hidden_files_are_passed_over) {
    const TemporaryDirectory directory;
    write(directory / "ca.pem", first().certificate.pem());
    write(directory / ".old.pem", second().certificate.pem());
    write(directory / ".pem", "nothing of the kind");
    BOOST_TEST(count_in(directory.path()) == 1u);
}

BOOST_AUTO_TEST_CASE(directories_within_are_passed_over) {
    const TemporaryDirectory directory;
    write(directory / "ca.pem", first().certificate.pem());
    fs::create_directory(directory / "old.pem");
    write(directory / "old.pem" / "ca.pem", second().certificate.pem());
    BOOST_TEST(count_in(directory.path()) == 1u);
}

BOOST_AUTO_TEST_CASE(fifo_does_not_hold_us) {
    const TemporaryDirectory directory;
    write(directory / "ca.pem", first().certificate.pem());
    BOOST_REQUIRE(::mkfifo((directory / "fifo.pem").c_str(), S_IRUSR | S_IWUSR) == 0);
    BOOST_TEST(count_in(directory.path()) == 1u);
}

BOOST_AUTO_TEST_CASE(links_are_followed) {
    const TemporaryDirectory directory, elsewhere;
    write(elsewhere / "store", first().certificate.pem());
    fs::create_symlink(elsewhere / "store", directory / "ca.pem");
    BOOST_TEST(count_in(directory.path()) == 1u);
    const TemporaryDirectory holder;
    fs::create_directory_symlink(directory.path(), holder / "anchors");
    BOOST_TEST(count_in(holder / "anchors") == 1u);
}

BOOST_AUTO_TEST_CASE(links_of_c_rehash_are_not_doubled) {
    const TemporaryDirectory directory;
    write(directory / "ca.pem", first().certificate.pem());
    fs::create_symlink("ca.pem", directory / "5ad8a5d6.0");
    fs::create_symlink("nowhere.pem", directory / "5ad8a5d6.1");
    BOOST_TEST(count_in(directory.path()) == 1u);
}

BOOST_AUTO_TEST_CASE(same_certificate_in_two_files_counts_once) {  // as in /etc/ssl/certs
    const TemporaryDirectory directory;
    write(directory / "ca.pem", first().certificate.pem());
    write(directory / "ca-certificates.crt",
          first().certificate.pem() + second().certificate.pem());
    fs::create_symlink("ca.pem", directory / "again.pem");
    BOOST_TEST(count_in(directory.path()) == 2u);
}

BOOST_AUTO_TEST_CASE(link_to_nowhere_is_named) {
    const TemporaryDirectory directory;
    write(directory / "good.pem", first().certificate.pem());
    fs::create_symlink("gone", directory / "gone.pem");
    expect_error(errc::unreadable_file, "gone.pem",
                 [&] { AnchorSet::from_path(directory.path()); });
    expect_error(errc::unreadable_file, "leads to no file",
                 [&] { AnchorSet::from_path(directory.path()); });
}

BOOST_AUTO_TEST_CASE(link_to_itself_is_named) {
    const TemporaryDirectory directory;
    write(directory / "good.pem", first().certificate.pem());
    fs::create_symlink("loop.pem", directory / "loop.pem");
    expect_error(errc::unreadable_file, "loop.pem",
                 [&] { AnchorSet::from_path(directory.path()); });
}

BOOST_AUTO_TEST_CASE(directory_without_anchors_says_what_belongs_there) {
    const TemporaryDirectory directory;
    expect_error(errc::unreadable_file, "*.pem", [&] { AnchorSet::from_path(directory.path()); });
}

BOOST_AUTO_TEST_CASE(garbage_is_not_passed_over) {
    expect_refusal("bad.pem", "garbage", errc::malformed_certificate, "BEGIN CERTIFICATE");
}

BOOST_AUTO_TEST_CASE(empty_file_is_not_passed_over) {
    expect_refusal("empty.crt", "", errc::malformed_certificate, "BEGIN CERTIFICATE");
}

BOOST_AUTO_TEST_CASE(private_key_is_no_anchor) {
    expect_refusal("key.pem", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
                   errc::malformed_certificate, "not a certificate");
}

BOOST_AUTO_TEST_CASE(broken_base64_is_not_passed_over) {
    expect_refusal("bad.crt", "-----BEGIN CERTIFICATE-----\n!!!!\n-----END CERTIFICATE-----\n",
                   errc::malformed_certificate, "base64");
}

BOOST_AUTO_TEST_CASE(file_cut_off_is_not_passed_over) {
    const std::string pem = second().certificate.pem();
    expect_refusal("cut.cer", pem.substr(0, pem.size() / 2), errc::malformed_certificate, "END");
}

BOOST_AUTO_TEST_CASE(der_with_something_behind_it_is_not_passed_over) {
    expect_refusal("long.cer", std::string(text_of(second().certificate.der())) + "x",
                   errc::malformed_certificate, "BEGIN CERTIFICATE");
}

BOOST_AUTO_TEST_CASE(file_over_16_mib_is_not_read) {
    const TemporaryDirectory directory;
    write(directory / "good.pem", first().certificate.pem());
    write(directory / "huge.pem", "");
    fs::resize_file(directory / "huge.pem", 16 * 1024 * 1024 + 1);
    expect_error(errc::unreadable_file, "huge.pem",
                 [&] { AnchorSet::from_path(directory.path()); });
}

BOOST_AUTO_TEST_CASE(more_than_10000_files_are_a_limit) {
    const TemporaryDirectory directory;
    write(directory / "0.pem", first().certificate.pem());
    for (int i = 1; i <= 10'000; ++i)
        fs::create_hard_link(directory / "0.pem", directory / (std::to_string(i) + ".pem"));
    expect_error(errc::limit_exceeded, "10000", [&] { AnchorSet::from_path(directory.path()); });
}

BOOST_AUTO_TEST_CASE(directory_vouches_for_a_chain) {
    const TemporaryDirectory directory;
    write(directory / "a.pem", first().certificate.pem());
    write(directory / "b.pem", second().certificate.pem());
    TrustPolicy policy = trusting({first().certificate});
    policy.anchors = AnchorSet::from_path(directory.path());
    BOOST_TEST(outcome(policy, {forge(second(), edge()).certificate}) == "pass");
}

BOOST_AUTO_TEST_SUITE_END()

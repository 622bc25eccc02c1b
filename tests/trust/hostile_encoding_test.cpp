// Certificates that are written to be dear or to be read in two ways (RFC 5280 §4.1, §4.2; X.690):
// each ends in a verdict with a reason, soon, and without much memory.
#include "pki/der_reader.hpp"
#include "support/case_table.hpp"
#include "support/crafted_certificate.hpp"
#include "support/expect_error.hpp"
#include "trust/in_bounds.hpp"

using namespace domainsec;
using namespace domainsec::test;
using namespace domainsec::test::in_bounds;
using namespace std::string_view_literals;

namespace {

/// A key of the leaf, as SubjectPublicKeyInfo.
struct KeyRow {
    std::string name;
    Bytes key;
    std::string expected;
};

void check_leaf_key(const KeyRow& row) {
    Spec spec = edge();
    spec.public_key = row.key;
    const Bytes der = forge_der(root_key(), root().name, spec, {});
    if (row.expected == "unreadable") {
        BOOST_TEST(reading(der) != "read");
        return;
    }
    BOOST_REQUIRE(reading(der) == "read");
    const auto report = judged_in_time(trusting_root(), {*Certificate::from_der(der)});
    BOOST_TEST(outcome(report) == row.expected);
    if (!report.passed()) BOOST_TEST(rule_of(report, TrustReason::weak_key) == "RFC 5280 §4.1.2.7");
}

/// The same key in an authority: nothing is computed with it.
void check_issuer_key(const KeyRow& row) {
    Spec spec = authority("Odd");
    spec.public_key = row.key;
    const Certificate odd = forge_with(root_key(), root().name, spec, {});
    const auto report = judged_in_time(trusting_root(), {leaf_of("Odd", key(1)), odd});
    BOOST_TEST(outcome(report) == row.expected);
    BOOST_TEST(*report.findings.front().certificate == 1u);
}

Bytes modulus_of(std::size_t bits) {
    Bytes modulus((bits + 7) / 8, 0xC1);
    if (bits % 8 != 0) modulus.front() = static_cast<std::uint8_t>((1U << bits % 8) - 1);
    return modulus;
}

/// A BIT STRING's content that looks like an uncompressed point.
Bytes point() {
    Bytes octets(66, 0x11);
    octets[0] = 0;
    octets[1] = 0x04;
    return octets;
}

Bytes rsa(std::size_t bits, const Bytes& exponent = {1, 0, 1}) {
    return rsa_public_key(modulus_of(bits), exponent);
}

/// A serial number: the content of its INTEGER. RFC 5280 §4.1.2.2 wants 1 to 20 octets and a
/// positive number of authorities, and of those who rely on them that they bear with others.
struct SerialRow {
    std::string name;
    Bytes content;
    std::string shown;
};

void check_serial(const SerialRow& row) {
    Spec spec = edge();
    spec.serial = tlv(0x02, row.content);
    const Bytes der = forge_der(root_key(), root().name, spec, key(1).public_key());
    if (row.shown == "unreadable") {
        BOOST_TEST(reading(der) != "read");
        return;
    }
    BOOST_REQUIRE(reading(der) == "read");
    const auto certificate = *Certificate::from_der(der);
    BOOST_TEST(certificate.serial() == row.shown);
    BOOST_TEST(outcome_in_time(trusting_root(), {certificate}) == "pass");
}

/// notBefore and notAfter as they stand (RFC 5280 §4.1.2.5).
struct TimeRow {
    std::string name;
    std::uint8_t kind;  ///< 0x17 UTCTime, 0x18 GeneralizedTime.
    std::string_view not_after;
    std::string expected;
};

void check_time(const TimeRow& row) {
    Spec spec = edge();
    const Bytes from = tlv(0x17, "200101000000Z"), until = tlv(row.kind, row.not_after);
    spec.validity = from;
    spec.validity->insert(spec.validity->end(), until.begin(), until.end());
    const Bytes der = forge_der(root_key(), root().name, spec, key(1).public_key());
    const auto certificate = Certificate::from_der(der);
    if (row.expected == "unreadable") {
        BOOST_TEST(reading(der) != "read");
        return;
    }
    BOOST_REQUIRE(reading(der) == "read");
    BOOST_TEST(outcome_in_time(trusting_root(), {*certificate}) == row.expected);
}

/// That many extensions nobody knows.
Spec with_extensions(std::size_t count, bool critical = false) {
    Spec spec = edge();
    while (spec.extensions.size() < count)
        spec.extensions.push_back({"1.3.6.1.4.1.99999." + std::to_string(spec.extensions.size()),
                                   critical, tlv(0x05, Bytes{})});
    return spec;
}

/// A certificate of exactly that many octets.
Bytes certificate_of(std::size_t octets) {
    Spec spec = edge({{"1.3.6.1.4.1.99999.1", false, Bytes(octets - 1000)}});
    // The signature of ECDSA varies by an octet or two.
    for (int attempt = 0; attempt < 1000; ++attempt) {
        const Bytes der = forge_der(root_key(), root().name, spec, key(1).public_key());
        if (der.size() == octets) return der;
        spec.extensions.back().content.resize(spec.extensions.back().content.size() + octets -
                                              der.size());
    }
    throw std::logic_error("no certificate of that size");
}

std::string chain_reading(const std::vector<Bytes>& certificates, const ChainLimits& limits = {}) {
    return bounded([&]() -> std::string {
        std::string why;
        return Chain::from_der(certificates, limits, &why) ? "read" : why;
    });
}

constexpr std::uint8_t utc = 0x17, general = 0x18;

}  // namespace

BOOST_AUTO_TEST_SUITE(bounds)

// RFC 8017 §3.1, RFC 5280 §4.1.2.7: nothing is computed with such keys, and none is accepted.
const CaseTable<KeyRow> leaf_keys(
    {
        {"leaf_rsa_2048", rsa(2048), "pass"},
        {"leaf_rsa_2047", rsa(2047), "fail weak_key"},
        {"leaf_rsa_8192", rsa(8192), "pass"},
        {"leaf_rsa_8193", rsa(8193), "fail weak_key"},
        {"leaf_rsa_16384", rsa(16384), "fail weak_key"},
        {"leaf_rsa_of_50_kib", rsa(400'000), "fail weak_key"},
        {"leaf_rsa_exponent_0", rsa(2048, {0}), "fail weak_key"},
        {"leaf_rsa_exponent_1", rsa(2048, {1}), "fail weak_key"},
        {"leaf_rsa_exponent_2", rsa(2048, {2}), "fail weak_key"},
        {"leaf_rsa_exponent_3", rsa(2048, {3}), "pass"},
        {"leaf_rsa_exponent_65536", rsa(2048, {1, 0, 0}), "fail weak_key"},
        {"leaf_rsa_exponent_of_64_bits", rsa(2048, Bytes(8, 0xFF)), "pass"},
        {"leaf_rsa_exponent_of_65_bits", rsa(2048, {1, 0, 0, 0, 0, 0, 0, 0, 1}), "fail weak_key"},
        {"leaf_rsa_exponent_as_long_as_the_modulus", rsa(2048, Bytes(256, 0xC1)), "fail weak_key"},
        {"leaf_key_empty", tlv(0x30, Bytes{}), "unreadable"},
        {"leaf_key_not_a_sequence", tlv(0x05, Bytes{}), "unreadable"},
        {"leaf_key_of_random_octets", tlv(0x30, Bytes(40, 0x30)), "unreadable"},
        {"leaf_key_of_an_unknown_kind",
         tlv(0x30, {tlv(0x30, tlv(0x06, Bytes{0x2A, 0x03})), tlv(0x03, Bytes{0, 1, 2})}),
         "fail weak_key"},
        {"leaf_key_rsa_without_numbers",
         tlv(0x30,
             {tlv(0x30, {tlv(0x06, "\x2A\x86\x48\x86\xF7\x0D\x01\x01\x01"sv), tlv(0x05, Bytes{})}),
              tlv(0x03, Bytes{0})}),
         "fail weak_key"},
        {"leaf_key_on_a_curve_of_its_own",
         tlv(0x30, {tlv(0x30, {tlv(0x06, "\x2A\x86\x48\xCE\x3D\x02\x01"sv),
                               tlv(0x30, tlv(0x02, Bytes{1}))}),
                    tlv(0x03, point())}),
         "fail weak_key"},
    },
    check_leaf_key);

const CaseTable<KeyRow> issuer_keys(
    {
        {"issuer_rsa_8193", rsa(8193), "fail weak_key"},
        {"issuer_rsa_16384", rsa(16384), "fail weak_key"},
        {"issuer_rsa_exponent_1", rsa(2048, {1}), "fail weak_key"},
        {"issuer_rsa_exponent_65536", rsa(2048, {1, 0, 0}), "fail weak_key"},
        {"issuer_point_that_is_not_on_the_curve",
         tlv(0x30, {tlv(0x30, {tlv(0x06, "\x2A\x86\x48\xCE\x3D\x02\x01"sv),
                               tlv(0x06, "\x2A\x86\x48\xCE\x3D\x03\x01\x07"sv)}),
                    tlv(0x03, point())}),
         "fail weak_key"},
        {"issuer_rsa_exponent_of_65_bits", rsa(2048, {1, 0, 0, 0, 0, 0, 0, 0, 1}), "fail weak_key"},
    },
    check_issuer_key);

const CaseTable<SerialRow> serials(
    {
        {"serial_of_1", Bytes{1}, "1"},
        {"serial_zero", Bytes{0}, "0"},
        {"serial_negative", Bytes{0xFF, 0x01}, "-ff"},
        {"serial_minus_one", Bytes{0xFF}, "-1"},
        {"serial_of_20_octets", Bytes(20, 0x41), "4141414141414141414141414141414141414141"},
        {"serial_with_leading_zero_octets", Bytes{0, 0, 1}, "unreadable"},
        {"serial_without_octets", Bytes{}, "unreadable"},
    },
    check_serial);

BOOST_AUTO_TEST_CASE(serial_of_21_octets) {  // RFC 5280 §4.1.2.2: some authorities do
    Spec spec = edge();
    spec.serial = tlv(0x02, Bytes(21, 0x41));
    BOOST_TEST(outcome_in_time(trusting_root(), {leaf(spec)}) == "pass");
}

BOOST_AUTO_TEST_CASE(serial_of_200_octets) {
    Spec spec = edge();
    spec.serial = tlv(0x02, Bytes(200, 0x41));
    BOOST_TEST(outcome_in_time(trusting_root(), {leaf(spec)}) == "pass");
}

BOOST_AUTO_TEST_CASE(serial_of_60_kib) {
    Spec spec = edge();
    spec.serial = tlv(0x02, Bytes(60 * 1024, 0x41));
    const Certificate certificate = leaf(spec);
    BOOST_TEST(outcome_in_time(trusting_root(), {certificate}) == "pass");
}

// RFC 5280 §4.1.2.5: UTCTime through 2049, GeneralizedTime from 2050, whole seconds, Z.
const CaseTable<TimeRow> times(
    {
        {"time_utc_2049", utc, "491231235959Z", "pass"},
        {"time_utc_50_is_1950", utc, "500101000000Z", "fail expired"},
        {"time_utc_without_seconds", utc, "4912312359Z", "unreadable"},
        {"time_utc_with_offset", utc, "491231235959+0100", "unreadable"},
        {"time_utc_with_fraction", utc, "491231235959.5Z", "unreadable"},
        {"time_utc_without_z", utc, "491231235959", "unreadable"},
        {"time_utc_of_four_digit_year", utc, "20491231235959Z", "unreadable"},
        {"time_utc_month_13", utc, "491331235959Z", "unreadable"},
        {"time_utc_february_30", utc, "490230235959Z", "unreadable"},
        {"time_utc_hour_24", utc, "491231245959Z", "unreadable"},
        {"time_utc_empty", utc, "", "unreadable"},
        {"time_utc_with_nul", utc, "491231235959\0"sv, "unreadable"},
        {"time_general_2050", general, "20500101000000Z", "pass"},
        {"time_general_before_2050", general, "20491231235959Z", "pass"},
        {"time_general_3100", general, "31001231235959Z", "pass"},
        // RFC 5280 §4.1.2.5 gives it to certificates without an end; Botan reads up to 3100.
        {"time_general_9999", general, "99991231235959Z", "pass"},
        {"time_general_1949", general, "19491231235959Z", "unreadable"},
        {"time_general_without_seconds", general, "205001010000Z", "unreadable"},
        {"time_general_with_fraction", general, "20500101000000.5Z", "unreadable"},
        {"time_general_with_zero_fraction", general, "20500101000000.0Z", "unreadable"},
        {"time_general_with_offset", general, "20500101000000+0000", "unreadable"},
        {"time_general_without_z", general, "20500101000000", "unreadable"},
        {"time_general_leap_second", general, "20500101000060Z", "unreadable"},
        {"time_general_second_61", general, "20500101000061Z", "unreadable"},
        {"time_general_letters", general, "2050010100000aZ", "unreadable"},
        {"time_general_two_digit_year", general, "500101000000Z", "unreadable"},
        {"time_of_another_kind", 0x0C, "20500101000000Z", "unreadable"},
    },
    check_time);

BOOST_AUTO_TEST_CASE(validity_that_ends_before_it_begins) {
    Spec spec = edge();
    spec.not_before = test_now() + std::chrono::days(1);
    spec.not_after = test_now() - std::chrono::days(1);
    BOOST_TEST(!judged_in_time(trusting_root(), {leaf(spec)}).passed());
}

// X.520: a NUL is a character like others, so that it cuts no name short.
BOOST_AUTO_TEST_CASE(nul_in_a_name_makes_another_name) {
    const Bytes cut =
        tlv(0x30, tlv(0x31, tlv(0x30, {tlv(0x06, Bytes{0x55, 0x04, 0x03}),
                                       tlv(0x0C, "Fabrikam Root\0.evil.example"sv)})));
    const Certificate certificate = forge_with(root_key(), cut, edge(), key(1).public_key());
    BOOST_TEST(outcome_in_time(trusting_root(), {certificate}) == "fail incomplete_chain");
}

BOOST_AUTO_TEST_CASE(nul_in_the_subject_does_not_matter) {
    Spec spec = edge();
    spec.subject_name =
        tlv(0x30,
            tlv(0x31, tlv(0x30, {tlv(0x06, Bytes{0x55, 0x04, 0x03}), tlv(0x0C, "mail\0evil"sv)})));
    const Certificate certificate = leaf(spec);
    BOOST_TEST(outcome_in_time(trusting_root(), {certificate}) == "pass");
    BOOST_TEST(!contains(certificate.subject(), "\0"sv));
}

BOOST_AUTO_TEST_CASE(subject_of_thousands_of_parts) {
    Bytes parts;
    while (parts.size() < 60'000) {
        const Bytes part =
            tlv(0x31, tlv(0x30, {tlv(0x06, Bytes{0x55, 0x04, 0x0B}), tlv(0x0C, "x")}));
        parts.insert(parts.end(), part.begin(), part.end());
    }
    Spec spec = edge();
    spec.subject_name = tlv(0x30, parts);
    const Bytes der = forge_der(root_key(), root().name, spec, key(1).public_key());
    BOOST_REQUIRE(reading(der) == "read");
    BOOST_TEST(outcome_in_time(trusting_root(), {*Certificate::from_der(der)}) == "pass");
}

BOOST_AUTO_TEST_CASE(nested_a_thousand_times) {
    Bytes nested = tlv(0x05, Bytes{});
    for (int i = 0; i < 1000; ++i) nested = tlv(0x30, nested);
    Spec spec = edge();
    spec.public_key = nested;
    BOOST_TEST(reading(forge_der(root_key(), root().name, spec, {})) != "read");
    const Certificate within = leaf(edge({{"1.3.6.1.4.1.99999.1", false, nested}}));
    BOOST_TEST(outcome_in_time(trusting_root(), {within}) == "pass");
}

// RFC 5280 §4.2: real certificates have about ten extensions.
BOOST_AUTO_TEST_CASE(hundred_extensions) {
    BOOST_TEST(outcome_in_time(trusting_root(), {leaf(with_extensions(100))}) == "pass");
}

BOOST_AUTO_TEST_CASE(hundred_and_one_extensions) {
    BOOST_TEST(outcome_in_time(trusting_root(), {leaf(with_extensions(101))}) ==
               "permerror malformed");
}

BOOST_AUTO_TEST_CASE(thousand_extensions) {
    const Bytes der =
        forge_der(root_key(), root().name, with_extensions(1000), key(1).public_key());
    BOOST_REQUIRE(reading(der) == "read");
    BOOST_TEST(outcome_in_time(trusting_root(), {*Certificate::from_der(der)}) ==
               "permerror malformed");
}

BOOST_AUTO_TEST_CASE(hundred_critical_extensions_are_not_all_told) {  // RFC 5280 §6.1.5(f)
    const auto report = judged_in_time(trusting_root(), {leaf(with_extensions(100, true))});
    BOOST_TEST(outcome(report) == "fail unknown_critical_extension");
    BOOST_TEST(report.findings.size() == 8u);
}

BOOST_AUTO_TEST_CASE(extension_that_stands_twice) {  // RFC 5280 §4.2
    Spec spec = with_extensions(3);
    spec.extensions.push_back(spec.extensions.back());
    BOOST_TEST(reading(forge_der(root_key(), root().name, spec, key(1).public_key())) != "read");
}

BOOST_AUTO_TEST_CASE(extension_list_that_is_empty) {  // RFC 5280 §4.1.2.9: SIZE (1..MAX)
    Spec spec = edge();
    spec.extensions = {{"2.5.29.17", false, Bytes{}}};
    BOOST_TEST(!judged_in_time(trusting_root(), {leaf(spec)}).passed());
}

// Octets: of a certificate, and of a chain (RFC 8446 §4.4.2 would allow 16 MiB).
BOOST_AUTO_TEST_CASE(certificate_of_64_kib) {
    const Bytes der = certificate_of(65'536);
    BOOST_TEST(reading(der) == "read");
}

BOOST_AUTO_TEST_CASE(certificate_of_64_kib_and_one_octet) {
    BOOST_TEST(contains(reading(certificate_of(65'537)), "at most 65536"));
}

BOOST_AUTO_TEST_CASE(certificate_of_16_mib) {
    BOOST_TEST(contains(reading(Bytes(16 * 1024 * 1024, 0x30)), "at most 65536"));
}

BOOST_AUTO_TEST_CASE(chain_of_16_mib) {
    const std::vector<Bytes> chain(10, Bytes(16 * 1024 * 1024 / 10, 0x30));
    BOOST_TEST(contains(chain_reading(chain), "at most 131072"));
}

BOOST_AUTO_TEST_CASE(chain_of_16_mib_in_small_parts) {
    const std::vector<Bytes> chain(16 * 1024, Bytes(1024, 0x30));
    BOOST_TEST(contains(chain_reading(chain), "at most 10"));
}

BOOST_AUTO_TEST_CASE(chain_of_two_certificates_of_64_kib) {
    const std::vector<Bytes> chain(2, certificate_of(65'536));
    BOOST_TEST(chain_reading(chain) == "read");
}

BOOST_AUTO_TEST_CASE(chain_of_128_kib_and_more) {
    std::vector<Bytes> chain(2, certificate_of(65'536));
    chain.push_back(root().certificate.der());
    BOOST_TEST(contains(chain_reading(chain), "at most 131072"));
}

BOOST_AUTO_TEST_CASE(chain_of_10_certificates) {
    BOOST_TEST(chain_reading(std::vector<Bytes>(10, root().certificate.der())) == "read");
}

BOOST_AUTO_TEST_CASE(chain_of_11_certificates) {
    BOOST_TEST(
        contains(chain_reading(std::vector<Bytes>(11, root().certificate.der())), "at most 10"));
}

BOOST_AUTO_TEST_CASE(chain_without_limits_is_not_to_be_had) {
    expect_error(errc::invalid_argument, "max_certificates", [] {
        ChainLimits none;
        none.max_certificates = 0;
        Chain::from_der({}, none);
    });
    expect_error(errc::invalid_argument, "max_octets", [] {
        ChainLimits none;
        none.max_octets = 0;
        Chain::from_der({}, none);
    });
}

BOOST_AUTO_TEST_CASE(signature_of_60_kib) {
    // The frame again, around the signed part and an endless signature.
    const Bytes whole = leaf(edge()).der();
    detail::DerReader fields(detail::only_element(whole, 0x30)->content);
    const ByteView signed_part = fields.next()->whole;
    const Bytes ecdsa_with_sha256 = tlv(0x30, tlv(0x06, "\x2A\x86\x48\xCE\x3D\x04\x03\x02"sv));
    Bytes octets(60'000, 0x30);
    octets.front() = 0;
    const Bytes der = tlv(0x30, {Bytes(signed_part.begin(), signed_part.end()), ecdsa_with_sha256,
                                 tlv(0x03, octets)});
    BOOST_REQUIRE(reading(der) == "read");
    BOOST_TEST(outcome_in_time(trusting_root(), {*Certificate::from_der(der)}) ==
               "fail bad_signature");
}

BOOST_AUTO_TEST_SUITE_END()

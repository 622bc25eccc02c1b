// Builds what stands behind a Certificate from its DER (RFC 5280 §4.1, §4.2).
#include "pki/certificate_data.hpp"

#include <botan/asn1_time.h>
#include <botan/x509_ext.h>

#include <algorithm>
#include <charconv>
#include <domainsec/error.hpp>

#include "pki/der_reader.hpp"

namespace domainsec::inline v1 {
namespace detail {
namespace {

// "2026/11/24 12:00:00 UTC", as Botan shows a time that it has checked. Not through system_clock,
// whose nanoseconds end in 2262.
TimePoint time_point(const Botan::X509_Time& time) {
    const std::string text = time.readable_string();
    const auto number = [&](std::size_t position, std::size_t length) {
        unsigned value = 0;
        const char* const first = text.data() + position;
        if (position + length > text.size() ||
            std::from_chars(first, first + length, value).ptr != first + length)
            throw Error(errc::malformed_certificate, "A time cannot be read");
        return value;
    };
    const std::chrono::year_month_day date{std::chrono::year(static_cast<int>(number(0, 4))),
                                           std::chrono::month(number(5, 2)),
                                           std::chrono::day(number(8, 2))};
    return TimePoint(std::chrono::sys_days(date)) + std::chrono::hours(number(11, 2)) +
           std::chrono::minutes(number(14, 2)) + std::chrono::seconds(number(17, 2));
}

std::string serial_text(const Botan::X509_Certificate& certificate) {
    std::string digits = to_hex(certificate.serial_number());
    digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size()));
    if (digits.empty()) return "0";
    return certificate.is_serial_negative() ? "-" + digits : digits;
}

// GeneralNames (RFC 5280 §4.2.1.6): Botan sorts, lower-cases and merges them; here they are as they
// stand. False when it is not a list of names.
bool read_dns_names(ByteView extension, std::vector<std::string>& names) {
    constexpr std::uint8_t dns_name = 0x82;
    const auto list = only_element(extension, der_sequence);
    if (!list) return false;
    DerReader entries(list->content);
    while (!entries.at_end()) {
        const auto entry = entries.next();
        if (!entry) return false;
        if (entry->tag == dns_name) names.emplace_back(text_of(entry->content));
    }
    return true;
}

bool failed_to_decode(const Botan::Extensions& extensions, const Botan::OID& oid) {
    const auto* unknown = dynamic_cast<const Botan::Cert_Extension::Unknown_Extension*>(
        extensions.get_extension_object(oid));
    return unknown != nullptr && unknown->failed_to_decode();
}

}  // namespace
}  // namespace detail

CertificateData::CertificateData(Botan::X509_Certificate certificate, ByteView encoded)
    : x509(std::move(certificate)),
      der(encoded.begin(), encoded.end()),
      fingerprint(sha256(der)),
      public_key_info(x509.subject_public_key_info()),
      spki_sha256(sha256(public_key_info)),
      not_before(detail::time_point(x509.not_before())),
      not_after(detail::time_point(x509.not_after())),
      serial(detail::serial_text(x509)),
      is_self_issued(x509.subject_dn() == x509.issuer_dn()),
      key(detail::facts_of_public_key(public_key_info)) {
    const Botan::Extensions& extensions = x509.v3_extensions();
    for (const Botan::OID& oid : extensions.get_extension_oids())
        if (detail::failed_to_decode(extensions, oid))
            unreadable_extensions.push_back(oid.to_string());

    const Botan::OID alternative_name =
        Botan::Cert_Extension::Subject_Alternative_Name::static_oid();
    if (extensions.extension_set(alternative_name) &&
        !detail::read_dns_names(extensions.get_extension_bits(alternative_name), dns_names)) {
        dns_names.clear();
        unreadable_extensions.push_back(alternative_name.to_string());
    }
    shown_dns_names.reserve(dns_names.size());
    for (const std::string& name : dns_names) shown_dns_names.push_back(escaped(name));

    for (const Botan::OID& usage : x509.extended_key_usage())
        extended_key_usages.push_back(usage.to_string());
    // Not is_CA_cert(), which takes every self-signed certificate of version 1 for a CA.
    const auto* constraints =
        extensions.get_extension_object_as<Botan::Cert_Extension::Basic_Constraints>();
    is_ca = constraints != nullptr && constraints->is_ca();
}

std::shared_ptr<const Botan::Public_Key> CertificateData::botan_key() const {
    std::call_once(key_built_, [this] { botan_key_ = detail::build_public_key(public_key_info); });
    return botan_key_;
}

namespace detail {

std::shared_ptr<const CertificateData> parse_certificate(ByteView der, std::string& why) {
    if (!only_element(der, der_sequence)) {
        why = "It is not one DER sequence: cut off, followed by other octets, or something else";
        return nullptr;
    }
    try {
        Botan::X509_Certificate certificate(der);
        const std::vector<std::uint8_t> again = certificate.BER_encode();
        if (!std::equal(again.begin(), again.end(), der.begin(), der.end())) {
            why = "It is not in DER, the one encoding that certificates have";
            return nullptr;
        }
        return std::make_shared<const CertificateData>(std::move(certificate), der);
    } catch (const std::exception& reason) {
        why = "It is not an X.509 certificate that can be read: " + escaped(reason.what());
        return nullptr;
    }
}

}  // namespace detail
}  // namespace domainsec::inline v1

// X.509 certificates as values (RFC 5280 §4), read from DER, PEM and files.
#include <algorithm>
#include <domainsec/error.hpp>
#include <domainsec/pki/certificate.hpp>

#include "pki/certificate_data.hpp"
#include "pki/certificate_reading.hpp"
#include "pki/files.hpp"
#include "pki/pem.hpp"

namespace domainsec::inline v1 {
namespace {

// The magnitude of a number in two's complement.
Bytes magnitude(ByteView integer) {
    Bytes octets(integer.begin(), integer.end());
    if ((octets.front() & 0x80) == 0) return octets;
    for (std::uint8_t& octet : octets) octet = static_cast<std::uint8_t>(~octet);
    for (auto octet = octets.rbegin(); octet != octets.rend(); ++octet)
        if (++*octet != 0) break;
    return octets;
}

std::string serial_text(ByteView serial) {
    std::string digits = to_hex(magnitude(serial));
    digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size()));
    if (digits.empty()) return "0";
    return (serial.front() & 0x80) != 0 ? "-" + digits : digits;
}

}  // namespace

std::optional<Certificate> Certificate::from_der(ByteView der, std::string* why) {
    std::string sentence;
    std::shared_ptr<const CertificateData> data;
    if (der.size() > detail::max_certificate_octets)
        sentence = "It has " + std::to_string(der.size()) + " octets; at most " +
                   std::to_string(detail::max_certificate_octets) + " are read";
    else
        data = detail::parse_certificate(der, sentence);
    if (data) return Certificate(std::move(data));
    if (why != nullptr) *why = std::move(sentence);
    return std::nullopt;
}

Certificate Certificate::from_octets(ByteView octets) {
    return detail::one_certificate(octets, {});
}

Certificate Certificate::from_file(const std::filesystem::path& path) {
    return detail::one_certificate(detail::read_file(path, detail::max_certificate_file_octets),
                                   path.string());
}

const Bytes& Certificate::der() const noexcept {
    return data_->der;
}
std::string Certificate::pem() const {
    return detail::write_pem("CERTIFICATE", data_->der);
}
std::string Certificate::subject() const {
    return detail::name_as_text(data_->fields.subject);
}
std::string Certificate::issuer() const {
    return detail::name_as_text(data_->fields.issuer);
}
std::string Certificate::serial() const {
    return serial_text(data_->fields.serial);
}
TimePoint Certificate::not_before() const noexcept {
    return data_->fields.not_before;
}
TimePoint Certificate::not_after() const noexcept {
    return data_->fields.not_after;
}
bool Certificate::is_ca() const noexcept {
    return data_->is_ca;
}
bool Certificate::is_self_issued() const noexcept {
    return detail::is_same_name(data_->fields.subject, data_->fields.issuer);
}
std::string Certificate::key_description() const {
    return data_->key.description;
}
const Bytes& Certificate::public_key() const noexcept {
    return data_->public_key_info;
}
const Sha256Digest& Certificate::spki_sha256() const noexcept {
    return data_->spki_sha256;
}
const Sha256Digest& Certificate::fingerprint() const noexcept {
    return data_->fingerprint;
}

const std::vector<std::string>& Certificate::dns_names() const noexcept {
    return data_->shown().escaped_dns_names;
}

const std::vector<std::string>& Certificate::extended_key_usages() const noexcept {
    return data_->shown().extended_key_usages;
}

}  // namespace domainsec::inline v1

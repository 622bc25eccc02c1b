// Reads and makes PKCS#10 requests (RFC 2986 §4; extensionRequest, RFC 2985 §5.4.2).
#include <domainsec/pki/certificate_request.hpp>

#include <botan/data_src.h>
#include <botan/pkcs10.h>

#include <algorithm>
#include <domainsec/error.hpp>
#include <domainsec/pki/certificate.hpp>
#include <utility>

#include "pki/certificate_builder.hpp"
#include "pki/certificate_data.hpp"
#include "pki/der_reader.hpp"
#include "pki/files.hpp"
#include "pki/issue_checks.hpp"
#include "pki/issue_extensions.hpp"
#include "pki/pem.hpp"
#include "pki/private_key_data.hpp"
#include "pki/public_key_facts.hpp"

namespace domainsec::inline v1 {

struct CertificateRequestData final {
    Bytes der;
    std::string subject;
    std::string common_name;
    std::string organization;
    std::vector<std::string> dns_names;
    std::vector<std::string> extended_key_usages;
    bool asks_for_ca = false;
    Bytes public_key;
    Sha256Digest spki_sha256{};
    detail::PublicKeyFacts key;
};

namespace {

constexpr std::size_t max_request_octets = 64 * 1024;
constexpr std::size_t max_names = 10'000;

// Why a request with such a key is not read: before anything is computed with it.
std::string fault_of(const detail::PublicKeyFacts& key) {
    constexpr std::size_t most = 8192;
    if (key.kind == detail::KeyKind::unreadable) return "Its key cannot be read";
    if (key.kind == detail::KeyKind::rsa && (key.bits > most || key.exponent_is_unsafe))
        return "Its key is " + key.description + ", which is too costly or proves nothing";
    return {};
}

// The SubjectPublicKeyInfo, third in CertificationRequestInfo (RFC 2986 §4.1).
std::optional<ByteView> public_key_in(ByteView der) {
    const auto request = detail::only_element(der, detail::der_sequence);
    if (!request) return std::nullopt;
    const auto info = detail::DerReader(request->content).next(detail::der_sequence);
    if (!info) return std::nullopt;
    detail::DerReader fields(info->content);
    if (!fields.next(detail::der_integer) || !fields.next(detail::der_sequence))
        return std::nullopt;
    const auto key = fields.next(detail::der_sequence);
    if (!key) return std::nullopt;
    return key->whole;
}

std::shared_ptr<const CertificateRequestData> read_request(ByteView der, std::string& why) {
    const auto key = public_key_in(der);
    if (!key) {
        why = "It is not a certificate request in DER (RFC 2986)";
        return nullptr;
    }
    auto data = std::make_shared<CertificateRequestData>();
    data->der.assign(der.begin(), der.end());
    data->public_key.assign(key->begin(), key->end());
    data->key = detail::facts_of_public_key(*key);
    why = fault_of(data->key);
    if (!why.empty()) return nullptr;
    Botan::DataSource_Memory source(der);
    const Botan::PKCS10_Request request(source);
    const auto public_key = request.subject_public_key();
    if (!public_key || !request.check_signature(*public_key)) {
        why = "Its signature does not fit its key: who made it does not hold the key";
        return nullptr;
    }
    const auto& subject = request.subject_dn();
    data->subject = detail::name_as_text(subject.DER_encode());
    data->common_name = subject.get_first_attribute("X520.CommonName");
    data->organization = subject.get_first_attribute("X520.Organization");
    for (const auto& name : request.subject_alt_name().dns())
        data->dns_names.push_back(escaped(name));
    if (data->dns_names.size() > max_names) {
        why = "It asks for over 10,000 names";
        return nullptr;
    }
    for (const auto& oid : request.ex_constraints())
        data->extended_key_usages.push_back(oid.to_string());
    data->asks_for_ca = request.is_CA();
    data->spki_sha256 = sha256(data->public_key);
    return data;
}

bool is_request(const detail::PemBlock& block) {
    return block.label == "CERTIFICATE REQUEST" || block.label == "NEW CERTIFICATE REQUEST";
}

CertificateRequest from_der_or_throw(ByteView der, const std::string& file) {
    std::string why;
    auto request = CertificateRequest::from_der(der, &why);
    if (!request) throw Error(errc::malformed_request, why, file);
    return *std::move(request);
}

CertificateRequest one_request(ByteView octets, const std::string& file) {
    if (!detail::looks_like_pem(octets)) return from_der_or_throw(octets, file);
    const auto blocks = detail::read_pem(text_of(octets), errc::malformed_request, file);
    const auto count = std::count_if(blocks.begin(), blocks.end(), is_request);
    if (count != 1)
        throw Error(errc::malformed_request,
                    "It holds " + (count == 0 ? std::string("no") : std::to_string(count)) +
                        " certificate requests, and one is expected",
                    file);
    return from_der_or_throw(std::find_if(blocks.begin(), blocks.end(), is_request)->octets, file);
}

}  // namespace

std::optional<CertificateRequest> CertificateRequest::from_der(ByteView der, std::string* why) {
    std::string sentence;
    std::shared_ptr<const CertificateRequestData> data;
    if (der.size() > max_request_octets) {
        sentence = "It has " + std::to_string(der.size()) + " octets; at most 65536 are read";
    } else {
        try {
            data = read_request(der, sentence);
        } catch (const std::exception& reason) {
            sentence = std::string("It is not a certificate request: ") + escaped(reason.what());
        }
    }
    if (data) return CertificateRequest(std::move(data));
    if (why != nullptr) *why = std::move(sentence);
    return std::nullopt;
}

CertificateRequest CertificateRequest::from_octets(ByteView octets) {
    return one_request(octets, {});
}

CertificateRequest CertificateRequest::from_file(const std::filesystem::path& path) {
    return one_request(detail::read_file(path, 4 * max_request_octets), path.string());
}

const Bytes& CertificateRequest::der() const noexcept {
    return data_->der;
}
std::string CertificateRequest::pem() const {
    return detail::write_pem("CERTIFICATE REQUEST", data_->der);
}
std::string CertificateRequest::subject() const {
    return data_->subject;
}
const std::string& CertificateRequest::common_name() const noexcept {
    return data_->common_name;
}
const std::string& CertificateRequest::organization() const noexcept {
    return data_->organization;
}
const std::vector<std::string>& CertificateRequest::dns_names() const noexcept {
    return data_->dns_names;
}
const std::vector<std::string>& CertificateRequest::extended_key_usages() const noexcept {
    return data_->extended_key_usages;
}
bool CertificateRequest::asks_for_ca() const noexcept {
    return data_->asks_for_ca;
}
const Bytes& CertificateRequest::public_key() const noexcept {
    return data_->public_key;
}
const Sha256Digest& CertificateRequest::spki_sha256() const noexcept {
    return data_->spki_sha256;
}
std::string CertificateRequest::key_description() const {
    return data_->key.description;
}

CertificateRequest make_request(const PrivateKey& key, const CertificateTemplate& content) {
    CertificateTemplate dated = content;  // a request has no dates: any will do for the checks
    dated.not_before = TimePoint{};
    dated.not_after = TimePoint{std::chrono::hours{24}};
    dated.crl_uris.clear();
    dated.ocsp_uris.clear();
    dated.check();
    detail::check_subject_key(key.public_key());
    const auto der = detail::sign_request(
        {detail::subject_of(dated), key.public_key(), detail::requested_extensions(dated)},
        *key.data().botan_key);
    return from_der_or_throw(der, {});
}

}  // namespace domainsec::inline v1

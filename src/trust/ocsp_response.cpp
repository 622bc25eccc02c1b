// Reads OCSP responses (RFC 6960 §4.2.1; RFC 8954 §2.1 and RFC 9654 §2.1 for the nonce).
#include "trust/ocsp_response.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "pki/der_reader.hpp"
#include "pki/der_time.hpp"
#include "trust/object_identifiers.hpp"

namespace domainsec::inline v1::detail {
namespace {

using namespace std::string_view_literals;

constexpr std::size_t max_response_octets = 64 * 1024;
constexpr std::size_t max_response_certificates = 10;
constexpr std::size_t max_answers = 256;

constexpr std::array<std::pair<std::string_view, std::string_view>, 4> known_hashes{{
    {"\x2B\x0E\x03\x02\x1A"sv, "SHA-1"},
    {"\x60\x86\x48\x01\x65\x03\x04\x02\x01"sv, "SHA-256"},
    {"\x60\x86\x48\x01\x65\x03\x04\x02\x02"sv, "SHA-384"},
    {"\x60\x86\x48\x01\x65\x03\x04\x02\x03"sv, "SHA-512"},
}};

// OCSPResponseStatus (RFC 6960 §2.3).
std::string_view status_text(std::uint8_t status) noexcept {
    switch (status) {
        case 1:
            return "malformedRequest";
        case 2:
            return "internalError";
        case 3:
            return "tryLater";
        case 5:
            return "sigRequired";
        case 6:
            return "unauthorized";
        default:
            return "a status that is not defined";
    }
}

std::optional<TimePoint> read_moment(const std::optional<DerElement>& element) noexcept {
    if (!element || element->tag != der_generalized_time) return std::nullopt;
    return read_time(*element);
}

std::optional<std::string_view> read_hash(ByteView algorithm) noexcept {
    DerReader fields(algorithm);
    const auto oid = fields.next(der_object_identifier);
    fields.next(0x05);
    if (!oid || !fields.at_end()) return std::nullopt;
    for (const auto& [octets, name] : known_hashes)
        if (text_of(oid->content) == octets) return name;
    return ""sv;
}

}  // namespace

/// Fills an OcspResponse from its DER.
class OcspReader final {
  public:
    explicit OcspReader(OcspResponse& response) noexcept : response_(response) {}

    /// A sentence when it cannot be used; empty when it can.
    std::string read();

  private:
    bool read_basic(ByteView der);
    bool read_frame(DerReader& fields);
    bool read_data(ByteView content);
    bool read_responder(const std::optional<DerElement>& responder);
    bool read_answers(ByteView content);
    bool read_answer(ByteView content);
    static bool read_certificate_id(ByteView content, OcspCertId& id);
    static bool read_status(const std::optional<DerElement>& status, OcspAnswer& answer);
    bool read_extensions(ByteView explicit_content, bool& is_understood, bool is_outer);
    bool read_certificates(ByteView explicit_content);

    OcspResponse& response_;
    std::string problem_ = "It is not an OCSP response in DER";
};

std::shared_ptr<const OcspResponse> OcspResponse::from_der(ByteView der, std::string& why) {
    if (der.size() > max_response_octets) {
        why = "It is longer than 64 KiB";
        return nullptr;
    }
    auto response = std::make_shared<OcspResponse>();
    response->der_.assign(der.begin(), der.end());
    if (std::string problem = OcspReader(*response).read(); !problem.empty()) {
        why = std::move(problem);
        return nullptr;
    }
    return response;
}

std::string OcspReader::read() {
    constexpr std::uint8_t response_bytes = 0xA0, successful = 0;
    const auto outer = only_element(response_.der_, der_sequence);
    if (!outer) return problem_;
    DerReader fields(outer->content);
    const auto status = fields.next(der_enumerated);
    if (!status || status->content.size() != 1) return problem_;
    if (status->content[0] != successful)
        return "The responder gave no answer: " + std::string(status_text(status->content[0]));
    const auto bytes = fields.next(response_bytes);
    const auto typed = bytes ? only_element(bytes->content, der_sequence) : std::nullopt;
    if (!typed || !fields.at_end()) return problem_;
    DerReader choice(typed->content);
    const auto type = choice.next(der_object_identifier);
    const auto body = choice.next(der_octet_string);
    if (!type || !body || !choice.at_end()) return problem_;
    if (text_of(type->content) != oid::ocsp_basic)
        return "It is an OCSP response of type " + oid::to_text(type->content) +
               ", where a basic one was expected";
    return read_basic(body->content) ? std::string() : problem_;
}

// BasicOCSPResponse.
bool OcspReader::read_basic(ByteView der) {
    constexpr std::uint8_t certificates = 0xA0;
    const auto basic = only_element(der, der_sequence);
    if (!basic) return false;
    DerReader fields(basic->content);
    if (!read_frame(fields)) return false;
    const auto list = fields.next(certificates);
    if (!fields.at_end()) return false;
    const auto data = only_element(response_.signature_.signed_part, der_sequence);
    return data && read_data(data->content) && (!list || read_certificates(list->content));
}

bool OcspReader::read_frame(DerReader& fields) {
    const auto data = fields.next(der_sequence);
    const auto algorithm = fields.next(der_sequence);
    const auto signature = fields.next(der_bit_string);
    if (!data || !algorithm || !signature) return false;
    if (signature->content.empty() || signature->content[0] != 0) return false;
    response_.signature_.signed_part = data->whole;
    response_.signature_.algorithm = algorithm->whole;
    response_.signature_.signature = signature->content.subspan(1);
    return true;
}

// ResponseData. Its version is v1, which DER leaves out; some write it all the same.
bool OcspReader::read_data(ByteView content) {
    constexpr std::uint8_t version = 0xA0, extensions = 0xA1;
    DerReader fields(content);
    if (const auto number = fields.next(version)) {
        const auto value = only_element(number->content, der_integer);
        if (!value || value->content.size() != 1) return false;
        if (value->content[0] != 0) {
            problem_ = "It is an OCSP response of a version other than 1";
            return false;
        }
    }
    if (!read_responder(fields.next())) return false;
    const auto produced_at = read_moment(fields.next());
    const auto answers = fields.next(der_sequence);
    if (!produced_at || !answers || !read_answers(answers->content)) return false;
    response_.produced_at_ = *produced_at;
    if (const auto list = fields.next(extensions))
        if (!read_extensions(list->content, response_.is_understood_, true)) return false;
    return fields.at_end();
}

bool OcspReader::read_responder(const std::optional<DerElement>& responder) {
    constexpr std::uint8_t by_name = 0xA1, by_key = 0xA2;
    constexpr std::size_t sha1_octets = 20;
    if (!responder) return false;
    if (responder->tag == by_name) {
        response_.name_ = DirectoryName::from_der(responder->content);
        return response_.name_.has_value();
    }
    if (responder->tag != by_key) return false;
    const auto hash = only_element(responder->content, der_octet_string);
    if (!hash || hash->content.size() != sha1_octets) return false;
    response_.key_ = hash->content;
    return true;
}

bool OcspReader::read_answers(ByteView content) {
    DerReader answers(content);
    while (!answers.at_end()) {
        const auto answer = answers.next(der_sequence);
        if (!answer) return false;
        if (response_.answers_.size() == max_answers) {
            problem_ = "It holds more than 256 answers";
            return false;
        }
        if (!read_answer(answer->content)) return false;
    }
    return true;
}

// SingleResponse.
bool OcspReader::read_answer(ByteView content) {
    constexpr std::uint8_t next_update = 0xA0, extensions = 0xA1;
    DerReader fields(content);
    OcspAnswer answer;
    const auto id = fields.next(der_sequence);
    if (!id || !read_certificate_id(id->content, answer.id)) return false;
    if (!read_status(fields.next(), answer)) return false;
    const auto updated = read_moment(fields.next());
    if (!updated) return false;
    answer.this_update = *updated;
    if (const auto due = fields.next(next_update)) {
        answer.next_update = read_moment(only_element(due->content, der_generalized_time));
        if (!answer.next_update) return false;
    }
    if (const auto list = fields.next(extensions))
        if (!read_extensions(list->content, answer.is_understood, false)) return false;
    if (!fields.at_end()) return false;
    response_.answers_.push_back(answer);
    return true;
}

bool OcspReader::read_certificate_id(ByteView content, OcspCertId& id) {
    DerReader fields(content);
    const auto algorithm = fields.next(der_sequence);
    const auto name = fields.next(der_octet_string);
    const auto key = fields.next(der_octet_string);
    const auto serial = fields.next(der_integer);
    if (!algorithm || !name || !key || !serial || !fields.at_end()) return false;
    const auto hash = read_hash(algorithm->content);
    if (!hash) return false;
    id = {*hash, name->content, key->content, serial->content};
    return true;
}

// CertStatus.
bool OcspReader::read_status(const std::optional<DerElement>& status, OcspAnswer& answer) {
    constexpr std::uint8_t good = 0x80, revoked = 0xA1, unknown = 0x82, reason = 0xA0;
    if (!status) return false;
    if (status->tag == good || status->tag == unknown) {
        answer.status =
            status->tag == good ? OcspAnswer::Status::good : OcspAnswer::Status::unknown;
        return status->content.empty();
    }
    if (status->tag != revoked) return false;
    answer.status = OcspAnswer::Status::revoked;
    DerReader fields(status->content);
    const auto moment = read_moment(fields.next());
    if (!moment) return false;
    answer.revoked_at = *moment;
    fields.next(reason);
    return fields.at_end();
}

bool OcspReader::read_extensions(ByteView explicit_content, bool& is_understood, bool is_outer) {
    constexpr std::size_t max_nonce = 128;
    const auto list = only_element(explicit_content, der_sequence);
    if (!list) return false;
    DerReader extensions(list->content);
    while (!extensions.at_end()) {
        const auto element = extensions.next(der_sequence);
        if (!element) return false;
        DerReader fields(element->content);
        const auto oid = fields.next(der_object_identifier);
        const auto critical = fields.next(der_boolean);
        const auto value = fields.next(der_octet_string);
        if (!oid || !value || !fields.at_end()) return false;
        if (is_outer && text_of(oid->content) == oid::ocsp_nonce) {
            const auto nonce = only_element(value->content, der_octet_string);
            if (!nonce || nonce->content.empty() || nonce->content.size() > max_nonce) return false;
            if (response_.nonce_) return false;
            response_.nonce_ = nonce->content;
        } else if (critical && critical->content.size() == 1 && critical->content[0] != 0) {
            is_understood = false;
        }
    }
    return true;
}

bool OcspReader::read_certificates(ByteView explicit_content) {
    const auto list = only_element(explicit_content, der_sequence);
    if (!list) return false;
    DerReader certificates(list->content);
    while (!certificates.at_end()) {
        const auto element = certificates.next(der_sequence);
        if (!element) return false;
        if (response_.certificates_.size() == max_response_certificates) {
            problem_ = "It holds more than 10 certificates";
            return false;
        }
        std::string why;
        const auto certificate = Certificate::from_der(element->whole, &why);
        if (!certificate) {
            problem_ = "It holds a certificate that cannot be read";
            return false;
        }
        response_.certificates_.emplace_back(*certificate);
    }
    return true;
}

}  // namespace domainsec::inline v1::detail

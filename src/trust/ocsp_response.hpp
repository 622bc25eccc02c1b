// An OCSP response, read once (RFC 6960 §4.2).
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "trust/certificate_facts.hpp"
#include "trust/remembered_signature.hpp"

namespace domainsec::inline v1::detail {

/// Which certificate an answer is about. Views point into the response.
struct OcspCertId {
    std::string_view hash;  ///< As Botan names it; empty when it is none that we compute.
    ByteView issuer_name;
    ByteView issuer_key;
    ByteView serial;
};

/// SingleResponse.
struct OcspAnswer {
    enum class Status { good, revoked, unknown };

    OcspCertId id;
    Status status = Status::unknown;
    TimePoint revoked_at{};
    TimePoint this_update{};
    std::optional<TimePoint> next_update;
    bool is_understood = true;  ///< No critical extension that is unknown.
};

/// Immutable but for what is remembered of signatures; safe between threads. Nothing in it is to be
/// believed before its signature was checked.
class OcspResponse final {
  public:
    /// Reads DER. Null, and `why` gets a sentence, when it cannot be read, is no basic response,
    /// says that there is none, or is beyond the bounds: 64 KiB, 10 certificates, 256 answers.
    static std::shared_ptr<const OcspResponse> from_der(ByteView der, std::string& why);

    /// One of the two is there (ResponderID).
    const std::optional<DirectoryName>& responder_name() const noexcept { return name_; }
    const std::optional<ByteView>& responder_key() const noexcept { return key_; }

    TimePoint produced_at() const noexcept { return produced_at_; }
    const std::vector<OcspAnswer>& answers() const noexcept { return answers_; }
    const std::vector<CertificateFacts>& certificates() const noexcept { return certificates_; }
    const std::optional<ByteView>& nonce() const noexcept { return nonce_; }
    bool is_understood() const noexcept { return is_understood_; }
    const Bytes& der() const noexcept { return der_; }

    SignatureState signed_by(const Certificate& signer, AlgorithmRules rules) const {
        return signature_.check(signer, rules);
    }

  private:
    friend class OcspReader;
    Bytes der_;
    RememberedSignature signature_;
    std::optional<DirectoryName> name_;
    std::optional<ByteView> key_;
    TimePoint produced_at_{};
    std::vector<OcspAnswer> answers_;
    std::vector<CertificateFacts> certificates_;
    std::optional<ByteView> nonce_;
    bool is_understood_ = true;
};

}  // namespace domainsec::inline v1::detail

// Makes certificates that no authority would issue, for tests of what must be refused.
#pragma once

#include <domainsec/pki/certificate.hpp>
#include <domainsec/pki/private_key.hpp>
#include <initializer_list>
#include <optional>
#include <string>
#include <vector>

#include "pki/certificate_builder.hpp"
#include "support/test_pki.hpp"

namespace Botan {
class Private_Key;
}

namespace domainsec::test {

/// One DER element of octets or of elements.
Bytes tlv(std::uint8_t tag, ByteView content);
Bytes tlv(std::uint8_t tag, std::string_view content);
Bytes tlv(std::uint8_t tag, std::initializer_list<Bytes> parts);

/// subjectAltName with these GeneralName elements, and the elements.
detail::RawExtension alternative_names(std::initializer_list<Bytes> names);
Bytes dns_name(std::string_view name);
Bytes email_name(std::string_view address);
Bytes uri_name(std::string_view uri);
Bytes ip_name(std::initializer_list<std::uint8_t> octets);
Bytes directory_name(const Bytes& name);

/// nameConstraints with these GeneralName elements as bases.
detail::RawExtension name_constraints(std::initializer_list<Bytes> permitted,
                                      std::initializer_list<Bytes> excluded = {});

/// What a certificate says; by default nothing but its name.
struct Spec {
    std::string subject = "leaf";
    std::optional<Bytes> subject_name;  ///< DER, instead of `subject`.
    TimePoint not_before = test_now() - std::chrono::days(30);
    TimePoint not_after = test_now() + std::chrono::days(60);
    unsigned version = 3;
    std::string hash = "SHA-256";
    std::string padding;
    std::vector<detail::RawExtension> extensions;
    std::optional<Bytes> public_key;  ///< SubjectPublicKeyInfo, instead of the key's.
    std::optional<Bytes> serial;      ///< INTEGER, instead of a random one.
    std::optional<Bytes> validity;    ///< Two times, instead of the dates above.
};

/// A certificate with its key.
struct Party {
    Certificate certificate;
    PrivateKey key;
    Bytes name;
};

/// basicConstraints and keyUsage as authorities have them, and then `more`.
Spec authority(const std::string& subject, std::vector<detail::RawExtension> more = {},
               std::optional<std::size_t> path_length = std::nullopt);

/// A leaf for mail.fabrikam.example, and then `more`.
Spec edge(std::vector<detail::RawExtension> more = {});

/// Signed by itself, with a key of its own.
Party forge_root(const Spec& spec);

/// Signed by another. `key`: of the new certificate; by default a fresh one.
Party forge(const Party& issuer, const Spec& spec,
            const std::optional<PrivateKey>& key = std::nullopt);

/// The same, signed by any key in the name of `issuer`; for what may be no certificate at all.
Bytes forge_der(const Botan::Private_Key& signer, const Bytes& issuer, const Spec& spec,
                const Bytes& public_key);

/// The same as a certificate; throws std::invalid_argument when it is none.
Certificate forge_with(const Botan::Private_Key& signer, const Bytes& issuer, const Spec& spec,
                       const Bytes& public_key);

}  // namespace domainsec::test

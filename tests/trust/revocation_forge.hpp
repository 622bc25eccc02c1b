// Makes revocation lists and OCSP responses that no authority would sign, for tests of what must be
// refused (RFC 5280 §5, RFC 6960 §4.2).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "trust/forge.hpp"

namespace domainsec::test {

/// The content octets of a certificate's serial number.
Bytes serial_of(const Certificate& certificate);

/// One entry of a list.
struct ListEntry {
    Bytes serial;
    std::optional<std::uint8_t> reason{};
    std::vector<detail::RawExtension> extensions{};
};
ListEntry entry_for(const Certificate& certificate, std::optional<std::uint8_t> reason = {});

/// What a list says; by default that nothing is revoked, from an hour ago until in an hour.
struct ListSpec {
    std::vector<ListEntry> entries;
    std::vector<detail::RawExtension> extensions;
    TimePoint this_update = test_now() - std::chrono::hours(1);
    std::optional<TimePoint> next_update = test_now() + std::chrono::hours(1);
    std::optional<Bytes> issuer;  ///< Name in DER, instead of the signer's.
    std::string hash = "SHA-256";
};
Bytes forge_list(const Party& signer, const ListSpec& spec = {});

/// Extensions of lists.
detail::RawExtension list_number(std::uint8_t number);
detail::RawExtension delta_against(std::uint8_t base);
detail::RawExtension list_scope(std::initializer_list<Bytes> fields);
detail::RawExtension key_identifier_of(const Party& party);

/// Distribution points: [0] with a fullName, [0] relative to the issuer, and whole extensions.
Bytes full_name(std::initializer_list<Bytes> names);
Bytes relative_name(std::string_view common_name);
detail::RawExtension distribution_points(std::initializer_list<Bytes> points);
detail::RawExtension freshest_list(const std::string& uri);

/// CertID of `subject` under `issuer`.
Bytes certificate_id(const Certificate& subject, const Party& issuer,
                     const std::string& hash = "SHA-1");

/// One answer.
struct AnswerSpec {
    Bytes id;
    Bytes status = tlv(0x80, Bytes{});  ///< good
    TimePoint this_update = test_now() - std::chrono::hours(1);
    std::optional<TimePoint> next_update = test_now() + std::chrono::hours(1);
    Bytes extensions{};
};
Bytes revoked_at(TimePoint time);
Bytes unknown_status();

/// What a response says; by default it is signed by `signer` and names it by its name.
struct ResponseSpec {
    std::vector<AnswerSpec> answers;
    std::optional<Bytes> responder;  ///< ResponderID, instead of the signer's name.
    TimePoint produced_at = test_now() - std::chrono::hours(1);
    std::vector<Certificate> certificates;
    Bytes version;     ///< [0], whole.
    Bytes extensions;  ///< The elements of responseExtensions.
    std::string hash = "SHA-256";
    Bytes status = tlv(0x0A, Bytes{0});
    Bytes trailing;
};
Bytes forge_response(const Party& signer, const ResponseSpec& spec);
Bytes by_key(const Party& responder);
Bytes nonce_extension(ByteView nonce);

}  // namespace domainsec::test

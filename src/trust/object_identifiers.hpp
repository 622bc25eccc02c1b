// The object identifiers that validation looks for, as the content octets of their DER (RFC 5280
// §4.2, §5.2, §5.3; RFC 6960; RFC 9608).
#pragma once

#include <domainsec/bytes.hpp>
#include <string>
#include <string_view>

namespace domainsec::inline v1::detail::oid {

using namespace std::string_view_literals;

inline constexpr std::string_view subject_key_identifier = "\x55\x1D\x0E"sv;
inline constexpr std::string_view key_usage = "\x55\x1D\x0F"sv;
inline constexpr std::string_view subject_alt_name = "\x55\x1D\x11"sv;
inline constexpr std::string_view issuer_alt_name = "\x55\x1D\x12"sv;
inline constexpr std::string_view basic_constraints = "\x55\x1D\x13"sv;
inline constexpr std::string_view crl_number = "\x55\x1D\x14"sv;
inline constexpr std::string_view reason_code = "\x55\x1D\x15"sv;
inline constexpr std::string_view invalidity_date = "\x55\x1D\x18"sv;
inline constexpr std::string_view delta_crl_indicator = "\x55\x1D\x1B"sv;
inline constexpr std::string_view certificate_issuer = "\x55\x1D\x1D"sv;
inline constexpr std::string_view issuing_distribution_point = "\x55\x1D\x1C"sv;
inline constexpr std::string_view name_constraints = "\x55\x1D\x1E"sv;
inline constexpr std::string_view crl_distribution_points = "\x55\x1D\x1F"sv;
inline constexpr std::string_view certificate_policies = "\x55\x1D\x20"sv;
inline constexpr std::string_view any_policy = "\x55\x1D\x20\x00"sv;
inline constexpr std::string_view policy_mappings = "\x55\x1D\x21"sv;
inline constexpr std::string_view authority_key_identifier = "\x55\x1D\x23"sv;
inline constexpr std::string_view policy_constraints = "\x55\x1D\x24"sv;
inline constexpr std::string_view extended_key_usage = "\x55\x1D\x25"sv;
inline constexpr std::string_view any_extended_key_usage = "\x55\x1D\x25\x00"sv;
inline constexpr std::string_view freshest_crl = "\x55\x1D\x2E"sv;
inline constexpr std::string_view inhibit_any_policy = "\x55\x1D\x36"sv;
inline constexpr std::string_view no_revocation_available = "\x55\x1D\x38"sv;
inline constexpr std::string_view authority_information_access =
    "\x2B\x06\x01\x05\x05\x07\x01\x01"sv;
inline constexpr std::string_view server_auth = "\x2B\x06\x01\x05\x05\x07\x03\x01"sv;
inline constexpr std::string_view client_auth = "\x2B\x06\x01\x05\x05\x07\x03\x02"sv;
inline constexpr std::string_view common_name = "\x55\x04\x03"sv;
inline constexpr std::string_view ocsp_signing = "\x2B\x06\x01\x05\x05\x07\x03\x09"sv;
inline constexpr std::string_view ocsp = "\x2B\x06\x01\x05\x05\x07\x30\x01"sv;
inline constexpr std::string_view ocsp_basic = "\x2B\x06\x01\x05\x05\x07\x30\x01\x01"sv;
inline constexpr std::string_view ocsp_nonce = "\x2B\x06\x01\x05\x05\x07\x30\x01\x02"sv;
inline constexpr std::string_view ocsp_no_check = "\x2B\x06\x01\x05\x05\x07\x30\x01\x05"sv;
inline constexpr std::string_view email_address = "\x2A\x86\x48\x86\xF7\x0D\x01\x09\x01"sv;

/// Dotted, for people: "2.5.29.19". At most 256 characters.
std::string to_text(ByteView content);

}  // namespace domainsec::inline v1::detail::oid

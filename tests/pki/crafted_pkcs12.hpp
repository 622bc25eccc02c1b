// PKCS#12 files of any content, with a MAC that fits: what no honest program writes.
#pragma once

#include <domainsec/bytes.hpp>
#include <domainsec/pki/certificate.hpp>
#include <domainsec/pki/pkcs12.hpp>
#include <domainsec/pki/private_key.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "pki/pkcs12_encryption.hpp"

namespace domainsec::test {

/// One element: a tag and what it holds, one after the other.
Bytes der(std::uint8_t tag, const std::vector<Bytes>& parts);
Bytes der_sequence_of(const std::vector<Bytes>& parts);
Bytes der_oid(std::string_view content);
Bytes der_octets(ByteView content);
Bytes der_number(std::uint64_t value);

/// A SafeBag; `attributes` is a SET, or nothing.
Bytes bag(std::string_view type, const Bytes& value, const Bytes& attributes = {});
Bytes certificate_bag(const Certificate& certificate, const Bytes& attributes = {});
Bytes plain_key_bag(const PrivateKey& key, const Bytes& attributes = {});
Bytes shrouded_key_bag(const detail::Encrypted& key);

/// PrivateKeyInfo.
Bytes key_octets(const PrivateKey& key);

/// ContentInfo around a SafeContents of these bags.
Bytes plain_part(const std::vector<Bytes>& bags);
Bytes encrypted_part(const detail::Encrypted& part);

/// A whole file whose AuthenticatedSafe has these parts.
Bytes pfx(const std::vector<Bytes>& parts, std::string_view passphrase = "secret");

/// PBES2 with AES-256-CBC and this many iterations.
Bytes pbes2(std::uint64_t iterations);

/// A file without content under this MacData, or without any.
Bytes with_mac(const Bytes& mac_data);

/// A MacData with SHA-256, and one with PBMAC1 and HMAC-SHA-256; neither fits anything.
Bytes mac_data(std::uint64_t iterations);
Bytes pbmac1_data(std::uint64_t iterations, const Bytes& key_length);

/// DER as BER: every length indefinite, every octet string in pieces of `piece` octets.
Bytes as_ber(ByteView der, std::size_t piece = 100);

/// A PFX whose AuthenticatedSafe in `file` is in BER and under a new MAC; the file is in BER too.
Bytes as_ber_throughout(ByteView file, std::string_view passphrase);

}  // namespace domainsec::test

// A ClientHello taken apart, to be put together wrongly (RFC 8446 §4.1.2).
#pragma once

#include <domainsec/bytes.hpp>
#include <utility>
#include <vector>

namespace domainsec::test {

enum ExtensionCode : std::uint16_t {
    server_name = 0,
    supported_groups = 10,
    application_protocols = 16,
    record_size_limit = 28,
    pre_shared_key = 41,
    supported_versions = 43,
    psk_key_exchange_modes = 45,
    key_share = 51,
};

struct ClientHello {
    Bytes session_id;
    Bytes suites;
    Bytes compression;
    std::vector<std::pair<std::uint16_t, Bytes>> extensions;

    /// Reads the first record of a client; throws std::out_of_range over anything else.
    static ClientHello read(ByteView record);

    /// In as many records as it takes.
    Bytes records(std::size_t octets_in_each = 16 * 1024) const;

    Bytes& extension(std::uint16_t code);
    void remove(std::uint16_t code);

  private:
    Bytes start_;  ///< legacy_version and random.
};

/// Octets behind their number, in a field of `width` octets.
Bytes counted(ByteView octets, std::size_t width);

/// A handshake message of this type in records.
Bytes handshake_records(std::uint8_t type, ByteView content, std::size_t octets_in_each);

}  // namespace domainsec::test

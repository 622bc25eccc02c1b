// Makes, names and turns master keys (HMAC: RFC 2104).
#include "tls/ticket_key_set.hpp"

#include <botan/mac.h>

#include <domainsec/pki/certificate.hpp>

#include "pki/random.hpp"

namespace domainsec::inline v1::detail {

MasterKey MasterKey::generate(TimePoint now) {
    MasterKey key{Botan::secure_vector<std::uint8_t>(master_key_length), now};
    system_random().randomize(key.octets);
    return key;
}

std::string MasterKey::id() const {
    constexpr std::size_t length = 8;
    const auto mac = Botan::MessageAuthenticationCode::create_or_throw("HMAC(SHA-256)");
    mac->set_key(octets);
    mac->update("domainsec ticket key id");
    const auto digest = mac->final();
    return to_hex(ByteView(digest).first(length));
}

TicketKeySet TicketKeySet::rotated(TimePoint now) const {
    return {MasterKey::generate(now), current};
}

}  // namespace domainsec::inline v1::detail

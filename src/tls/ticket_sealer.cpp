// Derives the keys of a scope once for each set of master keys, and those of tickets one by one
// (HKDF: RFC 5869, HMAC: RFC 2104, AES-GCM: NIST SP 800-38D).
#include "tls/ticket_sealer.hpp"

#include <botan/aead.h>
#include <botan/exceptn.h>
#include <botan/kdf.h>
#include <botan/mac.h>
#include <botan/mem_ops.h>

#include <algorithm>
#include <domainsec/error.hpp>
#include <string_view>
#include <utility>

#include "tls/ticket_key_set.hpp"

namespace domainsec::inline v1::detail {
namespace {

constexpr std::uint8_t ticket_version = 1;
constexpr std::size_t tag_length = 8;
constexpr std::size_t seed_length = 32;
constexpr std::size_t header_length = 1 + tag_length + seed_length;
constexpr std::size_t gcm_tag_length = 16;
static_assert(header_length + gcm_tag_length == TicketSealer::overhead);
constexpr std::size_t key_length = 32;
constexpr std::array<std::uint8_t, 12> nonce{};

void add_with_length(std::string& info, std::string_view part) {
    for (int shift = 24; shift >= 0; shift -= 8) {
        info.push_back(static_cast<char>((part.size() >> static_cast<unsigned>(shift)) & 0xff));
    }
    info.append(part);
}

std::string scope_info(std::string_view listener, const Sha256Digest& policy_revision) {
    std::string info;
    add_with_length(info, "domainsec session ticket 1");
    add_with_length(info, listener);
    add_with_length(info, text_of(policy_revision));
    return info;
}

/// What one master key becomes in one scope.
struct ScopeKey {
    ScopeKey(const MasterKey& master, std::string_view info) {
        const auto hkdf = Botan::KDF::create_or_throw("HKDF(SHA-256)");
        octets = hkdf->derive_key(key_length + tag_length, master.octets, {}, bytes_of(info));
        std::copy(octets.begin() + key_length, octets.end(), tag.begin());
        octets.resize(key_length);
    }

    bool has_tag(ByteView other) const { return Botan::constant_time_compare(tag, other); }

    Botan::secure_vector<std::uint8_t> octets;
    std::array<std::uint8_t, tag_length> tag{};
};

/// The engine's cipher, ready for what follows the header.
std::unique_ptr<Botan::AEAD_Mode> cipher_for(const ScopeKey& key, ByteView header,
                                             Botan::Cipher_Dir direction) {
    const auto mac = Botan::MessageAuthenticationCode::create_or_throw("HMAC(SHA-256)");
    mac->set_key(key.octets);
    mac->update(header.last(seed_length));
    auto cipher = Botan::AEAD_Mode::create_or_throw("AES-256/GCM", direction);
    cipher->set_key(mac->final());
    cipher->set_associated_data(header);
    cipher->start(nonce);
    return cipher;
}

}  // namespace

struct TicketSealer::ScopeKeys {
    ScopeKeys(std::shared_ptr<const TicketKeySet> keys, std::string_view info)
        : source(std::move(keys)), current(source->current, info) {
        if (source->previous) previous.emplace(*source->previous, info);
    }

    const ScopeKey* find(ByteView tag) const {
        const bool is_current = current.has_tag(tag);
        const bool is_previous = previous && previous->has_tag(tag);
        if (is_current) return &current;
        return is_previous ? &*previous : nullptr;
    }

    std::shared_ptr<const TicketKeySet> source;
    ScopeKey current;
    std::optional<ScopeKey> previous;
};

TicketSealer::TicketSealer(std::shared_ptr<const TicketKeys> keys, std::string listener,
                           const Sha256Digest& policy_revision)
    : keys_(std::move(keys)), scope_(scope_info(listener, policy_revision)) {}

TicketSealer::~TicketSealer() = default;

std::shared_ptr<const TicketSealer::ScopeKeys> TicketSealer::scope_keys() const {
    auto source = keys_->key_set();
    const std::scoped_lock lock(exchange_);
    if (!derived_ || derived_->source != source) {
        derived_ = std::make_shared<const ScopeKeys>(std::move(source), scope_);
    }
    return derived_;
}

Bytes TicketSealer::seal(ByteView content, Botan::RandomNumberGenerator& random) const {
    if (content.size() > max_ticket_octets - overhead) {
        throw Error(errc::limit_exceeded, "A ticket holds up to 65478 octets, and these are " +
                                              std::to_string(content.size()));
    }
    const auto keys = scope_keys();
    Bytes ticket;
    ticket.reserve(content.size() + overhead);
    ticket.push_back(ticket_version);
    ticket.insert(ticket.end(), keys->current.tag.begin(), keys->current.tag.end());
    ticket.resize(header_length);
    random.randomize(std::span(ticket).last(seed_length));
    const auto cipher = cipher_for(keys->current, ticket, Botan::Cipher_Dir::Encryption);
    ticket.insert(ticket.end(), content.begin(), content.end());
    cipher->process(std::span(ticket).subspan(header_length));
    Botan::secure_vector<std::uint8_t> tag;
    cipher->finish(tag);
    ticket.insert(ticket.end(), tag.begin(), tag.end());
    return ticket;
}

std::optional<Botan::secure_vector<std::uint8_t>> TicketSealer::open(ByteView ticket) const {
    if (ticket.size() < overhead || ticket.size() > max_ticket_octets) return std::nullopt;
    if (ticket.front() != ticket_version) return std::nullopt;
    const auto keys = scope_keys();
    const auto header = ticket.first(header_length);
    const ScopeKey* const key = keys->find(header.subspan(1, tag_length));
    if (key == nullptr) return std::nullopt;
    const auto cipher = cipher_for(*key, header, Botan::Cipher_Dir::Decryption);
    Botan::secure_vector<std::uint8_t> content(ticket.begin() + header_length, ticket.end());
    try {
        cipher->finish(content);
    } catch (const Botan::Invalid_Authentication_Tag&) {
        return std::nullopt;
    }
    return content;
}

}  // namespace domainsec::inline v1::detail

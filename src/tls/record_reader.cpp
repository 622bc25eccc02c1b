// Reads a client's protected records once its TLS 1.3 handshake is complete (RFC 8446 §4.6.3, §5.2,
// §5.3, §6, §7.2, §7.3).
#include "tls/record_reader.hpp"

#include <botan/exceptn.h>
#include <botan/kdf.h>
#include <botan/tls_alert.h>
#include <botan/tls_exceptn.h>

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

namespace domainsec::inline v1::detail {
namespace {

using Botan::TLS::Alert;
using Botan::TLS::TLS_Exception;

constexpr std::uint8_t type_alert = 21;
constexpr std::uint8_t type_handshake = 22;
constexpr std::uint8_t type_application_data = 23;
constexpr std::uint8_t message_key_update = 24;

// With the octet that tells its type; protection adds some more.
constexpr std::size_t max_content_octets = max_record_content_octets + 1;
constexpr std::size_t max_body_octets = max_record_content_octets + 256;
constexpr std::size_t key_update_octets = 5;
constexpr std::size_t nonce_octets = 12;  // Of all suites of TLS 1.3, as their tags.
constexpr std::size_t tag_octets = 16;

// From here on it is worth keeping a cipher ready, which takes 4 KiB, until the next octets come.
constexpr std::size_t bulk_octets = 4096;

// The engine's own bound: each update costs more than other records of its size.
constexpr std::chrono::seconds least_between_updates{1};

void append_octets(Bytes& octets, ByteView more) {
    octets.insert(octets.end(), more.begin(), more.end());
}

}  // namespace

RecordReader::RecordReader(const Botan::TLS::Ciphersuite& suite, Secret secret)
    : cipher_name_(suite.cipher_algo()),
      expansion_name_("HKDF-Expand(" + suite.prf_algo() + ")"),
      key_octets_(suite.cipher_keylen()),
      secret_(std::move(secret)) {
    use_secret();
}

void RecordReader::receive(ByteView wire, Botan::TLS::Callbacks& callbacks,
                           Botan::TLS::Channel& channel) {
    try {
        read(wire, {callbacks, channel});
        if (wire.size() < bulk_octets) cipher_.reset();
    } catch (const TLS_Exception& thrown) {
        channel.send_fatal_alert(thrown.type());
        throw;
    } catch (const Botan::Invalid_Authentication_Tag&) {
        channel.send_fatal_alert(Alert::BadRecordMac);
        throw;
    } catch (const Botan::Decoding_Error&) {
        channel.send_fatal_alert(Alert::DecodeError);
        throw;
    } catch (...) {
        channel.send_fatal_alert(Alert::InternalError);
        throw;
    }
}

void RecordReader::read(ByteView wire, const Ends& ends) {
    Secret content;
    while (!wire.empty() && !ended_) {
        const ByteView piece = cutter_.next(wire);
        wire = wire.subspan(piece.size());
        if (cutter_.length() > max_body_octets)
            throw TLS_Exception(Alert::RecordOverflow, "a record is too large");
        if (begun_.empty() && cutter_.is_at_end()) {
            open(piece, content);
        } else {
            append_octets(begun_, piece);
            if (!cutter_.is_at_end()) return;
            open(std::exchange(begun_, {}), content);
        }
        take(content, ends);
    }
}

// Gives the content with the octet of its type behind it, and what pads both.
void RecordReader::open(ByteView record, Secret& content) {
    if (record.front() != type_application_data)
        throw TLS_Exception(Alert::UnexpectedMessage, "a record is not protected");
    if (number_ == std::numeric_limits<std::uint64_t>::max())
        throw TLS_Exception(Alert::InternalError, "there are no more record numbers");
    const ByteView body = record.subspan(record_header_octets);
    if (body.size() <= tag_octets)
        throw TLS_Exception(Alert::BadRecordMac, "a record is too short");
    std::array<std::uint8_t, nonce_octets> nonce{};
    std::copy(iv_.begin(), iv_.end(), nonce.begin());
    for (std::size_t at = 0; at < sizeof number_; ++at)
        nonce[nonce_octets - 1 - at] ^= static_cast<std::uint8_t>(number_ >> (8U * at));
    content.assign(body.begin(), body.end());
    cipher().set_associated_data(record.first(record_header_octets));
    cipher_->start(nonce);
    cipher_->finish(content);
    ++number_;
    if (content.size() > max_content_octets)
        throw TLS_Exception(Alert::RecordOverflow, "a record holds too much");
}

void RecordReader::take(ByteView content, const Ends& ends) {
    const auto last = std::find_if(content.rbegin(), content.rend(),
                                   [](std::uint8_t octet) { return octet != 0; });
    if (last == content.rend())
        throw TLS_Exception(Alert::UnexpectedMessage, "a record has no type");
    const std::uint8_t type = *last;
    content = content.first(static_cast<std::size_t>(content.rend() - last) - 1);
    if (type != type_handshake && !handshake_.empty())
        throw TLS_Exception(Alert::UnexpectedMessage, "a handshake message is not complete");
    if (type == type_application_data)
        ends.callbacks.tls_record_received(number_ - 1, content);
    else if (type == type_alert)
        take_alert(content, ends);
    else if (type == type_handshake && !content.empty())
        take_handshake(content);
    else
        throw TLS_Exception(Alert::UnexpectedMessage, "a record of this type is not expected");
}

void RecordReader::take_alert(ByteView content, const Ends& ends) {
    const Alert alert(Secret(content.begin(), content.end()));
    const bool closes = alert.type() == Alert::CloseNotify;
    if (!closes && alert.type() != Alert::UserCanceled && !alert.is_fatal())
        throw TLS_Exception(Alert::DecodeError, "an alert about an error is not fatal");
    ended_ = closes || alert.is_fatal();
    ends.callbacks.tls_alert(alert);
    if (closes && ends.callbacks.tls_peer_closed_connection()) ends.channel.close();
}

// A key update ends its record, for what follows has other keys.
void RecordReader::take_handshake(ByteView content) {
    append_octets(handshake_, content);
    if (handshake_.front() != message_key_update)
        throw TLS_Exception(Alert::UnexpectedMessage, "a handshake message is not expected");
    constexpr std::array<std::uint8_t, 4> beginning{message_key_update, 0, 0, 1};
    const std::size_t seen = std::min(handshake_.size(), beginning.size());
    if (!std::equal(beginning.begin(), beginning.begin() + seen, handshake_.begin()))
        throw TLS_Exception(Alert::DecodeError, "a key update has another length");
    if (handshake_.size() < key_update_octets) return;
    if (handshake_.size() > key_update_octets)
        throw TLS_Exception(Alert::UnexpectedMessage, "something follows a key update");
    const std::uint8_t request = handshake_.back();
    if (request > 1) throw TLS_Exception(Alert::IllegalParameter, "a key update asks strangely");
    handshake_.clear();
    update_keys();
    if (request == 1) answer_due_ = true;
}

void RecordReader::update_keys() {
    const auto now = std::chrono::steady_clock::now();
    if (updated_at_ && now - *updated_at_ < least_between_updates)
        throw TLS_Exception(Alert::UnexpectedMessage, "keys are updated too often");
    updated_at_ = now;
    secret_ = expand("traffic upd", secret_.size());
    use_secret();
}

void RecordReader::answer(Botan::TLS::Channel& channel) {
    if (std::exchange(answer_due_, false)) channel.update_traffic_keys(false);
}

void RecordReader::use_secret() {
    cipher_.reset();
    key_ = expand("key", key_octets_);
    iv_ = expand("iv", nonce_octets);
    number_ = 0;
}

Botan::AEAD_Mode& RecordReader::cipher() {
    if (!cipher_) {
        cipher_ = Botan::AEAD_Mode::create_or_throw(cipher_name_, Botan::Cipher_Dir::Decryption);
        cipher_->set_key(key_);
    }
    return *cipher_;
}

// HKDF-Expand-Label without a context (RFC 8446 §7.1).
RecordReader::Secret RecordReader::expand(std::string_view label, std::size_t octets) const {
    const std::string whole = "tls13 " + std::string(label);
    Bytes info{0, static_cast<std::uint8_t>(octets), static_cast<std::uint8_t>(whole.size())};
    append_octets(info, bytes_of(whole));
    info.push_back(0);
    return Botan::KDF::create_or_throw(expansion_name_)->derive_key(octets, secret_, info, Bytes());
}

}  // namespace domainsec::inline v1::detail

// DKIM over a stamp's coverage, relaxed/relaxed, the whole body (RFC 6376 §3.5, §5; RFC 8463 §3).
#include <botan/pubkey.h>

#include <domainsec/error.hpp>
#include <domainsec/stamp/companion_signature.hpp>
#include <domainsec/stamp/stamp_log.hpp>
#include <utility>

#include "message/canonical_header.hpp"
#include "message/message_parser.hpp"
#include "pki/private_key_data.hpp"
#include "pki/public_key_facts.hpp"
#include "pki/random.hpp"
#include "stamp/base64.hpp"
#include "stamp/covered_fields.hpp"
#include "stamp/folded_writer.hpp"
#include "stamp/message_digests.hpp"
#include "stamp/stamp_tags.hpp"

namespace domainsec::inline v1 {

struct CompanionSigner::Impl {
    PrivateKey key;
    CompanionOptions options;
};

namespace {

constexpr std::string_view field_name = "DKIM-Signature";

bool is_rsa(const PrivateKey& key) noexcept {
    const auto algorithm = key.algorithm();
    return algorithm == KeyAlgorithm::rsa_2048 || algorithm == KeyAlgorithm::rsa_3072 ||
           algorithm == KeyAlgorithm::rsa_4096;
}

Sha256Digest body_hash(const MessageView& message, detail::Sha256& hash) {
    detail::BodyDigester body(Canonicalization::relaxed, hash);
    body.update(message.body());
    return body.finish().digest;
}

// The stamp's field, in the form of a message's.
HeaderField field_of(std::string_view stamp) {
    const auto start = detail::field_start(stamp.substr(0, stamp.find('\n')));
    if (!start) throw Error(errc::invalid_argument, "CompanionSigner: the stamp is not a field");
    return {stamp, start->name_length, start->value_offset};
}

std::string unsigned_field(const CompanionSigner& signer, const std::string& names,
                           const Sha256Digest& body, TimePoint now, std::string_view line_end) {
    const auto& options = signer.options();
    std::string field(field_name);
    field += ':';
    detail::FoldedWriter writer(field, line_end);
    writer.tag("v", "1");
    writer.tag("a", is_rsa(signer.key()) ? "rsa-sha256" : "ed25519-sha256");
    writer.tag("c", "relaxed/relaxed");
    writer.tag("d", options.domain->str());
    writer.tag("s", options.selector);
    writer.fold();
    writer.tag("t", now.time_since_epoch().count());
    writer.tag("x", (now + options.lifetime).time_since_epoch().count());
    writer.tag("h", names, detail::Cut::after_colon);
    writer.tag("bh", detail::Base64Text(body), detail::Cut::anywhere);
    writer.fold();
    return field += "b=";
}

// RSA signs SHA-256 of the text, Ed25519 the 32 octets of that digest (RFC 8463 §3).
Bytes signature_over(const PrivateKey& key, std::string_view text, detail::Sha256& hash) {
    auto& random = detail::system_random();
    const auto& botan_key = *key.data().botan_key;
    if (is_rsa(key)) {
        Botan::PK_Signer signer(botan_key, random, "PKCS1v15(SHA-256)");
        return signer.sign_message(bytes_of(text), random);
    }
    hash(text);
    Botan::PK_Signer signer(botan_key, random, "Pure");
    return signer.sign_message(hash.finish(), random);
}

}  // namespace

void CompanionOptions::check() const {
    if (!domain)
        throw Error(errc::invalid_argument,
                    "CompanionOptions: domain is not set; it is the d= tag");
    if (!detail::is_selector(selector))
        throw Error(errc::invalid_argument,
                    "CompanionOptions: selector must be 1 to 63 of a-z, 0-9, '-', '_' and '.'");
    if (lifetime < std::chrono::hours{1} || lifetime > std::chrono::hours{24 * 365})
        throw Error(errc::invalid_argument,
                    "CompanionOptions: lifetime must be from one hour to 365 days");
}

CompanionSigner::CompanionSigner(PrivateKey key, CompanionOptions options) {
    options.check();
    if (!is_rsa(key) && key.algorithm() != KeyAlgorithm::ed25519)
        throw Error(errc::unsupported_algorithm, "DKIM knows RSA and Ed25519 keys, not " +
                                                     std::string(to_string(key.algorithm())));
    impl_ = std::make_shared<const Impl>(Impl{std::move(key), std::move(options)});
}

std::string CompanionSigner::sign(const MessageView& message, std::string_view stamp,
                                  TimePoint now) const {
    const auto stamp_field = field_of(stamp);
    std::string names;
    std::string canonical;
    detail::FieldPicker picker(message);
    detail::cover(picker, Canonicalization::relaxed, names, canonical);
    detail::append_canonical_field(canonical, stamp_field, Canonicalization::relaxed);
    names += ":domain-secured:domain-secured";

    detail::Sha256 hash;
    const std::string_view line_end = message.line_ends() == LineEnds::lf ? "\n" : "\r\n";
    auto field = unsigned_field(*this, names, body_hash(message, hash), now, line_end);
    detail::append_canonical_field(canonical,
                                   HeaderField(field, field_name.size(), field_name.size() + 1),
                                   Canonicalization::relaxed, detail::FieldEnd::none);
    const auto signature = signature_over(impl_->key, canonical, hash);
    detail::FoldedWriter(field, line_end).put(detail::to_base64(signature), detail::Cut::anywhere);
    return field += line_end;
}

const CompanionOptions& CompanionSigner::options() const noexcept {
    return impl_->options;
}

const PrivateKey& CompanionSigner::key() const noexcept {
    return impl_->key;
}

CompanionRecord to_companion_record(const CompanionSigner& signer) {
    const auto& key = signer.key();
    const bool rsa = is_rsa(key);
    // RSA: the SubjectPublicKeyInfo, as everybody does; Ed25519: the 32 octets (RFC 8463 §4).
    const auto octets = rsa ? ByteView(key.public_key()) : detail::key_bits(key.public_key());
    return {signer.options().selector + "._domainkey." + signer.options().domain->str(),
            std::string("v=DKIM1; k=") + (rsa ? "rsa" : "ed25519") +
                "; p=" + detail::to_base64(octets)};
}

}  // namespace domainsec::inline v1

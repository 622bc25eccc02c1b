// Hashes what a stamp covers without copying what canonicalization leaves as it is (RFC 6376 §3.4,
// §3.7).
#include "stamp/message_digests.hpp"

#include <botan/hash.h>

#include <utility>

#include "message/canonical_header.hpp"

namespace domainsec::inline v1::detail {

Sha256::Sha256() : hash_(Botan::HashFunction::create_or_throw("SHA-256")) {}

Sha256::~Sha256() = default;

void Sha256::operator()(std::string_view octets) {
    const auto bytes = bytes_of(octets);
    hash_->update(bytes.data(), bytes.size());
}

Sha256Digest Sha256::finish() {
    Sha256Digest digest;
    hash_->final(digest.data());
    return digest;
}

void Sha256::clear() {
    hash_->clear();
}

void BodyDigester::update(std::string_view octets) {
    canonicalizer_.update(octets, hash_);
}

BodyDigest BodyDigester::finish() {
    canonicalizer_.finish(hash_);
    return {hash_.finish(), canonicalizer_.framing()};
}

bool fits(const MessageView& header, const FramingSeen& body) noexcept {
    const bool lf = header.line_ends() == LineEnds::lf;
    return body.is_strict() && !(lf ? body.crlf : body.lf);
}

Sha256Digest digest_header(std::string& canonical_fields, std::string_view field,
                           std::string_view name, Canonicalization form, Sha256& hash) {
    const auto colon = field.find(':', name.size());
    append_canonical_field(canonical_fields, HeaderField(field, name.size(), colon + 1), form,
                           FieldEnd::none);
    hash(canonical_fields);
    return hash.finish();
}

std::string without(std::string_view field, std::array<std::string_view, 2> cuts) {
    if (cuts[1].data() != nullptr && (cuts[0].data() == nullptr || cuts[1].data() < cuts[0].data()))
        std::swap(cuts[0], cuts[1]);
    std::string rest;
    rest.reserve(field.size());
    std::size_t begin = 0;
    for (const auto cut : cuts) {
        if (cut.data() == nullptr) continue;
        const auto at = static_cast<std::size_t>(cut.data() - field.data());
        rest.append(field.substr(begin, at - begin));
        begin = at + cut.size();
    }
    return rest.append(field.substr(begin));
}

}  // namespace domainsec::inline v1::detail

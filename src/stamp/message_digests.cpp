// Hashing for stamps, one pass over body and header (RFC 6376 §3.7).
#include "stamp/message_digests.hpp"

#include <botan/hash.h>

#include "message/canonical_header.hpp"

namespace domainsec::inline v1::detail {
namespace {

std::unique_ptr<Botan::HashFunction> sha256() {
    return Botan::HashFunction::create_or_throw("SHA-256");
}

void update(Botan::HashFunction& hash, std::string_view text) {
    const auto octets = bytes_of(text);
    hash.update(octets.data(), octets.size());
}

}  // namespace

BodyDigest digest_body(std::string_view body, Canonicalization form) {
    const auto hash = sha256();
    const auto sink = [&](std::string_view run) { update(*hash, run); };
    BodyCanonicalizer canonicalizer(form);
    canonicalizer.update(body, sink);
    canonicalizer.finish(sink);
    BodyDigest result;
    hash->final(result.digest.data());
    result.framing = canonicalizer.framing();
    return result;
}

Sha256Digest digest_header(std::string& canonical_fields, std::string_view field,
                           std::string_view name, Canonicalization form) {
    const auto colon = field.find(':', name.size());
    append_canonical_field(canonical_fields, HeaderField(field, name.size(), colon + 1), form,
                           FieldEnd::none);
    const auto hash = sha256();
    update(*hash, canonical_fields);
    Sha256Digest digest;
    hash->final(digest.data());
    return digest;
}

std::string without(std::string_view field, std::string_view cut) {
    const auto begin = static_cast<std::size_t>(cut.data() - field.data());
    std::string rest;
    rest.reserve(field.size() - cut.size());
    rest.append(field.substr(0, begin));
    rest.append(field.substr(begin + cut.size()));
    return rest;
}

}  // namespace domainsec::inline v1::detail

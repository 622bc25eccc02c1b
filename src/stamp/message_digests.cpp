// Hashing for stamps, one pass over body and header (RFC 6376 §3.7).
#include "stamp/message_digests.hpp"

#include <botan/hash.h>

#include <algorithm>
#include <array>
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

// Hashes runs of octets. Short ones are gathered first: per call a hash function costs as much as
// for a hundred octets.
class GatheringHash final {
  public:
    void operator()(std::string_view run) {
        if (run.size() > gathered_.size() - filled_) {
            flush();
            if (run.size() >= gathered_.size() / 2) return update(*hash_, run);
        }
        std::copy(run.begin(), run.end(), gathered_.begin() + static_cast<std::ptrdiff_t>(filled_));
        filled_ += run.size();
    }

    Sha256Digest finish() {
        flush();
        Sha256Digest digest;
        hash_->final(digest.data());
        return digest;
    }

  private:
    void flush() {
        update(*hash_, {gathered_.data(), filled_});
        filled_ = 0;
    }

    std::unique_ptr<Botan::HashFunction> hash_ = sha256();
    std::array<char, 4096> gathered_;  // octets up to filled_ are set
    std::size_t filled_ = 0;
};

}  // namespace

BodyDigest digest_body(std::string_view body, Canonicalization form) {
    GatheringHash hash;
    BodyCanonicalizer canonicalizer(form);
    canonicalizer.update(body, hash);
    canonicalizer.finish(hash);
    BodyDigest result;
    result.digest = hash.finish();
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

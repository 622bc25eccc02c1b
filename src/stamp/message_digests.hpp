// The two digests of a stamp: of the body, and of the covered fields with the stamp itself (RFC
// 6376 §3.7).
#pragma once

#include <array>
#include <domainsec/bytes.hpp>
#include <domainsec/message/canonicalization.hpp>
#include <domainsec/message/message_view.hpp>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>

#include "message/canonical_body.hpp"

namespace Botan {
class HashFunction;
}

namespace domainsec::inline v1::detail {

/// SHA-256 over octets that come in pieces. Can be used again after finish().
class Sha256 final {
  public:
    Sha256();
    ~Sha256();
    Sha256(const Sha256&) = delete;
    Sha256& operator=(const Sha256&) = delete;

    void operator()(std::string_view octets);
    Sha256Digest finish();

    /// Forgets what it has been given.
    void clear();

  private:
    std::unique_ptr<Botan::HashFunction> hash_;
};

/// bh=, and what was met of line ends in the same pass.
struct BodyDigest {
    Sha256Digest digest{};
    FramingSeen framing;
};

/// Digests a body that comes in pieces cut anywhere.
class BodyDigester final {
  public:
    BodyDigester(Canonicalization form, Sha256& hash) noexcept
        : canonicalizer_(form), hash_(hash) {}

    void update(std::string_view octets);
    BodyDigest finish();

  private:
    BodyCanonicalizer canonicalizer_;
    Sha256& hash_;
};

/// True when header and body together have one kind of line end, no CR alone and no NUL.
bool fits(const MessageView& header, const FramingSeen& body) noexcept;

/// Ends the signed text with the stamp's field, its signatures already empty, without the last
/// CRLF, and gives the digest of all. `field` begins with the name of the stamp's field.
Sha256Digest digest_header(std::string& canonical_fields, std::string_view field,
                           std::string_view name, Canonicalization form, Sha256& hash);

/// The octets of `field` without those of the cuts, which lie in it, in any order; one that leads
/// nowhere (no data) cuts nothing.
std::string without(std::string_view field, std::array<std::string_view, 2> cuts);

}  // namespace domainsec::inline v1::detail

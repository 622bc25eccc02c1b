// Keys of peers that came before, made ready for checking signatures: with P-256 that takes half as
// long as checking one (RFC 8446 §4.4.3).
#pragma once

#include <botan/pubkey.h>

#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "least_recently_used.hpp"

namespace domainsec::inline v1::detail {

/// Answers as the engine does, only faster. A key is kept once a signature by it was right, some
/// 10 KiB for each; of too many those used longest ago go, so that strangers with keys of their
/// own cost partners this time saved and nothing else. Thread-safe: who finds a key in use makes
/// it ready anew.
class KnownKeys final {
  public:
    explicit KnownKeys(std::size_t most) : kept_(most) {}

    /// Whether the signature is right.
    bool verify(const Botan::Public_Key& key, std::string_view padding,
                Botan::Signature_Format format, const std::vector<std::uint8_t>& message,
                const std::vector<std::uint8_t>& signature);

  private:
    using Verifier = std::unique_ptr<Botan::PK_Verifier>;
    Verifier take(const std::string& name);
    void put(const std::string& name, Verifier verifier);

    std::mutex lock_;
    LeastRecentlyUsed<std::string, Verifier, std::hash<std::string>> kept_;
};

}  // namespace domainsec::inline v1::detail

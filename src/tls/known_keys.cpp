// Keys of peers that came before, made ready for checking signatures (RFC 8446 §4.4.3).
#include "tls/known_keys.hpp"

#include <botan/pk_keys.h>

#include <utility>

namespace domainsec::inline v1::detail {
namespace {

// Everything that the verifier depends on. No padding's name holds a zero.
std::string name_of(const Botan::Public_Key& key, std::string_view padding,
                    Botan::Signature_Format format) {
    const std::vector<std::uint8_t> encoded = key.subject_public_key();
    std::string name(padding);
    name.push_back('\0');
    name.push_back(format == Botan::Signature_Format::DerSequence ? 'd' : 's');
    name.append(encoded.begin(), encoded.end());
    return name;
}

}  // namespace

bool KnownKeys::verify(const Botan::Public_Key& key, std::string_view padding,
                       Botan::Signature_Format format, const std::vector<std::uint8_t>& message,
                       const std::vector<std::uint8_t>& signature) {
    const std::string name = name_of(key, padding, format);
    Verifier verifier = take(name);
    if (!verifier) verifier = std::make_unique<Botan::PK_Verifier>(key, padding, format);
    // One that said no is not used again, whatever the engine left in it.
    if (!verifier->verify_message(message, signature)) return false;
    put(name, std::move(verifier));
    return true;
}

KnownKeys::Verifier KnownKeys::take(const std::string& name) {
    const std::lock_guard guard(lock_);
    Verifier* const kept = kept_.find(name);
    return kept == nullptr ? nullptr : std::exchange(*kept, nullptr);
}

void KnownKeys::put(const std::string& name, Verifier verifier) {
    const std::lock_guard guard(lock_);
    kept_.put(name, std::move(verifier));
}

}  // namespace domainsec::inline v1::detail

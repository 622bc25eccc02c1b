// Keys from passphrases (RFC 7292 appendix B, RFC 8018 §5.2).
#include "pki/pkcs12_passphrase.hpp"

#include <botan/hash.h>
#include <botan/pwdhash.h>

#include <domainsec/error.hpp>

#include "pki/utf16_text.hpp"

namespace domainsec::inline v1::detail {
namespace {

void append_repeated(SecretOctets& out, ByteView octets, std::size_t block) {
    const std::size_t total = (octets.size() + block - 1) / block * block;
    for (std::size_t i = 0; i < total; ++i) out.push_back(octets[i % octets.size()]);
}

// Each block of `input` plus `addend` plus 1, as numbers of that many octets (step 6C).
void add_to_blocks(SecretOctets& input, const SecretOctets& addend) {
    const std::size_t block = addend.size();
    for (std::size_t start = 0; start < input.size(); start += block) {
        unsigned carry = 1;
        for (std::size_t i = block; i-- > 0;) {
            carry += static_cast<unsigned>(input[start + i]) + addend[i];
            input[start + i] = static_cast<std::uint8_t>(carry);
            carry >>= 8;
        }
    }
}

}  // namespace

Pkcs12Passphrase Pkcs12Passphrase::of(std::string_view text) {
    if (text.size() > max_pkcs12_passphrase_octets)
        throw Error(errc::invalid_argument,
                    "It is longer than " + std::to_string(max_pkcs12_passphrase_octets) + " octets",
                    {}, 0, "passphrase");
    auto utf16 = utf16_from_utf8(text);
    if (!utf16)
        throw Error(errc::invalid_argument, "It is not UTF-8: look at its file's encoding", {}, 0,
                    "passphrase");
    utf16->insert(utf16->end(), 2, 0);
    return {SecretOctets(text.begin(), text.end()), *std::move(utf16)};
}

SecretOctets derive_pkcs12(const std::string& hash_name, Pkcs12Purpose purpose,
                           ByteView utf16_passphrase, ByteView salt, std::uint64_t iterations,
                           std::size_t length) {
    const auto hash = Botan::HashFunction::create_or_throw(hash_name);
    const std::size_t block = hash->hash_block_size();
    const Bytes diversifier(block, static_cast<std::uint8_t>(purpose));
    SecretOctets input;
    append_repeated(input, salt, block);
    append_repeated(input, utf16_passphrase, block);
    SecretOctets derived;
    SecretOctets round(hash->output_length());
    while (derived.size() < length) {
        hash->update(diversifier);
        hash->update(input);
        hash->final(round);
        for (std::uint64_t i = 1; i < iterations; ++i) {
            hash->update(round);
            hash->final(round);
        }
        derived.insert(derived.end(), round.begin(), round.end());
        SecretOctets addend;
        append_repeated(addend, round, block);
        addend.resize(block);
        add_to_blocks(input, addend);
    }
    derived.resize(length);
    return derived;
}

SecretOctets derive_pbkdf2(const std::string& hash, ByteView utf8_passphrase, ByteView salt,
                           std::uint64_t iterations, std::size_t length) {
    const auto family = Botan::PasswordHashFamily::create_or_throw("PBKDF2(" + hash + ")");
    SecretOctets derived(length);
    family->from_params(static_cast<std::size_t>(iterations))
        ->derive_key(derived.data(), derived.size(),
                     reinterpret_cast<const char*>(utf8_passphrase.data()), utf8_passphrase.size(),
                     salt.data(), salt.size());
    return derived;
}

}  // namespace domainsec::inline v1::detail

// Reads an arbitrary PKCS#12 file or, under a MAC that fits, an arbitrary AuthenticatedSafe: the
// first octet says which. What is BER becomes DER in one step.
#include <algorithm>
#include <domainsec/error.hpp>

#include "pki/pkcs12_mac.hpp"
#include "pki/pkcs12_reading.hpp"

using namespace domainsec;

namespace {

constexpr auto passphrase = "secret1";
// So that no input takes long for being told to.
constexpr std::uint64_t most_iterations = 10'000;

void look_at_ber(ByteView octets) {
    try {
        const auto der = detail::der_from_ber(octets);
        if (der && detail::der_from_ber(*der) != der) __builtin_trap();
    } catch (const Error& error) {
        if (error.code() != errc::limit_exceeded) __builtin_trap();
    }
}

void read(ByteView file) {
    try {
        const Pkcs12Contents contents = detail::read_pkcs12_within(
            detail::Pkcs12Work(most_iterations), file, passphrase, {true});
        if (!contents.key && contents.certificates.empty()) __builtin_trap();
        // A key must not come with another one's certificate.
        if (contents.key && !contents.certificates.empty() &&
            contents.key->public_key() != contents.certificates.front().public_key())
            __builtin_trap();
        if (contents.friendly_name.size() > 256) __builtin_trap();
    } catch (const Error& error) {
        if (std::string_view(error.what()).empty()) __builtin_trap();
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const ByteView rest(data + 1, size - 1);
    look_at_ber(rest);
    if (data[0] % 2 == 0) {
        read(rest);
    } else {
        static const auto form = detail::Pkcs12Passphrase::of(passphrase);
        read(detail::write_pfx(Pkcs12Protection::exchange2010, 1, form, rest));
    }
    return 0;
}

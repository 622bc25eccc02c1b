// A stranger's stamp and message: no octets make the verifier throw or pass without a signature,
// and both ways of verifying agree (docs/stamp-format.md §4).
#include <array>
#include <cstdlib>
#include <domainsec/stamp/verifier.hpp>
#include <nlohmann/json.hpp>

using namespace domainsec;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

// RFC 8032 §7.1, test 1: nobody signs with it here.
constexpr std::array<std::uint8_t, 32> public_key = {
    0xd7, 0x5a, 0x98, 0x01, 0x82, 0xb1, 0x0a, 0xb7, 0xd5, 0x4b, 0xfe, 0xd3, 0xc9, 0x64, 0x07, 0x3a,
    0x0e, 0xe1, 0x72, 0xf3, 0xda, 0xa6, 0x23, 0x25, 0xaf, 0x02, 0x1a, 0x68, 0xf7, 0x07, 0x51, 0x1a};

DomainName name(const char* text) {
    return DomainName::from_string(text).value();
}

Verifier make_verifier() {
    KeyRingEntry entry{name("contoso.example"),
                       "edge1",
                       StampAlgorithm::ed25519_sha256,
                       Bytes(public_key.begin(), public_key.end()),
                       {name("edge1.contoso.example")},
                       KeyRole::edge,
                       KeyState::active,
                       std::nullopt,
                       std::nullopt};
    VerifierOptions options;
    options.recipient_key = Bytes(32, 1);
    return Verifier(KeyRing({entry}), {name("contoso.example")}, options);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const Verifier verifier = make_verifier();
    VerifyOptions options;
    options.now = TimePoint{Seconds{1'795'480'285}};
    options.recipients = {MailAddress::from_string("bob@contoso.example").value()};
    const auto text = text_of({data, size});
    const auto report = verifier.verify(text, options);
    if (report.status == Status::pass || !report.display().label.empty()) std::abort();
    if (!nlohmann::json::accept(report.json()) || report.text().empty()) std::abort();
    const auto view = MessageView::parse(text);
    const auto again = verifier.verify(view, options);
    if (again.status != report.status || again.reason != report.reason) std::abort();
    return 0;
}

// A stranger's stamp and message: no octets make the verifier throw or pass without a signature,
// and both ways of verifying agree (docs/stamp-format.md §4).
#include <array>
#include <cstdlib>
#include <domainsec/stamp/verifier.hpp>
#include <nlohmann/json.hpp>

using namespace domainsec;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

// RFC 8032 §7.1, test 2: nothing here is signed with it.
constexpr std::array<std::uint8_t, 32> public_key = {
    0x3d, 0x40, 0x17, 0xc3, 0xe8, 0x43, 0x89, 0x5a, 0x92, 0xb7, 0x0a, 0xa7, 0x4d, 0x1b, 0x7e, 0xbc,
    0x9c, 0x98, 0x2c, 0xcf, 0x2e, 0xc4, 0x96, 0x8c, 0xc0, 0xcd, 0x55, 0xf1, 0x2a, 0xf4, 0x66, 0x0c};

DomainName name(const char* text) {
    return DomainName::from_string(text).value();
}

Verifier make_verifier() {
    KeyRingEntry entry(name("contoso.example"));
    entry.selector = "edge1";
    entry.public_key.assign(public_key.begin(), public_key.end());
    entry.edges = {name("edge1.contoso.example")};
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
    auto verification = verifier.begin();
    for (std::string_view rest = text; !rest.empty();
         rest.remove_prefix(std::min<std::size_t>(rest.size(), 7)))
        verification.update(rest.substr(0, 7));
    if (verification.finish(options).json() != report.json()) std::abort();
    return 0;
}

// The digest of decoded content does not depend on how the body is cut or its lines end
// (docs/stamp-format.md §7).
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "stamp/content_digest.hpp"

using namespace domainsec;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

std::optional<Sha256Digest> digest_of(const std::string& message, std::size_t step) {
    const auto view = MessageView::parse(message);
    detail::ContentDigester digester(view);
    const auto body = view.body();
    for (std::size_t at = 0; at < body.size(); at += step) digester.update(body.substr(at, step));
    const auto digest = digester.finish();
    if (digest.has_value() != digester.problem().empty()) std::abort();
    return digest;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    std::string message(reinterpret_cast<const char*>(data) + 1, size - 1);
    const auto whole = digest_of(message, message.size() + 1);
    if (digest_of(message, data[0] % 80 + std::size_t{1}) != whole) std::abort();
    if (!whole || MessageView::parse(message).line_ends() != LineEnds::crlf) return 0;
    message.erase(std::remove(message.begin(), message.end(), '\r'), message.end());
    if (digest_of(message, 64) != whole) std::abort();
    return 0;
}

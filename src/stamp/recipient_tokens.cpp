// HMAC-SHA-256 (RFC 2104) of each recipient, cut to 128 bits (docs/stamp-format.md §6).
#include "stamp/recipient_tokens.hpp"

#include <botan/mac.h>
#include <botan/system_rng.h>

#include <algorithm>
#include <array>
#include <bit>
#include <domainsec/stamp/stamper.hpp>
#include <memory>

namespace domainsec::inline v1::detail {
namespace {

using Token = std::array<std::uint8_t, recipient_token_octets>;

// No other use of the same key can give these octets: they begin with this text and its NUL.
constexpr std::string_view recipient_separation{"domainsec recipient v1\0", 23};

class TokenMaker final {
  public:
    explicit TokenMaker(const TokenContext& context)
        : context_(context),
          hmac_(Botan::MessageAuthenticationCode::create_or_throw("HMAC(SHA-256)")) {
        hmac_->set_key(context.key.data(), context.key.size());
    }

    Token operator()(const MailAddress& address) {
        update(bytes_of(recipient_separation));
        update(context_.body_hash);
        std::array<std::uint8_t, 8> time{};
        auto seconds = static_cast<std::uint64_t>(context_.stamped_at.time_since_epoch().count());
        for (auto at = time.rbegin(); at != time.rend(); ++at, seconds >>= 8U)
            *at = static_cast<std::uint8_t>(seconds);
        update(time);
        update(bytes_of(address.domain().str()));
        update(bytes_of(std::string_view{"\0", 1}));  // a domain name holds none
        update(bytes_of(address.local_part()));
        Sha256Digest digest;
        hmac_->final(digest.data());
        Token token;
        std::copy_n(digest.begin(), token.size(), token.begin());
        return token;
    }

  private:
    void update(ByteView octets) { hmac_->update(octets.data(), octets.size()); }

    const TokenContext& context_;
    std::unique_ptr<Botan::MessageAuthenticationCode> hmac_;
};

}  // namespace

Bytes make_recipient_tokens(const TokenContext& context,
                            const std::vector<MailAddress>& recipients) {
    TokenMaker make(context);
    std::vector<Token> tokens;
    tokens.reserve(std::bit_ceil(std::max(min_recipient_tokens, recipients.size())));
    for (const auto& recipient : recipients) tokens.push_back(make(recipient));
    std::sort(tokens.begin(), tokens.end());
    tokens.erase(std::unique(tokens.begin(), tokens.end()), tokens.end());

    const auto known = tokens.size();
    tokens.resize(std::bit_ceil(std::max(min_recipient_tokens, known)));
    for (auto at = known; at < tokens.size(); ++at)
        Botan::system_rng().randomize(tokens[at].data(), tokens[at].size());
    std::sort(tokens.begin(), tokens.end());

    Bytes joined;
    joined.reserve(tokens.size() * recipient_token_octets);
    for (const auto& token : tokens) joined.insert(joined.end(), token.begin(), token.end());
    return joined;
}

bool is_token_list(ByteView tokens) noexcept {
    const auto count = tokens.size() / recipient_token_octets;
    return tokens.size() % recipient_token_octets == 0 && count >= min_recipient_tokens &&
           count <= max_bound_recipients && std::has_single_bit(count);
}

bool binds_any(ByteView tokens, const TokenContext& context,
               const std::vector<MailAddress>& addresses) {
    TokenMaker make(context);
    return std::any_of(addresses.begin(), addresses.end(), [&](const MailAddress& address) {
        const auto token = make(address);
        for (std::size_t at = 0; at < tokens.size(); at += token.size()) {
            if (std::equal(token.begin(), token.end(), tokens.begin() + static_cast<long>(at)))
                return true;
        }
        return false;
    });
}

}  // namespace domainsec::inline v1::detail

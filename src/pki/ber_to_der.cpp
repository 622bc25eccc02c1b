// BER into definite lengths and whole octet strings (X.690 §8.1.3, §8.7.3).
#include "pki/ber_to_der.hpp"

#include <domainsec/error.hpp>

#include "pki/der_reader.hpp"

namespace domainsec::inline v1::detail {
namespace {

constexpr std::uint8_t constructed = 0x20;
constexpr std::uint8_t constructed_octet_string = der_octet_string | constructed;

void append_element(SecretOctets& out, std::uint8_t tag, ByteView content) {
    out.push_back(tag);
    const std::size_t length = content.size();
    if (length < 0x80) {
        out.push_back(static_cast<std::uint8_t>(length));
    } else {
        std::size_t octets = 0;
        for (std::size_t rest = length; rest != 0; rest >>= 8) ++octets;
        out.push_back(static_cast<std::uint8_t>(0x80 | octets));
        for (std::size_t i = octets; i-- > 0;)
            out.push_back(static_cast<std::uint8_t>(length >> (8 * i)));
    }
    out.insert(out.end(), content.begin(), content.end());
}

// Each call takes one element from the front of `rest_` and appends it to `out`; false when there
// is no whole one.
class Transcoder final {
  public:
    explicit Transcoder(ByteView ber) noexcept : rest_(ber) {}

    bool element(SecretOctets& out, std::size_t depth);
    bool at_end() const noexcept { return rest_.empty(); }

  private:
    struct Header {
        std::uint8_t tag = 0;
        bool indefinite = false;
        std::size_t length = 0;
    };

    std::optional<std::uint8_t> octet() noexcept;
    std::optional<Header> header() noexcept;
    bool children(const Header& header, SecretOctets& inner, std::size_t depth);

    ByteView rest_;
};

std::optional<std::uint8_t> Transcoder::octet() noexcept {
    if (rest_.empty()) return std::nullopt;
    const std::uint8_t first = rest_.front();
    rest_ = rest_.subspan(1);
    return first;
}

std::optional<Transcoder::Header> Transcoder::header() noexcept {
    const auto tag = octet();
    const auto first = octet();
    if (!tag || !first || *tag == 0 || (*tag & 0x1F) == 0x1F) return std::nullopt;
    Header header{*tag, false, *first};
    if (*first < 0x80) return header;
    header.indefinite = *first == 0x80;
    header.length = 0;
    const std::size_t count = *first & 0x7F;
    if (count > sizeof(std::uint32_t) || (header.indefinite && (*tag & constructed) == 0))
        return std::nullopt;
    for (std::size_t i = 0; i < count; ++i) {
        const auto next = octet();
        if (!next) return std::nullopt;
        header.length = header.length << 8 | *next;
    }
    return header;
}

bool Transcoder::children(const Header& header, SecretOctets& inner, std::size_t depth) {
    if (!header.indefinite) {
        Transcoder within(rest_.first(header.length));
        rest_ = rest_.subspan(header.length);
        while (!within.at_end())
            if (!within.element(inner, depth)) return false;
        return true;
    }
    while (rest_.size() >= 2 && (rest_[0] != 0 || rest_[1] != 0))
        if (!element(inner, depth)) return false;
    if (rest_.size() < 2) return false;
    rest_ = rest_.subspan(2);
    return true;
}

bool Transcoder::element(SecretOctets& out, std::size_t depth) {
    const auto start = header();
    if (!start || (!start->indefinite && start->length > rest_.size())) return false;
    if ((start->tag & constructed) == 0) {
        append_element(out, start->tag, rest_.first(start->length));
        rest_ = rest_.subspan(start->length);
        return true;
    }
    if (depth == max_ber_depth)
        throw Error(errc::limit_exceeded, "It is nested deeper than " +
                                              std::to_string(max_ber_depth) +
                                              " levels: no honest file is");
    SecretOctets inner;
    if (!children(*start, inner, depth + 1)) return false;
    if (start->tag != constructed_octet_string) {
        append_element(out, start->tag, inner);
        return true;
    }
    const auto joined = joined_octet_strings(inner);
    if (joined) append_element(out, der_octet_string, *joined);
    return joined.has_value();
}

}  // namespace

std::optional<SecretOctets> der_from_ber(ByteView ber) {
    SecretOctets der;
    Transcoder transcoder(ber);
    if (!transcoder.element(der, 0) || !transcoder.at_end()) return std::nullopt;
    return der;
}

std::optional<SecretOctets> joined_octet_strings(ByteView content) {
    SecretOctets joined;
    DerReader pieces(content);
    while (const auto piece = pieces.next(der_octet_string))
        joined.insert(joined.end(), piece->content.begin(), piece->content.end());
    if (!pieces.at_end()) return std::nullopt;
    return joined;
}

}  // namespace domainsec::inline v1::detail

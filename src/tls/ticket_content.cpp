// The inside of a session ticket (RFC 8446 §4.6.1).
#include "tls/ticket_content.hpp"

#include <chrono>

namespace domainsec::inline v1::detail {
namespace {

constexpr std::uint8_t content_version = 1;

class Writer final {
  public:
    void integer(std::uint64_t value, int octets) {
        for (int at = octets - 1; at >= 0; --at)
            octets_.push_back(static_cast<std::uint8_t>(value >> (8 * at)));
    }
    void list(ByteView content, int length_octets) {
        integer(content.size(), length_octets);
        octets_.insert(octets_.end(), content.begin(), content.end());
    }
    Botan::secure_vector<std::uint8_t> take() { return std::move(octets_); }

  private:
    Botan::secure_vector<std::uint8_t> octets_;
};

/// Gives nothing but zeros and empty lists once it has met the end too early.
class Reader final {
  public:
    explicit Reader(ByteView octets) : rest_(octets) {}

    std::uint64_t integer(std::size_t octets) {
        std::uint64_t value = 0;
        for (const std::uint8_t octet : take(octets)) value = value << 8 | octet;
        return value;
    }
    ByteView list(std::size_t length_octets) {
        return take(static_cast<std::size_t>(integer(length_octets)));
    }
    bool is_done() const { return !broken_ && rest_.empty(); }
    bool is_broken() const { return broken_; }

  private:
    ByteView take(std::size_t octets) {
        if (broken_ || octets > rest_.size()) {
            broken_ = true;
            return {};
        }
        const ByteView taken = rest_.first(octets);
        rest_ = rest_.subspan(octets);
        return taken;
    }

    ByteView rest_;
    bool broken_ = false;
};

template <typename Octets>
Octets copy_of(ByteView view) {
    return Octets(view.begin(), view.end());
}

}  // namespace

Botan::secure_vector<std::uint8_t> TicketContent::encode() const {
    Writer out;
    out.integer(content_version, 1);
    out.integer(cipher_suite, 2);
    out.integer(age_add, 4);
    out.integer(static_cast<std::uint64_t>(proved_at.time_since_epoch().count()), 8);
    out.integer(certificate_asked ? 1 : 0, 1);
    out.list(psk, 1);
    out.list(bytes_of(server_name), 1);
    out.integer(certificates.size(), 1);
    for (std::size_t at = 0; at < certificates.size(); ++at) {
        out.list(certificates[at], 3);
        out.list(at < staples.size() ? ByteView(staples[at]) : ByteView(), 3);
    }
    return out.take();
}

std::optional<TicketContent> TicketContent::decode(ByteView octets) {
    Reader in(octets);
    TicketContent content;
    if (in.integer(1) != content_version) return std::nullopt;
    content.cipher_suite = static_cast<std::uint16_t>(in.integer(2));
    content.age_add = static_cast<std::uint32_t>(in.integer(4));
    content.proved_at =
        TimePoint(TimePoint::duration(static_cast<TimePoint::duration::rep>(in.integer(8))));
    const std::uint64_t asked = in.integer(1);
    content.certificate_asked = asked == 1;
    content.psk = copy_of<Botan::secure_vector<std::uint8_t>>(in.list(1));
    content.server_name = std::string(text_of(in.list(1)));
    const std::uint64_t count = in.integer(1);
    for (std::uint64_t at = 0; at < count && !in.is_broken(); ++at) {
        content.certificates.push_back(copy_of<Bytes>(in.list(3)));
        content.staples.push_back(copy_of<Bytes>(in.list(3)));
    }
    if (!in.is_done() || asked > 1 || content.psk.empty()) return std::nullopt;
    return content;
}

}  // namespace domainsec::inline v1::detail

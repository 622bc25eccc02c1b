// Finds issuers by name and key identifier (RFC 5280 §4.2.1.1, §4.2.1.2, §7.1).
#include "pki/certificate_order.hpp"

#include <algorithm>

#include "pki/certificate_data.hpp"
#include "pki/der_reader.hpp"

namespace domainsec::inline v1::detail {
namespace {

using namespace std::string_view_literals;
using Position = std::vector<Certificate>::iterator;

// Longer lines of issuers are no use to anybody.
constexpr std::size_t longest_line = 32;

ByteView subject_key_identifier_of(const Certificate& certificate) {
    const auto* const extension = certificate.data().fields.extension("\x55\x1D\x0E"sv);
    const auto octets =
        extension != nullptr ? only_element(extension->value, der_octet_string) : std::nullopt;
    return octets ? octets->content : ByteView();
}

ByteView authority_key_identifier_of(const Certificate& certificate) {
    constexpr std::uint8_t key_identifier = 0x80;
    const auto* const extension = certificate.data().fields.extension("\x55\x1D\x23"sv);
    const auto outer =
        extension != nullptr ? only_element(extension->value, der_sequence) : std::nullopt;
    if (!outer) return {};
    const auto identifier = DerReader(outer->content).next(key_identifier);
    return identifier ? identifier->content : ByteView();
}

bool may_have_issued(const Certificate& issuer, const Certificate& subject) {
    if (!is_same_name(issuer.data().fields.subject, subject.data().fields.issuer)) return false;
    const ByteView wanted = authority_key_identifier_of(subject);
    const ByteView offered = subject_key_identifier_of(issuer);
    return wanted.empty() || offered.empty() || std::ranges::equal(wanted, offered);
}

// Moves one in front of those that are not placed yet; they keep their order.
void place(Position unplaced, Position chosen) {
    std::rotate(unplaced, chosen, chosen + 1);
}

}  // namespace

bool put_in_issuer_order(std::vector<Certificate>& certificates, ByteView public_key) {
    Position own = certificates.end();
    for (auto at = certificates.begin(); at != certificates.end(); ++at)
        if (std::ranges::equal(at->public_key(), public_key) &&
            (own == certificates.end() || at->not_after() > own->not_after()))
            own = at;
    if (own == certificates.end()) return false;
    place(certificates.begin(), own);
    for (auto last = certificates.begin();; ++last) {
        const auto placed = static_cast<std::size_t>(last - certificates.begin()) + 1;
        if (last->is_self_issued() || placed == longest_line) return true;
        const auto issuer =
            std::find_if(last + 1, certificates.end(),
                         [&](const Certificate& other) { return may_have_issued(other, *last); });
        if (issuer == certificates.end()) return true;
        place(last + 1, issuer);
    }
}

}  // namespace domainsec::inline v1::detail

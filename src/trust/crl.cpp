// Revocation lists: how they relate to each other, and looking things up (RFC 5280 §5.2.4, §5.3).
#include "trust/crl.hpp"

#include <algorithm>

#include "trust/crl_reader.hpp"

namespace domainsec::inline v1::detail {
namespace {

// The INTEGERs are in DER: the same number is the same octets, and of numbers that are not negative
// the longer is the larger.
bool number_before(ByteView a, ByteView b) noexcept {
    if (a.size() != b.size()) return a.size() < b.size();
    return std::lexicographical_compare(a.begin(), a.end(), b.begin(), b.end());
}

bool same_octets(ByteView a, ByteView b) noexcept {
    return std::equal(a.begin(), a.end(), b.begin(), b.end());
}

bool same_key(const Crl& a, const Crl& b) noexcept {
    const auto& first = a.authority_key_identifier();
    const auto& second = b.authority_key_identifier();
    if (!first || !second) return first.has_value() == second.has_value();
    return same_octets(*first, *second);
}

}  // namespace

std::shared_ptr<const Crl> Crl::from_der(Bytes der, std::string& why) {
    auto crl = std::make_shared<Crl>();
    crl->der_ = std::move(der);
    if (!CrlReader(*crl).read()) {
        why = "It is not a certificate revocation list in DER";
        return nullptr;
    }
    std::sort(crl->entries_.begin(), crl->entries_.end(),
              [](const Entry& a, const Entry& b) { return number_before(a.serial, b.serial); });
    return crl;
}

CrlListing Crl::find(const DirectoryName& issuer, ByteView serial) const noexcept {
    auto entry = std::lower_bound(
        entries_.begin(), entries_.end(), serial,
        [](const Entry& a, ByteView wanted) { return number_before(a.serial, wanted); });
    CrlListing result = CrlListing::absent;
    for (; entry != entries_.end() && same_octets(entry->serial, serial); ++entry) {
        if (!(issuer_of(*entry) == issuer)) continue;
        if (!entry->is_removed) return CrlListing::revoked;
        result = CrlListing::removed;
    }
    return result;
}

// RFC 5280 §5.2.4 (a) to (c), §6.3.3 (c).
bool Crl::continues(const Crl& base) const noexcept {
    if (!is_delta() || base.is_delta() || !is_edition_of_scope(base)) return false;
    if (!number_ || !base.number_) return false;
    return !number_before(*base.number_, *base_number_) && number_before(*base.number_, *number_);
}

bool Crl::is_edition_of_scope(const Crl& other) const noexcept {
    return issuer_ == other.issuer_ && same_octets(scope_.octets, other.scope_.octets) &&
           same_key(*this, other);
}

bool Crl::is_edition_of(const Crl& other) const noexcept {
    return is_delta() == other.is_delta() && is_edition_of_scope(other);
}

bool Crl::is_newer_than(const Crl& other) const noexcept {
    if (this_update_ != other.this_update_) return this_update_ > other.this_update_;
    return number_ && other.number_ && number_before(*other.number_, *number_);
}

}  // namespace domainsec::inline v1::detail

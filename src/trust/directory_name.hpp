// Distinguished names in a form in which the same name is the same octets (RFC 5280 §7.1).
#pragma once

#include <compare>
#include <domainsec/bytes.hpp>
#include <optional>
#include <string>
#include <vector>

namespace domainsec::inline v1::detail {

/// A Name, most significant RDN first. Upper and lower case of ASCII, runs of spaces, control
/// characters, and the choice among the string types make no difference. Beyond ASCII, the octets
/// of UTF-8 are compared: RFC 4518 would fold and compose them first.
class DirectoryName final {
  public:
    DirectoryName() = default;

    /// Reads the DER of a Name; nothing when it is none.
    static std::optional<DirectoryName> from_der(ByteView name);

    bool empty() const noexcept { return rdns_.empty(); }

    /// This name with one RDN more, given the content of its SET; nothing when that is none.
    std::optional<DirectoryName> with_rdn(ByteView rdn) const;

    /// All of it as one text: equal for equal names, and for no others.
    std::string canonical() const;

    /// True when `base` is this name or stands above it: the subtree of a name constraint.
    bool is_within(const DirectoryName& base) const noexcept;

    /// False when it is certain that `base` does not stand above this name. Otherwise they are the
    /// same in ASCII, and elsewhere texts that RFC 4518 may call equal.
    bool may_be_within(const DirectoryName& base) const noexcept;

    /// Values of emailAddress attributes as they stand (RFC 5280 §4.2.1.10 looks at these).
    const std::vector<std::string>& email_addresses() const noexcept { return emails_; }

    /// Values of commonName attributes as they stand.
    const std::vector<std::string>& common_names() const noexcept { return common_names_; }

    friend bool operator==(const DirectoryName& a, const DirectoryName& b) noexcept {
        return a.rdns_ == b.rdns_;
    }
    friend std::strong_ordering operator<=>(const DirectoryName& a,
                                            const DirectoryName& b) noexcept {
        return a.rdns_ <=> b.rdns_;
    }

  private:
    /// What an RDN is about, and whether it holds text that is compared with less than RFC 4518.
    struct Outline {
        std::string types;
        bool is_vague = false;
    };
    bool append_rdn(ByteView rdn);

    std::vector<std::string> rdns_;
    std::vector<Outline> outlines_;
    std::vector<std::string> emails_;
    std::vector<std::string> common_names_;
};

}  // namespace domainsec::inline v1::detail

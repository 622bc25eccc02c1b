// The public face of canonicalization: whole fields and bodies, and the c= tag (RFC 6376 §3.4,
// §3.5).
#include <domainsec/message/canonicalization.hpp>

#include "message/canonical_body.hpp"
#include "message/canonical_header.hpp"

namespace domainsec::inline v1 {
namespace {

std::optional<Canonicalization> form_from_string(std::string_view word) noexcept {
    if (word == "relaxed") return Canonicalization::relaxed;
    if (word == "simple") return Canonicalization::simple;
    return std::nullopt;
}

}  // namespace

std::string_view to_string(Canonicalization canonicalization) noexcept {
    return canonicalization == Canonicalization::relaxed ? "relaxed" : "simple";
}

std::string to_string(CanonicalizationPair pair) {
    return std::string(to_string(pair.header)) + "/" + std::string(to_string(pair.body));
}

std::optional<CanonicalizationPair> canonicalization_from_string(std::string_view text) noexcept {
    const auto slash = text.find('/');
    const auto header = form_from_string(text.substr(0, slash));
    const auto body = slash == std::string_view::npos ? Canonicalization::simple
                                                      : form_from_string(text.substr(slash + 1));
    if (!header || !body) return std::nullopt;
    return CanonicalizationPair{*header, *body};
}

std::string canonical_field(const HeaderField& field, Canonicalization form) {
    std::string canonical;
    canonical.reserve(field.raw().size() + 2);
    detail::append_canonical_field(canonical, field, form);
    return canonical;
}

std::string canonical_body(std::string_view body, Canonicalization form) {
    std::string canonical;
    canonical.reserve(body.size() + 2);
    const auto append = [&canonical](std::string_view octets) { canonical += octets; };
    detail::BodyCanonicalizer canonicalizer(form);
    canonicalizer.update(body, append);
    canonicalizer.finish(append);
    return canonical;
}

}  // namespace domainsec::inline v1

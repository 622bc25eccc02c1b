// Reads distribution points and their names (RFC 5280 §4.2.1.13).
#include "trust/distribution_point.hpp"

#include <algorithm>

#include "pki/der_reader.hpp"
#include "trust/general_name.hpp"

namespace domainsec::inline v1::detail {
namespace {

// Real certificates have one or two; lists name their points by one or two names.
constexpr std::size_t max_points = 32;
constexpr std::size_t max_general_names = 64;
constexpr std::size_t max_distribution_uris = 8;

std::optional<std::string> canonical(const GeneralName& name) {
    if (name.form == NameForm::directory) {
        const auto directory = DirectoryName::from_der(name.value);
        if (!directory) return std::nullopt;
        return point_name(*directory);
    }
    return std::to_string(static_cast<unsigned>(name.form)) + std::string(text_of(name.value));
}

bool read_crl_issuers(ByteView content, DistributionPoint& point) {
    const auto names = read_general_names(content);
    if (!names || names->empty() || names->size() > max_general_names) return false;
    point.has_crl_issuer = true;
    for (const GeneralName& name : *names) {
        if (name.form != NameForm::directory) continue;
        auto directory = DirectoryName::from_der(name.value);
        if (!directory) return false;
        point.crl_issuers.push_back(*std::move(directory));
    }
    return true;
}

std::optional<DistributionPoint> read_point(ByteView content, const DirectoryName& issuer) {
    constexpr std::uint8_t point_tag = 0xA0, reasons_tag = 0x81, crl_issuer_tag = 0xA2;
    DistributionPoint point;
    DerReader fields(content);
    const auto name = fields.next(point_tag);
    const auto reasons = fields.next(reasons_tag);
    const auto crl_issuer = fields.next(crl_issuer_tag);
    if (!fields.at_end()) return std::nullopt;
    if (reasons) {
        const auto mask = read_reasons(reasons->content);
        if (!mask) return std::nullopt;
        point.reasons = *mask;
    }
    if (crl_issuer && !read_crl_issuers(crl_issuer->content, point)) return std::nullopt;
    if (!name) return point;
    const DirectoryName& base = point.crl_issuers.empty() ? issuer : point.crl_issuers.front();
    point.names = read_point_names(name->content, base, &point.uris);
    if (!point.names) return std::nullopt;
    return point;
}

}  // namespace

bool is_http_uri(std::string_view uri) noexcept {
    constexpr std::size_t max_uri = 2048;
    if (uri.size() > max_uri) return false;
    if (!uri.starts_with("http://") && !uri.starts_with("https://")) return false;
    return std::all_of(uri.begin(), uri.end(), [](char c) { return c > ' ' && c <= '~'; });
}

bool share_a_name(const PointNames& a, const PointNames& b) noexcept {
    return std::any_of(a.begin(), a.end(), [&](const std::string& name) {
        return std::find(b.begin(), b.end(), name) != b.end();
    });
}

std::string point_name(const DirectoryName& name) {
    return std::to_string(static_cast<unsigned>(NameForm::directory)) + name.canonical();
}

std::optional<PointNames> read_point_names(ByteView content, const DirectoryName& crl_issuer,
                                           std::vector<std::string>* uris) {
    constexpr std::uint8_t full_name = 0xA0, relative_name = 0xA1;
    DerReader choice(content);
    const auto name = choice.next();
    if (!name || !choice.at_end()) return std::nullopt;
    if (name->tag == relative_name) {
        const auto completed = crl_issuer.with_rdn(name->content);
        if (!completed) return std::nullopt;
        return PointNames{point_name(*completed)};
    }
    if (name->tag != full_name) return std::nullopt;
    const auto names = read_general_names(name->content);
    if (!names || names->empty() || names->size() > max_general_names) return std::nullopt;
    PointNames result;
    for (const GeneralName& entry : *names) {
        auto text = canonical(entry);
        if (!text) return std::nullopt;
        result.push_back(*std::move(text));
        if (uris != nullptr && entry.form == NameForm::uri && is_http_uri(text_of(entry.value)))
            uris->emplace_back(text_of(entry.value));
    }
    return result;
}

std::optional<ReasonMask> read_reasons(ByteView bits) noexcept {
    if (bits.empty() || bits.size() > 3 || bits[0] > 7) return std::nullopt;
    ReasonMask mask = 0;
    for (std::size_t bit = 0; bit < 8 * (bits.size() - 1) && bit < 9; ++bit)
        if ((bits[1 + bit / 8] & (0x80U >> bit % 8)) != 0)
            mask = static_cast<ReasonMask>(mask | 1U << bit);
    return static_cast<ReasonMask>(mask & all_reasons);
}

std::optional<std::vector<DistributionPoint>> read_distribution_points(
    ByteView extension, const DirectoryName& issuer) {
    const auto list = only_element(extension, der_sequence);
    if (!list || list->content.empty()) return std::nullopt;
    std::vector<DistributionPoint> result;
    DerReader points(list->content);
    while (!points.at_end()) {
        const auto element = points.next(der_sequence);
        if (!element) return std::nullopt;
        auto point = read_point(element->content, issuer);
        if (!point || result.size() == max_points) return std::nullopt;
        // §4.2.1.13: a point is not made of reasons alone; such a one says nothing.
        if (point->names || point->has_crl_issuer) result.push_back(*std::move(point));
    }
    return result;
}

std::vector<std::string> uris_of(const std::vector<DistributionPoint>& points) {
    std::vector<std::string> uris;
    for (const DistributionPoint& point : points)
        for (const std::string& uri : point.uris)
            if (uris.size() < max_distribution_uris) uris.push_back(uri);
    return uris;
}

}  // namespace domainsec::inline v1::detail

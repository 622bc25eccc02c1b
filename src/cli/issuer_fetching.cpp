// A certificate, or several in PKCS#7: what authorities publish (RFC 5280 §4.2.2.1); PEM, which
// some publish against it, is read too.
#include "cli/issuer_fetching.hpp"

#include <algorithm>
#include <domainsec/error.hpp>
#include <domainsec/pki/pkcs7.hpp>

namespace domainsec::cli {
namespace {

// As many issuers as a chain has room for, and places that one certificate may name.
constexpr std::size_t max_issuers = 8;
constexpr std::size_t max_places = 4;

std::vector<Certificate> certificates_of(ByteView octets) {
    if (auto certificate = Certificate::from_der(octets)) return {*std::move(certificate)};
    const auto text = text_of(octets);
    if (text.find("-----BEGIN CERTIFICATE-----") != std::string_view::npos)
        return {Certificate::from_octets(octets)};
    return read_pkcs7(octets);
}

// What one place has to give; empty, and why, when nothing.
std::vector<Certificate> issuers_at(const std::string& uri, EvidenceFetcher& fetcher,
                                    std::string& why) {
    // As a list is fetched: the same rules of where a stranger's URI may lead, and nothing judged.
    const auto result = fetcher.fetch({EvidenceKind::crl, uri});
    if (!result.passed()) {
        why = result.text;
        return {};
    }
    try {
        return certificates_of(result.content);
    } catch (const Error&) {
        why = "what is there is no certificate";
        return {};
    }
}

}  // namespace

bool leads_to_a_root(const BuiltChain& built, const AnchorSet* roots) {
    return built.ends_in_root ||
           (roots != nullptr &&
            build_chain(built.chain.certificates().back(), roots->certificates()).ends_in_root);
}

CompletedChain fetch_issuers(const Certificate& leaf, std::vector<Certificate> pool,
                             const AnchorSet* roots, EvidenceFetcher& fetcher) {
    CompletedChain completed{build_chain(leaf, pool), {}};
    for (std::size_t step = 0; step < max_issuers; ++step) {
        if (leads_to_a_root(completed.built, roots)) break;
        const auto length = completed.built.chain.certificates().size();
        auto places = completed.built.issuer_uris;
        places.resize(std::min(places.size(), max_places));
        for (const auto& uri : places) {
            std::string why = "what is there did not issue it";
            for (auto& each : issuers_at(uri, fetcher, why)) pool.push_back(std::move(each));
            completed.built = build_chain(leaf, pool);
            if (completed.built.ends_in_root ||
                completed.built.chain.certificates().size() > length)
                break;
            completed.problems.push_back(escaped(uri) + ": " + why);
        }
        if (completed.built.chain.certificates().size() == length) break;
    }
    return completed;
}

}  // namespace domainsec::cli

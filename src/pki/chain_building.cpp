// Puts certificates of any order into a chain, by names and signatures (RFC 5280 §6.1).
#include <algorithm>
#include <domainsec/pki/certificate_store.hpp>

#include "pki/certificate_data.hpp"

namespace domainsec::inline v1 {
namespace {

constexpr std::size_t max_chain = 10;

bool is_issued_by(const Certificate& certificate, const Certificate& issuer) {
    if (!detail::is_same_name(certificate.data().fields.issuer, issuer.data().fields.subject))
        return false;
    const auto key = issuer.data().botan_key();
    if (!key) return false;
    try {
        return certificate.data().x509().check_signature(*key);
    } catch (const std::exception&) {
        return false;  // a signature that Botan cannot read is none
    }
}

bool is_root(const Certificate& certificate) {
    return certificate.is_self_issued() && is_issued_by(certificate, certificate);
}

std::vector<std::string> issuer_uris_of(const Certificate& certificate) {
    try {
        return certificate.data().x509().ca_issuers();
    } catch (const std::exception&) {
        return {};
    }
}

}  // namespace

BuiltChain build_chain(const Certificate& leaf, const std::vector<Certificate>& pool) {
    BuiltChain built;
    std::vector<Certificate> chain{leaf};
    while (chain.size() < max_chain) {
        const Certificate& last = chain.back();
        if (is_root(last)) break;
        const auto issuer = std::find_if(pool.begin(), pool.end(), [&](const Certificate& each) {
            return std::find(chain.begin(), chain.end(), each) == chain.end() &&
                   is_issued_by(last, each);
        });
        if (issuer == pool.end()) break;
        chain.push_back(*issuer);
    }
    built.ends_in_root = is_root(chain.back());
    if (built.ends_in_root && chain.size() > 1) chain.pop_back();
    if (!built.ends_in_root) {
        built.missing_issuer = chain.back().issuer();
        built.issuer_uris = issuer_uris_of(chain.back());
    }
    built.chain = Chain(std::move(chain));
    return built;
}

}  // namespace domainsec::inline v1

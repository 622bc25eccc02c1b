// What a certificate says of its revocation, for people and for whoever files lists by hand.
#include <domainsec/error.hpp>
#include <domainsec/trust/revocation_sources.hpp>

#include "pki/certificate_data.hpp"
#include "pki/pem.hpp"
#include "trust/certificate_facts.hpp"
#include "trust/crl.hpp"

namespace domainsec::inline v1 {
namespace {

Bytes der_of_list(ByteView crl) {
    if (!detail::looks_like_pem(crl)) return {crl.begin(), crl.end()};
    for (const detail::PemBlock& block : detail::read_pem(text_of(crl), errc::invalid_argument, {}))
        if (block.label == "X509 CRL") return {block.octets.begin(), block.octets.end()};
    return {};
}

std::shared_ptr<const detail::Crl> read_list(ByteView crl) {
    std::string why;
    try {
        return detail::Crl::from_der(der_of_list(crl), why);
    } catch (const Error&) {
        return nullptr;
    }
}

}  // namespace

RevocationSources revocation_sources(const Certificate& certificate) {
    const detail::CertificateFacts facts(certificate);
    RevocationSources sources;
    sources.crl_uris = facts.crl_uris;
    sources.no_revocation_available = facts.no_revocation_available;
    sources.ocsp_uris = facts.ocsp_uris;
    return sources;
}

bool is_list_for(const Certificate& certificate, ByteView crl) {
    const auto list = read_list(crl);
    return list && list->issuer() == detail::CertificateFacts(certificate).issuer;
}

}  // namespace domainsec::inline v1

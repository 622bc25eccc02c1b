// RFC 5280's working_public_key_parameters, for whole certificates.
#include "trust/inherited_parameters.hpp"

#include "pki/certificate_data.hpp"

namespace domainsec::inline v1::detail {

void inherit_parameters(CandidatePath& path, std::deque<CertificateFacts>& completed) {
    auto& certificates = path.certificates;
    for (std::size_t i = certificates.size() - 1; i-- > 0;) {
        const Certificate& subject = certificates[i]->certificate;
        auto key = with_inherited_parameters(subject.public_key(),
                                             certificates[i + 1]->certificate.public_key());
        if (!key) continue;
        completed.emplace_back(Certificate(with_public_key(subject.data(), *std::move(key))));
        certificates[i] = &completed.back();
        if (i == 0 || path.signatures[i - 1] != SignatureState::unusable_key) continue;
        const CertificateFacts& child = *certificates[i - 1];
        path.signatures[i - 1] =
            check_signature(child.signed_part, child.signature_algorithm, child.signature,
                            certificates[i]->certificate, AlgorithmRules::legacy);
    }
}

}  // namespace domainsec::inline v1::detail

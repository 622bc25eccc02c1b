// What the certificates of benchmarks say (RFC 5280 §4.1), and when they are judged.
#pragma once

#include <domainsec/names/domain_name.hpp>
#include <domainsec/pki/issue.hpp>
#include <stdexcept>
#include <string>
#include <string_view>

namespace domainsec_benchmark {

using domainsec::CertificateTemplate;
using domainsec::DomainName;

constexpr domainsec::TimePoint now{domainsec::Seconds{1'795'480'285}};

inline void require(bool done, const char* what) {
    if (!done) throw std::runtime_error(what);
}

inline DomainName domain(std::string_view text) {
    return DomainName::from_string(text).value();
}

inline CertificateTemplate content_for(const std::string& name) {
    CertificateTemplate content;
    content.common_name = name;
    content.not_before = now - std::chrono::days(10);
    content.not_after = now + std::chrono::days(30);
    return content;
}

inline CertificateTemplate authority_for(const std::string& name, unsigned path_length) {
    CertificateTemplate content = content_for(name);
    content.server_auth = false;
    content.client_auth = false;
    content.is_ca = true;
    content.path_length = path_length;
    return content;
}

}  // namespace domainsec_benchmark

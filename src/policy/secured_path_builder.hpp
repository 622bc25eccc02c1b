// The only maker of SecuredPath: the inbound transaction, once everything has been judged. Private,
// and never installed: users cannot put a mark on what was not judged.
#pragma once

#include <domainsec/policy/secured_path.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace domainsec::inline v1 {

/// The same facts as SecuredPath, still open. Use designated initializers; `partner` and `edge` are
/// required.
struct SecuredPathParts {
    std::string partner_name;
    DomainName partner;
    std::optional<DomainName> identity;
    std::string method;
    DomainName edge;
    std::string tls_parameters;
    Sha256Digest key_digest{};
    TimePoint judged_at{};
    std::optional<MailAddress> mail_from;
    std::vector<MailAddress> recipients;
    std::string via;
    bool asserted_by_caller = false;
    bool resumed = false;
};

class SecuredPathBuilder final {
  public:
    static SecuredPath build(SecuredPathParts parts) {
        SecuredPath path(std::move(parts.partner), std::move(parts.edge));
        path.partner_name_ = std::move(parts.partner_name);
        path.identity_ = std::move(parts.identity);
        path.method_ = std::move(parts.method);
        path.tls_parameters_ = std::move(parts.tls_parameters);
        path.key_digest_ = parts.key_digest;
        path.judged_at_ = parts.judged_at;
        path.mail_from_ = std::move(parts.mail_from);
        path.recipients_ = std::move(parts.recipients);
        path.via_ = std::move(parts.via);
        path.asserted_by_caller_ = parts.asserted_by_caller;
        path.resumed_ = parts.resumed;
        return path;
    }
};

}  // namespace domainsec::inline v1

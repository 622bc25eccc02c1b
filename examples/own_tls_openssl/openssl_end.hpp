// One end of an OpenSSL session through memory buffers, as a mail server would drive it.
#pragma once

#include <openssl/ssl.h>

#include <domainsec/bytes.hpp>
#include <domainsec/pki/certificate_store.hpp>
#include <domainsec/tls/session_facts.hpp>
#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace own_tls {

using ContextPointer = std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)>;
using SessionPointer = std::unique_ptr<SSL_SESSION, decltype(&SSL_SESSION_free)>;

/// A context that takes any certificate, and gives `identity` where there is one. It resumes
/// nothing until it is told otherwise.
ContextPointer make_context(const SSL_METHOD* method,
                            const std::optional<domainsec::Identity>& identity);

/// Confines a context to one version.
void use_version(SSL_CTX* context, domainsec::TlsVersion version);

/// A session that is freed without a close_notify takes itself out of OpenSSL's cache.
struct CloseAndFree {
    void operator()(SSL* ssl) const;
};

class OpensslEnd final {
  public:
    enum class Role { server, client };
    OpensslEnd(SSL_CTX* context, Role role);

    /// A client's: names the server that it wants (RFC 6066 §3).
    void ask_for(std::string server_name);
    /// A client's: tries to go on with an earlier session.
    void resume(SSL_SESSION* session);

    void receive(const domainsec::Bytes& wire);
    domainsec::Bytes take_output();
    SSL* ssl() const noexcept { return ssl_.get(); }

  private:
    void go_on();

    std::unique_ptr<SSL, CloseAndFree> ssl_;
    BIO* incoming_;  ///< Owned by ssl_, as is the other.
    BIO* outgoing_;
};

/// Until both are silent.
void exchange(OpensslEnd& client, OpensslEnd& server);

}  // namespace own_tls

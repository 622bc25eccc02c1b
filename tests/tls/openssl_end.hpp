// OpenSSL at one end of a connection, memory to memory: the stack that most mail servers use.
#pragma once

#include <openssl/ssl.h>

#include <domainsec/pki/certificate_store.hpp>
#include <memory>

#include "watched_session.hpp"

namespace domainsec::test {

class OpensslEnd final : public ConnectionEnd {
  public:
    /// Asks for a certificate, and takes any.
    static std::unique_ptr<OpensslEnd> server(const Identity& identity, bool tls12_only);
    /// `identity` may be null.
    static std::unique_ptr<OpensslEnd> client(const Identity* identity, bool tls12_only);

    void receive(ByteView wire) override;
    Bytes take_output() override;
    bool is_established() const override;
    void send(ByteView plaintext) override;
    void close() override;

  private:
    OpensslEnd(SSL_CTX* context, const Identity* identity, bool tls12_only);
    void use(const Identity& identity);
    void advance();

    std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context_;
    std::unique_ptr<SSL, decltype(&SSL_free)> ssl_{nullptr, &SSL_free};
    BIO* incoming_ = nullptr;
    BIO* outgoing_ = nullptr;
};

}  // namespace domainsec::test

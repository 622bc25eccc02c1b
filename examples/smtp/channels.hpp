// The two TLS stacks of the example: domainsec's own session, and OpenSSL driven through memory
// buffers, the way a mail server with its own TLS would.
#pragma once

#include <openssl/ssl.h>

#include <domainsec/pki/certificate_store.hpp>
#include <domainsec/tls/session.hpp>
#include <memory>
#include <string>
#include <utility>

#include "smtp/connection.hpp"

namespace smtp {

/// domainsec::Session as a channel.
class DomainsecChannel final : public SecureChannel {
  public:
    explicit DomainsecChannel(domainsec::Session session) : session_(std::move(session)) {}
    void from_wire(std::string_view octets) override;
    std::string to_wire() override;
    std::string plaintext() override;
    void encrypt(std::string_view octets) override;
    void close() override;
    bool ready() const override;
    std::string failure() const override;

    const domainsec::Session& session() const { return session_; }

  private:
    domainsec::Session session_;
};

/// The server's side of an OpenSSL session that asks for a certificate and leaves its judgement to
/// domainsec.
class OpensslChannel final : public SecureChannel {
  public:
    explicit OpensslChannel(const domainsec::Identity& identity);
    void from_wire(std::string_view octets) override;
    std::string to_wire() override;
    std::string plaintext() override { return std::exchange(plaintext_, {}); }
    void encrypt(std::string_view octets) override;
    void close() override { SSL_shutdown(ssl_.get()); }
    bool ready() const override { return SSL_is_init_finished(ssl_.get()) == 1; }
    std::string failure() const override { return failure_; }

    /// What OpenSSL knows of the peer, in domainsec's terms.
    domainsec::SessionFacts facts(const std::string& peer_address) const;

  private:
    void read_plaintext();

    std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context_;
    std::unique_ptr<SSL, decltype(&SSL_free)> ssl_;
    BIO* incoming_ = nullptr;
    BIO* outgoing_ = nullptr;
    std::string plaintext_;
    std::string failure_;
};

}  // namespace smtp

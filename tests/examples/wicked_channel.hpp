// What a wicked peer, or a man in the middle, puts on the wire in clear text where TLS should be.
#pragma once

#include <string>
#include <utility>

#include "smtp/channels.hpp"

namespace domainsec::test {

/// Ordinary TLS up to say_in_clear_text(), which closes it and goes on without.
class WickedChannel final : public smtp::SecureChannel {
  public:
    explicit WickedChannel(Session session) : tls_(std::move(session)) {}

    void from_wire(std::string_view octets) override { tls_.from_wire(octets); }
    std::string to_wire() override { return tls_.to_wire() + std::exchange(clear_text_, {}); }
    std::string plaintext() override { return tls_.plaintext(); }
    void encrypt(std::string_view octets) override {
        if (octets.empty()) return;
        tls_.encrypt(octets);
    }
    void close() override { tls_.close(); }
    bool ready() const override { return tls_.ready() || closed_; }
    std::string failure() const override { return closed_ ? std::string() : tls_.failure(); }

    /// To be written with the next (empty) write, behind close_notify.
    void say_in_clear_text(std::string text) {
        tls_.close();
        closed_ = true;
        clear_text_ = std::move(text);
    }

  private:
    smtp::DomainsecChannel tls_;
    bool closed_ = false;
    std::string clear_text_;
};

/// No TLS at all: answers the first octets of the handshake with a line of text.
class ClearTextAnswer final : public smtp::SecureChannel {
  public:
    explicit ClearTextAnswer(std::string answer) : answer_(std::move(answer)) {}

    void from_wire(std::string_view octets) override { arrived_ = arrived_ || !octets.empty(); }
    std::string to_wire() override { return arrived_ ? std::exchange(answer_, {}) : std::string(); }
    std::string plaintext() override { return {}; }
    void encrypt(std::string_view) override {}
    void close() override {}
    bool ready() const override { return arrived_; }
    std::string failure() const override { return {}; }

  private:
    bool arrived_ = false;
    std::string answer_;
};

}  // namespace domainsec::test

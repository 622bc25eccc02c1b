// A session of ours under watch: after each call it is checked to have kept every promise of
// include/domainsec/tls/session.hpp, and the first broken one is written down.
#pragma once

#include <domainsec/tls/session.hpp>
#include <string>

#include "engine_peer.hpp"
#include "exchange.hpp"

namespace domainsec::test {

/// One end of a connection, ours or the bare engine's.
class ConnectionEnd {
  public:
    virtual ~ConnectionEnd() = default;
    virtual void receive(ByteView wire) = 0;
    virtual Bytes take_output() = 0;
    virtual bool is_established() const = 0;
    /// Does nothing where nothing can be sent.
    virtual void send(ByteView plaintext) = 0;
    virtual void close() = 0;

    /// All that was given to send().
    const Bytes& said() const { return said_; }

  protected:
    Bytes said_;
};

/// The engine, trusted with nothing.
class EngineEnd final : public ConnectionEnd {
  public:
    explicit EngineEnd(EnginePeer peer) : peer_(std::move(peer)) {}
    void receive(ByteView wire) override { peer_.receive(wire); }
    Bytes take_output() override { return peer_.take_output(); }
    bool is_established() const override { return peer_.is_established(); }
    void send(ByteView plaintext) override;
    void close() override;

  private:
    EnginePeer peer_;
};

class WatchedSession final : public ConnectionEnd {
  public:
    /// `true_chain`: what the peer holds; null when it has no certificate.
    WatchedSession(Session session, const Chain* true_chain);

    /// Who is at the other end: only what it said may come out here.
    void set_peer(const ConnectionEnd& peer) { peer_ = &peer; }

    void receive(ByteView wire) override;
    Bytes take_output() override;
    bool is_established() const override { return session_.state() == SessionState::established; }
    void send(ByteView plaintext) override;
    void close() override;

    /// The end of the connection: a verdict must stand, and nothing can change it.
    void end();

    const Session& session() const { return session_; }
    /// The first broken promise; empty when all were kept.
    const std::string& violation() const { return violation_; }
    bool was_established() const { return was_established_; }

  private:
    void check();
    void check_facts();
    void check_plaintext();
    void check_verdict();
    void require(bool promise, std::string_view otherwise);

    Session session_;
    const Chain* true_chain_;
    const ConnectionEnd* peer_ = nullptr;
    SessionState last_state_ = SessionState::handshaking;
    bool was_established_ = false;
    bool closed_here_ = false;
    std::size_t alerts_ = 0;
    std::size_t output_octets_ = 0;
    Bytes heard_;
    std::string violation_;
};

}  // namespace domainsec::test

// A Session's inside: the engine's channel, and what its callbacks record.
#pragma once

#include <botan/tls_channel.h>

#include <domainsec/tls/session.hpp>
#include <memory>

#include "tls/session_core.hpp"

namespace domainsec::inline v1 {

struct Session::Impl {
    explicit Impl(std::shared_ptr<detail::SessionCore> core_of_it) : core(std::move(core_of_it)) {}
    Impl(const Impl&) = delete;
    Impl& operator=(const Impl&) = delete;
    ~Impl();

    std::shared_ptr<detail::SessionCore> core;
    /// None when the session failed, or was closed by both: it holds no keys then.
    std::unique_ptr<Botan::TLS::Channel> channel;
    /// Reads in place of the channel, once there is one.
    std::unique_ptr<detail::RecordReader> reader;

    /// Never begins: octets were injected before TLS.
    void refuse(std::string text);
    void receive(ByteView wire) noexcept;
    void connection_ended() noexcept;
    void send(ByteView plaintext);
    void close() noexcept;
    Bytes take_output() noexcept;

  private:
    ByteView allowed_part(ByteView wire);
    void end(SessionFailureReason reason, const char* text) noexcept;
    void feed(ByteView piece);
    void give(ByteView piece);
    void search_for_close(ByteView wire);
    void count_answers(std::size_t output_before);
    void complete_facts();
    void settle() noexcept;

    detail::RecordCutter cutter_;
    /// Octets of output since the last take_output() that the peer made us produce.
    std::size_t answers_ = 0;
    /// The end of the handshake has been told.
    bool reported_ = false;
};

}  // namespace domainsec::inline v1

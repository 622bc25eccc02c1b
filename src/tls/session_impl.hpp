// A Session's inside: the engine's channel, and what its callbacks record.
#pragma once

#include <botan/tls_channel.h>

#include <domainsec/tls/session.hpp>
#include <memory>

#include "tls/session_core.hpp"

namespace domainsec::inline v1 {

struct Session::Impl {
    std::shared_ptr<detail::SessionCore> core;
    /// None when the session failed: an idle failure holds no keys.
    std::unique_ptr<Botan::TLS::Channel> channel;

    void receive(ByteView wire) noexcept;

  private:
    ByteView allowed_part(ByteView wire);
    void feed(ByteView piece);
};

}  // namespace domainsec::inline v1

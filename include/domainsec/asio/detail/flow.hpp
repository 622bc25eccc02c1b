// A session and the octets on their way through it, without a socket: what the operations of a
// domainsec::asio::Stream decide by. Part of the Boost.Asio adapter.
#pragma once

#include <algorithm>
#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/system/error_code.hpp>
#include <cstdint>
#include <domainsec/asio/error.hpp>
#include <domainsec/error.hpp>
#include <domainsec/tls/session.hpp>
#include <utility>

namespace domainsec::inline v1::asio::detail {

namespace net = boost::asio;
using boost::system::error_code;

/// One whole record of TLS 1.2 (RFC 5246 §6.2.3), which is longer than those of TLS 1.3.
constexpr std::size_t input_octets = 5 + 16384 + 2048;
/// What one write takes of the caller's octets at most: four records.
constexpr std::size_t most_per_write = 65536;
/// Buffers smaller than a record are gathered into one.
constexpr std::size_t record_octets = 16384;

/// Everything that knows no socket. Output leaves in batches: while one is being written, what the
/// session adds waits inside the session, which bounds it (TlsOptions::max_pending_output).
class Flow final {
  public:
    explicit Flow(Session session) noexcept : session_(std::move(session)) {}

    const Session& session() const noexcept { return session_; }
    SessionState state() const noexcept { return session_.state(); }

    /// The session's own error; to be asked for when it failed.
    error_code failure() const noexcept {
        const auto& failure = session_.failure();
        return make_error_code(failure ? failure->reason : SessionFailureReason::protocol_error);
    }

    /// The batch to be written next; empty when there is nothing to send.
    net::const_buffer output() {
        if (batch_sent_ == batch_.size()) {
            batch_ = session_.take_output();
            batch_sent_ = 0;
        }
        return net::buffer(batch_.data(), batch_.size()) + batch_sent_;
    }
    /// False also when nothing more can be sent.
    bool must_flush() { return !output_error_ && output().size() != 0; }
    /// No batch is on its way, so a write may begin.
    bool batch_done() const noexcept { return batch_sent_ == batch_.size(); }
    void output_sent(std::size_t octets) noexcept {
        batch_sent_ += octets;
        octets_sent_ += octets;
        if (!batch_done()) return;
        batch_ = Bytes();
        batch_sent_ = 0;
    }
    void output_failed(const error_code& error) noexcept { output_error_ = error; }
    const error_code& output_error() const noexcept { return output_error_; }
    std::uint64_t octets_sent() const noexcept { return octets_sent_; }

    /// Takes what came from the wire, or why nothing more comes.
    void input_arrived(ByteView octets) {
        session_.receive(octets);
        Bytes more = session_.take_plaintext();
        if (plaintext_read_ == plaintext_.size()) {
            plaintext_ = std::move(more);
            plaintext_read_ = 0;
        } else {
            plaintext_.insert(plaintext_.end(), more.begin(), more.end());
        }
    }
    void input_ended(const error_code& error) {
        input_error_ = error;
        if (error == net::error::eof) session_.connection_ended();
    }
    const error_code& input_error() const noexcept { return input_error_; }

    std::size_t plaintext_size() const noexcept { return plaintext_.size() - plaintext_read_; }
    template <class Buffers>
    std::size_t copy_plaintext(const Buffers& to) {
        const std::size_t octets = net::buffer_copy(
            to, net::buffer(plaintext_.data(), plaintext_.size()) + plaintext_read_);
        plaintext_read_ += octets;
        if (plaintext_size() == 0) {
            plaintext_ = Bytes();
            plaintext_read_ = 0;
        }
        return octets;
    }

    /// Encrypts a part of `from`, as one batch. To be called between batches. Gives how many octets
    /// of `from` it took; octets_sent() reaches `goal` when all of them are sent.
    template <class Buffers>
    std::size_t encrypt(const Buffers& from, std::uint64_t& goal) {
        const std::size_t octets = send_part(from);
        output();
        goal = octets_sent_ + batch_.size();
        return octets;
    }

    bool can_send() const noexcept { return session_.can_send(); }
    bool peer_closed() const noexcept { return session_.peer_closed(); }
    void close() { session_.close(); }

    /// The time for an end in good order is over, or for the handshake.
    void set_out_of_time() noexcept { out_of_time_ = true; }
    bool is_out_of_time() const noexcept { return out_of_time_; }

  private:
    template <class Buffers>
    std::size_t send_part(const Buffers& from) {
        const net::const_buffer first = first_of(from);
        if (first.size() >= record_octets || first.size() == net::buffer_size(from)) {
            const std::size_t octets = std::min(first.size(), most_per_write);
            session_.send({static_cast<const std::uint8_t*>(first.data()), octets});
            return octets;
        }
        std::array<std::uint8_t, record_octets> gathered;
        const std::size_t octets = net::buffer_copy(net::buffer(gathered), from);
        session_.send({gathered.data(), octets});
        return octets;
    }

    template <class Buffers>
    static net::const_buffer first_of(const Buffers& from) {
        for (auto each = net::buffer_sequence_begin(from); each != net::buffer_sequence_end(from);
             ++each) {
            const net::const_buffer buffer(*each);
            if (buffer.size() != 0) return buffer;
        }
        return {};
    }

    Session session_;
    Bytes batch_;
    std::size_t batch_sent_ = 0;
    std::uint64_t octets_sent_ = 0;
    Bytes plaintext_;
    std::size_t plaintext_read_ = 0;
    error_code input_error_;
    error_code output_error_;
    bool out_of_time_ = false;
};

}  // namespace domainsec::inline v1::asio::detail

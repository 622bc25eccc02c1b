// The four operations of a domainsec::asio::Stream as decisions: each call of step() says what is
// needed before the next. They do no I/O, so blocking and asynchronous calls share them.
#pragma once

#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <chrono>
#include <cstdint>
#include <domainsec/asio/detail/flow.hpp>
#include <domainsec/asio/stream_options.hpp>
#include <domainsec/error.hpp>

namespace domainsec::inline v1::asio::detail {

/// What an operation waits for. Output that waits is always sent, whatever is needed.
enum class Need {
    nothing,  ///< It is over: see error() and octets().
    input,    ///< Octets from the peer, or that the state changes.
    output,   ///< That octets leave.
};

/// Which of its kind may run at a time: one each.
enum class Kind { handshake, read, write, shutdown };

/// How an operation ended, and how long it may take.
class StepResult {
  public:
    const error_code& error() const noexcept { return error_; }
    std::size_t octets() const noexcept { return octets_; }
    /// Another step() cannot have an effect that the caller would not want once it has cancelled.
    bool has_begun() const noexcept { return true; }

  protected:
    Need finish(const error_code& error) noexcept {
        error_ = error;
        return Need::nothing;
    }
    /// An error, or the end, is told once the alert or close_notify has left: the peer should
    /// learn why before the caller closes the connection.
    Need farewell(Flow& flow, const error_code& error) {
        if (flow.must_flush() && !flow.is_out_of_time()) return Need::output;
        return finish(error);
    }

    error_code error_;
    std::size_t octets_ = 0;
};

/// Until the handshake is complete and our last part of it has left.
class HandshakeStep final : public StepResult {
  public:
    static constexpr Kind kind = Kind::handshake;

    Need step(Flow& flow) {
        switch (flow.state()) {
            case SessionState::failed:
                return farewell(flow, flow.failure());
            case SessionState::closed:
                return farewell(flow, net::error::shut_down);
            case SessionState::established:
                if (!flow.must_flush()) return finish(flow.output_error());
                return flow.is_out_of_time() ? finish(net::error::timed_out) : Need::output;
            case SessionState::handshaking:
                break;
        }
        if (flow.is_out_of_time()) return finish(net::error::timed_out);
        if (flow.input_error()) return finish(flow.input_error());
        if (flow.output_error()) return finish(flow.output_error());
        return Need::input;
    }
    std::chrono::milliseconds time_limit(Flow&, const StreamOptions& options) const noexcept {
        return options.handshake_timeout;
    }
};

/// Until there is plaintext, or none can come.
template <class Buffers>
class ReadStep final : public StepResult {
  public:
    static constexpr Kind kind = Kind::read;

    explicit ReadStep(const Buffers& to) : to_(to) {}

    Need step(Flow& flow) {
        if (net::buffer_size(to_) == 0) return finish({});
        if (flow.plaintext_size() != 0) {
            octets_ = flow.copy_plaintext(to_);
            return finish({});
        }
        switch (flow.state()) {
            case SessionState::handshaking:
                return finish(net::error::not_connected);
            case SessionState::failed:
                return farewell(flow, flow.failure());
            case SessionState::closed:
                if (flow.peer_closed()) return farewell(flow, net::error::eof);
                return flow.input_error() ? farewell(flow, flow.input_error()) : Need::input;
            case SessionState::established:
                break;
        }
        if (flow.input_error()) return finish(flow.input_error());
        // A peer that makes us answer without taking the answers is not read any further.
        const bool too_much_waits = !flow.can_send() && !flow.output_error();
        return too_much_waits ? Need::output : Need::input;
    }
    /// None for the read itself; the farewell has one.
    std::chrono::milliseconds time_limit(Flow& flow, const StreamOptions& options) const {
        const bool is_over =
            flow.state() == SessionState::failed || flow.state() == SessionState::closed;
        return is_over && flow.must_flush() ? options.shutdown_timeout
                                            : std::chrono::milliseconds(0);
    }

  private:
    Buffers to_;
};

/// Encrypts a part of the caller's octets when the batch before has left; until they have left too.
template <class Buffers>
class WriteStep final : public StepResult {
  public:
    static constexpr Kind kind = Kind::write;

    explicit WriteStep(const Buffers& from) : from_(from) {}

    /// True when octets were taken, so that ending early cannot be without effect.
    bool has_begun() const noexcept { return octets_ != 0; }

    Need step(Flow& flow) {
        if (net::buffer_size(from_) == 0) return finish({});
        if (has_begun()) return flow.octets_sent() >= goal_ ? finish({}) : wait_for_output(flow);
        switch (flow.state()) {
            case SessionState::handshaking:
                return finish(net::error::not_connected);
            case SessionState::failed:
                return farewell(flow, flow.failure());
            case SessionState::closed:
                return farewell(flow, net::error::shut_down);
            case SessionState::established:
                break;
        }
        if (flow.output_error() || !flow.batch_done() || !flow.can_send())
            return wait_for_output(flow);
        return encrypt(flow);
    }
    std::chrono::milliseconds time_limit(Flow& flow, const StreamOptions& options) const {
        const bool is_refused = !has_begun() && flow.state() != SessionState::established;
        return is_refused && flow.must_flush() ? options.shutdown_timeout
                                               : std::chrono::milliseconds(0);
    }

  private:
    Need wait_for_output(Flow& flow) noexcept {
        return flow.output_error() ? finish(flow.output_error()) : Need::output;
    }
    Need encrypt(Flow& flow) {
        try {
            octets_ = flow.encrypt(from_, goal_);
        } catch (const Error&) {
            return finish(make_error_code(SessionFailureReason::protocol_error));
        }
        return Need::output;
    }

    Buffers from_;
    std::uint64_t goal_ = 0;
};

/// Sends close_notify and waits for the peer's, or for the end of the connection after ours.
class ShutdownStep final : public StepResult {
  public:
    static constexpr Kind kind = Kind::shutdown;

    Need step(Flow& flow) {
        if (flow.state() == SessionState::established && flow.input_error())
            return finish(flow.input_error());
        flow.close();
        if (flow.state() == SessionState::failed) return farewell(flow, flow.failure());
        const bool is_heard = flow.peer_closed() || flow.input_error();
        if (flow.is_out_of_time())
            return finish(is_heard && !flow.must_flush() ? error_code()
                                                         : error_code(net::error::timed_out));
        // Reading goes on meanwhile: the peer may have to be read before it reads.
        if (!is_heard) return flow.output_error() ? finish(flow.output_error()) : Need::input;
        if (flow.must_flush()) return Need::output;
        if (flow.peer_closed() || is_end(flow.input_error())) return finish({});
        return finish(flow.input_error());
    }
    std::chrono::milliseconds time_limit(Flow&, const StreamOptions& options) const noexcept {
        return options.shutdown_timeout;
    }

  private:
    /// How a connection looks whose other end was closed, also with octets of ours unread.
    static bool is_end(const error_code& error) noexcept {
        return error == net::error::eof || error == net::error::connection_reset ||
               error == net::error::broken_pipe || error == net::error::connection_aborted;
    }
};

}  // namespace domainsec::inline v1::asio::detail

// The next layer of a domainsec::asio::Stream: at most one read and one write of it at a time,
// whoever of the stream's operations needs them. Part of the Boost.Asio adapter.
#pragma once

#include <array>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/wait_traits.hpp>
#include <boost/version.hpp>
#include <chrono>
#include <domainsec/asio/detail/flow.hpp>
#include <domainsec/asio/detail/steps.hpp>
#include <memory>
#include <type_traits>
#include <utility>

#if BOOST_VERSION >= 107700
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#endif

namespace domainsec::inline v1::asio::detail {

/// What lies at the bottom: the layer itself where it knows of none below.
template <class Layer>
auto& lowest_of(Layer& layer) noexcept {
    if constexpr (requires { layer.lowest_layer(); })
        return layer.lowest_layer();
    else
        return layer;
}

/// A read or a write of the next layer that can be stopped without stopping the other.
class WireOperation final {
  public:
    bool is_running() const noexcept { return running_; }

    /// The handler for the next layer: on `executor`, with a way to stop it.
    template <class Executor, class Handler>
    auto start(const Executor& executor, Handler handler) {
        running_ = true;
        interrupted_ = false;
#if BOOST_VERSION >= 107700
        return net::bind_cancellation_slot(signal_.slot(),
                                           net::bind_executor(executor, std::move(handler)));
#else
        return net::bind_executor(executor, std::move(handler));
#endif
    }

    /// Asks the next layer to stop; what it did until then counts. Before Boost 1.77 it goes on.
    void interrupt() {
#if BOOST_VERSION >= 107700
        if (!running_) return;
        interrupted_ = true;
        signal_.emit(net::cancellation_type::all);
#endif
    }

    /// True when the caller cancelled the next layer itself: whoever waits for it is to be told.
    bool end(const error_code& error) noexcept {
        running_ = false;
        const bool aborted = error == net::error::operation_aborted && !interrupted_;
        if (aborted) ++aborts_;
        return aborted;
    }
    unsigned aborts() const noexcept {
        return aborts_;
    }

  private:
    bool running_ = false;
    bool interrupted_ = false;
    unsigned aborts_ = 0;
#if BOOST_VERSION >= 107700
    net::cancellation_signal signal_;
#endif
};

/// Shared by a stream and its operations in progress, which outlive it.
///
/// An operation asks for input or output, whichever it needs, and waits; the handlers here wake all
/// who wait, and each looks again. So no octet belongs to one operation: a cancelled read loses
/// none, an alert that a read causes leaves while a write is waiting, and neither direction waits
/// for the other. Every handler runs on the executor of the operation that started it.
template <class NextLayer>
class Wire final : public std::enable_shared_from_this<Wire<NextLayer>> {
  public:
    using next_layer_type = std::remove_reference_t<NextLayer>;
    using executor_type = typename next_layer_type::executor_type;

    Wire(NextLayer&& next, Session session, const StreamOptions& options)
        : next_(std::forward<NextLayer>(next)),
          flow_(std::move(session)),
          options_(options),
          input_came_(next_.get_executor(), never),
          output_left_(next_.get_executor(), never),
          deadline_(next_.get_executor()) {}

    next_layer_type& next() noexcept { return next_; }
    Flow& flow() noexcept { return flow_; }
    const StreamOptions& options() const noexcept { return options_; }
    bool is_abandoned() const noexcept { return abandoned_; }
    bool is_running() const noexcept { return reading_.is_running() || writing_.is_running(); }

    /// False when an operation of this kind is in progress already.
    bool enter(Kind kind) noexcept { return !std::exchange(entered(kind), true); }
    void leave(Kind kind) noexcept { entered(kind) = false; }

    /// Sends what waits to be sent, unless that is going on.
    template <class Executor>
    void start_output(const Executor& executor) {
        if (writing_.is_running() || abandoned_ || !flow_.must_flush()) return;
        next_.async_write_some(
            flow_.output(),
            writing_.start(executor, [self = this->shared_from_this(), executor](
                                         const error_code& error, std::size_t octets) {
                self->end_output(error, octets, executor);
            }));
    }

    /// Reads from the peer, unless that is going on.
    template <class Executor>
    void start_input(const Executor& executor) {
        if (reading_.is_running() || abandoned_ || flow_.input_error()) return;
        next_.async_read_some(
            input_buffer(),
            reading_.start(executor, [self = this->shared_from_this(), executor](
                                         const error_code& error, std::size_t octets) {
                self->end_input(error, octets, executor);
            }));
    }

    /// Calls `handler` when there is something new to look at, or when it is cancelled.
    template <class Handler>
    void wait(Need need, Handler&& handler) {
        if (need == Need::output) ++waiting_for_output_;
        (need == Need::output ? output_left_ : input_came_)
            .async_wait(std::forward<Handler>(handler));
    }
    void end_wait(Need need) noexcept {
        if (need == Need::output) --waiting_for_output_;
    }
    unsigned aborts(Need need) const noexcept {
        return need == Need::output ? writing_.aborts() : reading_.aborts();
    }

    /// One limit at a time: of the operation that came first.
    template <class Executor>
    void limit_time(std::chrono::milliseconds time, const Executor& executor) {
        if (limited_++ != 0) return;
        deadline_.expires_after(time);
        deadline_.async_wait(net::bind_executor(
            executor, [self = this->shared_from_this(), round = ++round_](const error_code& error) {
                if (error || self->limited_ == 0 || self->round_ != round) return;
                self->flow_.set_out_of_time();
                self->wake();
            }));
    }
    void end_limit() {
        if (--limited_ == 0) deadline_.cancel();
    }

    /// Stops what an operation of this kind needs of the next layer; others start it again.
    void interrupt(Kind kind) {
        if (kind != Kind::write) reading_.interrupt();
        if (kind != Kind::read) writing_.interrupt();
    }
    void interrupt() {
        reading_.interrupt();
        writing_.interrupt();
    }

    /// The stream is gone: operations in progress end with operation_aborted.
    void abandon() {
        abandoned_ = true;
        deadline_.cancel();
        interrupt();
        if constexpr (!std::is_reference_v<NextLayer>) close_next();
        wake();
    }

    /// The same two, blocking. False when the next layer's time was over.
    bool read_now(error_code& error) {
        error = {};
        const std::size_t octets = next_.read_some(input_buffer(), error);
        if (error == net::error::would_block || error == net::error::try_again) return false;
        take_input(error, octets);
        return true;
    }
    void write_now() {
        while (flow_.must_flush()) {
            error_code error;
            flow_.output_sent(next_.write_some(flow_.output(), error));
            if (error) flow_.output_failed(error);
        }
    }

  private:
    using Timer =
        net::basic_waitable_timer<std::chrono::steady_clock,
                                  net::wait_traits<std::chrono::steady_clock>, executor_type>;
    static constexpr auto never = std::chrono::steady_clock::time_point::max();

    bool& entered(Kind kind) noexcept { return entered_[static_cast<std::size_t>(kind)]; }

    net::mutable_buffer input_buffer() {
        if (!input_) input_ = std::make_unique_for_overwrite<std::uint8_t[]>(input_octets);
        return net::buffer(input_.get(), input_octets);
    }

    void take_input(const error_code& error, std::size_t octets) {
        if (octets != 0) flow_.input_arrived({input_.get(), octets});
        if (error) flow_.input_ended(error);
    }

    template <class Executor>
    void end_input(const error_code& error, std::size_t octets, const Executor& executor) {
        reading_.end(error);
        if (abandoned_) return;
        take_input(error == net::error::operation_aborted ? error_code() : error, octets);
        start_output(executor);
        input_came_.cancel();
        // A write that waits has to see that the session has ended.
        if (flow_.state() != SessionState::established) output_left_.cancel();
    }

    template <class Executor>
    void end_output(const error_code& error, std::size_t octets, const Executor& executor) {
        writing_.end(error);
        if (abandoned_) return;
        flow_.output_sent(octets);
        if (!error && !flow_.batch_done()) return start_output(executor);
        if (error && error != net::error::operation_aborted) {
            flow_.output_failed(error);
            input_came_.cancel();
        }
        output_left_.cancel();
        // Whoever waits has the next turn; otherwise answers to the peer leave on their own.
        if (!error && waiting_for_output_ == 0) start_output(executor);
    }

    void wake() {
        input_came_.cancel();
        output_left_.cancel();
    }

    void close_next() {
        error_code ignored;
        auto& lowest = lowest_of(next_);
        if constexpr (requires { lowest.close(ignored); })
            lowest.close(ignored);
        else if constexpr (requires { lowest.close(); })
            lowest.close();
    }

    NextLayer next_;
    Flow flow_;
    StreamOptions options_;
    Timer input_came_;
    Timer output_left_;
    Timer deadline_;
    WireOperation reading_;
    WireOperation writing_;
    std::unique_ptr<std::uint8_t[]> input_;
    std::array<bool, 4> entered_{};
    unsigned waiting_for_output_ = 0;
    unsigned limited_ = 0;
    unsigned round_ = 0;
    bool abandoned_ = false;
};

}  // namespace domainsec::inline v1::asio::detail

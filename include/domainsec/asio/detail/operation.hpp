// Runs a step until it is over: as a composed operation of Boost.Asio, or blocking. Part of the
// Boost.Asio adapter.
#pragma once

#include <boost/asio/compose.hpp>
#include <boost/asio/post.hpp>
#include <boost/version.hpp>
#include <chrono>
#include <domainsec/asio/detail/steps.hpp>
#include <domainsec/asio/detail/wire.hpp>
#include <memory>
#include <utility>

namespace domainsec::inline v1::asio::detail {

/// The implementation that async_compose() is given.
template <class NextLayer, class Step>
class Operation final {
  public:
    Operation(std::shared_ptr<Wire<NextLayer>> wire, Step step)
        : wire_(std::move(wire)), step_(std::move(step)) {}

    template <class Self>
    void operator()(Self& self, const error_code& = {}) {
        if (stage_ == Stage::over) return deliver(self);
        const bool is_initiation = stage_ == Stage::initiated;
        if (is_initiation)
            begin(self);
        else
            wire_->end_wait(need_);
        if (stage_ != Stage::over) advance(self);
        if (stage_ != Stage::over) return wait(self);
        if (!is_initiation) return deliver(self);
        // No handler is called from within the call that it was given to.
        const auto executor = wire_->next().get_executor();
        net::post(executor, std::move(self));
    }

  private:
    enum class Stage { initiated, running, over };

    template <class Self>
    void begin(Self& self) {
        stage_ = Stage::running;
        has_entered_ = wire_->enter(Step::kind);
        if (!has_entered_) return end(net::error::already_started);
        accept_cancellation(self);
    }

    template <class Self>
    void advance(Self& self) {
        if (wire_->is_abandoned()) return end(net::error::operation_aborted);
        const bool stop = is_cancelled(self) || is_aborted();
        need_ = stop && !step_.has_begun() ? Need::input : step_.step(wire_->flow());
        if (need_ != Need::nothing && stop) {
            wire_->interrupt(Step::kind);
            return end(net::error::operation_aborted);
        }
        wire_->start_output(self.get_executor());
        if (need_ == Need::nothing) return end(step_.error());
        accept_cancellation(self);
    }

    template <class Self>
    void wait(Self& self) {
        const auto executor = self.get_executor();
        limit_time(executor);
        if (need_ == Need::input) wire_->start_input(executor);
        aborts_ = wire_->aborts(need_);
        const std::shared_ptr<Wire<NextLayer>> wire = wire_;
        wire->wait(need_, std::move(self));
    }

    template <class Executor>
    void limit_time(const Executor& executor) {
        if (is_limited_) return;
        const auto time = step_.time_limit(wire_->flow(), wire_->options());
        if (time == std::chrono::milliseconds(0)) return;
        is_limited_ = true;
        wire_->limit_time(time, executor);
    }

    void end(const error_code& error) {
        stage_ = Stage::over;
        error_ = error;
        if (is_limited_) wire_->end_limit();
        if (has_entered_) wire_->leave(Step::kind);
        if (has_entered_ && wire_->flow().is_out_of_time()) wire_->interrupt();
    }

    // What the operation holds is given up before the handler runs.
    template <class Self>
    void deliver(Self& self) {
        wire_.reset();
        if constexpr (Step::kind == Kind::read || Step::kind == Kind::write)
            self.complete(error_, step_.octets());
        else
            self.complete(error_);
    }

    bool is_aborted() const noexcept {
        return need_ != Need::nothing && wire_->aborts(need_) != aborts_;
    }

    // A read loses nothing when it is cancelled. Nor does a write before it has taken octets.
    template <class Self>
    void accept_cancellation([[maybe_unused]] Self& self) {
#if BOOST_VERSION >= 107700
        const bool is_harmless =
            Step::kind == Kind::read || (Step::kind == Kind::write && !step_.has_begun());
        if (is_harmless == accepts_all_) return;
        accepts_all_ = is_harmless;
        if (is_harmless)
            self.reset_cancellation_state(net::enable_total_cancellation());
        else
            self.reset_cancellation_state(net::enable_terminal_cancellation());
#endif
    }

    template <class Self>
    static bool is_cancelled([[maybe_unused]] const Self& self) noexcept {
#if BOOST_VERSION >= 107700
        return self.cancelled() != net::cancellation_type::none;
#else
        return false;
#endif
    }

    std::shared_ptr<Wire<NextLayer>> wire_;
    Step step_;
    Stage stage_ = Stage::initiated;
    Need need_ = Need::nothing;
    unsigned aborts_ = 0;
    bool has_entered_ = false;
    bool is_limited_ = false;
    bool accepts_all_ = false;
    error_code error_;
};

/// The same without an event loop. No asynchronous operation may be in progress.
template <class NextLayer, class Step>
std::size_t run_blocking(Wire<NextLayer>& wire, Step step, error_code& error) {
    if (wire.is_running() || !wire.enter(Step::kind)) {
        error = net::error::already_started;
        return 0;
    }
    bool is_in_time = true;
    for (Need need = step.step(wire.flow()); need != Need::nothing; need = step.step(wire.flow())) {
        wire.write_now();
        if (need == Need::input) is_in_time = wire.read_now(error);
        if (!is_in_time) break;
    }
    wire.leave(Step::kind);
    if (is_in_time) error = step.error();
    return step.octets();
}

}  // namespace domainsec::inline v1::asio::detail

// A Session on a socket of Boost.Asio: what boost::asio::ssl::stream is for OpenSSL (RFC 8446, RFC
// 5246). Header-only; the one header of the library that needs Boost, 1.74 or later.
#pragma once

#include <boost/asio/async_result.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/compose.hpp>
#include <boost/system/system_error.hpp>
#include <domainsec/asio/detail/operation.hpp>
#include <domainsec/asio/detail/steps.hpp>
#include <domainsec/asio/detail/wire.hpp>
#include <domainsec/asio/error.hpp>
#include <domainsec/asio/stream_options.hpp>
#include <domainsec/bytes.hpp>
#include <domainsec/tls/session.hpp>
#include <memory>
#include <type_traits>
#include <utility>

namespace domainsec::inline v1::asio {

/// What stands in a read buffer behind the line that ends the clear text, for
/// AcceptOptions::leftover and ConnectOptions::leftover: `used` is what async_read_until() gave.
/// Passing it on is what makes injected plaintext fail (CVE-2011-0411); dropping it would hide the
/// attack, and reading it as TLS would not be safer.
inline ByteView leftover(const boost::asio::const_buffer& received, std::size_t used) noexcept {
    const boost::asio::const_buffer rest = received + used;
    return {static_cast<const std::uint8_t*>(rest.data()), rest.size()};
}

/// TLS over a stream of Boost.Asio, for a Session from ServerContext::accept(),
/// ClientContext::connect(), Edge::accept() or Edge::connect().
///
///     Stream<tcp::socket> stream(std::move(socket), edge.accept({.leftover = rest}));
///     co_await stream.async_handshake(use_awaitable);
///     edge.begin(*stream.facts());
///     std::size_t octets = co_await stream.async_read_some(buffer(room), use_awaitable);
///
/// Meets AsyncReadStream, AsyncWriteStream, SyncReadStream and SyncWriteStream, so async_read(),
/// async_read_until(), async_write() and their like work. `NextLayer` is a socket, anything else
/// that meets the first two, or a reference to one.
///
/// **At once.** One read, one write and one shutdown may be in progress; a second one of a kind
/// ends with boost::asio::error::already_started. All calls, and the executors of all handlers,
/// belong to one strand, implicit or explicit. Blocking calls know no time limit, and none may be
/// made while an asynchronous one is in progress.
///
/// **Errors.** boost::asio::error::eof is the peer's close_notify and nothing else. A connection
/// that ends without it gives SessionFailureReason::truncated, and every other failure of TLS its
/// own reason in error_category(). An alert is sent before the error that it tells of is reported.
/// After a write failed, a read may still give the peer's alert. Errors of the next layer come
/// through as they are. Reading or writing before the handshake gives not_connected; writing after
/// the end gives shut_down. Nothing ever flows in clear text.
///
/// **Cancellation** (Boost 1.77 and later). Per operation, by slot or awaitable operators. A
/// cancelled read loses nothing. A write that has taken octets ends with how many; those leave with
/// whatever is sent next. A cancelled handshake can be taken up again. cancel() or close() of the
/// lowest layer ends all operations, in every version of Boost.
///
/// **Time.** async_handshake() and async_shutdown() are limited (StreamOptions). For reads and
/// writes, with `timer` a steady_timer on the same strand and `||` from awaitable_operators.hpp,
/// which waits for a success (so the error is redirected):
///
///     timer.expires_after(minutes(5));
///     auto first = co_await (
///         async_read_until(stream, room, "\r\n", redirect_error(use_awaitable, error)) ||
///         timer.async_wait(use_awaitable));            // first.index() == 1: too late
///
/// or, with callbacks, `timer.async_wait([&](auto error) { if (!error) signal.emit(all); })` and
/// bind_cancellation_slot(signal.slot(), handler).
///
/// **Speed.** Set tcp::no_delay: the last message of a handshake and what follows it are two small
/// writes in a row, and the second would wait for the peer's acknowledgement, often 40 ms.
///
/// **Memory.** Beside the session: 18 KiB for input, at most one record of plaintext that was not
/// read yet, and 64 KiB of output in the course of a write. What a slow peer does not take is not
/// encrypted.
///
/// **Destruction** ends the operations in progress with operation_aborted and closes a next layer
/// that is owned; one that is referred to must outlive the stream. It sends nothing: call
/// async_shutdown() first.
template <class NextLayer>
class Stream final {
  public:
    using next_layer_type = std::remove_reference_t<NextLayer>;
    using lowest_layer_type =
        std::remove_reference_t<decltype(detail::lowest_of(std::declval<next_layer_type&>()))>;
    using executor_type = typename next_layer_type::executor_type;
    using error_code = boost::system::error_code;
    using DefaultToken = typename boost::asio::default_completion_token<executor_type>::type;

    /// Throws Error(invalid_argument) for options out of range.
    Stream(NextLayer next, Session session, const StreamOptions& options = {})
        : wire_(make_wire(std::forward<NextLayer>(next), std::move(session), options)) {}

    /// A stream that was moved from may only be assigned to or destroyed.
    Stream(Stream&&) noexcept = default;
    Stream& operator=(Stream&& other) noexcept {
        Stream former(std::move(*this));
        wire_ = std::move(other.wire_);
        return *this;
    }
    ~Stream() {
        if (wire_) wire_->abandon();
    }

    executor_type get_executor() const noexcept { return wire_->next().get_executor(); }
    next_layer_type& next_layer() noexcept { return wire_->next(); }
    const next_layer_type& next_layer() const noexcept { return wire_->next(); }
    lowest_layer_type& lowest_layer() noexcept { return detail::lowest_of(wire_->next()); }
    const lowest_layer_type& lowest_layer() const noexcept {
        return detail::lowest_of(wire_->next());
    }

    /// State, failure and key export. The stream itself feeds it.
    const Session& session() const noexcept { return wire_->flow().session(); }

    /// Session::facts(): null before the completed handshake.
    const SessionFacts* facts() const noexcept { return session().facts(); }

    /// Completes the handshake. Handler: void(error_code).
    template <class Token = DefaultToken>
    decltype(auto) async_handshake(Token&& token = DefaultToken()) {
        return start<void(error_code)>(detail::HandshakeStep(), token);
    }

    /// Reads what there is, at least one octet. Handler: void(error_code, std::size_t).
    template <class MutableBufferSequence, class Token = DefaultToken>
    decltype(auto) async_read_some(const MutableBufferSequence& to,
                                   Token&& token = DefaultToken()) {
        return start<void(error_code, std::size_t)>(detail::ReadStep(to), token);
    }

    /// Takes a part of `from`, at most 64 KiB, and completes when the next layer has taken it.
    /// Handler: void(error_code, std::size_t).
    template <class ConstBufferSequence, class Token = DefaultToken>
    decltype(auto) async_write_some(const ConstBufferSequence& from,
                                    Token&& token = DefaultToken()) {
        return start<void(error_code, std::size_t)>(detail::WriteStep(from), token);
    }

    /// Sends close_notify and waits for the peer's, dropping what it still sends. A peer that ends
    /// the connection after ours is fine. Handler: void(error_code).
    template <class Token = DefaultToken>
    decltype(auto) async_shutdown(Token&& token = DefaultToken()) {
        return start<void(error_code)>(detail::ShutdownStep(), token);
    }

    /// The same, blocking. Those without an error_code throw boost::system::system_error.
    void handshake(error_code& error) { run(detail::HandshakeStep(), error); }
    void handshake() { run(detail::HandshakeStep()); }
    template <class MutableBufferSequence>
    std::size_t read_some(const MutableBufferSequence& to, error_code& error) {
        return run(detail::ReadStep(to), error);
    }
    template <class MutableBufferSequence>
    std::size_t read_some(const MutableBufferSequence& to) {
        return run(detail::ReadStep(to));
    }
    template <class ConstBufferSequence>
    std::size_t write_some(const ConstBufferSequence& from, error_code& error) {
        return run(detail::WriteStep(from), error);
    }
    template <class ConstBufferSequence>
    std::size_t write_some(const ConstBufferSequence& from) {
        return run(detail::WriteStep(from));
    }
    void shutdown(error_code& error) { run(detail::ShutdownStep(), error); }
    void shutdown() { run(detail::ShutdownStep()); }

  private:
    using Wire = detail::Wire<NextLayer>;

    static std::shared_ptr<Wire> make_wire(NextLayer&& next, Session&& session,
                                           const StreamOptions& options) {
        options.check();
        return std::make_shared<Wire>(std::forward<NextLayer>(next), std::move(session), options);
    }

    template <class Signature, class Step, class Token>
    decltype(auto) start(Step step, Token& token) {
        return boost::asio::async_compose<Token, Signature>(
            detail::Operation<NextLayer, Step>(wire_, std::move(step)), token, get_executor());
    }

    template <class Step>
    std::size_t run(Step step, error_code& error) {
        return detail::run_blocking(*wire_, std::move(step), error);
    }
    template <class Step>
    std::size_t run(Step step) {
        error_code error;
        const std::size_t octets = run(std::move(step), error);
        if (error) throw boost::system::system_error(error);
        return octets;
    }

    std::shared_ptr<Wire> wire_;
};

}  // namespace domainsec::inline v1::asio

// Objects of the library that are for one thread at a time: a second thread gets an error, not a
// race.
#pragma once

#include <atomic>
#include <domainsec/error.hpp>
#include <domainsec/tls/session.hpp>
#include <memory>
#include <utility>

namespace domainsec::python {

/// Holds a T; with() lends it to one caller at a time. A call from another thread, or from a
/// callback of the running call, throws Error(invalid_state): waiting could wait for ever.
template <typename T>
class Exclusive {
  public:
    explicit Exclusive(T held) : held_(std::make_unique<T>(std::move(held))) {}

    template <typename Body>
    decltype(auto) with(const Body& body) {
        if (busy_->exchange(true, std::memory_order_acquire))
            throw Error(errc::invalid_state,
                        "This object is in use by another call: it is for one thread at a time");
        const Returned returned{busy_.get()};
        return body(*held_);
    }

  private:
    struct Returned {
        std::atomic<bool>* busy;
        ~Returned() { busy->store(false, std::memory_order_release); }
    };

    std::unique_ptr<T> held_;
    std::unique_ptr<std::atomic<bool>> busy_ = std::make_unique<std::atomic<bool>>(false);
};

/// A session, which contexts and edges make.
using HeldSession = Exclusive<Session>;

}  // namespace domainsec::python

// Objects that are costly to make and serve one call at a time: kept between calls, taken by one
// thread, given back.
#pragma once

#include <cstddef>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

namespace domainsec::inline v1::detail {

/// Thread-safe. The lock is held while a pointer is moved, never while the object works.
template <class T>
class Pool final {
  public:
    /// One object, taken for as long as the lease lives.
    class Lease final {
      public:
        Lease(Pool& pool, std::unique_ptr<T> object) noexcept
            : pool_(&pool), object_(std::move(object)) {}
        Lease(Lease&& other) noexcept = default;
        Lease& operator=(Lease&&) = delete;
        ~Lease() {
            if (object_) pool_->give_back(std::move(object_));
        }

        T& operator*() const noexcept { return *object_; }
        T* operator->() const noexcept { return object_.get(); }

        /// Lets go of an object that a fault has left in an unknown state.
        void discard() noexcept { object_.reset(); }

      private:
        Pool* pool_;
        std::unique_ptr<T> object_;
    };

    Pool() { kept_.reserve(most_kept); }

    /// One that was given back, or what `make` returns: a std::unique_ptr<T>.
    template <class Make>
    Lease take(Make make) {
        {
            const std::lock_guard lock(mutex_);
            if (!kept_.empty()) {
                Lease lease(*this, std::move(kept_.back()));
                kept_.pop_back();
                return lease;
            }
        }
        return Lease(*this, make());
    }

  private:
    static constexpr std::size_t most_kept = 16;

    void give_back(std::unique_ptr<T> object) noexcept {
        const std::lock_guard lock(mutex_);
        if (kept_.size() < most_kept) kept_.push_back(std::move(object));
    }

    std::mutex mutex_;
    std::vector<std::unique_ptr<T>> kept_;
};

}  // namespace domainsec::inline v1::detail

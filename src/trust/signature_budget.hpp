// Bounds what checking revocation may cost, whatever the lists and answers are like.
#pragma once

#include <algorithm>
#include <cstddef>

#include "trust/signature.hpp"

namespace domainsec::inline v1::detail {

class SignatureBudget final {
  public:
    explicit SignatureBudget(std::size_t units) noexcept : left_(units) {}

    /// Takes the cost of one check with the key of `signer`; false when that is no longer there.
    /// Remembered signatures cost the same, so that verdicts do not depend on what was asked
    /// before.
    bool spend(const Certificate& signer) noexcept { return spend(verification_cost(signer)); }

    bool spend(std::size_t units) noexcept {
        const bool enough = units <= left_;
        left_ -= std::min(units, left_);
        return enough;
    }

    std::size_t left() const noexcept { return left_; }

  private:
    std::size_t left_;
};

}  // namespace domainsec::inline v1::detail

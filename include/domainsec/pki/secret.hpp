// Secrets leave the library only through calls that take this token, so that a search finds every
// such place.
#pragma once

namespace domainsec::inline v1 {

/// Proof that the caller means to read secret material. Make one where the secret is written to its
/// place, nowhere else.
class SecretAccess final {
  public:
    static SecretAccess granted() noexcept { return SecretAccess{}; }

  private:
    SecretAccess() = default;
};

}  // namespace domainsec::inline v1

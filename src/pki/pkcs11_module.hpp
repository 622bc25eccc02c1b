// A token's driver: a shared library with the functions of PKCS #11 (v2.40), loaded once and kept.
#pragma once

#include <p11-kit/pkcs11.h>
#include <sys/types.h>

#include <domainsec/error.hpp>
#include <memory>
#include <mutex>
#include <string>

namespace domainsec::inline v1::detail {

/// "the token was removed (CKR_DEVICE_REMOVED)": why a function failed.
std::string pkcs11_reason(CK_RV result);

/// Throws Error(code) that says what failed and why, unless the result is CKR_OK.
void pkcs11_check(CK_RV result, const char* what, errc code = errc::resource_unavailable);

/// Thread-safe: the driver was asked to lock.
class Pkcs11Module final {
  public:
    /// Loads and initializes it, or gives what was loaded before: a driver is one for the whole
    /// process, and is never unloaded. A file that others may write is refused. In a process that
    /// was forked after that it is initialized again. Throws Error(unreadable_file,
    /// resource_unavailable).
    static std::shared_ptr<Pkcs11Module> open(const std::string& path);

    /// Throws Error(invalid_state) in a process that was forked after it was opened.
    const CK_FUNCTION_LIST& functions() const;

    /// False in a process that was forked after it was opened: nothing of it may be used there.
    bool is_of_this_process() const noexcept;

    const std::string& path() const noexcept { return path_; }

    /// Held while a PIN is tried, so that a wrong one is tried once.
    std::mutex& login_lock() noexcept { return login_lock_; }

  private:
    explicit Pkcs11Module(std::string path);

    std::string path_;
    CK_FUNCTION_LIST* functions_ = nullptr;
    pid_t process_;
    std::mutex login_lock_;
};

}  // namespace domainsec::inline v1::detail

// A token that a URI names, logged in, and its sessions (PKCS #11 v2.40 §5.5, §5.6).
#pragma once

#include <condition_variable>
#include <cstddef>
#include <domainsec/bytes.hpp>
#include <domainsec/pki/pkcs11.hpp>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "pki/pkcs11_module.hpp"

namespace domainsec::inline v1::detail {

/// Thread-safe: each thread that signs has a session of its own for that time. Eight at most, or
/// what the token allows; who comes when all are taken waits.
class Pkcs11Token final {
  public:
    /// A session, taken for as long as the lease lives.
    class Lease final {
      public:
        Lease(Pkcs11Token& token, CK_SESSION_HANDLE session) noexcept
            : token_(token), session_(session) {}
        Lease(const Lease&) = delete;
        Lease& operator=(const Lease&) = delete;
        ~Lease() { token_.give_back(session_, good_); }

        CK_SESSION_HANDLE session() const noexcept { return session_; }
        /// Looks at a result: after some, the session is not used again.
        void note(CK_RV result) noexcept;

      private:
        Pkcs11Token& token_;
        CK_SESSION_HANDLE session_;
        bool good_ = true;
    };

    /// Finds the one token that the URI names and logs in where it asks for that. A PIN that the
    /// token refused is not tried again in this process, and none is tried when the token would
    /// lock over it. Throws Error: not_found, invalid_argument (several), wrong_passphrase,
    /// resource_unavailable, unreadable_file.
    Pkcs11Token(const Pkcs11Uri& uri, std::string_view pin);
    Pkcs11Token(const Pkcs11Token&) = delete;
    Pkcs11Token& operator=(const Pkcs11Token&) = delete;
    ~Pkcs11Token();

    /// Throws Error(resource_unavailable, invalid_state).
    Lease take();

    const CK_FUNCTION_LIST& functions() const { return module_->functions(); }
    /// Its label, fit for a message.
    const std::string& name() const noexcept { return name_; }
    bool offers(CK_MECHANISM_TYPE mechanism) const;

    /// All objects with these attributes, three at most.
    std::vector<CK_OBJECT_HANDLE> find(std::vector<CK_ATTRIBUTE> attributes);
    /// An attribute of an object, at most 64 KiB; nothing where it has none or tells none.
    std::optional<Bytes> attribute(CK_OBJECT_HANDLE object, CK_ATTRIBUTE_TYPE type);

  private:
    void log_in(const CK_TOKEN_INFO& info, std::string_view pin);
    CK_RV open_session(CK_SESSION_HANDLE& session) const;
    void give_back(CK_SESSION_HANDLE session, bool good) noexcept;

    std::shared_ptr<Pkcs11Module> module_;
    CK_SLOT_ID slot_ = 0;
    std::string name_;

    std::mutex mutex_;
    std::condition_variable returned_;
    std::vector<CK_SESSION_HANDLE> idle_;
    std::size_t open_ = 0;
    std::size_t limit_ = 8;
};

}  // namespace domainsec::inline v1::detail

// Logs in to a token and keeps its sessions.
#include "pki/pkcs11_token.hpp"

#include <algorithm>
#include <chrono>
#include <domainsec/pki/passphrase.hpp>
#include <map>

#include "pki/pkcs11_slots.hpp"

namespace domainsec::inline v1::detail {
namespace {

constexpr std::chrono::seconds longest_wait{10};
constexpr CK_ULONG most_attribute_octets = 65536;
constexpr CK_ULONG most_found = 3;

// PINs that tokens refused, by token: trying one again would lock the token in the end.
class RefusedPins final {
  public:
    static RefusedPins& of_this_process() {
        static auto& all = *new RefusedPins;
        return all;
    }
    bool contains(const std::string& token, std::string_view pin) {
        const std::lock_guard lock(mutex_);
        const auto found = pins_.find(token);
        return found != pins_.end() && found->second.view() == pin;
    }
    void add(const std::string& token, std::string_view pin) {
        const std::lock_guard lock(mutex_);
        pins_[token] = Passphrase(pin);
    }

  private:
    std::mutex mutex_;
    std::map<std::string, Passphrase, std::less<>> pins_;
};

[[noreturn]] void refuse_token(errc code, const std::string& token, const std::string& sentence) {
    throw Error(code, "The token \"" + token + "\" " + sentence);
}

void check_state(const CK_TOKEN_INFO& info, const std::string& name) {
    if ((info.flags & CKF_USER_PIN_LOCKED) != 0)
        refuse_token(errc::resource_unavailable, name,
                     "is locked after too many wrong PINs: set a new one as its security officer "
                     "(pkcs11-tool --init-pin)");
    if ((info.flags & CKF_USER_PIN_INITIALIZED) == 0)
        refuse_token(errc::resource_unavailable, name,
                     "has no PIN yet: set one as its security officer (pkcs11-tool --init-pin)");
    if ((info.flags & CKF_USER_PIN_FINAL_TRY) != 0)
        refuse_token(errc::resource_unavailable, name,
                     "locks after one more wrong PIN, so that none is tried: log in once by hand "
                     "(pkcs11-tool --login --list-objects), then try again");
}

[[noreturn]] void login_failed(CK_RV result, const std::string& name) {
    switch (result) {
        case CKR_PIN_INCORRECT:
        case CKR_PIN_INVALID:
        case CKR_PIN_LEN_RANGE:
            refuse_token(errc::wrong_passphrase, name,
                         "does not take this PIN; it was tried once, and is not tried again");
        case CKR_PIN_LOCKED:
            refuse_token(
                errc::resource_unavailable, name,
                "is locked after too many wrong PINs: set a new one as its security officer "
                "(pkcs11-tool --init-pin)");
        case CKR_PIN_EXPIRED:
        case CKR_USER_PIN_NOT_INITIALIZED:
            refuse_token(errc::resource_unavailable, name,
                         "wants a new PIN before it is used: set one (pkcs11-tool --change-pin)");
        default:
            refuse_token(errc::resource_unavailable, name,
                         "does not let us in: " + pkcs11_reason(result));
    }
}

}  // namespace

void Pkcs11Token::Lease::note(CK_RV result) noexcept {
    switch (result) {
        case CKR_SESSION_CLOSED:
        case CKR_SESSION_HANDLE_INVALID:
        case CKR_DEVICE_REMOVED:
        case CKR_TOKEN_NOT_PRESENT:
        case CKR_OPERATION_ACTIVE:
        case CKR_BUFFER_TOO_SMALL:
            good_ = false;
            break;
        default:
            break;
    }
}

Pkcs11Token::Pkcs11Token(const Pkcs11Uri& uri, std::string_view pin)
    : module_(Pkcs11Module::open(uri.module_path)) {
    const auto slot = find_slot(*module_, uri);
    slot_ = slot.id;
    name_ = escaped(pkcs11_text(slot.token.label));
    idle_.reserve(limit_);
    CK_SESSION_HANDLE session = 0;
    pkcs11_check(open_session(session), "No session with the token can be opened");
    idle_.push_back(session);
    open_ = 1;
    try {
        log_in(slot.token, pin);
    } catch (...) {
        module_->functions().C_CloseSession(session);
        throw;
    }
}

Pkcs11Token::~Pkcs11Token() {
    // The parent's sessions are not a child's to close.
    if (!module_->is_of_this_process()) return;
    const auto& functions = module_->functions();
    for (const auto session : idle_) functions.C_CloseSession(session);
}

void Pkcs11Token::log_in(const CK_TOKEN_INFO& info, std::string_view pin) {
    if ((info.flags & CKF_LOGIN_REQUIRED) == 0) return;
    const std::lock_guard one_at_a_time(module_->login_lock());
    const auto& functions = module_->functions();
    CK_SESSION_INFO state{};
    if (functions.C_GetSessionInfo(idle_.front(), &state) == CKR_OK &&
        state.state == CKS_RO_USER_FUNCTIONS)
        return;  // The login is the process's, not the session's.
    check_state(info, name_);
    // A reader with keys of its own asks by itself.
    const bool has_keys = (info.flags & CKF_PROTECTED_AUTHENTICATION_PATH) != 0;
    if (pin.empty() && !has_keys)
        refuse_token(errc::wrong_passphrase, name_, "asks for a PIN: give it as the passphrase");
    const std::string token =
        module_->path() + '\0' + pkcs11_text(info.serialNumber) + '\0' + name_;
    auto& refused = RefusedPins::of_this_process();
    if (!pin.empty() && refused.contains(token, pin))
        refuse_token(
            errc::wrong_passphrase, name_,
            "refused this PIN before; it is not tried again, for tokens lock: give the right "
            "one");
    auto* const octets = reinterpret_cast<CK_UTF8CHAR*>(const_cast<char*>(pin.data()));
    const CK_RV result = functions.C_Login(idle_.front(), CKU_USER, pin.empty() ? nullptr : octets,
                                           static_cast<CK_ULONG>(pin.size()));
    if (result == CKR_OK || result == CKR_USER_ALREADY_LOGGED_IN) return;
    if (result == CKR_PIN_INCORRECT || result == CKR_PIN_INVALID || result == CKR_PIN_LEN_RANGE)
        refused.add(token, pin);
    login_failed(result, name_);
}

CK_RV Pkcs11Token::open_session(CK_SESSION_HANDLE& session) const {
    return module_->functions().C_OpenSession(slot_, CKF_SERIAL_SESSION, nullptr, nullptr,
                                              &session);
}

Pkcs11Token::Lease Pkcs11Token::take() {
    // Before the lock: in a child it may be held by a thread that is not there.
    module_->functions();
    std::unique_lock lock(mutex_);
    const auto deadline = std::chrono::steady_clock::now() + longest_wait;
    for (;;) {
        if (!idle_.empty()) {
            const auto session = idle_.back();
            idle_.pop_back();
            return {*this, session};
        }
        if (open_ < limit_) {
            CK_SESSION_HANDLE session = 0;
            const CK_RV result = open_session(session);
            if (result == CKR_OK) {
                ++open_;
                return {*this, session};
            }
            if (result != CKR_SESSION_COUNT || open_ == 0)
                pkcs11_check(result, "No session with the token can be opened");
            limit_ = open_;  // All that it has.
        }
        if (returned_.wait_until(lock, deadline) == std::cv_status::timeout)
            refuse_token(errc::resource_unavailable, name_,
                         "is busy: no session came free within 10 s");
    }
}

void Pkcs11Token::give_back(CK_SESSION_HANDLE session, bool good) noexcept {
    if (!module_->is_of_this_process()) return;
    if (!good) module_->functions().C_CloseSession(session);
    const std::lock_guard lock(mutex_);
    if (good)
        idle_.push_back(session);
    else
        --open_;
    returned_.notify_one();
}

bool Pkcs11Token::offers(CK_MECHANISM_TYPE mechanism) const {
    CK_MECHANISM_INFO info{};
    return functions().C_GetMechanismInfo(slot_, mechanism, &info) == CKR_OK &&
           (info.flags & CKF_SIGN) != 0;
}

std::vector<CK_OBJECT_HANDLE> Pkcs11Token::find(std::vector<CK_ATTRIBUTE> attributes) {
    Lease lease = take();
    const auto& pkcs11 = functions();
    const CK_RV begun = pkcs11.C_FindObjectsInit(lease.session(), attributes.data(),
                                                 static_cast<CK_ULONG>(attributes.size()));
    lease.note(begun);
    pkcs11_check(begun, "The token's objects cannot be searched");
    std::vector<CK_OBJECT_HANDLE> found(most_found);
    CK_ULONG count = 0;
    const CK_RV result = pkcs11.C_FindObjects(lease.session(), found.data(), most_found, &count);
    pkcs11.C_FindObjectsFinal(lease.session());
    lease.note(result);
    pkcs11_check(result, "The token's objects cannot be searched");
    found.resize(std::min(count, most_found));
    return found;
}

std::optional<Bytes> Pkcs11Token::attribute(CK_OBJECT_HANDLE object, CK_ATTRIBUTE_TYPE type) {
    Lease lease = take();
    CK_ATTRIBUTE wanted{type, nullptr, 0};
    const auto& pkcs11 = functions();
    CK_RV result = pkcs11.C_GetAttributeValue(lease.session(), object, &wanted, 1);
    lease.note(result);
    if (result != CKR_OK || wanted.ulValueLen > most_attribute_octets) return std::nullopt;
    Bytes value(wanted.ulValueLen);
    if (value.empty()) return value;
    wanted.pValue = value.data();
    result = pkcs11.C_GetAttributeValue(lease.session(), object, &wanted, 1);
    lease.note(result);
    if (result != CKR_OK || wanted.ulValueLen > value.size()) return std::nullopt;
    value.resize(wanted.ulValueLen);
    return value;
}

}  // namespace domainsec::inline v1::detail

// A driver that stands before SoftHSM2's and fails where $TOKEN_FAULT says: what a token that is
// pulled out, locked or broken does cannot be had from SoftHSM2 itself.
#include <dlfcn.h>
#include <p11-kit/pkcs11.h>

#include <atomic>
#include <cstdlib>
#include <string>
#include <string_view>

namespace {

CK_FUNCTION_LIST* real = nullptr;
CK_FUNCTION_LIST ours;
std::atomic<int> sessions{0};

bool fault(std::string_view name) {
    const char* const text = std::getenv("TOKEN_FAULT");
    return text != nullptr && name == text;
}

// How often a PIN was tried, for the test to read.
CK_RV log_in(CK_SESSION_HANDLE session, CK_USER_TYPE user, CK_UTF8CHAR* pin, CK_ULONG octets) {
    const char* const before = std::getenv("TOKEN_LOGINS");
    ::setenv("TOKEN_LOGINS", std::to_string((before ? std::atoi(before) : 0) + 1).c_str(), 1);
    return fault("pin-locked") ? CKR_PIN_LOCKED : real->C_Login(session, user, pin, octets);
}

CK_RV token_info(CK_SLOT_ID slot, CK_TOKEN_INFO* info) {
    const CK_RV result = real->C_GetTokenInfo(slot, info);
    if (fault("locked")) info->flags |= CKF_USER_PIN_LOCKED;
    if (fault("final-try")) info->flags |= CKF_USER_PIN_FINAL_TRY;
    return result;
}

CK_RV open_session(CK_SLOT_ID slot, CK_FLAGS flags, void* application, CK_NOTIFY notify,
                   CK_SESSION_HANDLE* session) {
    if (fault("removed")) return CKR_DEVICE_REMOVED;
    if (fault("one-session") && sessions > 0) return CKR_SESSION_COUNT;
    const CK_RV result = real->C_OpenSession(slot, flags, application, notify, session);
    if (result == CKR_OK) ++sessions;
    return result;
}

CK_RV close_session(CK_SESSION_HANDLE session) {
    --sessions;
    return real->C_CloseSession(session);
}

CK_RV begin(CK_SESSION_HANDLE session, CK_MECHANISM* mechanism, CK_OBJECT_HANDLE key) {
    if (fault("removed")) return CKR_DEVICE_REMOVED;
    if (fault("logged-out")) return CKR_USER_NOT_LOGGED_IN;
    return real->C_SignInit(session, mechanism, key);
}

CK_RV sign(CK_SESSION_HANDLE session, unsigned char* data, CK_ULONG octets,
           unsigned char* signature, CK_ULONG* length) {
    const CK_RV result = real->C_Sign(session, data, octets, signature, length);
    if (fault("broken")) signature[*length - 1] ^= 1;
    if (fault("too-long")) *length = 1UL << 40U;
    if (fault("short")) *length = 3;
    return result;
}

CK_RV mechanism_info(CK_SLOT_ID slot, CK_MECHANISM_TYPE mechanism, CK_MECHANISM_INFO* info) {
    if (fault("no-pss") && mechanism == CKM_RSA_PKCS_PSS) return CKR_MECHANISM_INVALID;
    return real->C_GetMechanismInfo(slot, mechanism, info);
}

CK_RV attribute_value(CK_SESSION_HANDLE session, CK_OBJECT_HANDLE object, CK_ATTRIBUTE* attributes,
                      CK_ULONG count) {
    const CK_RV result = real->C_GetAttributeValue(session, object, attributes, count);
    if (fault("endless-attribute") && attributes->type == CKA_EC_POINT)
        attributes->ulValueLen = static_cast<CK_ULONG>(-2);
    if (fault("asks-always") && attributes->type == CKA_ALWAYS_AUTHENTICATE &&
        attributes->pValue != nullptr)
        *static_cast<CK_BBOOL*>(attributes->pValue) = CK_TRUE;
    return result;
}

}  // namespace

extern "C" __attribute__((visibility("default"))) CK_RV C_GetFunctionList(
    CK_FUNCTION_LIST** functions) {
    if (fault("no-functions")) return CKR_GENERAL_ERROR;
    void* const library = ::dlopen("/usr/lib/softhsm/libsofthsm2.so", RTLD_NOW | RTLD_NODELETE);
    if (library == nullptr) return CKR_GENERAL_ERROR;
    const auto get = reinterpret_cast<CK_C_GetFunctionList>(::dlsym(library, "C_GetFunctionList"));
    const CK_RV result = get(&real);
    if (result != CKR_OK) return result;
    ours = *real;
    ours.C_Login = log_in;
    ours.C_GetTokenInfo = token_info;
    ours.C_OpenSession = open_session;
    ours.C_CloseSession = close_session;
    ours.C_SignInit = begin;
    ours.C_Sign = sign;
    ours.C_GetMechanismInfo = mechanism_info;
    ours.C_GetAttributeValue = attribute_value;
    *functions = &ours;
    return CKR_OK;
}

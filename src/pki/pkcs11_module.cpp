// Loads the drivers of tokens (PKCS #11 v2.40 §5.4).
#include "pki/pkcs11_module.hpp"

#include <dlfcn.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <map>
#include <utility>

namespace domainsec::inline v1::detail {
namespace {

struct Reason {
    CK_RV result;
    const char* text;
};

constexpr std::array<Reason, 21> reasons{{
    {CKR_HOST_MEMORY, "there is no memory left (CKR_HOST_MEMORY)"},
    {CKR_FUNCTION_FAILED, "the driver failed (CKR_FUNCTION_FAILED)"},
    {CKR_GENERAL_ERROR, "the driver failed (CKR_GENERAL_ERROR)"},
    {CKR_DEVICE_ERROR, "the token failed (CKR_DEVICE_ERROR)"},
    {CKR_DEVICE_MEMORY, "the token is full (CKR_DEVICE_MEMORY)"},
    {CKR_DEVICE_REMOVED, "the token was removed (CKR_DEVICE_REMOVED)"},
    {CKR_TOKEN_NOT_PRESENT, "the token was removed (CKR_TOKEN_NOT_PRESENT)"},
    {CKR_TOKEN_NOT_RECOGNIZED, "the token is not recognized (CKR_TOKEN_NOT_RECOGNIZED)"},
    {CKR_SLOT_ID_INVALID, "the token's slot is gone (CKR_SLOT_ID_INVALID)"},
    {CKR_SESSION_CLOSED, "the session with the token ended (CKR_SESSION_CLOSED)"},
    {CKR_SESSION_HANDLE_INVALID, "the session with the token ended (CKR_SESSION_HANDLE_INVALID)"},
    {CKR_SESSION_COUNT, "the token has no free session (CKR_SESSION_COUNT)"},
    {CKR_OBJECT_HANDLE_INVALID, "the key is gone (CKR_OBJECT_HANDLE_INVALID)"},
    {CKR_KEY_HANDLE_INVALID, "the key is gone (CKR_KEY_HANDLE_INVALID)"},
    {CKR_KEY_FUNCTION_NOT_PERMITTED, "the key may not sign (CKR_KEY_FUNCTION_NOT_PERMITTED)"},
    {CKR_KEY_TYPE_INCONSISTENT, "the key does not sign so (CKR_KEY_TYPE_INCONSISTENT)"},
    {CKR_MECHANISM_INVALID, "the token does not sign so (CKR_MECHANISM_INVALID)"},
    {CKR_MECHANISM_PARAM_INVALID, "the token does not sign so (CKR_MECHANISM_PARAM_INVALID)"},
    {CKR_USER_NOT_LOGGED_IN, "the login was lost (CKR_USER_NOT_LOGGED_IN)"},
    {CKR_CANT_LOCK, "the driver cannot serve several threads (CKR_CANT_LOCK)"},
    {CKR_CRYPTOKI_NOT_INITIALIZED, "the driver was ended (CKR_CRYPTOKI_NOT_INITIALIZED)"},
}};

// Its code runs in this process and sees the PIN.
void check_file(const std::string& path) {
    struct stat facts {};
    if (::stat(path.c_str(), &facts) != 0 || !S_ISREG(facts.st_mode))
        throw Error(errc::unreadable_file,
                    "There is no driver of a token here: install what the token came with, or mend "
                    "module-path",
                    path);
    if ((facts.st_uid != 0 && facts.st_uid != ::geteuid()) ||
        (facts.st_mode & (S_IWGRP | S_IWOTH)) != 0)
        throw Error(errc::unreadable_file,
                    "Others than its owner, or another user, can change this driver of a token: "
                    "chown it to root and chmod it to 0644",
                    path);
}

CK_FUNCTION_LIST* load(const std::string& path) {
    check_file(path);
    // RTLD_NODELETE: drivers leave threads and exit handlers behind.
    void* const library = ::dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
    if (library == nullptr) {
        const char* const why = ::dlerror();  // NOLINT(concurrency-mt-unsafe): per thread
        throw Error(errc::resource_unavailable,
                    "The driver of the token cannot be loaded: " + escaped(why ? why : "?"), path);
    }
    const auto get_list =
        reinterpret_cast<CK_C_GetFunctionList>(::dlsym(library, "C_GetFunctionList"));
    CK_FUNCTION_LIST* functions = nullptr;
    if (get_list == nullptr || get_list(&functions) != CKR_OK || functions == nullptr ||
        functions->version.major < 2)
        throw Error(errc::resource_unavailable,
                    "It is no driver of a token (PKCS #11): mend module-path", path);
    return functions;
}

void initialize(CK_FUNCTION_LIST& functions, const std::string& path) {
    CK_C_INITIALIZE_ARGS arguments{};
    arguments.flags = CKF_OS_LOCKING_OK;
    const CK_RV result = functions.C_Initialize(&arguments);
    // Somebody else in this process uses it too.
    if (result == CKR_OK || result == CKR_CRYPTOKI_ALREADY_INITIALIZED) return;
    throw Error(errc::resource_unavailable,
                "The driver of the token cannot be used: " + pkcs11_reason(result), path);
}

}  // namespace

std::string pkcs11_reason(CK_RV result) {
    for (const auto& each : reasons)
        if (each.result == result) return each.text;
    char text[40];
    std::snprintf(text, sizeof text, "error 0x%lx of PKCS #11", static_cast<unsigned long>(result));
    return text;
}

void pkcs11_check(CK_RV result, const char* what, errc code) {
    if (result != CKR_OK) throw Error(code, std::string(what) + ": " + pkcs11_reason(result));
}

Pkcs11Module::Pkcs11Module(std::string path)
    : path_(std::move(path)), functions_(load(path_)), process_(::getpid()) {
    initialize(*functions_, path_);
}

std::shared_ptr<Pkcs11Module> Pkcs11Module::open(const std::string& path) {
    // Never destroyed: keys in static storage may outlive every other object of this kind.
    static auto& lock = *new std::mutex;
    static auto& modules = *new std::map<std::string, std::shared_ptr<Pkcs11Module>, std::less<>>;
    const std::lock_guard held(lock);
    auto& module = modules[path];
    if (!module || !module->is_of_this_process())
        module = std::shared_ptr<Pkcs11Module>(new Pkcs11Module(path));
    return module;
}

const CK_FUNCTION_LIST& Pkcs11Module::functions() const {
    if (is_of_this_process()) return *functions_;
    throw Error(errc::invalid_state,
                "This process was forked after a key in a token was opened, and the token knows it "
                "not: open the key after the fork");
}

bool Pkcs11Module::is_of_this_process() const noexcept {
    return process_ == ::getpid();
}

}  // namespace domainsec::inline v1::detail

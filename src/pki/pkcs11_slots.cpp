// Which token a URI names: the attributes that it has, against those of every token that is there.
#include "pki/pkcs11_slots.hpp"

#include <algorithm>
#include <optional>
#include <vector>

namespace domainsec::inline v1::detail {
namespace {

constexpr CK_ULONG most_slots = 1024;

bool fits(const std::optional<std::string>& wanted, const std::string& text) {
    return !wanted || *wanted == text;
}

// "2" means 2.0.
std::string version_text(const std::string& written) {
    return written.find('.') == written.npos ? written + ".0" : written;
}

bool library_fits(const CK_FUNCTION_LIST& functions, const Pkcs11Uri& uri) {
    CK_INFO info{};
    pkcs11_check(functions.C_GetInfo(&info), "The token's driver says nothing of itself");
    const auto version =
        std::to_string(info.libraryVersion.major) + '.' + std::to_string(info.libraryVersion.minor);
    return fits(uri.library_description, pkcs11_text(info.libraryDescription)) &&
           fits(uri.library_manufacturer, pkcs11_text(info.manufacturerID)) &&
           (!uri.library_version || version_text(*uri.library_version) == version);
}

bool slot_fits(const CK_FUNCTION_LIST& functions, CK_SLOT_ID slot, const Pkcs11Uri& uri) {
    if (uri.slot_id && *uri.slot_id != slot) return false;
    if (!uri.slot_description && !uri.slot_manufacturer) return true;
    CK_SLOT_INFO info{};
    return functions.C_GetSlotInfo(slot, &info) == CKR_OK &&
           fits(uri.slot_description, pkcs11_text(info.slotDescription)) &&
           fits(uri.slot_manufacturer, pkcs11_text(info.manufacturerID));
}

bool token_fits(const CK_TOKEN_INFO& info, const Pkcs11Uri& uri) {
    return (info.flags & CKF_TOKEN_INITIALIZED) != 0 && fits(uri.token, pkcs11_text(info.label)) &&
           fits(uri.manufacturer, pkcs11_text(info.manufacturerID)) &&
           fits(uri.model, pkcs11_text(info.model)) &&
           fits(uri.serial, pkcs11_text(info.serialNumber));
}

std::vector<CK_SLOT_ID> slots_with_tokens(const CK_FUNCTION_LIST& functions) {
    std::vector<CK_SLOT_ID> slots;
    CK_ULONG count = 0;
    // A token that is plugged in between makes it more.
    for (int round = 0; round < 3; ++round) {
        pkcs11_check(functions.C_GetSlotList(CK_TRUE, nullptr, &count), "No token can be listed");
        if (count > most_slots)
            throw Error(errc::resource_unavailable,
                        "The token's driver has over 1024 slots, more than are looked at");
        slots.resize(count);
        if (count == 0) return slots;
        const CK_RV result = functions.C_GetSlotList(CK_TRUE, slots.data(), &count);
        if (result == CKR_BUFFER_TOO_SMALL) continue;
        pkcs11_check(result, "No token can be listed");
        slots.resize(std::min<std::size_t>(count, slots.size()));
        return slots;
    }
    throw Error(errc::resource_unavailable, "No token can be listed: try again");
}

}  // namespace

Pkcs11Slot find_slot(const Pkcs11Module& module, const Pkcs11Uri& uri) {
    const auto& functions = module.functions();
    std::optional<Pkcs11Slot> found;
    const auto slots =
        library_fits(functions, uri) ? slots_with_tokens(functions) : std::vector<CK_SLOT_ID>{};
    for (const auto id : slots) {
        Pkcs11Slot slot{id, {}};
        if (!slot_fits(functions, id, uri) || functions.C_GetTokenInfo(id, &slot.token) != CKR_OK ||
            !token_fits(slot.token, uri))
            continue;
        if (found)
            throw Error(errc::invalid_argument,
                        "Several tokens match the PKCS #11 URI: add serial, as `p11tool "
                        "--list-tokens` prints it");
        found = slot;
    }
    if (found) return *found;
    throw Error(errc::not_found,
                "No token matches the PKCS #11 URI: plug it in, or mend the URI; `p11tool "
                "--list-tokens` prints what is there");
}

}  // namespace domainsec::inline v1::detail

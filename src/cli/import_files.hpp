// What lies in the files that an authority, another server or a partner hands over, whatever their
// form.
#pragma once

#include <domainsec/pki/certificate.hpp>
#include <domainsec/pki/private_key.hpp>
#include <optional>
#include <string>
#include <vector>

namespace domainsec::cli {

struct ImportedFiles {
    std::vector<Certificate> certificates;
    std::optional<PrivateKey> key;
    std::string friendly_name;
};

/// How the files are opened.
struct ImportReading {
    std::string passphrase;  ///< Of the files, not of the store.
    bool legacy = false;     ///< 3DES and RC2 in PKCS#12.
};

/// Reads PEM with certificates, a key or both; DER; PKCS#7; PKCS#12; PKCS#8. Throws Error for a
/// file that is none of these, and for a second key.
ImportedFiles read_import_files(const std::vector<std::string>& files,
                                const ImportReading& reading);

}  // namespace domainsec::cli

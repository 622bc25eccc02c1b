// Tells the forms apart by what stands in them, never by the name of the file.
#include "cli/import_files.hpp"

#include <domainsec/error.hpp>
#include <domainsec/pki/pkcs12.hpp>
#include <domainsec/pki/pkcs7.hpp>

#include "cli/files.hpp"

namespace domainsec::cli {
namespace {

constexpr std::size_t max_octets = 4u << 20;

class Importer final {
  public:
    explicit Importer(const ImportReading& reading) : reading_(reading) {}

    void read(const std::string& file) {
        const auto content = read_input(file, max_octets);
        if (content.find("-----BEGIN ") != std::string::npos)
            read_pem(file, content);
        else
            read_der(file, bytes_of(content));
    }

    ImportedFiles take() { return std::move(found_); }

  private:
    void add_key(const std::string& file, PrivateKey key) {
        if (found_.key && found_.key->public_key() != key.public_key())
            throw Error(errc::invalid_argument,
                        "It holds a second private key: import one entry at a time", file);
        found_.key = std::move(key);
    }

    void add(std::vector<Certificate> certificates) {
        for (auto& each : certificates) found_.certificates.push_back(std::move(each));
    }

    void read_pem(const std::string& file, const std::string& text) {
        const auto has = [&](const char* label) { return text.find(label) != std::string::npos; };
        bool any = false;
        if (has("PRIVATE KEY-----")) {
            add_key(file, named(file, [&] {
                        return PrivateKey::from_octets(bytes_of(text), reading_.passphrase);
                    }));
            any = true;
        }
        if (has("-----BEGIN PKCS7-----") || has("-----BEGIN CMS-----")) {
            add(named(file, [&] { return read_pkcs7(bytes_of(text)); }));
            any = true;
        }
        if (has("CERTIFICATE-----")) {
            add(certificates_in(file));
            any = true;
        }
        if (!any)
            throw Error(errc::malformed_certificate,
                        "It holds neither a certificate nor a private key", file);
    }

    // A certificate, PKCS#7, PKCS#12 and PKCS#8 are all one SEQUENCE: the first that fits is it.
    void read_der(const std::string& file, ByteView der) {
        if (auto certificate = Certificate::from_der(der)) {
            found_.certificates.push_back(*std::move(certificate));
            return;
        }
        if (is_pkcs12(der)) {
            auto contents = named(file, [&] {
                Pkcs12ReadOptions options;
                options.legacy = reading_.legacy;
                return read_pkcs12(der, reading_.passphrase, options);
            });
            if (contents.key) add_key(file, *std::move(contents.key));
            add(std::move(contents.certificates));
            if (found_.friendly_name.empty()) found_.friendly_name = contents.friendly_name;
            return;
        }
        try {
            add(read_pkcs7(der));
            return;
        } catch (const Error& error) {
            if (error.code() == errc::limit_exceeded) throw;
        }
        try {
            add_key(file, PrivateKey::from_octets(der, reading_.passphrase));
        } catch (const Error& error) {
            if (error.code() != errc::malformed_key) throw Error(error.code(), error.what(), file);
            throw Error(errc::malformed_certificate,
                        "It is no certificate, PKCS#7, PKCS#12 or PKCS#8 in DER", file);
        }
    }

    // PFX: a SEQUENCE that begins with version 3 (RFC 7292 §4).
    static bool is_pkcs12(ByteView der) {
        for (std::size_t at = 2; at < 7 && at + 2 < der.size(); ++at)
            if (der[at] == 0x02 && der[at + 1] == 0x01) return der[0] == 0x30 && der[at + 2] == 3;
        return false;
    }

    template <typename Read>
    static auto named(const std::string& file, Read read) -> decltype(read()) {
        try {
            return read();
        } catch (const Error& error) {
            if (!error.file().empty()) throw;
            throw Error(error.code(), error.what(), file);
        }
    }

    const ImportReading& reading_;
    ImportedFiles found_;
};

}  // namespace

ImportedFiles read_import_files(const std::vector<std::string>& files,
                                const ImportReading& reading) {
    Importer importer(reading);
    for (const auto& file : files) importer.read(file);
    return importer.take();
}

}  // namespace domainsec::cli

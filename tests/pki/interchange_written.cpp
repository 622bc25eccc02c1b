// What we write, read by other programs.
#include "pki/interchange.hpp"

namespace domainsec::test {
namespace {

using Reader = std::function<void(const Interchange&)>;

Bytes pkcs12_of(const Interchange& files, Pkcs12Protection protection) {
    Pkcs12WriteOptions options;
    options.protection = protection;
    options.friendly_name = "edge";
    return write_pkcs12(SecretAccess::granted(), files.identity().chain, files.identity().key,
                        interchange_passphrase, options);
}

// Each reads ours.p12 and leaves all of it in out.pem.
void openssl_opens(const Interchange& files, const std::string& file = "ours.p12") {
    files.run("openssl pkcs12 -in " + file + " -passin pass:secret1 -nodes -out out.pem");
    files.has_certificates("out.pem", files.identity().chain);
    files.openssl_reads_key("out.pem");
}

void certtool_opens(const Interchange& files) {
    files.run("certtool --p12-info --inder --infile ours.p12 --password=secret1 --outfile out.pem");
    files.has_certificates("out.pem", files.identity().chain);
    files.run(
        "certtool --pubkey-info --load-privkey out.pem --password=secret1 --outder "
        "--outfile out.der && cmp out.der public.der");
}

void keytool_opens(const Interchange& files) {
    files.run(
        "rm -f theirs.p12; keytool -importkeystore -srckeystore ours.p12 -srcstoretype PKCS12 "
        "-srcstorepass secret1 -srcalias edge -destkeystore theirs.p12 -deststoretype PKCS12 "
        "-deststorepass secret1");
    openssl_opens(files, "theirs.p12");
}

void python_opens(const Interchange& files) {
    files.run("python3 p12.py read ours.p12 out.pem");
    files.has_certificates("out.pem", files.identity().chain);
    files.openssl_reads_key("out.pem");
}

void add_pkcs12(std::vector<Combination>& list, Pkcs12Protection protection,
                const std::string& peer, const Reader& reader) {
    list.push_back({peer + " reads PKCS#12 " + std::string(to_string(protection)), peer,
                    [=](const Interchange& files) {
                        files.put("ours.p12", pkcs12_of(files, protection));
                        reader(files);
                    }});
}

void add_pkcs12_of_every_kind(std::vector<Combination>& list) {
    const auto openssl = [](const Interchange& files) { openssl_opens(files); };
    for (const auto protection : {Pkcs12Protection::modern, Pkcs12Protection::exchange2010}) {
        add_pkcs12(list, protection, "openssl", openssl);
        add_pkcs12(list, protection, "certtool", certtool_opens);
        add_pkcs12(list, protection, "keytool", keytool_opens);
        add_pkcs12(list, protection, "python-cryptography", python_opens);
    }
    add_pkcs12(list, Pkcs12Protection::pbmac1, "openssl >= 3.4", openssl);
    add_pkcs12(list, Pkcs12Protection::pbmac1, "certtool >= 3.8.6", certtool_opens);
    add_pkcs12(list, Pkcs12Protection::pbmac1, "python-cryptography with openssl >= 3.4",
               python_opens);
}

// A command that reads ours.pem or ours.der and leaves its certificates in out.pem.
void add_chain(std::vector<Combination>& list, const std::string& peer,
               const std::string& command) {
    list.push_back({peer + " reads a PEM chain", peer, [=](const Interchange& files) {
                        files.put("ours.pem", bytes_of(files.identity().chain.pem()));
                        files.run(command);
                        files.has_certificates("out.pem", files.identity().chain);
                    }});
}

void add_certificate(std::vector<Combination>& list, const std::string& peer,
                     const std::string& command) {
    list.push_back({peer + " reads a DER certificate", peer, [=](const Interchange& files) {
                        files.put("ours.der", files.identity().chain.leaf().der());
                        files.run(command);
                        files.has_certificates("out.pem", Chain({files.identity().chain.leaf()}));
                    }});
}

void add_key(std::vector<Combination>& list, const std::string& peer, const char* passphrase,
             const std::string& command) {
    const std::string kind = *passphrase == '\0' ? "plain" : "encrypted";
    list.push_back({peer + " reads PKCS#8 " + kind, peer, [=](const Interchange& files) {
                        files.put("ours.key", bytes_of(files.identity().key.to_pem(
                                                  SecretAccess::granted(), passphrase)));
                        files.run(command + " && cmp out.der public.der");
                    }});
}

}  // namespace

std::vector<Combination> combinations_we_write() {
    std::vector<Combination> list;
    add_pkcs12_of_every_kind(list);
    add_chain(
        list, "openssl",
        "openssl crl2pkcs7 -nocrl -certfile ours.pem | openssl pkcs7 -print_certs -out out.pem");
    add_chain(list, "certtool", "certtool -i --infile ours.pem --outfile out.pem");
    add_chain(list, "keytool", "keytool -printcert -rfc -file ours.pem >out.pem");
    add_certificate(list, "openssl", "openssl x509 -inform DER -in ours.der -out out.pem");
    add_certificate(list, "certtool", "certtool -i --inder --infile ours.der --outfile out.pem");
    add_certificate(list, "keytool", "keytool -printcert -rfc -file ours.der >out.pem");
    for (const char* const passphrase : {"", interchange_passphrase}) {
        add_key(list, "openssl", passphrase,
                "openssl pkey -in ours.key -passin pass:secret1 -pubout -outform DER -out out.der");
        add_key(list, "certtool", passphrase,
                "certtool --pubkey-info --load-privkey ours.key --password=secret1 --outder "
                "--outfile out.der");
    }
    return list;
}

}  // namespace domainsec::test

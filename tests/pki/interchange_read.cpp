// What other programs write, read by us.
#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <domainsec/pki/pkcs7.hpp>

#include "pki/interchange.hpp"
#include "support/expect_error.hpp"

namespace domainsec::test {
namespace {

enum class Age { modern, old };

// A command that leaves a PKCS#12 file in "theirs".
void add_pkcs12(std::vector<Combination>& list, const std::string& peer, const std::string& kind,
                const std::string& command, Age age = Age::modern) {
    list.push_back({peer + " writes PKCS#12 " + kind, peer, [=](const Interchange& files) {
                        files.run("rm -f theirs; " + command);
                        const std::string file = files.get("theirs");
                        const auto read = [&](bool legacy) {
                            return read_pkcs12(bytes_of(file), interchange_passphrase, {legacy});
                        };
                        files.is_all(read(age == Age::old));
                        if (age == Age::old)
                            expect_error(errc::unsupported_algorithm, "legacy",
                                         [&] { read(false); });
                        expect_error(errc::wrong_passphrase, "does not open",
                                     [&] { read_pkcs12(bytes_of(file), "secret2", {true}); });
                    }});
}

void add_pkcs12_of_openssl(std::vector<Combination>& list) {
    const std::string command =
        "openssl pkcs12 -export -inkey key.pem -in chain.pem -name edge -passout pass:secret1 "
        "-out theirs ";
    add_pkcs12(list, "openssl", "AES-256", command);
    add_pkcs12(list, "openssl", "AES-128 and AES-192, SHA-512",
               command + "-keypbe AES-128-CBC -certpbe AES-192-CBC -macalg sha512");
    add_pkcs12(list, "openssl", "unencrypted", command + "-keypbe NONE -certpbe NONE");
    add_pkcs12(list, "openssl", "3DES, SHA-1",
               command + "-keypbe PBE-SHA1-3DES -certpbe PBE-SHA1-3DES -macalg sha1", Age::old);
    add_pkcs12(list, "openssl", "3DES and RC2-40, SHA-1", command + "-legacy", Age::old);
    add_pkcs12(list, "openssl", "RC2-128",
               command + "-legacy -keypbe PBE-SHA1-RC2-128 -certpbe PBE-SHA1-RC2-128", Age::old);
    add_pkcs12(list, "openssl >= 3.4", "PBMAC1", command + "-pbmac1_pbkdf2");
}

void add_pkcs12_of_others(std::vector<Combination>& list) {
    const std::string certtool =
        "certtool --to-p12 --load-privkey key.pem --load-certificate chain.pem --p12-name edge "
        "--password=secret1 --outfile theirs ";
    add_pkcs12(list, "certtool", "AES-128", certtool + "--outder");
    add_pkcs12(list, "certtool", "AES-128 in PEM", certtool);
    add_pkcs12(list, "certtool", "AES-256", certtool + "--outder --pkcs-cipher=aes-256");
    add_pkcs12(list, "certtool", "3DES", certtool + "--outder --pkcs-cipher=3des-pkcs12", Age::old);
    add_pkcs12(list, "certtool", "PBES2 3DES", certtool + "--outder --pkcs-cipher=3des", Age::old);
    add_pkcs12(list, "certtool", "RC2-40", certtool + "--outder --pkcs-cipher=rc2-40", Age::old);
    const std::string keytool =
        "keytool -importkeystore -srckeystore peer.p12 -srcstorepass secret1 -srcalias edge "
        "-destkeystore theirs -deststoretype PKCS12 -deststorepass secret1 ";
    add_pkcs12(list, "keytool", "AES-256", keytool);
    add_pkcs12(list, "keytool", "3DES and RC2-40", keytool + "-J-Dkeystore.pkcs12.legacy",
               Age::old);
    add_pkcs12(list, "python-cryptography", "AES-256", "python3 p12.py write - theirs");
}

void add_pkcs7(std::vector<Combination>& list, const std::string& peer, const std::string& form,
               const std::string& command) {
    list.push_back({peer + " writes PKCS#7 in " + form, peer, [=](const Interchange& files) {
                        files.run("rm -f theirs; " + command);
                        const auto found = read_pkcs7(bytes_of(files.get("theirs")));
                        const auto& expected = files.identity().chain.certificates();
                        BOOST_CHECK(std::is_permutation(found.begin(), found.end(),
                                                        expected.begin(), expected.end()));
                    }});
}

void add_chain(std::vector<Combination>& list, const std::string& peer,
               const std::string& command) {
    list.push_back({peer + " writes a PEM chain", peer, [=](const Interchange& files) {
                        files.run("rm -f theirs; " + command);
                        files.has_certificates("theirs", files.identity().chain);
                    }});
}

void add_certificate(std::vector<Combination>& list, const std::string& peer,
                     const std::string& command) {
    list.push_back({peer + " writes a DER certificate", peer, [=](const Interchange& files) {
                        files.run("rm -f theirs; " + command);
                        BOOST_CHECK(Certificate::from_octets(bytes_of(files.get("theirs"))) ==
                                    files.identity().chain.leaf());
                    }});
}

void add_key(std::vector<Combination>& list, const std::string& peer, const std::string& kind,
             const std::string& command, const char* passphrase = "") {
    list.push_back({peer + " writes " + kind, peer, [=](const Interchange& files) {
                        files.run("rm -f theirs; " + command);
                        files.is_key("theirs", passphrase);
                    }});
}

void add_keys(std::vector<Combination>& list) {
    add_key(list, "openssl", "PKCS#8 in PEM", "openssl pkey -in key.pem -out theirs");
    add_key(list, "openssl", "PKCS#8 in DER", "openssl pkey -in key.pem -outform DER -out theirs");
    add_key(list, "openssl", "SEC1 or PKCS#1 in PEM",
            "openssl pkey -traditional -in key.pem -out theirs");
    add_key(list, "openssl", "SEC1 or PKCS#1 in DER",
            "openssl pkey -traditional -in key.pem -outform DER -out theirs");
    const std::string topk8 = "openssl pkcs8 -topk8 -in key.pem -passout pass:secret1 -out theirs ";
    add_key(list, "openssl", "PKCS#8 with AES-256", topk8 + "-v2 aes-256-cbc",
            interchange_passphrase);
    add_key(list, "openssl", "PKCS#8 with AES-128 in DER", topk8 + "-v2 aes-128-cbc -outform DER",
            interchange_passphrase);
    add_key(list, "openssl", "PKCS#8 with scrypt", topk8 + "-scrypt", interchange_passphrase);
    // GnuTLS leaves the curve out of "EC PRIVATE KEY", so that nobody knows what key it is (RFC
    // 5915 §3); OpenSSL does not read it either.
    add_key(list, "certtool", "PKCS#1 in PEM",
            "certtool -k --infile key.pem --no-text --outfile theirs");
    list.back().rsa_only = true;
    const std::string to_p8 = "certtool --to-p8 --load-privkey key.pem --outfile theirs ";
    add_key(list, "certtool", "PKCS#8 in PEM", to_p8 + "--password=");
    add_key(list, "certtool", "PKCS#8 with AES-128", to_p8 + "--password=secret1",
            interchange_passphrase);
    add_key(list, "certtool", "PKCS#8 with AES-256 in DER",
            to_p8 + "--password=secret1 --pkcs-cipher=aes-256 --outder", interchange_passphrase);
}

}  // namespace

std::vector<Combination> combinations_they_write() {
    std::vector<Combination> list;
    add_pkcs12_of_openssl(list);
    add_pkcs12_of_others(list);
    const std::string crl2pkcs7 = "openssl crl2pkcs7 -nocrl -certfile chain.pem -out theirs ";
    add_pkcs7(list, "openssl", "PEM", crl2pkcs7);
    add_pkcs7(list, "openssl", "DER", crl2pkcs7 + "-outform DER");
    const std::string p7_generate =
        "certtool --p7-generate --load-certificate chain.pem --outfile theirs ";
    add_pkcs7(list, "certtool", "PEM", p7_generate);
    add_pkcs7(list, "certtool", "DER", p7_generate + "--outder");
    add_chain(list, "openssl",
              "openssl pkcs12 -in peer.p12 -passin pass:secret1 -nokeys -out theirs");
    add_chain(list, "certtool", "certtool -i --infile chain.pem --outfile theirs");
    add_chain(list, "keytool", "keytool -list -rfc -keystore peer.p12 -storepass secret1 >theirs");
    add_certificate(list, "openssl", "openssl x509 -in leaf.pem -outform DER -out theirs");
    add_certificate(list, "certtool", "certtool -i --infile leaf.pem --outder --outfile theirs");
    add_certificate(list, "keytool",
                    "keytool -exportcert -alias edge -keystore peer.p12 -storepass secret1 "
                    "-file theirs");
    add_keys(list);
    return list;
}

}  // namespace domainsec::test

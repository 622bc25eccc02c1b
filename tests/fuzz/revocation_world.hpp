// One leaf and its root, whose key is gone: the seeds in corpus/crl and corpus/ocsp were signed
// with it.
#pragma once

#include <domainsec/trust/chain_validator.hpp>

namespace domainsec::fuzz {

constexpr const char* revocation_root =
    "-----BEGIN CERTIFICATE-----\n"
    "MIIBODCB36ADAgECAhBvnA0Ck/DmZZT3WLso6PkiMAoGCCqGSM49BAMCMAwxCjAI\n"
    "BgNVBAMTAVIwHhcNMjUxMTI0MTIwMDAwWhcNMzYxMTIxMTIwMDAwWjAMMQowCAYD\n"
    "VQQDEwFSMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE1Qr4noHKqfgpJoADcg80\n"
    "TpBRCV4+B4Wy7RKtIuBfUOEi/VoOT3plzjlpwscfLgFcnpsOKDU33Q7i04rvC6P/\n"
    "nKMjMCEwDwYDVR0TAQH/BAUwAwEB/zAOBgNVHQ8BAf8EBAMCAQYwCgYIKoZIzj0E\n"
    "AwIDSAAwRQIhAMpGO6GYf2oG+5+XBsk0W6RF+sWZnyp0eKpKeERjDinGAiBqYnCw\n"
    "vWs+Em4DO2Ol8uG72haiaYXlhLcDdiV+P+MoEw==\n"
    "-----END CERTIFICATE-----\n";

constexpr const char* revocation_leaf =
    "-----BEGIN CERTIFICATE-----\n"
    "MIIB4DCCAYegAwIBAgIQb1rHnDYLihulL6YqbKyoFTAKBggqhkjOPQQDAjAMMQow\n"
    "CAYDVQQDEwFSMB4XDTI2MTAyNTEyMDAwMFoXDTI3MDEyMzEyMDAwMFowDzENMAsG\n"
    "A1UEAxMEbGVhZjBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABOdTSXm0PxwJ+l8r\n"
    "3v89TN4gyysjj2AHdoJLQMwVP10xFRkc19xYmfgZFx0gV7YXbwC2V2ELbO3d8SDl\n"
    "lOcCdwWjgccwgcQwIAYDVR0RBBkwF4IVbWFpbC5mYWJyaWthbS5leGFtcGxlMC0G\n"
    "CCsGAQUFBwEBBCEwHzAdBggrBgEFBQcwAYYRaHR0cDovL28uZXhhbXBsZS8wTQYD\n"
    "VR0fBEYwRDAXoBWgE4YRaHR0cDovL2MuZXhhbXBsZS8wKaAVoBOGEWh0dHA6Ly9j\n"
    "LmV4YW1wbGUvohCkDjAMMQowCAYDVQQDEwFSMCIGA1UdLgQbMBkwF6AVoBOGEWh0\n"
    "dHA6Ly9kLmV4YW1wbGUvMAoGCCqGSM49BAMCA0cAMEQCIGrVEYMR9KOU6wgZj4Aa\n"
    "kzCVc90nmXSVsOpNy0FNQb0AAiAnHx22tNzttqP0xFw8k/OL1U6RLCnsQsb0hp0Y\n"
    "fclczw==\n"
    "-----END CERTIFICATE-----\n";

struct RevocationWorld {
    Certificate root = Certificate::from_octets(bytes_of(revocation_root));
    Certificate leaf = Certificate::from_octets(bytes_of(revocation_leaf));
    Chain chain{std::vector<Certificate>{leaf}};
    TimePoint now = TimePoint(std::chrono::sys_days(std::chrono::year(2026) / 11 / 24)) +
                    std::chrono::hours(12);
    ChainValidator validator{policy(), PeerRole::client};

    static const RevocationWorld& instance() {
        static const RevocationWorld world;
        return world;
    }

  private:
    TrustPolicy policy() const {
        TrustPolicy hard;
        hard.anchors = AnchorSet::from_certificates({root});
        hard.identities = {*DomainName::from_string("mail.fabrikam.example")};
        return hard;
    }
};

}  // namespace domainsec::fuzz

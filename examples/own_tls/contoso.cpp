// Makes the authorities, the certificates and Contoso's configuration with the library's own calls.
#include "own_tls/contoso.hpp"

#include <stdlib.h>

#include <fstream>
#include <stdexcept>

namespace own_tls {
namespace {

namespace fs = std::filesystem;
using domainsec::CertificateTemplate;
using domainsec::Identity;
using domainsec::KeyAlgorithm;
using domainsec::PolicyReason;
using domainsec::PrivateKey;
using domainsec::Status;
using domainsec::TimePoint;

constexpr std::chrono::hours day{24};

domainsec::DomainName name(const std::string& text) {
    auto parsed = domainsec::DomainName::from_string(text);
    if (!parsed) throw std::runtime_error("not a domain name: " + text);
    return *parsed;
}

void write(const fs::path& path, std::string_view text) {
    std::ofstream(path, std::ios::binary) << text;
}

struct Authority {
    domainsec::Certificate certificate;
    PrivateKey key;
};

CertificateTemplate authority_content(const std::string& common_name, TimePoint now,
                                      unsigned path_length) {
    CertificateTemplate content;
    content.common_name = common_name;
    content.not_before = now - 365 * day;
    content.not_after = now + 365 * day;
    content.is_ca = true;
    content.path_length = path_length;
    content.server_auth = content.client_auth = false;
    return content;
}

Authority root(const std::string& common_name, TimePoint now) {
    auto key = PrivateKey::generate(KeyAlgorithm::ecdsa_p256);
    return {make_self_signed(key, authority_content(common_name, now, 1)), key};
}

Authority intermediate(const Authority& above, TimePoint now) {
    auto key = PrivateKey::generate(KeyAlgorithm::ecdsa_p256);
    return {issue_certificate(above.certificate, above.key, key.public_key(),
                              authority_content("Mail CA 2", now, 0)),
            key};
}

/// A mail server's certificate, with the one above it.
Identity issued(const Authority& by, const std::string& domain, TimePoint not_before,
                TimePoint not_after) {
    CertificateTemplate content;
    content.dns_names = {name(domain), name("mx1." + domain)};
    content.not_before = not_before;
    content.not_after = not_after;
    auto key = PrivateKey::generate(KeyAlgorithm::ecdsa_p256);
    auto leaf = issue_certificate(by.certificate, by.key, key.public_key(), content);
    return {"mx1", domainsec::Chain({leaf, by.certificate}), key};
}

Identity without_intermediate(const Identity& whole) {
    return {whole.label, domainsec::Chain({whole.chain.leaf()}), whole.key};
}

std::vector<Peer> make_peers(const Authority& fabrikam_root, TimePoint now) {
    const auto fabrikam_ca = intermediate(fabrikam_root, now);
    const auto stranger_ca = intermediate(root("Fabrikam Root", now), now);
    const auto from = now - 1 * day;
    const auto until = now + 6 * day;
    const auto good = issued(fabrikam_ca, "fabrikam.example", from, until);
    return {
        {"Fabrikam", good},
        {"another name, by the same authority",
         issued(fabrikam_ca, "northwind.example", from, until), Status::fail,
         PolicyReason::name_mismatch},
        {"an expired certificate",
         issued(fabrikam_ca, "fabrikam.example", now - 8 * day, now - 1 * day), Status::fail,
         PolicyReason::expired},
        {"a stranger's authority of the same name",
         issued(stranger_ca, "fabrikam.example", from, until), Status::fail,
         PolicyReason::invalid_chain},
        {"a forgotten intermediate", without_intermediate(good), Status::fail,
         PolicyReason::invalid_chain},
        {"no certificate", std::nullopt, Status::fail, PolicyReason::no_certificate},
    };
}

// The example publishes no lists of revoked certificates, so none are asked for.
constexpr std::string_view configuration = R"([organization]
domain = "contoso.example"
domains = ["contoso.example"]
[edge]
name = "edge1.contoso.example"
[identity]
store = "certificates"
[stamp]
selector = "edge1"
key = "stamp.pem"
keyring = "keyring.toml"
[[partner]]
name = "Fabrikam"
domains = ["fabrikam.example"]
[partner.receive]
mode = "prefer"
trust = "anchors"
anchors = ["fabrikam-root.pem"]
revocation = "off"
[partner.send]
mode = "require"
trust = "anchors"
anchors = ["fabrikam-root.pem"]
revocation = "off"
)";

void write_configuration(const fs::path& folder, const Authority& fabrikam_root,
                         const Identity& identity) {
    write(folder / "fabrikam-root.pem", fabrikam_root.certificate.pem());
    auto store = domainsec::CertificateStore::create(folder / "certificates");
    store.add(identity.label, identity.chain, identity.key);
    const auto stamp_key = PrivateKey::generate(KeyAlgorithm::ed25519);
    stamp_key.write_new(folder / "stamp.pem", domainsec::SecretAccess::granted());
    write(folder / "keyring.toml",
          to_keyring_toml(make_key_ring_entry(name("contoso.example"), "edge1",
                                              domainsec::StampKey(stamp_key),
                                              {name("edge1.contoso.example")})));
    write(folder / "domainsec.toml", configuration);
}

}  // namespace

TemporaryFolder::TemporaryFolder() {
    std::string pattern = (fs::temp_directory_path() / "own_tls.XXXXXX").string();
    if (mkdtemp(pattern.data()) == nullptr)
        throw std::runtime_error("no temporary folder could be made as " + pattern);
    path_ = pattern;
}

TemporaryFolder::~TemporaryFolder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
}

MovableClock::MovableClock(TimePoint start)
    : now_(std::make_shared<std::atomic<TimePoint>>(start)) {}

void MovableClock::advance(domainsec::Seconds by) {
    *now_ = now_->load() + by;
}

domainsec::Clock MovableClock::clock() const {
    return [now = now_] { return now->load(); };
}

Contoso::Contoso(const fs::path& folder, const domainsec::Clock& clock) : clock_(clock) {
    const auto now = clock();
    const auto fabrikam_root = root("Fabrikam Root", now);
    const auto contoso_ca = intermediate(root("Contoso Root", now), now);
    identity_ = issued(contoso_ca, "contoso.example", now - 1 * day, now + 30 * day);
    peers_ = make_peers(fabrikam_root, now);
    write_configuration(folder, fabrikam_root, *identity_);
    domainsec::EdgeOptions options;
    options.clock = clock;
    edge_ = domainsec::Edge::load(folder / "domainsec.toml", options);
}

}  // namespace own_tls

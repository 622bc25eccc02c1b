// Makes authorities, certificates, stamp keys, keyrings and configuration files with the library's
// own calls.
#include "two_organizations/organizations.hpp"

#include <fstream>
#include <stdexcept>

namespace demo {
namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;
using domainsec::KeyAlgorithm;
using domainsec::PrivateKey;
using domainsec::SecretAccess;
using domainsec::TimePoint;

constexpr auto day = std::chrono::hours{24};

domainsec::DomainName name(const std::string& text) {
    auto parsed = domainsec::DomainName::from_string(text);
    if (!parsed) throw std::runtime_error("not a domain name: " + text);
    return *parsed;
}

void write(const fs::path& path, std::string_view text) {
    fs::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << text;
}

domainsec::CertificateTemplate edge_content(const std::vector<std::string>& names,
                                            TimePoint not_before, TimePoint not_after) {
    domainsec::CertificateTemplate content;
    for (const auto& each : names) content.dns_names.push_back(name(each));
    content.not_before = not_before;
    content.not_after = not_after;
    return content;
}

Authority authority(const std::string& common_name, TimePoint now) {
    auto key = PrivateKey::generate(KeyAlgorithm::ecdsa_p256);
    domainsec::CertificateTemplate content;
    content.common_name = common_name;
    content.not_before = now - 365 * day;
    content.not_after = now + 3650 * day;
    content.is_ca = true;
    content.server_auth = content.client_auth = false;
    return {make_self_signed(key, content), key};
}

domainsec::Identity self_signed(const std::string& label, const std::vector<std::string>& names,
                                TimePoint now) {
    auto key = PrivateKey::generate(KeyAlgorithm::ecdsa_p256);
    auto certificate = make_self_signed(key, edge_content(names, now - 1 * day, now + 365 * day));
    return {label, domainsec::Chain({certificate}), key};
}

/// A stamp key and the keyring that inside verifiers hold.
void make_stamp_key(const fs::path& folder, const std::string& domain, const std::string& edge) {
    const auto key = PrivateKey::generate(KeyAlgorithm::ed25519);
    key.write_new(folder / "stamp.pem", SecretAccess::granted());
    const auto entry = domainsec::make_key_ring_entry(name(domain), "edge1",
                                                      domainsec::StampKey(key), {name(edge)});
    write(folder / "keyring.toml", domainsec::to_keyring_toml(entry));
}

void store_identity(const fs::path& folder, const domainsec::Identity& identity) {
    auto store = domainsec::CertificateStore::create(folder / "certificates");
    store.add(identity.label, identity.chain, identity.key);
}

std::string head(const std::string& domain, const std::string& edge) {
    return "[organization]\ndomain = \"" + domain + "\"\ndomains = [\"" + domain +
           "\"]\n[edge]\nname = \"" + edge + "\"\n[identity]\nstore = \"certificates\"\n";
}

std::string partner(const std::string& title, const std::string& domain) {
    return "[[partner]]\nname = \"" + title + "\"\ndomains = [\"" + domain + "\"]\n";
}

void write_contoso(const fs::path& folder, const Cast& cast, const std::string& on_failure,
                   bool bind_recipients) {
    write(folder / "fabrikam-ca.pem", cast.fabrikam_ca.certificate.pem());
    write(folder / "northwind.pem", cast.northwind.chain.leaf().pem());
    store_identity(folder, cast.contoso);
    make_stamp_key(folder, "contoso.example", "edge1.contoso.example");
    std::string text = head("contoso.example", "edge1.contoso.example");
    text += "[stamp]\nselector = \"edge1\"\nkey = \"stamp.pem\"\nkeyring = \"keyring.toml\"\n";
    if (bind_recipients) {
        write(folder / "recipient.key", "a key of 32 octets for the demo.");
        fs::permissions(folder / "recipient.key", fs::perms::owner_read | fs::perms::owner_write);
        text += "bind_recipients = true\nrecipient_key = \"recipient.key\"\n";
    }
    for (const auto& [title, domain, anchor] :
         {std::array{"Fabrikam", "fabrikam.example", "fabrikam-ca.pem"},
          std::array{"Northwind", "northwind.example", "northwind.pem"}})
        text += partner(title, domain) +
                "[partner.receive]\nmode = \"require\"\ntrust = \"anchors\"\nanchors = [\"" +
                std::string(anchor) + "\"]\non_failure = \"" + on_failure + "\"\n";
    write(folder / "domainsec.toml", text);
}

std::string sends_to_contoso(unsigned port) {
    return partner("Contoso", "contoso.example") +
           "[partner.send]\nmode = \"require\"\ntrust = \"anchors\"\nanchors = "
           "[\"contoso-ca.pem\"]\n"
           "nexthop = \"[127.0.0.1]:" +
           std::to_string(port) + "\"\nservername = \"edge1.contoso.example\"\n";
}

void write_sender(const fs::path& folder, const Cast& cast, const std::string& domain,
                  const domainsec::Identity& identity, unsigned port) {
    write(folder / "contoso-ca.pem", cast.contoso_ca.certificate.pem());
    store_identity(folder, identity);
    write(folder / "domainsec.toml", head(domain, "mx1." + domain) + sends_to_contoso(port));
}

/// The stranger names Fabrikam's authority in a configuration of its own, so that its own edge
/// stamps what its own "Fabrikam" sends: a perfect stamp, of the wrong organization.
void write_stranger(const fs::path& folder, const Cast& cast) {
    write(folder / "fabrikam-ca.pem", cast.stranger_ca.certificate.pem());
    make_stamp_key(folder, "stranger.example", "edge1.stranger.example");
    write(folder / "domainsec.toml",
          "[organization]\ndomain = \"stranger.example\"\ndomains = [\"stranger.example\"]\n"
          "[edge]\nname = \"edge1.stranger.example\"\n"
          "[stamp]\nselector = \"edge1\"\nkey = \"stamp.pem\"\nkeyring = \"keyring.toml\"\n" +
              partner("Fabrikam", "fabrikam.example") +
              "[partner.receive]\nmode = \"require\"\nanchors = [\"fabrikam-ca.pem\"]\n");
}

}  // namespace

domainsec::Identity issued(const std::string& label, const std::vector<std::string>& names,
                           const domainsec::Certificate& authority_certificate,
                           const PrivateKey& authority_key, TimePoint not_before,
                           TimePoint not_after) {
    auto key = PrivateKey::generate(KeyAlgorithm::ecdsa_p256);
    auto certificate = issue_certificate(authority_certificate, authority_key, key.public_key(),
                                         edge_content(names, not_before, not_after));
    return {label, domainsec::Chain({certificate}), key};
}

Cast make_cast(const fs::path& folder, TimePoint now) {
    auto fabrikam_ca = authority("Fabrikam Mail CA", now);
    auto contoso_ca = authority("Contoso Mail CA", now);
    auto stranger_ca = authority("Fabrikam Mail CA", now);  // the same name, another key
    const auto from_fabrikam = [&](const std::string& label, const std::vector<std::string>& names,
                                   TimePoint from, TimePoint to) {
        return issued(label, names, fabrikam_ca.certificate, fabrikam_ca.key, from, to);
    };
    const std::vector<std::string> fabrikam_names{"fabrikam.example", "mx1.fabrikam.example"};
    Cast cast{
        .folder = folder,
        .fabrikam_ca = fabrikam_ca,
        .contoso_ca = contoso_ca,
        .stranger_ca = stranger_ca,
        // Short-lived, so that no revocation data is needed.
        .fabrikam = from_fabrikam("mx1", fabrikam_names, now - 1 * day, now + 6 * day),
        .fabrikam_expired = from_fabrikam("old", fabrikam_names, now - 8 * day, now - 1 * day),
        .fabrikam_other =
            from_fabrikam("web", {"www.fabrikam.example"}, now - 1 * day, now + 6 * day),
        .northwind = self_signed("mx1", {"northwind.example", "mx1.northwind.example"}, now),
        .contoso = issued("edge1", {"contoso.example", "edge1.contoso.example"},
                          contoso_ca.certificate, contoso_ca.key, now - 1 * day, now + 6 * day),
        .contoso_config = folder / "contoso" / "domainsec.toml",
        .contoso_strict_config = folder / "contoso-strict" / "domainsec.toml",
        .fabrikam_config = folder / "fabrikam" / "domainsec.toml",
        .northwind_config = folder / "northwind" / "domainsec.toml",
        .stranger_config = folder / "stranger" / "domainsec.toml",
    };
    write_contoso(folder / "contoso", cast, "defer", false);
    write_contoso(folder / "contoso-strict", cast, "reject", true);
    write_stranger(folder / "stranger", cast);
    return cast;
}

void write_sender_configurations(Cast& cast, unsigned contoso_port) {
    write_sender(cast.folder / "fabrikam", cast, "fabrikam.example", cast.fabrikam, contoso_port);
    write_sender(cast.folder / "northwind", cast, "northwind.example", cast.northwind,
                 contoso_port);
}

}  // namespace demo

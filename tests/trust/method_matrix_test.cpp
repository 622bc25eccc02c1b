// The matrix of methods, cell by cell (docs/threat-model.md, "The method matrix, argued"; RFC 5280
// §6.1, RFC 7469 §2.6, RFC 7671 §5.1, §5.2, RFC 7672 §3.1.1): one thing is wrong with an otherwise
// good chain, and each method either minds or does not look.
#include <array>

#include "pki/certificate_data.hpp"
#include "pki/private_key_data.hpp"
#include "support/case_table.hpp"
#include "trust/judging.hpp"

using namespace domainsec;
using namespace domainsec::test;

namespace {

enum class Method { system, anchors, pin, dane_ee, dane_ta };

enum class Flaw {
    none,
    name,            ///< Another organization's.
    dates,           ///< The leaf is expired.
    usage,           ///< The leaf is for mail protection alone.
    signature,       ///< Nobody's key made the signature on the leaf.
    issuer,          ///< The intermediate is no authority.
    issuer_missing,  ///< The peer forgot to send it.
    revoked,         ///< Its authority's list says so.
    revocation_unknown,
};

struct Column {
    const char* name;
    Flaw flaw;
    const char* outcome;  ///< Of a method that minds.
};

constexpr std::array<Column, 9> columns{{
    {"nothing", Flaw::none, "pass"},
    {"name", Flaw::name, "fail name_mismatch"},
    {"dates", Flaw::dates, "fail expired"},
    {"eku", Flaw::usage, "fail wrong_usage"},
    {"path_signature", Flaw::signature, "fail bad_signature"},
    {"path_issuer", Flaw::issuer, "fail not_a_ca"},
    {"path_incomplete", Flaw::issuer_missing, "fail incomplete_chain"},
    {"revocation_revoked", Flaw::revoked, "fail revoked"},
    {"revocation_unknown", Flaw::revocation_unknown, "temperror revocation_unknown"},
}};

const std::string list_uri = "http://crl.fabrikam.example/issuing.crl";

DomainName tlsa_owner() {
    return *DomainName::from_owner_name("_25._tcp.mail.fabrikam.example");
}

const Party& root() {
    static const Party party = forge_root(authority("Fabrikam Root"));
    return party;
}

Party issuing(Flaw flaw) {
    Spec spec = authority("Fabrikam Issuing");
    if (flaw == Flaw::issuer) spec.extensions.erase(spec.extensions.begin());
    return forge(root(), spec);
}

Certificate leaf_below(const Party& issuer, Flaw flaw) {
    const std::string other = "mail.contoso.example", own = "mail.fabrikam.example";
    std::vector<std::string> usages{"1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2"};
    if (flaw == Flaw::usage) usages = {"1.3.6.1.5.5.7.3.4"};
    Spec spec;
    spec.extensions = {alternative_names({dns_name(flaw == Flaw::name ? other : own)}),
                       detail::extended_key_usage(usages),
                       detail::crl_distribution_points({list_uri})};
    if (flaw == Flaw::dates) spec.not_after = test_now() - std::chrono::days(1);
    const Certificate leaf = forge(issuer, spec).certificate;
    if (flaw != Flaw::signature) return leaf;
    Bytes der = leaf.der();
    der.back() ^= 1;
    return *Certificate::from_der(der);
}

Bytes list_of_revoked(const Party& issuer, const Certificate& leaf) {
    detail::RevocationListContent content;
    content.issuer = issuer.name;
    content.this_update = test_now() - std::chrono::hours(1);
    content.next_update = test_now() + std::chrono::hours(1);
    content.entries.push_back(
        {Botan::BigInt::from_bytes(leaf.data().x509().serial_number()), content.this_update});
    return detail::sign_revocation_list(content, *issuer.key.data().botan_key);
}

TlsaRecord record(std::uint8_t usage, const Certificate& certificate) {
    const Sha256Digest& digest = certificate.spki_sha256();
    return {usage, 1, 1, Bytes(digest.begin(), digest.end())};
}

TrustPolicy policy_of(Method method, Flaw flaw, const Certificate& leaf) {
    TrustPolicy policy;
    policy.revocation = flaw == Flaw::revoked              ? RevocationMode::soft
                        : flaw == Flaw::revocation_unknown ? RevocationMode::hard
                                                           : RevocationMode::off;
    policy.identities = domain_names({"mail.fabrikam.example"});
    switch (method) {
        case Method::system:
        case Method::anchors:
            policy.method = method == Method::system ? TrustMethod::system : TrustMethod::anchors;
            policy.anchors = AnchorSet::from_certificates({root().certificate});
            break;
        case Method::pin:
            policy.method = TrustMethod::pin;
            policy.pins = {leaf.spki_sha256(), Sha256Digest{1}};
            break;
        case Method::dane_ee:
        case Method::dane_ta:
            policy.method = TrustMethod::dane;
            policy.tlsa_owners = {tlsa_owner()};
            break;
    }
    return policy;
}

struct Cell {
    std::string name;
    Method method;
    PeerRole peer;
    Flaw flaw;
    std::string expected;
    std::string method_tag;
};

void check_cell(const Cell& cell) {
    const Party issuer = issuing(cell.flaw);
    const Certificate leaf = leaf_below(issuer, cell.flaw);
    std::vector<Certificate> chain{leaf, issuer.certificate, root().certificate};
    if (cell.flaw == Flaw::issuer_missing) chain.erase(chain.begin() + 1);

    EvidenceStore store;
    DnsAnswer<TlsaRecord> tlsa;
    tlsa.outcome = DnsOutcome::records;
    tlsa.security = DnsSecurity::secure;
    tlsa.ttl = std::chrono::minutes(10);
    tlsa.records = {cell.method == Method::dane_ee ? record(3, leaf)
                                                   : record(2, root().certificate)};
    store.put_tlsa(tlsa_owner(), tlsa, test_now());
    if (cell.flaw == Flaw::revoked) store.put_crl(list_uri, list_of_revoked(issuer, leaf));

    const auto report = ChainValidator(policy_of(cell.method, cell.flaw, leaf), cell.peer)
                            .judge(Chain(chain), *store.snapshot(), test_now());
    BOOST_TEST(outcome(report) == cell.expected);
    BOOST_TEST(report.method_tag == cell.method_tag);
    // Where the name is not looked at, none is claimed.
    const bool names = cell.method_tag == "pkix" || cell.method_tag == "dane-ta";
    if (report.passed()) BOOST_TEST(report.matched_identity.has_value() == names);
}

/// One row of the matrix: every column minded, or none but the first, which passes anyway.
std::vector<Cell> row(const std::string& name, Method method, const std::string& tag, bool minds) {
    std::vector<Cell> cells;
    for (const PeerRole peer : {PeerRole::client, PeerRole::server})
        for (const Column& column : columns)
            cells.push_back({name + "_" + std::string(to_string(peer)) + "_" + column.name, method,
                             peer, column.flaw, minds ? column.outcome : "pass", tag});
    return cells;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(method_matrix)

const CaseTable<Cell> system_row(row("system", Method::system, "pkix", true), check_cell);
const CaseTable<Cell> anchors_row(row("anchors", Method::anchors, "pkix", true), check_cell);
const CaseTable<Cell> pin_row(row("pin", Method::pin, "pin", false), check_cell);
const CaseTable<Cell> dane_ee_row(row("dane_3", Method::dane_ee, "dane-ee", false), check_cell);
const CaseTable<Cell> dane_ta_row(row("dane_2", Method::dane_ta, "dane-ta", true), check_cell);

// What pin and DANE-EE put in the place of all that: the key, and the record.
BOOST_AUTO_TEST_CASE(pin_minds_the_key) {
    const Party issuer = issuing(Flaw::none);
    const Certificate leaf = leaf_below(issuer, Flaw::none);
    TrustPolicy policy = policy_of(Method::pin, Flaw::none, leaf);
    policy.pins = {Sha256Digest{1}, Sha256Digest{2}};
    BOOST_TEST(outcome(policy, {leaf, issuer.certificate}) == "fail pin_mismatch");
}

BOOST_AUTO_TEST_CASE(dane_minds_that_the_records_are_secure) {  // RFC 7672 §2.2
    for (const DnsSecurity security : {DnsSecurity::insecure, DnsSecurity::indeterminate}) {
        const Party issuer = issuing(Flaw::none);
        const Certificate leaf = leaf_below(issuer, Flaw::none);
        EvidenceStore store;
        DnsAnswer<TlsaRecord> tlsa;
        tlsa.outcome = DnsOutcome::records;
        tlsa.security = security;
        tlsa.ttl = std::chrono::minutes(10);
        tlsa.records = {record(3, leaf), record(2, root().certificate)};
        store.put_tlsa(tlsa_owner(), tlsa, test_now());
        const auto report =
            ChainValidator(policy_of(Method::dane_ee, Flaw::none, leaf), PeerRole::client)
                .judge(Chain({leaf, issuer.certificate, root().certificate}), *store.snapshot(),
                       test_now());
        BOOST_TEST(outcome(report) == "fail tlsa_not_secure");
    }
}

BOOST_AUTO_TEST_SUITE_END()

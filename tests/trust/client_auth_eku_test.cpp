// Client authentication and extended key usage, nested through all authorities (RFC 5280 §4.2.1.3,
// §4.2.1.12; RFC 5937 §3.2): every mode with every kind of leaf below every kind of authority.
#include <algorithm>
#include <array>
#include <map>

#include "support/case_table.hpp"
#include "trust/judging.hpp"

using namespace domainsec;
using namespace domainsec::test;

namespace {

const std::string server_auth = "1.3.6.1.5.5.7.3.1";
const std::string client_auth = "1.3.6.1.5.5.7.3.2";
const std::string code_signing = "1.3.6.1.5.5.7.3.3";
const std::string email_protection = "1.3.6.1.5.5.7.3.4";
const std::string any_usage = "2.5.29.37.0";

/// The extension by the word that stands in the tables; "none" is none.
std::vector<detail::RawExtension> usage(const std::string& word, bool critical = false) {
    static const std::map<std::string, std::vector<std::string>> purposes{
        {"client", {client_auth}},
        {"server", {server_auth}},
        {"both", {server_auth, client_auth}},
        {"any", {any_usage}},
        {"email", {email_protection}},
        {"code", {code_signing}},
        {"twice", {client_auth, client_auth}},
        {"any_and_client", {any_usage, client_auth}},
        {"email_and_client", {email_protection, client_auth}},
    };
    if (word == "none") return {};
    detail::RawExtension extension{"2.5.29.37", critical, {}};
    if (word == "empty") {
        extension.content = tlv(0x30, Bytes{});
    } else if (word == "garbled") {
        extension.content = tlv(0x30, Bytes{0x06, 0x05, 0x2B});
    } else if (word == "text") {
        extension.content = tlv(0x30, tlv(0x0C, "clientAuth"));
    } else {
        extension.content = detail::extended_key_usage(purposes.at(word)).content;
    }
    return {extension};
}

/// One path: leaf, one authority, root.
struct Row {
    std::string name;
    EkuMode mode = EkuMode::client;
    PeerRole peer = PeerRole::client;
    std::string leaf = "none";
    std::string authority = "none";
    std::string root = "none";
    /// 'p': passes. Refused, by what: 'L' the leaf, 'C' the authority, 'R' the root, 'A' that they
    /// agree on no purpose. 'm': malformed.
    char expected = 'p';
};

ValidationReport judged_row(const Row& row) {
    const Party top = forge_root(authority("Root", usage(row.root)));
    const Party issuer = forge(top, authority("Issuing", usage(row.authority)));
    TrustPolicy policy = trusting({top.certificate});
    policy.eku = row.mode;
    return judged(policy, {forge(issuer, edge(usage(row.leaf))).certificate, issuer.certificate},
                  row.peer);
}

void check_row(const Row& row) {
    const ValidationReport report = judged_row(row);
    if (row.expected == 'p') {
        BOOST_TEST(outcome(report) == "pass");
        return;
    }
    if (row.expected == 'm') {
        BOOST_TEST(outcome(report) == "permerror malformed");
        BOOST_TEST(rule_of(report, TrustReason::malformed) == "RFC 5280 §4.2.1.12");
        return;
    }
    BOOST_TEST(outcome(report) == "fail wrong_usage");
    BOOST_TEST(rule_of(report, TrustReason::wrong_usage) ==
               (row.expected == 'L' ? "RFC 5280 §4.2.1.12" : "RFC 5280 §4.2.1.12, nested"));
    const Finding& first = report.findings.front();
    if (row.expected == 'A') {
        BOOST_TEST(!first.certificate.has_value());
    } else {
        BOOST_REQUIRE(first.certificate.has_value());
        BOOST_TEST(*first.certificate == std::string("LCR").find(row.expected));
    }
}

/// A row of a grid: one kind of leaf below each kind of authority, in the order of `columns`.
struct GridLine {
    const char* leaf;
    const char* verdicts;
};

constexpr std::array<const char*, 5> columns{"none", "client", "server", "any", "email"};

std::vector<Row> grid(const std::string& prefix, EkuMode mode, PeerRole peer,
                      const std::vector<GridLine>& lines) {
    std::vector<Row> rows;
    for (const GridLine& line : lines) {
        for (std::size_t column = 0; column < columns.size(); ++column) {
            const std::string name = prefix + "_leaf_" + line.leaf + "_below_" + columns[column];
            rows.push_back(
                {name, mode, peer, line.leaf, columns[column], "none", line.verdicts[column]});
        }
    }
    return rows;
}

/// The same authority as an anchor: what it says of its own limits holds (RFC 5937 §3.2).
std::vector<Row> anchored(std::vector<Row> rows) {
    for (Row& row : rows) {
        row.name = "anchor_" + row.name;
        std::swap(row.root, row.authority);
        if (row.expected == 'C') row.expected = 'R';
    }
    return rows;
}

// Columns: an authority with none, client, server, any, email. RFC 5280 §4.2.1.12: without the
// extension all is allowed; RFC 5280 says nothing of authorities, practice nests (Mozilla, BR
// §7.1.2.10.6).
const std::vector<GridLine> as_client{
    {"none", "ppCpC"},
    {"client", "ppCpC"},
    {"server", "LLLLL"},
    {"both", "ppCpC"},
    {"any", "LLLLL"},
    {"email", "LLLLL"},
    {"code", "LLLLL"},
    {"twice", "ppCpC"},
    {"any_and_client", "ppCpC"},
    {"email_and_client", "ppCpC"},
};
// serverAuth may stand for an MTA, but through the whole path.
const std::vector<GridLine> as_mta{
    {"none", "ppppC"}, {"client", "ppCpC"}, {"server", "pCppC"}, {"both", "ppppC"},
    {"any", "LLLLL"},  {"email", "LLLLL"},  {"code", "LLLLL"},   {"twice", "ppCpC"},
};
const std::vector<GridLine> unlooked{
    {"none", "ppppp"}, {"client", "ppppp"}, {"server", "ppppp"}, {"both", "ppppp"},
    {"any", "ppppp"},  {"email", "ppppp"},  {"code", "ppppp"},
};
const std::vector<GridLine> as_server{
    {"none", "pCppC"}, {"client", "LLLLL"}, {"server", "pCppC"}, {"both", "pCppC"},
    {"any", "LLLLL"},  {"email", "LLLLL"},  {"code", "LLLLL"},
};

/// Two authorities between leaf and root.
struct Agreement {
    std::string name;
    EkuMode mode;
    PeerRole peer;
    std::string leaf;
    std::string lower;
    std::string upper;
    std::string expected;
    bool is_about_agreement = false;
};

void check_agreement(const Agreement& row) {
    const Party top = forge_root(authority("Root"));
    const Party upper = forge(top, authority("Upper", usage(row.upper)));
    const Party lower = forge(upper, authority("Lower", usage(row.lower)));
    TrustPolicy policy = trusting({top.certificate});
    policy.eku = row.mode;
    const auto report = judged(
        policy,
        {forge(lower, edge(usage(row.leaf))).certificate, lower.certificate, upper.certificate},
        row.peer);
    BOOST_TEST(outcome(report) == row.expected);
    if (row.is_about_agreement) {
        BOOST_REQUIRE(!report.findings.empty());
        BOOST_TEST(report.findings.front().seen == "authorities that do not agree on a purpose");
    }
}

/// keyUsage of the leaf: the content of its BIT STRING; nothing for a leaf without the extension.
struct KeyUsageRow {
    std::string name;
    std::optional<Bytes> bits;
    std::string expected;
    std::string rule;
    bool critical = true;
};

ValidationReport with_key_usage(const KeyUsageRow& row, EkuMode mode, PeerRole peer) {
    static const Party root = forge_root(authority("Root"));
    std::vector<detail::RawExtension> extensions = usage("both");
    if (row.bits) extensions.push_back({"2.5.29.15", row.critical, tlv(0x03, *row.bits)});
    TrustPolicy policy = trusting({root.certificate});
    policy.eku = mode;
    return judged(policy, {forge(root, edge(extensions)).certificate}, peer);
}

// The handshake is signed in TLS 1.3 and in all suites of TLS 1.2 that are offered, by clients as
// by servers, whatever the extended usage says.
void check_key_usage(const KeyUsageRow& row) {
    for (const PeerRole peer : {PeerRole::client, PeerRole::server}) {
        for (const EkuMode mode : {EkuMode::client, EkuMode::any}) {
            const auto report = with_key_usage(row, mode, peer);
            BOOST_TEST(outcome(report) == row.expected);
            if (!row.rule.empty()) BOOST_TEST(report.findings.front().rule == row.rule);
        }
    }
}

const std::string sign_rule = "RFC 5280 §4.2.1.3";

}  // namespace

BOOST_AUTO_TEST_SUITE(client_auth_eku)

const CaseTable<Row> client_mode(grid("client", EkuMode::client, PeerRole::client, as_client),
                                 check_row);
const CaseTable<Row> mta_mode(grid("mta", EkuMode::mta, PeerRole::client, as_mta), check_row);
const CaseTable<Row> any_mode(grid("any", EkuMode::any, PeerRole::client, unlooked), check_row);
const CaseTable<Row> server_role(grid("server", EkuMode::client, PeerRole::server, as_server),
                                 check_row);
const CaseTable<Row> client_anchors(
    anchored(grid("client", EkuMode::client, PeerRole::client,
                  {{"none", "ppCpC"}, {"client", "ppCpC"}, {"both", "ppCpC"}, {"any", "LLLLL"}})),
    check_row);
const CaseTable<Row> mta_anchors(
    anchored(grid("mta", EkuMode::mta, PeerRole::client,
                  {{"none", "ppppC"}, {"client", "ppCpC"}, {"server", "pCppC"}})),
    check_row);
const CaseTable<Row> server_anchors(anchored(grid("server", EkuMode::client, PeerRole::server,
                                                  {{"none", "pCppC"}, {"server", "pCppC"}})),
                                    check_row);

// Of a server serverAuth is asked in every mode: eku is a key for receiving.
const CaseTable<Row> server_whatever_the_mode(
    {
        {"server_in_mta_mode_with_client_auth", EkuMode::mta, PeerRole::server, "client", "none",
         "none", 'L'},
        {"server_in_any_mode_with_client_auth", EkuMode::any, PeerRole::server, "client", "none",
         "none", 'L'},
        {"server_in_any_mode_with_any_usage", EkuMode::any, PeerRole::server, "any", "none", "none",
         'L'},
        {"server_in_mta_mode_with_server_auth", EkuMode::mta, PeerRole::server, "server", "server",
         "server", 'p'},
        {"server_in_any_mode_with_server_auth", EkuMode::any, PeerRole::server, "server", "none",
         "none", 'p'},
        {"server_in_any_mode_below_a_client_authority", EkuMode::any, PeerRole::server, "server",
         "client", "none", 'C'},
    },
    check_row);

// RFC 5280 §4.2.1.12: SEQUENCE SIZE (1..MAX) OF OBJECT IDENTIFIER. What cannot be read is not
// absent, in no mode and in no certificate of the path.
const CaseTable<Row> malformed(
    {
        {"empty_in_leaf", EkuMode::client, PeerRole::client, "empty", "none", "none", 'm'},
        {"empty_in_leaf_mta", EkuMode::mta, PeerRole::client, "empty", "none", "none", 'm'},
        {"empty_in_leaf_any", EkuMode::any, PeerRole::client, "empty", "none", "none", 'm'},
        {"empty_in_leaf_server", EkuMode::client, PeerRole::server, "empty", "none", "none", 'm'},
        {"empty_in_authority", EkuMode::client, PeerRole::client, "client", "empty", "none", 'm'},
        {"empty_in_anchor", EkuMode::client, PeerRole::client, "client", "none", "empty", 'm'},
        {"garbled_in_leaf", EkuMode::client, PeerRole::client, "garbled", "none", "none", 'm'},
        {"garbled_in_leaf_any", EkuMode::any, PeerRole::client, "garbled", "none", "none", 'm'},
        {"garbled_in_authority", EkuMode::mta, PeerRole::client, "client", "garbled", "none", 'm'},
        {"text_in_leaf", EkuMode::client, PeerRole::client, "text", "none", "none", 'm'},
        {"text_in_authority", EkuMode::any, PeerRole::client, "client", "text", "none", 'm'},
    },
    check_row);

// One purpose has to hold through the whole path: an authority for clients above one for servers
// lends neither.
const CaseTable<Agreement> agreements(
    {
        {"two_authorities_for_clients", EkuMode::client, PeerRole::client, "client", "client",
         "client", "pass"},
        {"two_authorities_that_differ_client_mode", EkuMode::client, PeerRole::client, "both",
         "client", "server", "fail wrong_usage"},
        {"two_authorities_that_differ_mta_mode", EkuMode::mta, PeerRole::client, "both", "client",
         "server", "fail wrong_usage", true},
        {"two_authorities_that_differ_the_other_way", EkuMode::mta, PeerRole::client, "both",
         "server", "client", "fail wrong_usage", true},
        {"two_authorities_that_differ_leaf_without", EkuMode::mta, PeerRole::client, "none",
         "server", "client", "fail wrong_usage", true},
        {"two_authorities_that_differ_any_mode", EkuMode::any, PeerRole::client, "both", "client",
         "server", "pass"},
        {"two_authorities_that_differ_server", EkuMode::client, PeerRole::server, "both", "client",
         "server", "fail wrong_usage"},
        {"both_below_server", EkuMode::mta, PeerRole::client, "both", "both", "server", "pass"},
        {"both_below_client", EkuMode::mta, PeerRole::client, "both", "both", "client", "pass"},
        {"any_between", EkuMode::client, PeerRole::client, "client", "any", "client", "pass"},
        {"any_above", EkuMode::client, PeerRole::client, "client", "client", "any", "pass"},
        {"any_lends_nothing_that_is_refused_above", EkuMode::client, PeerRole::client, "client",
         "any", "server", "fail wrong_usage"},
        {"lower_authority_wider_than_upper", EkuMode::client, PeerRole::client, "client", "both",
         "server", "fail wrong_usage"},
        {"only_the_upper_is_limited", EkuMode::client, PeerRole::client, "client", "none", "email",
         "fail wrong_usage"},
        {"mail_authorities_issue_no_clients", EkuMode::client, PeerRole::client, "client", "email",
         "email", "fail wrong_usage"},
    },
    check_agreement);

// Bits in the order of RFC 5280 §4.2.1.3: digitalSignature 80, nonRepudiation 40, keyEncipherment
// 20, dataEncipherment 10, keyAgreement 08, keyCertSign 04, cRLSign 02, encipherOnly 01,
// decipherOnly in the second octet. The first octet counts the unused bits.
const CaseTable<KeyUsageRow> key_usages(
    {
        {"key_usage_absent", std::nullopt, "pass", ""},
        {"key_usage_digital_signature", Bytes{7, 0x80}, "pass", ""},
        {"key_usage_not_critical", Bytes{7, 0x80}, "pass", "", false},
        {"key_usage_with_key_encipherment", Bytes{5, 0xA0}, "pass", ""},
        {"key_usage_with_key_agreement", Bytes{3, 0x88}, "pass", ""},
        {"key_usage_with_cert_sign", Bytes{2, 0x84}, "pass", ""},
        {"key_usage_all", Bytes{0, 0xFF}, "pass", ""},
        {"key_usage_all_nine", Bytes{7, 0xFF, 0x80}, "pass", ""},
        {"key_usage_key_encipherment_alone", Bytes{5, 0x20}, "fail wrong_usage", sign_rule},
        {"key_usage_key_agreement_alone", Bytes{3, 0x08}, "fail wrong_usage", sign_rule},
        {"key_usage_non_repudiation_alone", Bytes{6, 0x40}, "fail wrong_usage", sign_rule},
        {"key_usage_cert_sign_alone", Bytes{2, 0x04}, "fail wrong_usage", sign_rule},
        {"key_usage_decipher_only_alone", Bytes{7, 0x00, 0x80}, "fail wrong_usage", sign_rule},
        {"key_usage_no_bit", Bytes{0}, "fail wrong_usage", sign_rule},
        {"key_usage_refused_not_critical", Bytes{5, 0x20}, "fail wrong_usage", sign_rule, false},
        {"key_usage_without_unused_count", Bytes{}, "permerror malformed", sign_rule},
        {"key_usage_with_eight_unused_bits", Bytes{8, 0x80}, "permerror malformed", sign_rule},
        {"key_usage_of_four_octets", Bytes{0, 0x80, 0, 0}, "permerror malformed", sign_rule},
    },
    check_key_usage);

// RFC 5280 §4.2.1.12: critical or not, the extension says the same.
BOOST_AUTO_TEST_CASE(critical_usage_allows_the_same) {
    const Party root = forge_root(authority("Root"));
    const Party issuer = forge(root, authority("Issuing", usage("client", true)));
    BOOST_TEST(outcome(trusting({root.certificate}),
                       {forge(issuer, edge(usage("client", true))).certificate,
                        issuer.certificate}) == "pass");
}

BOOST_AUTO_TEST_CASE(critical_usage_refuses_the_same) {
    const Party root = forge_root(authority("Root"));
    BOOST_TEST(outcome(trusting({root.certificate}),
                       {forge(root, edge(usage("server", true))).certificate}) ==
               "fail wrong_usage");
}

// RFC 5280 §4.2: one of a kind. Botan does not read it at all, so that no peer can send it.
BOOST_AUTO_TEST_CASE(extension_that_stands_twice_is_no_certificate) {
    const Party root = forge_root(authority("Root"));
    auto extensions = usage("client");
    extensions.push_back(usage("server").front());
    BOOST_CHECK_THROW(forge(root, edge(extensions)), std::invalid_argument);
}

// RFC 5280 §6.1.4 (n): the authority's own key usage.
BOOST_AUTO_TEST_CASE(authority_that_only_signs_handshakes_issues_nothing) {
    const Party root = forge_root(authority("Root"));
    Spec spec = authority("Issuing");
    spec.extensions[1].content = tlv(0x03, Bytes{7, 0x80});
    const Party issuer = forge(root, spec);
    const auto report =
        judged(trusting({root.certificate}),
               {forge(issuer, edge(usage("client"))).certificate, issuer.certificate});
    BOOST_TEST(outcome(report) == "fail wrong_usage");
    BOOST_TEST(rule_of(report, TrustReason::wrong_usage) == "RFC 5280 §6.1.4(n)");
    BOOST_TEST(*report.findings.front().certificate == 1u);
}

// RFC 5280 §4.2.1.9 forbids an authority to say keyCertSign of a leaf; whoever relies on the leaf
// only sees to it that it issues nothing.
BOOST_AUTO_TEST_CASE(leaf_with_cert_sign_is_no_authority) {
    const Party root = forge_root(authority("Root"));
    Spec spec = edge({{"2.5.29.15", true, tlv(0x03, Bytes{2, 0x84})}});
    spec.subject = "Leaf";
    const Party leaf = forge(root, spec);
    BOOST_TEST(outcome(trusting({root.certificate}), {leaf.certificate}) == "pass");
    BOOST_TEST(outcome(trusting({root.certificate}),
                       {forge(leaf, edge()).certificate, leaf.certificate}) == "fail not_a_ca");
}

// RFC 5280 §6.1.3: a good path is looked for, not only the first one.
BOOST_AUTO_TEST_CASE(authority_renewed_with_client_auth_is_found) {
    const Party root = forge_root(authority("Root"));
    const Party old = forge(root, authority("Issuing", usage("server")));
    const Party renewed = forge(root, authority("Issuing", usage("both")), old.key);
    BOOST_TEST(outcome(trusting({root.certificate}), {forge(old, edge(usage("client"))).certificate,
                                                      old.certificate, renewed.certificate}) ==
               "pass");
}

BOOST_AUTO_TEST_SUITE_END()

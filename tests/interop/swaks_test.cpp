// swaks comes to our server with one message: the tool with which administrators try a mail server.
#include "client_programs.hpp"
#include "matrix.hpp"
#include "support/case_table.hpp"

using namespace domainsec;
using namespace domainsec::test;

namespace {

const std::string our_name = "edge1.contoso.example";

// It verifies the name by which it was told to connect; only this process knows that name.
Words named(const PemFiles& files) {
    const std::string hosts = files.write("hosts", "127.0.0.1 edge1.contoso.example\n");
    return {"env", "LD_PRELOAD=libnss_wrapper.so", "NSS_WRAPPER_HOSTS=" + hosts};
}

Words swaks_words(const ClientOrder& order, const PemFiles& files, std::uint16_t port) {
    // It puts a line end of its own behind the message.
    std::string message = message_from("alice@fabrikam.example");
    message.resize(message.size() - 2);
    const std::string version = order.version == OnlyVersion::tls12 ? "tlsv1_2" : "tlsv1_3";
    const std::string authority = files.write(order.trusts_us ? contoso_ca() : stranger_ca());
    Words words = named(files);
    const auto append = [&](const Words& more) {
        words.insert(words.end(), more.begin(), more.end());
    };
    append({"swaks", "--server", our_name + ":" + std::to_string(port)});
    append({"--ehlo", "mx1.fabrikam.example", "--from", "alice@fabrikam.example"});
    append({"--to", "bob@contoso.example", "--data", "@" + files.write("message", message)});
    append({"--tls", "--tls-sni", our_name, "--tls-protocol", version});
    append({"--tls-verify", "--tls-ca-path", authority});
    if (order.identity) {
        const IdentityFiles identity = files.write(*order.identity);
        append({"--tls-cert", identity.certificate, "--tls-key", identity.key});
    }
    return words;
}

struct Row {
    std::string name;   ///< Of the test.
    std::string title;  ///< As in the matrix.
    std::optional<Identity> (*identity)();
    std::string expected;  ///< Served::answer.
    void (*change)(Visit& plan) = nullptr;
};

template <Identity (*make)()>
std::optional<Identity> some() {
    return make();
}

std::optional<Identity> none() {
    return std::nullopt;
}

void in_tls12(Visit& plan) {
    plan.order.version = OnlyVersion::tls12;
}

void distrusting(Visit& plan) {
    plan.order.trusts_us = false;
}

void by_mta(Visit& plan) {
    plan.receive_rules = "eku = \"mta\"\n";
}

void by_any(Visit& plan) {
    plan.receive_rules = "eku = \"any\"\n";
}

void octet_by_octet(Visit& plan) {
    plan.relay.emplace().piece = 1;
}

void slowly(Visit& plan) {
    plan.relay = RelayRules{.piece = 200, .pause = std::chrono::milliseconds(30)};
}

void killed(Visit& plan) {
    plan.on_command = [](ChildProcess& program, const std::string& command) {
        if (command.starts_with("MAIL")) program.kill();
    };
}

std::vector<Row> rows() {
    using namespace presented;
    const std::string chain_refused = "451 4.7.5 invalid_chain";
    constexpr auto good = &some<presented::good>;
    constexpr auto servers = &some<servers_alone>;
    return {
        {"mutual_tls13", "mutual TLS 1.3", good, "secured TLS1.3"},
        {"mutual_tls12", "mutual TLS 1.2", good, "secured TLS1.2", &in_tls12},
        {"no_certificate_tls13", "no certificate TLS 1.3", &none, "451 4.7.5 no_certificate"},
        {"no_certificate_tls12", "no certificate TLS 1.2", &none, "451 4.7.5 no_certificate",
         &in_tls12},
        {"untrusted", "untrusted", &some<untrusted>, chain_refused},
        {"expired", "expired", &some<presented::expired>, "451 4.7.5 expired"},
        {"wrong_name", "wrong name", &some<wrong_name>, "451 4.7.5 name_mismatch"},
        {"eku_client", "serverAuth alone, eku client", servers, chain_refused},
        {"eku_mta", "serverAuth alone, eku mta", servers, "secured TLS1.3", &by_mta},
        {"eku_any", "serverAuth alone, eku any", servers, "secured TLS1.3", &by_any},
        {"distrusts_us", "distrusts us TLS 1.3", good, "peer_rejected_certificate unknown_ca",
         &distrusting},
        {"one_octet_pieces", "one-octet pieces TLS 1.3", good, "secured TLS1.3", &octet_by_octet},
        {"slow", "slow", good, "secured TLS1.3", &slowly},
        {"truncation", "truncation TLS 1.3", good, "truncated", &killed},
    };
}

void check(const Row& row) {
    Visit plan;
    plan.commands = {};
    plan.order.identity = row.identity();
    if (row.change != nullptr) row.change(plan);
    const Visited visited = visit({"swaks", &swaks_words}, plan);
    if (visited.served.answer != row.expected) BOOST_TEST_MESSAGE(visited.output);
    if (row.expected.starts_with("secured")) {
        BOOST_TEST(visited.served.message == message_from("alice@fabrikam.example"));
        BOOST_REQUIRE(visited.served.facts.has_value());
        BOOST_TEST(visited.served.facts->server_name() == "edge1.contoso.example");
    }
    if (row.expected.starts_with("451"))
        BOOST_TEST(visited.output.find("451 4.7.5") != std::string::npos);
    check_outcome({"swaks", PeerRole::client, row.title}, visited.served.answer, row.expected);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(swaks)

const CaseTable<Row> each_case(rows(), &check);

BOOST_AUTO_TEST_SUITE_END()

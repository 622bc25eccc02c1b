// The harness of x509-limbo: cases on standard input, results on standard output, by the public
// API alone. --legacy-algorithms: the profile rfc5280, for suites of the age of SHA-1.
#include <arpa/inet.h>

#include <domainsec/error.hpp>
#include <domainsec/trust/chain_validator.hpp>
#include <iostream>
#include <nlohmann/json.hpp>

using namespace domainsec;
using Json = nlohmann::json;

namespace {

// A TimePoint holds whole seconds: the fraction is cut off, for times in certificates have none
// (RFC 5280 §4.1.2.5).
TimePoint time_of(const Json& text) {
    if (text.is_null()) return system_clock()();
    std::tm parts{};
    std::istringstream in(text.get<std::string>());
    in >> std::get_time(&parts, "%Y-%m-%dT%H:%M:%S");
    if (in.fail()) throw std::runtime_error("a validation_time that cannot be read");
    return TimePoint(Seconds(timegm(&parts)));
}

std::vector<Certificate> certificates_of(const Json& pems) {
    std::vector<Certificate> certificates;
    for (const auto& pem : pems)
        certificates.push_back(
            Certificate::from_octets(bytes_of(pem.get_ref<const std::string&>())));
    return certificates;
}

Bytes address_of(const std::string& text) {
    Bytes octets(text.find(':') == std::string::npos ? 4 : 16);
    if (inet_pton(octets.size() == 4 ? AF_INET : AF_INET6, text.c_str(), octets.data()) != 1)
        throw std::runtime_error("an address that cannot be read");
    return octets;
}

/// A reference identity that is none can be in no certificate.
template <typename Name>
Name required(const std::optional<Name>& name, const std::string& text) {
    if (!name) throw Error(errc::invalid_name, text + " is not a name that can be asked for");
    return *name;
}

/// What one case asks of the validator.
struct Question {
    TrustPolicy policy;
    ValidatorOptions options;
    PeerRole peer = PeerRole::server;

    void add_name(const Json& name) {
        const auto kind = name.at("kind").get<std::string>();
        const auto value = name.at("value").get<std::string>();
        if (kind == "DNS")
            policy.identities.push_back(required(DomainName::from_string(value), value));
        else if (kind == "IP")
            options.ip_addresses.push_back(address_of(value));
        else
            options.mailboxes.push_back(required(MailAddress::from_string(value), value));
    }
};

Question question_of(const Json& test, bool legacy) {
    Question question;
    question.policy.anchors =
        AnchorSet::from_certificates(certificates_of(test.at("trusted_certs")));
    question.policy.wildcards = true;
    question.policy.short_lived = Seconds{0};
    question.policy.revocation =
        test.at("crls").empty() ? RevocationMode::off : RevocationMode::hard;
    question.options.profile = legacy ? ValidationProfile::rfc5280 : ValidationProfile::strict;
    question.options.legacy_algorithms = legacy;
    if (test.at("validation_kind") == "CLIENT") question.peer = PeerRole::client;
    if (const auto& depth = test.at("max_chain_depth"); !depth.is_null())
        question.options.max_intermediates = std::min<std::size_t>(depth.get<std::size_t>(), 30);
    if (const auto& name = test.at("expected_peer_name"); !name.is_null()) question.add_name(name);
    for (const auto& name : test.at("expected_peer_names")) question.add_name(name);
    question.options.any_identity = question.policy.identities.empty() &&
                                    question.options.ip_addresses.empty() &&
                                    question.options.mailboxes.empty();
    // PKITS asks for no usage; its certificates are not made for TLS.
    question.options.any_usage = legacy;
    return question;
}

ValidationReport judge(const Json& test, bool legacy) {
    Question question = question_of(test, legacy);
    std::vector<Certificate> presented = certificates_of(test.at("untrusted_intermediates"));
    presented.insert(presented.begin(),
                     Certificate::from_octets(
                         bytes_of(test.at("peer_certificate").get_ref<const std::string&>())));
    EvidenceStore store;
    for (const auto& crl : test.at("crls")) {
        std::string why;
        store.put_crl(bytes_of(crl.get_ref<const std::string&>()), &why);
    }
    const ChainValidator validator(std::move(question.policy), question.peer, question.options);
    return validator.judge(Chain(std::move(presented)), *store.snapshot(),
                           time_of(test.at("validation_time")));
}

Json result_of(const Json& test, bool legacy) {
    Json result{{"id", test.at("id")}};
    try {
        const ValidationReport report = judge(test, legacy);
        result["actual_result"] = report.passed() ? "SUCCESS" : "FAILURE";
        result["context"] = report.text();
    } catch (const Error& error) {
        // What cannot be read is refused; an anchor or a list as well as a certificate.
        result["actual_result"] = "FAILURE";
        result["context"] = error.what();
    }
    return result;
}

}  // namespace

int main(int argument_count, char** arguments) try {
    const std::vector<std::string_view> given(arguments + 1, arguments + argument_count);
    if (given.size() > 1 || (given.size() == 1 && given[0] != "--legacy-algorithms")) {
        std::cerr << "usage: limbo_harness [--legacy-algorithms] < cases.json > results.json\n";
        return 2;
    }
    Json results = Json::array();
    const Json suite = Json::parse(std::cin);
    for (const auto& test : suite.at("testcases"))
        results.push_back(result_of(test, !given.empty()));
    std::cout << Json{{"version", 1}, {"harness", "domainsec"}, {"results", results}}.dump(2)
              << '\n';
    return 0;
} catch (const std::exception& error) {
    std::cerr << "limbo_harness: " << error.what() << '\n';
    return 1;
}

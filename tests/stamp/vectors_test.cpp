// The published vectors hold, in every step of docs/stamp-format.md §4.
#include "stamp/vectors.hpp"

#include <boost/test/unit_test.hpp>
#include <fstream>

#include "stamp/base64.hpp"
#include "stamp/stamp_world.hpp"

using namespace stamp_test;

namespace {

nlohmann::ordered_json published() {
    std::ifstream file(DOMAINSEC_VECTORS "/stamps.json");
    BOOST_REQUIRE(file.good());
    return nlohmann::ordered_json::parse(file);
}

std::string decoded(const nlohmann::ordered_json& text) {
    const auto octets = detail::from_base64(text.get<std::string>()).value();
    return {octets.begin(), octets.end()};
}

KeyRingEntry entry_of(const nlohmann::ordered_json& vector) {
    KeyRingEntry entry(domain("contoso.example"));
    entry.selector = vector.at("selector");
    entry.algorithm =
        stamp_algorithm_from_string(vector.at("algorithm").get<std::string>()).value();
    entry.public_key = detail::from_base64(vector.at("public_key").get<std::string>()).value();
    entry.edges = {domain("edge1.contoso.example")};
    entry.role = vector.at("role") == "filter" ? KeyRole::filter : KeyRole::edge;
    return entry;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(vectors)

BOOST_AUTO_TEST_CASE(each_published_field_verifies) {
    const auto file = published();
    std::size_t count = 0;
    for (const auto& vector : file.at("vectors")) {
        const auto whole = vector.at("field").get<std::string>() + decoded(vector.at("message"));
        const auto report = Verifier(KeyRing({entry_of(vector)}), {domain("contoso.example")})
                                .verify(whole, at_delivery());
        BOOST_TEST(to_string(report.status) == "pass", vector.at("name") << ": " << report.detail);
        ++count;
    }
    BOOST_TEST(count == make_vectors().size());
}

BOOST_AUTO_TEST_CASE(what_is_made_today_is_what_was_published) {
    const auto file = published();
    const auto& old = file.at("vectors");
    const auto now = make_vectors();
    BOOST_REQUIRE(old.size() == now.size());
    for (std::size_t at = 0; at < now.size(); ++at) {
        for (const auto* part : {"name", "message", "canonicalization", "algorithm", "role",
                                 "body_canonical", "body_hash"})
            BOOST_TEST(old[at].at(part) == now[at].at(part), now[at].at("name") << ": " << part);
        if (!is_deterministic(now[at])) continue;
        for (const auto* part : {"public_key", "signed_data", "signed_hash", "field"})
            BOOST_TEST(old[at].at(part) == now[at].at(part), now[at].at("name") << ": " << part);
    }
}

BOOST_AUTO_TEST_SUITE_END()

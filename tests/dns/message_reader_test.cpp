// The reader of DNS messages on broken and hostile octets (RFC 1035 §4.1).
#include "dns/message_reader.hpp"

#include <boost/test/unit_test.hpp>

#include "dns/wire.hpp"

using namespace domainsec;
using namespace domainsec::detail;
using namespace domainsec::test;

namespace {

std::optional<std::string> name_in(const Bytes& octets, std::size_t offset = 0) {
    return read_wire_name(octets, offset);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(wire_names)

BOOST_AUTO_TEST_CASE(reads_labels_in_lower_case) {
    BOOST_TEST(name_in(wire_name({"MX1", "Fabrikam", "example"})).value() ==
               "mx1.fabrikam.example");
    BOOST_TEST(name_in(wire_name({})).value().empty());
}

BOOST_AUTO_TEST_CASE(follows_pointers_and_stands_behind_the_first) {
    Bytes octets = wire_name({"example"});
    const std::size_t start = octets.size();
    octets.insert(octets.end(), {1, 'a', 0xC0, 0, 99});
    std::size_t offset = start;
    BOOST_TEST(read_wire_name(octets, offset).value() == "a.example");
    BOOST_TEST(offset == start + 4);
}

BOOST_AUTO_TEST_CASE(refuses_loops_and_pointers_ahead) {
    BOOST_TEST(!name_in({0xC0, 0}).has_value());
    BOOST_TEST(!name_in({1, 'a', 0xC0, 0}).has_value());
    BOOST_TEST(!name_in({0xC0, 2, 0xC0, 0}, 2).has_value());
    BOOST_TEST(!name_in({0xC0, 2, 0}).has_value());
    BOOST_TEST(!name_in({1, 'a', 0xC0, 4, 1, 'b', 0xC0, 0}, 4).has_value());
}

BOOST_AUTO_TEST_CASE(refuses_cut_names_and_unknown_label_types) {
    BOOST_TEST(!name_in({}).has_value());
    BOOST_TEST(!name_in({3, 'a', 'b'}).has_value());
    BOOST_TEST(!name_in({1, 'a'}).has_value());
    BOOST_TEST(!name_in({0xC0}).has_value());
    BOOST_TEST(!name_in({0x40, 0}).has_value());
    BOOST_TEST(!name_in({0x80, 0}).has_value());
    BOOST_TEST(!name_in({0}, 5).has_value());
}

BOOST_AUTO_TEST_CASE(takes_255_octets_and_not_256) {
    const std::string label(63, 'a');
    BOOST_TEST(name_in(wire_name({label, label, label, std::string(61, 'a')})).has_value());
    BOOST_TEST(!name_in(wire_name({label, label, label, std::string(62, 'a')})).has_value());
}

BOOST_AUTO_TEST_CASE(writes_odd_octets_so_that_no_two_names_are_alike) {
    BOOST_TEST(name_in(wire_name({"a.b", "example"})).value() == "a\\046b.example");
    BOOST_TEST(name_in(wire_name({std::string("\0\xff ", 3)})).value() == "\\000\\255\\032");
    BOOST_TEST(name_in(wire_name({"\\046"})).value() == "\\092046");
    BOOST_TEST(name_in(wire_name({"_25"})).value() == "_25");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(wire_messages)

BOOST_AUTO_TEST_CASE(reads_both_sections) {
    const Bytes octets = wire_message(3, {wire_record(question_name, 16, 300, {1, 'x'})},
                                      {wire_record(question_name, 6, 60, {})});
    const auto message = read_dns_message(octets);
    BOOST_REQUIRE(message.has_value());
    BOOST_TEST(message->rcode == 3U);
    BOOST_REQUIRE(message->answer.size() == 1U);
    BOOST_TEST(message->answer[0].owner == "a.example");
    BOOST_TEST(message->answer[0].ttl == 300U);
    BOOST_TEST(message->answer[0].rdata.size() == 2U);
    BOOST_TEST(message->authority.at(0).is(RecordType::soa));
}

BOOST_AUTO_TEST_CASE(leaves_out_other_classes) {
    const auto message = wire_message(0, {wire_record(question_name, 16, 300, {1, 'x'}, 3)});
    BOOST_TEST(read_dns_message(message)->answer.empty());
}

BOOST_AUTO_TEST_CASE(refuses_every_cut_message) {
    const Bytes octets = wire_message(0, {wire_record(question_name, 16, 300, {1, 'x'})},
                                      {wire_record(question_name, 6, 60, {1, 2, 3, 4})});
    for (std::size_t size = 0; size < octets.size(); ++size) {
        const Bytes cut(octets.begin(), octets.begin() + static_cast<std::ptrdiff_t>(size));
        BOOST_REQUIRE(!read_dns_message(cut).has_value());
    }
}

BOOST_AUTO_TEST_CASE(refuses_counts_that_promise_too_much) {
    Bytes octets = wire_message(0, {});
    octets[6] = octets[7] = 0xFF;
    BOOST_TEST(!read_dns_message(octets).has_value());
    octets[4] = 0xFF;
    BOOST_TEST(!read_dns_message(octets).has_value());
}

BOOST_AUTO_TEST_CASE(survives_every_changed_octet) {
    const Bytes octets = wire_message(0, {wire_record(question_name, 15, 300, {0, 10, 0xC0, 12})},
                                      {wire_record(question_name, 6, 60, {0, 0, 0, 60})});
    std::size_t readable = 0;
    for (std::size_t i = 0; i < octets.size(); ++i) {
        for (const std::uint8_t octet : Bytes{0x00, 0x01, 0x3F, 0x40, 0x7F, 0xC0, 0xFF}) {
            Bytes changed = octets;
            changed[i] = octet;
            if (read_dns_message(changed)) ++readable;
        }
    }
    BOOST_TEST(readable > 0U);
    BOOST_TEST(readable < octets.size() * 7);
}

BOOST_AUTO_TEST_SUITE_END()

// DS and DNSKEY records in zone-file form, and files of them.
#include "dns/trust_anchors.hpp"

#include <unistd.h>
#include <boost/test/unit_test.hpp>
#include <cstdio>
#include <domainsec/error.hpp>
#include <filesystem>
#include <fstream>

using namespace domainsec;
using namespace domainsec::detail;

namespace {

class TemporaryFile {
  public:
    explicit TemporaryFile(const std::string& text)
        : path((std::filesystem::temp_directory_path() /
                ("domainsec-anchor-" + std::to_string(getpid())))
                   .string()) {
        std::ofstream(path, std::ios::binary) << text;
    }
    ~TemporaryFile() { std::remove(path.c_str()); }
    TemporaryFile(const TemporaryFile&) = delete;
    TemporaryFile& operator=(const TemporaryFile&) = delete;
    std::string path;
};

int line_of_mistake(const std::string& text) {
    const TemporaryFile file(text);
    try {
        static_cast<void>(read_trust_anchor_file(file.path));
    } catch (const Error& error) {
        BOOST_TEST((error.code() == errc::unreadable_file));
        BOOST_TEST(error.file() == file.path);
        return error.line();
    }
    return -1;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(trust_anchors)

BOOST_AUTO_TEST_CASE(reads_one_record) {
    BOOST_TEST(read_trust_anchor("Example. IN DS 12345 13 2 ABCD")->zone == "example");
    BOOST_TEST(read_trust_anchor(". 172800 in dnskey 257 3 8 AwEA AaAA")->zone.empty());
    BOOST_TEST(read_trust_anchor("example IN 300 DS 1 13 2 AA BB ; comment")->record ==
               "example IN 300 DS 1 13 2 AA BB");
    BOOST_TEST(read_trust_anchor("example. DNSKEY ( 257 3 ; flags\n 13\n AAAA )")->record ==
               "example. DNSKEY 257 3 13 AAAA");
}

BOOST_AUTO_TEST_CASE(refuses_what_is_no_anchor) {
    for (const char* text :
         {"", ";", "example.", "example. IN A 192.0.2.1", "example. IN DS 1 13 2",
          "$ORIGIN example.", "exa mple. IN DS 1 13 2 AA", "example. IN IN IN DS 1 13 2 AA"}) {
        BOOST_TEST_CONTEXT(text) {
            BOOST_TEST(!read_trust_anchor(text).has_value());
        }
    }
}

BOOST_AUTO_TEST_CASE(reads_a_file_over_several_lines) {
    const TemporaryFile file(
        "; anchors\n\n. IN DS 1 13 2 AA ; root (old\nexample. IN DNSKEY (\n 257 3 13\n AAAA )\n");
    const auto anchors = read_trust_anchor_file(file.path);
    BOOST_REQUIRE(anchors.size() == 2U);
    BOOST_TEST(anchors[0].zone.empty());
    BOOST_TEST(anchors[1].zone == "example");
}

BOOST_AUTO_TEST_CASE(tells_the_line_of_a_mistake) {
    BOOST_TEST(line_of_mistake("; one\nexample. IN DS 1 13 2 AA\nexample. IN A 192.0.2.1\n") == 3);
    BOOST_TEST(line_of_mistake("<html>\n") == 1);
    BOOST_TEST(line_of_mistake("") == 0);
    BOOST_TEST(line_of_mistake("; nothing\n") == 0);
    BOOST_TEST(line_of_mistake("example. IN DNSKEY (\n 257 3 13 AAAA\n") == 0);
    BOOST_TEST(line_of_mistake(std::string((1U << 20U) + 1, ';')) == 0);
}

BOOST_AUTO_TEST_CASE(refuses_a_folder) {
    BOOST_CHECK_THROW(static_cast<void>(read_trust_anchor_file("/")), Error);
}

BOOST_AUTO_TEST_CASE(covers_names_at_and_below_its_zone) {
    const auto name = [](const char* text) { return DomainName::from_string(text).value(); };
    const std::vector<TrustAnchor> anchors{{"", "fabrikam.example"}};
    BOOST_TEST(is_covered(anchors, name("fabrikam.example")));
    BOOST_TEST(is_covered(anchors, name("mx.fabrikam.example")));
    BOOST_TEST(!is_covered(anchors, name("evilfabrikam.example")));
    BOOST_TEST(!is_covered(anchors, name("example")));
    BOOST_TEST(is_covered({{"", ""}}, name("example")));
    BOOST_TEST(!is_covered({}, name("example")));
}

BOOST_AUTO_TEST_SUITE_END()

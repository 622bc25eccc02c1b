// The companion DKIM-Signature: what it covers, which keys make one, its record (RFC 6376, RFC
// 8463). Verifiers of others judge it in companion_verifiers_test.py.
#include <domainsec/stamp/companion_signature.hpp>

#include <boost/test/unit_test.hpp>
#include <domainsec/stamp/exchange_fields.hpp>

#include "stamp/stamp_world.hpp"
#include "stamp/tag_list.hpp"
#include "support/expect_error.hpp"

using namespace stamp_test;
using domainsec::test::expect_error;

namespace {

CompanionOptions options() {
    CompanionOptions options;
    options.domain = domain("secured.contoso.example");
    options.selector = "c1";
    return options;
}

std::string field_for(const std::string& text, const PrivateKey& key = ed25519_key()) {
    const auto stamp = Stamper(StampKey(ed25519_key()), stamper_options()).stamp(text, path());
    return CompanionSigner(key, options()).sign(MessageView::parse(text), stamp.field, stamped_at);
}

std::string tag(const std::string& field, std::string_view name) {
    const auto value = std::string_view(field).substr(field.find(':') + 1);
    const auto list = std::get<detail::TagList>(detail::TagList::parse(value, {}));
    const auto* found = list.find(name);
    return found == nullptr ? "absent" : std::string(found->value);
}

std::string unfolded(std::string value) {
    std::erase_if(value, [](char c) { return c == '\r' || c == '\n' || c == ' '; });
    return value;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(companion_signature)

BOOST_AUTO_TEST_CASE(it_covers_what_the_stamp_covers_and_the_stamp) {
    const auto names = unfolded(tag(field_for(message()), "h"));
    BOOST_TEST(names.starts_with("from:from:sender:reply-to:to:to:cc:subject:subject:"));
    BOOST_TEST(names.ends_with(":domain-secured:domain-secured"));
}

BOOST_AUTO_TEST_CASE(it_always_covers_the_whole_body) {
    BOOST_TEST(tag(field_for(message()), "l") == "absent");
}

BOOST_AUTO_TEST_CASE(its_tags_are_those_of_dkim) {
    const auto field = field_for(message());
    BOOST_TEST(field.starts_with("DKIM-Signature: v=1; a=ed25519-sha256; c=relaxed/relaxed;"));
    BOOST_TEST(tag(field, "d") == "secured.contoso.example");
    BOOST_TEST(tag(field, "s") == "c1");
    BOOST_TEST(tag(field, "t") == std::to_string(stamped_at.time_since_epoch().count()));
    BOOST_TEST(tag(field, "x") ==
               std::to_string(stamped_at.time_since_epoch().count() + 7 * 24 * 3600));
    const auto whole = stamped(message());
    BOOST_TEST(unfolded(tag(field, "bh")) ==
               unfolded(tag(whole.substr(0, whole.find("Received:")), "bh")));
}

BOOST_AUTO_TEST_CASE(no_line_is_over_78_octets_and_lf_storage_gets_lf) {
    const auto field = field_for(with_lf(message()), PrivateKey::generate(KeyAlgorithm::rsa_2048));
    BOOST_TEST(field.find('\r') == std::string::npos);
    std::size_t begin = 0;
    for (auto end = field.find('\n'); end != std::string::npos; end = field.find('\n', begin)) {
        BOOST_TEST(end - begin <= 78U);
        begin = end + 1;
    }
}

BOOST_AUTO_TEST_CASE(keys_that_dkim_does_not_know_are_refused) {
    expect_error(errc::unsupported_algorithm, "RSA and Ed25519",
                 [] { CompanionSigner(p256_key(), options()); });
    expect_error(errc::unsupported_algorithm, "RSA and Ed25519",
                 [] { CompanionSigner(PrivateKey::generate(KeyAlgorithm::ml_dsa_65), options()); });
}

BOOST_AUTO_TEST_CASE(options_out_of_range_are_named) {
    const auto with = [](auto change) {
        auto changed = options();
        change(changed);
        changed.check();
    };
    expect_error(errc::invalid_argument, "domain",
                 [&] { with([](auto& o) { o.domain.reset(); }); });
    expect_error(errc::invalid_argument, "selector",
                 [&] { with([](auto& o) { o.selector = "A"; }); });
    expect_error(errc::invalid_argument, "lifetime",
                 [&] { with([](auto& o) { o.lifetime = Seconds{60}; }); });
    expect_error(errc::invalid_argument, "lifetime",
                 [&] { with([](auto& o) { o.lifetime = std::chrono::hours{24 * 366}; }); });
}

BOOST_AUTO_TEST_CASE(what_is_no_stamp_field_is_refused) {
    expect_error(errc::invalid_argument, "not a field", [] {
        const auto text = message();
        CompanionSigner(ed25519_key(), options())
            .sign(MessageView::parse(text), "no field", stamped_at);
    });
}

BOOST_AUTO_TEST_CASE(the_record_is_that_of_rfc8463_4) {
    const auto record = to_companion_record(CompanionSigner(ed25519_key(), options()));
    BOOST_TEST(record.owner == "c1._domainkey.secured.contoso.example");
    BOOST_TEST(record.text == "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(exchange)

BOOST_AUTO_TEST_CASE(the_fields_that_a_back_end_reads) {
    BOOST_TEST(exchange_fields(path(), LineEnds::crlf) ==
               "X-MS-Exchange-Organization-AuthAs: Partner\r\n"
               "X-MS-Exchange-Organization-AuthDomain: fabrikam.example\r\n"
               "X-MS-Exchange-Organization-AuthSource: edge1.contoso.example\r\n");
    BOOST_TEST(exchange_fields(path(), LineEnds::lf).find('\r') == std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()

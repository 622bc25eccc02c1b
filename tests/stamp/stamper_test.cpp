// How a stamp is made and written (docs/stamp-format.md §2, §4).
#include <boost/test/unit_test.hpp>

#include "stamp/stamp_world.hpp"
#include "stamp/tag_list.hpp"
#include "support/expect_error.hpp"

using namespace stamp_test;
using domainsec::test::expect_error;

namespace {

std::string field_of(const std::string& text, const StamperOptions& options = stamper_options(),
                     const SecuredPathParts& parts = path_parts()) {
    const auto whole = stamped(text, options, SecuredPathBuilder::build(parts));
    return whole.substr(0, whole.size() - text.size());
}

StampingProblem problem_of(const std::string& text) {
    const auto result =
        Stamper(StampKey(ed25519_key()), stamper_options()).stamp(MessageView::parse(text), path());
    BOOST_TEST(result.field.empty() == (result.problem != StampingProblem::none));
    return result.problem;
}

std::string tag(const std::string& field, std::string_view name) {
    const auto parsed = MessageView::parse(field);
    const auto list =
        std::get<detail::TagList>(detail::TagList::parse(parsed.fields().front().value(), {}));
    const auto* found = list.find(name);
    if (found == nullptr) return "(absent)";
    std::string value;
    for (const char c : found->value) {
        if (!detail::is_folding_space(c)) value += c;
    }
    return value;
}

void check_lines(const std::string& field, std::string_view line_end) {
    for (std::size_t begin = 0; begin < field.size();) {
        const auto end = field.find(line_end, begin);
        BOOST_REQUIRE(end != std::string::npos);
        const auto line = field.substr(begin, end - begin);
        BOOST_TEST(line.size() <= 78U, line);
        BOOST_TEST(!line.ends_with(' '), line);
        BOOST_TEST((begin == 0 || line.starts_with(' ')), line);
        begin = end + line_end.size();
    }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(stamper)

BOOST_AUTO_TEST_CASE(tags_stand_in_the_order_of_the_format) {
    const auto field = field_of(message());
    const auto parsed = MessageView::parse(field);
    const auto list =
        std::get<detail::TagList>(detail::TagList::parse(parsed.fields().front().value(), {}));
    std::string order;
    for (const auto& tag : list.tags()) order += std::string(tag.name) + " ";
    BOOST_TEST(order == "v a c d s p n m e tls cf t x mf h bh b ");
}

BOOST_AUTO_TEST_CASE(tags_carry_the_facts_of_the_path) {
    const auto field = field_of(message());
    BOOST_TEST(tag(field, "v") == "1");
    BOOST_TEST(tag(field, "a") == "ed25519-sha256");
    BOOST_TEST(tag(field, "c") == "relaxed/relaxed");
    BOOST_TEST(tag(field, "d") == "contoso.example");
    BOOST_TEST(tag(field, "s") == "edge1");
    BOOST_TEST(tag(field, "p") == "fabrikam.example");
    BOOST_TEST(tag(field, "m") == "pkix");
    BOOST_TEST(tag(field, "e") == "edge1.contoso.example");
    BOOST_TEST(tag(field, "tls") == "TLS1.3/TLS_AES_256_GCM_SHA384/x25519mlkem768");
    BOOST_TEST(tag(field, "cf") == "AAcOFRwjKjE4P0ZNVFtiaXB3foWMk5qhqK+2vcTL0tk=");
    BOOST_TEST(tag(field, "t") == "1795480285");
    BOOST_TEST(tag(field, "x") == "1827016285");
    BOOST_TEST(tag(field, "mf") == "alice@fabrikam.example");
}

// docs/stamp-format.md §2: whoever changes one octet of this changes the format.
BOOST_AUTO_TEST_CASE(the_example_of_the_format_is_what_is_written) {
    BOOST_TEST(with_lf(field_of(message())) ==
               R"(Domain-Secured: v=1; a=ed25519-sha256; c=relaxed/relaxed; d=contoso.example;
 s=edge1;
 p=fabrikam.example; n=fabrikam.example; m=pkix; e=edge1.contoso.example;
 tls=TLS1.3/TLS_AES_256_GCM_SHA384/x25519mlkem768; cf=AAcOFRwjKjE4P0ZNVFtiaXB
 3foWMk5qhqK+2vcTL0tk=; t=1795480285; x=1827016285;
 mf=alice@fabrikam.example; h=from:from:sender:reply-to:to:to:cc:subject:
 subject:date:date:message-id:message-id:in-reply-to:references:mime-version:
 mime-version:content-type:content-type:content-disposition:content-id:
 resent-date:resent-from:resent-sender:resent-to:resent-cc:resent-message-id;
 bh=DhGKjBdJKL6R/XefNQ3Phrn8p369bStWPdPhgMdtm88=;
 b=ue1iek7JcUj/Uu0donQdDHrjpZQwLMGDQSRlCZ4hbLpW3SV21Xigcjoa+rgzsGBKQgVnZWV8CA
 C+0Bv8frNTAg==
)");
}

// Present n times, listed n + 1 times; absent ones once (RFC 6376 §8.15).
BOOST_AUTO_TEST_CASE(each_field_of_the_closed_list_is_named_once_more_than_it_is_there) {
    BOOST_TEST(tag(field_of(message()), "h") ==
               "from:from:sender:reply-to:to:to:cc:subject:subject:date:date:message-id:message-id:"
               "in-reply-to:references:mime-version:mime-version:content-type:content-type:"
               "content-disposition:content-id:resent-date:resent-from:resent-sender:resent-to:"
               "resent-cc:resent-message-id");
    const auto resent = "Resent-To: a@b.example\r\nResent-To: c@d.example\r\n" + message();
    BOOST_TEST(tag(field_of(resent), "h").find("resent-to:resent-to:resent-to:resent-cc") !=
               std::string::npos);
}

BOOST_AUTO_TEST_CASE(lines_are_short_and_end_in_no_white_space) {
    check_lines(field_of(message()), "\r\n");
    auto parts = path_parts();
    parts.mail_from = address("\"a very; long=local part with spaces in it, as it is\"@" +
                              std::string(60, 'x') + "." + std::string(60, 'y') + ".example");
    parts.via = "Gateway; of = many words, some of them in UTF-8: \xc3\xbc\xc3\xbc\xc3\xbc\xc3\xbc";
    auto options = stamper_options();
    options.recipient_key = Bytes(32, 1);
    check_lines(field_of(message(), options, parts), "\r\n");
}

BOOST_AUTO_TEST_CASE(a_message_with_lf_gets_a_field_with_lf) {
    const auto field = field_of(with_lf(message()));
    BOOST_TEST(field.find('\r') == std::string::npos);
    check_lines(field, "\n");
}

BOOST_AUTO_TEST_CASE(the_null_reverse_path_is_an_empty_mf) {
    auto parts = path_parts();
    parts.mail_from.reset();
    BOOST_TEST(tag(field_of(message(), stamper_options(), parts), "mf") == "");
}

BOOST_AUTO_TEST_CASE(any_mailbox_fits_into_mf) {
    auto parts = path_parts();
    parts.mail_from = address("\"a;b=c d\"@fabrikam.example");
    const auto field = field_of(message(), stamper_options(), parts);
    BOOST_TEST(tag(field, "mf") == "\"a=3Bb=3Dc=20d\"@fabrikam.example");
    BOOST_TEST(report_on(field + message()).mail_from == "\"a;b=c d\"@fabrikam.example");
}

BOOST_AUTO_TEST_CASE(optional_tags_are_there_when_they_say_something) {
    BOOST_TEST(tag(field_of(message()), "via") == "(absent)");
    auto parts = path_parts();
    parts.via = "Relay; House";
    parts.asserted_by_caller = true;
    parts.resumed = true;
    parts.identity.reset();
    parts.method = "pin";
    const auto field = field_of(message(), stamper_options(), parts);
    BOOST_TEST(tag(field, "via") == "Relay=3B=20House");
    BOOST_TEST(tag(field, "ca") == "1");
    BOOST_TEST(tag(field, "rs") == "1");
    BOOST_TEST(tag(field, "n") == "(absent)");
    BOOST_CHECK(report_on(field + message()).status == Status::pass);
}

// A caller's own TLS may call its parameters anything; nothing of that may break the field.
BOOST_AUTO_TEST_CASE(strange_tls_parameters_are_made_to_fit) {
    auto parts = path_parts();
    parts.tls_parameters = "TLS 1.3; b=x\r\nEvil: 1" + std::string(500, 'y');
    const auto field = field_of(message(), stamper_options(), parts);
    BOOST_TEST(tag(field, "tls").starts_with("TLS_1.3__b_x__Evil__1yyy"));
    BOOST_TEST(tag(field, "tls").size() == 128U);
    BOOST_CHECK(report_on(field + message()).status == Status::pass);
    parts.tls_parameters.clear();
    BOOST_TEST(tag(field_of(message(), stamper_options(), parts), "tls") == "unknown");
}

BOOST_AUTO_TEST_CASE(broken_messages_get_no_stamp) {
    BOOST_CHECK(problem_of("") == StampingProblem::malformed_message);
    BOOST_CHECK(problem_of("\r\nbody\r\n") == StampingProblem::malformed_message);
    BOOST_CHECK(problem_of(message() + "bare\rcr\r\n") == StampingProblem::malformed_message);
    BOOST_CHECK(problem_of(message() + "bare\nlf\r\n") == StampingProblem::malformed_message);
    BOOST_CHECK(problem_of(message() + std::string("\0", 1)) == StampingProblem::malformed_message);
    BOOST_CHECK(problem_of("junk\r\n" + message()) == StampingProblem::malformed_message);
}

// RFC 5322 §3.6: readers differ on which of two they show.
BOOST_AUTO_TEST_CASE(no_from_or_doubled_singletons_get_no_stamp) {
    BOOST_CHECK(problem_of("Subject: x\r\n\r\n") == StampingProblem::malformed_message);
    BOOST_CHECK(problem_of("From: eve@evil.example\r\n" + message()) ==
                StampingProblem::malformed_message);
    BOOST_CHECK(problem_of("Subject: again\r\n" + message()) == StampingProblem::malformed_message);
    BOOST_CHECK(problem_of(message()) == StampingProblem::none);
}

BOOST_AUTO_TEST_CASE(a_silent_signer_makes_no_stamp) {
    const StampKey key(StampKey(ed25519_key()).public_key(), [](ByteView) { return Bytes(); });
    const auto text = message();
    const auto result = Stamper(key, stamper_options()).stamp(MessageView::parse(text), path());
    BOOST_CHECK(result.problem == StampingProblem::signing_failed);
    BOOST_TEST(result.field.empty());
}

BOOST_AUTO_TEST_CASE(options_out_of_range_are_named) {
    const auto refused = [](std::string_view words, auto change) {
        auto options = stamper_options();
        change(options);
        expect_error(errc::invalid_argument, words,
                     [&] { Stamper stamper(StampKey(ed25519_key()), options); });
    };
    refused("domain", [](auto& options) { options.domain.reset(); });
    refused("selector", [](auto& options) { options.selector.clear(); });
    refused("selector", [](auto& options) { options.selector = "a;b"; });
    refused("lifetime", [](auto& options) { options.lifetime = Seconds{3599}; });
    refused("lifetime", [](auto& options) { options.lifetime = std::chrono::hours{24 * 7400}; });
    refused("recipient_key", [](auto& options) { options.recipient_key = Bytes(15); });
    refused("recipient_key", [](auto& options) { options.recipient_key = Bytes(65); });
}

BOOST_AUTO_TEST_SUITE_END()

// U-labels and A-labels (RFC 5890, 5891, 5893), and names made to deceive.
#include <boost/test/unit_test.hpp>
#include <domainsec/names/domain_name.hpp>
#include <string>

using namespace domainsec;

namespace {

DomainName name(std::string_view text) {
    return DomainName::from_string(text).value();
}
bool is_host(std::string_view text) {
    return DomainName::from_string(text).has_value();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(idna)

BOOST_AUTO_TEST_CASE(turns_u_labels_into_a_labels) {
    BOOST_TEST(name("münchen.example").str() == "xn--mnchen-3ya.example");
    BOOST_TEST((name("MÜNCHEN.example.") == name("xn--mnchen-3ya.example")));
    BOOST_TEST((name("XN--MNCHEN-3YA.EXAMPLE") == name("münchen.example")));
    BOOST_TEST(name("почта.рф").str() == "xn--80a1acny.xn--p1ai");
    BOOST_TEST(name("mx.例え.テスト").str() == "mx.xn--r8jz45g.xn--zckzah");
}

BOOST_AUTO_TEST_CASE(shows_u_labels_to_people) {
    BOOST_TEST(name("xn--mnchen-3ya.example").unicode() == "münchen.example");
    BOOST_TEST(name("mx.xn--80a1acny.xn--p1ai").unicode() == "mx.почта.рф");
    BOOST_TEST(name("xn--mnchen-3ya.example").has_u_labels());
    BOOST_TEST(name("fabrikam.example").unicode() == "fabrikam.example");
    BOOST_TEST(!name("fabrikam.example").has_u_labels());
}

BOOST_AUTO_TEST_CASE(keeps_sharp_s_apart_from_double_s) {
    BOOST_TEST(name("straße.example").str() == "xn--strae-oqa.example");
    BOOST_TEST((name("straße.example") != name("strasse.example")));
}

BOOST_AUTO_TEST_CASE(normalizes_composed_and_decomposed_letters) {
    BOOST_TEST((name("mu\xcc\x88nchen.example") == name("münchen.example")));
}

BOOST_AUTO_TEST_CASE(maps_full_width_letters_and_dots) {
    BOOST_TEST(name("\uff46\uff41\uff42.example").str() == "fab.example");
    BOOST_TEST(name("münchen\u3002example").str() == "xn--mnchen-3ya.example");
    BOOST_TEST(name("fabrikam\uff0eexample").str() == "fabrikam.example");
    BOOST_TEST(!is_host("fabrikam\u3002\u3002example"));
    BOOST_TEST(!is_host("\u3002example"));
    BOOST_TEST(!is_host("fabrikam.example\u3002"));
    BOOST_TEST(!is_host("fabrikam\u2024example"));
}

BOOST_AUTO_TEST_CASE(refuses_numbers_behind_full_width_dots_and_digits) {
    BOOST_TEST(!is_host("192\u30020\u30022\u30021"));
    BOOST_TEST(!is_host("\uff11\uff19\uff12.0.2.\uff11"));
    BOOST_TEST(!is_host("example.\u2461"));
}

BOOST_AUTO_TEST_CASE(refuses_labels_that_only_look_like_a_labels) {
    for (const char* text :
         {"xn--.example", "xn---.example", "xn--a.example", "xn--fabrikam.example",
          "xn--fabrikam-.example", "xn--99999999.example", "xn--mnchen-3y.example",
          "xn--mnchen-3y-.example", "a.xn--zzzzzzzzzzzz", "xn--xn--mnchen-3ya-.example"}) {
        BOOST_TEST_CONTEXT(text) {
            BOOST_TEST(!is_host(text));
        }
    }
}

BOOST_AUTO_TEST_CASE(refuses_a_labels_of_what_is_no_u_label) {
    // An upper-case letter, a sharp-s from a mapping that is not ours, an emoji, a full-width
    // letter.
    for (const char* text : {"xn--mnchen-psa.example", "xn--ls8h.example", "xn--i-7iq.example",
                             "xn--ab-qz3n.example"}) {
        BOOST_TEST_CONTEXT(text) {
            BOOST_TEST(!is_host(text));
        }
    }
}

BOOST_AUTO_TEST_CASE(refuses_emoji_and_symbols) {
    for (const char* text :
         {"\U0001F4A9.example", "\u2603.example", "i\u2764.example", "a\u00b6.example"}) {
        BOOST_TEST_CONTEXT(text) {
            BOOST_TEST(!is_host(text));
        }
    }
}

BOOST_AUTO_TEST_CASE(takes_joiners_only_where_their_context_allows_them) {
    BOOST_TEST(is_host("\u0915\u094d\u200d\u0937.example"));
    BOOST_TEST(!is_host("fabri\u200dkam.example"));
    BOOST_TEST(!is_host("fabri\u200ckam.example"));
}

BOOST_AUTO_TEST_CASE(refuses_direction_marks_and_dressed_symbols) {
    BOOST_TEST(!is_host("fabri\u202ekam.example"));
    BOOST_TEST(!is_host("fabri\u200ekam.example"));
    BOOST_TEST(!is_host("\u2764\ufe0f.example"));
}

BOOST_AUTO_TEST_CASE(ignores_what_nobody_sees) {
    // Soft hyphen, zero-width space, word joiner: UTS #46 maps them to nothing.
    for (const char* text :
         {"fabri\u00adkam.example", "fabri\u200bkam.example", "fabri\u2060kam.example"}) {
        BOOST_TEST((name(text) == name("fabrikam.example")));
    }
    BOOST_TEST(!is_host("\u00ad.example"));
}

BOOST_AUTO_TEST_CASE(keeps_right_to_left_labels_whole) {
    BOOST_TEST(is_host("אבג.example"));
    BOOST_TEST(!is_host("אa.example"));
    BOOST_TEST(!is_host("1א.example"));
}

BOOST_AUTO_TEST_CASE(keeps_confusable_names_distinct) {
    const DomainName cyrillic = name("f\u0430brikam.example");
    BOOST_TEST((cyrillic != name("fabrikam.example")));
    BOOST_TEST(cyrillic.str().starts_with("xn--"));
    BOOST_TEST(cyrillic.has_u_labels());
}

BOOST_AUTO_TEST_CASE(refuses_ascii_marks_that_a_mapping_would_make) {
    BOOST_TEST(!is_host("\u2100.example"));
    BOOST_TEST(!is_host("fabrikam\uff0fexample"));
    BOOST_TEST(!is_host("user\uff20fabrikam.example"));
    BOOST_TEST(!is_host("fabri\uff3fkam.example"));
    BOOST_TEST(!is_host("a\u2488example"));
}

BOOST_AUTO_TEST_CASE(refuses_a_leading_combining_mark) {
    BOOST_TEST(!is_host("\u0301a.example"));
}

BOOST_AUTO_TEST_CASE(refuses_what_is_not_utf8) {
    for (const char* text : {"\xfc.example", "m\xc3.example", "\xc0\xae.example",
                             "\xed\xa0\x80.example", "\xf4\x90\x80\x80.example", "a\x80.example"}) {
        BOOST_TEST(!is_host(text));
    }
}

BOOST_AUTO_TEST_CASE(holds_the_limits_on_the_ascii_form) {
    std::string label;
    for (int i = 0; i < 63; ++i) label += "ü";
    BOOST_TEST(!is_host(label + ".example"));
}

BOOST_AUTO_TEST_CASE(reads_its_own_output) {
    for (const char* text : {"münchen.example", "почта.рф", "straße.example", "אבג.example"}) {
        const DomainName once = name(text);
        BOOST_TEST((name(once.str()) == once));
        BOOST_TEST((name(once.unicode()) == once));
    }
}

BOOST_AUTO_TEST_CASE(mixes_u_labels_with_underscores_in_owner_names) {
    const auto owner = DomainName::from_owner_name("_25._tcp.mx.münchen.example");
    BOOST_REQUIRE(owner.has_value());
    BOOST_TEST(owner->str() == "_25._tcp.mx.xn--mnchen-3ya.example");
    BOOST_TEST(!DomainName::from_owner_name("_münchen.example").has_value());
}

BOOST_AUTO_TEST_SUITE_END()

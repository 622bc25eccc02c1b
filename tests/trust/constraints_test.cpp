// Name constraints (RFC 5280 §4.2.1.10).
#include "trust/judging.hpp"
#include "trust/name_constraints.hpp"

using namespace domainsec;
using namespace domainsec::test;
using detail::NameForm;
using detail::SubtreeMatch;

namespace {

SubtreeMatch match(NameForm form, std::string_view name, std::string_view base,
                   bool any_part = false) {
    return detail::subtree_match({form, bytes_of(name)}, {form, bytes_of(base)}, any_part);
}

bool within(NameForm form, std::string_view name, std::string_view base) {
    return match(form, name, base) == SubtreeMatch::within;
}

bool undecidable(NameForm form, std::string_view name, std::string_view base) {
    return match(form, name, base) == SubtreeMatch::undecidable;
}

const Party& root() {
    static const Party party = forge_root(authority("Fabrikam Root"));
    return party;
}

std::string constrained(const detail::RawExtension& constraints, const Spec& leaf) {
    const Party middle = forge(root(), authority("Issuing", {constraints}));
    TrustPolicy policy = trusting({root().certificate});
    policy.wildcards = true;
    return outcome(policy, {forge(middle, leaf).certificate, middle.certificate});
}

Spec leaf_with(std::initializer_list<Bytes> names) {
    Spec spec;
    spec.extensions = {alternative_names(names)};
    return spec;
}

const Bytes& ours() {
    static const Bytes name = dns_name("mail.fabrikam.example");
    return name;
}

constexpr auto violated = "fail constraint_violated";

}  // namespace

BOOST_AUTO_TEST_SUITE(constraints)

BOOST_AUTO_TEST_CASE(dns_subtree_is_the_name_and_all_below) {
    BOOST_TEST(within(NameForm::dns, "fabrikam.example", "fabrikam.example"));
    BOOST_TEST(within(NameForm::dns, "a.b.Fabrikam.example", "fabrikam.EXAMPLE"));
    BOOST_TEST(!within(NameForm::dns, "notfabrikam.example", "fabrikam.example"));
    BOOST_TEST(within(NameForm::dns, "fabrikam.example", ""));
}

BOOST_AUTO_TEST_CASE(dns_constraint_with_a_leading_dot_is_all_below) {
    BOOST_TEST(within(NameForm::dns, "a.fabrikam.example", ".Fabrikam.example"));
    BOOST_TEST(within(NameForm::dns, "a.b.fabrikam.example", ".fabrikam.example"));
    BOOST_TEST(within(NameForm::dns, "*.fabrikam.example", ".fabrikam.example"));
    BOOST_TEST(!within(NameForm::dns, "fabrikam.example", ".fabrikam.example"));
    BOOST_TEST(!within(NameForm::dns, "notfabrikam.example", ".fabrikam.example"));
    // Who excludes it hardly means to allow the domain itself.
    BOOST_TEST((match(NameForm::dns, "fabrikam.example", ".fabrikam.example", true) ==
                SubtreeMatch::within));
    BOOST_TEST((match(NameForm::dns, "contoso.example", ".fabrikam.example", true) ==
                SubtreeMatch::outside));
    BOOST_TEST(undecidable(NameForm::dns, "a.fabrikam.example", "."));
    BOOST_TEST(undecidable(NameForm::dns, "a.fabrikam.example", "..fabrikam.example"));
}

BOOST_AUTO_TEST_CASE(wildcard_is_within_when_all_of_it_is) {
    BOOST_TEST(within(NameForm::dns, "*.fabrikam.example", "fabrikam.example"));
    BOOST_TEST(!within(NameForm::dns, "*.fabrikam.example", "mail.fabrikam.example"));
    BOOST_TEST((match(NameForm::dns, "*.fabrikam.example", "mail.fabrikam.example", true) ==
                SubtreeMatch::within));
    BOOST_TEST((match(NameForm::dns, "*.fabrikam.example", "a.mail.fabrikam.example", true) ==
                SubtreeMatch::outside));
}

BOOST_AUTO_TEST_CASE(mail_constraints_are_mailbox_host_or_domain) {
    BOOST_TEST(within(NameForm::email, "Joe@fabrikam.example", "Joe@Fabrikam.example"));
    BOOST_TEST(!within(NameForm::email, "joe@fabrikam.example", "Joe@fabrikam.example"));
    BOOST_TEST(within(NameForm::email, "joe@fabrikam.example", "fabrikam.example"));
    BOOST_TEST(!within(NameForm::email, "joe@mail.fabrikam.example", "fabrikam.example"));
    BOOST_TEST(within(NameForm::email, "joe@mail.fabrikam.example", ".fabrikam.example"));
    BOOST_TEST(!within(NameForm::email, "joe@fabrikam.example", ".fabrikam.example"));
    BOOST_TEST(undecidable(NameForm::email, "nobody", "fabrikam.example"));
}

BOOST_AUTO_TEST_CASE(uri_constraints_are_about_the_host) {
    BOOST_TEST(within(NameForm::uri, "https://a@www.fabrikam.example:8/x", "www.fabrikam.example"));
    BOOST_TEST(within(NameForm::uri, "https://www.fabrikam.example", ".fabrikam.example"));
    BOOST_TEST(!within(NameForm::uri, "https://x/www.fabrikam.example", "www.fabrikam.example"));
    BOOST_TEST(undecidable(NameForm::uri, "https://192.0.2.1/", ".fabrikam.example"));
    BOOST_TEST(undecidable(NameForm::uri, "urn:x", ".fabrikam.example"));
    // No authority follows the scheme (RFC 3986 §3): what looks like one is part of the path.
    BOOST_TEST(undecidable(NameForm::uri, "urn:x://www.fabrikam.example/", ".fabrikam.example"));
    BOOST_TEST(undecidable(NameForm::uri, "mailto:a?b://www.fabrikam.example", "contoso.example"));
    BOOST_TEST(undecidable(NameForm::uri, "://www.fabrikam.example/", ".fabrikam.example"));
    BOOST_TEST(undecidable(NameForm::uri, "https://contoso.example\\@www.fabrikam.example/",
                           ".fabrikam.example"));
}

BOOST_AUTO_TEST_CASE(address_constraints_are_networks) {
    using namespace std::string_view_literals;
    const auto net = "\xC0\x00\x02\x00\xFF\xFF\xFF\x00"sv;
    BOOST_TEST(within(NameForm::ip, "\xC0\x00\x02\x63"sv, net));
    BOOST_TEST(!within(NameForm::ip, "\xC0\x00\x03\x63"sv, net));
    BOOST_TEST(
        undecidable(NameForm::ip, "\xC0\x00\x02\x63"sv, "\xC0\x00\x02\x00\xFF\x00\xFF\x00"sv));
    BOOST_TEST(undecidable(NameForm::ip, "\xC0\x00\x02"sv, net));
    const std::string v6(16, '\x20');
    BOOST_TEST((match(NameForm::ip, v6, net) == SubtreeMatch::outside));
    BOOST_TEST(within(NameForm::ip, v6, v6 + std::string(16, '\xFF')));
}

BOOST_AUTO_TEST_CASE(permitted_names_pass) {  // RFC 5280 §6.1.3(b)
    BOOST_TEST(constrained(name_constraints({dns_name("fabrikam.example")}), edge()) == "pass");
}

BOOST_AUTO_TEST_CASE(name_outside_the_permitted_fails) {
    BOOST_TEST(constrained(name_constraints({dns_name("contoso.example")}), edge()) == violated);
    BOOST_TEST(constrained(name_constraints({dns_name("fabrikam.example")}),
                           leaf_with({ours(), dns_name("contoso.example")})) == violated);
}

BOOST_AUTO_TEST_CASE(excluded_wins_over_permitted) {  // RFC 5280 §6.1.3(c)
    BOOST_TEST(constrained(name_constraints({dns_name("fabrikam.example")},
                                            {dns_name("mail.fabrikam.example")}),
                           edge()) == violated);
}

BOOST_AUTO_TEST_CASE(wildcard_that_covers_an_excluded_name_fails) {
    BOOST_TEST(constrained(name_constraints({}, {dns_name("secret.fabrikam.example")}),
                           leaf_with({dns_name("*.fabrikam.example")})) == violated);
}

BOOST_AUTO_TEST_CASE(constraint_of_one_form_leaves_others_alone) {
    BOOST_TEST(constrained(name_constraints({email_name("contoso.example")}), edge()) == "pass");
}

BOOST_AUTO_TEST_CASE(address_outside_a_network_fails) {
    const auto net = name_constraints({ip_name({192, 0, 2, 0, 255, 255, 255, 0})});
    BOOST_TEST(constrained(net, leaf_with({ours(), ip_name({192, 0, 2, 7})})) == "pass");
    BOOST_TEST(constrained(net, leaf_with({ours(), ip_name({198, 51, 100, 7})})) == violated);
}

BOOST_AUTO_TEST_CASE(directory_constraint_is_a_prefix_of_the_subject) {
    Spec leaf = edge();
    leaf.subject_name = detail::encode_name("edge 1", "Fabrikam");
    const auto base = [](const std::string& organization) {
        return directory_name(detail::encode_name("", organization));
    };
    BOOST_TEST(constrained(name_constraints({base("FABRIKAM")}), leaf) == "pass");
    BOOST_TEST(constrained(name_constraints({base("Contoso")}), leaf) == violated);
    BOOST_TEST(constrained(name_constraints({}, {base("Fabrikam")}), leaf) == violated);
}

BOOST_AUTO_TEST_CASE(empty_subject_is_no_directory_name) {
    Spec leaf = edge();
    leaf.subject_name = tlv(0x30, Bytes{});
    const auto base = directory_name(detail::encode_name("", "Fabrikam"));
    BOOST_TEST(constrained(name_constraints({base}), leaf) == "pass");
}

BOOST_AUTO_TEST_CASE(address_in_the_subject_counts_without_alternative_names) {
    Spec leaf;
    const Bytes attribute = tlv(0x30, {tlv(0x06, "\x2A\x86\x48\x86\xF7\x0D\x01\x09\x01"),
                                       tlv(0x16, "joe@contoso.example")});
    leaf.subject_name = tlv(0x30, tlv(0x31, attribute));
    const Party middle =
        forge(root(), authority("Issuing", {name_constraints({email_name("fabrikam.example")})}));
    const auto report = judged(trusting({root().certificate}),
                               {forge(middle, leaf).certificate, middle.certificate});
    BOOST_TEST(finding(report, TrustReason::constraint_violated) != nullptr);
}

BOOST_AUTO_TEST_CASE(form_that_is_not_understood_fails_safe) {  // RFC 5280 §4.2.1.10
    const Bytes registered = tlv(0x88, "\x2A\x03");
    BOOST_TEST(constrained(name_constraints({registered}), edge()) == "pass");
    BOOST_TEST(constrained(name_constraints({registered}), leaf_with({ours(), registered})) ==
               violated);
    BOOST_TEST(constrained(name_constraints({}, {registered}), leaf_with({ours(), registered})) ==
               violated);
}

BOOST_AUTO_TEST_CASE(malformed_constraint_fails_safe) {
    BOOST_TEST(constrained(name_constraints({}, {dns_name("*.contoso.example")}), edge()) ==
               violated);
    BOOST_TEST(constrained({"2.5.29.30", true, tlv(0x30, tlv(0xA0, Bytes{}))}, edge()) ==
               "permerror malformed");
}

BOOST_AUTO_TEST_CASE(minimum_and_maximum_are_not_part_of_the_profile) {
    const Bytes subtree = tlv(0x30, {dns_name("fabrikam.example"), tlv(0x80, "\x01")});
    BOOST_TEST(constrained({"2.5.29.30", true, tlv(0x30, tlv(0xA0, subtree))}, edge()) ==
               "permerror malformed");
}

BOOST_AUTO_TEST_CASE(constraints_of_the_anchor_hold) {  // RFC 5937 §3.2
    const Party tight =
        forge_root(authority("Tight", {name_constraints({dns_name("contoso.example")})}));
    BOOST_TEST(outcome(trusting({tight.certificate}), {forge(tight, edge()).certificate}) ==
               violated);
}

BOOST_AUTO_TEST_CASE(constraints_hold_for_authorities_below) {
    const auto base = directory_name(detail::encode_name("", "Fabrikam"));
    const Party top = forge(root(), authority("Top", {name_constraints({base})}));
    Spec below = authority("Below");
    Spec leaf = edge();
    leaf.subject_name = detail::encode_name("edge", "Fabrikam");
    const Party middle = forge(top, below);
    const auto report =
        judged(trusting({root().certificate}),
               {forge(middle, leaf).certificate, middle.certificate, top.certificate});
    BOOST_TEST(outcome(report) == violated);
    BOOST_TEST(*report.findings.front().certificate == 1u);
}

BOOST_AUTO_TEST_CASE(self_issued_authority_is_left_out) {  // RFC 5280 §6.1.3(b)
    const auto base = directory_name(detail::encode_name("", "Fabrikam"));
    const Party top = forge(root(), authority("Top", {name_constraints({base})}));
    const Party renewed = forge(top, authority("Top"));
    Spec leaf = edge();
    leaf.subject_name = detail::encode_name("edge", "Fabrikam");
    BOOST_TEST(outcome(trusting({root().certificate}),
                       {forge(renewed, leaf).certificate, renewed.certificate, top.certificate}) ==
               "pass");
}

// RFC 5280 §7.1: an excluded name stays excluded in other string types and spellings.
BOOST_AUTO_TEST_CASE(excluded_directory_name_cannot_be_respelled) {
    using namespace std::string_view_literals;
    constexpr std::uint8_t utf8 = 0x0C, printable = 0x13, teletex = 0x14, universal = 0x1C,
                           bmp = 0x1E;
    const auto organization = [](std::uint8_t type, std::string_view text) {
        return tlv(0x30, tlv(0x31, tlv(0x30, {tlv(0x06, "\x55\x04\x0A"), tlv(type, text)})));
    };
    const auto excluded = [&](const Bytes& base, const Bytes& subject) {
        Spec leaf = edge();
        leaf.subject_name = subject;
        return constrained(name_constraints({}, {directory_name(base)}), leaf);
    };
    const Bytes evil = organization(printable, "Evil");
    BOOST_TEST(excluded(evil, organization(bmp, "\0E\0v\0i\0l"sv)) == violated);
    BOOST_TEST(excluded(evil, organization(universal, "\0\0\0E\0\0\0v\0\0\0i\0\0\0l"sv)) ==
               violated);
    BOOST_TEST(excluded(organization(bmp, "\0E\0v\0i\0l"sv), evil) == violated);
    BOOST_TEST(excluded(evil, organization(utf8, "\tEv\x01il\n")) == violated);
    BOOST_TEST(excluded(evil, organization(utf8, "\xEF\xBC\xA5vil")) == violated);  // Full width
    BOOST_TEST(excluded(evil, organization(utf8, "Ev\xC2\xADil")) == violated);     // Soft hyphen
    BOOST_TEST(excluded(organization(utf8, "Caf\xC3\xA9"), organization(utf8, "CAF\xC3\x89")) ==
               violated);
    BOOST_TEST(excluded(organization(utf8, "caf\xC3\xA9"), organization(teletex, "caf\xE9")) ==
               violated);
    BOOST_TEST(excluded(evil, organization(printable, "Good")) == "pass");
    BOOST_TEST(excluded(evil, detail::encode_name("Caf\xC3\xA9", "Fabrikam")) == "pass");
}

BOOST_AUTO_TEST_CASE(permitted_directory_name_is_the_same_in_all_string_types) {
    using namespace std::string_view_literals;
    Spec leaf = edge();
    leaf.subject_name =
        tlv(0x30, tlv(0x31, tlv(0x30, {tlv(0x06, "\x55\x04\x0A"), tlv(0x1E, "\0F\0a\0b"sv)})));
    const auto base = [](const std::string& organization) {
        return directory_name(detail::encode_name("", organization));
    };
    BOOST_TEST(constrained(name_constraints({base("Fab")}), leaf) == "pass");
    BOOST_TEST(constrained(name_constraints({base("Fab\xC3\xA9")}), leaf) == violated);
    leaf.subject_name = detail::encode_name("", "Fab\x01");
    BOOST_TEST(constrained(name_constraints({base("Fab")}), leaf) == violated);
}

BOOST_AUTO_TEST_CASE(names_times_constraints_are_bounded) {
    Bytes names, bases;
    for (int i = 0; i < 1500; ++i) {
        const Bytes name = dns_name("n" + std::to_string(i) + ".fabrikam.example");
        names.insert(names.end(), name.begin(), name.end());
        const Bytes base = tlv(0x30, dns_name("x" + std::to_string(i) + ".contoso.example"));
        bases.insert(bases.end(), base.begin(), base.end());
    }
    Spec leaf;
    leaf.extensions = {{"2.5.29.17", false, tlv(0x30, names)}};
    BOOST_TEST(constrained({"2.5.29.30", true, tlv(0x30, tlv(0xA1, bases))}, leaf) ==
               "fail name_mismatch");
    const Party middle =
        forge(root(), authority("Issuing", {{"2.5.29.30", true, tlv(0x30, tlv(0xA1, bases))}}));
    const auto report = judged(trusting({root().certificate}),
                               {forge(middle, leaf).certificate, middle.certificate});
    BOOST_TEST(finding(report, TrustReason::limit_exceeded) != nullptr);
}

BOOST_AUTO_TEST_CASE(names_times_constraints_are_bounded_over_all_paths) {  // RFC 4158 §2.4
    Bytes names, bases;
    for (int i = 0; i < 300; ++i) {
        const Bytes name = dns_name("n" + std::to_string(i) + ".fabrikam.example");
        names.insert(names.end(), name.begin(), name.end());
        const Bytes base = tlv(0x30, dns_name("x" + std::to_string(i) + ".contoso.example"));
        bases.insert(bases.end(), base.begin(), base.end());
    }
    names.insert(names.end(), ours().begin(), ours().end());
    Spec leaf;
    leaf.extensions = {{"2.5.29.17", false, tlv(0x30, names)}};
    const detail::RawExtension constraints{"2.5.29.30", true, tlv(0x30, tlv(0xA1, bases))};
    // Two ways through one key; the first has errors enough that the second would be preferred.
    const detail::RawExtension unknown{"1.2.3.4", true, Bytes{}};
    const detail::RawExtension unknown_too{"1.2.3.5", true, Bytes{}};
    const Party bad = forge(root(), authority("Issuing", {constraints, unknown, unknown_too}));
    const Party good = forge(root(), authority("Issuing", {constraints}), bad.key);
    const Certificate edge = forge(bad, leaf).certificate;
    const TrustPolicy policy = trusting({root().certificate});
    BOOST_TEST(outcome(policy, {edge, good.certificate}) == "pass");
    BOOST_TEST(outcome(policy, {edge, bad.certificate, good.certificate}) == "fail limit_exceeded");
}

BOOST_AUTO_TEST_SUITE_END()

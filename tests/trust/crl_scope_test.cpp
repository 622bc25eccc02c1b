// Which lists speak of which certificates: scopes, distribution points, indirect lists, and who
// signs them (RFC 5280 §5.2, §5.3, §6.3.3).
#include "trust/list_world.hpp"

using namespace domainsec;
using namespace domainsec::test;
using namespace domainsec::test::list_world;

BOOST_AUTO_TEST_SUITE(crl_scope)

BOOST_AUTO_TEST_CASE(list_from_anywhere_counts_for_its_issuer) {  // RFC 5280 §6.3.3, end
    BOOST_TEST(by_lists(leaf(), {forge_list(root())}) == "pass");
    BOOST_TEST(by_lists(bare(), {forge_list(root())}) == "pass");
}

BOOST_AUTO_TEST_CASE(listed_by_a_list_from_anywhere_is_revoked) {  // RFC 5280 §6.3.3(j)
    BOOST_TEST(by_lists(bare(), {base_list(1, {entry_for(bare())})}) == revoked);
}

BOOST_AUTO_TEST_CASE(list_fetched_elsewhere_counts) {  // RFC 5280 §6.3.3, end
    EvidenceStore store;
    BOOST_TEST(store.put_crl("http://mirror.example/", forge_list(root())));
    BOOST_TEST(outcome(ChainValidator(hard(), PeerRole::client)
                           .judge(Chain({leaf()}), *store.snapshot(), test_now())) == "pass");
}

BOOST_AUTO_TEST_CASE(list_of_another_name_does_not_count) {  // RFC 5280 §6.3.3(b)(1)
    ListSpec spec;
    spec.issuer = name_of("Somebody Else");
    BOOST_TEST(by_lists(bare(), {forge_list(root(), spec)}) == unknown);
}

BOOST_AUTO_TEST_CASE(newest_edition_decides) {  // RFC 5280 §5.2.3
    ListSpec older;
    older.entries = {entry_for(bare())};
    older.this_update = test_now() - std::chrono::hours(5);
    BOOST_TEST(by_lists(bare(), {forge_list(root(), older), forge_list(root())}) == "pass");
    ListSpec newer = older;
    newer.this_update = test_now() - Seconds{1};
    BOOST_TEST(by_lists(bare(), {forge_list(root(), newer), forge_list(root())}) == revoked);
}

BOOST_AUTO_TEST_CASE(older_edition_stands_in_for_a_forged_one) {  // RFC 5280 §6.3.3(g)
    const Party impostor = forge_root(authority("Fabrikam Root"));
    ListSpec genuine;
    genuine.entries = {entry_for(bare())};
    genuine.this_update = test_now() - std::chrono::hours(2);
    EvidenceStore store;
    BOOST_TEST(store.put_crl(uri, forge_list(root(), genuine)));
    BOOST_TEST(store.put_crl("http://evil.example/", forge_list(impostor)));
    BOOST_TEST(outcome(ChainValidator(hard(), PeerRole::client)
                           .judge(Chain({bare()}), *store.snapshot(), test_now())) == revoked);
}

BOOST_AUTO_TEST_CASE(without_next_update_it_does_not_count) {  // RFC 5280 §5.1.2.5
    ListSpec spec;
    spec.next_update.reset();
    BOOST_TEST(by_lists(bare(), {forge_list(root(), spec)}) == unknown);
}

BOOST_AUTO_TEST_CASE(weakly_signed_does_not_count) {  // RFC 5280 §6.3.3(g)
    ListSpec spec;
    spec.hash = "SHA-1";
    BOOST_TEST(by_lists(bare(), {forge_list(root(), spec)}) == unknown);
}

BOOST_AUTO_TEST_CASE(verdict_ends_with_the_first_list_of_the_path) {  // RFC 5280 §5.1.2.5
    const Party middle = forge(root(), authority("Issuing"));
    ListSpec soon;
    soon.next_update = test_now() + Seconds{7};
    const auto report = report_on({leaf_with({}, middle), middle.certificate},
                                  {forge_list(middle), forge_list(root(), soon)});
    BOOST_TEST(outcome(report) == "pass");
    BOOST_TEST((report.valid_until == test_now() + Seconds{7}));
}

// The issuing distribution point (RFC 5280 §5.2.5, §6.3.3(b)(2)).

BOOST_AUTO_TEST_CASE(point_by_uri) {  // RFC 5280 §6.3.3(b)(2)(i)
    BOOST_TEST(by_lists(leaf(), {list_with({list_scope({full_name({uri_name(uri)})})})}) == "pass");
}

BOOST_AUTO_TEST_CASE(point_by_one_of_several_uris) {  // RFC 5280 §6.3.3(b)(2)(i)
    const auto scope = list_scope({full_name({uri_name("http://a.example/"), uri_name(uri)})});
    BOOST_TEST(by_lists(leaf(), {list_with({scope})}) == "pass");
}

BOOST_AUTO_TEST_CASE(point_by_another_uri) {  // RFC 5280 §6.3.3(b)(2)(i)
    const auto scope = list_scope({full_name({uri_name("http://a.example/")})});
    BOOST_TEST(by_lists(bare(), {list_with({scope})}) == unknown);
    BOOST_TEST(by_lists(leaf(), {list_with({scope})}) == missing);
}

BOOST_AUTO_TEST_CASE(point_by_directory_name) {  // RFC 5280 §4.2.1.13
    const Bytes point = full_name({directory_name(name_of("CRL1"))});
    const Certificate certificate = leaf_with({distribution_points({point})});
    BOOST_TEST(by_lists(certificate, {list_with({list_scope({point})})}) == "pass");
    const Bytes other = full_name({directory_name(name_of("CRL2"))});
    BOOST_TEST(by_lists(certificate, {list_with({list_scope({other})})}) == unknown);
}

BOOST_AUTO_TEST_CASE(directory_name_of_another_spelling) {  // RFC 5280 §7.1
    const Certificate certificate =
        leaf_with({distribution_points({full_name({directory_name(name_of("crl  one"))})})});
    const auto scope = list_scope({full_name({directory_name(name_of("CRL One"))})});
    BOOST_TEST(by_lists(certificate, {list_with({scope})}) == "pass");
}

BOOST_AUTO_TEST_CASE(point_relative_to_the_issuer_in_both) {  // RFC 5280 §4.2.1.13
    const Certificate certificate = leaf_with({distribution_points({relative_name("CRL1")})});
    BOOST_TEST(by_lists(certificate, {list_with({list_scope({relative_name("CRL1")})})}) == "pass");
    BOOST_TEST(by_lists(certificate, {list_with({list_scope({relative_name("CRL2")})})}) ==
               unknown);
}

BOOST_AUTO_TEST_CASE(relative_name_matches_the_full_one) {  // RFC 5280 §4.2.1.13
    const Bytes rdn = tlv(0x31, tlv(0x30, {tlv(0x06, "\x55\x04\x03"), tlv(0x0C, "CRL1")}));
    const auto outer = detail::only_element(root().name, detail::der_sequence);
    const Bytes full = tlv(0x30, {Bytes(outer->content.begin(), outer->content.end()), rdn});
    const Certificate certificate =
        leaf_with({distribution_points({full_name({directory_name(full)})})});
    BOOST_TEST(by_lists(certificate, {list_with({list_scope({relative_name("CRL1")})})}) == "pass");
}

BOOST_AUTO_TEST_CASE(point_with_the_name_of_the_issuer_counts_without_any) {  // RFC 5280 §6.3.3
    const auto scope = list_scope({full_name({directory_name(root().name)})});
    BOOST_TEST(by_lists(bare(), {list_with({scope})}) == "pass");
}

BOOST_AUTO_TEST_CASE(list_without_a_point_covers_all_points) {  // RFC 5280 §5.2.5
    const Certificate certificate = leaf_with({distribution_points({relative_name("CRL1")})});
    BOOST_TEST(by_lists(certificate, {forge_list(root())}) == "pass");
}

BOOST_AUTO_TEST_CASE(second_distribution_point_will_do) {  // RFC 5280 §4.2.1.13
    const Certificate certificate =
        leaf_with({distribution_points({relative_name("CRL1"), relative_name("CRL2")})});
    BOOST_TEST(by_lists(certificate, {list_with({list_scope({relative_name("CRL2")})})}) == "pass");
}

BOOST_AUTO_TEST_CASE(only_user_certificates) {  // RFC 5280 §6.3.3(b)(2)(ii)
    const Party middle = forge(root(), authority("Issuing"));
    const Bytes users = list_with({list_scope({tlv(0x81, yes)})});
    BOOST_TEST(by_lists(bare(), {users}) == "pass");
    BOOST_TEST(by_lists({leaf_with({}, middle), middle.certificate}, {users, forge_list(middle)}) ==
               unknown);
}

BOOST_AUTO_TEST_CASE(only_authorities) {  // RFC 5280 §6.3.3(b)(2)(iii)
    const Party middle = forge(root(), authority("Issuing"));
    const Bytes authorities = list_with({list_scope({tlv(0x82, yes)})});
    BOOST_TEST(by_lists(bare(), {authorities}) == unknown);
    BOOST_TEST(by_lists({leaf_with({}, middle), middle.certificate},
                        {authorities, forge_list(middle)}) == "pass");
}

BOOST_AUTO_TEST_CASE(only_attribute_certificates) {  // RFC 5280 §6.3.3(b)(2)(iv)
    BOOST_TEST(by_lists(bare(), {list_with({list_scope({tlv(0x85, yes)})})}) == unknown);
}

BOOST_AUTO_TEST_CASE(users_and_authorities_at_once_is_no_scope) {  // RFC 5280 §5.2.5
    const auto scope = list_scope({tlv(0x81, yes), tlv(0x82, yes)});
    BOOST_TEST(by_lists(bare(), {list_with({scope})}) == unknown);
}

BOOST_AUTO_TEST_CASE(unreadable_scope_does_not_count) {  // RFC 5280 §5.2
    BOOST_TEST(by_lists(bare(), {list_with({list_scope({tlv(0x86, yes)})})}) == unknown);
    BOOST_TEST(by_lists(bare(), {list_with({list_scope({tlv(0x83, "\x09\x40")})})}) == unknown);
}

// Reasons (RFC 5280 §6.3.3(d), (e), (l)).

BOOST_AUTO_TEST_CASE(some_reasons_are_not_enough) {
    BOOST_TEST(by_lists(bare(), {list_with({list_scope({reasons(key_compromise)})})}) == unknown);
}

BOOST_AUTO_TEST_CASE(reasons_of_several_lists_add_up) {
    const Bytes one = list_with({list_scope({reasons(key_compromise)})});
    const Bytes other = list_with({list_scope({reasons(all_but_key_compromise)})});
    BOOST_TEST(by_lists(bare(), {one, other}) == "pass");
    BOOST_TEST(by_lists(bare(), {other}) == unknown);
}

BOOST_AUTO_TEST_CASE(listed_for_some_reasons_is_revoked) {
    BOOST_TEST(by_lists(bare(), {list_with({list_scope({reasons(key_compromise)})},
                                           {entry_for(bare(), std::uint8_t{1})})}) == revoked);
}

BOOST_AUTO_TEST_CASE(listed_on_the_second_of_two_is_revoked) {
    const Bytes one = list_with({list_scope({reasons(key_compromise)})});
    const Bytes other =
        list_with({list_scope({reasons(all_but_key_compromise)})}, {entry_for(bare())});
    BOOST_TEST(by_lists(bare(), {one, other}) == revoked);
    BOOST_TEST(by_lists(bare(), {other, one}) == revoked);
}

BOOST_AUTO_TEST_CASE(reasons_of_the_distribution_points_add_up) {  // RFC 5280 §4.2.1.13
    const auto point = [](std::string_view name, std::string_view bits) {
        return Bytes(tlv(0x30, {relative_name(name), tlv(0x81, bits)}));
    };
    const detail::RawExtension both{
        "2.5.29.31", false,
        tlv(0x30, {point("Keys", key_compromise), point("Rest", all_but_key_compromise)})};
    const Certificate certificate = leaf_with({both});
    const Bytes keys = list_with({list_scope({relative_name("Keys")})});
    const Bytes rest = list_with({list_scope({relative_name("Rest")})});
    BOOST_TEST(by_lists(certificate, {keys}) == unknown);
    BOOST_TEST(by_lists(certificate, {keys, rest}) == "pass");
}

// Entries (RFC 5280 §5.3).

BOOST_AUTO_TEST_CASE(every_reason_but_removal_revokes) {  // RFC 5280 §5.3.1
    for (const std::uint8_t reason : Bytes{0, 1, 2, 3, 4, 5, 6, 9, 10}) {
        const std::optional<std::uint8_t> given = reason;
        BOOST_TEST(by_lists(bare(), {base_list(1, {entry_for(bare(), given)})}) == revoked);
    }
}

BOOST_AUTO_TEST_CASE(unknown_critical_entry_extension_clears_nobody) {  // RFC 5280 §5.3
    ListEntry strange = entry_for(leaf());
    strange.extensions = {{"1.3.6.1.4.1.99999.1", true, tlv(0x05, Bytes{})}};
    BOOST_TEST(by_lists(bare(), {base_list(1, {strange})}) == unknown);
}

BOOST_AUTO_TEST_CASE(unknown_critical_entry_extension_still_revokes) {  // X.509 §7.3
    ListEntry strange = entry_for(bare());
    strange.extensions = {{"1.3.6.1.4.1.99999.1", true, tlv(0x05, Bytes{})}};
    BOOST_TEST(by_lists(bare(), {base_list(1, {strange})}) == revoked);
}

BOOST_AUTO_TEST_CASE(unknown_entry_extension_that_is_not_critical_is_passed_over) {
    ListEntry strange = entry_for(leaf());
    strange.extensions = {{"1.3.6.1.4.1.99999.1", false, tlv(0x05, Bytes{})}};
    BOOST_TEST(by_lists(bare(), {base_list(1, {strange})}) == "pass");  // RFC 5280 §5.3
}

BOOST_AUTO_TEST_CASE(unknown_critical_extension_of_the_list_says_nothing) {  // RFC 5280 §5.2
    const detail::RawExtension strange{"1.3.6.1.4.1.99999.1", true, tlv(0x05, Bytes{})};
    BOOST_TEST(by_lists(bare(), {list_with({strange}, {entry_for(bare())})}) == unknown);
}

// Indirect lists (RFC 5280 §5.2.5, §5.3.3).

BOOST_AUTO_TEST_CASE(indirect_list_of_the_named_issuer) {  // RFC 5280 §6.3.3(b)(1)
    const Delegation world = delegation();
    BOOST_TEST(by_lists({world.certificate, world.signer.certificate},
                        {world.list(), forge_list(root())}) == "pass");
    const auto alone = report_on({world.certificate, world.signer.certificate}, {world.list()});
    BOOST_TEST(outcome(alone) == unknown);  // Nothing clears the signer of the list.
}

BOOST_AUTO_TEST_CASE(entry_of_an_indirect_list_names_the_issuer) {  // RFC 5280 §5.3.3
    const Delegation world = delegation();
    const std::vector<Certificate> chain{world.certificate, world.signer.certificate};
    ListEntry entry = entry_for(world.certificate);
    const auto with_entry = [&] {
        return by_lists(chain, {world.list({entry}), forge_list(root())});
    };
    BOOST_TEST(with_entry() == "pass");
    entry.extensions = {issuer_of_entry(name_of("Somebody Else"))};
    BOOST_TEST(with_entry() == "pass");
    entry.extensions = {issuer_of_entry(root().name)};
    BOOST_TEST(with_entry() == revoked);
}

BOOST_AUTO_TEST_CASE(issuer_of_an_entry_holds_for_those_that_follow) {  // RFC 5280 §5.3.3
    const Delegation world = delegation();
    const std::vector<Certificate> chain{world.certificate, world.signer.certificate};
    ListEntry first = entry_for(leaf());
    first.extensions = {issuer_of_entry(root().name)};
    const ListEntry second = entry_for(world.certificate);
    BOOST_TEST(by_lists(chain, {world.list({first, second}), forge_list(root())}) == revoked);
    BOOST_TEST(by_lists(chain, {world.list({second, first}), forge_list(root())}) == "pass");
}

BOOST_AUTO_TEST_CASE(point_relative_to_the_named_issuer) {  // RFC 5280 §4.2.1.13
    Spec spec = list_signer("List Issuer");
    spec.extensions.push_back(distribution_points({relative_name("Signers")}));
    const Party signer = forge(root(), spec);
    const Bytes point =
        tlv(0x30, {relative_name("Indirect"), tlv(0xA2, directory_name(name_of("List Issuer")))});
    const Certificate certificate = leaf_with({{"2.5.29.31", false, tlv(0x30, point)}});
    const auto with_name = [&](std::string_view name) {
        ListSpec indirect;
        indirect.extensions = {list_scope({relative_name(name), tlv(0x84, yes)})};
        return by_lists(
            {certificate, signer.certificate},
            {forge_list(signer, indirect), list_with({list_scope({relative_name("Signers")})})});
    };
    BOOST_TEST(with_name("Indirect") == "pass");
    BOOST_TEST(with_name("Direct") == unknown);
}

BOOST_AUTO_TEST_CASE(issuer_of_lists_may_clear_itself_where_its_issuer_says_so) {
    const Bytes point = tlv(0xA2, directory_name(name_of("List Issuer")));
    Spec spec = list_signer("List Issuer");
    spec.extensions.push_back(distribution_points({point}));
    const Delegation world = delegation(spec);  // As in PKITS 4.14.30.
    const std::vector<Certificate> chain{world.certificate, world.signer.certificate};
    BOOST_TEST(by_lists(chain, {world.list()}) == "pass");
    ListEntry itself = entry_for(world.signer.certificate);
    itself.extensions = {issuer_of_entry(root().name)};
    BOOST_TEST(by_lists(chain, {world.list({itself})}) == unknown);
}

BOOST_AUTO_TEST_CASE(list_of_the_named_issuer_must_be_indirect) {  // RFC 5280 §6.3.3(b)(1)
    Spec spec = list_signer("List Issuer");
    spec.extensions.push_back(distribution_points({relative_name("Signers")}));
    const Delegation world = delegation(spec);
    const auto with = [&](const Bytes& list) {
        // The root's list is for signers alone.
        return by_lists({world.certificate, world.signer.certificate},
                        {list, list_with({list_scope({relative_name("Signers")})})});
    };
    BOOST_TEST(with(world.list()) == "pass");
    BOOST_TEST(with(forge_list(world.signer)) == unknown);
}

BOOST_AUTO_TEST_CASE(entry_issuer_outside_an_indirect_list_is_no_list) {  // RFC 5280 §5.3.3
    ListEntry entry = entry_for(bare());
    entry.extensions = {issuer_of_entry(name_of("Somebody Else"))};
    EvidenceStore store;
    std::string why;
    BOOST_TEST(!store.put_crl(base_list(1, {entry}), &why));
    BOOST_TEST(why == "It is not a certificate revocation list in DER");
}

// Who signs lists (RFC 5280 §6.3.3(f)).

BOOST_AUTO_TEST_CASE(key_for_lists_besides_the_key_for_certificates) {
    Spec for_certificates = authority("Issuing");
    for_certificates.extensions[1].content = tlv(0x03, "\x02\x04");
    const Party issuing = forge(root(), for_certificates);
    const Party lists = forge(root(), list_signer("Issuing"));
    const std::vector<Certificate> chain{leaf_with({}, issuing), issuing.certificate,
                                         lists.certificate};
    BOOST_TEST(by_lists(chain, {forge_list(root()), forge_list(lists)}) == "pass");
    BOOST_TEST(by_lists({chain[0], chain[1]}, {forge_list(root()), forge_list(lists)}) == unknown);
    BOOST_TEST(by_lists(chain, {forge_list(root()), forge_list(issuing)}) == unknown);
}

BOOST_AUTO_TEST_CASE(signer_of_lists_that_is_revoked) {
    Spec for_certificates = authority("Issuing");
    for_certificates.extensions[1].content = tlv(0x03, "\x02\x04");
    const Party issuing = forge(root(), for_certificates);
    const Party lists = forge(root(), list_signer("Issuing"));
    const std::vector<Certificate> chain{leaf_with({}, issuing), issuing.certificate,
                                         lists.certificate};
    const std::vector<Bytes> evidence{base_list(1, {entry_for(lists.certificate)}),
                                      forge_list(lists)};
    BOOST_TEST(by_lists(chain, evidence) == unknown);
    TrustPolicy soft = hard();
    soft.revocation = RevocationMode::soft;
    const auto report = report_on(chain, evidence, soft);
    BOOST_TEST(outcome(report) == "pass");
    BOOST_TEST(finding(report, TrustReason::revocation_unknown) != nullptr);
}

BOOST_AUTO_TEST_CASE(signer_of_lists_that_nobody_clears_will_do_under_soft) {
    Spec for_certificates = authority("Issuing");
    for_certificates.extensions[1].content = tlv(0x03, "\x02\x04");
    const Party issuing = forge(root(), for_certificates);
    const Party lists = forge(root(), list_signer("Issuing"));
    const Certificate certificate = leaf_with({}, issuing);
    ListSpec listed;
    listed.entries = {entry_for(certificate)};
    TrustPolicy soft = hard();
    soft.revocation = RevocationMode::soft;
    BOOST_TEST(outcome(report_on({certificate, issuing.certificate, lists.certificate},
                                 {forge_list(lists, listed)}, soft)) == revoked);
}

BOOST_AUTO_TEST_CASE(signer_of_lists_without_crl_sign) {
    const Party issuing = forge(root(), authority("Issuing"));
    const Party lists = forge(root(), list_signer("Issuing", "\x07\x80"));
    BOOST_TEST(by_lists({leaf_with({}, issuing), issuing.certificate, lists.certificate},
                        {forge_list(root()), forge_list(lists)}) == unknown);
}

BOOST_AUTO_TEST_CASE(signer_of_lists_out_of_its_dates) {
    const Party issuing = forge(root(), authority("Issuing"));
    Spec expired_spec = list_signer("Issuing");
    expired_spec.not_after = test_now() - Seconds{1};
    const Party lists = forge(root(), expired_spec);
    BOOST_TEST(by_lists({leaf_with({}, issuing), issuing.certificate, lists.certificate},
                        {forge_list(root()), forge_list(lists)}) == unknown);
}

BOOST_AUTO_TEST_CASE(signer_of_lists_under_another_anchor) {
    const Party stranger = forge_root(authority("Stranger"));
    const Party issuing = forge(root(), authority("Issuing"));
    const Party lists = forge(stranger, list_signer("Issuing"));
    TrustPolicy policy = trusting({root().certificate, stranger.certificate});
    policy.revocation = RevocationMode::hard;
    BOOST_TEST(outcome(report_on({leaf_with({}, issuing), issuing.certificate, lists.certificate},
                                 {forge_list(root()), forge_list(stranger), forge_list(lists)},
                                 policy)) == unknown);
}

BOOST_AUTO_TEST_CASE(new_key_does_not_clear_itself) {  // Key rollover
    const Party old_key = forge(root(), authority("Issuing"));
    const Party new_key = forge(old_key, authority("Issuing"));
    const std::vector<Certificate> chain{leaf_with({}, new_key), new_key.certificate,
                                         old_key.certificate};
    BOOST_TEST(by_lists(chain, {forge_list(root()), forge_list(new_key)}) == unknown);
    BOOST_TEST(by_lists(chain, {forge_list(root()), forge_list(old_key)}) == "pass");
}

BOOST_AUTO_TEST_CASE(lists_of_old_and_new_key_stand_side_by_side) {  // Key rollover
    const Party old_key = forge(root(), authority("Issuing"));
    const Party new_key = forge(root(), authority("Issuing"));
    ListSpec by_old;
    by_old.extensions = {key_identifier_of(old_key)};
    ListSpec by_new;
    by_new.extensions = {key_identifier_of(new_key)};
    const std::vector<Bytes> lists{forge_list(root()), forge_list(old_key, by_old),
                                   forge_list(new_key, by_new)};
    BOOST_TEST(by_lists({leaf_with({}, old_key), old_key.certificate}, lists) == "pass");
    BOOST_TEST(by_lists({leaf_with({}, new_key), new_key.certificate}, lists) == "pass");
}

// Bounds.

BOOST_AUTO_TEST_CASE(hundred_thousand_entries_are_looked_up_quickly) {
    ListSpec spec;
    for (std::uint32_t i = 0; i < 100'000; ++i)
        spec.entries.push_back(
            {Bytes{0x10, static_cast<std::uint8_t>(i >> 16), static_cast<std::uint8_t>(i >> 8),
                   static_cast<std::uint8_t>(i)}});
    spec.entries.push_back(entry_for(bare()));
    const Bytes list = forge_list(root(), spec);
    const auto begin = std::chrono::steady_clock::now();
    BOOST_TEST(by_lists(bare(), {list}) == revoked);
    BOOST_TEST((std::chrono::steady_clock::now() - begin < std::chrono::seconds(5)));
}

BOOST_AUTO_TEST_CASE(signature_checks_are_bounded) {  // ValidationLimits::max_signatures
    const Party impostor = forge_root(authority("Fabrikam Root"));
    EvidenceStore store;
    for (int i = 0; i < 40; ++i) {
        ListSpec forged;
        forged.this_update = test_now() - Seconds{i};
        BOOST_TEST(
            store.put_crl("http://a.example/" + std::to_string(i), forge_list(impostor, forged)));
    }
    ListSpec genuine;
    genuine.this_update = test_now() - std::chrono::hours(2);
    BOOST_TEST(store.put_crl(forge_list(root(), genuine)));
    const auto outcome_with = [&](std::size_t max_signatures) {
        TrustPolicy policy = hard();
        policy.limits.max_signatures = max_signatures;
        return outcome(ChainValidator(policy, PeerRole::client)
                           .judge(Chain({bare()}), *store.snapshot(), test_now()));
    };
    BOOST_TEST(outcome_with(64) == "pass");
    BOOST_TEST(outcome_with(20) == unknown);
}

BOOST_AUTO_TEST_CASE(changed_octets_never_break_reading) {
    const Delegation world = delegation();
    ListEntry entry = entry_for(world.certificate, std::uint8_t{1});
    entry.extensions = {issuer_of_entry(root().name)};
    const Bytes list = world.list(
        {entry}, {list_number(3), key_identifier_of(world.signer), freshest_list(delta_uri)});
    std::size_t unreadable = 0;
    for (std::size_t i = 0; i < list.size(); ++i) {
        for (const std::uint8_t change : Bytes{0x01, 0x20, 0x80, 0xFF}) {
            Bytes changed = list;
            changed[i] ^= change;
            std::string why;
            EvidenceStore store;
            if (!store.put_crl(changed, &why)) {
                ++unreadable;
                BOOST_TEST(!why.empty());
            } else {
                BOOST_TEST(outcome(ChainValidator(hard(), PeerRole::client)
                                       .judge(Chain({world.certificate}), *store.snapshot(),
                                              test_now())) != "pass");
            }
        }
    }
    BOOST_TEST(unreadable > list.size());
}

BOOST_AUTO_TEST_SUITE_END()

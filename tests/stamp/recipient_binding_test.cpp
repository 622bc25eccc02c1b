// rt=: bound, unbound, unknown, and what it does not tell (docs/stamp-format.md §6; RFC 2104).
#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <set>

#include "stamp/base64.hpp"
#include "stamp/recipient_tokens.hpp"
#include "stamp/stamp_world.hpp"

using namespace stamp_test;

namespace {

const Bytes key(32, 0x42);
const Sha256Digest body_hash{9, 8, 7};

detail::TokenContext context() {
    return {key, body_hash, stamped_at};
}

StamperOptions binding_options() {
    auto options = stamper_options();
    options.recipient_key = key;
    return options;
}

RecipientBinding binding_of(const std::string& whole, std::vector<MailAddress> mailbox,
                            const Bytes& verifier_key = key) {
    VerifierOptions options;
    options.recipient_key = verifier_key;
    auto about = at_delivery();
    about.recipients = std::move(mailbox);
    const auto report = verifier(options).verify(whole, about);
    BOOST_TEST(to_string(report.status) == "pass");
    return report.recipient;
}

std::vector<MailAddress> many(std::size_t count) {
    std::vector<MailAddress> addresses;
    for (std::size_t at = 0; at < count; ++at)
        addresses.push_back(address("user" + std::to_string(at) + "@contoso.example"));
    return addresses;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(recipient_binding)

BOOST_AUTO_TEST_CASE(one_of_the_mailboxes_addresses_is_enough_to_be_bound) {
    const auto whole = stamped(message(), binding_options());
    BOOST_CHECK(binding_of(whole, {address("bob@contoso.example")}) == RecipientBinding::bound);
    BOOST_CHECK(binding_of(whole, {address("robert@contoso.example"),
                                   address("bob@contoso.example")}) == RecipientBinding::bound);
}

BOOST_AUTO_TEST_CASE(somebody_elses_copy_is_unbound) {
    const auto whole = stamped(message(), binding_options());
    BOOST_CHECK(binding_of(whole, {address("carol@contoso.example")}) == RecipientBinding::unbound);
    // RFC 5321 §2.4: local parts are case-sensitive; the mailbox names every form it takes.
    BOOST_CHECK(binding_of(whole, {address("Bob@contoso.example")}) == RecipientBinding::unbound);
}

BOOST_AUTO_TEST_CASE(without_tag_key_or_address_nothing_is_known) {
    const auto whole = stamped(message(), binding_options());
    BOOST_CHECK(binding_of(whole, {}) == RecipientBinding::unknown);
    BOOST_CHECK(binding_of(whole, {address("bob@contoso.example")}, {}) ==
                RecipientBinding::unknown);
    BOOST_CHECK(binding_of(stamped(message()), {address("bob@contoso.example")}) ==
                RecipientBinding::unknown);
}

BOOST_AUTO_TEST_CASE(strict_verifiers_turn_unbound_into_policy) {
    VerifierOptions options;
    options.recipient_key = key;
    options.strict_recipients = true;
    auto about = at_delivery();
    about.recipients = {address("carol@contoso.example")};
    const auto whole = stamped(message(), binding_options());
    const auto report = verifier(options).verify(whole, about);
    BOOST_TEST(to_string(report.status) == "policy");
    BOOST_TEST(to_string(report.reason) == "unbound_recipient");
    about.recipients = {address("bob@contoso.example")};
    BOOST_TEST(to_string(verifier(options).verify(whole, about).status) == "pass");
    about.recipients.clear();
    BOOST_TEST(to_string(verifier(options).verify(whole, about).status) == "pass");
}

BOOST_AUTO_TEST_CASE(the_count_is_padded_to_a_power_of_two_and_at_least_eight) {
    const std::pair<std::size_t, std::size_t> counts[] = {{0, 8},  {1, 8},   {8, 8},
                                                          {9, 16}, {17, 32}, {1024, 1024}};
    for (const auto& [recipients, tokens] : counts)
        BOOST_TEST(detail::make_recipient_tokens(context(), many(recipients)).size() ==
                   tokens * 16);
}

BOOST_AUTO_TEST_CASE(tokens_are_sorted_and_doubled_recipients_count_once) {
    auto twice = many(8);
    twice.push_back(twice.front());
    const auto tokens = detail::make_recipient_tokens(context(), twice);
    BOOST_TEST(tokens.size() == 8U * 16);
    std::vector<Bytes> list;
    for (std::size_t at = 0; at < tokens.size(); at += 16)
        list.emplace_back(tokens.begin() + static_cast<long>(at),
                          tokens.begin() + static_cast<long>(at + 16));
    BOOST_TEST(std::is_sorted(list.begin(), list.end()));
    BOOST_TEST(std::set<Bytes>(list.begin(), list.end()).size() == 8U);
}

// The same recipient must not show as the same in two messages.
BOOST_AUTO_TEST_CASE(tokens_differ_from_message_to_message) {
    const auto eight = many(8);
    const auto first = detail::make_recipient_tokens(context(), eight);
    const Sha256Digest other_body{1};
    BOOST_TEST(first != detail::make_recipient_tokens({key, other_body, stamped_at}, eight));
    BOOST_TEST(first !=
               detail::make_recipient_tokens({key, body_hash, stamped_at + Seconds{1}}, eight));
    BOOST_TEST(first == detail::make_recipient_tokens(context(), eight));
}

// Without the key a dictionary finds nothing: the tokens under another key share none.
BOOST_AUTO_TEST_CASE(a_dictionary_with_another_key_finds_nothing) {
    const auto tokens = detail::make_recipient_tokens(context(), many(100));
    const Bytes guess(32, 0x43);
    BOOST_TEST(!detail::binds_any(tokens, {guess, body_hash, stamped_at}, many(100)));
    BOOST_TEST(detail::binds_any(tokens, context(), {many(100).back()}));
}

// Computed with Python's hmac module over the octets that docs/stamp-format.md §6 names.
BOOST_AUTO_TEST_CASE(a_token_is_what_the_format_says) {
    const auto eight = detail::from_base64("/jkGIfj3fB19lFGv6lxovw==").value();
    const auto tokens = detail::make_recipient_tokens(context(), {address("bob@contoso.example")});
    BOOST_TEST(
        (std::search(tokens.begin(), tokens.end(), eight.begin(), eight.end()) != tokens.end()));
}

BOOST_AUTO_TEST_CASE(more_recipients_than_the_limit_get_no_stamp) {
    auto parts = path_parts();
    parts.recipients = many(1025);
    const auto text = message();
    const auto view = MessageView::parse(text);
    const auto with_many = SecuredPathBuilder::build(parts);
    const Stamper binding(StampKey(ed25519_key()), binding_options());
    BOOST_CHECK(binding.stamp(view, with_many).problem == StampingProblem::too_many_recipients);
    const Stamper plain(StampKey(ed25519_key()), stamper_options());
    BOOST_CHECK(plain.stamp(view, with_many).problem == StampingProblem::none);
    parts.recipients.pop_back();
    const auto most = binding.stamp(view, SecuredPathBuilder::build(parts));
    BOOST_CHECK(binding_of(most.field + text, {address("user1023@contoso.example")}) ==
                RecipientBinding::bound);
}

BOOST_AUTO_TEST_SUITE_END()

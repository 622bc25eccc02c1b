// Edits applied to streams and told to a milter: the same message comes out.
#include <boost/test/unit_test.hpp>
#include <cstdint>
#include <domainsec/message/edited_stream.hpp>
#include <domainsec/message/message_reader.hpp>
#include <domainsec/message/milter_changes.hpp>
#include <string>
#include <vector>

namespace {

using namespace domainsec;

const BorderRules rules{{*DomainName::from_string("contoso.example")}, false};

const std::string original =
    "Domain-Secured: v=1; d=contoso.example\r\nReceived: one\r\n"
    "Authentication-Results: contoso.example;\r\n none\r\n"
    "authentication-results: other.example; none\r\n"
    "From: alice@fabrikam.example\r\nX-MS-Exchange-Organization-SCL: -1\r\nSubject: x\r\n"
    "Authentication-Results: mx.contoso.example; none\r\ndomain-secured: v=1\r\n"
    "\r\nbody\r\nDomain-Secured: stays\r\n";

std::string joined(const std::vector<std::string_view>& pieces) {
    std::string text;
    for (const auto piece : pieces) text += piece;
    return text;
}

EditList edits_for(const std::string& message) {
    const auto view = MessageView::parse(message);
    auto edits = border_edits(view, rules);
    edits.prepend("Domain-Secured: v=1;\r\n b=x\r\n");
    edits.prepend("Authentication-Results: contoso.example; none\r\n");
    return edits;
}

// An MTA's list of fields, changed as a milter asks.
class Mta final {
  public:
    explicit Mta(const std::string& message) {
        const auto view = MessageView::parse(message);
        for (const auto& field : view.fields())
            fields_.emplace_back(field.name(), std::string(field.value()));
        body_ = view.body();
    }

    void change(const MilterChanges& changes) {
        for (const auto& removal : changes.removals) remove(removal);
        for (const auto& insertion : changes.insertions)
            fields_.emplace(fields_.begin(), insertion.name, " " + with_crlf(insertion.value));
    }

    std::string message() const {
        std::string text;
        for (const auto& [name, value] : fields_) text += name + ":" + value + "\r\n";
        return text + "\r\n" + body_;
    }

  private:
    static std::string with_crlf(const std::string& value) {
        std::string text;
        for (const char octet : value) text += octet == '\n' ? "\r\n" : std::string(1, octet);
        return text;
    }

    void remove(const MilterRemoval& removal) {
        std::uint32_t seen = 0;
        for (auto at = fields_.begin(); at != fields_.end(); ++at) {
            const HeaderField field(at->first, at->first.size(), at->first.size());
            if (field.is(removal.name) && ++seen == removal.index) {
                fields_.erase(at);
                return;
            }
        }
        BOOST_ERROR("no such field: " << removal.name << " " << removal.index);
    }

    std::vector<std::pair<std::string, std::string>> fields_;
    std::string body_;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(edited_stream)

BOOST_AUTO_TEST_CASE(every_two_cuts_give_the_whole) {
    const auto edits = edits_for(original);
    const auto expected = edits.applied_to(original);
    const std::string_view text = original;
    for (std::size_t cut = 0; cut <= text.size(); ++cut) {
        for (std::size_t second = cut; second <= text.size(); second += 3) {
            EditedStream stream(edits);
            auto out = joined(stream.update(text.substr(0, cut)));
            out += joined(stream.update(text.substr(cut, second - cut)));
            out += joined(stream.update(text.substr(second)));
            BOOST_REQUIRE_EQUAL(out, expected);
        }
    }
}

BOOST_AUTO_TEST_CASE(what_stays_is_not_copied) {
    EditedStream stream(edits_for(original));
    const auto pieces = stream.update(original);
    const auto begin = reinterpret_cast<std::uintptr_t>(original.data());
    for (std::size_t at = 1; at < pieces.size(); ++at) {
        const auto piece = reinterpret_cast<std::uintptr_t>(pieces[at].data());
        BOOST_TEST(piece >= begin);
        BOOST_TEST(piece + pieces[at].size() <= begin + original.size());
    }
}

BOOST_AUTO_TEST_CASE(edits_of_the_header_alone_let_any_body_follow) {
    MessageReader reader;
    const std::string_view text = original;
    const auto body = reader.update(text.substr(0, text.size() - 10));
    BOOST_REQUIRE(reader.header() != nullptr);
    const auto edits = header_border_edits(*reader.header(), rules);
    BOOST_REQUIRE(edits.has_value());
    EditedStream stream(*edits);
    auto out = joined(stream.update(reader.header()->octets()));
    out += joined(stream.update(body));
    out += joined(stream.update(text.substr(text.size() - 10)));
    BOOST_TEST(out == border_edits(MessageView::parse(original), rules).applied_to(original));
}

BOOST_AUTO_TEST_CASE(where_the_whole_message_is_needed_there_are_no_edits_of_the_header) {
    const auto none = [](const std::string& header) {
        return !header_border_edits(MessageView::parse(header), rules).has_value();
    };
    BOOST_TEST(none("From: a@b.example\nSubject: x\n\n"));
    BOOST_TEST(none("From: a@b.example\r\nno field\r\n\r\n"));
    BOOST_TEST(none("From: a@b.example\r\nX: a\rb\r\n\r\n"));
    BOOST_TEST(none("Domain-Secured: v=1\r\n\r\n"));
    BOOST_TEST(none(""));
    BOOST_TEST(!none("From: a@b.example\r\n\r\n"));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(milter)

BOOST_AUTO_TEST_CASE(an_mta_makes_the_same_message_of_the_changes) {
    const auto edits = edits_for(original);
    const auto changes = milter_changes(edits, MessageView::parse(original));
    BOOST_TEST(changes.complete);
    Mta mta(original);
    mta.change(changes);
    BOOST_TEST(mta.message() == edits.applied_to(original));
}

BOOST_AUTO_TEST_CASE(removals_go_from_the_lowest_up_with_an_index_among_their_name) {
    const auto changes = milter_changes(edits_for(original), MessageView::parse(original));
    BOOST_REQUIRE(changes.removals.size() == 5U);
    BOOST_TEST(changes.removals[0].name == "domain-secured");
    BOOST_TEST(changes.removals[0].index == 2U);
    BOOST_TEST(changes.removals[1].name == "Authentication-Results");
    BOOST_TEST(changes.removals[1].index == 3U);
    BOOST_TEST(changes.removals[3].index == 1U);
    BOOST_TEST(changes.removals[4].name == "Domain-Secured");
    BOOST_TEST(changes.removals[4].index == 1U);
}

BOOST_AUTO_TEST_CASE(values_are_folded_with_lf_and_without_the_first_space) {
    const auto changes = milter_changes(edits_for(original), MessageView::parse(original));
    BOOST_REQUIRE(changes.insertions.size() == 2U);
    BOOST_TEST(changes.insertions[0].name == "Domain-Secured");
    BOOST_TEST(changes.insertions[0].value == "v=1;\n b=x");
    BOOST_TEST(changes.insertions[1].value == "contoso.example; none");
}

BOOST_AUTO_TEST_CASE(a_hidden_mark_cannot_be_told_to_a_milter) {
    const std::string hidden = "From: a@b.example\r\nX: y\rDomain-Secured: v=1\r\n\r\n";
    const auto view = MessageView::parse(hidden);
    const auto edits = border_edits(view, rules);
    BOOST_REQUIRE(!edits.removed().empty());
    BOOST_TEST(!milter_changes(edits, view).complete);
}

BOOST_AUTO_TEST_SUITE_END()

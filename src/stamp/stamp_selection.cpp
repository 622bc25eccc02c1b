// Foreign stamps and broken ones do not touch ours; a second one of ours makes both worthless.
#include "stamp/stamp_selection.hpp"

#include <algorithm>
#include <domainsec/error.hpp>

#include "stamp/stamp_writing.hpp"

namespace domainsec::inline v1::detail {
namespace {

void keep_first(std::string& detail, std::string sentence) {
    if (detail.empty()) detail = std::move(sentence);
}

// Looks at fields one by one.
class Selector final {
  public:
    Selector(const std::vector<DomainName>& trusted, const StampLimits& limits) noexcept
        : trusted_(trusted), limits_(limits) {}

    void look_at(const HeaderField& field) {
        if (++seen_ > limits_.max_stamps) return;
        auto parsed = TagList::parse(field.value(), limits_);
        if (const auto* problem = std::get_if<TagListProblem>(&parsed)) {
            keep_first(broken_,
                       "The field cannot be read: " + std::string(to_string(*problem)) + ".");
            return;
        }
        auto& tags = std::get<TagList>(parsed);
        const auto* tag = tags.find("d");
        auto domain = tag == nullptr ? std::nullopt : DomainName::from_string(tag->value);
        if (!domain) return keep_first(broken_, "The tag d= is missing or not a domain name.");
        if (std::find(trusted_.begin(), trusted_.end(), *domain) == trusted_.end())
            return keep_first(foreign_, "The stamp is of " + domain->str() + ".");
        take(field, std::move(tags), std::move(*domain));
    }

    StampSelection result() && {
        if (seen_ > limits_.max_stamps)
            return refused(StampReason::several_stamps,
                           "There are over " + std::to_string(limits_.max_stamps) + " stamps.");
        if (!doubled_.empty()) return refused(StampReason::several_stamps, doubled_);
        if (found_.field != nullptr) return std::move(found_);
        if (!broken_.empty()) return refused(StampReason::malformed_stamp, broken_);
        if (!foreign_.empty()) return refused(StampReason::not_ours, foreign_);
        return refused(StampReason::no_stamp, "There is no stamp.");
    }

  private:
    void take(const HeaderField& field, TagList tags, DomainName domain) {
        if (std::find(ours_.begin(), ours_.end(), domain) != ours_.end())
            return keep_first(doubled_, "There are two stamps of " + domain.str() + ".");
        ours_.push_back(domain);
        if (found_.field != nullptr) return;
        found_.reason = StampReason::none;
        found_.field = &field;
        found_.tags = std::move(tags);
        found_.domain = std::move(domain);
    }

    static StampSelection refused(StampReason reason, std::string detail) {
        StampSelection selection;
        selection.reason = reason;
        selection.detail = std::move(detail);
        return selection;
    }

    const std::vector<DomainName>& trusted_;
    const StampLimits& limits_;
    std::size_t seen_ = 0;
    std::string broken_;
    std::string foreign_;
    std::string doubled_;
    std::vector<DomainName> ours_;
    StampSelection found_;
};

}  // namespace

StampSelection select_stamp(const MessageView& message, const std::vector<DomainName>& trusted,
                            const StampLimits& limits) {
    Selector selector(trusted, limits);
    for (const auto& field : message.fields()) {
        if (field.is(stamp_field_name)) selector.look_at(field);
    }
    return std::move(selector).result();
}

}  // namespace domainsec::inline v1::detail

// Any octets parse as a message, and its border leaves no mark for a second look (RFC 5322, RFC
// 5321 §2.3.8).
#include <domainsec/message/author.hpp>
#include <domainsec/message/border.hpp>

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    using namespace domainsec;
    static const BorderRules rules{
        .own_names = {DomainName::from_string("contoso.example").value()}};
    const std::string message(reinterpret_cast<const char*>(data), size);
    const auto view = MessageView::parse(message, {.max_header_octets = 4096, .max_fields = 50});
    static_cast<void>(author_of(view));
    static_cast<void>(duplicated_singletons(view));
    const char* at = message.data();
    for (const auto& field : view.fields()) {
        if (field.raw().data() < at) __builtin_trap();
        at = field.raw().data() + field.raw().size();
        static_cast<void>(field.unfolded());
    }
    if (at > message.data() + view.body_offset()) __builtin_trap();
    const auto passed = border_edits(view, rules).applied_to(message);
    if (!border_edits(MessageView::parse(passed), rules).changes_nothing()) __builtin_trap();
    return 0;
}

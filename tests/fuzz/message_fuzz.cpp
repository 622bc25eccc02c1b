// Any octets parse as a message, and its border leaves no mark for a second look (RFC 5322, RFC
// 5321 §2.3.8).
#include <domainsec/message/author.hpp>
#include <domainsec/message/border.hpp>
#include <domainsec/message/edited_stream.hpp>
#include <domainsec/message/message_reader.hpp>

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
    const auto edits = border_edits(view, rules);
    const auto passed = edits.applied_to(message);
    MessageReader reader({.max_header_octets = 4096, .max_fields = 50});
    EditedStream stream(edits);
    std::string body;
    std::string streamed;
    for (std::size_t begin = 0; begin < message.size(); begin += 5) {
        const auto piece = std::string_view(message).substr(begin, 5);
        body += reader.update(piece);
        for (const auto part : stream.update(piece)) streamed += part;
    }
    reader.finish();
    if (body != view.body() || reader.header_octets() != view.body_offset()) __builtin_trap();
    if (reader.header()->fields().size() != view.fields().size()) __builtin_trap();
    if (streamed != passed) __builtin_trap();
    if (!border_edits(MessageView::parse(passed), rules).changes_nothing()) __builtin_trap();
    return 0;
}

// A dialogue of a stranger's making: first line MAIL FROM, second RCPT TO, then the message.
// Without a session that speaks for the partner nothing is ever marked.
#include <cstdlib>
#include <domainsec/policy/inbound_transaction.hpp>

namespace {

domainsec::JudgementContext context() {
    domainsec::JudgementContext context;
    context.configuration = domainsec::Configuration::from_string(
        "[organization]\ndomain = \"contoso.example\"\n[edge]\nname = \"edge1.contoso.example\"\n"
        "[stamp]\nselector = \"edge1\"\nkey = \"stamp.pem\"\n"
        "[[partner]]\nname = \"Fabrikam\"\ndomains = [\"fabrikam.example\"]\nsubdomains = true\n"
        "[partner.receive]\nmode = \"prefer\"\ntrust = \"pin\"\n"
        "pins = [\"sha256/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\"]\n",
        "/nonexistent");
    context.evidence = [] { return domainsec::Evidence::none(); };
    context.clock = [] { return domainsec::TimePoint(domainsec::Seconds{1795521600}); };
    return context;
}

std::string_view line_of(std::string_view& text) {
    const auto end = text.find('\n');
    const auto line = text.substr(0, end);
    text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
    return line;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const domainsec::JudgementContext given = context();
    auto message = domainsec::text_of({data, size});
    domainsec::InboundTransaction transaction(given, domainsec::SessionFacts::clear_text());
    transaction.mail_from(line_of(message));
    transaction.rcpt_to(line_of(message));
    transaction.rcpt_to("postmaster");
    const auto verdict = transaction.finish(domainsec::MessageView::parse(message));
    if (verdict.path || verdict.status == domainsec::Status::pass) std::abort();
    for (const char c : verdict.answer.reply.line()) {
        if (c < 0x20 || c > 0x7e) std::abort();
    }
    return 0;
}

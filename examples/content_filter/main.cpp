// A content filter inside the organization: tags the subject, puts a banner above the text, and
// stamps anew what was Domain Secured, so that the mark stays and says what was changed.
//
//     content_filter KEYRING DOMAIN FILTER-KEY SELECTOR < message > changed
//
// It sits behind the edges and in front of the mail store. A message without a mark is tagged too,
// and gets none. Exit code 75 (EX_TEMPFAIL) when the mail has to wait.
#include <domainsec/domainsec.hpp>
#include <exception>
#include <iostream>
#include <iterator>
#include <string>

namespace {

using namespace domainsec;

constexpr int try_again_later = 75;

/// Where a value begins, behind the colon and its space.
std::size_t value_of(const std::string& message, const HeaderField& field) {
    auto at = static_cast<std::size_t>(field.value().data() - message.data());
    while (message[at] == ' ' || message[at] == '\t') ++at;
    return at;
}

std::string tagged(std::string message, const std::string& tag) {
    const auto view = MessageView::parse(message);
    const auto* subject = view.last("Subject");
    if (subject != nullptr && subject->unfolded().starts_with(tag)) return message;
    if (subject != nullptr) return message.insert(value_of(message, *subject), tag);
    const std::string line_end = view.line_ends() == LineEnds::lf ? "\n" : "\r\n";
    return "Subject: " + tag + line_end + message;
}

/// Only where text is plain and stands alone: a banner in the wrong place breaks what it warns of.
std::string with_banner(std::string message, const std::string& banner) {
    const auto view = MessageView::parse(message);
    const auto* type = view.last("Content-Type");
    const auto* encoding = view.last("Content-Transfer-Encoding");
    const bool plain =
        (type == nullptr || type->unfolded().starts_with("text/plain")) &&
        (encoding == nullptr || encoding->unfolded() == "7bit" || encoding->unfolded() == "8bit");
    if (!plain) return message;
    const std::string line_end = view.line_ends() == LineEnds::lf ? "\n" : "\r\n";
    return message.insert(view.body_offset(), banner + line_end + line_end);
}

int filter(const std::string& keyring, const std::string& domain, const std::string& key,
           const std::string& selector) {
    const auto own = DomainName::from_string(domain).value();
    StamperOptions options;
    options.domain = own;
    options.selector = selector;
    const Restamper restamper(Verifier(KeyRing::from_file(keyring), {own}),
                              Stamper(StampKey::from_file(key), options));

    const std::string original{std::istreambuf_iterator<char>(std::cin), {}};
    auto changed = with_banner(tagged(original, "[EXTERN] "),
                               "This message came from outside the organization.");
    VerifyOptions about;
    about.now = system_clock()();
    const auto result = restamper.restamp(original, changed, about);
    if (result.problem == RestampingProblem::signing_failed) return try_again_later;
    result.edits.apply(changed);
    std::cout << changed << std::flush;
    std::cerr << "mark: " << to_string(result.report.status) << ", new stamp: "
              << (result.edits.prefix().empty() ? to_string(result.problem) : "made") << '\n';
    return std::cout ? 0 : try_again_later;
}

}  // namespace

int main(int argument_count, char** arguments) try {
    if (argument_count != 5) {
        std::cerr << "usage: content_filter KEYRING DOMAIN FILTER-KEY SELECTOR < message\n";
        return 64;
    }
    return filter(arguments[1], arguments[2], arguments[3], arguments[4]);
} catch (const std::exception& error) {
    std::cerr << "content_filter: " << error.what() << '\n';
    return try_again_later;
}

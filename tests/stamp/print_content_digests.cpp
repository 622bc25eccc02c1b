// Prints the digest of decoded content for messages from standard input, for a check by an
// implementation that is not ours: print_content_digests [--every-cut]. A message is its size in
// decimal, LF, and its octets; a line of the output is the digest in hex, or "none: " and why.
#include <cstddef>
#include <exception>
#include <iostream>
#include <stdexcept>
#include <string>
#include <string_view>

#include <domainsec/message/message_view.hpp>

#include "stamp/content_digest.hpp"

using namespace domainsec;

namespace {

std::string to_hex(const Sha256Digest& digest) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    for (const auto octet : digest) {
        text += digits[octet >> 4U];
        text += digits[octet & 15U];
    }
    return text;
}

std::string found_in(const MessageView& message, std::size_t cut) {
    detail::ContentDigester digester(message);
    digester.update(message.body().substr(0, cut));
    digester.update(message.body().substr(cut));
    const auto digest = digester.finish();
    return digest ? to_hex(*digest) : "none: " + std::string(digester.problem());
}

std::string found_in(const std::string& octets, bool every_cut) {
    const auto message = MessageView::parse(octets);
    const auto whole = found_in(message, 0);
    if (!every_cut) return whole;
    for (std::size_t cut = 1; cut <= message.body().size(); ++cut)
        if (found_in(message, cut) != whole) return "differs when cut at " + std::to_string(cut);
    return whole;
}

}  // namespace

int main(int argument_count, char** arguments) try {
    const bool every_cut = argument_count == 2 && std::string_view(arguments[1]) == "--every-cut";
    if (argument_count > 1 && !every_cut)
        throw std::runtime_error("usage: print_content_digests [--every-cut]");
    std::string size;
    while (std::getline(std::cin, size)) {
        std::string octets(std::stoul(size), '\0');
        if (!std::cin.read(octets.data(), static_cast<std::streamsize>(octets.size())))
            throw std::runtime_error("a message is cut off");
        std::cout << found_in(octets, every_cut) << "\n";
    }
    return 0;
} catch (const std::exception& error) {
    std::cerr << "print_content_digests: " << error.what() << "\n";
    return 1;
}

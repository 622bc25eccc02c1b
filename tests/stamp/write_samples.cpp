// Writes stamped messages into a folder, for a check by an implementation that is not ours:
// write_samples FOLDER. Beside each message.eml lies message.key, its algorithm and public key.
#include <exception>
#include <filesystem>
#include <fstream>
#include <iostream>

#include "stamp/base64.hpp"
#include "stamp/stamp_world.hpp"

using namespace stamp_test;

namespace {

// Bodies and headers where canonical forms go wrong easily (RFC 6376 §3.4).
std::vector<std::string> originals() {
    const std::string header = "From: alice@fabrikam.example\r\nSubject: x\r\n";
    return {
        message(),
        header + "\r\n",
        header,
        header + "\r\n\r\n\r\n\r\n",
        header + "\r\n \r\n\t\r\n",
        header + "\r\nno line end",
        header + "\r\nspaces at the end  \t \r\n",
        header + "\r\n  leading   and\t\tinner  \r\n\r\n\r\nlines\r\n\r\n",
        "From:alice@fabrikam.example\r\nSUBJECT :\t folded\r\n\t  more \r\n  \r\n end\r\n\r\nx\r\n",
        "Subject:\r\nFrom: Alice\r\n <alice@fabrikam.example>\r\n\r\nempty subject\r\n",
        "From: =?utf-8?q?J=C3=B6rg?= <j@fabrikam.example>\r\nSubject: \xc3\xa4\xc3\xb6\r\n\r\n"
        "\xc3\xbc \xff\xfe\r\n",
        "Resent-To: a@b.example\r\nResent-To: c@d.example\r\nResent-From: e@f.example\r\n" +
            message()};
}

struct Variant {
    const char* name;
    CanonicalizationPair canonicalization;
    bool lf;
    PrivateKey key;
    Bytes recipient_key;
};

std::vector<Variant> variants() {
    const auto pair = [](const char* text) { return canonicalization_from_string(text).value(); };
    return {{"rr", pair("relaxed/relaxed"), false, ed25519_key(), {}},
            {"ss", pair("simple/simple"), false, ed25519_key(), {}},
            {"rs", pair("relaxed/simple"), false, ed25519_key(), Bytes(32, 5)},
            {"sr", pair("simple/relaxed"), true, ed25519_key(), {}},
            {"ec", pair("relaxed/relaxed"), true, p256_key(), {}}};
}

void write(const std::filesystem::path& file, const std::string& text) {
    std::ofstream stream(file, std::ios::binary);
    stream << text;
    if (!stream.flush()) throw std::runtime_error("cannot write " + file.string());
}

void write_sample(const std::filesystem::path& file, const std::string& original,
                  const Variant& variant) {
    auto options = stamper_options();
    options.canonicalization = variant.canonicalization;
    options.recipient_key = variant.recipient_key;
    const auto text = variant.lf ? with_lf(original) : original;
    const auto result =
        Stamper(StampKey(variant.key), options).stamp(MessageView::parse(text), path());
    if (result.problem != StampingProblem::none) throw std::runtime_error("no stamp was made");
    write(file.string() + ".eml", result.field + text);
    const auto entry = entry_for(variant.key);
    write(file.string() + ".key",
          std::string(to_string(entry.algorithm)) + " " + detail::to_base64(entry.public_key));
}

}  // namespace

int main(int argument_count, char** arguments) try {
    if (argument_count != 2) throw std::runtime_error("usage: write_samples FOLDER");
    const std::filesystem::path folder(arguments[1]);
    std::filesystem::create_directories(folder);
    int number = 0;
    for (const auto& original : originals()) {
        ++number;
        for (const auto& variant : variants())
            write_sample(folder / (std::to_string(number) + "-" + variant.name), original, variant);
    }
    return 0;
} catch (const std::exception& error) {
    std::cerr << "write_samples: " << error.what() << "\n";
    return 1;
}

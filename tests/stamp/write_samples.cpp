// Writes stamped messages into a folder, for a check by implementations that are not ours:
// write_samples FOLDER. Beside each message.eml lies message.key, its algorithm and public key, and
// message.dkim, the same with a companion DKIM-Signature whose DNS record is in message.record.
#include <exception>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <random>

#include <domainsec/stamp/companion_signature.hpp>

#include "stamp/base64.hpp"
#include "stamp/stamp_world.hpp"

using namespace stamp_test;

namespace {

// Bodies and headers where canonical forms go wrong easily (RFC 6376 §3.4).
std::vector<std::string> tricky_messages() {
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

std::string random_words(std::mt19937& random, std::size_t most) {
    static constexpr const char* words[] = {"figures",
                                            "of",
                                            "a",
                                            "Gr\xc3\xbc\xc3\x9f"
                                            "e",
                                            "=20",
                                            "--",
                                            ".",
                                            "<b>",
                                            "x@y.example",
                                            "\xff\xfe"};
    static constexpr const char* gaps[] = {" ", "  ", "\t", " \t ", " "};
    std::string text;
    for (auto count = random() % (most + 1); count > 0; --count) {
        text += words[random() % std::size(words)];
        if (count > 1 || random() % 3 == 0) text += gaps[random() % std::size(gaps)];
    }
    return text;
}

// A field with spaces and folding where one would not write them.
std::string random_field(std::mt19937& random, const std::string& name) {
    std::string field = name;
    for (auto& octet : field)
        if (random() % 4 == 0 && octet >= 'a' && octet <= 'z')
            octet = static_cast<char>(octet - 32);
    field += random() % 5 == 0 ? " :" : ":";
    if (random() % 2 == 0) field += random() % 2 == 0 ? " " : "\t ";
    field += random_words(random, 4);
    for (auto folds = random() % 3; folds > 0; --folds)
        field += "\r\n " + random_words(random, 4) + "x";
    return field + "\r\n";
}

std::string random_message(std::mt19937& random) {
    std::string text;
    for (const char* name : {"Subject", "To", "Cc", "References", "Date", "Message-ID", "X-Other",
                             "Received", "Received", "Content-Disposition", "Resent-To"})
        if (random() % 3 != 0) text += random_field(random, name);
    text.insert(0, random() % 2 == 0 ? "From: alice@fabrikam.example\r\n"
                                     : "from :\t\"Alice\"\r\n  <alice@fabrikam.example> \r\n");
    text += "\r\n";
    for (auto lines = random() % 60; lines > 0; --lines)
        text += random_words(random, random() % 4 == 0 ? 60 : 8) + "\r\n";
    for (auto empty = random() % 4; empty > 0; --empty) text += random() % 2 ? "\r\n" : " \r\n";
    return random() % 8 == 0 ? text + "no end" : text;
}

// The same ones each time.
std::vector<std::string> originals() {
    auto messages = tricky_messages();
    std::mt19937 random(2026);
    while (messages.size() < 100) messages.push_back(random_message(random));
    return messages;
}

struct Variant {
    const char* name;
    CanonicalizationPair canonicalization;
    bool lf;
    StampKey key;
    Bytes recipient_key;
};

const CompanionSigner& companion(bool rsa) {
    const auto make = [](const PrivateKey& key, const char* selector) {
        CompanionOptions options;
        options.domain = domain("secured.contoso.example");
        options.selector = selector;
        return CompanionSigner(key, options);
    };
    static const auto ed25519 = make(ed25519_key(), "ed");
    static const auto rsa_2048 = make(PrivateKey::generate(KeyAlgorithm::rsa_2048), "rsa");
    return rsa ? rsa_2048 : ed25519;
}

std::vector<Variant> variants() {
    const auto ml_dsa = PrivateKey::generate(KeyAlgorithm::ml_dsa_65);
    const auto pair = [](const char* text) { return canonicalization_from_string(text).value(); };
    return {{"rr", pair("relaxed/relaxed"), false, StampKey(ed25519_key()), {}},
            {"ss", pair("simple/simple"), false, StampKey(ed25519_key()), {}},
            {"rs", pair("relaxed/simple"), false, StampKey(ed25519_key()), Bytes(32, 5)},
            {"sr", pair("simple/relaxed"), true, StampKey(ed25519_key()), {}},
            {"ec", pair("relaxed/relaxed"), true, StampKey(p256_key()), {}},
            {"set", pair("relaxed/relaxed"), false, StampKey(ed25519_key(), ml_dsa), {}}};
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
    const auto result = Stamper(variant.key, options).stamp(MessageView::parse(text), path());
    if (result.problem != StampingProblem::none) throw std::runtime_error("no stamp was made");
    write(file.string() + ".eml", result.field + text);
    const auto entry = make_key_ring_entry(domain("contoso.example"), "edge1", variant.key,
                                           {domain("edge1.contoso.example")});
    write(file.string() + ".key",
          std::string(to_string(entry.algorithm)) + " " + detail::to_base64(entry.public_key));
    const auto& signer = companion(variant.lf);
    const auto now = system_clock()();
    write(file.string() + ".dkim",
          signer.sign(MessageView::parse(text), result.field, now) + result.field + text);
    write(file.string() + ".record", to_companion_record(signer).text);
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

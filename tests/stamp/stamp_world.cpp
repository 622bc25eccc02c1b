// Keys, paths and messages of the stamp tests.
#include "stamp/stamp_world.hpp"

#include <algorithm>
#include <stdexcept>
#include <vector>

#include "message/canonical_header.hpp"
#include "stamp/base64.hpp"
#include "stamp/covered_fields.hpp"
#include "stamp/message_digests.hpp"
#include "stamp/tag_list.hpp"

namespace stamp_test {

DomainName domain(std::string_view text) {
    return DomainName::from_string(text).value();
}

MailAddress address(std::string_view text) {
    return MailAddress::from_string(text).value();
}

PrivateKey ed25519_key() {
    auto der = detail::from_base64("MC4CAQAwBQYDK2VwBCIEIA==").value();  // PKCS#8, RFC 8410 §7
    const auto seed = detail::from_base64("nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A=").value();
    der.insert(der.end(), seed.begin(), seed.end());
    return PrivateKey::from_octets(der);
}

PrivateKey p256_key() {
    static const auto key = PrivateKey::generate(KeyAlgorithm::ecdsa_p256);
    return key;
}

std::string message() {
    return "Received: from mx1.fabrikam.example (mx1.fabrikam.example [192.0.2.7])\r\n"
           "\tby edge1.contoso.example with ESMTPS id 4F2A\r\n"
           "\tfor <bob@contoso.example>; Tue, 24 Nov 2026 00:31:24 +0000\r\n"
           "Received: by mx1.fabrikam.example (Postfix, from userid 33)\r\n"
           "\tid 7D1C; Tue, 24 Nov 2026 00:31:20 +0000\r\n"
           "From: \"Alice Example\" <alice@fabrikam.example>\r\n"
           "To: Bob <bob@contoso.example>,\r\n"
           "  Carol   <carol@contoso.example>\r\n"
           "Subject: Quarterly  figures\t \r\n"
           " and the plan\r\n"
           "Date: Tue, 24 Nov 2026 00:31:19 +0000\r\n"
           "Message-ID: <q3@fabrikam.example>\r\n"
           "MIME-Version: 1.0\r\n"
           "Content-Type: text/plain; charset=utf-8\r\n"
           "X-Mailer: example 1.0\r\n"
           "\r\n"
           "Dear Bob, \r\n"
           "\r\n"
           "the  figures\tare   attached.\t\r\n"
           "-- \r\n"
           "Alice\r\n"
           "\r\n"
           "\r\n";
}

SecuredPathParts path_parts() {
    SecuredPathParts parts{"Fabrikam",
                           domain("fabrikam.example"),
                           domain("fabrikam.example"),
                           "pkix",
                           domain("edge1.contoso.example"),
                           "TLS1.3/TLS_AES_256_GCM_SHA384/x25519mlkem768",
                           {},
                           stamped_at,
                           address("alice@fabrikam.example"),
                           {address("bob@contoso.example")},
                           {},
                           false,
                           false};
    for (std::size_t at = 0; at < parts.key_digest.size(); ++at)
        parts.key_digest[at] = static_cast<std::uint8_t>(at * 7);
    return parts;
}

SecuredPath path() {
    return SecuredPathBuilder::build(path_parts());
}

StamperOptions stamper_options() {
    StamperOptions options;
    options.domain = domain("contoso.example");
    options.selector = "edge1";
    return options;
}

VerifyOptions at_delivery() {
    VerifyOptions options;
    options.now = stamped_at + Seconds{60};
    return options;
}

KeyRingEntry entry_for(const PrivateKey& key) {
    return make_key_ring_entry(domain("contoso.example"), "edge1", StampKey(key),
                               {domain("edge1.contoso.example")});
}

std::string stamped(const std::string& message, const StamperOptions& options,
                    const SecuredPath& path) {
    const auto result =
        Stamper(StampKey(ed25519_key()), options).stamp(MessageView::parse(message), path);
    if (result.problem != StampingProblem::none) throw std::logic_error("no stamp was made");
    return result.field + message;
}

Verifier verifier(VerifierOptions options) {
    return Verifier(KeyRing({entry_for(ed25519_key())}), {domain("contoso.example")},
                    std::move(options));
}

StampReport report_on(const std::string& message) {
    return verifier().verify(message, at_delivery());
}

std::string replaced(std::string text, std::string_view from, std::string_view to) {
    const auto at = text.find(from);
    if (at == std::string::npos) throw std::logic_error("the text to replace is not there");
    return text.replace(at, from.size(), to);
}

std::string with_lf(std::string text) {
    text.erase(std::remove(text.begin(), text.end(), '\r'), text.end());
    return text;
}

std::string edited_stamp(const std::string& stamped_message,
                         std::initializer_list<std::string_view> edits) {
    const auto view = MessageView::parse(stamped_message);
    const auto list =
        std::get<detail::TagList>(detail::TagList::parse(view.fields().front().value(), {}));
    std::vector<std::pair<std::string, std::string>> tags;
    for (const auto& tag : list.tags()) tags.emplace_back(tag.name, tag.value);
    for (const auto edit : edits) {
        const auto name = edit.substr(0, edit.find('='));
        const auto same = [name](const auto& tag) { return "-" + tag.first == name; };
        if (edit.starts_with('-')) {
            tags.erase(std::remove_if(tags.begin(), tags.end(), same), tags.end());
            continue;
        }
        const auto value = std::string(edit.substr(name.size() + 1));
        const auto found = std::find_if(tags.begin(), tags.end(),
                                        [name](const auto& tag) { return tag.first == name; });
        if (found != tags.end()) {
            found->second = value;
        } else {
            tags.emplace_back(name, value);
        }
    }
    std::string field = "Domain-Secured:";
    for (const auto& [name, value] : tags) field += " " + name + "=" + value + ";";
    return field + "\r\n";
}

std::string resigned(std::initializer_list<std::string_view> edits, const std::string& original) {
    auto field = edited_stamp(stamped(original), edits);
    const auto emptied_message = field + original;
    const auto view = MessageView::parse(emptied_message);
    const auto list =
        std::get<detail::TagList>(detail::TagList::parse(view.fields().front().value(), {}));
    detail::FieldPicker picker(view);
    std::string canonical;
    const auto* covered = list.find("h");
    std::string_view names = covered == nullptr ? std::string_view{} : covered->value;
    while (!names.empty()) {
        const auto colon = std::min(names.find(':'), names.size());
        auto name = names.substr(0, colon);
        while (!name.empty() && detail::is_folding_space(name.front())) name.remove_prefix(1);
        while (!name.empty() && detail::is_folding_space(name.back())) name.remove_suffix(1);
        names.remove_prefix(std::min(colon + 1, names.size()));
        if (const auto* named = picker.next(name))
            detail::append_canonical_field(canonical, *named, Canonicalization::relaxed);
    }
    const auto* signature = list.find("b");
    if (signature == nullptr) return emptied_message;
    const auto emptied = detail::without(view.fields().front().raw(), {signature->enclosed, {}});
    detail::Sha256 hash;
    const auto digest = detail::digest_header(canonical, emptied, "Domain-Secured",
                                              Canonicalization::relaxed, hash);
    const auto value = detail::to_base64(StampKey(ed25519_key()).sign(digest));
    return replaced(field, signature->enclosed, value) + original;
}

}  // namespace stamp_test

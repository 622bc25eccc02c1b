// Vectors over what goes wrong easily: empty bodies, white space, LF storage, sets of keys,
// filters.
#include "stamp/vectors.hpp"

#include <domainsec/stamp/restamper.hpp>
#include <stdexcept>

#include "message/canonical_header.hpp"
#include "stamp/base64.hpp"
#include "stamp/covered_fields.hpp"
#include "stamp/message_digests.hpp"
#include "stamp/stamp_world.hpp"
#include "stamp/tag_list.hpp"

namespace stamp_test {
namespace {

using nlohmann::ordered_json;

std::string base64(std::string_view text) {
    return detail::to_base64(bytes_of(text));
}

// What step 2 of docs/stamp-format.md §4.3 calls data.
std::string signed_data(const MessageView& message, const std::string& field,
                        Canonicalization form) {
    const auto view = MessageView::parse(field);
    const auto list =
        std::get<detail::TagList>(detail::TagList::parse(view.fields().front().value(), {}));
    detail::FieldPicker picker(message);
    std::string names;
    std::string data;
    detail::cover(picker, form, names, data);
    const auto* second = list.find("b2");
    const auto emptied = detail::without(
        view.fields().front().raw(),
        {list.find("b")->enclosed, second == nullptr ? std::string_view{} : second->enclosed});
    detail::append_canonical_field(data, HeaderField(emptied, 14, 15), form,
                                   detail::FieldEnd::none);
    return data;
}

std::string sha256_of(std::string_view text) {
    detail::Sha256 hash;
    hash(text);
    return detail::to_base64(hash.finish());
}

ordered_json described(const std::string& name, const std::string& message,
                       const std::string& field, const CanonicalizationPair& forms,
                       const KeyRingEntry& entry) {
    const auto view = MessageView::parse(message);
    const auto body = canonical_body(view.body(), forms.body);
    const auto data = signed_data(view, field, forms.header);
    return {{"name", name},
            {"message", base64(message)},
            {"canonicalization", to_string(forms)},
            {"selector", entry.selector},
            {"algorithm", to_string(entry.algorithm)},
            {"public_key", detail::to_base64(entry.public_key)},
            {"role", to_string(entry.role)},
            {"body_canonical", base64(body)},
            {"body_hash", sha256_of(body)},
            {"signed_data", base64(data)},
            {"signed_hash", sha256_of(data)},
            {"field", field}};
}

ordered_json stamp_vector(const std::string& name, const std::string& message, const StampKey& key,
                          const char* forms, const StamperOptions& given = stamper_options()) {
    auto options = given;
    options.canonicalization = canonicalization_from_string(forms).value();
    const auto result = Stamper(key, options).stamp(message, path());
    if (result.problem != StampingProblem::none) throw std::logic_error("no stamp was made");
    return described(name, message, result.field, options.canonicalization,
                     make_key_ring_entry(domain("contoso.example"), "edge1", key,
                                         {domain("edge1.contoso.example")}));
}

// A key for tests alone: its seed is the number 1 to 32.
PrivateKey filter_key() {
    auto der = detail::from_base64("MC4CAQAwBQYDK2VwBCIEIA==").value();
    for (std::uint8_t octet = 1; octet <= 32; ++octet) der.push_back(octet);
    return PrivateKey::from_octets(der);
}

ordered_json filter_vector() {
    auto options = stamper_options();
    options.selector = "filter1";
    auto entry = entry_for(filter_key());
    entry.selector = "filter1";
    entry.role = KeyRole::filter;
    const auto original = stamped(message());
    const auto changed = replaced(original, "Subject: ", "Subject: [EXTERN] ");
    const Verifier inside(KeyRing({entry_for(ed25519_key()), entry}), {domain("contoso.example")});
    const auto result = Restamper(inside, Stamper(StampKey(filter_key()), options))
                            .restamp(original, changed, at_delivery());
    if (result.problem != RestampingProblem::none) throw std::logic_error("no stamp was made");
    const auto without_stamp = replaced(message(), "Subject: ", "Subject: [EXTERN] ");
    return described("a filter's stamp in place of an edge's", without_stamp, result.edits.prefix(),
                     options.canonicalization, entry);
}

}  // namespace

bool is_deterministic(const nlohmann::ordered_json& vector) {
    return vector.at("algorithm") == "ed25519-sha256";
}

std::vector<ordered_json> make_vectors() {
    const std::string header = "From: alice@fabrikam.example\r\nSubject: x\r\n";
    const StampKey ed25519(ed25519_key());
    auto decoded = stamper_options();
    decoded.decoded_digest = true;
    const std::string multipart =
        header +
        "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\npreamble\r\n--b\r\n"
        "Content-Type: text/plain\r\nContent-Transfer-Encoding: "
        "quoted-printable\r\n\r\nGr=C3=BC=\r\n"
        "=C3=9Fe\r\n--b\r\nContent-Type: application/octet-stream\r\nContent-Transfer-Encoding: "
        "base64\r\n\r\nAAEC/w==\r\n--b--\r\n";
    return {
        stamp_vector("relaxed/relaxed", message(), ed25519, "relaxed/relaxed"),
        stamp_vector("simple/simple", message(), ed25519, "simple/simple"),
        stamp_vector("stored with LF", with_lf(message()), ed25519, "relaxed/simple"),
        stamp_vector("an empty body, simple", header + "\r\n", ed25519, "simple/simple"),
        stamp_vector("an empty body, relaxed", header + "\r\n", ed25519, "relaxed/relaxed"),
        stamp_vector("empty lines and white space at the end",
                     header + "\r\na \t\r\n \r\n\r\n\t\r\n", ed25519, "relaxed/relaxed"),
        stamp_vector("no last line end", header + "\r\na  b", ed25519, "relaxed/relaxed"),
        stamp_vector("a digest of decoded parts", multipart, ed25519, "relaxed/relaxed", decoded),
        filter_vector(),
        stamp_vector("ECDSA P-256", message(), StampKey(p256_key()), "relaxed/relaxed"),
        stamp_vector("Ed25519 and ML-DSA-65", message(),
                     StampKey(ed25519_key(), PrivateKey::generate(KeyAlgorithm::ml_dsa_65)),
                     "relaxed/relaxed")};
}

}  // namespace stamp_test

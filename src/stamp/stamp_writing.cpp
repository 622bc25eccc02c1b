// The one way a stamp is written: fixed order of tags, short lines (docs/stamp-format.md §2).
#include "stamp/stamp_writing.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

#include "stamp/base64.hpp"
#include "stamp/folded_writer.hpp"
#include "stamp/quoted_printable.hpp"
#include "stamp/stamp_tags.hpp"

namespace domainsec::inline v1::detail {
namespace {

// The caller's own TLS stack may name things as it likes; the tag's alphabet is closed.
std::string tls_text(std::string_view parameters) {
    std::string text(parameters.substr(0, max_tls_octets));
    std::replace_if(
        text.begin(), text.end(), [](char c) { return !is_tls_octet(c); }, '_');
    return text.empty() ? "unknown" : text;
}

std::string via_text(std::string_view via) {
    std::string text(via.substr(0, max_via_octets));
    std::replace_if(
        text.begin(), text.end(), [](char c) { return (c >= 0 && c < ' ') || c == 0x7f; }, '_');
    return to_quoted_printable(text);
}

void write_path(FoldedWriter& writer, const StampFacts& facts) {
    writer.fold();
    writer.tag("p", facts.partner->str());
    if (facts.identity != nullptr) writer.tag("n", facts.identity->str());
    writer.tag("m", facts.method);
    writer.tag("e", facts.edge->str());
    if (!facts.via.empty()) writer.tag("via", via_text(facts.via), Cut::not_in_hex);
    if (facts.asserted_by_caller) writer.tag("ca", "1");
    if (facts.resumed) writer.tag("rs", "1");
    writer.fold();
    const bool written_so = !facts.tls.empty() && facts.tls.size() <= max_tls_octets &&
                            std::all_of(facts.tls.begin(), facts.tls.end(), is_tls_octet);
    if (written_so) {
        writer.tag("tls", facts.tls);
    } else {
        writer.tag("tls", tls_text(facts.tls));
    }
    writer.tag("cf", Base64Text(facts.key_digest), Cut::anywhere);
    writer.tag("t", facts.stamped_at.time_since_epoch().count());
    writer.tag("x", facts.expires_at.time_since_epoch().count());
}

void write_replaced(FoldedWriter& writer, const StampFacts& facts) {
    if (!facts.replaced) return;
    writer.fold();
    writer.tag("o", Base64Text(*facts.replaced), Cut::anywhere);
    writer.tag("ch", facts.changed, Cut::after_comma);
}

void write_coverage(FoldedWriter& writer, const StampCoverage& coverage) {
    writer.tag("h", coverage.covered, Cut::after_colon);
    if (!coverage.recipient_tokens.empty())
        writer.tag("rt", to_base64(coverage.recipient_tokens), Cut::anywhere);
    if (coverage.encoding != TransferEncoding::identity)
        writer.tag("ce", to_string(coverage.encoding));
    if (coverage.content_hash) writer.tag("dh", Base64Text(*coverage.content_hash), Cut::anywhere);
    writer.tag("bh", Base64Text(coverage.body_hash), Cut::anywhere);
}

constexpr std::string_view second_signature = "b2=";

}  // namespace

std::string write_unsigned_stamp(const StamperOptions& options, StampAlgorithm algorithm,
                                 const StampFacts& facts, const StampCoverage& coverage,
                                 std::string_view line_end) {
    std::string field;
    field.reserve(1536 + coverage.recipient_tokens.size() * 3 / 2 +
                  signature_octets(algorithm) * 3 / 2);
    field.append(stamp_field_name).append(":");
    FoldedWriter writer(field, line_end);
    writer.tag("v", "1");
    writer.tag("a", to_string(algorithm));
    writer.tag("c", to_string(options.canonicalization));
    writer.tag("d", options.domain->str());
    writer.tag("s", options.selector);
    write_path(writer, facts);
    write_replaced(writer, facts);
    writer.fold();
    writer.tag("mf", to_quoted_printable(facts.mail_from), Cut::not_in_hex);
    write_coverage(writer, coverage);
    writer.fold();
    field += "b=";
    if (algorithm != StampAlgorithm::ed25519_ml_dsa_65_sha256) return field;
    field += ';';
    writer.fold();
    field += second_signature;
    return field;
}

void put_signatures(std::string& field, StampAlgorithm algorithm, ByteView signatures,
                    std::string_view line_end) {
    std::array<std::uint8_t, 64> single{};
    if (signatures.size() == single.size()) {
        std::copy(signatures.begin(), signatures.end(), single.begin());
        FoldedWriter(field, line_end).put(Base64Text(single), Cut::anywhere);
        field += line_end;
        return;
    }
    if (algorithm == StampAlgorithm::ed25519_ml_dsa_65_sha256) {
        const auto first = signature_octets(StampAlgorithm::ed25519_sha256);
        field.resize(field.rfind(';'));
        FoldedWriter writer(field, line_end);
        writer.put(to_base64(signatures.first(first)), Cut::anywhere);
        field += ';';
        writer.fold();
        field += second_signature;
        signatures = signatures.subspan(first);
    }
    FoldedWriter(field, line_end).put(to_base64(signatures), Cut::anywhere);
    field += line_end;
}

}  // namespace domainsec::inline v1::detail

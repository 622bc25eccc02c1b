// Writes and reads the files of an evidence cache.
//
//   domainsec-evidence 1          domainsec-asked 1
//   kind crl                      kind crl
//   locator http://...            locator http://...
//   query <hexadecimal>           query <hexadecimal>
//   fetched <seconds>             asked <seconds>
//   next-update <seconds or ->    missing <seconds or ->
//   length <octets>
//   digest <SHA-256 of all other octets>
//   <the content>
#include "trust/cache_record.hpp"

#include <algorithm>
#include <charconv>
#include <domainsec/pki/certificate.hpp>

namespace domainsec::inline v1::detail {
namespace {

constexpr std::string_view evidence_title = "domainsec-evidence 1\n";
constexpr std::string_view asked_title = "domainsec-asked 1\n";
constexpr std::size_t max_locator_octets = 2048;
// The end of the year 9999, the last that a certificate can say.
constexpr std::int64_t last_second = 253'402'300'799;

std::string line(std::string_view name, std::string_view value) {
    return std::string(name) + ' ' + std::string(value) + '\n';
}

std::string seconds(std::optional<TimePoint> time) {
    return time ? std::to_string(time->time_since_epoch().count()) : "-";
}

std::string request_lines(const EvidenceRequest& request) {
    return line("kind", to_string(request.kind)) + line("locator", request.locator) +
           line("query", to_hex(request.query));
}

std::optional<unsigned> hex_digit(char c) {
    if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
    if (c >= 'a' && c <= 'f') return static_cast<unsigned>(c - 'a' + 10);
    return std::nullopt;
}

std::optional<Bytes> from_hex(std::string_view text) {
    if (text.size() % 2 != 0 || text.size() > 2 * max_query_octets) return std::nullopt;
    Bytes octets;
    for (std::size_t i = 0; i < text.size(); i += 2) {
        const auto high = hex_digit(text[i]);
        const auto low = hex_digit(text[i + 1]);
        if (!high || !low) return std::nullopt;
        octets.push_back(static_cast<std::uint8_t>(*high << 4 | *low));
    }
    return octets;
}

/// Takes lines off the front of a text; after the first that is not as it should be, all fail.
class LineReader final {
  public:
    explicit LineReader(std::string_view text) : rest_(text) {}

    void title(std::string_view expected) {
        if (!rest_.starts_with(expected))
            return fail("is no file of this cache, or of another version");
        rest_.remove_prefix(expected.size());
    }

    std::string_view value(std::string_view name) {
        const auto end = rest_.find('\n');
        if (!good() || end == std::string_view::npos || !rest_.starts_with(name) ||
            rest_.substr(name.size(), 1) != " ") {
            fail("has no line \"" + std::string(name) + "\" in its place");
            return {};
        }
        const auto value = rest_.substr(name.size() + 1, end - name.size() - 1);
        rest_.remove_prefix(end + 1);
        return value;
    }

    std::int64_t number(std::string_view name) {
        const auto text = value(name);
        std::int64_t number = 0;
        const auto result = std::from_chars(text.data(), text.data() + text.size(), number);
        if (result.ec != std::errc{} || result.ptr != text.data() + text.size() || number < 0 ||
            number > last_second)
            fail("has no number behind \"" + std::string(name) + '"');
        return number;
    }

    TimePoint time(std::string_view name) { return TimePoint{Seconds{number(name)}}; }

    std::optional<TimePoint> time_if_any(std::string_view name) {
        if (rest_.starts_with(std::string(name) + " -\n")) {
            value(name);
            return std::nullopt;
        }
        return time(name);
    }

    EvidenceRequest request() {
        EvidenceRequest request;
        const auto kind = value("kind");
        request.kind = kind == "ocsp" ? EvidenceKind::ocsp : EvidenceKind::crl;
        if (kind != to_string(request.kind)) fail("is of a kind that is not cached");
        request.locator = value("locator");
        auto query = from_hex(value("query"));
        if (!query) fail("has a query that is not hexadecimal");
        request.query = query.value_or(Bytes{});
        return request;
    }

    void fail(std::string why) {
        if (good()) why_ = std::move(why);
    }

    bool good() const noexcept { return why_.empty(); }
    const std::string& why() const noexcept { return why_; }
    std::string_view rest() const noexcept { return rest_; }

  private:
    std::string_view rest_;
    std::string why_;
};

void check_name(LineReader& reader, const EvidenceRequest& request, std::string_view name) {
    if (!reader.good()) return;
    if (!is_cacheable(request) || cache_name(request) != name)
        reader.fail("stands under the name of another request");
}

std::string digest_of_record(std::string_view head, ByteView content) {
    Bytes all(head.begin(), head.end());
    all.insert(all.end(), content.begin(), content.end());
    return to_hex(sha256(all));
}

}  // namespace

bool is_cacheable(const EvidenceRequest& request) {
    const bool is_ocsp = request.kind == EvidenceKind::ocsp;
    if (request.kind != EvidenceKind::crl && !is_ocsp) return false;
    if (request.query.empty() == is_ocsp || request.query.size() > max_query_octets) return false;
    return !request.locator.empty() && request.locator.size() <= max_locator_octets &&
           std::ranges::all_of(request.locator, [](char c) { return c > 0x20 && c < 0x7f; });
}

std::string cache_name(const EvidenceRequest& request) {
    return to_hex(sha256(bytes_of(request_lines(request))));
}

Bytes to_octets(const CacheRecord& record) {
    std::string head(evidence_title);
    head += request_lines(record.request) + line("fetched", seconds(record.fetched_at)) +
            line("next-update", seconds(record.next_update)) +
            line("length", std::to_string(record.content.size()));
    head += line("digest", digest_of_record(head, record.content));
    Bytes octets(head.begin(), head.end());
    octets.insert(octets.end(), record.content.begin(), record.content.end());
    return octets;
}

std::string to_text(const AskedRecord& record) {
    return std::string(asked_title) + request_lines(record.request) +
           line("asked", seconds(record.asked_at)) + line("missing", seconds(record.missing_at));
}

std::optional<CacheRecord> read_cache_record(ByteView octets, std::string_view name,
                                             std::string& why) {
    const auto text = text_of(octets);
    LineReader reader(text);
    CacheRecord record;
    reader.title(evidence_title);
    record.request = reader.request();
    record.fetched_at = reader.time("fetched");
    record.next_update = reader.time_if_any("next-update");
    const auto length = reader.number("length");
    const auto head = text.substr(0, text.size() - reader.rest().size());
    const auto digest = reader.value("digest");
    const auto content = bytes_of(reader.rest());
    check_name(reader, record.request, name);
    if (reader.good() && static_cast<std::uint64_t>(length) != content.size())
        reader.fail("was cut short");
    if (reader.good() && digest != digest_of_record(head, content))
        reader.fail("does not fit its own digest");
    why = reader.why();
    if (!reader.good()) return std::nullopt;
    record.content.assign(content.begin(), content.end());
    return record;
}

std::optional<AskedRecord> read_asked_record(std::string_view text, std::string_view name,
                                             std::string& why) {
    LineReader reader(text);
    AskedRecord record;
    reader.title(asked_title);
    record.request = reader.request();
    record.asked_at = reader.time("asked");
    record.missing_at = reader.time_if_any("missing");
    check_name(reader, record.request, name);
    if (reader.good() && !reader.rest().empty()) reader.fail("has something behind its end");
    why = reader.why();
    if (!reader.good()) return std::nullopt;
    return record;
}

}  // namespace domainsec::inline v1::detail

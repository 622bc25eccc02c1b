// The files of an evidence cache as values: lines of "name value", then the content.
#pragma once

#include <domainsec/trust/evidence.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace domainsec::inline v1::detail {

/// Most octets of a query that is kept: a question about one certificate has about a hundred.
inline constexpr std::size_t max_query_octets = 4096;

/// Most octets of a file: content and what stands before it.
inline constexpr std::size_t max_entry_octets = (std::size_t{16} * 1024 + 64) * 1024;
inline constexpr std::size_t max_asked_octets = std::size_t{16} * 1024;

/// Content that was fetched.
struct CacheRecord {
    EvidenceRequest request;
    TimePoint fetched_at{};
    std::optional<TimePoint> next_update;
    Bytes content;
};

/// That somebody needs it.
struct AskedRecord {
    EvidenceRequest request;
    TimePoint asked_at{};                 ///< When it was last needed, held or not.
    std::optional<TimePoint> missing_at;  ///< When it was last not usable as held.
};

/// Whether this can be cached at all: kind, length and octets.
bool is_cacheable(const EvidenceRequest& request);

/// SHA-256 of kind, locator and query, in hexadecimal: the name of its files.
std::string cache_name(const EvidenceRequest& request);

Bytes to_octets(const CacheRecord& record);
std::string to_text(const AskedRecord& record);

/// Nothing, and `why` gets a sentence, for what is damaged, of another version or of another name.
std::optional<CacheRecord> read_cache_record(ByteView octets, std::string_view name,
                                             std::string& why);
std::optional<AskedRecord> read_asked_record(std::string_view text, std::string_view name,
                                             std::string& why);

}  // namespace domainsec::inline v1::detail

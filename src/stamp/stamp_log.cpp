// A stamp log as a verifier holds it: read whole, checked, indexed by stamp.
#include <algorithm>
#include <domainsec/error.hpp>
#include <domainsec/stamp/stamp_log.hpp>
#include <set>
#include <vector>

#include "message/canonical_header.hpp"
#include "message/message_parser.hpp"
#include "pki/files.hpp"
#include "stamp/message_digests.hpp"
#include "stamp/stamp_log_line.hpp"

namespace domainsec::inline v1 {

struct StampLog::Impl {
    struct Stamp {
        Sha256Digest digest;
        const std::string* selector;
        TimePoint recorded_at;
    };

    std::set<std::string, std::less<>> selectors;
    std::vector<Stamp> stamps;  ///< By digest; the earliest of equal ones first.
    std::uint64_t size = 0;
    Sha256Digest head{};
};

namespace {

constexpr std::size_t max_log_octets = std::size_t{1} << 30U;

[[noreturn]] void refuse_line(const std::string& name, std::uint64_t line, std::string_view fault) {
    throw Error(errc::malformed_log,
                "The log was changed or damaged here: " + std::string(fault) +
                    "; take a copy from before, and find out who writes to it",
                name, static_cast<int>(std::min<std::uint64_t>(line, 0x7fffffff)));
}

std::shared_ptr<const StampLog::Impl> read(std::string_view text, const std::string& name,
                                           const std::optional<Sha256Digest>& head) {
    auto log = std::make_shared<StampLog::Impl>();
    std::optional<StampLogEntry> above;
    bool head_seen = !head;
    // What follows the last line end was never finished: its stamp was not given out.
    for (auto end = text.find('\n'); end != std::string_view::npos; end = text.find('\n')) {
        auto entry = detail::read_log_line(text.substr(0, end));
        text.remove_prefix(end + 1);
        if (!entry) refuse_line(name, log->size + 1, "it is not a line of a stamp log");
        const auto fault = detail::log_fault(*entry, above ? &*above : nullptr);
        if (!fault.empty()) refuse_line(name, log->size + 1, fault);
        ++log->size;
        if (head && entry->chain == *head) head_seen = true;
        const auto selector = log->selectors.insert(entry->selector).first;
        log->stamps.push_back({entry->stamp, &*selector, entry->recorded_at});
        above = std::move(entry);
    }
    if (!head_seen)
        refuse_line(name, log->size, "the chain value that was noted elsewhere is not in it");
    if (above) log->head = above->chain;
    std::stable_sort(log->stamps.begin(), log->stamps.end(),
                     [](const auto& a, const auto& b) { return a.digest < b.digest; });
    return log;
}

}  // namespace

Sha256Digest stamp_digest(std::string_view field) {
    const auto start = detail::field_start(field.substr(0, field.find('\n')));
    if (!start)
        throw Error(errc::invalid_argument, "stamp_digest: this is not a whole header field");
    std::string canonical;
    detail::append_canonical_field(canonical,
                                   HeaderField(field, start->name_length, start->value_offset),
                                   Canonicalization::relaxed, detail::FieldEnd::none);
    detail::Sha256 hash;
    hash(canonical);
    return hash.finish();
}

StampLog::StampLog(std::shared_ptr<const Impl> impl) noexcept : impl_(std::move(impl)) {}

StampLog StampLog::from_file(const std::filesystem::path& file,
                             const std::optional<Sha256Digest>& head) {
    const auto octets = detail::read_file(file, max_log_octets);
    return StampLog(
        read({reinterpret_cast<const char*>(octets.data()), octets.size()}, file.string(), head));
}

StampLog StampLog::from_string(std::string_view text, const std::string& name) {
    return StampLog(read(text, name, std::nullopt));
}

std::optional<TimePoint> StampLog::recorded_at(std::string_view selector,
                                               const Sha256Digest& stamp) const noexcept {
    const auto& stamps = impl_->stamps;
    auto found = std::partition_point(stamps.begin(), stamps.end(),
                                      [&](const auto& entry) { return entry.digest < stamp; });
    for (; found != stamps.end() && found->digest == stamp; ++found)
        if (*found->selector == selector) return found->recorded_at;
    return std::nullopt;
}

bool StampLog::covers(std::string_view selector) const noexcept {
    return impl_->selectors.find(selector) != impl_->selectors.end();
}

std::uint64_t StampLog::size() const noexcept {
    return impl_->size;
}

Sha256Digest StampLog::head() const noexcept {
    return impl_->head;
}

}  // namespace domainsec::inline v1

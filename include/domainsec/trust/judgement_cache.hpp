// Remembers verdicts on chains, so that each transaction of a session, and each session of a busy
// partner, is judged by today's rules without paying for it anew.
#pragma once

#include <cstddef>
#include <domainsec/bytes.hpp>
#include <domainsec/clock.hpp>
#include <domainsec/export.hpp>
#include <domainsec/trust/chain_validator.hpp>
#include <memory>
#include <string_view>
#include <vector>

namespace domainsec::inline v1 {

/// What a verdict is about, besides the rules and the time.
struct JudgementSubject {
    std::string_view partner;  ///< Whose rules these are, for example its name; may be empty.
    const Chain& chain;
    const Evidence& evidence;  ///< Of one and the same EvidenceStore for all that a cache sees.
    const std::vector<Bytes>& staples;  ///< OCSP responses that came with the chain; may be empty.
};

/// A verdict is kept under everything that it depends on: chain, staples, partner, the rules with
/// the peer's role (ChainValidator::revision()) and the evidence's epoch; until its `valid_until`,
/// and never when time has gone back before the moment it was made. `temperror` is never kept.
/// Thread-safe; starts no thread.
class DOMAINSEC_EXPORT JudgementCache final {
  public:
    /// Keeps up to `capacity` verdicts `pass`, 1 to 100,000, and as many of all others: a
    /// stranger's chains push out no partner's. Those not asked for longest go first. A verdict
    /// takes about 2 KiB; over 16 KiB it is not kept. Throws Error(invalid_argument).
    explicit JudgementCache(std::size_t capacity = 1024);
    ~JudgementCache();
    JudgementCache(const JudgementCache&) = delete;
    JudgementCache& operator=(const JudgementCache&) = delete;

    /// What `validator` says at `now`, remembered or made; never null.
    std::shared_ptr<const ValidationReport> judge(const ChainValidator& validator,
                                                  const JudgementSubject& subject, TimePoint now);

    /// Verdicts kept.
    std::size_t size() const;

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace domainsec::inline v1

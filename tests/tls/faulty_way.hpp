// One direction of a connection, with a fault in it: TLS records are cut, corrupted, reordered,
// repeated or made up on their way (RFC 8446 §5.1, RFC 5246 §6.2.1).
#pragma once

#include <cstdint>
#include <domainsec/bytes.hpp>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace domainsec::test {

enum class FaultKind {
    cut,             ///< The record and all behind it are lost.
    cut_inside,      ///< Some octets of it still arrive.
    corrupt,         ///< One bit of it.
    corrupt_header,  ///< One octet of its header.
    noise,           ///< Its content becomes random.
    zeros,           ///< Its content becomes zeros.
    shorten,         ///< It loses octets, and its header says so.
    lengthen,        ///< It gains octets, and its header says so.
    drop,
    repeat,
    repeat_all,  ///< Everything sent so far comes again behind it.
    swap,        ///< It arrives behind the next.
    delay,       ///< It arrives some records later.
    split,       ///< It arrives as two records.
    join,        ///< It arrives as one record with the next.
    replay,      ///< An earlier one of this direction comes again.
    reflect,     ///< One of the other direction comes back.
    splice,      ///< The record of another session in its place.
    insert_foreign,
    insert_record,      ///< Random content under a right header.
    insert_clear_text,  ///< A line of SMTP.
    insert_alert,       ///< In clear text, fatal or not.
    insert_change_cipher_spec,
    insert_empty_record,
};
constexpr std::size_t fault_kinds = 24;

std::string_view to_string(FaultKind kind) noexcept;

struct Fault {
    FaultKind kind = FaultKind::cut;
    std::size_t record = 0;  ///< Counted from 0 in its direction.
    std::uint32_t seed = 0;  ///< Decides what the kind leaves open.
};

/// Carries what one end sends.
class FaultyWay final {
  public:
    /// `foreign`: what this direction carried in another session.
    FaultyWay(std::optional<Fault> fault, const std::vector<Bytes>& foreign);

    /// What arrives of `sent`, whole records; `opposite` is what the other direction was given.
    Bytes carry(ByteView sent, const std::vector<Bytes>& opposite);

    /// What was sent, whether it arrived or not.
    const std::vector<Bytes>& sent() const { return sent_; }

  private:
    void strike(const Bytes& record, const std::vector<Bytes>& opposite, Bytes& arrives);
    void change(Bytes record, Bytes& arrives);
    void move(const Bytes& record, Bytes& arrives);
    void insert(const Bytes& record, const std::vector<Bytes>& opposite, Bytes& arrives);
    void release_held(Bytes& arrives);
    std::size_t below(std::size_t limit);
    Bytes random_octets(std::size_t count);

    std::optional<Fault> fault_;
    const std::vector<Bytes>& foreign_;
    std::mt19937 random_;
    std::vector<Bytes> sent_;
    Bytes held_;
    std::size_t held_for_ = 0;
    bool join_ = false;
    bool ended_ = false;
};

}  // namespace domainsec::test

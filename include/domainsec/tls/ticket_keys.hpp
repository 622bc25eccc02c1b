// The master keys of session tickets: one that seals and the one before it, made for this process
// or read from a file that several edges share (RFC 5077 §5.5, RFC 8446 §4.6.1).
#pragma once

#include <domainsec/clock.hpp>
#include <domainsec/export.hpp>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace domainsec::inline v1 {

namespace detail {
struct TicketKeySet;
}

/// What may be told of a master key.
struct TicketKeyFacts {
    std::string id;     ///< 16 hexadecimal digits, derived one way: they give nothing of the key.
    TimePoint created;  ///< By the clock of the machine that made it.
};

/// A ticket stands for a proof of possession: whoever holds these keys can pass for any peer that
/// was given one. (Recorded sessions stay closed to him: each made a key exchange of its own.) They
/// belong where the certificate's key is, and are changed every day. Two are good at a time:
/// tickets are sealed with the current one and opened with the current or the previous one.
/// Thread-safe; the octets are wiped when the last user of a replaced key has gone.
class DOMAINSEC_EXPORT TicketKeys final {
  public:
    /// How often a master key should be replaced: no ticket is good for longer.
    static constexpr Seconds rotation{std::chrono::hours{24}};

    /// A random key of this process alone; rotate() replaces it. Throws
    /// Error(resource_unavailable).
    static std::shared_ptr<TicketKeys> create(Clock clock = system_clock());

    /// Keys from a file (docs/deployment.md, "Session tickets"). It must be a regular file of this
    /// user or root, closed to group and others. Throws Error(unreadable_file,
    /// invalid_configuration) that names file and line.
    static std::shared_ptr<TicketKeys> from_file(const std::filesystem::path& file);

    /// Writes a new file with one random key, mode 0600. Throws Error(already_exists) rather than
    /// replace one, Error(unwritable_file, resource_unavailable).
    static void create_file(const std::filesystem::path& file, const Clock& clock = system_clock());

    /// The current key of a file becomes the previous one, a random one takes its place. Readers
    /// see the old file or the new one, whole. Of two calls at the same time one throws
    /// Error(in_use): turning twice would forget a key that is hours old. Throws
    /// Error(unreadable_file, invalid_configuration, unwritable_file, resource_unavailable) as
    /// well; the file is untouched then. To be run by the file's owner, which it stays.
    static void rotate_file(const std::filesystem::path& file, const Clock& clock = system_clock());

    TicketKeys(const TicketKeys&) = delete;
    TicketKeys& operator=(const TicketKeys&) = delete;
    ~TicketKeys();

    /// Looks at the file again, which costs one stat() while it is unchanged; true when other keys
    /// are in force now. Throws as from_file() for a broken one, each time: the old keys stay in
    /// force. Does nothing for keys without a file.
    bool refresh();

    /// A new current key for keys without a file. Throws Error(invalid_state) for those from one,
    /// Error(resource_unavailable).
    void rotate();

    /// Of the current key, then of the previous one if there is one.
    std::vector<TicketKeyFacts> facts() const;

    /// The keys in force, for the library itself.
    std::shared_ptr<const detail::TicketKeySet> key_set() const;

  private:
    struct Impl;
    explicit TicketKeys(std::unique_ptr<Impl> impl) noexcept;

    std::unique_ptr<Impl> impl_;
};

}  // namespace domainsec::inline v1

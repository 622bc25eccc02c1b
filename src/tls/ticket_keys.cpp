// Holds the master keys in force; replaces them whole, so that whoever seals or opens a ticket
// never sees half of a change.
#include <domainsec/error.hpp>
#include <domainsec/tls/ticket_keys.hpp>
#include <mutex>
#include <utility>

#include "tls/ticket_key_file.hpp"
#include "tls/ticket_key_set.hpp"

namespace domainsec::inline v1 {

using detail::TicketKeySet;

struct TicketKeys::Impl {
    Impl(TicketKeySet keys, Clock time) : set(share(std::move(keys))), clock(std::move(time)) {}

    static std::shared_ptr<const TicketKeySet> share(TicketKeySet keys) {
        return std::make_shared<const TicketKeySet>(std::move(keys));
    }

    std::shared_ptr<const TicketKeySet> in_force() const {
        const std::scoped_lock lock(exchange);
        return set;
    }

    void put_in_force(TicketKeySet keys) {
        auto fresh = share(std::move(keys));
        const std::scoped_lock lock(exchange);
        set.swap(fresh);  // the old ones are wiped after the lock, if nobody uses them
    }

    std::mutex change;  ///< Held by the one that replaces the keys, also while it reads the file.
    mutable std::mutex exchange;  ///< Held for the exchange of a pointer; taken after `change`.
    std::shared_ptr<const TicketKeySet> set;
    Clock clock;
    std::filesystem::path file;  ///< Empty: keys of this process.
    detail::FileMark mark;       ///< Of the file when it was last read.
};

TicketKeys::TicketKeys(std::unique_ptr<Impl> impl) noexcept : impl_(std::move(impl)) {}

TicketKeys::~TicketKeys() = default;

std::shared_ptr<TicketKeys> TicketKeys::create(Clock clock) {
    TicketKeySet keys{detail::MasterKey::generate(clock()), std::nullopt};
    auto impl = std::make_unique<Impl>(std::move(keys), std::move(clock));
    return std::shared_ptr<TicketKeys>(new TicketKeys(std::move(impl)));
}

std::shared_ptr<TicketKeys> TicketKeys::from_file(const std::filesystem::path& file) {
    // The mark first: a file that is replaced in between is then read once more, not missed.
    const auto mark = detail::file_mark(file);
    auto impl = std::make_unique<Impl>(detail::read_ticket_key_file(file), Clock());
    impl->file = file;
    impl->mark = mark;
    return std::shared_ptr<TicketKeys>(new TicketKeys(std::move(impl)));
}

void TicketKeys::create_file(const std::filesystem::path& file, const Clock& clock) {
    detail::create_ticket_key_file(file, clock());
}

void TicketKeys::rotate_file(const std::filesystem::path& file, const Clock& clock) {
    detail::rotate_ticket_key_file(file, clock());
}

bool TicketKeys::refresh() {
    if (impl_->file.empty()) return false;
    const std::scoped_lock lock(impl_->change);
    const auto mark = detail::file_mark(impl_->file);
    if (mark == impl_->mark) return false;
    auto fresh = detail::read_ticket_key_file(impl_->file);
    const bool other = fresh != *impl_->in_force();
    if (other) impl_->put_in_force(std::move(fresh));
    impl_->mark = mark;
    return other;
}

void TicketKeys::rotate() {
    if (!impl_->file.empty()) {
        throw Error(errc::invalid_state,
                    "These keys come from a file that others may share; rotate it with "
                    "`domainsec tickets rotate`",
                    impl_->file.string());
    }
    const std::scoped_lock lock(impl_->change);
    impl_->put_in_force(impl_->in_force()->rotated(impl_->clock()));
}

std::vector<TicketKeyFacts> TicketKeys::facts() const {
    const auto keys = key_set();
    std::vector<TicketKeyFacts> facts{{keys->current.id(), keys->current.created}};
    if (keys->previous) facts.push_back({keys->previous->id(), keys->previous->created});
    return facts;
}

std::shared_ptr<const TicketKeySet> TicketKeys::key_set() const {
    return impl_->in_force();
}

}  // namespace domainsec::inline v1

// What one stamping or verification needs beside the message: kept between messages, so that the
// next one asks for no memory.
#pragma once

#include <cstddef>
#include <string>

#include "stamp/covered_fields.hpp"
#include "stamp/message_digests.hpp"
#include "stamp/pool.hpp"

namespace domainsec::inline v1::detail {

/// For one message at a time.
struct Workspace {
    Sha256 hash;
    FieldPicker picker;
    std::string names;      ///< The text of h=.
    std::string canonical;  ///< The canonical form of what it names.

    /// Ready for the next message. One with an unusual header leaves no unusual memory behind.
    void begin() {
        constexpr std::size_t most_kept = 256 * 1024;
        hash.clear();
        names.clear();
        canonical.clear();
        if (canonical.capacity() > most_kept) canonical.shrink_to_fit();
    }
};

using WorkspacePool = Pool<Workspace>;

inline WorkspacePool::Lease take_workspace(WorkspacePool& pool) {
    auto workspace = pool.take([] { return std::make_unique<Workspace>(); });
    workspace->begin();
    return workspace;
}

}  // namespace domainsec::inline v1::detail

// How an entry changes: completed, renewed with a key that was announced first, replaced.
#include <algorithm>
#include <domainsec/error.hpp>
#include <domainsec/pki/certificate_store.hpp>
#include <functional>

#include "pki/renewal_content.hpp"
#include "pki/store_entry.hpp"
#include "pki/store_files.hpp"

namespace domainsec::inline v1 {
namespace {

namespace fs = std::filesystem;

// Puts an entry's changed files in its place. What reads meanwhile sees the old ones or the new.
void change(const fs::path& store, std::string_view label, TimePoint now,
            const std::function<void(detail::EntryFiles&)>& edit) {
    const detail::StoreLock lock(store);
    detail::remove_unfinished_entries(store);
    auto files = detail::EntryFiles::read(store, label);
    edit(files);
    detail::NewEntry entry(store);
    files.write(entry.path());
    entry.publish_instead_of(label, now);
}

[[noreturn]] void refuse_state(const fs::path& store, std::string_view label,
                               const std::string& sentence) {
    throw Error(errc::invalid_state, sentence, (store / label).string());
}

bool is_for(const std::optional<CertificateRequest>& request, const Certificate& certificate) {
    return request && request->public_key() == certificate.public_key();
}

// Whose pending or next key a certificate is for.
struct Waiting {
    std::string label;
    bool next = false;
};

std::optional<Waiting> who_waits_for(const CertificateStore& store, const Certificate& leaf) {
    for (const StoreEntry& entry : store.entries()) {
        if (!entry.is_pending() && entry.chain.leaf() == leaf)
            throw Error(errc::already_exists,
                        "This certificate is in the store already, as \"" + entry.label + "\"",
                        store.directory().string());
        if (entry.is_pending() && is_for(entry.request, leaf)) return Waiting{entry.label, false};
        if (entry.next && !entry.next->chain.empty() && entry.next->chain.leaf() == leaf)
            throw Error(
                errc::already_exists,
                "This certificate is in the store already, to follow in \"" + entry.label + "\"",
                store.directory().string());
        if (entry.next && is_for(entry.next->request, leaf)) return Waiting{entry.label, true};
    }
    return std::nullopt;
}

void drop_next_files(detail::EntryFiles& files) {
    for (const auto name :
         {detail::next_key_file, detail::next_request_file, detail::next_chain_file})
        files.drop(name);
    auto facts = files.facts();
    facts.next_announced.reset();
    files.set_facts(facts);
}

void check_can_renew(const fs::path& store, std::string_view label,
                     const detail::EntryFiles& files) {
    if (!files.has(detail::chain_file))
        refuse_state(store, label, "It waits for its first certificate still");
    if (files.has(detail::next_key_file))
        refuse_state(store, label,
                     "A next key is announced already: switch to it, or drop it first");
    if (files.has(detail::token_file))
        refuse_state(store, label,
                     "Its key is in a token: make the next one there, and add it as an entry");
}

void add_next(detail::EntryFiles& files, const PrivateKey& key, const CertificateRequest& request,
              const EntryOptions& options) {
    files.set_key(detail::next_key_file, key, options.passphrase);
    files.set(detail::next_request_file, request.pem());
    auto facts = files.facts();
    facts.next_announced = options.now;
    files.set_facts(facts);
}

}  // namespace

std::string CertificateStore::complete(const Chain& chain, TimePoint now) {
    if (chain.empty())
        throw Error(errc::invalid_argument, "The chain holds no certificate", {}, 0, "chain");
    const auto waiting = who_waits_for(*this, chain.leaf());
    if (!waiting)
        throw Error(errc::not_found,
                    "No request of this store has the key of \"" + chain.leaf().subject() +
                        "\": import it into the store that made the request, or give its key too",
                    directory_.string());
    change(directory_, waiting->label, now, [&](detail::EntryFiles& files) {
        const auto request =
            files.request(waiting->next ? detail::next_request_file : detail::request_file);
        if (!is_for(request, chain.leaf()))
            refuse_state(directory_, waiting->label, "It was changed meanwhile: try again");
        files.set(waiting->next ? detail::next_chain_file : detail::chain_file, chain.pem());
        if (!waiting->next) files.drop(detail::request_file);
    });
    return waiting->label;
}

NextKey CertificateStore::prepare_next(std::string_view label, KeyAlgorithm algorithm,
                                       const EntryOptions& options, const NextIssuer& issue) {
    const auto key = PrivateKey::generate(algorithm);
    change(directory_, label, options.now, [&](detail::EntryFiles& files) {
        check_can_renew(directory_, label, files);
        const auto content = detail::renewal_content(files.chain(detail::chain_file).leaf());
        const auto request = make_request(key, content);
        if (issue) {
            const auto chain = issue(request);
            detail::check_pair(chain.leaf().public_key(), key, (directory_ / label).string());
            files.set(detail::next_chain_file, chain.pem());
        }
        add_next(files, key, request, options);
    });
    return entry(label).next.value();
}

NextKey CertificateStore::prepare_self_signed_next(std::string_view label, KeyAlgorithm algorithm,
                                                   const EntryOptions& options) {
    const auto key = PrivateKey::generate(algorithm);
    change(directory_, label, options.now, [&](detail::EntryFiles& files) {
        check_can_renew(directory_, label, files);
        const auto leaf = files.chain(detail::chain_file).leaf();
        auto content = detail::renewal_content(leaf);
        content.not_before = options.now - std::chrono::minutes{5};  // for clocks that run behind
        content.not_after = content.not_before + (leaf.not_after() - leaf.not_before());
        files.set(detail::next_chain_file, make_self_signed(key, content).pem());
        add_next(files, key, make_request(key, content), options);
    });
    return entry(label).next.value();
}

void CertificateStore::switch_to_next(std::string_view label, TimePoint now) {
    change(directory_, label, now, [&](detail::EntryFiles& files) {
        if (!files.has(detail::next_key_file))
            refuse_state(directory_, label, "No next key is announced: prepare one first");
        if (!files.has(detail::next_chain_file))
            refuse_state(directory_, label,
                         "The next key has no certificate yet: import what the authority issued");
        files.move(detail::next_key_file, detail::key_file);
        files.move(detail::next_chain_file, detail::chain_file);
        drop_next_files(files);
        auto facts = files.facts();
        facts.created = now;
        files.set_facts(facts);
    });
}

void CertificateStore::drop_next(std::string_view label, TimePoint now) {
    change(directory_, label, now, [&](detail::EntryFiles& files) {
        if (!files.has(detail::next_key_file))
            refuse_state(directory_, label, "No next key is announced");
        drop_next_files(files);
    });
}

void CertificateStore::replace(std::string_view label, const Chain& chain, const PrivateKey& key,
                               const EntryOptions& options) {
    if (chain.empty())
        throw Error(errc::invalid_argument, "The chain holds no certificate", {}, 0, "chain");
    detail::check_pair(chain.leaf().public_key(), key, {});
    change(directory_, label, options.now, [&](detail::EntryFiles& files) {
        auto facts = files.facts();
        facts.created = options.now;
        files.set(detail::chain_file, chain.pem());
        files.set_key(detail::key_file, key, options.passphrase);
        files.drop(detail::token_file);
        files.drop(detail::request_file);
        files.set_facts(facts);
    });
}

}  // namespace domainsec::inline v1

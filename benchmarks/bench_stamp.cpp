// Stamping against OpenDKIM's library with the same algorithm and canonicalization, and stamping
// and verifying against the least they can cost: one hash of the octets and one signature.
#include <botan/ed25519.h>
#include <botan/hash.h>
#include <botan/pubkey.h>
#include <botan/system_rng.h>

// OpenDKIM's header needs C's word for bool.
#define _Bool bool
#include <opendkim/dkim.h>
#undef _Bool

#include <domainsec/stamp/stamper.hpp>
#include <domainsec/stamp/verifier.hpp>

#include "allocations.hpp"
#include "comparison.hpp"
#include "messages.hpp"
#include "pki/private_key_data.hpp"
#include "stamping.hpp"

using namespace domainsec;
using namespace domainsec_benchmark;

namespace {

// OpenDKIM's library is given the fields already taken apart: its callers have them so.
class OpenDkim final {
  public:
    explicit OpenDkim(const std::string& pem) : pem_(pem), library_(dkim_init(nullptr, nullptr)) {
        require(library_ != nullptr, "dkim_init failed");
        require(dkim_libfeature(library_, DKIM_FEATURE_ED25519), "this libopendkim has no Ed25519");
    }
    OpenDkim(const OpenDkim&) = delete;
    OpenDkim& operator=(const OpenDkim&) = delete;
    ~OpenDkim() { dkim_close(library_); }

    void sign(const MessageView& message) const {
        DKIM_STAT status = DKIM_STAT_OK;
        DKIM* dkim = dkim_sign(library_, octets("bench"), nullptr,
                               reinterpret_cast<dkim_sigkey_t>(const_cast<char*>(pem_.c_str())),
                               octets("edge1"), octets("contoso.example"), DKIM_CANON_RELAXED,
                               DKIM_CANON_RELAXED, DKIM_SIGN_ED25519SHA256, -1, &status);
        require(dkim != nullptr, "dkim_sign failed");
        for (const auto& field : message.fields()) {
            const auto raw = field.raw().substr(0, field.raw().size() - 2);
            require(dkim_header(dkim, octets(raw), raw.size()) == DKIM_STAT_OK,
                    "dkim_header failed");
        }
        require(dkim_eoh(dkim) == DKIM_STAT_OK, "dkim_eoh failed");
        const auto body = message.body();
        require(dkim_body(dkim, octets(body), body.size()) == DKIM_STAT_OK, "dkim_body failed");
        require(dkim_eom(dkim, nullptr) == DKIM_STAT_OK, "dkim_eom failed");
        unsigned char* field = nullptr;
        std::size_t length = 0;
        require(dkim_getsighdr_d(dkim, 16, &field, &length) == DKIM_STAT_OK && length > 100,
                "dkim_getsighdr_d failed");
        dkim_free(dkim);
    }

  private:
    static unsigned char* octets(std::string_view text) {
        return reinterpret_cast<unsigned char*>(const_cast<char*>(text.data()));
    }

    std::string pem_;
    DKIM_LIB* library_;
};

// The least that stamping can cost: every octet hashed once, one signature.
Other hash_and_sign(const Bench& bench, const std::string& message) {
    return {"Botan SHA-256 + one Ed25519 signature", [&bench, &message] {
                const auto hash = Botan::HashFunction::create_or_throw("SHA-256");
                hash->update(message);
                const auto digest = hash->final();
                Botan::PK_Signer signer(*bench.key.data().botan_key, Botan::system_rng(), "Pure");
                const auto signature = signer.sign_message(digest, Botan::system_rng());
                benchmark::DoNotOptimize(signature.data());
            }};
}

// The least that verifying can cost: every octet hashed once, one verification.
Other hash_and_verify(const Bench& bench, const std::string& message) {
    const auto& key = *bench.key.data().botan_key;
    Botan::PK_Signer signer(key, Botan::system_rng(), "Pure");
    const auto signature = signer.sign_message(
        Botan::HashFunction::create_or_throw("SHA-256")->process(message), Botan::system_rng());
    return {"Botan SHA-256 + one Ed25519 verification", [&key, &message, signature] {
                const auto hash = Botan::HashFunction::create_or_throw("SHA-256");
                hash->update(message);
                const auto digest = hash->final();
                Botan::PK_Verifier verifier(key, "Pure");
                require(verifier.verify_message(digest, signature), "the signature does not fit");
            }};
}

void against_opendkim(Comparison& rows, const Bench& bench, const char* name, std::size_t size) {
    const auto message = message_of(size);
    const auto view = MessageView::parse(message);
    const OpenDkim opendkim(bench.pem);
    const Other peer{"OpenDKIM's library", [&] { opendkim.sign(view); }};
    rows.per_second(name, "messages/s", stamping(bench, message), peer,
                    hash_and_sign(bench, message));
}

void against_the_bound(Comparison& rows, const Bench& bench, const char* name, std::size_t size) {
    const auto message = message_of(size);
    rows.per_second(name, "messages/s", stamping(bench, message), std::nullopt,
                    hash_and_sign(bench, message));
}

// A message that enters with a forged mark: strip and stamp as one edit list.
void at_the_border(Comparison& rows, const Bench& bench) {
    const auto message =
        "Domain-Secured: v=1; d=contoso.example; b=forged\r\n"
        "Authentication-Results: contoso.example; x-domain-secured=pass\r\n" +
        message_of(std::size_t{50} * 1024);
    const BorderRules rules{{domain("contoso.example")}, false};
    const Work ours = [&] {
        const auto view = MessageView::parse(message);
        auto edits = border_edits(view, rules);
        const auto result = bench.stamper.stamp(view, bench.secured);
        require(result.problem == StampingProblem::none, "no stamp was made");
        edits.prepend(result.field);
        require(edits.removed().size() == 2, "the forged marks stay");
        benchmark::DoNotOptimize(edits.kept().data());
    };
    rows.per_second("border_50k", "messages/s", ours, std::nullopt, hash_and_sign(bench, message));
}

void asking_for_memory(Comparison& rows, const Bench& bench) {
    constexpr double limit = 8;
    const auto message = message_of(4096);
    rows.amount("stamp_4k_allocations", "allocations",
                domainsec_benchmark::allocations_per_call(stamping(bench, message)), "limit",
                limit);
}

void verifying(Comparison& rows, const Bench& bench) {
    const auto original = message_of(4096);
    const auto stamped =
        bench.stamper.stamp(MessageView::parse(original), bench.secured).field + original;
    VerifyOptions options;
    options.now = now;
    const Work ours = [&] {
        require(bench.verifier.verify(stamped, options).status == Status::pass, "it does not pass");
    };
    rows.per_second("verify_4k", "messages/s", ours, std::nullopt, hash_and_verify(bench, stamped));
}

}  // namespace

int main(int argument_count, char** arguments) try {
    Comparison rows("stamp", argument_count, arguments);
    const Bench bench;
    against_opendkim(rows, bench, "stamp_4k", 4096);
    against_opendkim(rows, bench, "stamp_50k", std::size_t{50} * 1024);
    against_the_bound(rows, bench, "stamp_1m_relaxed", std::size_t{1024} * 1024);
    against_the_bound(rows, bench, "stamp_10m_relaxed", std::size_t{10} * 1024 * 1024);
    verifying(rows, bench);
    at_the_border(rows, bench);
    asking_for_memory(rows, bench);
    rows.finish();
    return 0;
} catch (const std::exception& error) {
    std::fprintf(stderr, "bench_stamp: %s\n", error.what());
    return 1;
}

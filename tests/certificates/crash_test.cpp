// Each writing command, ended at each call that changes the disk, and with the disk full at each:
// the store is the old one or the new one, whole, and nothing is lost.
#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <domainsec/error.hpp>
#include <domainsec/pki/certificate_authority.hpp>
#include <filesystem>
#include <set>

#include "support/run_command.hpp"
#include "support/test_pki.hpp"

using namespace domainsec;
using namespace domainsec::test;
namespace fs = std::filesystem;

namespace {

constexpr int killed = 137;
std::size_t points = 0;

CertificateTemplate content() {
    CertificateTemplate content;
    content.dns_names = domain_names({"fabrikam.example"});
    return content;
}

// A store in the middle of its life: in use, with a next key, with a request, with a past.
void make_sample(const fs::path& folder) {
    auto store = CertificateStore::create(folder / "store");
    AuthorityOptions about;
    about.name = "Mail CA";
    about.algorithm = KeyAlgorithm::ecdsa_p256;
    auto authority = CertificateAuthority::create(folder / "ca", about);
    EntryOptions keeping;
    keeping.exportable = true;
    for (const char* label : {"edge1", "edge2", "edge3"}) {
        const auto key = PrivateKey::generate(KeyAlgorithm::ecdsa_p256);
        const auto issued = authority.issue(make_request(key, content()), {});
        store.add(label, Chain({issued}), key, keeping);
    }
    store.assign(Service::smtp_client, "edge2");
    store.assign(Service::smtp_server, "edge1");
    const auto next = store.prepare_next("edge2", KeyAlgorithm::ecdsa_p256, keeping);
    store.complete(Chain({authority.issue(*next.request, {})}));
    const auto request = store.request("wanted", KeyAlgorithm::ecdsa_p256, content(), keeping);
    write_file(folder / "request.pem", request.pem());
    write_file(folder / "issued.pem", authority.issue(request, {}).pem());
    const auto key = PrivateKey::generate(KeyAlgorithm::ecdsa_p256);
    write_file(folder / "fresh.key", key.to_pem(SecretAccess::granted()));
    write_file(folder / "fresh.pem", authority.issue(make_request(key, content()), {}).pem());
    store.add("old", Chain({authority.issue(make_request(key, content()), {})}), key, keeping);
    store.remove("old");
    write_file(folder / "pass", "secret\n");
}

std::string pin_of(const Certificate& certificate) {
    return to_pin(certificate.spki_sha256());
}

// What a reader of the store sees; keys that are new in each run are "new". Throws for what is not
// whole.
std::string state_of(const fs::path& folder, const std::set<std::string>& known) {
    const auto named = [&](const Sha256Digest& key) {
        const auto pin = to_pin(key);
        return known.contains(pin) ? pin : std::string("new");
    };
    const auto store = CertificateStore::open(folder / "store");
    std::string state;
    for (const auto& entry : store.entries()) {
        state += entry.label + (entry.is_pending() ? " pending " : " ") + named(entry.spki_sha256);
        if (entry.next)
            state += " next " + named(entry.next->spki_sha256) +
                     (entry.next->chain.empty() ? " wanted" : " issued");
        for (const auto& each : entry.assignments) state += ", " + to_string(each.use);
        state += "\n";
        if (!entry.is_pending()) store.load(entry.label);
    }
    return state;
}

std::string book_of(const fs::path& folder) {
    std::string state;
    for (const auto& each : CertificateAuthority::open(folder / "ca").issued())
        state += each.revoked_at ? "revoked\n" : "issued\n";
    return state;
}

// Private keys of the store and of its trash: none may be lost that was there before.
std::set<std::string> keys_in(const fs::path& folder) {
    std::set<std::string> keys;
    for (const auto& entry : fs::recursive_directory_iterator(folder / "store")) {
        const auto name = entry.path().filename().string();
        if (name == "key.pem" || name == "next-key.pem") try {
                keys.insert(to_pin(PrivateKey::from_file(entry.path()).spki_sha256()));
            } catch (const Error&) {
                // Half a file in a folder that was never published.
                BOOST_TEST(entry.path().string().find("/.new.") != std::string::npos);
            }
    }
    return keys;
}

class CrashTest {
  public:
    CrashTest() {
        fs::create_directory(sample_);
        make_sample(sample_);
    }

    /// `destroys`: the command's purpose is that keys go.
    void survives(const std::string& command, bool destroys = false) {
        known_ = keys_in(sample_);
        const auto before = state_of(sample_, known_);
        const auto calls = count(command);
        const auto after = state_of(copy_, known_);
        const auto book_before = book_of(sample_);
        const auto book_after = book_of(copy_);
        BOOST_TEST(calls > 2, command);
        for (const char* fault : {"kill", "torn", "full"})
            for (long at = 1; at <= calls; ++at) {
                BOOST_TEST_CONTEXT(command << ", " << fault << " at " << at) {
                    fresh_copy();
                    check(run(command, fault, at), fault, before, after, destroys);
                    // The book comes first: a certificate that it does not know never leaves.
                    const auto book = book_of(copy_);
                    BOOST_TEST((book == book_before || book == book_after));
                }
            }
    }

  private:
    void fresh_copy() {
        fs::remove_all(copy_);
        fs::copy(sample_, copy_, fs::copy_options::recursive);
        for (const char* folder : {"store", "ca"})
            for (const auto& entry : fs::recursive_directory_iterator(copy_ / folder))
                if (entry.is_directory()) fs::permissions(entry.path(), fs::perms::owner_all);
        for (const char* folder : {"store", "ca"})
            fs::permissions(copy_ / folder, fs::perms::owner_all);
    }

    CommandResult run(const std::string& command, const std::string& fault, long at) const {
        return run_command("cd '" + copy_.string() +
                           "' && exec env DOMAINSEC_STORE=store LD_PRELOAD='" DISK_FAULTS
                           "' DOMAINSEC_FAULT=" +
                           fault + " DOMAINSEC_FAULT_AT=" + std::to_string(at) +
                           " DOMAINSEC_FAULT_COUNT=count '" DOMAINSEC_COMMAND "' cert " + command);
    }

    long count(const std::string& command) {
        fresh_copy();
        const auto result = run(command, "count", 0);
        BOOST_TEST_REQUIRE(result.exit_code == 0, command << ": " << result.output);
        return std::stol(read_file(copy_ / "count"));
    }

    void check(const CommandResult& result, const std::string& fault, const std::string& before,
               const std::string& after, bool destroys) {
        const bool full = fault == "full";
        // A torn write ends at a write only; elsewhere the command runs through.
        if (fault == "torn" && result.exit_code == 0) return;
        ++points;
        BOOST_TEST((full ? result.exit_code != killed : result.exit_code == killed), result.output);
        if (full && result.exit_code != 0)
            BOOST_TEST((result.output.find("No space left") != std::string::npos ||
                        result.output.find("disk full") != std::string::npos),
                       result.output);
        const auto state = state_of(copy_, known_);
        BOOST_TEST((state == before || state == after), "found\n"
                                                            << state << "before\n"
                                                            << before << "after\n"
                                                            << after);
        const auto keys = keys_in(copy_);
        if (!destroys)
            BOOST_TEST(std::includes(keys.begin(), keys.end(), known_.begin(), known_.end()));
        // The next writer is not held up, and clears away what was left.
        auto store = CertificateStore::open(copy_ / "store");
        const auto identity = self_signed({"later.example"});
        store.add("later", identity.chain, identity.key);
        for (const auto& entry : fs::directory_iterator(copy_ / "store"))
            BOOST_TEST(!entry.path().filename().string().starts_with(".new."));
    }

    // In memory where there is such a file system: thousands of fsync() are not what is tested.
    struct WorkFolder {
        WorkFolder() {
            std::string form = fs::is_directory("/dev/shm") ? "/dev/shm" : "/tmp";
            form += "/domainsec-crash-XXXXXX";
            BOOST_REQUIRE(::mkdtemp(form.data()) != nullptr);
            path = form;
        }
        ~WorkFolder() { fs::remove_all(path); }
        fs::path path;
    };
    WorkFolder work_;
    fs::path sample_ = work_.path / "sample";
    fs::path copy_ = work_.path / "copy";
    std::set<std::string> known_;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(crash, CrashTest)

BOOST_AUTO_TEST_CASE(every_command_leaves_the_old_state_or_the_new_one) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    // A sanitizer has to be the first library, and so has the one that makes the faults.
    BOOST_TEST_MESSAGE("left to the builds without sanitizers");
    return;
#endif
    survives("new --name new.example --label fresh");
    survives("request --name new.example --label fresh");
    survives("import issued.pem");
    survives("import fresh.pem fresh.key --label fresh");
    survives("assign edge3 --service smtp-server --service smtp-client");
    survives("assign --undo");
    survives("unassign --service smtp-server");
    survives("renew edge1");
    survives("renew edge1 --ca ca");
    survives("renew edge2 --finish --overlap 0");
    survives("renew edge2 --drop");
    survives("remove edge3");
    survives("remove edge3 --keep-days 0", true);
    survives("export edge1 --out edge1.pfx --file-passphrase-file pass");
    survives("watch --once --pick-up edge3=fresh.pem,fresh.key --anchors ca/ca.pem");
    survives("ca issue --directory ca --request request.pem --out out.pem");
    survives("ca crl --directory ca --out ca.crl");
    survives("ca new --directory other --name Other");
    BOOST_TEST_MESSAGE(points << " points");
    std::printf("crash test: %zu points\n", points);
    BOOST_TEST(points >= 500U);
}

BOOST_AUTO_TEST_SUITE_END()

// libunbound as a blocking resolver that keeps its time limit: the thread that asks runs the event
// loop itself, and of several threads that ask at once one runs it for all.
#include <unbound.h>

#include <condition_variable>
#include <domainsec/dns/resolver.hpp>
#include <domainsec/error.hpp>
#include <mutex>

#include "dns/answer.hpp"
#include "dns/event_loop.hpp"
#include "dns/message_reader.hpp"
#include "dns/trust_anchors.hpp"

namespace domainsec::inline v1 {

namespace {

constexpr int internet_class = 1;
constexpr int validated_bogus = 1;
constexpr int validated_secure = 2;
constexpr std::size_t max_why_octets = 512;

struct ContextDelete {
    void operator()(ub_ctx* context) const noexcept;
};
using Context = std::unique_ptr<ub_ctx, ContextDelete>;

// libunbound sets up and takes down state of the whole process with each context.
std::mutex& set_up_mutex() {
    static std::mutex mutex;
    return mutex;
}

void ContextDelete::operator()(ub_ctx* context) const noexcept {
    const std::lock_guard lock(set_up_mutex());
    ub_ctx_delete(context);
}

void expect(int result, const std::string& what) {
    if (result == UB_NOERROR) return;
    const errc code = result == UB_NOMEM ? errc::resource_unavailable : errc::invalid_argument;
    throw Error(code, what + ": libunbound says \"" + ub_strerror(result) + "\".");
}

std::vector<detail::TrustAnchor> anchors_of(const UnboundOptions& options) {
    std::vector<std::string> files = options.trust_anchor_files;
    if (files.empty() && options.trust_anchors.empty()) {
        auto file = detail::system_trust_anchor_file();
        if (!file) {
            throw Error(errc::unreadable_file,
                        "The system has no root anchor file: install it (Debian: dns-root-data), "
                        "or name one in trust_anchor_files.");
        }
        files.push_back(std::move(*file));
    }
    std::vector<detail::TrustAnchor> anchors;
    for (const std::string& file : files) {
        for (auto& anchor : detail::read_trust_anchor_file(file)) {
            anchors.push_back(std::move(anchor));
        }
    }
    for (const std::string& text : options.trust_anchors) {
        anchors.push_back(detail::read_trust_anchor(text).value());
    }
    return anchors;
}

void set_up(ub_ctx* context, const UnboundOptions& options,
            const std::vector<detail::TrustAnchor>& anchors) {
    // A library does not write to the error stream of its program.
    expect(ub_ctx_debugout(context, nullptr), "The resolver's log could not be switched off");
    for (const auto& anchor : anchors) {
        expect(ub_ctx_add_ta(context, anchor.record.c_str()), "A trust anchor was not accepted");
    }
    for (const std::string& address : options.forwarders) {
        expect(ub_ctx_set_fwd(context, address.c_str()), "A forwarder was not accepted");
    }
    for (const auto& [zone, address] : options.stubs) {
        expect(ub_ctx_set_stub(context, zone.c_str(), address.c_str(), 0),
               "A stub was not accepted");
    }
    // These calls end the set-up, and so find mistakes in anchors now. Zones that libunbound would
    // answer for itself, like "test." (RFC 6761), are opened where a stub knows their servers.
    const std::string refused = "The trust anchors or servers were not accepted";
    expect(ub_ctx_zone_remove(context, "domainsec.invalid."), refused);
    for (const auto& stub : options.stubs) {
        if (stub.first == ".") continue;
        expect(ub_ctx_zone_add(context, stub.first.c_str(), "transparent"), refused);
    }
}

// One question that somebody waits for.
struct Question {
    bool is_done = false;
    detail::RawReply reply;
};

// Takes a question back that was not answered: no callback is made for it then.
struct TakenBack {
    ub_ctx* context;
    int id;
    const Question& question;
    ~TakenBack() {
        if (!question.is_done) ub_cancel(context, id);
    }
};

}  // namespace

struct UnboundResolver::Impl {
    explicit Impl(UnboundOptions given) : options(std::move(given)) {
        options.check();
        anchors = anchors_of(options);
        limits = {options.max_records, options.max_txt_octets};
        const std::lock_guard lock(set_up_mutex());
        context.reset(ub_ctx_create_ub_event(&loop));
        if (!context) {
            throw Error(errc::resource_unavailable,
                        "libunbound could not be started: no memory or no random numbers.");
        }
        try {
            set_up(context.get(), options, anchors);
        } catch (...) {
            ub_ctx_delete(context.release());
            throw;
        }
    }

    detail::RawReply ask(const DomainName& owner, detail::RecordType type);
    void wait_for(Question& question, std::unique_lock<std::mutex>& lock);
    static void on_answer(void* waiting, int rcode, void* packet, int packet_octets, int security,
                          char* why_bogus, int was_rate_limited) noexcept;

    // This thread runs the loop; the next one may when it stops, however it stops.
    struct RunningLoop {
        explicit RunningLoop(Impl& of) : impl(of) { impl.loop_is_running = true; }
        ~RunningLoop() {
            impl.loop_is_running = false;
            impl.changed.notify_all();
        }
        RunningLoop(const RunningLoop&) = delete;
        RunningLoop& operator=(const RunningLoop&) = delete;
        Impl& impl;
    };

    UnboundOptions options;
    detail::AnswerLimits limits;
    std::vector<detail::TrustAnchor> anchors;
    std::mutex mutex;
    std::condition_variable changed;
    bool loop_is_running = false;
    detail::EventLoop loop;
    Context context;  // Last, so that it ends before its event loop.
};

// Called by libunbound, in the thread that runs the loop and with the mutex held.
void UnboundResolver::Impl::on_answer(void* waiting, int rcode, void* packet, int packet_octets,
                                      int security, char* why_bogus,
                                      int /*was_rate_limited*/) noexcept {
    auto& question = *static_cast<Question*>(waiting);
    question.is_done = true;
    detail::RawReply& reply = question.reply;
    try {
        if (security == validated_bogus) {
            reply.security = DnsSecurity::bogus;
            reply.why = escaped(why_bogus == nullptr ? "The signatures do not hold." : why_bogus,
                                max_why_octets);
        } else if (rcode != 0 || packet == nullptr || packet_octets <= 0) {
            reply.why = "The name servers gave no usable answer.";
        } else {
            const auto* octets = static_cast<const std::uint8_t*>(packet);
            reply.message.assign(octets, octets + packet_octets);
            reply.has_message = true;
            reply.security =
                security == validated_secure ? DnsSecurity::secure : DnsSecurity::insecure;
        }
    } catch (...) {
        reply = {};
    }
}

// One thread runs the loop for all that wait, and hands it on when its own question is answered.
void UnboundResolver::Impl::wait_for(Question& question, std::unique_lock<std::mutex>& lock) {
    const auto deadline = std::chrono::steady_clock::now() + options.timeout;
    while (!question.is_done && std::chrono::steady_clock::now() < deadline) {
        if (loop_is_running) {
            changed.wait_until(lock, deadline);
            continue;
        }
        const RunningLoop running(*this);
        loop.run_once(lock, deadline);
    }
}

detail::RawReply UnboundResolver::Impl::ask(const DomainName& owner, detail::RecordType type) {
    Question question;
    std::unique_lock lock(mutex);
    int id = 0;
    // With the dot, or a search list could apply.
    const std::string name = owner.str() + '.';
    const int result = ub_resolve_event(context.get(), name.c_str(), static_cast<int>(type),
                                        internet_class, &question, on_answer, &id);
    if (result != UB_NOERROR && !question.is_done) {
        question.reply.why = std::string("The question could not be asked: ") + ub_strerror(result);
        return question.reply;
    }
    const TakenBack taken_back{context.get(), id, question};
    if (loop_is_running) loop.wake();
    wait_for(question, lock);
    if (!question.is_done) {
        question.reply.why =
            "No answer came within " + std::to_string(options.timeout.count()) + " s.";
    }
    if (question.reply.security == DnsSecurity::insecure && !detail::is_covered(anchors, owner)) {
        question.reply.security = DnsSecurity::indeterminate;
    }
    return std::move(question.reply);
}

UnboundResolver::UnboundResolver(UnboundOptions options)
    : impl_(std::make_unique<Impl>(std::move(options))) {}

UnboundResolver::~UnboundResolver() = default;

DnsAnswer<TxtRecord> UnboundResolver::txt(const DomainName& owner) {
    return detail::to_txt_answer(impl_->ask(owner, detail::RecordType::txt), owner, impl_->limits);
}

DnsAnswer<MxRecord> UnboundResolver::mx(const DomainName& owner) {
    return detail::to_mx_answer(impl_->ask(owner, detail::RecordType::mx), owner, impl_->limits);
}

DnsAnswer<TlsaRecord> UnboundResolver::tlsa(const DomainName& owner) {
    return detail::to_tlsa_answer(impl_->ask(owner, detail::RecordType::tlsa), owner,
                                  impl_->limits);
}

}  // namespace domainsec::inline v1

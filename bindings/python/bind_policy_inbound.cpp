// policy: one message on its way in, judged without a façade around it.
#include "event_sink.hpp"

namespace domainsec::python {
namespace {

using SharedEvidence = std::shared_ptr<const Evidence>;

/// An EvidenceStore, an Evidence, or a function that gives the newest one.
std::function<SharedEvidence()> to_evidence(const py::object& given) {
    if (given.is_none()) return [] { return Evidence::none(); };
    if (py::isinstance<EvidenceStore>(given))
        return [store = given.cast<std::shared_ptr<EvidenceStore>>()] { return store->snapshot(); };
    if (py::isinstance<Evidence>(given))
        return [fixed = given.cast<SharedEvidence>()] { return fixed; };
    return [ask = callback<SharedEvidence()>("evidence", given)] {
        auto found = ask();
        if (!found) throw CallbackFailure("evidence: gave None");
        return found;
    };
}

JudgementContext make_context(std::shared_ptr<const Configuration> configuration,
                              const py::object& evidence, const py::object& clock,
                              const py::object& events,
                              std::shared_ptr<JudgementCache> judgements) {
    JudgementContext context;
    context.configuration = std::move(configuration);
    context.evidence = to_evidence(evidence);
    context.clock = clock.is_none() ? system_clock() : Clock(callback<TimePoint()>("clock", clock));
    context.events = to_event_sink(events);
    context.judgements = std::move(judgements);
    if (!context.configuration)
        throw Error(errc::invalid_argument, "configuration: None; load one");
    return context;
}

using HeldTransaction = Exclusive<InboundTransaction>;

/// What a callback of the context raises, the library makes a temporary answer of.
template <typename Step>
auto step(HeldTransaction& transaction, const Step& taken) {
    const WithoutGil release;
    return transaction.with(taken);
}

void bind_path(py::module_& module) {
    Record<SecuredPath>(module, "SecuredPath",
                        "The facts that make one message Domain Secured. Made by a judgement only: "
                        "never constructed, never pickled.")
        .fact("partner_name", &SecuredPath::partner_name, "As configured.")
        .fact("partner", &SecuredPath::partner, "The domain the author belongs to: p=.")
        .fact("identity", &SecuredPath::identity,
              "In the certificate, n=; None where the method needs none.")
        .fact("method", &SecuredPath::method, "\"pkix\", \"pin\", \"dane-ta\", \"dane-ee\": m=.")
        .fact("edge", &SecuredPath::edge, "That judged: e=.")
        .fact("tls_parameters", &SecuredPath::tls_parameters, "tls=.")
        .fact("key_digest", &SecuredPath::key_digest,
              "SHA-256 of the leaf's SubjectPublicKeyInfo: cf=.")
        .fact("judged_at", &SecuredPath::judged_at, "t=.")
        .fact("mail_from", &SecuredPath::mail_from, "None for the null reverse-path: mf=.")
        .fact("recipients", &SecuredPath::recipients, "That were accepted.")
        .fact("via", &SecuredPath::via, "The intermediary; empty when it came directly.")
        .fact("asserted_by_caller", &SecuredPath::asserted_by_caller,
              "The caller's own TLS stack vouches for the session.")
        .fact("resumed", &SecuredPath::resumed, "The key was proved earlier.");
}

void bind_verdict(py::module_& module) {
    Record<InboundVerdict>(module, "InboundVerdict",
                           "The verdict on a whole message. Never pickled, for its path's sake.")
        .fact("answer", &InboundVerdict::answer, "An Answer.")
        .fact("status", &InboundVerdict::status,
              "pass: Domain Secured. fail: in a partner's name without a secured path. none: no "
              "partner is concerned. temperror: evidence was missing, or a callback failed. "
              "policy: a valid path, but the message may not be marked.")
        .fact("reason", &InboundVerdict::reason, "A PolicyReason.")
        .fact("partner", &InboundVerdict::partner, "Its name; empty when none is concerned.")
        .fact("partner_domain", &InboundVerdict::partner_domain, "Or None.")
        .fact("path", &InboundVerdict::path, "A SecuredPath exactly when the status is pass.")
        .fact("report", &InboundVerdict::report, "A ValidationReport, when a chain was judged.");
}

void bind_context(py::module_& module) {
    py::class_<JudgementContext>(module, "JudgementContext",
                                 "What transactions and routes are judged with.")
        .def(py::init(&make_context), py::arg("configuration"), py::kw_only(),
             py::arg("evidence") = py::none(), py::arg("clock") = py::none(),
             py::arg("events") = py::none(),
             py::arg("judgements") = std::shared_ptr<JudgementCache>(),
             "evidence: an EvidenceStore, an Evidence, or a function that gives the newest "
             "Evidence; None: nothing is known. clock: a function that gives an aware datetime. "
             "events: a function of one Event, or Metrics. judgements: a JudgementCache, one for "
             "all contexts with the same store. When evidence or clock raise, what is judged is "
             "put off and an event callback_failed says why.")
        .def_property_readonly(
            "configuration", [](const JudgementContext& self) { return self.configuration; },
            "The Configuration that is judged by.");
}

void bind_steps(py::class_<HeldTransaction>& transaction) {
    transaction
        .def(
            "mail_from",
            [](HeldTransaction& self, const py::object& path) {
                return step(self, [text = octets_of_text(path)](InboundTransaction& inbound) {
                    return inbound.mail_from(text);
                });
            },
            py::arg("reverse_path"),
            "The reverse-path without angle brackets, str or bytes; \"\" is the null reverse-path. "
            "Called again it starts over.")
        .def(
            "rcpt_to",
            [](HeldTransaction& self, const py::object& path) {
                return step(self, [text = octets_of_text(path)](InboundTransaction& inbound) {
                    return inbound.rcpt_to(text);
                });
            },
            py::arg("forward_path"), "postmaster and abuse are always accepted.")
        .def(
            "declared_size",
            [](HeldTransaction& self, std::uint64_t octets) {
                return step(self, [octets](InboundTransaction& inbound) {
                    return inbound.declared_size(octets);
                });
            },
            py::arg("octets"),
            "What SIZE= or BDAT claims (RFC 1870 §6, RFC 3030 §2); ask before memory is set aside.")
        .def(
            "finish",
            [](HeldTransaction& self, const py::object& message) {
                const OctetsArgument octets(message_octets(message));
                return step(self, [&octets](InboundTransaction& inbound) {
                    return inbound.finish(MessageView::parse(octets.text()));
                });
            },
            py::arg("message"),
            "The whole message as received, dot-unstuffed: an InboundVerdict, which may still "
            "refuse.")
        .def_property_readonly(
            "is_internal",
            [](HeldTransaction& self) {
                return self.with(
                    [](const InboundTransaction& inbound) { return inbound.is_internal(); });
            },
            "Whether the session is one of our own edges.");
}

}  // namespace

void bind_policy_inbound(py::module_& module) {
    bind_path(module);
    bind_verdict(module);
    bind_context(module);
    const TransactionOptions usual;
    py::class_<HeldTransaction> transaction(
        module, "InboundTransaction",
        "One message on its way in, judged and answered; a new one for every MAIL FROM. One thread "
        "at a time: Error(INVALID_STATE) for a second.");
    transaction.def(
        py::init([](const JudgementContext& context, const SessionFacts& facts,
                    const std::string& log_id, std::size_t max_recipients,
                    std::uint64_t max_message_octets) {
            return HeldTransaction(InboundTransaction(
                context, facts, TransactionOptions{log_id, max_recipients, max_message_octets}));
        }),
        py::arg("context"), py::arg("facts"), py::kw_only(), py::arg("log_id") = "",
        py::arg("max_recipients") = usual.max_recipients,
        py::arg("max_message_octets") = usual.max_message_octets,
        "log_id: the caller's queue or session id, at most 64 octets. max_recipients: 1 to "
        "100,000; max_message_octets: 1 KiB to 4 GiB, else Error(INVALID_ARGUMENT).");
    bind_steps(transaction);
}

}  // namespace domainsec::python

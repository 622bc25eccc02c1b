// policy: answers to the steps of a transaction (RFC 5321 §4.2, RFC 3463), and what else the area
// has.
#include "casters.hpp"

namespace domainsec::python {
namespace {

void bind_reply(py::module_& module) {
    Record<SmtpReply> reply(module, "SmtpReply",
                            "An SMTP reply (RFC 5321 §4.2, RFC 3463) of one line of ASCII. str() "
                            "is \"451 4.7.5 text\", at most 510 octets, without a line end.");
    reply.option("code", &SmtpReply::code, "200 to 599.")
        .option("enhanced", &SmtpReply::enhanced, "RFC 3463, \"4.7.5\".")
        .option("text", &SmtpReply::text, "What follows the codes.")
        .picklable();
    reply.bound()
        .def(
            "line", [](const SmtpReply& self) { return peer_text(self.line()); },
            "The reply as one line, without its line end.")
        .def("__str__", [](const SmtpReply& self) { return peer_text(self.line()); });
}

void bind_answer(py::module_& module) {
    Record<Answer>(module, "Answer", "The answer to one step of a transaction.")
        .fact("decision", &Answer::decision,
              "accepted: go on. pending: fetch what requests names and ask again, or send the "
              "(temporary) reply. refused: send the reply.")
        .fact("reason", &Answer::reason, "A PolicyReason.")
        .fact("reply", &Answer::reply, "An SmtpReply.")
        .fact("requests", &Answer::requests, "For pending: EvidenceRequest.")
        .fact("event_id", &Answer::event_id,
              "Of the event with the details; also in the reply's text.")
        .picklable();
    module.def(
        "token_of", [](PolicyReason reason) { return std::string(token_of(reason)); },
        py::arg("reason"),
        "The fixed token of a PolicyReason, \"[DSEC-NO-CERT]\"; empty where there is none.");
}

}  // namespace

void bind_policy(py::module_& module) {
    bind_reply(module);
    bind_answer(module);
    bind_policy_configuration(module);
    bind_policy_inbound(module);
    bind_policy_outbound(module);
    bind_policy_bundle(module);
}

}  // namespace domainsec::python

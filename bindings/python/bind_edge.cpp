// edge: the façade that a mail server is written around.
#include "casters.hpp"

namespace domainsec::python {
namespace {

Edge load(const std::filesystem::path& file, const std::string& passphrase,
          std::shared_ptr<Metrics> metrics) {
    EdgeOptions options;
    options.passphrase = passphrase;
    options.events = std::move(metrics);
    return Edge::load(file, options);
}

FinishedMessage finish(Transaction& transaction, const py::object& message) {
    const OctetsArgument octets(message);
    const py::gil_scoped_release release;
    return transaction.finish(octets.text());
}

Session accept(const Edge& edge, const py::object& leftover, const std::string& client_ip) {
    const OctetsArgument octets(leftover);
    AcceptOptions options;
    options.leftover = octets.bytes();
    options.client_ip = client_ip;
    return edge.accept(options);
}

Session connect(const Edge& edge, const OutboundRoute& route, const py::object& leftover,
                const std::string& server_name, const std::string& server_ip) {
    const OctetsArgument octets(leftover);
    return edge.connect(route, {octets.bytes(), server_name, server_ip});
}

}  // namespace

void bind_edge(py::module_& module) {
    py::class_<FinishedMessage>(module, "FinishedMessage", "What becomes of a message.")
        .def_readonly("answer", &FinishedMessage::answer)
        .def_readonly("status", &FinishedMessage::status)
        .def_readonly("reason", &FinishedMessage::reason)
        .def_readonly("partner", &FinishedMessage::partner)
        .def_readonly("edits", &FinishedMessage::edits)
        .def_readonly("report", &FinishedMessage::report)
        .def_property_readonly("secured", &FinishedMessage::secured);

    py::class_<Transaction>(module, "Transaction",
                            "One message on its way in; a new one for every MAIL FROM.")
        .def("mail_from", &Transaction::mail_from, py::arg("reverse_path"),
             py::call_guard<py::gil_scoped_release>())
        .def("rcpt_to", &Transaction::rcpt_to, py::arg("forward_path"),
             py::call_guard<py::gil_scoped_release>())
        .def("declared_size", &Transaction::declared_size, py::arg("octets"),
             "What SIZE= or BDAT claims; ask before memory is set aside.")
        .def("finish", &finish, py::arg("message"),
             "The whole message as received, dot-unstuffed, as bytes.");

    py::class_<Edge>(module, "Edge", "One edge on one configuration file.")
        .def_static(
            "load", &load, py::arg("file"), py::kw_only(), py::arg("passphrase") = "",
            py::arg("metrics") = std::shared_ptr<Metrics>(),
            "Reads configuration, certificates and keys. Raises Error with one line per mistake.")
        .def("accept", &accept, py::kw_only(), py::arg("leftover") = py::bytes(),
             py::arg("client_ip") = "", "The server's side of STARTTLS.")
        .def(
            "begin",
            [](const Edge& self, const SessionFacts& facts, const std::string& log_id) {
                TransactionOptions options;
                options.log_id = log_id;
                return self.begin(facts, options);
            },
            py::arg("facts"), py::kw_only(), py::arg("log_id") = "",
            "One transaction, judged anew.")
        .def("route", &Edge::route, py::arg("destination"), "The way to a mail domain.")
        .def("connect", &connect, py::arg("route"), py::kw_only(),
             py::arg("leftover") = py::bytes(), py::arg("server_name") = "",
             py::arg("server_ip") = "", "The client's side of STARTTLS.")
        .def(
            "outgoing",
            [](const Edge& self, const py::object& message) {
                return self.outgoing(OctetsArgument(message).text());
            },
            py::arg("message"), "The edits for a message on its way out.")
        .def(
            "verify",
            [](const Edge& self, const py::object& message, std::vector<MailAddress> recipients) {
                const OctetsArgument octets(message);
                const py::gil_scoped_release release;
                return self.verify(octets.text(), std::move(recipients));
            },
            py::arg("message"), py::arg("recipients") = std::vector<MailAddress>{},
            "Looks at a stamp as an inside reader would.")
        .def("reload", &Edge::reload, py::call_guard<py::gil_scoped_release>());
}

}  // namespace domainsec::python

// Reads [edge], every mistake in one run.
#include "policy/edge_settings.hpp"

#include <algorithm>
#include <domainsec/error.hpp>

#include "names/network.hpp"
#include "trust/anchor_files.hpp"

namespace domainsec::inline v1::detail {

namespace {

constexpr std::size_t longest_listener = 64;

class EdgeReader final {
  public:
    EdgeReader(const TomlValue& table, ProblemList& problems, NamedFiles& files,
               Configuration& configuration)
        : reader_(table, "edge", problems),
          problems_(problems),
          files_(files),
          configuration_(configuration) {}

    void read();

  private:
    void read_request_rule();
    void read_networks(const TomlValue& table);
    void read_tickets();
    void read_listener();
    void read_named_authorities();

    TableReader reader_;
    ProblemList& problems_;
    NamedFiles& files_;
    Configuration& configuration_;
};

void EdgeReader::read() {
    configuration_.edge_name = reader_.name("name", "edge1.contoso.example");
    read_request_rule();
    configuration_.stage = reader_
                               .word<RefusalStage>("stage", {{"rcpt", RefusalStage::rcpt},
                                                             {"mail", RefusalStage::mail}})
                               .value_or(RefusalStage::rcpt);
    read_tickets();
    read_listener();
    read_named_authorities();
    reader_.finish();
}

void EdgeReader::read_networks(const TomlValue& table) {
    TableReader reader(table, "edge.request_certificate", problems_);
    auto& rule = configuration_.request_certificate;
    rule.mode = CertificateRequestRule::Mode::networks;
    const auto networks = reader.texts("networks", "192.0.2.0/24");
    if (!networks || networks->empty()) {
        reader.error("networks",
                     "must list whom to ask, such as { networks = [\"192.0.2.0/24\"] "
                     "}; to ask nobody write \"never\"");
    }
    for (const auto& written : networks.value_or(std::vector<LocatedText>{})) {
        std::string why;
        if (network_from_string(written.text, &why)) {
            rule.networks.push_back(written.text);
        } else {
            reader.error_at(written.line, "networks", in_quotes(written.text) + ' ' + why);
        }
    }
    reader.finish();
}

void EdgeReader::read_request_rule() {
    const TomlValue* written = reader_.value("request_certificate");
    if (written != nullptr && written->kind == TomlValue::Kind::table) {
        read_networks(*written);
        return;
    }
    using Mode = CertificateRequestRule::Mode;
    const auto mode = reader_.word<Mode>("request_certificate",
                                         {{"always", Mode::always}, {"never", Mode::never}});
    configuration_.request_certificate.mode = mode.value_or(Mode::always);
}

void EdgeReader::read_tickets() {
    const auto tickets = reader_.text("tickets", "none");
    if (!tickets || *tickets == "none") return;
    if (tickets->empty()) {
        reader_.error("tickets",
                      "is empty; write \"none\", or the file that `domainsec tickets create` made");
        return;
    }
    configuration_.tickets = expected_path(reader_, "tickets", *tickets, files_);
}

void EdgeReader::read_listener() {
    if (configuration_.edge_name) configuration_.listener = configuration_.edge_name->str();
    const auto listener = reader_.text("listener", "inbound");
    if (!listener) return;
    const bool fits = !listener->empty() && listener->size() <= longest_listener &&
                      std::ranges::all_of(*listener, [](unsigned char c) {
                          return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' ||
                                 c == '_' || c == '.';
                      });
    if (!fits) {
        reader_.error("listener", in_quotes(*listener) +
                                      " is no word for a listener; use 1 to 64 of a-z, 0-9, \"-\", "
                                      "\"_\" and \".\"");
        return;
    }
    if (configuration_.tickets.empty()) {
        reader_.warning("listener",
                        "says where tickets are good, and there are none; name a file in tickets");
    }
    configuration_.listener = *listener;
}

void EdgeReader::read_named_authorities() {
    const auto names = reader_.texts("name_authorities", "fabrikam-ca.pem");
    for (const auto& name : names.value_or(std::vector<LocatedText>{})) {
        const auto path = files_.resolved(name.text);
        try {
            for (auto& certificate : read_anchor_file(path))
                configuration_.named_authorities.push_back(std::move(certificate));
            files_.add(path);
        } catch (const Error& error) {
            reader_.error_at(name.line, "name_authorities", error.what());
        }
    }
}

}  // namespace

void read_edge(const TomlValue* table, TableReader& root, ProblemList& problems, NamedFiles& files,
               Configuration& configuration) {
    if (table != nullptr) {
        EdgeReader(*table, problems, files, configuration).read();
        return;
    }
    if (!root.has("edge")) {
        root.error("edge", "is missing; add [edge] with name = \"edge1.contoso.example\"");
    }
}

std::filesystem::path expected_path(TableReader& reader, std::string_view key,
                                    const std::string& name, const NamedFiles& files) {
    auto path = files.resolved(name);
    std::error_code ignored;
    if (!std::filesystem::exists(path, ignored)) {
        reader.warning(key, in_quotes(path.string()) +
                                " does not exist here; the edge will not start without it");
    }
    return path;
}

}  // namespace domainsec::inline v1::detail

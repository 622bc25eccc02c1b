// Two mail servers for the walk of examples/certificate_life: one receives over mutual TLS and
// shows whatever certificate its store holds at the moment, one sends to it in a loop.
//
//   mutual_tls receive CONFIG PORT_FILE      until SIGTERM
//   mutual_tls send CONFIG STOP_FILE         until the file is there; then what happened
#include <poll.h>
#include <signal.h>

#include <chrono>
#include <cstdio>
#include <domainsec/domainsec.hpp>
#include <exception>
#include <filesystem>
#include <fstream>
#include <set>
#include <stdexcept>
#include <string>
#include <thread>

#include "smtp/client.hpp"
#include "smtp/server.hpp"

namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

const smtp::Mail mail{"alice@fabrikam.example", "bob@contoso.example",
                      "From: Alice <alice@fabrikam.example>\r\nTo: Bob <bob@contoso.example>\r\n"
                      "Subject: Again\r\nDate: Thu, 26 Nov 2026 12:00:00 +0000\r\n"
                      "Message-ID: <1@mx1.fabrikam.example>\r\n\r\nIn a loop.\r\n"};

class Sayings final : public domainsec::EventSink {
  public:
    void on_event(const domainsec::Event& event) noexcept override {
        using domainsec::EventKind;
        if (event.kind == EventKind::certificates_replaced ||
            event.kind == EventKind::certificates_refused)
            std::fprintf(stderr, "receiver: %s\n", event.text.c_str());
    }
};

// The descriptor of the store is one more to wait on in the loop that a server has anyway.
int receive(const fs::path& config, const fs::path& port_file) {
    sigset_t ends;
    sigemptyset(&ends);
    sigaddset(&ends, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &ends, nullptr);
    domainsec::EdgeOptions options;
    options.events = std::make_shared<Sayings>();
    const auto edge = domainsec::Edge::load(config, options);
    smtp::ServerOptions serving;
    serving.host_name = "edge1.contoso.example";
    smtp::Server server(edge, serving);
    std::ofstream(port_file.string() + ".new") << server.port();
    fs::rename(port_file.string() + ".new", port_file);
    timespec no_time{};
    while (::sigtimedwait(&ends, nullptr, &no_time) != SIGTERM) {
        pollfd store{edge.poll_descriptor(), POLLIN, 0};
        if (::poll(&store, 1, 200) > 0) edge.poll();
        server.take_deliveries();
    }
    return 0;
}

std::uint16_t port_of(const std::string& next_hop) {
    return static_cast<std::uint16_t>(std::stoul(next_hop.substr(next_hop.rfind(':') + 1)));
}

struct Tally {
    unsigned sent = 0;
    unsigned failed = 0;
    std::set<std::string> pins;
};

void send_once(const domainsec::Edge& edge, std::uint16_t port, Tally& tally) {
    const auto route = edge.route("contoso.example");
    std::string pin;
    const auto result = smtp::send_secured(
        port, mail,
        [&](const std::string& leftover) {
            domainsec::ConnectOptions connecting;
            connecting.leftover = domainsec::bytes_of(leftover);
            connecting.server_name = "edge1.contoso.example";
            return edge.connect(route, connecting);
        },
        [&](const domainsec::SessionFacts& facts) {
            pin = domainsec::to_pin(facts.chain().leaf().spki_sha256());
            const auto verdict = route.judge(facts);
            return verdict.decision == domainsec::RouteDecision::deliver ? std::string()
                                                                         : verdict.text;
        });
    ++tally.sent;
    if (result.reply.starts_with("250")) {
        tally.pins.insert(pin);
    } else {
        ++tally.failed;
        std::fprintf(stderr, "sender: %s (%s)\n", result.reply.c_str(), result.tls.c_str());
    }
}

int send(const fs::path& config, const fs::path& stop_file) {
    const auto edge = domainsec::Edge::load(config);
    Tally tally;
    auto written = fs::last_write_time(config);
    while (!fs::exists(stop_file)) {
        if (const auto now = fs::last_write_time(config); now != written) {
            written = now;
            edge.reload();
        }
        edge.poll();
        send_once(edge, port_of(edge.route("contoso.example").nexthop()), tally);
        std::this_thread::sleep_for(20ms);
    }
    std::printf("%u handshakes, %u failed, %zu keys seen\n", tally.sent, tally.failed,
                tally.pins.size());
    for (const auto& pin : tally.pins) std::printf("  %s\n", pin.c_str());
    return tally.failed == 0 && tally.sent > 0 ? 0 : 1;
}

}  // namespace

int main(int argument_count, char** arguments) try {
    const std::string what = argument_count == 4 ? arguments[1] : "";
    if (what == "receive") return receive(arguments[2], arguments[3]);
    if (what == "send") return send(arguments[2], arguments[3]);
    std::fprintf(stderr, "usage: mutual_tls receive CONFIG PORT_FILE | send CONFIG STOP_FILE\n");
    return 2;
} catch (const std::exception& error) {
    std::fprintf(stderr, "mutual_tls: %s\n", error.what());
    return 1;
}

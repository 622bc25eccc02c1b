// Two organizations in one event loop: Fabrikam's client delivers a message to Contoso's server
// over STARTTLS with mutual TLS. Exit code 0 only when a mail reader would see it Domain Secured.
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <cstdio>
#include <cstdlib>
#include <domainsec/domainsec.hpp>
#include <exception>
#include <filesystem>
#include <stdexcept>
#include <string>

#include "asio_smtp/client.hpp"
#include "asio_smtp/server.hpp"
#include "two_organizations/organizations.hpp"

namespace {

namespace net = boost::asio;
using net::ip::tcp;

constexpr auto limit = std::chrono::seconds(60);

const asio_smtp::Mail mail{
    "alice@fabrikam.example", "bob@contoso.example",
    "From: Alice <alice@fabrikam.example>\r\nTo: Bob <bob@contoso.example>\r\n"
    "Subject: In one event loop\r\nDate: Tue, 24 Nov 2026 12:00:00 +0000\r\n"
    "Message-ID: <1@mx1.fabrikam.example>\r\n\r\n.A line with a dot in front.\r\n"};

/// For keys, certificates and configuration files; gone with the program.
class TemporaryFolder {
  public:
    TemporaryFolder() : path_(std::filesystem::temp_directory_path() / "asio_smtp.XXXXXX") {
        std::string name = path_.string();
        if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
        path_ = name;
    }
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;
    ~TemporaryFolder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    const std::filesystem::path& path() const { return path_; }

  private:
    std::filesystem::path path_;
};

net::awaitable<void> serve(tcp::acceptor& acceptor, domainsec::Edge edge, std::string& delivered) {
    tcp::socket socket = co_await acceptor.async_accept(net::use_awaitable);
    socket.set_option(tcp::no_delay(true));
    asio_smtp::ServerConnection connection(std::move(socket), std::move(edge));
    delivered = co_await connection.serve();
}

void rethrow(const std::exception_ptr& thrown) {
    if (thrown) std::rethrow_exception(thrown);
}

int run(const std::filesystem::path& folder) {
    net::io_context context;
    tcp::acceptor acceptor(context, tcp::endpoint(net::ip::address_v4::loopback(), 0));
    demo::Cast cast = demo::make_cast(folder, domainsec::system_clock()());
    demo::write_sender_configurations(cast, acceptor.local_endpoint().port());
    const auto contoso = domainsec::Edge::load(cast.contoso_config);
    const auto fabrikam = domainsec::Edge::load(cast.fabrikam_config);

    std::string delivered;
    net::co_spawn(context, serve(acceptor, contoso, delivered), rethrow);
    net::co_spawn(context, asio_smtp::deliver(acceptor.local_endpoint(), fabrikam, mail), rethrow);
    context.run_for(limit);

    const domainsec::StampReport report = contoso.verify(delivered);
    const std::string shown = report.display().label;
    std::printf("Bob sees: %s\n", shown.c_str());
    return shown == "Domain Secured by fabrikam.example" ? EXIT_SUCCESS : EXIT_FAILURE;
}

}  // namespace

int main() {
    try {
        const TemporaryFolder folder;
        return run(folder.path());
    } catch (const std::exception& error) {
        std::fprintf(stderr, "asio_smtp: %s\n", error.what());
        return EXIT_FAILURE;
    }
}

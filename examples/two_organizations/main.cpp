// The main job on one machine: two organizations, real SMTP with STARTTLS between them, and a table
// that says for each story what was expected and what was seen. Run it through examples/demo.
#include <cstdio>
#include <cstdlib>
#include <domainsec/error.hpp>
#include <exception>
#include <filesystem>
#include <fstream>
#include <stdexcept>

#include "two_organizations/page.hpp"
#include "two_organizations/stories.hpp"

namespace {

namespace fs = std::filesystem;

void print(const demo::Outcome& outcome) {
    std::printf("%-8s %-52s  expected: %-36s  seen: %s\n", outcome.agrees() ? "ok" : "DIFFERS",
                outcome.title.c_str(), outcome.expected.c_str(), outcome.seen.c_str());
    std::fflush(stdout);
}

void save(const fs::path& folder, const std::vector<demo::Outcome>& outcomes) {
    int number = 0;
    for (const auto& outcome : outcomes) {
        ++number;
        if (outcome.message.empty()) continue;
        std::ofstream(folder / ("message-" + std::to_string(number) + ".eml"), std::ios::binary)
            << outcome.message;
    }
    std::ofstream(folder / "mail-reader.html", std::ios::binary) << demo::html_page(outcomes);
}

/// Only a folder of ours, or an empty one, is made anew.
void make_anew(const fs::path& folder) {
    if (fs::exists(folder) && !fs::is_empty(folder) && !fs::exists(folder / "contoso"))
        throw std::runtime_error(folder.string() +
                                 " holds other files; name an empty or new folder");
    fs::remove_all(folder);
    fs::create_directories(folder);
}

int run(const fs::path& folder) {
    make_anew(folder);
    auto cast = demo::make_cast(folder, domainsec::system_clock()());
    demo::Stage stage(cast);
    const auto outcomes = stage.run(print);
    save(folder, outcomes);
    std::size_t different = 0;
    for (const auto& outcome : outcomes) different += !outcome.agrees();
    std::printf("\n%zu of %zu stories as expected.\nMessages and the mail reader's page: %s\n",
                outcomes.size() - different, outcomes.size(),
                (folder / "mail-reader.html").c_str());
    return different == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 2) {
        std::fprintf(
            stderr,
            "usage: %s FOLDER\n\nFOLDER is made anew, if it is empty or an earlier run made it.\n",
            argv[0]);
        return 2;
    }
    try {
        return run(argv[1]);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "demo: %s\n", error.what());
        return EXIT_FAILURE;
    }
}

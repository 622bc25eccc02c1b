// The interop matrix: one file for each row, for tests run in processes of their own, at once.
#include "matrix.hpp"

#include <boost/test/results_collector.hpp>
#include <boost/test/unit_test.hpp>
#include <filesystem>

#include "support/run_command.hpp"

namespace domainsec::test {
namespace {

bool has_failed() {
    namespace unit = boost::unit_test;
    const auto& results = unit::results_collector.results(unit::framework::current_test_case_id());
    return results.p_assertions_failed != 0U;
}

// "OpenSSL-client-mutual_TLS_1_3.row".
std::string file_name(const MatrixCase& cell) {
    std::string name = cell.peer + "-" + std::string(to_string(cell.role)) + "-" + cell.name;
    for (char& c : name) {
        const bool is_plain =
            (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-';
        if (!is_plain) c = '_';
    }
    return name + ".row";
}

void write_row(const MatrixCase& cell, const std::string& kind, const std::string& outcome) {
    const std::filesystem::path folder = DOMAINSEC_INTEROP_MATRIX;
    std::filesystem::create_directories(folder);
    write_file(folder / file_name(cell), cell.peer + "\t" + std::string(to_string(cell.role)) +
                                             "\t" + cell.name + "\t" + kind + "\t" + outcome +
                                             "\n");
}

}  // namespace

void check_outcome(const MatrixCase& cell, const std::string& observed,
                   const std::string& expected) {
    BOOST_TEST(observed == expected, cell.peer << " as " << to_string(cell.role) << ", "
                                               << cell.name << ": [" << observed << "] instead of ["
                                               << expected << "]");
    record_passed(cell, expected);
}

void record_passed(const MatrixCase& cell, const std::string& outcome) {
    if (!has_failed()) write_row(cell, "counted", outcome);
}

void record_not_offered(const MatrixCase& cell, const std::string& why) {
    write_row(cell, "not offered", why);
}

}  // namespace domainsec::test

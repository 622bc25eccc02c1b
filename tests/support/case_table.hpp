// Cases from a table: each row becomes a case of its own, so that ctest counts, names and runs it
// alone.
#pragma once

#include <boost/test/unit_test.hpp>
#include <source_location>
#include <vector>

namespace domainsec::test {

/// Registers one case for each row in the suite where the object stands; keep it static. A row has
/// a member `name`: letters, digits and underscores, unlike the names of its neighbours.
template <typename Row>
class CaseTable final {
  public:
    using Test = void (*)(const Row&);

    CaseTable(const std::vector<Row>& rows, Test test,
              std::source_location place = std::source_location::current()) {
        for (const Row& row : rows) {
            auto* const added = boost::unit_test::make_test_case(
                [row, test] { test(row); }, row.name, place.file_name(), place.line());
            boost::unit_test::ut_detail::auto_test_unit_registrar(
                added, boost::unit_test::decorator::collector_t::instance());
        }
    }
};

}  // namespace domainsec::test

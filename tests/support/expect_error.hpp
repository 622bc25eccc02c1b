// Checks that a call throws the library's Error with this code, and that its sentence says enough.
#pragma once

#include <boost/test/unit_test.hpp>
#include <domainsec/error.hpp>
#include <string_view>

namespace domainsec::test {

/// Calls `call`; the test fails unless it throws Error(code) whose sentence holds `words`.
template <typename Call>
void expect_error(errc code, std::string_view words, Call call) {
    try {
        call();
    } catch (const Error& error) {
        BOOST_TEST(to_string(error.code()) == to_string(code));
        BOOST_TEST_MESSAGE(error.what());
        BOOST_TEST(std::string_view(error.what()).find(words) != std::string_view::npos,
                   "\"" << error.what() << "\" does not say \"" << words << "\"");
        return;
    }
    BOOST_ERROR("no Error was thrown; expected " << to_string(code));
}

}  // namespace domainsec::test

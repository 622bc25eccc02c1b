// The main function of every test binary. Written out, because the one that Boost.Test's macro
// makes cannot follow a precompiled header.
#include <boost/test/unit_test.hpp>

namespace {

bool nothing_to_register() {
    boost::unit_test::framework::master_test_suite().p_name.value = "domainsec";
    return true;
}

}  // namespace

int main(int argument_count, char** arguments) {
    return boost::unit_test::unit_test_main(&nothing_to_register, argument_count, arguments);
}

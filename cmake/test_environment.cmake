# Read by ctest: where tests find what lies outside the build; an address given from outside wins.
get_filename_component(domainsec_source "${CMAKE_CURRENT_LIST_DIR}/.." ABSOLUTE)
if(NOT DEFINED ENV{DOMAINSEC_CONFORMANCE_DIR})
    get_filename_component(domainsec_conformance "${domainsec_source}/../shared/conformance" ABSOLUTE)
    set(ENV{DOMAINSEC_CONFORMANCE_DIR} "${domainsec_conformance}")
endif()
if(NOT DEFINED ENV{DOMAINSEC_TEST_PYTHON})
    set(ENV{DOMAINSEC_TEST_PYTHON} "${domainsec_source}/build/venv/bin/python")
endif()

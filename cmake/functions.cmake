# The few words in which the parts of the project describe themselves.

function(domainsec_add_subdirectory_if_present folder)
    if(EXISTS "${CMAKE_CURRENT_SOURCE_DIR}/${folder}/CMakeLists.txt")
        add_subdirectory(${folder})
    endif()
endfunction()

# domainsec_area(<area> FILES...): adds an area's sources to the library.
function(domainsec_area area)
    target_sources(domainsec_objects PRIVATE ${ARGN})
    set(index 0)
    foreach(file IN LISTS ARGN)
        math(EXPR group "${index} / 8")
        set_source_files_properties(${file} TARGET_DIRECTORY domainsec_objects
            PROPERTIES UNITY_GROUP ${area}_${group})
        math(EXPR index "${index} + 1")
    endforeach()
endfunction()

# domainsec_test(<area> FILES...): bin/test_<area>, one Boost.Test binary. Each case becomes a test of
# ctest, named <area>.<suite>.<case>, under the label <area>.
function(domainsec_test area)
    add_executable(test_${area} ${ARGN})
    target_link_libraries(test_${area} PRIVATE domainsec_test_support)
    target_precompile_headers(test_${area} REUSE_FROM domainsec_test_support)
    set(cases "${CMAKE_CURRENT_BINARY_DIR}/test_${area}_cases.cmake")
    add_custom_command(TARGET test_${area} POST_BUILD VERBATIM BYPRODUCTS "${cases}"
        COMMAND ${CMAKE_COMMAND} "-Dbinary=$<TARGET_FILE:test_${area}>" "-Darea=${area}" "-Doutput=${cases}"
            -P "${PROJECT_SOURCE_DIR}/cmake/discover_tests.cmake")
    # A binary that was not built is a failure of ctest, not a silence.
    file(WRITE "${CMAKE_CURRENT_BINARY_DIR}/test_${area}.cmake" "if(EXISTS [==[${cases}]==])
    include([==[${cases}]==])
else()
    add_test(${area}.not_built test_${area})
    set_tests_properties(${area}.not_built PROPERTIES LABELS ${area})
endif()
")
    set_property(DIRECTORY APPEND PROPERTY TEST_INCLUDE_FILES
        "${PROJECT_SOURCE_DIR}/cmake/test_environment.cmake" "${CMAKE_CURRENT_BINARY_DIR}/test_${area}.cmake")
endfunction()

# domainsec_fuzz(<name> FILE): bin/fuzz_<name>, a libFuzzer binary, and a test that runs it for some seconds
# from the seeds in corpus/<name>.
function(domainsec_fuzz name file)
    add_executable(fuzz_${name} ${file})
    target_link_libraries(fuzz_${name} PRIVATE domainsec_internal)
    target_link_options(fuzz_${name} PRIVATE -fsanitize=fuzzer)
    set(found "${CMAKE_CURRENT_BINARY_DIR}/found/${name}")
    file(MAKE_DIRECTORY "${found}")
    set(seeds "${CMAKE_CURRENT_SOURCE_DIR}/corpus/${name}")
    if(NOT EXISTS "${seeds}")
        set(seeds "")
    endif()
    add_test(NAME fuzz.${name} COMMAND fuzz_${name} -max_total_time=5 -timeout=10
        "-artifact_prefix=${found}/" "${found}" ${seeds})
    set_tests_properties(fuzz.${name} PROPERTIES LABELS fuzz)
endfunction()

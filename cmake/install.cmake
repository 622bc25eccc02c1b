# Install rules: libraries, headers, the command, and how CMake and pkg-config find them.
include(CMakePackageConfigHelpers)
set(domainsec_package_folder "${CMAKE_INSTALL_LIBDIR}/cmake/domainsec")

foreach(kind IN ITEMS shared static)
    if(kind STREQUAL "shared")
        set(target domainsec)
    else()
        set(target domainsec_static)
    endif()
    if(TARGET ${target})
        install(TARGETS ${target} EXPORT domainsec_${kind} FILE_SET HEADERS)
        install(EXPORT domainsec_${kind} NAMESPACE domainsec:: DESTINATION "${domainsec_package_folder}")
    endif()
endforeach()
if(TARGET domainsec_cli)
    install(TARGETS domainsec_cli)
endif()

configure_package_config_file(cmake/domainsec-config.cmake.in "${PROJECT_BINARY_DIR}/domainsec-config.cmake"
    INSTALL_DESTINATION "${domainsec_package_folder}" NO_SET_AND_CHECK_MACRO)
write_basic_package_version_file("${PROJECT_BINARY_DIR}/domainsec-config-version.cmake"
    COMPATIBILITY SameMajorVersion)
install(FILES "${PROJECT_BINARY_DIR}/domainsec-config.cmake" "${PROJECT_BINARY_DIR}/domainsec-config-version.cmake"
    DESTINATION "${domainsec_package_folder}")
install(FILES cmake/dependencies.cmake DESTINATION "${domainsec_package_folder}" RENAME domainsec-dependencies.cmake)

# domainsec.pc is the shared library where there is one; domainsec-static.pc always the static one. With
# two files a user of the shared library needs nothing of what the static one is made of.
if(IS_ABSOLUTE "${CMAKE_INSTALL_LIBDIR}" OR IS_ABSOLUTE "${CMAKE_INSTALL_INCLUDEDIR}")
    set(domainsec_pc_prefix "${CMAKE_INSTALL_PREFIX}")
    set(domainsec_pc_libdir "${CMAKE_INSTALL_FULL_LIBDIR}")
    set(domainsec_pc_includedir "${CMAKE_INSTALL_FULL_INCLUDEDIR}")
else()
    # Relative to the file itself, so that the installed tree may be moved.
    file(RELATIVE_PATH domainsec_pc_prefix "/${CMAKE_INSTALL_LIBDIR}/pkgconfig" "/")
    string(REGEX REPLACE "/$" "" domainsec_pc_prefix "\${pcfiledir}/${domainsec_pc_prefix}")
    set(domainsec_pc_libdir "\${prefix}/${CMAKE_INSTALL_LIBDIR}")
    set(domainsec_pc_includedir "\${prefix}/${CMAKE_INSTALL_INCLUDEDIR}")
endif()
if(domainsec_botan STREQUAL "botan::botan")
    set(domainsec_pc_requires "Requires: botan-3 >= 3.12")
else()
    # A Botan in a folder of its own: linked by file, so that programs do not look for it when they start.
    get_target_property(domainsec_botan_file botan::botan-static IMPORTED_LOCATION)
    get_filename_component(domainsec_botan_folder "${domainsec_botan_file}" DIRECTORY)
    set(domainsec_pc_botan_folder "botan_libdir=${domainsec_botan_folder}")
    set(domainsec_pc_botan "-L\${botan_libdir} -l:libbotan-3.a -pthread")
endif()
if(TARGET domainsec)
    configure_file(cmake/domainsec.pc.in "${PROJECT_BINARY_DIR}/domainsec.pc" @ONLY)
    install(FILES "${PROJECT_BINARY_DIR}/domainsec.pc" DESTINATION "${CMAKE_INSTALL_LIBDIR}/pkgconfig")
endif()
if(TARGET domainsec_static)
    configure_file(cmake/domainsec-static.pc.in "${PROJECT_BINARY_DIR}/domainsec-static.pc" @ONLY)
    install(FILES "${PROJECT_BINARY_DIR}/domainsec-static.pc" DESTINATION "${CMAKE_INSTALL_LIBDIR}/pkgconfig")
    if(NOT TARGET domainsec)
        install(FILES "${PROJECT_BINARY_DIR}/domainsec-static.pc"
            DESTINATION "${CMAKE_INSTALL_LIBDIR}/pkgconfig" RENAME domainsec.pc)
    endif()
endif()

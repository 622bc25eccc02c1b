# Finds the libraries that domainsec links. The build uses it, and the installed package for the static
# library; so it makes the same targets in both: botan::*, domainsec_idn2, domainsec_unbound,
# domainsec_curl and domainsec_psl.

# Where cmake/dependencies keeps what is no package of this system.
function(domainsec_cache_folder result)
    set(cache "$ENV{DOMAINSEC_CACHE}")
    if(NOT cache)
        set(cache "$ENV{XDG_CACHE_HOME}")
        if(NOT cache)
            set(cache "$ENV{HOME}/.cache")
        endif()
        string(APPEND cache "/domainsec")
    endif()
    set(${result} "${cache}" PARENT_SCOPE)
endfunction()

# Where cmake/dependencies puts Botan on a system whose own is too old.
function(domainsec_cached_botan result)
    domainsec_cache_folder(cache)
    # The link changes with a newer Botan; what it points to does not.
    get_filename_component(prefix "${cache}/botan" REALPATH)
    set(${result} "${prefix}" PARENT_SCOPE)
endfunction()

# Makes domainsec_<name>, an imported library. Not through pkg-config: libunbound's file there asks for
# packages that only a wholly static program needs.
function(domainsec_find_library name header)
    if(TARGET domainsec_${name})
        return()
    endif()
    find_path(DOMAINSEC_${name}_INCLUDE ${header})
    find_library(DOMAINSEC_${name}_LIBRARY ${name})
    mark_as_advanced(DOMAINSEC_${name}_INCLUDE DOMAINSEC_${name}_LIBRARY)
    if(NOT DOMAINSEC_${name}_INCLUDE OR NOT DOMAINSEC_${name}_LIBRARY)
        set(domainsec_missing ${domainsec_missing} lib${name} PARENT_SCOPE)
        return()
    endif()
    add_library(domainsec_${name} UNKNOWN IMPORTED GLOBAL)
    set_target_properties(domainsec_${name} PROPERTIES IMPORTED_LOCATION "${DOMAINSEC_${name}_LIBRARY}"
        INTERFACE_INCLUDE_DIRECTORIES "${DOMAINSEC_${name}_INCLUDE}")
endfunction()

# Sets domainsec_missing to what was not found, and domainsec_botan to the target that is linked: the
# static library where Botan lies in a private folder, so that nothing refers to that folder later.
macro(domainsec_find_dependencies)
    set(domainsec_missing "")
    if(DOMAINSEC_BOTAN)
        find_package(Botan 3.12 QUIET GLOBAL PATHS "${DOMAINSEC_BOTAN}" NO_DEFAULT_PATH)
    else()
        domainsec_cached_botan(domainsec_cached_prefix)
        find_package(Botan 3.12 QUIET GLOBAL HINTS "${domainsec_cached_prefix}")
    endif()
    if(NOT Botan_FOUND)
        list(APPEND domainsec_missing "Botan >= 3.12")
    elseif(Botan_DIR MATCHES "^/usr/(lib|share)" OR NOT TARGET botan::botan-static)
        set(domainsec_botan botan::botan)
    else()
        set(domainsec_botan botan::botan-static)
    endif()

    domainsec_find_library(idn2 idn2.h)
    domainsec_find_library(unbound unbound.h)
    domainsec_find_library(curl curl/curl.h)
    domainsec_find_library(psl libpsl.h)
endmacro()

# Finds the mail servers of others that the interop tests talk with. cmake/dependencies unpacks them;
# they are never installed, for two of them do not go together and none shall run on this machine.

# Sets DOMAINSEC_POSTFIX and DOMAINSEC_EXIM, the folders in which the packages lie as in "/".
function(domainsec_find_mail_servers)
    domainsec_cache_folder(cache)
    set(DOMAINSEC_POSTFIX "${cache}/postfix" CACHE PATH "Folder with usr/lib/postfix/sbin/master")
    set(DOMAINSEC_EXIM "${cache}/exim4-daemon-light" CACHE PATH "Folder with usr/sbin/exim4")
    mark_as_advanced(DOMAINSEC_POSTFIX DOMAINSEC_EXIM)
    foreach(program IN ITEMS "${DOMAINSEC_POSTFIX}/usr/lib/postfix/sbin/master" "${DOMAINSEC_EXIM}/usr/sbin/exim4")
        if(NOT EXISTS "${program}")
            message(NOTICE "${program} is not there, so tests with the label interop will fail. Run "
                "cmake/dependencies, which puts it there.")
        endif()
    endforeach()
    find_program(DOMAINSEC_SWAKS swaks)
    mark_as_advanced(DOMAINSEC_SWAKS)
    if(NOT DOMAINSEC_SWAKS)
        message(NOTICE "swaks is not there, so tests with the label interop will fail. Run cmake/dependencies, "
            "which installs it.")
    endif()
endfunction()

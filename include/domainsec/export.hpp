// Marks what the shared library exports; everything else is hidden.
// A consumer of the static library defines DOMAINSEC_STATIC (the CMake target and pkg-config do).
#pragma once

#if defined(DOMAINSEC_STATIC)
#define DOMAINSEC_EXPORT
#elif defined(_WIN32)
#if defined(DOMAINSEC_BUILDING)
#define DOMAINSEC_EXPORT __declspec(dllexport)
#else
#define DOMAINSEC_EXPORT __declspec(dllimport)
#endif
#else
#define DOMAINSEC_EXPORT __attribute__((visibility("default")))
#endif

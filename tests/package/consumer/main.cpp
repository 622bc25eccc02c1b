// A program of somebody else's: makes values, reads a verdict word, and catches the library's
// exception.
#include <domainsec/error.hpp>
#include <domainsec/status.hpp>
#include <domainsec/version.hpp>
#include <iostream>

int main() {
    try {
        throw domainsec::Error(domainsec::errc::not_found, "no such key");
    } catch (const domainsec::Error& error) {
        std::cout << domainsec::to_string(error.code()) << ": " << domainsec::escaped(error.what());
    }
    std::cout << " (domainsec " << domainsec::version << ")\n";
    return domainsec::status_from_string("pass") == domainsec::Status::pass ? 0 : 1;
}

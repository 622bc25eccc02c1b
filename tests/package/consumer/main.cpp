// A program of somebody else's: parses a name, reads a verdict word, and catches the library's
// exception.
#include <domainsec/error.hpp>
#include <domainsec/names/domain_name.hpp>
#include <domainsec/status.hpp>
#include <domainsec/version.hpp>
#include <iostream>

int main() {
    const auto name = domainsec::DomainName::from_string("MX1.Fabrikam.Example");
    if (!name || domainsec::status_from_string("pass") != domainsec::Status::pass) return 1;
    try {
        throw domainsec::Error(domainsec::errc::not_found, "no such key");
    } catch (const domainsec::Error& error) {
        std::cout << name->str() << ": " << domainsec::to_string(error.code()) << ": "
                  << domainsec::escaped(error.what());
    }
    std::cout << " (domainsec " << domainsec::version << ")\n";
    return 0;
}

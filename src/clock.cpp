// The machine's own clock, in the resolution that certificates and stamps have.
#include <domainsec/clock.hpp>

namespace domainsec::inline v1 {

Clock system_clock() {
    return
        [] { return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()); };
}

}  // namespace domainsec::inline v1

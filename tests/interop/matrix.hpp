// The interop matrix: which peer, in which role, was put to which case, and what came of it.
// Each case that was as expected leaves a row in a folder of the build; print_matrix shows them.
#pragma once

#include <domainsec/trust/trust_policy.hpp>
#include <string>

namespace domainsec::test {

/// One cell of the matrix. Two tests never share one: the later row would replace the earlier.
struct MatrixCase {
    std::string peer;                  ///< "OpenSSL", "Postfix", ...
    PeerRole role = PeerRole::client;  ///< We are the other.
    std::string name;                  ///< "mutual TLS 1.3", "expired", ...
};

/// Checks what came of the case, and records it when nothing in this test has failed. Call it last.
void check_outcome(const MatrixCase& cell, const std::string& observed,
                   const std::string& expected);

/// Records what the test has checked in its own way, when nothing in it has failed. Call it last.
void record_passed(const MatrixCase& cell, const std::string& outcome);

/// Records that the peer cannot do it; such a row is shown and not counted.
void record_not_offered(const MatrixCase& cell, const std::string& why);

}  // namespace domainsec::test

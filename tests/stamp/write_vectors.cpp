// Writes tests/vectors/stamps.json anew: write_vectors > tests/vectors/stamps.json. Only to be done
// when the format changes: the file is a promise.
#include <iostream>

#include "stamp/vectors.hpp"

int main() {
    nlohmann::ordered_json file;
    file["about"] =
        "Test vectors of docs/stamp-format.md. ed25519-sha256 under selector edge1 is the key of "
        "RFC "
        "8463 appendix A.2; under filter1, the seed is the octets 1 to 32. Octets are in base64.";
    file["domain"] = "contoso.example";
    file["edge"] = "edge1.contoso.example";
    file["vectors"] = stamp_test::make_vectors();
    std::cout << file.dump(1) << '\n';
    return std::cout.flush() ? 0 : 1;
}

// The published test vectors: how each is made, for the program that writes them and the test that
// reads them.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace stamp_test {

/// One vector as an object: name, message, canonicalization, algorithm, public_key, options, and
/// what comes out of them: body_canonical, body_hash, signed_data, signed_hash, field. Octets are
/// in base64, but for the field and the names.
std::vector<nlohmann::ordered_json> make_vectors();

/// True when the algorithm signs the same octets each time, so that the field is the same.
bool is_deterministic(const nlohmann::ordered_json& vector);

}  // namespace stamp_test

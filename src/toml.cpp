// Reads TOML 1.0; whatever toml++ stumbles over is a mistake of the file.
#include "toml.hpp"

namespace domainsec::inline v1::detail {

toml::table parsed_toml(std::string_view text) {
    try {
        return toml::parse(text);
    } catch (const BrokenTomlAssumption&) {
        const toml::source_position unknown{1, 1};
        throw toml::parse_error("brackets, quotes or keys are broken",
                                toml::source_region{unknown, unknown, nullptr});
    }
}

}  // namespace domainsec::inline v1::detail

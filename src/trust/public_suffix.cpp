// Public suffixes by libpsl's built-in list: no file that may be missing, none to read.
#include "trust/public_suffix.hpp"

#include <libpsl.h>

#include <string>

namespace domainsec::inline v1::detail {

bool is_public_suffix(std::string_view name) {
    const psl_ctx_t* const list = psl_builtin();
    return list != nullptr && psl_is_public_suffix(list, std::string(name).c_str()) == 1;
}

}  // namespace domainsec::inline v1::detail

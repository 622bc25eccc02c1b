// Text made safe inside HTML elements and attributes in double quotes.
#pragma once

#include <string>
#include <string_view>

namespace domainsec::cli {

inline std::string html_escaped(std::string_view text) {
    std::string safe;
    safe.reserve(text.size());
    for (const char octet : text) {
        if (octet == '&') {
            safe += "&amp;";
        } else if (octet == '<') {
            safe += "&lt;";
        } else if (octet == '>') {
            safe += "&gt;";
        } else if (octet == '"') {
            safe += "&quot;";
        } else {
            safe += octet;
        }
    }
    return safe;
}

}  // namespace domainsec::cli

// The delivered messages as a mail reader would show them, as one HTML page.
#pragma once

#include <string>
#include <vector>

#include "two_organizations/stories.hpp"

namespace demo {

std::string html_page(const std::vector<Outcome>& outcomes);

}  // namespace demo

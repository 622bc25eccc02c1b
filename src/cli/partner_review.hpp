// What an administrator looks at before a partner's bundle is believed.
#pragma once

#include <domainsec/clock.hpp>
#include <domainsec/policy/partner_bundle.hpp>
#include <string>

namespace domainsec::cli {

/// Who it is, domains, names, keys, authorities, dates; with what is odd about them. Lines of text,
/// everything of the partner's escaped.
std::string review(const SignedBundle& bundle, TimePoint now);

/// The same as a JSON object, as text.
std::string review_json(const SignedBundle& bundle, TimePoint now, bool confirmed);

/// "# " in front of every line: harmless in a configuration file.
std::string as_comment(const std::string& text);

}  // namespace domainsec::cli

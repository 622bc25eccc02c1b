// Obsolete syntax that some readers accept and some do not makes a field appear or vanish.
#include "message/mime_fields.hpp"

#include <algorithm>

#include "message/ascii.hpp"

namespace domainsec::inline v1::detail {
namespace {

// A continuation line of white space alone: where some readers see the end of the header.
bool has_empty_fold(std::string_view raw) noexcept {
    for (auto lf = raw.find('\n'); lf != std::string_view::npos; lf = raw.find('\n')) {
        raw.remove_prefix(lf + 1);
        auto line = raw.substr(0, raw.find('\n'));
        if (line.ends_with('\r')) line.remove_suffix(1);
        if (!line.empty() && std::all_of(line.begin(), line.end(), is_wsp)) return true;
    }
    return false;
}

std::string_view field_problem(const HeaderField& field) noexcept {
    if (field.raw()[field.name().size()] != ':') return "white space stands before a colon";
    if (has_empty_fold(field.raw())) return "a field is malformed: it goes on behind a blank line";
    return {};
}

bool is_of_mime(const HeaderField& field) noexcept {
    return field.is("mime-version") || ascii_begins(field.name(), "content-");
}

bool says_mime(const MessageView& header) {
    return header.count("content-type") > 0 || header.count("content-transfer-encoding") > 0;
}

bool is_mime_1_0(const MessageView& header) {
    return header.count("mime-version") == 1 && header.last("mime-version")->unfolded() == "1.0";
}

// Content-Type and Content-Transfer-Encoding.
std::string_view structure_problem(const MessageView& header) {
    if (header.count("content-type") > 1 || header.count("content-transfer-encoding") > 1)
        return "Content-Type or Content-Transfer-Encoding stands twice";
    return {};
}

}  // namespace

std::string_view message_fields_problem(const MessageView& header) {
    if (says_mime(header) && !is_mime_1_0(header)) return "its MIME-Version is not one 1.0";
    for (const auto& field : header.fields()) {
        if (!is_of_mime(field)) continue;
        if (const auto problem = field_problem(field); !problem.empty()) return problem;
    }
    return structure_problem(header);
}

std::string_view part_fields_problem(const MessageView& header) {
    for (const auto& field : header.fields())
        if (const auto problem = field_problem(field); !problem.empty()) return problem;
    return structure_problem(header);
}

}  // namespace domainsec::inline v1::detail

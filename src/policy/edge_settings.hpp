// Reads [edge]: the edge's name, whom it asks for certificates, where it refuses, its tickets.
#pragma once

#include <domainsec/policy/configuration.hpp>
#include <filesystem>
#include <string>
#include <string_view>

#include "policy/named_files.hpp"
#include "policy/table_reader.hpp"

namespace domainsec::inline v1::detail {

/// `table` is null when the file has none; `root` is where that is reported.
void read_edge(const TomlValue* table, TableReader& root, ProblemList& problems, NamedFiles& files,
               Configuration& configuration);

/// The path of a file that the edge will need: missing here is only a warning, for configurations
/// are also checked on other machines.
std::filesystem::path expected_path(TableReader& reader, std::string_view key,
                                    const std::string& name, const NamedFiles& files);

}  // namespace domainsec::inline v1::detail

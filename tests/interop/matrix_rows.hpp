// Every program with every case, as rows of a CaseTable.
#pragma once

#include <string>
#include <vector>

namespace domainsec::test {

template <typename Program, typename Meeting>
struct MatrixRow {
    std::string name;  ///< Of the test.
    Program program;
    Meeting meeting;
};

/// "OpenSSL_mutual_TLS_1_3" from "OpenSSL mutual TLS 1.3".
inline std::string test_name(std::string text) {
    for (char& c : text) {
        const bool is_plain =
            (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (!is_plain) c = '_';
    }
    return text;
}

template <typename Program, typename Meeting>
std::vector<MatrixRow<Program, Meeting>> rows_of(const std::vector<Program>& programs,
                                                 const std::vector<Meeting>& meetings) {
    std::vector<MatrixRow<Program, Meeting>> rows;
    for (const Program& program : programs)
        for (const Meeting& meeting : meetings)
            rows.push_back({test_name(program.peer + " " + meeting.name), program, meeting});
    return rows;
}

}  // namespace domainsec::test

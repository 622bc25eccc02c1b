// How much resident memory things take that are kept (proc(5), /proc/self/statm).
#pragma once

#include <malloc.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstddef>
#include <fstream>
#include <functional>
#include <memory>
#include <vector>

#include "authorities.hpp"

namespace domainsec_benchmark {

/// What is kept of one thing that was made.
using Kept = std::shared_ptr<const void>;

inline double resident_kib() {
    malloc_trim(0);
    std::size_t all = 0;
    std::size_t resident = 0;
    std::ifstream("/proc/self/statm") >> all >> resident;
    return static_cast<double>(resident) * static_cast<double>(sysconf(_SC_PAGESIZE)) / 1024;
}

/// KiB for each of `count` things, in this process. The first ones are not counted: with them comes
/// what is there only once, such as memories of peers that are bounded.
inline double kib_for_each(const std::function<Kept()>& make, std::size_t count) {
    constexpr std::size_t first_ones = 512;
    std::vector<Kept> kept;
    kept.reserve(first_ones + count);
    while (kept.size() < first_ones) kept.push_back(make());
    const double before = resident_kib();
    while (kept.size() < first_ones + count) kept.push_back(make());
    return (resident_kib() - before) / static_cast<double>(count);
}

/// The same in a process of its own, so that nothing is counted which others left free.
inline double kib_for_each_alone(const std::function<Kept()>& make, std::size_t count) {
    int ends[2];
    require(pipe(ends) == 0, "there is no pipe");
    const pid_t child = fork();
    require(child >= 0, "there is no other process");
    if (child == 0) {
        double amount = -1;
        try {
            amount = kib_for_each(make, count);
        } catch (const std::exception&) {
        }
        const bool written = write(ends[1], &amount, sizeof amount) == sizeof amount;
        _exit(written ? 0 : 1);
    }
    close(ends[1]);
    double amount = -1;
    const bool read_all = read(ends[0], &amount, sizeof amount) == sizeof amount;
    close(ends[0]);
    int status = 0;
    waitpid(child, &status, 0);
    require(read_all && amount >= 0, "the measuring process failed");
    return amount;
}

}  // namespace domainsec_benchmark

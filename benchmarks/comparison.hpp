// Measures ours, a peer and a bound in turn, in many short rounds of one process, so that whatever
// else the machine does hits all alike; medians over the rounds.
#pragma once

#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace domainsec_benchmark {

/// Does the work once. Throws when the work was not done right.
using Work = std::function<void()>;

/// Somebody else's way to the same end, or the least that it can cost.
struct Other {
    std::string name;
    Work work;
};

/// All rows of one area, and where they are written.
class Comparison final {
  public:
    /// Arguments: [--json FILE].
    Comparison(std::string area, int argument_count, char** arguments) : area_(std::move(area)) {
        for (int at = 1; at < argument_count; ++at) {
            if (std::string(arguments[at]) != "--json" || at + 1 == argument_count)
                throw std::runtime_error("usage: bench_" + area_ + " [--json FILE]");
            json_file_ = arguments[++at];
        }
    }

    /// One row in units of work per second. The peer's column holds the bound when there is no
    /// peer.
    void per_second(const std::string& name, const std::string& unit, const Work& ours,
                    const std::optional<Other>& peer, const std::optional<Other>& bound) {
        std::vector<const Work*> works{&ours};
        if (peer) works.push_back(&peer->work);
        if (bound) works.push_back(&bound->work);
        const auto seconds = measure(name, works);

        Row row{name, unit, 1 / median(seconds[0]), {}, {}, {}, {}};
        const auto& shown = peer ? peer : bound;
        if (shown) {
            row.peer = shown->name;
            row.peer_value = 1 / median(seconds[1]);
            row.ratio = median_ratio(seconds[1], seconds[0]);
        }
        if (bound) row.of_bound = median_ratio(seconds.back(), seconds[0]);
        add(row);
    }

    /// One row in milliseconds for the slowest of several works; the peer's column holds what it
    /// must stay under, and the ratio is how far it does.
    void slowest_in_milliseconds(const std::string& name, const std::vector<Other>& works,
                                 double limit) {
        Row row{name, "ms", 0, {}, limit, {}, {}};
        for (const Other& work : works) {
            const double taken = 1000 * median(measure(name, {&work.work}).front());
            std::fprintf(stderr, "%s %s: %.2f ms, %s\n", area_.c_str(), name.c_str(), taken,
                         work.name.c_str());
            if (taken < row.ours) continue;
            row.ours = taken;
            row.peer = "limit; slowest is " + work.name;
        }
        row.ratio = limit / row.ours;
        add(row);
    }

    /// One row of an amount that is better when it is smaller; the ratio is how much more the peer
    /// takes.
    void amount(const std::string& name, const std::string& unit, double ours,
                const std::string& peer, double peers) {
        std::fprintf(stderr, "%s %s: %.1f %s\n", area_.c_str(), name.c_str(), ours, unit.c_str());
        add({name, unit, ours, peer, peers, peers / ours, {}});
    }

    /// Writes the rows. To be called last.
    void finish() const {
        if (json_file_.empty()) {
            std::printf("%s\n", rows_.dump(2).c_str());
            return;
        }
        std::ofstream file(json_file_);
        file << rows_.dump(2) << "\n";
        if (!file.flush()) throw std::runtime_error("cannot write " + json_file_);
    }

  private:
    struct Row {
        std::string name;
        std::string unit;
        double ours = 0;
        std::optional<std::string> peer;
        std::optional<double> peer_value;
        std::optional<double> ratio;
        std::optional<double> of_bound;
    };

    template <typename Value>
    static nlohmann::json value_or_null(const std::optional<Value>& value) {
        return value ? nlohmann::json(*value) : nlohmann::json(nullptr);
    }

    void add(const Row& row) {
        nlohmann::ordered_json object;
        object["area"] = area_;
        object["name"] = row.name;
        object["unit"] = row.unit;
        object["ours"] = row.ours;
        object["peer"] = value_or_null(row.peer);
        object["peer_value"] = value_or_null(row.peer_value);
        object["ratio"] = value_or_null(row.ratio);
        object["of_bound"] = value_or_null(row.of_bound);
        rows_.push_back(std::move(object));
    }

    // Each work has as many seconds; rounds are short, so that its neighbours in time are measured
    // on the same machine, as it were, but no work is done less than once in one.
    static constexpr double all_seconds = 1.5;
    static constexpr double round_seconds = 0.01;
    static constexpr std::size_t least_rounds = 15;

    static double seconds_for(const Work& work, std::size_t times) {
        const auto begin = std::chrono::steady_clock::now();
        for (std::size_t at = 0; at < times; ++at) work();
        return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    }

    // How often a work is done in a round, and how long that takes.
    struct Round {
        std::size_t times = 1;
        double seconds = 0;
    };

    // The first call of all is not counted, it fills caches.
    static Round round_of(const Work& work) {
        work();
        Round round{1, seconds_for(work, 1)};
        while (round.seconds < round_seconds / 2) {
            round.times *= 2;
            round.seconds = seconds_for(work, round.times);
        }
        return round;
    }

    // Seconds for doing each work once, round by round.
    std::vector<std::vector<double>> measure(const std::string& name,
                                             const std::vector<const Work*>& works) {
        std::vector<std::size_t> times;
        double longest = 0;
        for (const auto* work : works) {
            const auto round = round_of(*work);
            times.push_back(round.times);
            longest = std::max(longest, round.seconds);
        }
        const auto rounds = std::max(least_rounds, static_cast<std::size_t>(all_seconds / longest));
        std::vector<std::vector<double>> seconds(works.size());
        for (std::size_t round = 0; round < rounds; ++round) {
            std::fprintf(stderr, "\r%s %s: round %zu of %zu ", area_.c_str(), name.c_str(),
                         round + 1, rounds);
            for (std::size_t at = 0; at < works.size(); ++at) {
                const auto index = (at + round) % works.size();
                seconds[index].push_back(seconds_for(*works[index], times[index]) /
                                         static_cast<double>(times[index]));
            }
        }
        std::fprintf(stderr, "\n");
        return seconds;
    }

    static double median(std::vector<double> values) {
        const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
        std::nth_element(values.begin(), middle, values.end());
        return *middle;
    }

    // Of what both took in the same round: where a machine is now fast, now slow, medians of each
    // may be of different times.
    static double median_ratio(const std::vector<double>& ones, const std::vector<double>& others) {
        std::vector<double> ratios;
        for (std::size_t round = 0; round < ones.size(); ++round)
            ratios.push_back(ones[round] / others[round]);
        return median(std::move(ratios));
    }

    std::string area_;
    std::string json_file_;
    nlohmann::ordered_json rows_ = nlohmann::ordered_json::array();
};

}  // namespace domainsec_benchmark

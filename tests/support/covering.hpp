// Pairwise covering arrays: few test cases in which every pair of settings of any two factors occurs.
#pragma once

#include "values.hpp"

#include <set>
#include <tuple>

namespace simdloss_test {

// levels[f] is how many settings factor f has. Each case of the result holds one setting for each factor. Greedy: every
// case starts from a pair that is still missing, and is the best of a few random completions.
inline std::vector<std::vector<int>> pairwise_cases(const std::vector<int> &levels, std::uint64_t seed) {
    using pair = std::tuple<std::size_t, int, std::size_t, int>;
    const std::size_t factors = levels.size();
    std::set<pair> missing;
    for (std::size_t f = 0; f < factors; ++f) {
        for (std::size_t g = f + 1; g < factors; ++g) {
            for (int a = 0; a < levels[f]; ++a) {
                for (int b = 0; b < levels[g]; ++b) missing.emplace(f, a, g, b);
            }
        }
    }
    const auto for_each_pair = [factors](const std::vector<int> &chosen, auto visit) {
        for (std::size_t f = 0; f < factors; ++f) {
            for (std::size_t g = f + 1; g < factors; ++g) visit(pair(f, chosen[f], g, chosen[g]));
        }
    };
    random_source random(seed);
    std::vector<std::vector<int>> cases;
    while (!missing.empty()) {
        const auto [f, a, g, b] = *missing.begin();
        std::vector<int> best;
        int best_gain = 0;
        for (int candidate = 0; candidate < 40; ++candidate) {
            std::vector<int> chosen;
            for (const int count : levels) chosen.push_back(static_cast<int>(random.below(count)));
            chosen[f] = a;
            chosen[g] = b;
            int gain = 0;
            for_each_pair(chosen, [&](const pair &p) { gain += missing.contains(p) ? 1 : 0; });
            if (gain > best_gain) {
                best_gain = gain;
                best = chosen;
            }
        }
        for_each_pair(best, [&](const pair &p) { missing.erase(p); });
        cases.push_back(best);
    }
    return cases;
}

} // namespace simdloss_test

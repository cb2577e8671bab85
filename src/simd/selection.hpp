// What a loss on triplets makes of an anchor's row of distances: the loss, and in the row's place the pairs' weights.
#pragma once

#include "simd/lifted.hpp"

namespace simdloss::SIMDLOSS_ISA {
namespace {

// Classes of more members than this have them sorted. Either way gives the same selection.
inline constexpr std::int64_t few_members = 96;

// ---- sorting, where a class is large

template <class A> SIMDLOSS_INLINE void sort_run(A *x, std::int64_t n) {
    for (std::int64_t i = 1; i < n; ++i) {
        const A v = x[i];
        std::int64_t k = i;
        for (; k > 0 && v < x[k - 1]; --k) x[k] = x[k - 1];
        x[k] = v;
    }
}

// Ascending; other: as much space again.
template <class A> void sort(A *x, A *other, std::int64_t n) {
    constexpr std::int64_t first_run = 16;
    for (std::int64_t i = 0; i < n; i += first_run) sort_run(x + i, n - i < first_run ? n - i : first_run);
    A *from = x, *to = other;
    for (std::int64_t run = first_run; run < n; run *= 2) {
        for (std::int64_t i = 0; i < n; i += 2 * run) {
            const std::int64_t middle = i + run < n ? i + run : n, end = i + 2 * run < n ? i + 2 * run : n;
            std::int64_t a = i, b = middle;
            for (std::int64_t k = i; k < end; ++k) {
                const bool second = a == middle || (b < end && from[b] < from[a]);
                to[k] = second ? from[b] : from[a];
                b += second;
                a += !second;
            }
        }
        A *const swapped = from;
        from = to;
        to = swapped;
    }
    if (from != x) std::memcpy(x, from, static_cast<std::size_t>(n) * sizeof(A));
}

// Searches at once: each waits for memory at every step, so that many take little longer than one.
inline constexpr int searches = 16;

// For each i, how many of n > 0 ascending numbers f(i, number) holds for: the first ones.
template <class A, class F>
SIMDLOSS_INLINE void count_while(const A *x, std::int64_t n, std::int32_t (&count)[searches], const F &f) {
    for (std::int32_t &c : count) c = 0;
    auto left = static_cast<std::int32_t>(n);
    for (; left > 1; left -= left / 2) {
        const std::int32_t half = left / 2;
#pragma GCC unroll 16
        for (int i = 0; i < searches; ++i) count[i] += f(i, x[count[i] + half - 1]) ? half : 0;
    }
    for (int i = 0; i < searches; ++i) count[i] += f(i, x[count[i]]);
}

// The same for the numbers of a row that `each` visits: f(number, searched) is what to count by, found(k, count) the
// result.
template <class A, class Each, class F, class Found>
SIMDLOSS_INLINE void search(
    const A *row, const A *sorted, std::int64_t n, const Each &each, const F &f, const Found &found) {
    std::int32_t index[searches], count[searches];
    A value[searches] = {};
    int pending = 0;
    const auto flush = [&] {
        count_while(sorted, n, count, [&](int i, A t) { return f(t, value[i]); });
        for (int i = 0; i < pending; ++i) found(index[i], count[i]);
        pending = 0;
    };
    each([&](std::int64_t k) {
        index[pending] = static_cast<std::int32_t>(k);
        value[pending] = row[k];
        if (++pending == searches) flush();
    });
    if (pending > 0) flush();
}

// ---- semi-hard

// The smallest of a row above each of n thresholds; infinity where there is none.
template <int n, class A> SIMDLOSS_INLINE void smallest_above(const anchor_row<A> &r, const A *threshold, A *result) {
    reg<A> t[n], m[n];
#pragma GCC unroll 8
    for (int i = 0; i < n; ++i) {
        t[i] = reg<A>(threshold[i]);
        m[i] = reg<A>(infinity_of<A>);
    }
    for (std::int64_t k = 0; k < r.pitch; k += width<A>) {
        const reg<A> x = load(r.row + k);
#pragma GCC unroll 8
        for (int i = 0; i < n; ++i) m[i] = xsimd::select((x > t[i]) & (x < m[i]), x, m[i]);
    }
    for (int i = 0; i < n; ++i) result[i] = xsimd::reduce_min(m[i]);
}

// The sum of losses, and the weights in the row.
template <class A> double semihard_of_few(const mining_args &args, const anchor_row<A> &r) {
    constexpr int group = 6;
    A value[few_members + group], negative[few_members + group];
    std::int32_t index[few_members + group], chosen[few_members + group];
    int n = 0;
    r.for_each_positive([&](std::int32_t p) {
        index[n] = p;
        value[n++] = r.row[p];
    });
    const bool has_negative = r.negatives() > 0;
    const A least = has_negative ? A(0) : r.smallest();
    r.hide_members();
    const A farthest = has_negative ? r.largest() : least;
    for (int q = n; q < n + group; ++q) value[q] = infinity_of<A>;
    double sum = 0;
    for (int q = 0; q < n; q += group) {
        if (has_negative) smallest_above<group>(r, value + q, negative + q);
        for (int i = q; i < n && i < q + group; ++i) {
            if (!has_negative || negative[i] == infinity_of<A>) negative[i] = farthest;
            sum += hinge(args.margin + static_cast<double>(value[i]) - static_cast<double>(negative[i]));
        }
    }
    if (!args.want_grad) return sum;
    std::int32_t farthest_index = -1;
    const auto active = [&](int q) {
        return args.margin + static_cast<double>(value[q]) - static_cast<double>(negative[q]) > 0;
    };
    for (int q = 0; q < n && has_negative; ++q) {
        if (!active(q)) continue;
        const bool falls_back = negative[q] == farthest;
        if (falls_back && farthest_index < 0) farthest_index = r.find(farthest);
        chosen[q] = falls_back ? farthest_index : r.find(negative[q]);
    }
    r.fill(0);
    for (int q = 0; q < n; ++q) {
        if (!active(q)) continue;
        r.row[index[q]] = slope(args, value[q]);
        if (has_negative) r.row[chosen[q]] += 1;
    }
    for (int q = 0; q < n && has_negative; ++q) {
        if (!active(q)) continue;
        A &w = r.row[chosen[q]];
        if (w > 0) w *= -slope(args, negative[q]); // how often it was chosen; below 0 once done
    }
    return sum;
}

// The same with the positives sorted. A negative stands in the interval between two of them that it falls into; the
// closest one of the first interval from a positive on that is not empty is that positive's.
template <class A> class semihard_of_many {
public:
    semihard_of_many(const mining_args &args, const anchor_row<A> &r, void *scratch)
        : args_(args), r_(r), sorted_(static_cast<A *>(scratch)),
          best_(reinterpret_cast<std::int32_t *>(sorted_ + args.pitch)),
          hits_(reinterpret_cast<std::int32_t *>(sorted_ + 2 * args.pitch)) {}

    double operator()() {
        std::int64_t n = 0;
        const A least = r_.negatives() > 0 ? A(0) : r_.smallest();
        r_.for_each_positive([&](std::int32_t p) { sorted_[n++] = r_.row[p]; });
        sort(sorted_, sorted_ + args_.pitch, n);
        choose(n);
        double sum = 0;
        for (std::int64_t s = 0, end = 0; s < n; ++s) {
            while (end < n && sorted_[end] <= sorted_[s]) ++end;
            sum += hinge(z(sorted_[s], end, least));
        }
        if (args_.want_grad) write(n, least);
        return sum;
    }

private:
    void choose(std::int64_t n) {
        for (std::int64_t b = 0; b <= n; ++b) best_[b] = -1;
        std::int32_t farthest = -1;
        search(
            r_.row, sorted_, n, [&](const auto &f) { r_.for_each_negative(f); }, [](A t, A x) { return t < x; },
            [&](std::int32_t k, std::int32_t interval) {
                const A x = r_.row[k];
                std::int32_t &best = best_[interval];
                if (best < 0 || x < r_.row[best]) best = k;
                if (farthest < 0 || x > r_.row[farthest]) farthest = k;
            });
        for (std::int64_t b = n; b >= 0; --b) {
            if (best_[b] < 0) best_[b] = farthest;
            else farthest = best_[b];
        }
    }

    // Of a positive, whose interval is behind those that are as far.
    double z(A positive, std::int64_t interval, A least) const {
        const std::int32_t k = best_[interval];
        return args_.margin + static_cast<double>(positive) - static_cast<double>(k < 0 ? least : r_.row[k]);
    }

    void write(std::int64_t n, A least) {
        for (std::int64_t b = 0; b <= n; ++b) hits_[b] = 0;
        r_.row[r_.self] = 0;
        search(
            r_.row, sorted_, n, [&](const auto &f) { r_.for_each_positive(f); }, [](A t, A x) { return t <= x; },
            [&](std::int32_t p, std::int32_t interval) {
                const A x = r_.row[p];
                const bool active = z(x, interval, least) > 0;
                hits_[interval] += active;
                r_.row[p] = active ? slope(args_, x) : A(0);
            });
        if (r_.negatives() == 0) return;
        // Intervals with the same choice stand side by side: their weight goes to the last one, in the place of what
        // has been sorted.
        for (std::int64_t b = 0; b <= n; ++b) {
            if (b < n && best_[b + 1] == best_[b]) {
                hits_[b + 1] += hits_[b];
                hits_[b] = 0;
            } else if (hits_[b] > 0) {
                sorted_[b] = -static_cast<A>(hits_[b]) * slope(args_, r_.row[best_[b]]);
            }
        }
        r_.for_each_negative([&](std::int64_t k) { r_.row[k] = 0; });
        for (std::int64_t b = 0; b <= n; ++b)
            if (hits_[b] > 0) r_.row[best_[b]] = sorted_[b];
    }

    const mining_args &args_;
    const anchor_row<A> &r_;
    A *sorted_;
    std::int32_t *best_, *hits_; // of each interval: its negative, and the positives that are drawn to it
};

template <class A> double semihard(const mining_args &args, const anchor_row<A> &r, void *scratch) {
    return r.members > few_members ? semihard_of_many<A>(args, r, scratch)() : semihard_of_few(args, r);
}

// ---- hard

template <class A> double hard(const mining_args &args, const anchor_row<A> &r) {
    std::int32_t positive = -1, negative = -1;
    r.for_each_positive([&](std::int32_t p) {
        if (positive < 0 || r.row[p] > r.row[positive]) positive = p;
    });
    const A hardest_positive = positive < 0 ? r.smallest() : r.row[positive];
    A hardest_negative;
    if (r.negatives() == 0) {
        hardest_negative = r.largest();
    } else {
        r.hide_members();
        hardest_negative = r.smallest();
    }
    if (args.want_grad) negative = r.find(hardest_negative);
    const double gap = static_cast<double>(hardest_positive) - static_cast<double>(hardest_negative);
    double loss = hinge(args.margin + gap), factor = loss > 0 ? 1 : 0;
    if (args.soft) {
        // log(1 + e^gap) and its derivative, from e^-|gap|
        const double magnitude = gap < 0 ? -gap : gap;
        const double e = exp_times_power<A>(reg<double>(-magnitude), reg<double>(0)).get(0);
        loss = (gap > 0 ? gap : 0) + log1p<A>(reg<double>(e)).get(0);
        factor = (gap > 0 ? 1 : e) / (1 + e);
    }
    if (!args.want_grad) return loss;
    r.fill(0);
    if (positive >= 0) r.row[positive] = static_cast<A>(factor) * slope(args, hardest_positive);
    r.row[negative] -= static_cast<A>(factor) * slope(args, hardest_negative);
    return loss;
}

// ---- all triplets

// Of each positive the number of negatives within its reach, and of each negative the number of positives that reach it.
template <class A> double all(const mining_args &args, const anchor_row<A> &r, void *scratch, double &count) {
    auto *const sorted = static_cast<A *>(scratch);
    auto *const within = reinterpret_cast<std::int32_t *>(sorted + args.pitch);
    const std::int64_t n = r.positives();
    std::int64_t i = 0;
    r.for_each_positive([&](std::int32_t p) { sorted[i++] = r.row[p]; });
    sort(sorted, sorted + args.pitch, n);
    for (std::int64_t s = 0; s < n; ++s) within[s] = 0;
    double sum = 0;
    search(
        r.row, sorted, n, [&](const auto &f) { r.for_each_negative(f); },
        [&](A t, A x) { return !(args.margin + static_cast<double>(t) - static_cast<double>(x) > 0); },
        [&](std::int32_t k, std::int32_t first) {
            const auto reaching = static_cast<double>(n - first);
            if (first < n) ++within[first];
            sum -= reaching * static_cast<double>(r.row[k]);
            if (args.want_grad) r.row[k] = -static_cast<A>(n - first) * slope(args, r.row[k]);
        });
    std::int32_t reached = 0;
    for (std::int64_t s = 0; s < n; ++s) {
        within[s] = reached += within[s];
        count += reached;
        sum += reached * (args.margin + static_cast<double>(sorted[s]));
    }
    if (!args.want_grad) return sum;
    r.row[r.self] = 0;
    search(
        r.row, sorted, n, [&](const auto &f) { r.for_each_positive(f); }, [](A t, A x) { return t <= x; },
        [&](std::int32_t p, std::int32_t end) { r.row[p] = static_cast<A>(within[end - 1]) * slope(args, r.row[p]); });
    return sum;
}

// The anchor's loss; its row of the tile becomes the weights, where a gradient is wanted.
template <class A> double select_for(const mining_args &args, const anchor_row<A> &r, void *scratch, double &count) {
    count = 0;
    r.hide_padding();
    if (args.loss != mining_loss::hard && r.positives() == 0) {
        r.fill(0);
        return 0;
    }
    if ((args.loss == mining_loss::all || args.loss == mining_loss::lifted) && r.negatives() == 0) {
        r.fill(0);
        return 0;
    }
    if (r.holds_nan()) {
        r.fill(not_a_number<A>);
        count = 1;
        return not_a_number<double>;
    }
    switch (args.loss) {
    case mining_loss::hard: return hard(args, r);
    case mining_loss::all: return all(args, r, scratch, count);
    case mining_loss::lifted: weigh_lifted(args, r, static_cast<A *>(scratch)); return 0;
    default: return semihard(args, r, scratch);
    }
}

} // namespace
} // namespace simdloss::SIMDLOSS_ISA

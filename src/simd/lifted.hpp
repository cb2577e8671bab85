// Lifted structure. With a_i = log of the sum of exp(margin - d_ik) over the negatives k of i, a pair of positives has
// J = log(exp a_i + exp a_j) + d_ij and the loss h^2, h = max(0, J): so the rows' sums come first, in a pass of their own,
// the losses with them, each pair at the later of its rows; and the weights in a second pass, where they are wanted.
#pragma once

#include "simd/anchor_row.hpp"
#include "simd/normalize.hpp"

namespace simdloss::SIMDLOSS_ISA {
namespace {

template <class A> double log_sum_of_negatives(const mining_args &args, const anchor_row<A> &r, A *scratch) {
    if (r.holds_nan()) return not_a_number<double>;
    for (std::int64_t k = 0; k < r.batch; k += width<A>) store(scratch + k, reg<A>(0) - load(r.row + k));
    for (std::int64_t q = 0; q < r.members; ++q) scratch[r.member[q]] = -infinity_of<A>;
    const stretch s = reduce_chunk<false>(
        scratch, r.batch, identity<A>{}, static_cast<A *>(nullptr), static_cast<const A *>(nullptr));
    if (!(s.max > -infinity_of<A>)) return -infinity_of<double>;
    const stretches row{r64(s.max), r64(s.sum), r64(s.exponent), r64(s.shift), r64(0)};
    return args.margin + (s.max + log_of_sum<A>(row).get(0));
}

// The pairs of an anchor with the first n members of its class: f(q, h, share), where share is what the anchor's negatives
// have in exp J. The anchor itself may be among them, as may be any number.
template <class A, class F>
SIMDLOSS_INLINE void for_each_lifted_pair(const mining_args &args, const anchor_row<A> &r, std::int64_t n, const F &f) {
    constexpr int w = width<double>;
    const r64 own(args.log_sums[r.self]), one(1);
    for (std::int64_t begin = 0; begin < n; begin += w) {
        const int count = static_cast<int>(n - begin < w ? n - begin : w);
        alignas(64) double other[w] = {}, distance[w] = {}, value[w], share[w];
        for (int l = 0; l < count; ++l) {
            other[l] = args.log_sums[r.member[begin + l]];
            distance[l] = static_cast<double>(r.row[r.member[begin + l]]);
        }
        const r64 theirs = load(other), high = max_or_second(own, theirs), low = min_or_second(own, theirs);
        const mask<double> is_larger = own >= theirs;
        // Two of -inf are as far apart as any two equal ones.
        const r64 e = exp_times_power<A>(xsimd::select(low == high, r64(0), low - high), r64(0));
        store(value, (high + log1p<A>(e)) + load(distance));
        store(share, xsimd::select(is_larger, one, e) / (one + e));
        for (int l = 0; l < count; ++l) f(begin + l, hinge(value[l]), share[l]);
    }
}

// Of the pairs with rows before this one.
template <class A> double lifted_loss(const mining_args &args, const anchor_row<A> &r) {
    if (r.positives() == 0 || r.negatives() == 0) return 0;
    if (r.holds_nan()) return not_a_number<double>;
    std::int64_t before = 0;
    while (r.member[before] != r.self) ++before;
    double sum = 0;
    for_each_lifted_pair(args, r, before, [&](std::int64_t, double h, double) { sum += h * h; });
    return sum;
}

// dL/dd_ij = h_ij for a positive; dL/dd_ik = -2 (sum over j of h_ij share_ij) exp(margin - d_ik - a_i) for a negative, with
// a 2 for the pairs (j, i).
template <class A> void weigh_lifted(const mining_args &args, const anchor_row<A> &r, A *scratch) {
    double drawn = 0;
    for_each_lifted_pair(args, r, r.members, [&](std::int64_t q, double h, double share) {
        const bool is_self = r.member[q] == r.self;
        scratch[q] = is_self ? A(0) : static_cast<A>(h) * slope(args, r.row[r.member[q]]);
        drawn += is_self ? 0 : h * share;
    });
    if (drawn == 0) {
        r.fill(0);
    } else {
        const double base = args.log_sums[r.self] - args.margin;
        reg<A> shift, k;
        choose_reference(reg<A>(static_cast<A>(base)), shift, k);
        const reference<A> ref = scaled_reference(shift, reg<A>(0) - k);
        const double rest = static_cast<double>(shift.get(0)) - base;
        const double scale = exp_times_power<A>(r64(rest), r64(static_cast<double>(k.get(0)))).get(0);
        const reg<A> factor(static_cast<A>(-2 * drawn * scale)), zero(0);
        for (std::int64_t c = 0; c < r.batch; c += width<A>) {
            const reg<A> d = load(r.row + c), w = exp_scaled(zero - d, ref) * factor;
            switch (args.distance) {
            case mining_distance::squared_l2: store(r.row + c, w + w); break;
            case mining_distance::angular: store(r.row + c, w); break;
            default: store(r.row + c, xsimd::select(d > zero, w / d, zero));
            }
        }
    }
    for (std::int64_t q = 0; q < r.members; ++q) r.row[r.member[q]] = scratch[q];
}

} // namespace
} // namespace simdloss::SIMDLOSS_ISA

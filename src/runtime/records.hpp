// How the parts of a row come together, be they the chunks of one call or the shards of several machines: in records,
// whose sums are exact, so that no order of them gives other bits.
//
// A sum is kept in four bins on a grid of binary exponents that is the same for all: a term is cut at the multiples of
// 2^32 (of 2^(exponent + 32 i), for every i), and bins of the same place are added as they are, which rounds nothing as
// long as there are fewer than 2^21 terms. The largest term decides which four bins are kept, whatever comes first.
//
// Terms must not depend on what they meet either. A chunk's are its maximum's exponential and the sum of the others, and
// both are put on the absolute grid: exp(m) = top * 2^k. One exponential stays out of the sum, that of the maximum: when
// two records meet, that of the lower one joins. For label smoothing, the sums of w v and of w, whose parts allow for
// the cancellation in sum w (m - v) = m sum w - sum w v.
//
// A row of one chunk skips all that: its record holds the chunk's numbers as they came, until it meets another. So its
// bits are those of rows that are never cut.
//
// Compiled for every instruction set: what code there is must be inlined, and does the same arithmetic everywhere.
#pragma once

#include "runtime/rows.hpp"

namespace simdloss::runtime {

#define SIMDLOSS_SHARED [[gnu::always_inline]] inline

using exact_sum = simdloss_cross_entropy_sum;
using record = simdloss_cross_entropy_record;

inline constexpr int bins = 4;
inline constexpr std::int64_t no_terms = INT64_MIN, not_finite = INT64_MAX / 32 * 32; // exponents of sums that are such
inline constexpr double infinite = __builtin_inf();

// Exponents of a damaged record may be anything: they wrap around.
SIMDLOSS_SHARED std::int64_t wrapping_sum(std::int64_t a, std::int64_t b) {
    return static_cast<std::int64_t>(static_cast<std::uint64_t>(a) + static_cast<std::uint64_t>(b));
}
SIMDLOSS_SHARED std::int64_t wrapping_difference(std::int64_t a, std::int64_t b) {
    return static_cast<std::int64_t>(static_cast<std::uint64_t>(a) - static_cast<std::uint64_t>(b));
}

SIMDLOSS_SHARED bool is_finite(double x) { return x - x == 0; }

// 2^n for -1022 <= n <= 1023.
SIMDLOSS_SHARED double power_of_two(std::int64_t n) {
    return __builtin_bit_cast(double, static_cast<std::uint64_t>(n + 1023) << 52);
}
// x * 2^n, where x is not extreme.
SIMDLOSS_SHARED double times_power_of_two(double x, std::int64_t n) {
    n = n < -2000 ? -2000 : n > 2000 ? 2000 : n;
    return x * power_of_two(n / 2) * power_of_two(n - n / 2);
}

struct split_number {
    double mantissa; // 1 <= |mantissa| < 2
    std::int64_t exponent;
};
// Of a finite number other than 0.
SIMDLOSS_SHARED split_number split(double x) {
    constexpr std::uint64_t exponent_field = std::uint64_t(0x7ff) << 52;
    std::int64_t scaled = 0;
    if ((__builtin_bit_cast(std::uint64_t, x) & exponent_field) == 0) {
        x *= 0x1p64;
        scaled = 64;
    }
    const std::uint64_t bits = __builtin_bit_cast(std::uint64_t, x);
    return {__builtin_bit_cast(double, (bits & ~exponent_field) | std::uint64_t(1023) << 52),
        static_cast<std::int64_t>((bits & exponent_field) >> 52) - 1023 - scaled};
}

SIMDLOSS_SHARED void clear(exact_sum &sum) { sum = {{0, 0, 0, 0}, no_terms}; }

// Moves the bins up to a higher exponent; what falls off below is dropped.
SIMDLOSS_SHARED void lift(exact_sum &sum, std::int64_t exponent) {
    std::uint64_t places = (static_cast<std::uint64_t>(exponent) - static_cast<std::uint64_t>(sum.exponent)) / 32;
    for (places = places < bins ? places : bins; places > 0; --places) {
        for (int i = bins - 1; i > 0; --i) sum.part[i] = sum.part[i - 1] * 0x1p-32;
        sum.part[0] = 0;
    }
    sum.exponent = exponent;
}

// Adds x * 2^exponent. Infinities and NaNs stay, as in any sum.
SIMDLOSS_SHARED void add(exact_sum &sum, double x, std::int64_t exponent) {
    if (x == 0) return;
    if (!is_finite(x)) {
        if (sum.exponent < not_finite) lift(sum, not_finite);
        sum.part[0] += x;
        return;
    }
    const split_number s = split(x);
    const std::int64_t own = wrapping_sum(s.exponent, exponent), grid = own & ~std::int64_t(31);
    if (grid > sum.exponent) lift(sum, grid);
    const std::uint64_t below = static_cast<std::uint64_t>(sum.exponent) + 31 - static_cast<std::uint64_t>(own);
    if (below > 32 * (bins + 1)) return;
    double rest = s.mantissa * power_of_two(31 - static_cast<std::int64_t>(below));
    constexpr double round[bins] = {0x1.8p52, 0x1.8p20, 0x1.8p-12, 0x1.8p-44};
#pragma GCC unroll 4
    for (int i = 0; i < bins; ++i) {
        const double part = (rest + round[i]) - round[i]; // to a multiple of 2^(-32 i)
        sum.part[i] += part;
        rest -= part;
    }
}

// Adds a * b * 2^exponent, all of it: the product's rounding error is a term of its own.
SIMDLOSS_SHARED void add_product(exact_sum &sum, double a, double b, std::int64_t exponent) {
    if (a * b == 0 || !is_finite(a) || !is_finite(b)) return add(sum, a * b, exponent);
    const split_number x = split(a), y = split(b);
    constexpr double halves = 0x1p27 + 1;
    const double product = x.mantissa * y.mantissa;
    const double x_high = x.mantissa * halves - (x.mantissa * halves - x.mantissa), x_low = x.mantissa - x_high;
    const double y_high = y.mantissa * halves - (y.mantissa * halves - y.mantissa), y_low = y.mantissa - y_high;
    const double error = ((x_high * y_high - product) + x_high * y_low + x_low * y_high) + x_low * y_low;
    exponent = wrapping_sum(exponent, x.exponent + y.exponent);
    add(sum, product, exponent);
    add(sum, error, exponent);
}

SIMDLOSS_SHARED void add(exact_sum &sum, exact_sum other) {
    if (other.exponent > sum.exponent) lift(sum, other.exponent);
    else lift(other, sum.exponent);
    for (int i = 0; i < bins; ++i) sum.part[i] += other.part[i];
}

// The sum without its 2^exponent, rounded. What a bin holds of the next higher one's multiples goes there first: where
// terms cancel, all that is left may be in the lower ones.
SIMDLOSS_SHARED double total(const exact_sum &sum) {
    double part[bins] = {sum.part[0], sum.part[1], sum.part[2], sum.part[3]};
    constexpr double round[bins] = {0, 0x1.8p52, 0x1.8p20, 0x1.8p-12};
    for (int i = bins - 1; i > 0; --i) {
        const double carry = (part[i] + round[i]) - round[i];
        part[i] -= carry;
        part[i - 1] += carry;
    }
    return ((part[3] + part[2]) + part[1]) + part[0];
}

// Up to here exponentials are taken of logits themselves, beyond it relative to the row's maximum (choose_reference).
SIMDLOSS_SHARED bool is_moderate(double maximum) { return maximum >= -1024 && maximum <= 1024; }

// From here on neighbouring numbers differ by so much that a row's maximum is alone, but for its equals.
inline constexpr double huge = 0x1p62;
SIMDLOSS_SHARED bool is_huge(double maximum) { return !(maximum > -huge && maximum < huge); }

// x log2(e) as an integer n and a rest, of which this is r = rest * ln2: exp(x) = 2^n exp(r). For |x| from 2^10 to 2^62,
// in integers of 64 bits before and 64 after the point.
SIMDLOSS_SHARED void reduce_large(double x, std::int64_t &n, double &r) {
    __extension__ using u128 = unsigned __int128;
    constexpr std::uint64_t log2e_high = 0x71547652b82fe177, log2e_low = 0x7d0ffda0d23a7d11; // of log2(e) - 1
    const std::uint64_t bits = __builtin_bit_cast(std::uint64_t, x);
    const int exponent = static_cast<int>(bits >> 52 & 0x7ff) - 1023;
    const std::uint64_t mantissa = (bits & 0x000fffffffffffff) | std::uint64_t(1) << 52;
    // Before and after the point. Not one shift of 128 bits, which is a call of libgcc on some processors.
    const std::uint64_t whole = exponent < 52 ? mantissa >> (52 - exponent) : mantissa << (exponent - 52);
    const std::uint64_t part = exponent < 52 ? mantissa << (exponent + 12) : 0;
    const u128 product = (u128(whole) << 64 | part) + u128(whole) * log2e_high + (u128(whole) * log2e_low >> 64) +
                         (u128(part) * log2e_high >> 64);
    const auto rest = static_cast<std::int64_t>(static_cast<std::uint64_t>(product));
    n = static_cast<std::int64_t>(static_cast<std::uint64_t>(product >> 64)) + (rest < 0);
    r = static_cast<double>(rest) * (0x1p-64 * 0x1.62e42fefa39efp-1);
    if (x < 0) {
        n = -n;
        r = -r;
    }
}

// The record of one chunk, but for its top.
SIMDLOSS_SHARED record record_of(const stretch &s, std::int64_t columns) {
    record r{};
    r.columns = columns;
    r.chunks = 1;
    if (s.sum != s.sum) r.flags |= SIMDLOSS_RECORD_NAN;
    if (s.max == infinite) r.flags |= SIMDLOSS_RECORD_INFINITE;
    if (r.flags != 0) return r;
    r.maximum = s.max + 0.0; // not -0
    r.rest.part[0] = s.sum;
    r.rest.exponent = static_cast<std::int64_t>(s.exponent);
    r.logits.part[0] = s.gap;
    r.weights.part[0] = s.weight;
    return r;
}

// What a record's weighted logits are relative to.
SIMDLOSS_SHARED double base_of(const record &r) { return r.maximum == -infinite ? 0 : r.maximum; }

// From a chunk's numbers to sums on the grid.
SIMDLOSS_SHARED void put_on_grid(record &r) {
    if (r.chunks != 1) return;
    const record chunk = r;
    clear(r.rest);
    clear(r.logits);
    clear(r.weights);
    if (is_moderate(r.maximum)) add(r.rest, chunk.rest.part[0], chunk.rest.exponent);
    else add(r.rest, chunk.rest.part[0] * r.top, wrapping_sum(chunk.rest.exponent, r.top_exponent));
    if (chunk.weights.part[0] == 0 && chunk.logits.part[0] == 0) return;
    add_product(r.logits, chunk.weights.part[0], base_of(r), 0);
    add(r.logits, -chunk.logits.part[0], 0);
    add(r.weights, chunk.weights.part[0], 0);
}

// a becomes the record of the columns of both.
SIMDLOSS_SHARED void merge(record &a, const record &other) {
    if (other.columns == 0) return;
    if (a.columns == 0) {
        a = other;
        return;
    }
    record b = other;
    const std::uint32_t flags = a.flags | b.flags;
    const std::int32_t hits =
        static_cast<std::int32_t>(static_cast<std::uint32_t>(a.hits) + static_cast<std::uint32_t>(b.hits));
    const double target_logit = hits != 1 ? 0 : a.hits != 0 ? a.target_logit : b.target_logit;
    const std::int64_t columns = wrapping_sum(a.columns, b.columns), chunks = wrapping_sum(a.chunks, b.chunks);
    if (flags != 0) {
        a = {};
    } else {
        put_on_grid(a);
        put_on_grid(b);
        if (b.maximum > a.maximum) {
            const record low = a;
            a = b;
            b = low;
        }
        if (a.maximum == b.maximum || (!is_huge(a.maximum) && !is_huge(b.maximum))) {
            add(a.rest, b.rest);
            add(a.rest, b.top, b.top_exponent);
        }
        add(a.logits, b.logits);
        add(a.weights, b.weights);
    }
    a.columns = columns;
    a.chunks = chunks;
    a.target_logit = target_logit;
    a.hits = hits;
    a.flags = flags;
}

// What a row's finish starts from.
SIMDLOSS_SHARED void load_sums(row_state &state, int i, const record &r) {
    constexpr std::int64_t offset = 300; // keeps what follows from overflow and underflow
    const bool relative = !is_moderate(r.maximum) && is_finite(r.maximum);
    state.max[i] = r.maximum;
    state.shift[i] = relative ? r.maximum : 0;
    state.gap[i] = 0;
    if (r.flags != 0) {
        state.max[i] = infinite;
        state.sum[i] = (r.flags & SIMDLOSS_RECORD_NAN) != 0 ? __builtin_nan("") : infinite;
        state.exponent[i] = state.shift[i] = 0;
    } else if (r.chunks <= 1) {
        state.sum[i] = r.rest.part[0];
        state.exponent[i] = static_cast<double>(r.rest.exponent);
        state.gap[i] = r.logits.part[0];
    } else {
        const std::int64_t power = wrapping_sum(wrapping_difference(r.rest.exponent, r.top_exponent), offset);
        const double sum = total(r.rest);
        state.sum[i] = times_power_of_two(relative ? sum / r.top : sum, power);
        state.exponent[i] = static_cast<double>(relative ? -offset : wrapping_difference(r.top_exponent, offset));
        exact_sum gap = r.logits;
        for (double &part : gap.part) part = 0 - part;
        for (const double part : r.weights.part) add_product(gap, part, base_of(r), r.weights.exponent);
        state.gap[i] = times_power_of_two(total(gap), gap.exponent);
    }
}

} // namespace simdloss::runtime

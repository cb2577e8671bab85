// Seeded data. The generator and the distributions are written out, so that every standard library gives the same.
#pragma once

#include "buffer.hpp"

namespace simdloss_test {

class random_source {
public:
    explicit random_source(std::uint64_t seed) : state_(seed) {}

    std::uint64_t next() { // splitmix64
        std::uint64_t z = (state_ += 0x9e3779b97f4a7c15U);
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
        z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
        return z ^ (z >> 31);
    }
    std::int64_t below(std::int64_t bound) {
        return static_cast<std::int64_t>(next() % static_cast<std::uint64_t>(bound));
    }
    double uniform() { return std::ldexp(static_cast<double>(next() >> 11), -53); }
    double uniform(double low, double high) { return low + (high - low) * uniform(); }
    double normal() { // the sum of twelve uniforms: close enough, and the same everywhere
        double sum = -6;
        for (int i = 0; i < 12; ++i) sum += uniform();
        return sum;
    }

private:
    std::uint64_t state_;
};

enum class values {
    normal,
    all_equal,
    large,         // +-1e4
    huge,          // +-1e30, or what the type has
    minus_inf,     // a few columns of -inf
    all_minus_inf, // every third row
    plus_inf,      // one in every third row
    nan,           // one in every third row
    subnormal,
    confident,       // p = 1 - 1e-9 at one class of each row
    offset,          // normal, far from zero
    below_underflow, // most classes below 2^-120 of the largest
};
inline constexpr values all_values[] = {values::normal, values::all_equal, values::large, values::huge,
    values::minus_inf, values::all_minus_inf, values::plus_inf, values::nan, values::subnormal, values::confident,
    values::offset, values::below_underflow};

inline const char *name_of(values kind) {
    static constexpr const char *names[] = {"normal", "all_equal", "large", "huge", "minus_inf", "all_minus_inf",
        "plus_inf", "nan", "subnormal", "confident", "offset", "below_underflow"};
    return names[static_cast<int>(kind)];
}

// The class that a confident row is confident of.
inline std::int64_t confident_class(std::int64_t row, std::int64_t classes) { return (row * 7 + 3) % classes; }

inline double logit(
    values kind, simdloss_dtype dtype, random_source &random, const shape &layout, std::int64_t row, std::int64_t c) {
    constexpr double inf = std::numeric_limits<double>::infinity();
    const double normal = 3 * random.normal();
    const double sign = random.below(2) == 0 ? 1 : -1;
    const bool here = row % 3 == 1 && c == (row * 5) % layout.classes;
    switch (kind) {
    case values::all_equal: return 0.3;
    case values::large: return 1e4 * sign;
    case values::huge: return sign * (dtype == SIMDLOSS_F16 ? 6e4 : 1e30);
    case values::minus_inf: return c % 5 == 2 ? -inf : normal;
    case values::all_minus_inf: return row % 3 == 1 ? -inf : normal;
    case values::plus_inf: return here ? inf : normal;
    case values::nan: return here ? std::numeric_limits<double>::quiet_NaN() : normal;
    case values::subnormal: return std::ldexp(normal, format_of(dtype).min_exponent - 3);
    case values::confident: {
        const auto others = static_cast<double>(std::max<std::int64_t>(layout.classes - 1, 1));
        return c == confident_class(row, layout.classes) ? 1 : 1 - std::log(1e9 * others) + normal / 30;
    }
    case values::offset: return normal + (dtype == SIMDLOSS_BF16 ? 64 : 1000);
    case values::below_underflow: return c % 4 == 1 ? normal : normal - (dtype == SIMDLOSS_F64 ? 720 : 90);
    default: return normal;
    }
}

inline void fill_logits(buffer &logits, const shape &layout, values kind, std::uint64_t seed) {
    random_source random(seed);
    for (std::int64_t row = 0; row < layout.rows(); ++row) {
        for (std::int64_t c = 0; c < layout.classes; ++c) {
            logits.set(layout.offset(row, c), logit(kind, logits.dtype(), random, layout, row, c));
        }
    }
}

inline void fill_uniform(buffer &data, double low, double high, std::uint64_t seed) {
    random_source random(seed);
    for (std::int64_t i = 0; i < data.count(); ++i) data.set(i, random.uniform(low, high));
}

} // namespace simdloss_test

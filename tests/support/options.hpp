// Options as factors with settings: each setting alone, and a covering array in which every pair of them occurs. A case
// has desc, kind, where, gradient, seed, layout(), and a default constructor; check(case) is found beside it.
#pragma once

#include "covering.hpp"
#include "gradient.hpp"

#include <functional>

namespace simdloss_test {

template <class Case> struct factor {
    const char *name;
    std::vector<std::function<void(Case &)>> settings; // the first one is the default
};

template <class Case, class Desc, class Field, class Value>
factor<Case> field(const char *name, Field Desc::*member, std::initializer_list<Value> settings) {
    factor<Case> result{name, {}};
    for (const Value value : settings) {
        result.settings.emplace_back([=](Case &c) { c.desc.*member = static_cast<Field>(value); });
    }
    return result;
}

template <class Case, class Value>
factor<Case> setting_of(const char *name, Value Case::*member, std::initializer_list<Value> settings) {
    factor<Case> result{name, {}};
    for (const Value value : settings) result.settings.emplace_back([=](Case &c) { c.*member = value; });
    return result;
}

template <class Case> factor<Case> flag(const char *name, bool Case::*member, bool first) {
    return setting_of(name, member, {first, !first});
}

// Not those with a NaN loss: sums would hide everything else.
template <class Case> factor<Case> finite_kinds() {
    return setting_of("values", &Case::kind,
        {values::normal, values::all_equal, values::confident, values::large, values::offset, values::subnormal,
            values::below_underflow});
}

inline constexpr shape option_shapes[] = {
    {9, 19, 1}, {40, 3, 1}, {3, 10, 37}, {3, 130, 1}, {2, 65, 5}, {300, 2, 1}, {1, 4097, 1}, {2, 1, 3}};

inline void set_shape(auto &desc, const shape &shape) {
    desc.batch = shape.batch;
    desc.classes = shape.classes;
    if constexpr (requires { desc.inner; }) desc.inner = shape.inner;
}

template <class Case> factor<Case> layouts() {
    factor<Case> result{"layout", {}};
    for (const shape &each : option_shapes) {
        result.settings.emplace_back([each](Case &c) { set_shape(c.desc, each); });
    }
    return result;
}

// Applied after the layout.
template <class Case> factor<Case> strides() {
    return {"batch_stride",
        {[](Case &c) { c.desc.batch_stride = 0; }, [](Case &c) { c.desc.batch_stride = c.layout().item() + 5; },
            [](Case &c) { c.desc.batch_stride = c.layout().item(); }}};
}

template <class Case> factor<Case> gradients() {
    factor<Case> result{"gradient", {}};
    for (const auto goes : {gradient_goes::elsewhere, gradient_goes::in_place, gradient_goes::added}) {
        result.settings.emplace_back([=](Case &c) {
            c.gradient = goes;
            c.desc.accumulate = goes == gradient_goes::added ? 1 : 0;
        });
    }
    return result;
}

template <class Case> factor<Case> placement_factor() {
    return setting_of("placement", &Case::where, {placement::at_end, placement::at_begin, placement::misaligned});
}

template <class Case, class Desc> factor<Case> dtypes(simdloss_dtype Desc::*member) {
    return field<Case>("dtype", member, {SIMDLOSS_F32, SIMDLOSS_F64, SIMDLOSS_F16, SIMDLOSS_BF16});
}
template <class Case, class Desc> factor<Case> target_dtypes(simdloss_dtype Desc::*member) {
    return field<Case>("target_dtype", member,
        {SIMDLOSS_I64, SIMDLOSS_I32, SIMDLOSS_I16, SIMDLOSS_I8, SIMDLOSS_U8, SIMDLOSS_U16, SIMDLOSS_U32});
}
template <class Case, class Desc> factor<Case> reductions(simdloss_reduction Desc::*member) {
    return field<Case>("reduction", member, {SIMDLOSS_REDUCTION_MEAN, SIMDLOSS_REDUCTION_SUM, SIMDLOSS_REDUCTION_NONE});
}
template <class Case, class Desc> factor<Case> denominators(simdloss_denominator Desc::*member) {
    return field<Case>("denominator", member,
        {SIMDLOSS_DENOMINATOR_DEFAULT, SIMDLOSS_DENOMINATOR_COUNT, SIMDLOSS_DENOMINATOR_WEIGHT,
            SIMDLOSS_DENOMINATOR_NONZERO_WEIGHT, SIMDLOSS_DENOMINATOR_BATCH});
}
template <class Case> factor<Case> ignore_indices() {
    using desc = decltype(Case::desc);
    return field<Case>(
        "ignore_index", &desc::ignore_index, {std::int64_t{-100}, std::int64_t{0}, INT64_MIN, std::int64_t{255}});
}

template <class Case> void check_each_alone(const std::vector<factor<Case>> &factors) {
    for (const simdloss_dtype dtype : float_dtypes) {
        for (const factor<Case> &f : factors) {
            SCOPED_TRACE(f.name);
            for (std::size_t i = 1; i < f.settings.size(); ++i) {
                for (const shape &each : {shape{6, 41, 1}, {2, 9, 5}, {50, 4, 1}}) {
                    Case c;
                    c.desc.dtype = dtype;
                    set_shape(c.desc, each);
                    f.settings[i](c);
                    check(c);
                }
            }
        }
    }
}

template <class Case> void check_every_pair(const std::vector<factor<Case>> &factors) {
    std::vector<int> levels;
    for (const factor<Case> &f : factors) levels.push_back(static_cast<int>(f.settings.size()));
    std::uint64_t seed = 100;
    for (const auto &chosen : pairwise_cases(levels, 17)) {
        Case c;
        c.seed = ++seed;
        for (std::size_t f = 0; f < factors.size(); ++f) factors[f].settings[static_cast<std::size_t>(chosen[f])](c);
        check(c);
    }
}

// Types, layouts, remainders and lengths, at default options.
template <class Case, class Set> void check_sizes(simdloss_dtype dtype, Set set) {
    const auto check_shape = [&](const shape &each, std::int64_t padding = 0) {
        for (const placement where : placements) {
            if (where != placement::at_end && each.classes > 40) continue;
            Case c;
            c.desc.dtype = dtype;
            set_shape(c.desc, each);
            if (padding > 0) c.desc.batch_stride = c.layout().item() + padding;
            c.where = where;
            set(c);
            check(c);
        }
    };
    for (std::int64_t classes = 1; classes <= 70; ++classes) {
        check_shape({3, classes, 1});
        check_shape({1, classes, 3});
    }
    for (const std::int64_t classes : {127, 128, 129, 1000}) check_shape({2, classes, 1});
    for (const std::int64_t classes : {4095, 4096, 4097, 10007}) check_shape({2, classes, 1});
    check_shape({1, 4099, 3});
    for (std::int64_t n = 1; n <= 40; ++n) {
        check_shape({n, 7, 1});
        check_shape({2, 3, n});
    }
    for (const std::int64_t rows : {255, 256, 257, 517}) check_shape({rows, 2, 1});
    check_shape({1, 3, 521});
    for (const std::int64_t inner : {1, 5, 37}) check_shape({3, 19, inner}, 3);
}

// Remainders once, for the tests that also run under an emulator.
template <class Case> void check_remainders(simdloss_dtype dtype) {
    const auto check_shape = [&](const shape &each) {
        Case c;
        c.desc.dtype = dtype;
        set_shape(c.desc, each);
        check(c);
    };
    for (std::int64_t classes = 1; classes <= 70; ++classes) check_shape({1, classes, 1});
    for (const std::int64_t classes : {127, 128, 129, 257, 1000, 4099}) check_shape({1, classes, 1});
    for (std::int64_t n = 2; n <= 35; ++n) {
        check_shape({1, 3, n});
        check_shape({n, 3, 1});
    }
    check_shape({1, 130, 3});
}

} // namespace simdloss_test

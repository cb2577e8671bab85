// The options of cross-entropy against the oracle: each one alone, then every pair of settings of any two.

#include "support/cross_entropy.hpp"

#include <functional>

namespace simdloss_test {
namespace {

class cross_entropy_options : public each_isa {};

using setting = std::function<void(cross_entropy_case &)>;
struct factor {
    const char *name;
    std::vector<setting> settings; // the first one is the default
};

template <class Field, class Value>
factor field(const char *name, Field simdloss_cross_entropy_desc::*member, std::initializer_list<Value> settings) {
    factor result{name, {}};
    for (const Value value : settings) {
        result.settings.emplace_back([=](cross_entropy_case &c) { c.desc.*member = static_cast<Field>(value); });
    }
    return result;
}

factor flag(const char *name, bool cross_entropy_case::*member, bool first) {
    return {
        name, {[=](cross_entropy_case &c) { c.*member = first; }, [=](cross_entropy_case &c) { c.*member = !first; }}};
}

factor kinds() {
    factor result{"values", {}};
    // Not those with a NaN loss: sums would hide everything else. cross_entropy_test.cpp has them, unreduced.
    for (const values kind : {values::normal, values::all_equal, values::confident, values::large, values::offset,
             values::subnormal, values::below_underflow}) {
        result.settings.emplace_back([=](cross_entropy_case &c) { c.kind = kind; });
    }
    return result;
}

factor layouts() {
    factor result{"layout", {}};
    constexpr shape shapes[] = {
        {9, 19, 1}, {40, 3, 1}, {3, 10, 37}, {3, 130, 1}, {2, 65, 5}, {300, 2, 1}, {1, 4097, 1}, {2, 1, 3}};
    for (const shape &each : shapes) {
        result.settings.emplace_back([each](cross_entropy_case &c) {
            c.desc.batch = each.batch;
            c.desc.classes = each.classes;
            c.desc.inner = each.inner;
        });
    }
    return result;
}

// Applied after the layout.
factor strides() {
    return {"batch_stride", {[](cross_entropy_case &c) { c.desc.batch_stride = 0; },
                                [](cross_entropy_case &c) { c.desc.batch_stride = c.layout().item() + 5; },
                                [](cross_entropy_case &c) { c.desc.batch_stride = c.layout().item(); }}};
}

factor gradients() {
    factor result{"gradient", {}};
    for (const auto where : {gradient_goes::elsewhere, gradient_goes::in_place, gradient_goes::added}) {
        result.settings.emplace_back([=](cross_entropy_case &c) {
            c.gradient = where;
            c.desc.accumulate = where == gradient_goes::added ? 1 : 0;
        });
    }
    return result;
}

factor placements_factor() {
    factor result{"placement", {}};
    for (const placement where : placements) {
        result.settings.emplace_back([=](cross_entropy_case &c) { c.where = where; });
    }
    return result;
}

std::vector<factor> all_factors() {
    using desc = simdloss_cross_entropy_desc;
    return {
        layouts(),
        strides(),
        kinds(),
        field("dtype", &desc::dtype, {SIMDLOSS_F32, SIMDLOSS_F64, SIMDLOSS_F16, SIMDLOSS_BF16}),
        field("target_dtype", &desc::target_dtype,
            {SIMDLOSS_I64, SIMDLOSS_I32, SIMDLOSS_I16, SIMDLOSS_I8, SIMDLOSS_U8, SIMDLOSS_U16, SIMDLOSS_U32}),
        field(
            "reduction", &desc::reduction, {SIMDLOSS_REDUCTION_MEAN, SIMDLOSS_REDUCTION_SUM, SIMDLOSS_REDUCTION_NONE}),
        field("denominator", &desc::denominator,
            {SIMDLOSS_DENOMINATOR_DEFAULT, SIMDLOSS_DENOMINATOR_COUNT, SIMDLOSS_DENOMINATOR_WEIGHT,
                SIMDLOSS_DENOMINATOR_NONZERO_WEIGHT, SIMDLOSS_DENOMINATOR_BATCH}),
        field("empty_mean", &desc::empty_mean, {SIMDLOSS_EMPTY_MEAN_NAN, SIMDLOSS_EMPTY_MEAN_ZERO}),
        field("ignore_index", &desc::ignore_index, {std::int64_t{-100}, std::int64_t{0}, INT64_MIN, std::int64_t{255}}),
        field("label_smoothing", &desc::label_smoothing, {0.0, 0.1, 1.0}),
        field("z_loss", &desc::z_loss, {0.0, 1e-4, 0.5}),
        field("softcap", &desc::softcap, {0.0, 2.0, 30.0}),
        field("temperature", &desc::temperature, {1.0, 0.7, 2.0}),
        field("mean_denominator", &desc::mean_denominator, {0.0, 12.5}),
        flag("class_weight", &cross_entropy_case::class_weight, false),
        flag("row_weight", &cross_entropy_case::row_weight, false),
        flag("grad_loss", &cross_entropy_case::grad_loss, false),
        flag("saved_stats", &cross_entropy_case::saved_stats, true),
        gradients(),
        placements_factor(),
    };
}

TEST_P(cross_entropy_options, each_alone) {
    for (const simdloss_dtype dtype : float_dtypes) {
        for (const factor &f : all_factors()) {
            SCOPED_TRACE(f.name);
            for (std::size_t i = 1; i < f.settings.size(); ++i) {
                for (const auto &[batch, classes, inner] : {std::tuple{6, 41, 1}, {2, 9, 5}, {50, 4, 1}}) {
                    cross_entropy_case c(dtype, batch, classes, inner);
                    f.settings[i](c);
                    check(c);
                }
            }
        }
    }
}

TEST_P(cross_entropy_options, every_pair) {
    const std::vector<factor> factors = all_factors();
    std::vector<int> levels;
    for (const factor &f : factors) levels.push_back(static_cast<int>(f.settings.size()));
    std::uint64_t seed = 100;
    for (const auto &chosen : pairwise_cases(levels, 17)) {
        cross_entropy_case c;
        c.seed = ++seed;
        for (std::size_t f = 0; f < factors.size(); ++f) factors[f].settings[static_cast<std::size_t>(chosen[f])](c);
        check(c);
    }
}

// Every target type, where ignore_index is compared after widening: 255 in U8 and -1 in I8 are different numbers.
TEST_P(cross_entropy_options, ignore_index_is_compared_as_int64) {
    for (const simdloss_dtype dtype : index_dtypes) {
        for (const std::int64_t ignore : {lowest_index(dtype), highest_index(dtype), std::int64_t{2}}) {
            cross_entropy_case c(SIMDLOSS_F32, 30, 5);
            c.desc.target_dtype = dtype;
            c.desc.ignore_index = ignore;
            c.ignored_percent = 30;
            if (ignore != INT64_MIN) check(c); // which is "none"
        }
    }
}

// The denominator function, for every denominator; it adds up over parts to what one call uses.
TEST_P(cross_entropy_options, denominator_adds_up_over_parts) {
    for (int which = SIMDLOSS_DENOMINATOR_DEFAULT; which <= SIMDLOSS_DENOMINATOR_BATCH; ++which) {
        for (const bool weighted : {false, true}) {
            cross_entropy_case c(SIMDLOSS_F32, 20, 7, 3);
            c.desc.denominator = which;
            c.desc.reduction = SIMDLOSS_REDUCTION_SUM; // not looked at
            c.class_weight = c.row_weight = weighted;
            c.ignored_percent = 30;
            const cross_entropy_inputs in(c);
            const auto expected = expected_of<double>(c, in);
            std::int64_t kept = -1;
            double weight = -1;
            const auto denominator_of = [&](std::int64_t first, std::int64_t batch, std::int64_t *k, double *w) {
                simdloss_cross_entropy_desc desc = c.desc;
                desc.batch = batch;
                const auto *target = static_cast<const std::int64_t *>(in.target.data()) + first * c.desc.inner;
                const auto *row_weight = static_cast<const float *>(in.row_weight_data());
                return simdloss_cross_entropy_denominator(&desc, nullptr, target, in.class_weight_data(),
                    row_weight == nullptr ? nullptr : row_weight + first * c.desc.inner, k, w);
            };
            ASSERT_EQ(denominator_of(0, 20, &kept, &weight), SIMDLOSS_STATUS_OK) << simdloss_last_error();
            EXPECT_EQ(kept, expected.kept);
            // Weights are f32 and their sums f64: a sum of 60 of them is exact to a few ULP of double.
            EXPECT_NEAR(weight, expected.denominator, 1e-13 * std::fabs(expected.denominator))
                << "denominator " << which;
            std::int64_t kept_parts[2] = {};
            double weight_parts[2] = {};
            ASSERT_EQ(denominator_of(0, 13, &kept_parts[0], &weight_parts[0]), SIMDLOSS_STATUS_OK);
            ASSERT_EQ(denominator_of(13, 7, &kept_parts[1], &weight_parts[1]), SIMDLOSS_STATUS_OK);
            EXPECT_EQ(kept_parts[0] + kept_parts[1], kept);
            EXPECT_NEAR(weight_parts[0] + weight_parts[1], weight, 1e-13 * std::fabs(weight));
            ASSERT_EQ(denominator_of(0, 20, nullptr, &weight), SIMDLOSS_STATUS_OK);
            ASSERT_EQ(denominator_of(0, 20, &kept, nullptr), SIMDLOSS_STATUS_OK);
        }
    }
}

// An infinite logit under a soft-cap is the cap, so that nothing is infinite any more.
TEST_P(cross_entropy_options, softcap_bounds_infinite_logits) {
    for (const values kind : {values::minus_inf, values::plus_inf, values::huge, values::nan}) {
        cross_entropy_case c(SIMDLOSS_F32, 6, 23);
        c.desc.reduction = SIMDLOSS_REDUCTION_NONE;
        c.desc.softcap = 5;
        c.kind = kind;
        check(c);
    }
}

// With smoothing, a -inf logit makes the loss infinite unless its class weight is 0; the gradient stays finite.
TEST_P(cross_entropy_options, infinite_loss_and_zero_weight) {
    for (const double smoothing : {0.0, 0.1}) {
        cross_entropy_case c(SIMDLOSS_F32, 1, 4);
        c.desc.label_smoothing = smoothing;
        c.desc.reduction = SIMDLOSS_REDUCTION_SUM;
        c.class_weight = true;
        c.ignored_percent = 0;
        cross_entropy_inputs in(c);
        in.target.set_index(0, 1);
        in.logits.set(2, -std::numeric_limits<double>::infinity());
        for (const double weight : {0.0, 2.0}) {
            in.class_weight->set(2, weight);
            const auto expected = expected_of<double>(c, in);
            EXPECT_EQ(std::isinf(expected.loss[0].value), smoothing > 0 && weight > 0);
            cross_entropy_outputs out(c);
            ASSERT_EQ(forward_backward(c, in, out), SIMDLOSS_STATUS_OK);
            EXPECT_TRUE(all_within(out.loss, expected.loss, loss_ulps(SIMDLOSS_F32)));
            EXPECT_TRUE(all_within(out.grad_logits, expected.grad_logits, grad_ulps(SIMDLOSS_F32)));
        }
    }
}

// Kept rows whose weights are all 0 make an empty mean as well: 0/0, or 0.
TEST_P(cross_entropy_options, mean_of_zero_weights) {
    for (const std::int32_t empty_mean : {SIMDLOSS_EMPTY_MEAN_NAN, SIMDLOSS_EMPTY_MEAN_ZERO}) {
        cross_entropy_case c(SIMDLOSS_F32, 5, 4);
        c.class_weight = true;
        c.desc.empty_mean = empty_mean;
        cross_entropy_inputs in(c);
        for (std::int64_t k = 0; k < 4; ++k) in.class_weight->set(k, 0);
        const auto expected = expected_of<double>(c, in);
        EXPECT_EQ(std::isnan(expected.loss[0].value), empty_mean == SIMDLOSS_EMPTY_MEAN_NAN);
        cross_entropy_outputs out(c);
        ASSERT_EQ(forward_backward(c, in, out), SIMDLOSS_STATUS_OK);
        EXPECT_TRUE(all_within(out.loss, expected.loss, loss_ulps(SIMDLOSS_F32)));
        EXPECT_TRUE(all_within(out.grad_logits, expected.grad_logits, grad_ulps(SIMDLOSS_F32)));
    }
}

INSTANTIATE_TEST_SUITE_P(isa, cross_entropy_options, ::testing::ValuesIn(supported_isas()), isa_test_name);

} // namespace
} // namespace simdloss_test

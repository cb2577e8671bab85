// Multi-class margin, categorical hinge and multi-label margin against the oracle, for every instruction set.

#include "support/hinge_rows.hpp"
#include "support/options.hpp"

namespace simdloss_test {
namespace {

class multi_margin : public each_isa {};
class categorical_hinge : public each_isa {};
class multilabel_margin : public each_isa {};

constexpr double inf = std::numeric_limits<double>::infinity(), nan_ = std::numeric_limits<double>::quiet_NaN();

template <class Case> std::vector<factor<Case>> all_factors() {
    using desc = decltype(Case::desc);
    std::vector<factor<Case>> factors = {
        layouts<Case>(),
        strides<Case>(),
        finite_kinds<Case>(),
        dtypes<Case>(&desc::dtype),
        target_dtypes<Case>(&desc::target_dtype),
        reductions<Case>(&desc::reduction),
        denominators<Case>(&desc::denominator),
        field<Case>("empty_mean", &desc::empty_mean, {SIMDLOSS_EMPTY_MEAN_NAN, SIMDLOSS_EMPTY_MEAN_ZERO}),
        field<Case>("mean_denominator", &desc::mean_denominator, {0.0, 12.5}),
        field<Case>("margin", &desc::margin, {1.0, 0.3, 0.0, -0.5}),
        flag("row_weight", &Case::row_weight, false),
        flag("grad_loss", &Case::grad_loss, false),
        gradients<Case>(),
        placement_factor<Case>(),
    };
    if constexpr (Case::several) {
        factors.push_back(
            field<Case>("padding_index", &desc::padding_index, {std::int64_t{-1}, INT64_MIN, std::int64_t{3}}));
        factors.push_back(flag("many_targets", &Case::many_targets, false));
        factor<Case> narrow{"labels", {}};
        for (const std::int64_t labels : {0, 1, 5})
            narrow.settings.emplace_back([=](Case &c) { c.desc.labels = std::min(labels, c.desc.classes); });
        factors.push_back(narrow);
    } else {
        factors.push_back(ignore_indices<Case>());
    }
    if constexpr (Case::has_class_weight) {
        factors.push_back(flag("class_weight", &Case::class_weight, false));
        factors.push_back(field<Case>("p", &desc::p, {1, 2}));
    }
    return factors;
}

// In place there is a most of targets.
template <class Case> void check_pairs() {
    auto factors = all_factors<Case>();
    if constexpr (Case::several) {
        // A most in place; and fewer than the oracle would need minutes for.
        factors.push_back({"fits", {[](Case &c) {
                               const bool in_place = c.gradient == gradient_goes::in_place || c.many_targets;
                               if (in_place && c.labels() > SIMDLOSS_MULTILABEL_IN_PLACE) c.desc.labels = 70;
                           }}});
    }
    check_every_pair(factors);
}

TEST_P(multi_margin, each_option_alone) { check_each_alone(all_factors<multi_margin_case>()); }
TEST_P(categorical_hinge, each_option_alone) { check_each_alone(all_factors<categorical_hinge_case>()); }
TEST_P(multilabel_margin, each_option_alone) { check_each_alone(all_factors<multilabel_margin_case>()); }
TEST_P(multi_margin, every_pair_of_options) { check_pairs<multi_margin_case>(); }
TEST_P(categorical_hinge, every_pair_of_options) { check_pairs<categorical_hinge_case>(); }
TEST_P(multilabel_margin, every_pair_of_options) { check_pairs<multilabel_margin_case>(); }

template <class Case, class Set> void check_types_and_layouts(Set set) {
    for (const simdloss_dtype dtype : float_dtypes) check_sizes<Case>(dtype, set);
}
TEST_P(multi_margin, every_type_and_layout) {
    for (const std::int32_t p : {1, 2}) check_types_and_layouts<multi_margin_case>([=](auto &c) { c.desc.p = p; });
}
TEST_P(categorical_hinge, every_type_and_layout) {
    check_types_and_layouts<categorical_hinge_case>([](auto &) {});
}
TEST_P(multilabel_margin, every_type_and_layout) {
    check_types_and_layouts<multilabel_margin_case>([](auto &) {});
}

template <class Case, class Set> void check_values(Set set) {
    for (const simdloss_dtype dtype : float_dtypes) {
        for (const values kind : all_values) {
            for (const shape &each : {shape{40, 7, 3}, {9, 140, 1}, {2, 5000, 1}}) {
                Case c(dtype, each.batch, each.classes, each.inner);
                c.desc.reduction = SIMDLOSS_REDUCTION_NONE;
                c.kind = kind;
                set(c);
                check(c);
            }
        }
    }
}
TEST_P(multi_margin, every_kind_of_value) {
    for (const std::int32_t p : {1, 2}) check_values<multi_margin_case>([=](auto &c) { c.desc.p = p; });
}
TEST_P(categorical_hinge, every_kind_of_value) {
    check_values<categorical_hinge_case>([](auto &) {});
}
TEST_P(multilabel_margin, every_kind_of_value) {
    check_values<multilabel_margin_case>([](auto &) {});
}

// ---- what the contract says of single rows, in both directions of the lanes

struct result {
    double loss;
    std::vector<double> grad;
};

// Pads a row to so many classes with scores that no hinge opens for.
template <class Case>
result of_row(Case c, std::vector<double> x, std::vector<std::int64_t> target, std::int64_t size) {
    const std::size_t given = x.size();
    x.resize(static_cast<std::size_t>(size), -100);
    set_shape(c.desc, {1, size, 1});
    c.desc.reduction = SIMDLOSS_REDUCTION_NONE;
    if constexpr (Case::several) c.desc.labels = static_cast<std::int64_t>(target.size());
    hinge_rows_inputs in(c);
    hinge_rows_outputs out(c);
    for (std::size_t k = 0; k < x.size(); ++k) in.input.set(static_cast<std::int64_t>(k), x[k]);
    for (std::size_t k = 0; k < target.size(); ++k) in.target.set_index(static_cast<std::int64_t>(k), target[k]);
    EXPECT_EQ(forward_backward(c, in, out), SIMDLOSS_STATUS_OK) << simdloss_last_error();
    result r{out.loss.get(0) * (std::is_same_v<Case, categorical_hinge_case> ? 1 : static_cast<double>(size)), {}};
    const double scale = std::is_same_v<Case, categorical_hinge_case> ? 1 : static_cast<double>(size);
    for (std::size_t k = 0; k < given; ++k) r.grad.push_back(out.grad_input.get(static_cast<std::int64_t>(k)) * scale);
    return r;
}

void expect_result(const result &got, double loss, const std::vector<double> &grad) {
    const auto expect = [](double a, double b) {
        if (std::isnan(b)) EXPECT_TRUE(std::isnan(a)) << a;
        else EXPECT_EQ(a, b);
    };
    expect(got.loss, loss);
    ASSERT_EQ(got.grad.size(), grad.size());
    for (std::size_t k = 0; k < grad.size(); ++k) expect(got.grad[k], grad[k]);
}

// Sizes that are powers of two, whose inverse is exact.
constexpr std::int64_t row_sizes[] = {4, 256, 8192};

TEST_P(multi_margin, single_rows) {
    for (const std::int64_t size : row_sizes) {
        multi_margin_case c;
        expect_result(of_row(c, {1, 0.5, 0, -3}, {0}, size), 0.5, {-1, 1, 0, 0}); // a gap of 0 is closed
        expect_result(of_row(c, {nan_, 0, 0, 0}, {1}, size), nan_, {nan_, nan_, nan_, nan_});
        expect_result(of_row(c, {inf, 0, 0, 0}, {0}, size), 0, {0, 0, 0, 0});
        expect_result(of_row(c, {inf, inf, 0, 0}, {0}, size), nan_, {nan_, nan_, nan_, nan_});
        expect_result(of_row(c, {inf, 0, -9, -9}, {1}, size), inf, {1, -1, 0, 0});
        c.desc.p = 2;
        expect_result(of_row(c, {1, 0.5, 2, -3}, {0}, size), 4.25, {-5, 1, 4, 0});
        expect_result(of_row(c, {inf, 0, -9, -9}, {1}, size), inf, {inf, -inf, 0, 0});
        c.desc.margin = -1;
        expect_result(of_row(c, {1, 0.5, 4, -3}, {0}, size), 4, {-4, 0, 4, 0});
    }
    multi_margin_case c; // of one class there is nothing to be ahead of
    expect_result(of_row(c, {3}, {0}, 1), 0, {0});
    expect_result(of_row(c, {nan_}, {0}, 1), nan_, {nan_});
}

TEST_P(categorical_hinge, single_rows) {
    for (const std::int64_t size : row_sizes) {
        const categorical_hinge_case c;
        expect_result(of_row(c, {1, 2, 3, 3}, {0}, size), 3, {-1, 0, 1, 0});          // of equals the first
        expect_result(of_row(c, {0.25, -2, -3, -4}, {0}, size), 0.75, {-1, 0, 0, 0}); // 0 in the target's place
        expect_result(of_row(c, {0.25, 0, -3, -4}, {0}, size), 0.75, {-1, 0, 0, 0});
        expect_result(of_row(c, {4, 3, 2, 1}, {0}, size), 0, {0, 0, 0, 0}); // a gap of 0 is closed
        expect_result(of_row(c, {1, 2, nan_, 3}, {0}, size), nan_, {nan_, nan_, nan_, nan_});
        expect_result(of_row(c, {nan_, 2, 0, 3}, {0}, size), nan_, {nan_, nan_, nan_, nan_});
        expect_result(of_row(c, {inf, 2, 0, 3}, {0}, size), 0, {0, 0, 0, 0});
        expect_result(of_row(c, {inf, 2, inf, 3}, {0}, size), nan_, {nan_, nan_, nan_, nan_});
        expect_result(of_row(c, {1, 2, inf, 3}, {0}, size), inf, {-1, 0, 1, 0});
    }
}

// The largest score beyond the first piece of a long row.
TEST_P(categorical_hinge, first_of_equals_in_a_long_row) {
    for (const auto &[first, second] : {std::pair{4099, 9000}, {4095, 4096}, {8191, 8192}, {7, 4100}}) {
        categorical_hinge_case c(SIMDLOSS_F32, 1, 10000);
        hinge_rows_inputs in(c);
        hinge_rows_outputs out(c);
        in.target.set_index(0, 5000);
        in.input.set(first, 50);
        in.input.set(second, 50);
        ASSERT_EQ(forward_backward(c, in, out), SIMDLOSS_STATUS_OK);
        for (std::int64_t k = 0; k < 10000; ++k)
            ASSERT_EQ(out.grad_input.get(k), k == 5000 ? -1 : k == first ? 1 : 0) << k;
    }
}

TEST_P(multilabel_margin, single_rows) {
    for (const std::int64_t size : row_sizes) {
        const multilabel_margin_case c;
        expect_result(of_row(c, {1, 0.5, 2, -3}, {0, 2, -1}, size), 0.5, {-1, 1, 0, 0});
        expect_result(of_row(c, {1, 0.5, 0, -3}, {0, -1, 99}, size), 0.5, {-1, 1, 0, 0}); // nothing after the padding
        expect_result(of_row(c, {1, 0.5, 0, -3}, {0, 0}, size), 1, {-2, 2, 0, 0});        // twice counts twice
        expect_result(of_row(c, {nan_, 0.5, 0, -3}, {-1}, size), 0, {0, 0, 0, 0});        // no targets: not read
        expect_result(of_row(c, {nan_, 0.5, 0, -3}, {1}, size), nan_, {nan_, nan_, nan_, nan_});
        expect_result(of_row(c, {nan_, 0.5, 0, -3}, {0}, size), nan_, {nan_, nan_, nan_, nan_});
        expect_result(of_row(c, {inf, 0.5, 0, -3}, {0}, size), 0, {0, 0, 0, 0});
        expect_result(of_row(c, {inf, 0.5, -9, -9}, {1}, size), inf, {1, -1, 0, 0});
        expect_result(of_row(c, {inf, inf, 0, 0}, {0}, size), nan_, {nan_, nan_, nan_, nan_});
        expect_result(of_row(c, {inf, inf, 0, 0}, {0, 1}, size), 0, {0, 0, 0, 0}); // targets do not meet
    }
    const multilabel_margin_case c;
    expect_result(of_row(c, {3, 1}, {0, 1}, 2), 0, {0, 0});
    expect_result(of_row(c, {nan_, 1}, {0, 1}, 2), nan_, {nan_, nan_});
}

// Rows of several pieces; few targets, as many as are kept on the stack, and more.
TEST_P(multilabel_margin, many_classes_and_targets) {
    for (const simdloss_dtype dtype : float_dtypes) {
        for (const auto &[classes, labels] :
            {std::pair{1024, 0}, {1025, 0}, {2500, 3}, {1100, 1024}, {1100, 1025}, {1300, 0}}) {
            for (const gradient_goes goes : {gradient_goes::elsewhere, gradient_goes::in_place, gradient_goes::added}) {
                multilabel_margin_case c(dtype, 3, classes);
                c.desc.labels = labels;
                c.many_targets = true;
                c.grad_loss = c.row_weight = true;
                c.desc.reduction = SIMDLOSS_REDUCTION_NONE;
                c.gradient = goes;
                c.desc.accumulate = goes == gradient_goes::added ? 1 : 0;
                if (goes == gradient_goes::in_place && c.labels() > SIMDLOSS_MULTILABEL_IN_PLACE) continue;
                check(c);
            }
        }
    }
}

// A row's weight of 0 switches an infinite loss and its gradient off; a NaN gets through.
TEST_P(multi_margin, zero_weight) {
    for (const std::int32_t p : {1, 2}) {
        multi_margin_case c(SIMDLOSS_F32, 2, 3);
        c.desc.reduction = SIMDLOSS_REDUCTION_NONE;
        c.desc.p = p;
        const float x[6] = {0, std::numeric_limits<float>::infinity(), 0, 0, std::nanf(""), 0};
        const std::int64_t target[2] = {0, 0};
        const float row_weight[2] = {0, 0};
        float loss[2], grad[6];
        ASSERT_EQ(simdloss_multi_margin_forward_backward(
                      &c.desc, nullptr, x, target, nullptr, row_weight, nullptr, loss, grad),
            SIMDLOSS_STATUS_OK);
        EXPECT_EQ(loss[0], 0);
        for (int k = 0; k < 3; ++k) EXPECT_EQ(grad[k], 0);
        EXPECT_TRUE(std::isnan(loss[1]));
        for (int k = 3; k < 6; ++k) EXPECT_TRUE(std::isnan(grad[k]));
    }
}

// No rows, no rows kept, no classes.
template <class Case> void check_nothing_to_reduce() {
    for (const std::int32_t empty_mean : {SIMDLOSS_EMPTY_MEAN_NAN, SIMDLOSS_EMPTY_MEAN_ZERO}) {
        Case c(SIMDLOSS_F32, 0, 3);
        c.desc.empty_mean = empty_mean;
        check(c);
        c.desc.reduction = SIMDLOSS_REDUCTION_SUM;
        check(c);
        set_shape(c.desc, {2, 0, 1});
        c.ignored_percent = 100;
        float loss = 7;
        if constexpr (!Case::several) {
            set_shape(c.desc, {2, 3, 1});
            check(c);
            c.desc.reduction = SIMDLOSS_REDUCTION_MEAN;
            check(c);
        } else {
            const simdloss_status status =
                simdloss_multilabel_margin_forward(&c.desc, nullptr, nullptr, nullptr, nullptr, &loss);
            ASSERT_EQ(status, SIMDLOSS_STATUS_OK) << simdloss_last_error();
            EXPECT_EQ(loss, 0);
        }
    }
}
TEST_P(multi_margin, nothing_to_reduce) { check_nothing_to_reduce<multi_margin_case>(); }
TEST_P(categorical_hinge, nothing_to_reduce) { check_nothing_to_reduce<categorical_hinge_case>(); }
TEST_P(multilabel_margin, nothing_to_reduce) { check_nothing_to_reduce<multilabel_margin_case>(); }

// Gradients that are too large for the caches are written past them.
template <class Case> void check_past_the_caches() {
    for (const auto &[dtype, each, padding] :
        {std::tuple{SIMDLOSS_F32, shape{2100, 1003, 1}, 0}, {SIMDLOSS_F64, {270, 4099, 1}, 5},
            {SIMDLOSS_F32, {220001, 10, 1}, 0}, {SIMDLOSS_F32, {2, 21, 50003}, 0}}) {
        if (Case::several && each.inner > 1) continue;
        Case c(dtype, each.batch, each.classes, each.inner);
        if (padding > 0) c.desc.batch_stride = c.layout().item() + padding;
        if constexpr (Case::several) c.desc.labels = 2;
        for (const placement where : {placement::at_end, placement::misaligned}) {
            c.where = where;
            check(c);
        }
    }
}
TEST_P(multi_margin, past_the_caches) { check_past_the_caches<multi_margin_case>(); }
TEST_P(categorical_hinge, past_the_caches) { check_past_the_caches<categorical_hinge_case>(); }
TEST_P(multilabel_margin, past_the_caches) { check_past_the_caches<multilabel_margin_case>(); }

INSTANTIATE_TEST_SUITE_P(isa, multi_margin, ::testing::ValuesIn(supported_isas()), isa_test_name);
INSTANTIATE_TEST_SUITE_P(isa, categorical_hinge, ::testing::ValuesIn(supported_isas()), isa_test_name);
INSTANTIATE_TEST_SUITE_P(isa, multilabel_margin, ::testing::ValuesIn(supported_isas()), isa_test_name);

} // namespace
} // namespace simdloss_test

// Every kernel, type and remainder once, for each instruction set that this machine supports. Small enough to run under
// an emulator of an older machine, where it proves that its instruction set is all that is used; single-threaded.
// labels: isa

#include "support/cross_entropy.hpp"
#include "support/divergence.hpp"
#include "support/focal.hpp"
#include "support/named_triplets.hpp"
#include "support/nll.hpp"
#include "support/options.hpp"
#include "support/scores.hpp"
#include "support/regression.hpp"
#include "support/shards.hpp"
#include "support/soft_cross_entropy.hpp"
#include "support/softmax.hpp"
#include "support/token.hpp"

#include <cstdio>

namespace simdloss_test {
namespace {

class isa : public ::testing::TestWithParam<std::tuple<std::string, simdloss_dtype>> {
protected:
    void SetUp() override { activate_isa(std::get<0>(GetParam())); }
    void TearDown() override {
        EXPECT_EQ(simdloss_isa(), std::get<0>(GetParam())) << "another instruction set became active during the test";
        std::printf("ran with instruction set %s\n", simdloss_isa());
        EXPECT_EQ(simdloss_set_isa(nullptr), SIMDLOSS_STATUS_OK);
    }
    simdloss_dtype dtype() const { return std::get<1>(GetParam()); }
};

// One past every number of lanes and registers, and both sides of a chunk of a long row.
constexpr std::int64_t more_classes[] = {127, 128, 129, 257, 1000};

TEST_P(isa, softmax) {
    for (std::int64_t classes = 1; classes <= 70; ++classes) check(softmax_case(dtype(), 1, classes));
    for (const std::int64_t classes : more_classes) check(softmax_case(dtype(), 1, classes));
    check(softmax_case(dtype(), 1, 4099));
    for (std::int64_t inner = 2; inner <= 35; ++inner) check(softmax_case(dtype(), 1, 3, inner));
    for (std::int64_t rows = 2; rows <= 35; ++rows) check(softmax_case(dtype(), rows, 3));
    check(softmax_case(dtype(), 1, 130, 3));
}

TEST_P(isa, cross_entropy) {
    for (std::int64_t classes = 1; classes <= 70; ++classes) check(cross_entropy_case(dtype(), 1, classes));
    for (const std::int64_t classes : more_classes) check(cross_entropy_case(dtype(), 1, classes));
    check(cross_entropy_case(dtype(), 1, 4099));
    for (std::int64_t inner = 2; inner <= 35; ++inner) check(cross_entropy_case(dtype(), 1, 3, inner));
    for (std::int64_t rows = 2; rows <= 35; ++rows) check(cross_entropy_case(dtype(), rows, 3));
    check(cross_entropy_case(dtype(), 1, 130, 3));
}

TEST_P(isa, cross_entropy_with_every_option) {
    for (const auto &[batch, classes, inner] : {std::tuple{5, 37, 1}, {35, 5, 1}, {1, 9, 19}}) {
        for (const gradient_goes where : {gradient_goes::elsewhere, gradient_goes::in_place, gradient_goes::added}) {
            for (const double softcap : {0.0, 5.0}) {
                cross_entropy_case c(dtype(), batch, classes, inner);
                c.desc.label_smoothing = 0.1;
                c.desc.z_loss = 1e-3;
                c.desc.softcap = softcap;
                c.desc.temperature = softcap > 0 ? 1 : 0.8;
                c.desc.accumulate = where == gradient_goes::added ? 1 : 0;
                c.class_weight = c.row_weight = c.grad_loss = true;
                c.gradient = where;
                check(c);
            }
        }
    }
}

TEST_P(isa, values_that_instruction_sets_treat_differently) {
    for (const values kind : {values::nan, values::plus_inf, values::minus_inf, values::all_minus_inf,
             values::subnormal, values::confident, values::huge}) {
        for (const auto &[batch, classes, inner] : {std::tuple{4, 19, 1}, {20, 3, 1}, {1, 5, 18}}) {
            cross_entropy_case c(dtype(), batch, classes, inner);
            c.desc.reduction = SIMDLOSS_REDUCTION_NONE;
            c.kind = kind;
            check(c);
            softmax_case s(dtype(), batch, classes, inner);
            s.kind = kind;
            check(s);
        }
    }
}

TEST_P(isa, soft_cross_entropy) { check_remainders<soft_cross_entropy_case>(dtype()); }
TEST_P(isa, nll) { check_remainders<nll_case>(dtype()); }
TEST_P(isa, kl_divergence) {
    check_remainders<kl_divergence_case>(dtype());
    kl_divergence_case c(dtype(), 3, 37, 2);
    c.desc.log_target = 1;
    c.desc.class_reduction = SIMDLOSS_REDUCTION_SUM;
    check(c);
}
TEST_P(isa, distillation) { check_remainders<distillation_case>(dtype()); }
TEST_P(isa, token) { check_remainders<token_case>(dtype()); }

template <class Loss> void check_elements(simdloss_dtype dtype) {
    for (const labels target : {labels::soft, labels::hard, labels::flags}) {
        for (std::int64_t n = 1; n <= 70; n += target == labels::soft ? 1 : 9) {
            element_case<Loss> c(dtype, 1, n);
            c.target = target;
            check(c);
        }
        element_case<Loss> c(dtype, 3, 301, 2);
        c.target = target;
        c.weight = c.grad_loss = true;
        c.desc.class_reduction = SIMDLOSS_REDUCTION_MEAN;
        check(c);
    }
}
TEST_P(isa, binary_cross_entropy) { check_elements<bce>(dtype()); }
TEST_P(isa, probability_binary_cross_entropy) { check_elements<probability_bce>(dtype()); }
TEST_P(isa, sigmoid_focal) { check_elements<sigmoid_focal>(dtype()); }
TEST_P(isa, probability_focal) { check_elements<probability_focal>(dtype()); }
TEST_P(isa, asymmetric) { check_elements<asymmetric>(dtype()); }
TEST_P(isa, regression) { check_elements<regression>(dtype()); }
TEST_P(isa, poisson_nll) { check_elements<poisson_nll>(dtype()); }
TEST_P(isa, gaussian_nll) { check_elements<gaussian_nll>(dtype()); }
TEST_P(isa, hinge) { check_elements<hinge>(dtype()); }

TEST_P(isa, records) {
    cross_entropy_case c(dtype(), 3, 9001);
    c.desc.label_smoothing = 0.1;
    const cross_entropy_inputs in(c);
    cross_entropy_outputs whole(c), sharded(c);
    ASSERT_EQ(forward(c, in, whole), SIMDLOSS_STATUS_OK) << simdloss_last_error();
    ASSERT_EQ(backward(c, in, whole), SIMDLOSS_STATUS_OK) << simdloss_last_error();
    std::vector<shard> parts = cut(c, in, {4096, 0, 4096});
    ASSERT_NO_FATAL_FAILURE(compute_sharded(c, in, parts, sharded));
    EXPECT_TRUE(same_bits(sharded.loss, whole.loss));
    EXPECT_TRUE(same_bits(sharded.grad_logits, whole.grad_logits));
}

TEST_P(isa, scores) {
    for (const score_loss what : score_losses) {
        for (const auto &[batch, keys, width] : {std::tuple{3, 5, 33}, {20, 26, 17}, {66, 70, 5}}) {
            score_case c;
            c.what = what;
            c.dtype = dtype();
            c.batch = batch;
            c.keys = keys;
            c.width = width;
            check(c);
        }
    }
    score_case c;
    c.dtype = dtype();
    c.batch = c.keys = 20;
    c.negatives = 9;
    c.symmetric = true;
    check(c);
}

TEST_P(isa, mining) {
    for (const mined loss : mining_losses) {
        for (std::int64_t features = 1; features <= 35; features += features < 4 ? 1 : 6) {
            mining_case c(dtype(), 9, features);
            c.set_loss(loss);
            check(c);
        }
        for (const std::int64_t batch : {2, 31, 34, 70}) {
            mining_case c(dtype(), batch, 5);
            c.set_loss(loss);
            c.desc.empty_mean = SIMDLOSS_EMPTY_MEAN_ZERO;
            check(c);
        }
        mining_case angular(dtype(), 17, 9);
        angular.loss = loss;
        angular.kind = embedding_values::normal;
        angular.desc.distance = SIMDLOSS_DISTANCE_ANGULAR;
        check(angular);
    }
    for (std::int64_t features = 1; features <= 35; features += features < 4 ? 1 : 6) {
        named_case c(dtype(), 9, features, 20);
        check(c);
        c.desc.distance = SIMDLOSS_DISTANCE_ANGULAR;
        if (features > 1) check(c); // On a line, angles are 0 and nothing but rounding is left of their gradients.
    }
}

// Every family with all of its options, and with the values that instruction sets treat differently.
template <class Case, class Set> void check_values_and_options(simdloss_dtype dtype, Set set_options) {
    for (const auto &[batch, classes, inner] : {std::tuple{5, 37, 1}, {35, 5, 1}, {1, 9, 19}}) {
        Case c;
        c.desc.dtype = dtype;
        set_shape(c.desc, {batch, classes, inner});
        for (const values kind : {values::nan, values::plus_inf, values::minus_inf, values::all_minus_inf,
                 values::subnormal, values::confident, values::huge}) {
            Case special = c;
            if constexpr (requires { c.desc.reduction; }) special.desc.reduction = SIMDLOSS_REDUCTION_NONE;
            special.kind = kind;
            check(special);
        }
        set_options(c);
        for (const gradient_goes goes : {gradient_goes::elsewhere, gradient_goes::in_place, gradient_goes::added}) {
            c.gradient = goes;
            c.desc.accumulate = goes == gradient_goes::added ? 1 : 0;
            check(c);
        }
    }
}

TEST_P(isa, families_with_every_option) {
    check_values_and_options<soft_cross_entropy_case>(dtype(), [](auto &c) {
        c.class_weight = c.row_weight = c.grad_loss = true;
        c.desc.label_smoothing = 0.1;
    });
    check_values_and_options<nll_case>(dtype(), [](auto &c) { c.class_weight = c.row_weight = c.grad_loss = true; });
    check_values_and_options<kl_divergence_case>(dtype(), [](auto &c) {
        c.row_weight = c.grad_loss = true;
        c.desc.log_target = 1;
    });
    check_values_and_options<distillation_case>(dtype(), [](auto &c) {
        c.row_weight = c.grad_loss = true;
        c.desc.temperature = 2;
    });
    check_values_and_options<token_case>(dtype(), [](auto &c) {
        c.desc.choices = 3;
        c.desc.softcap = 5;
        c.desc.temperature = 0.8;
    });
}

INSTANTIATE_TEST_SUITE_P(each, isa,
    ::testing::Combine(::testing::ValuesIn(supported_isas()), ::testing::ValuesIn(float_dtypes)),
    [](const auto &info) { return std::get<0>(info.param) + "_" + name_of(std::get<1>(info.param)); });

} // namespace
} // namespace simdloss_test

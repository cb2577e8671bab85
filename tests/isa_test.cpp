// Every kernel, type and remainder once, for each instruction set that this machine supports. Small enough to run under
// an emulator of an older machine, where it proves that its instruction set is all that is used; single-threaded.
// labels: isa

#include "support/class_loss.hpp"
#include "support/cross_entropy.hpp"
#include "support/divergence.hpp"
#include "support/embedding.hpp"
#include "support/focal.hpp"
#include "support/hinge_rows.hpp"
#include "support/mining.hpp"
#include "support/named_triplets.hpp"
#include "support/nll.hpp"
#include "support/options.hpp"
#include "support/ranking.hpp"
#include "support/regression.hpp"
#include "support/scores.hpp"
#include "support/shards.hpp"
#include "support/sigmoid.hpp"
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

TEST_P(isa, softmax_focal) { check_remainders<class_loss_case<softmax_focal>>(dtype()); }
TEST_P(isa, poly1_cross_entropy) { check_remainders<class_loss_case<poly1_cross_entropy>>(dtype()); }
TEST_P(isa, class_terms) {
    for (const auto &[batch, classes, inner] : {std::tuple{5, 37, 1}, {35, 5, 1}, {1, 9, 19}, {2, 140, 1}}) {
        class_loss_case<softmax_focal> c(dtype(), batch, classes, inner);
        check_hessian(c);
        c.desc.gamma = 1.5;
        check_hessian(c);
        c.desc.label_smoothing = 0.1;
        check(c);
        c.desc.probability_clip = 1e-3;
        check(c);
        class_loss_case<plain_cross_entropy> plain(dtype(), batch, classes, inner);
        plain.desc.label_smoothing = 0.1;
        check_hessian(plain);
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

TEST_P(isa, sigmoid) {
    for (const bool logarithm : {false, true}) {
        for (std::int64_t n = 1; n <= 70; ++n) {
            sigmoid_case c(dtype(), 1, n);
            c.logarithm = logarithm;
            check(c);
        }
        sigmoid_case c(dtype(), 3, 301, 2);
        c.logarithm = logarithm;
        c.desc.accumulate = 1;
        c.gradient = gradient_goes::added;
        check(c);
    }
}

template <class Loss, class Set> void check_elements(simdloss_dtype dtype, Set set) {
    for (const labels target : {labels::soft, labels::hard, labels::flags}) {
        for (std::int64_t n = 1; n <= 70; n += target == labels::soft ? 1 : 9) {
            element_case<Loss> c(dtype, 1, n);
            c.target = target;
            set(c.desc);
            check(c);
        }
        element_case<Loss> c(dtype, 3, 301, 2);
        c.target = target;
        c.weight = c.grad_loss = true;
        c.desc.class_reduction = SIMDLOSS_REDUCTION_MEAN;
        set(c.desc);
        check(c);
    }
}
template <class Loss> void check_elements(simdloss_dtype dtype) {
    check_elements<Loss>(dtype, [](auto &) {});
}
template <class Loss> void check_every_kind(simdloss_dtype dtype) {
    for (const std::int32_t kind : {0, 1, 2, 3}) check_elements<Loss>(dtype, [=](auto &desc) { desc.kind = kind; });
}
TEST_P(isa, binary_cross_entropy) { check_elements<bce>(dtype()); }
TEST_P(isa, probability_binary_cross_entropy) { check_elements<probability_bce>(dtype()); }
TEST_P(isa, sigmoid_focal) {
    check_elements<sigmoid_focal>(dtype());
    check_elements<sigmoid_focal>(dtype(), [](auto &desc) { desc.gamma = 0.5; });
}
TEST_P(isa, probability_focal) { check_elements<probability_focal>(dtype()); }
TEST_P(isa, asymmetric) { check_elements<asymmetric>(dtype()); }
TEST_P(isa, regression) { check_every_kind<regression>(dtype()); }
TEST_P(isa, poisson_nll) { check_elements<poisson_nll>(dtype()); }
TEST_P(isa, gaussian_nll) { check_elements<gaussian_nll>(dtype()); }
TEST_P(isa, hinge) { check_every_kind<hinge>(dtype()); }

TEST_P(isa, ranking) {
    for (std::int64_t n = 1; n <= 70; ++n) {
        margin_ranking_case c(dtype(), n);
        vary(c, static_cast<int>(n));
        check_several(c);
    }
    int i = 0;
    for (std::int64_t groups = 1; groups <= 35; ++groups) {
        rank_hinge_case h(dtype(), groups, 4);
        rank_cross_entropy_case c(dtype(), groups, 4);
        vary(h, i);
        vary(c, i++);
        check_several(h);
        check_several(c);
    }
    for (const auto &[num_neg, columns] : {std::pair{127, 1}, {200, 1}, {3, 2}, {3, 300}}) {
        check_several(rank_hinge_case(dtype(), 3, num_neg, columns));
        check_several(rank_cross_entropy_case(dtype(), 3, num_neg, columns));
    }
}

template <class Case, class Set> void check_vectors_of_every_width(simdloss_dtype dtype, Set set) {
    for (std::int64_t features = 1; features <= 70; features += features < 35 ? 1 : 5) {
        Case c(dtype, 2, features);
        vary(c, static_cast<int>(features));
        set(c.desc);
        check_several(c);
    }
    Case c(dtype, 19, 300);
    set(c.desc);
    check_several(c);
}
template <class Case> void check_vectors_of_every_width(simdloss_dtype dtype) {
    check_vectors_of_every_width<Case>(dtype, [](auto &) {});
}

TEST_P(isa, embedding) {
    for (const double p : {2.0, 1.0, std::numeric_limits<double>::infinity(), 1.5})
        check_vectors_of_every_width<pairwise_distance_case>(dtype(), [=](auto &desc) { desc.p = p; });
    check_vectors_of_every_width<cosine_similarity_case>(dtype());
    check_vectors_of_every_width<cosine_embedding_case>(dtype());
    check_vectors_of_every_width<contrastive_case>(dtype(), [](auto &desc) { desc.margin = 20; });
    for (const std::int64_t n : {1, 5, 31, 33, 257}) check_several(contrastive_distance_case(dtype(), n));
    for (const simdloss_triplet_distance distance :
        {SIMDLOSS_TRIPLET_MINKOWSKI, SIMDLOSS_TRIPLET_SQUARED_EUCLIDEAN, SIMDLOSS_TRIPLET_COSINE}) {
        check_vectors_of_every_width<triplet_case>(dtype(), [=](auto &desc) {
            desc.distance = distance;
            if (distance == SIMDLOSS_TRIPLET_COSINE) desc.margin = 0.5;
        });
    }
}

TEST_P(isa, mining) {
    for (const mined loss : mining_losses) {
        const auto check_shape = [&](std::int64_t batch, std::int64_t features) {
            mining_case c(dtype(), batch, features);
            c.set_loss(loss);
            c.desc.empty_mean = SIMDLOSS_EMPTY_MEAN_ZERO;
            check(c);
        };
        for (std::int64_t n = 1; n <= 35; ++n) check_shape(n, 3);
        for (std::int64_t features = 1; features <= 35; ++features) check_shape(7, features);
        for (std::int32_t distance = 0; distance < 4; ++distance) {
            mining_case c(dtype(), 20, 19);
            c.loss = loss;
            c.kind = embedding_values::normal;
            c.desc.distance = distance;
            check(c);
        }
    }
}

TEST_P(isa, multi_margin) { check_remainders<multi_margin_case>(dtype()); }
TEST_P(isa, categorical_hinge) { check_remainders<categorical_hinge_case>(dtype()); }
TEST_P(isa, multilabel_margin) {
    check_remainders<multilabel_margin_case>(dtype());
    multilabel_margin_case c(dtype(), 2, 2100);
    c.many_targets = true;
    check(c);
}

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

TEST_P(isa, named_triplets) {
    for (std::int64_t features = 1; features <= 35; features += features < 4 ? 1 : 6) {
        named_case c(dtype(), 9, features, 20);
        check(c);
        c.desc.distance = SIMDLOSS_DISTANCE_ANGULAR;
        if (features > 1) check(c); // of one feature the direction is a sign, and the gradient 0 but for rounding
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
    check_values_and_options<class_loss_case<softmax_focal>>(dtype(), [](auto &c) {
        c.class_weight = c.row_weight = c.grad_loss = true;
        c.desc.gamma = 1.5;
        c.desc.label_smoothing = 0.1;
    });
    check_values_and_options<class_loss_case<poly1_cross_entropy>>(
        dtype(), [](auto &c) { c.class_weight = c.row_weight = c.grad_loss = true; });
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
    check_values_and_options<multi_margin_case>(dtype(), [](auto &c) {
        c.class_weight = c.row_weight = c.grad_loss = true;
        c.desc.p = 2;
    });
    check_values_and_options<categorical_hinge_case>(dtype(), [](auto &c) { c.row_weight = c.grad_loss = true; });
    check_values_and_options<multilabel_margin_case>(dtype(), [](auto &c) { c.row_weight = c.grad_loss = true; });
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

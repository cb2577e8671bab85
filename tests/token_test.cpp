// Token statistics against the oracle, for every instruction set.

#include "support/options.hpp"
#include "support/token.hpp"

#include <simdloss/cross_entropy.h>

namespace simdloss_test {
namespace {

class token : public each_isa {};

std::vector<factor<token_case>> all_factors() {
    using desc = simdloss_token_desc;
    using c = token_case;
    return {
        layouts<c>(),
        strides<c>(),
        finite_kinds<c>(),
        dtypes<c>(&desc::dtype),
        target_dtypes<c>(&desc::target_dtype),
        ignore_indices<c>(),
        field<c>("choices", &desc::choices, {1, 3, 0, 17}),
        field<c>("softcap", &desc::softcap, {0.0, 2.0, 30.0}),
        field<c>("temperature", &desc::temperature, {1.0, 0.7, 2.0}),
        setting_of("ignored_percent", &c::ignored_percent, {std::int64_t{12}, std::int64_t{70}}),
        // Not both off: that is an error. With choices = 0 the first is of no elements.
        factor<c>{
            "upstream", {[](c &) {}, [](c &x) { x.grad_log_prob = false; }, [](c &x) { x.grad_entropy = false; }}},
        flag("saved_stats", &c::saved_stats, true),
        gradients<c>(),
        placement_factor<c>(),
    };
}

TEST_P(token, each_option_alone) { check_each_alone(all_factors()); }

TEST_P(token, every_pair_of_options) { check_every_pair(all_factors()); }

TEST_P(token, every_type_and_length) {
    for (const simdloss_dtype dtype : float_dtypes) {
        for (const std::int64_t choices : {0, 1, 4}) {
            check_sizes<token_case>(dtype, [=](token_case &c) { c.desc.choices = choices; });
        }
    }
}

TEST_P(token, every_kind_of_value) {
    for (const simdloss_dtype dtype : float_dtypes) {
        for (const values kind : all_values) {
            for (const auto &[batch, classes] : {std::pair{7, 37}, {40, 5}, {2, 4100}}) {
                for (const std::int64_t choices : {1, 3}) {
                    token_case c(dtype, batch, classes, choices);
                    c.kind = kind;
                    check(c);
                    c.gradient = gradient_goes::in_place;
                    check(c);
                }
            }
        }
    }
}

// Every class of a row, in turn and all at once.
TEST_P(token, every_class_as_choice) {
    for (const simdloss_dtype dtype : float_dtypes) {
        for (const auto &[batch, choices] : {std::pair{67, 1}, {1, 67}}) {
            token_case c(dtype, batch, 67, choices);
            token_inputs in(c);
            for (std::int64_t i = 0; i < 67; ++i) {
                in.target.set_index(i, i);
                if (choices == 1 && i > 0) {
                    for (std::int64_t k = 0; k < 67; ++k) in.logits.set(i * 67 + k, in.logits.get(k));
                }
            }
            const auto expected = expected_of<long double>(c, in);
            token_outputs out(c);
            ASSERT_EQ(forward(c, in, out), SIMDLOSS_STATUS_OK) << simdloss_last_error();
            check_forward(c, out, expected);
        }
    }
}

// The gradient of every class as choice, of rows that begin anywhere in a register.
TEST_P(token, every_class_has_its_gradient) {
    for (const simdloss_dtype dtype : float_dtypes) {
        for (const auto &[classes, choices] : {std::pair{131, 1}, {131, 131}, {97, 97}, {301, 2}}) {
            token_case c(dtype, classes, classes, choices);
            c.where = placement::misaligned;
            token_inputs in(c);
            for (std::int64_t i = 0; i < in.target.count(); ++i) in.target.set_index(i, (i / choices + i) % classes);
            const token_outputs before(c);
            token_outputs out(c);
            ASSERT_EQ(forward(c, in, out), SIMDLOSS_STATUS_OK) << simdloss_last_error();
            ASSERT_EQ(backward(c, in, out), SIMDLOSS_STATUS_OK) << simdloss_last_error();
            SCOPED_TRACE(describe(c));
            in_oracle_type(dtype, [&](auto wide) {
                check_gradient(c, before.grad_logits, out.grad_logits, expected_of<decltype(wide)>(c, in).grad_logits);
            });
        }
    }
}

// Checks the logits that `set` gives each (row, class): on one thread, and with the rows' chunks as tasks.
template <class Set> void check_logits(const token_case &c, Set set) {
    SCOPED_TRACE(describe(c));
    token_inputs in(c);
    for (std::int64_t r = 0; r < c.desc.batch; ++r) {
        for (std::int64_t k = 0; k < c.desc.classes; ++k) in.logits.set(c.layout().offset(r, k), set(r, k));
    }
    thread_executor threads(4);
    token_outputs alone(c), together(c);
    for (const simdloss_executor *executor : {static_cast<const simdloss_executor *>(nullptr), threads.get()}) {
        token_outputs &out = executor == nullptr ? alone : together;
        ASSERT_EQ(forward(c, in, out, executor), SIMDLOSS_STATUS_OK) << simdloss_last_error();
        ASSERT_EQ(backward(c, in, out, executor), SIMDLOSS_STATUS_OK) << simdloss_last_error();
    }
    in_oracle_type(c.desc.dtype, [&](auto wide) {
        const auto expected = expected_of<decltype(wide)>(c, in);
        check_forward(c, alone, expected);
        check_gradient(c, alone.grad_logits, alone.grad_logits, expected.grad_logits);
    });
    EXPECT_TRUE(same_bits(together.log_prob, alone.log_prob));
    EXPECT_TRUE(same_bits(together.entropy, alone.entropy));
    EXPECT_TRUE(same_bits(together.grad_logits, alone.grad_logits));
    EXPECT_EQ(indices(together.argmax), indices(alone.argmax));
    EXPECT_EQ(indices(together.rank), indices(alone.rank));
}

// The largest logits come last, far above what the reduction could guess from the first ones, or below it in all but a
// few places; masked with -inf, wholly or in part.
TEST_P(token, entropy_of_uneven_rows) {
    const double inf = std::numeric_limits<double>::infinity();
    for (const simdloss_dtype dtype : {SIMDLOSS_F32, SIMDLOSS_F64}) {
        for (const std::int64_t classes : {100, 300, 1500, 9000}) {
            for (const std::int64_t choices : {1, 3}) {
                const token_case c(dtype, 3, classes, choices);
                const auto at = [=](std::int64_t k) { return static_cast<double>(k) / static_cast<double>(classes); };
                check_logits(c, [&](std::int64_t r, std::int64_t k) { return 40 * at(k) + static_cast<double>(r); });
                check_logits(c, [&](std::int64_t, std::int64_t k) { return k < classes - 2 ? -40 : at(k) / 100; });
                check_logits(c, [&](std::int64_t, std::int64_t k) { return k < 2 ? at(k) / 100 : -20 - 20 * at(k); });
                check_logits(c, [&](std::int64_t r, std::int64_t k) { return k % 7 == r ? at(k) : -inf; });
                check_logits(c, [&](std::int64_t, std::int64_t k) { return k + 40 > classes ? 3 * at(k) : -inf; });
                check_logits(c, [&](std::int64_t, std::int64_t k) { return 3000 + std::floor(90 * at(k)); });
            }
        }
    }
}

// What is special stands in one chunk of a row, or in two.
TEST_P(token, special_values_of_long_rows) {
    const double inf = std::numeric_limits<double>::infinity(), nan = std::numeric_limits<double>::quiet_NaN();
    for (const simdloss_dtype dtype : {SIMDLOSS_F32, SIMDLOSS_F16}) {
        for (const double special : {nan, inf, -inf, 9.0}) {
            for (const auto &at : {std::pair{5, 17000}, {4095, 4096}, {8191, 8191}, {16384, 20010}}) {
                const token_case c(dtype, 2, 20011, 2);
                check_logits(c, [&](std::int64_t r, std::int64_t k) {
                    return k == at.first || k == at.second ? special : std::sin(static_cast<double>(k + 10 * r));
                });
            }
        }
        const token_case c(dtype, 2, 20011, 2);
        check_logits(c, [&](std::int64_t, std::int64_t k) { return k == 9000 ? inf : k == 100 ? nan : 0; });
        check_logits(c, [&](std::int64_t, std::int64_t) { return -inf; });
    }
}

// The log-probability is cross-entropy's loss, to the bit, and so is its gradient.
TEST_P(token, log_prob_is_cross_entropy) {
    for (const simdloss_dtype dtype : float_dtypes) {
        for (const std::int64_t classes : {7, 128, 129, 1000, 9000}) {
            token_case c(dtype, 5, classes);
            c.grad_entropy = false;
            const token_inputs in(c);
            token_outputs out(c);
            ASSERT_EQ(forward(c, in, out), SIMDLOSS_STATUS_OK);
            simdloss_cross_entropy_desc desc;
            simdloss_cross_entropy_desc_init(&desc, sizeof desc);
            desc.dtype = dtype;
            desc.reduction = SIMDLOSS_REDUCTION_NONE;
            desc.batch = 5;
            desc.classes = classes;
            buffer loss(c.acc(), 5), stats(c.acc(), 10);
            ASSERT_EQ(simdloss_cross_entropy_forward(&desc, nullptr, in.logits.data(), in.target.data(), nullptr,
                          nullptr, loss.data(), stats.data()),
                SIMDLOSS_STATUS_OK);
            EXPECT_TRUE(same_bits(stats, out.row_stats));
            for (std::int64_t r = 0; r < 5; ++r) ASSERT_EQ(out.log_prob.get(r), -loss.get(r));
        }
    }
}

// More choices than classes, and than there is room for on the stack.
TEST_P(token, very_many_choices) {
    for (const simdloss_dtype dtype : {SIMDLOSS_F32, SIMDLOSS_F64, SIMDLOSS_BF16}) {
        for (const auto &[classes, choices] : {std::pair{3, 500}, {128, 300}, {700, 900}, {4300, 1500}}) {
            check(token_case(dtype, 2, classes, choices));
        }
    }
}

// Ties go to the lower class: equal logits are ranked as they stand, and the first of them is the argmax.
TEST_P(token, ties) {
    for (const std::int64_t classes : {2, 33, 130, 5000}) {
        token_case c(SIMDLOSS_F32, classes < 200 ? classes : 3, classes);
        c.kind = values::all_equal;
        c.ignored_percent = 0;
        token_inputs in(c);
        for (std::int64_t r = 0; r < c.desc.batch; ++r) in.target.set_index(r, classes - 1 - r);
        token_outputs out(c);
        ASSERT_EQ(forward(c, in, out), SIMDLOSS_STATUS_OK);
        for (std::int64_t r = 0; r < c.desc.batch; ++r) {
            ASSERT_EQ(out.argmax.get_index(r), 0);
            ASSERT_EQ(out.rank.get_index(r), classes - r);
        }
        // -0 and +0 are equal.
        for (std::int64_t i = 0; i < in.logits.count(); ++i) in.logits.set(i, i % classes == 0 ? -0.0 : 0.0);
        ASSERT_EQ(forward(c, in, out), SIMDLOSS_STATUS_OK);
        EXPECT_EQ(out.argmax.get_index(0), 0);
        EXPECT_EQ(out.rank.get_index(0), classes);
    }
}

// A row is ignored where all its entries are; one that is kept makes the others absent only.
TEST_P(token, ignored_entries) {
    for (const simdloss_dtype dtype : float_dtypes) {
        token_case c(dtype, 3, 70, 2);
        token_inputs in(c);
        const std::int64_t entries[6] = {-100, -100, -100, 5, 6, -100};
        for (std::int64_t i = 0; i < 6; ++i) in.target.set_index(i, entries[i]);
        fill_logits(in.logits, c.layout(), values::normal, 3);
        hide_row(in.logits, c, 0);
        token_outputs out(c);
        ASSERT_EQ(forward(c, in, out), SIMDLOSS_STATUS_OK);
        ASSERT_EQ(backward(c, in, out), SIMDLOSS_STATUS_OK);
        EXPECT_EQ(out.entropy.get(0), 0);
        EXPECT_EQ(out.argmax.get_index(0), -1);
        EXPECT_EQ(out.rank.get_index(0), 0);
        for (std::int64_t k = 0; k < 70; ++k) ASSERT_EQ(out.grad_logits.get(k), 0);
        EXPECT_EQ(out.log_prob.get(2), 0);
        EXPECT_EQ(out.rank.get_index(1), 0) << "the first entry is none";
        EXPECT_LT(out.log_prob.get(3), 0);
        EXPECT_GT(out.entropy.get(1), 0);
        EXPECT_LT(out.log_prob.get(4), 0);
        EXPECT_EQ(out.log_prob.get(5), 0);
        EXPECT_GT(out.rank.get_index(2), 0);
    }
}

// Each output alone has the bits that it has beside the others.
TEST_P(token, outputs_that_are_not_wanted) {
    for (const simdloss_dtype dtype : {SIMDLOSS_F32, SIMDLOSS_BF16}) {
        for (const std::int64_t classes : {7, 1000, 9000}) {
            const token_case c(dtype, 5, classes, 2);
            const token_inputs in(c);
            token_outputs all(c), alone(c);
            ASSERT_EQ(forward(c, in, all), SIMDLOSS_STATUS_OK);
            const auto call = [&](void *log_prob, void *entropy, std::int64_t *argmax, std::int64_t *rank,
                                  void *stats) {
                return simdloss_token_forward(
                    &c.desc, nullptr, in.logits.data(), in.target.data(), log_prob, entropy, argmax, rank, stats);
            };
            EXPECT_EQ(call(alone.log_prob.data(), nullptr, nullptr, nullptr, nullptr), SIMDLOSS_STATUS_OK);
            EXPECT_EQ(call(nullptr, alone.entropy.data(), nullptr, nullptr, nullptr), SIMDLOSS_STATUS_OK);
            EXPECT_EQ(call(nullptr, nullptr, alone.argmax_data(), nullptr, nullptr), SIMDLOSS_STATUS_OK);
            EXPECT_EQ(call(nullptr, nullptr, nullptr, alone.rank_data(), nullptr), SIMDLOSS_STATUS_OK);
            EXPECT_EQ(call(nullptr, nullptr, nullptr, nullptr, alone.row_stats.data()), SIMDLOSS_STATUS_OK);
            EXPECT_TRUE(same_bits(alone.log_prob, all.log_prob));
            EXPECT_TRUE(same_bits(alone.entropy, all.entropy));
            EXPECT_EQ(indices(alone.argmax), indices(all.argmax));
            EXPECT_EQ(indices(alone.rank), indices(all.rank));
            EXPECT_TRUE(same_bits(alone.row_stats, all.row_stats));
        }
    }
}

// p = 1 - 1e-9: the log-probability is -1e-9 and its gradient 1e-9; the entropy has its digits too.
TEST_P(token, every_digit) {
    for (const std::int64_t classes : {2, 64, 1000, 30000}) {
        token_case c(SIMDLOSS_F32, 1, classes);
        c.grad_entropy = false;
        token_inputs in(c);
        const double rest = -std::log(1e9 * static_cast<double>(classes - 1));
        for (std::int64_t k = 0; k < classes; ++k) in.logits.set(k, k == 1 ? 0 : rest);
        in.target.set_index(0, 1);
        in.grad_log_prob->set(0, 1);
        token_outputs out(c);
        ASSERT_EQ(forward(c, in, out), SIMDLOSS_STATUS_OK);
        ASSERT_EQ(backward(c, in, out), SIMDLOSS_STATUS_OK);
        EXPECT_NEAR(out.log_prob.get(0), -1e-9, 2e-15);
        EXPECT_NEAR(out.grad_logits.get(1), 1e-9, 2e-15);
        EXPECT_NEAR(out.entropy.get(0), 1e-9 * (1 - rest), 4e-14);
        EXPECT_EQ(out.rank.get_index(0), 1);
    }
}

TEST_P(token, nothing_to_read) {
    check(token_case(SIMDLOSS_F32, 0, 5));
    token_case none(SIMDLOSS_F32, 2, 0, 0);
    float entropy[2] = {7, 7};
    std::int64_t argmax[2] = {7, 7}, rank[2] = {7, 7};
    ASSERT_EQ(simdloss_token_forward(&none.desc, nullptr, entropy, nullptr, nullptr, entropy, argmax, rank, nullptr),
        SIMDLOSS_STATUS_OK)
        << simdloss_last_error();
    EXPECT_TRUE(std::isnan(entropy[0]));
    EXPECT_EQ(argmax[1], -1);
    EXPECT_EQ(rank[1], 0);
}

INSTANTIATE_TEST_SUITE_P(isa, token, ::testing::ValuesIn(supported_isas()), isa_test_name);

} // namespace
} // namespace simdloss_test

// simdloss.hpp: each exception, and what must not have happened.

#include "support/veneer.hpp"

#include <array>
#include <functional>

namespace simdloss_test {
namespace {

const std::vector<float> small_logits = {1, 2, 3, -1, 0.5F, 4};
const std::vector<std::int64_t> small_target = {2, 0};

// ---- Exceptions ----

// Every buffer in turn is one element short; the rest are exactly as long as they must be.
struct short_call {
    std::string shortened;
    template <class T> std::span<T> operator()(const char *name, std::vector<T> &data) const {
        return std::span(data).first(data.size() - (shortened == name ? 1 : 0));
    }
};

TEST(veneer_error, every_span_that_is_too_short) {
    auto desc = simdloss::cross_entropy_desc(2, 3, 2);
    desc.batch_stride = 8;
    desc.reduction = SIMDLOSS_REDUCTION_NONE;
    std::vector<float> logits(14), grad(14, 7), class_weight(3, 1), row_weight(4, 1), grad_loss(4, 1), loss(4, 7),
        row_stats(8, 7);
    std::vector<std::int32_t> target(4);
    const auto forward = [&](const short_call &of) {
        simdloss::cross_entropy_forward(desc, of("logits", logits), of("target", target),
            {.loss = of("loss", loss),
                .row_stats = of("row_stats", row_stats),
                .class_weight = of("class_weight", class_weight),
                .row_weight = of("row_weight", row_weight)});
    };
    const auto backward = [&](const short_call &of) {
        simdloss::cross_entropy_backward(desc, of("logits", logits), of("target", target), of("grad_logits", grad),
            {.row_stats = of("row_stats", row_stats),
                .grad_loss = of("grad_loss", grad_loss),
                .class_weight = of("class_weight", class_weight),
                .row_weight = of("row_weight", row_weight)});
    };
    const auto fused = [&](const short_call &of) {
        simdloss::cross_entropy_forward_backward(desc, of("logits", logits), of("target", target),
            {.loss = of("loss", loss),
                .grad_logits = of("grad_logits", grad),
                .grad_loss = of("grad_loss", grad_loss),
                .class_weight = of("class_weight", class_weight),
                .row_weight = of("row_weight", row_weight)});
    };
    const auto denominator = [&](const short_call &of) {
        (void)simdloss::cross_entropy_denominator(desc, of("target", target),
            {.class_weight = of("class_weight", class_weight), .row_weight = of("row_weight", row_weight)});
    };
    const auto expect_each = [&](std::initializer_list<const char *> names, auto call) {
        for (const char *name : names) {
            expect_error(SIMDLOSS_STATUS_SHAPE, std::string(name) + " has ", [&] { call(short_call{name}); });
        }
    };
    expect_each({"logits", "target", "loss", "row_stats", "class_weight", "row_weight"}, forward);
    expect_each({"logits", "target", "grad_logits", "row_stats", "grad_loss", "class_weight", "row_weight"}, backward);
    expect_each({"logits", "target", "loss", "grad_logits", "grad_loss", "class_weight", "row_weight"}, fused);
    expect_each({"target", "class_weight", "row_weight"}, denominator);
    for (const auto *output : {&grad, &loss, &row_stats}) {
        EXPECT_EQ(*output, std::vector<float>(output->size(), 7)) << "an output was written";
    }
    forward({});
    backward({});
    fused({});
    denominator({});

    auto shape = simdloss::softmax_desc(2, 3, 2);
    std::vector<float> x(12), y(12), u(12), dx(12), rows(4), stats(8);
    const auto softmax = [&](const short_call &of) {
        simdloss::softmax_forward(shape, of("input", x), of("output", y));
    };
    const auto log_softmax = [&](const short_call &of) {
        simdloss::log_softmax_forward(shape, of("input", x), of("output", y));
    };
    const auto softmax_backward = [&](const short_call &of) {
        simdloss::softmax_backward(shape, of("output", y), of("grad_output", u), of("grad_input", dx));
    };
    const auto log_softmax_backward = [&](const short_call &of) {
        simdloss::log_softmax_backward(shape, of("output", y), of("grad_output", u), of("grad_input", dx));
    };
    const auto log_sum_exp = [&](const short_call &of) {
        simdloss::log_sum_exp_forward(
            shape, of("input", x), {.output = of("output", rows), .row_stats = of("row_stats", stats)});
    };
    const auto log_sum_exp_backward = [&](const short_call &of) {
        simdloss::log_sum_exp_backward(shape, of("input", x), of("grad_input", dx),
            {.row_stats = of("row_stats", stats), .grad_output = of("grad_output", rows)});
    };
    expect_each({"input", "output"}, softmax);
    expect_each({"input", "output"}, log_softmax);
    expect_each({"output", "grad_output", "grad_input"}, softmax_backward);
    expect_each({"output", "grad_output", "grad_input"}, log_softmax_backward);
    expect_each({"input", "output", "row_stats"}, log_sum_exp);
    expect_each({"input", "row_stats", "grad_output", "grad_input"}, log_sum_exp_backward);
}

// Of several, the first in the order of the C function is named, by whatever compiler.
TEST(veneer_error, the_first_of_several) {
    std::vector<float> one(1);
    const std::vector<std::int64_t> no_target;
    const auto desc = simdloss::cross_entropy_desc(2, 3);
    expect_error(SIMDLOSS_STATUS_SHAPE, "logits has 1 elements; it must have at least 6",
        [&] { simdloss::cross_entropy_forward(desc, one, no_target, {.row_stats = one, .class_weight = one}); });
    expect_error(SIMDLOSS_STATUS_SHAPE, "target has 0 elements; it must have at least 2", [&] {
        simdloss::cross_entropy_forward(desc, small_logits, no_target, {.row_stats = one, .class_weight = one});
    });
    expect_error(SIMDLOSS_STATUS_SHAPE, "output has 1 elements; it must have at least 6",
        [&] { simdloss::softmax_backward(simdloss::softmax_desc(2, 3), one, one, one); });
}

// No shape, however wild, makes a span seem long enough.
TEST(veneer_error, wild_shapes) {
    std::vector<float> x(6), y(6);
    constexpr std::int64_t some[] = {INT64_MIN, -1, 0, 1, 2, INT64_MAX / 2, INT64_MAX};
    for (const std::int64_t batch : some) {
        for (const std::int64_t classes : some) {
            for (const std::int64_t inner : some) {
                for (const std::int64_t stride : some) {
                    auto desc = simdloss::softmax_desc(batch, classes, inner);
                    desc.batch_stride = stride;
                    try {
                        simdloss::softmax_forward(desc, x, y);
                    } catch (const simdloss::error &e) {
                        EXPECT_TRUE(e.status() == SIMDLOSS_STATUS_SHAPE || e.status() == SIMDLOSS_STATUS_STRIDE);
                        continue;
                    }
                    const shape layout{batch, classes, inner, stride};
                    EXPECT_TRUE(batch == 0 || classes == 0 || inner == 0 || layout.extent() <= 6)
                        << batch << " " << classes << " " << inner << " " << stride;
                }
            }
        }
    }
}

TEST(veneer_error, shape_of_the_one_line) {
    const auto expect = [](std::size_t logits, std::size_t target, std::int64_t classes) {
        expect_error(SIMDLOSS_STATUS_SHAPE, "",
            [&] { simdloss::cross_entropy(std::vector<float>(logits), std::vector<std::int64_t>(target), classes); });
    };
    expect(7, 2, 3);
    expect(5, 2, 3);
    expect(6, 2, -3);
    expect(6, 2, INT64_MAX);
    expect(0, 2, -3);
    auto desc = simdloss::cross_entropy_desc(2, 3);
    desc.reduction = SIMDLOSS_REDUCTION_NONE;
    expect_error(SIMDLOSS_STATUS_OPTION, "desc.reduction is NONE",
        [&] { simdloss::cross_entropy(desc, small_logits, small_target); });
}

// What the C function refuses comes with its status and its text.
TEST(veneer_error, status_of_the_c_call) {
    auto desc = simdloss::cross_entropy_desc(2, 3);
    std::vector<float> loss(1, 7), data = small_logits;
    const auto expect = [&](simdloss_status status, const char *text, auto call) {
        expect_error(status, text, [&] {
            try {
                call();
            } catch (const std::runtime_error &e) {
                EXPECT_STREQ(e.what(), simdloss_last_error());
                throw;
            }
        });
        EXPECT_EQ(loss[0], 7);
    };
    const auto forward = [&] { simdloss::cross_entropy_forward(desc, small_logits, small_target, {.loss = loss}); };
    const std::vector<std::int64_t> bad_target = {1, 3};
    expect(SIMDLOSS_STATUS_TARGET, "target",
        [&] { simdloss::cross_entropy_forward(desc, small_logits, bad_target, {.loss = loss}); });
    expect(SIMDLOSS_STATUS_NULL_POINTER, "no output is wanted",
        [&] { simdloss::cross_entropy_forward(desc, small_logits, small_target, {}); });
    expect(SIMDLOSS_STATUS_ALIAS, "overlaps", [&] {
        simdloss::softmax_forward(simdloss::softmax_desc(1, 3), std::span(data).first(3), std::span(data).subspan(1));
    });
    const simdloss_executor malformed{};
    expect(SIMDLOSS_STATUS_EXECUTOR, "executor", [&] {
        simdloss::cross_entropy_forward(desc, small_logits, small_target, {.loss = loss, .executor = &malformed});
    });
    desc.temperature = -1;
    expect(SIMDLOSS_STATUS_OPTION, "temperature", forward);
    desc = simdloss::cross_entropy_desc(-2, 3);
    expect(SIMDLOSS_STATUS_SHAPE, "desc.batch", forward);
    desc = simdloss::cross_entropy_desc(2, 3);
    desc.batch_stride = 2;
    expect(SIMDLOSS_STATUS_STRIDE, "desc.batch_stride", forward);
    desc = {};
    expect(SIMDLOSS_STATUS_OPTION, "desc.size", forward);
}

} // namespace
} // namespace simdloss_test

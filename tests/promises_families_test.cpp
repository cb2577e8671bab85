// The promises that promises_test.cpp tests on cross-entropy and softmax, for the losses around them: the same bits for
// all threads and instruction sets, in place and out of place, fused and separate, in any batch; nothing allocated in a
// call. labels: threads

#include "support/class_loss.hpp"
#include "support/divergence.hpp"
#include "support/hinge_rows.hpp"
#include "support/nll.hpp"
#include "support/process_costs.hpp"
#include "support/same_bits.hpp"
#include "support/soft_cross_entropy.hpp"
#include "support/shards.hpp"
#include "support/token.hpp"

namespace simdloss_test {
namespace {

// The outputs by name; forward_backward and the gradients in place have their bits.
void add(all_results &results, soft_cross_entropy_outputs &out) {
    results.add("loss", std::move(out.loss));
    results.add("row_stats", std::move(out.row_stats));
    results.add("grad_logits", std::move(out.grad_logits));
    results.add("grad_target", std::move(out.grad_target));
}
void add(all_results &results, class_loss_outputs &out) {
    results.add("loss", std::move(out.loss));
    results.add("row_stats", std::move(out.row_stats));
    results.add("grad_logits", std::move(out.grad_logits));
}
void add(all_results &results, nll_outputs &out) {
    results.add("loss", std::move(out.loss));
    results.add("grad_log_prob", std::move(out.grad_log_prob));
}
void add(all_results &results, divergence_outputs &out) {
    results.add("loss", std::move(out.loss));
    results.add("row_stats", std::move(out.row_stats));
    results.add("grad_model", std::move(out.grad_model));
    results.add("grad_target", std::move(out.grad_target));
}
void add(all_results &results, hinge_rows_outputs &out) {
    results.add("loss", std::move(out.loss));
    results.add("grad_input", std::move(out.grad_input));
}
void add(all_results &results, token_outputs &out) {
    results.add("log_prob", std::move(out.log_prob));
    results.add("entropy", std::move(out.entropy));
    results.add("argmax", std::move(out.argmax));
    results.add("rank", std::move(out.rank));
    results.add("row_stats", std::move(out.row_stats));
    results.add("grad_logits", std::move(out.grad_logits));
}

template <class Outputs, class Case, class Inputs>
all_results compute(const Case &c, const Inputs &in, const simdloss_executor *executor) {
    Case in_place = c;
    in_place.gradient = gradient_goes::in_place;
    Outputs separate(c), over_input(in_place);
    EXPECT_EQ(forward(c, in, separate, executor), SIMDLOSS_STATUS_OK) << simdloss_last_error();
    EXPECT_EQ(backward(c, in, separate, executor), SIMDLOSS_STATUS_OK) << simdloss_last_error();
    EXPECT_EQ(forward(c, in, over_input, executor), SIMDLOSS_STATUS_OK);
    EXPECT_EQ(backward(in_place, in, over_input, executor), SIMDLOSS_STATUS_OK);
    all_results results, others;
    add(others, over_input);
    if constexpr (requires { forward_backward(c, in, separate, executor); }) {
        Outputs fused(c), fused_over_input(in_place);
        if constexpr (requires { fused.row_stats; }) {
            fused.row_stats.copy_from(separate.row_stats);
            fused_over_input.row_stats.copy_from(separate.row_stats);
        }
        EXPECT_EQ(forward_backward(c, in, fused, executor), SIMDLOSS_STATUS_OK);
        EXPECT_EQ(forward_backward(in_place, in, fused_over_input, executor), SIMDLOSS_STATUS_OK);
        all_results first, second;
        add(first, fused);
        add(second, fused_over_input);
        add(results, separate);
        expect_same(results, first);
        expect_same(results, second);
    } else {
        add(results, separate);
    }
    expect_same(results, others);
    return results;
}

template <class Outputs, class Inputs, class Case> void check_same_bits(Case c) {
    if constexpr (requires { c.row_weight; }) c.row_weight = true;
    if constexpr (requires { c.grad_loss; }) c.grad_loss = true;
    SCOPED_TRACE(describe(c));
    const Inputs in(c);
    expect_same_everywhere([&](auto *executor) { return compute<Outputs>(c, in, executor); });
}

// Many rows, very many short rows, few rows that are long enough to be split, and the class axis in the middle.
template <class Outputs, class Inputs, class Case> void check_same_bits_of_shapes() {
    for (const simdloss_dtype dtype : float_dtypes) {
        if (slow_build && dtype != SIMDLOSS_F32) continue; // threads do the same for every type
        for (const shape &each : {shape{300, 1003, 1}, {30000, 10, 1}, {2, 100003, 1}, {2, 21, 7003}}) {
            Case c;
            c.desc.dtype = dtype;
            c.desc.batch = each.batch;
            c.desc.classes = each.classes;
            if constexpr (requires { c.desc.inner; }) c.desc.inner = each.inner;
            else if (each.inner > 1) continue;
            if constexpr (requires { c.desc.labels; }) c.desc.labels = 9; // in place there is a most
            check_same_bits<Outputs, Inputs>(c);
        }
    }
}

TEST(promise_of_families, same_bits_soft_cross_entropy) {
    check_same_bits_of_shapes<soft_cross_entropy_outputs, soft_cross_entropy_inputs, soft_cross_entropy_case>();
}
// With smoothing every class has a term.
struct smoothed_focal_case : class_loss_case<softmax_focal> {
    using class_loss_case::class_loss_case;
    smoothed_focal_case() {
        desc.label_smoothing = 0.1;
        desc.gamma = 1.5;
    }
};
TEST(promise_of_families, same_bits_softmax_focal) {
    check_same_bits_of_shapes<class_loss_outputs, class_loss_inputs, class_loss_case<softmax_focal>>();
    check_same_bits_of_shapes<class_loss_outputs, class_loss_inputs, smoothed_focal_case>();
}
TEST(promise_of_families, same_bits_hessian) {
    for (const shape &each : {shape{300, 1003, 1}, {30000, 10, 1}, {2, 21, 7003}}) {
        class_loss_case<softmax_focal> c(SIMDLOSS_F32, each.batch, each.classes, each.inner);
        const class_loss_inputs in(c);
        expect_same_everywhere([&](const simdloss_executor *executor) {
            buffer gradient(c.desc.dtype, c.layout().extent()), hessian(c.desc.dtype, c.layout().extent());
            EXPECT_EQ(simdloss_softmax_focal_gradient_hessian(&c.desc, executor, in.logits.data(), in.target.data(),
                          nullptr, nullptr, gradient.data(), hessian.data()),
                SIMDLOSS_STATUS_OK)
                << simdloss_last_error();
            all_results results;
            results.add("gradient", std::move(gradient));
            results.add("hessian", std::move(hessian));
            return results;
        });
    }
}
TEST(promise_of_families, same_bits_nll) { check_same_bits_of_shapes<nll_outputs, nll_inputs, nll_case>(); }
TEST(promise_of_families, same_bits_kl_divergence) {
    check_same_bits_of_shapes<divergence_outputs, divergence_inputs, kl_divergence_case>();
}
TEST(promise_of_families, same_bits_distillation) {
    check_same_bits_of_shapes<divergence_outputs, divergence_inputs, distillation_case>();
}
TEST(promise_of_families, same_bits_multi_margin) {
    check_same_bits_of_shapes<hinge_rows_outputs, hinge_rows_inputs, multi_margin_case>();
}
TEST(promise_of_families, same_bits_categorical_hinge) {
    check_same_bits_of_shapes<hinge_rows_outputs, hinge_rows_inputs, categorical_hinge_case>();
}
TEST(promise_of_families, same_bits_multilabel_margin) {
    check_same_bits_of_shapes<hinge_rows_outputs, hinge_rows_inputs, multilabel_margin_case>();
}
TEST(promise_of_families, same_bits_token) { check_same_bits_of_shapes<token_outputs, token_inputs, token_case>(); }

// Records too, whose fields are numbers like any other.
TEST(promise_of_families, same_bits_records) {
    for (const simdloss_dtype dtype : float_dtypes) {
        cross_entropy_case c(dtype, 40, 30000);
        c.desc.label_smoothing = 0.1;
        const cross_entropy_inputs in(c);
        const std::vector<shard> parts = cut(c, in, {9000});
        expect_same_everywhere([&](const simdloss_executor *executor) {
            all_results results;
            for (const shard &part : parts) {
                records out;
                EXPECT_EQ(partial(in, part, out, executor), SIMDLOSS_STATUS_OK) << simdloss_last_error();
                buffer bytes(SIMDLOSS_I64, static_cast<std::int64_t>(out.size() * sizeof(record) / 8));
                std::memcpy(bytes.data(), out.data(), bytes.bytes());
                results.add("records", std::move(bytes));
            }
            return results;
        });
    }
}

// A row alone, unreduced, has the bits that it has in the batch.
template <class Outputs, class Inputs, class Case> void check_batch_invariance(Case c) {
    if constexpr (requires { c.desc.reduction; }) c.desc.reduction = SIMDLOSS_REDUCTION_NONE;
    if constexpr (requires { c.desc.class_reduction; }) c.desc.class_reduction = SIMDLOSS_REDUCTION_SUM;
    const Inputs in(c);
    const auto all = compute<Outputs>(c, in, nullptr);
    const std::int64_t item = c.layout().item(), batch = c.desc.batch;
    for (const std::int64_t n : {std::int64_t{0}, batch / 2, batch - 1}) {
        Case one = c;
        one.desc.batch = 1;
        Inputs single(one);
        // Buffers of a batch are its items one after another, but row_stats, whose planes are as long as the batch.
        const auto take = [&](const buffer &from, buffer &to) {
            const auto bytes = static_cast<std::ptrdiff_t>(to.bytes());
            if (bytes == 0) return;
            std::memcpy(to.data(), static_cast<const std::byte *>(from.data()) + n * bytes, to.bytes());
        };
        if constexpr (requires { in.logits; }) take(in.logits, single.logits);
        if constexpr (requires { in.log_prob; }) take(in.log_prob, single.log_prob);
        if constexpr (requires { in.model; }) take(in.model, single.model);
        if constexpr (requires { in.input; }) take(in.input, single.input);
        take(in.target, single.target);
        if constexpr (requires { in.grad_log_prob; }) {
            take(*in.grad_log_prob, *single.grad_log_prob);
            take(*in.grad_entropy, *single.grad_entropy);
        }
        const auto alone = compute<Outputs>(one, single, nullptr);
        for (std::size_t i = 0; i < alone.items.size(); ++i) {
            const buffer &from = all.items[i].second, &got = alone.items[i].second;
            if (std::string(alone.items[i].first) == "row_stats") continue;
            buffer expected(got.dtype(), got.count());
            take(from, expected);
            EXPECT_TRUE(same_bits(got, expected)) << alone.items[i].first << " of item " << n << ", " << item;
        }
    }
}

TEST(promise_of_families, batch_invariance) {
    for_each_isa([](const std::string &) {
        for (const simdloss_dtype dtype : float_dtypes) {
            for (const std::int64_t classes : {2, 3, 10, 33, 64, 65, 1000, 5000}) {
                for (const std::int64_t inner : {1, 5}) {
                    check_batch_invariance<soft_cross_entropy_outputs, soft_cross_entropy_inputs>(
                        soft_cross_entropy_case(dtype, 9, classes, inner));
                    check_batch_invariance<class_loss_outputs, class_loss_inputs>(
                        class_loss_case<softmax_focal>(dtype, 9, classes, inner));
                    class_loss_case<softmax_focal> smoothed(dtype, 9, classes, inner);
                    smoothed.desc.label_smoothing = 0.1;
                    check_batch_invariance<class_loss_outputs, class_loss_inputs>(smoothed);
                    check_batch_invariance<divergence_outputs, divergence_inputs>(
                        kl_divergence_case(dtype, 9, classes, inner));
                    check_batch_invariance<divergence_outputs, divergence_inputs>(
                        distillation_case(dtype, 9, classes, inner));
                    check_batch_invariance<nll_outputs, nll_inputs>(nll_case(dtype, 9, classes, inner));
                    check_batch_invariance<hinge_rows_outputs, hinge_rows_inputs>(
                        multi_margin_case(dtype, 9, classes, inner));
                    check_batch_invariance<hinge_rows_outputs, hinge_rows_inputs>(
                        categorical_hinge_case(dtype, 9, classes, inner));
                }
                multilabel_margin_case several(dtype, 9, classes);
                several.desc.labels = std::min<std::int64_t>(classes, 12);
                check_batch_invariance<hinge_rows_outputs, hinge_rows_inputs>(several);
                check_batch_invariance<token_outputs, token_inputs>(token_case(dtype, 9, classes, 2));
            }
        }
    });
}

template <class Outputs, class Inputs, class Case> void check_costs(const Case &c) {
    SCOPED_TRACE(describe(c));
    const Inputs in(c);
    Outputs out(c);
    serial_executor callers;
    for (const simdloss_executor *executor : {static_cast<const simdloss_executor *>(nullptr), callers.get()}) {
        const process_costs costs = costs_of([&] {
            EXPECT_EQ(forward(c, in, out, executor), SIMDLOSS_STATUS_OK);
            EXPECT_EQ(backward(c, in, out, executor), SIMDLOSS_STATUS_OK);
            if constexpr (requires { forward_backward(c, in, out, executor); }) {
                EXPECT_EQ(forward_backward(c, in, out, executor), SIMDLOSS_STATUS_OK);
            }
        });
        EXPECT_EQ(costs, process_costs());
    }
}

TEST(promise_of_families, your_threads) {
    if (SIMDLOSS_TEST_COUNTS_COSTS == 0) GTEST_SKIP() << "allocations cannot be counted under a sanitizer";
    for (const auto &[batch, classes, inner] :
        {std::tuple{1, 10, 1}, {700, 1003, 1}, {60000, 10, 1}, {1, 400000, 1}, {3, 21, 11003}}) {
        check_costs<soft_cross_entropy_outputs, soft_cross_entropy_inputs>(
            soft_cross_entropy_case(SIMDLOSS_F32, batch, classes, inner));
        class_loss_case<softmax_focal> focal(SIMDLOSS_F32, batch, classes, inner);
        check_costs<class_loss_outputs, class_loss_inputs>(focal);
        focal.desc.label_smoothing = 0.1;
        check_costs<class_loss_outputs, class_loss_inputs>(focal);
        check_costs<nll_outputs, nll_inputs>(nll_case(SIMDLOSS_F32, batch, classes, inner));
        check_costs<divergence_outputs, divergence_inputs>(kl_divergence_case(SIMDLOSS_F32, batch, classes, inner));
        check_costs<divergence_outputs, divergence_inputs>(distillation_case(SIMDLOSS_F32, batch, classes, inner));
        check_costs<hinge_rows_outputs, hinge_rows_inputs>(multi_margin_case(SIMDLOSS_F32, batch, classes, inner));
        check_costs<hinge_rows_outputs, hinge_rows_inputs>(categorical_hinge_case(SIMDLOSS_F32, batch, classes, inner));
        multilabel_margin_case several(SIMDLOSS_F32, batch, classes);
        several.desc.labels = 9;
        check_costs<hinge_rows_outputs, hinge_rows_inputs>(several);
        if (inner == 1) check_costs<token_outputs, token_inputs>(token_case(SIMDLOSS_F32, batch, classes, 3));
    }
    const cross_entropy_case c(SIMDLOSS_F32, 100, 30000);
    const cross_entropy_inputs in(c);
    const std::vector<shard> parts = cut(c, in, {8192});
    records a(100), b(100);
    cross_entropy_outputs out(c);
    const process_costs costs = costs_of([&] {
        const auto call = [&](const shard &part, records &to) {
            return simdloss_cross_entropy_partial(
                &part.desc, nullptr, part.logits.data(), in.target.data(), nullptr, to.data());
        };
        EXPECT_EQ(call(parts[0], a), SIMDLOSS_STATUS_OK);
        EXPECT_EQ(call(parts[1], b), SIMDLOSS_STATUS_OK);
        EXPECT_EQ(simdloss_cross_entropy_merge(100, a.data(), b.data()), SIMDLOSS_STATUS_OK);
        EXPECT_EQ(finish(in, parts[0], b, out), SIMDLOSS_STATUS_OK);
    });
    EXPECT_EQ(costs, process_costs());
}

// An index that nobody ran is an error, even where another one ran in its stead.
TEST(promise_of_families, executor_that_skips) {
    const auto expect = [](auto c, const auto &in, auto out) {
        for (const bool first : {false, true}) {
            skipping_executor skipping(first);
            EXPECT_EQ(forward(c, in, out, skipping.get()), SIMDLOSS_STATUS_EXECUTOR);
            EXPECT_EQ(backward(c, in, out, skipping.get()), SIMDLOSS_STATUS_EXECUTOR);
            EXPECT_GT(skipping.calls(), 0);
        }
    };
    const soft_cross_entropy_case soft(SIMDLOSS_F32, 60000, 10);
    expect(soft, soft_cross_entropy_inputs(soft), soft_cross_entropy_outputs(soft));
    const distillation_case distilled(SIMDLOSS_F32, 60000, 10);
    expect(distilled, divergence_inputs(distilled), divergence_outputs(distilled));
    const kl_divergence_case kl(SIMDLOSS_F32, 60000, 10);
    expect(kl, divergence_inputs(kl), divergence_outputs(kl));
    const multi_margin_case margins(SIMDLOSS_F32, 60000, 10);
    expect(margins, hinge_rows_inputs(margins), hinge_rows_outputs(margins));
    const multilabel_margin_case labelled(SIMDLOSS_F32, 60000, 10);
    expect(labelled, hinge_rows_inputs(labelled), hinge_rows_outputs(labelled));
    const token_case tokens(SIMDLOSS_F32, 60000, 10);
    expect(tokens, token_inputs(tokens), token_outputs(tokens));
}

} // namespace
} // namespace simdloss_test

// Hashes of what the losses of rows of logits write.
#pragma once

#include "bits.hpp"
#include "class_loss.hpp"
#include "cross_entropy.hpp"
#include "divergence.hpp"
#include "hinge_rows.hpp"
#include "nll.hpp"
#include "shards.hpp"
#include "soft_cross_entropy.hpp"
#include "softmax.hpp"
#include "token.hpp"

namespace simdloss_test {

// Lanes along classes, in one chunk and in several; lanes along rows, of few classes and of an inner axis.
inline constexpr std::tuple<std::int64_t, std::int64_t, std::int64_t> bits_shapes[] = {
    {4, 19, 1}, {35, 5, 1}, {7, 333, 1}, {2, 9001, 1}, {2, 7, 37}, {2, 300, 3}};
inline constexpr std::tuple<std::int64_t, std::int64_t, std::int64_t> small_bits_shapes[] = {
    {4, 19, 1}, {35, 5, 1}, {3, 333, 1}, {1, 4200, 1}, {2, 7, 19}, {1, 300, 3}};

inline void add_softmax(hash &h, const bits_of &what) {
    for (const auto &[batch, classes, inner] : bits_shapes) {
        softmax_case c(what.dtype, batch, classes, inner);
        c.kind = what.kind;
        buffer input = c.full(), upstream = random_full(c, 2), row_upstream = c.rows();
        fill_logits(input, c.layout(), c.kind, c.seed);
        sign_zeros(input, what);
        fill_uniform(row_upstream, -2, 2, 3);
        buffer output = c.full(), grad = c.full(), lse = c.rows(), row_stats = c.rows(2);
        for (const softmax_functions &f : both_softmaxes) {
            expect_ok(f.forward(&c.desc, nullptr, input.data(), output.data()));
            expect_ok(f.backward(&c.desc, nullptr, output.data(), upstream.data(), grad.data()));
            h.add(output);
            h.add(grad);
        }
        expect_ok(simdloss_log_sum_exp_forward(&c.desc, nullptr, input.data(), lse.data(), row_stats.data()));
        expect_ok(simdloss_log_sum_exp_backward(
            &c.desc, nullptr, input.data(), row_stats.data(), row_upstream.data(), grad.data()));
        h.add(lse);
        h.add(row_stats);
        h.add(grad);
    }
}

inline void add_outputs(hash &h, const cross_entropy_outputs &out) {
    for (const buffer *each : {&out.loss, &out.row_stats, &out.grad_logits}) h.add(*each);
}

inline void add_cross_entropy_case(hash &h, const bits_of &what, const cross_entropy_case &c) {
    cross_entropy_inputs in(c);
    sign_zeros(in.logits, what);
    cross_entropy_outputs out(c);
    expect_ok(forward(c, in, out));
    expect_ok(forward_backward(c, in, out));
    add_outputs(h, out);
}

inline void add_cross_entropy(hash &h, const bits_of &what) {
    for (const auto &[batch, classes, inner] : bits_shapes) {
        cross_entropy_case c(what.dtype, batch, classes, inner);
        c.desc.reduction = SIMDLOSS_REDUCTION_NONE;
        c.kind = what.kind;
        add_cross_entropy_case(h, what, c);
    }
}

inline void add_cross_entropy_with_every_option(hash &h, const bits_of &what) {
    for (const auto &[batch, classes, inner] : bits_shapes) {
        cross_entropy_case c(what.dtype, batch, classes, inner);
        c.kind = what.kind;
        c.desc.reduction = SIMDLOSS_REDUCTION_MEAN;
        c.desc.label_smoothing = 0.1;
        c.desc.z_loss = 1e-3;
        c.desc.softcap = 5;
        c.desc.temperature = 0.8;
        c.desc.accumulate = 1;
        c.class_weight = c.row_weight = c.grad_loss = true;
        c.gradient = gradient_goes::added;
        add_cross_entropy_case(h, what, c);
    }
}

// Not as bytes: every NaN counts as one value.
inline void add_records(hash &h, const records &all) {
    const auto add_sum = [&](const simdloss_cross_entropy_sum &sum) {
        for (const double part : sum.part) h.add(part);
        h.add(static_cast<std::uint64_t>(sum.exponent));
    };
    for (const record &r : all) {
        h.add(static_cast<std::uint64_t>(r.flags));
        h.add(static_cast<std::uint64_t>(r.hits));
        if (r.flags != 0) continue; // the numbers are of no account
        for (const double number : {r.maximum, r.top, r.target_logit}) h.add(number);
        h.add(static_cast<std::uint64_t>(r.top_exponent));
        for (const auto *sum : {&r.rest, &r.logits, &r.weights}) add_sum(*sum);
    }
}

inline void add_shards(hash &h, const bits_of &what) {
    for (const std::vector<std::int64_t> &lengths : {std::vector<std::int64_t>{4096, 0, 4096}, {5, 900}}) {
        cross_entropy_case c(what.dtype, 3, lengths.size() == 2 ? 1000 : 9001);
        c.kind = what.kind;
        c.desc.reduction = SIMDLOSS_REDUCTION_NONE;
        c.desc.label_smoothing = 0.1;
        cross_entropy_inputs in(c);
        sign_zeros(in.logits, what);
        cross_entropy_outputs out(c);
        std::vector<shard> parts = cut(c, in, lengths);
        records all, next;
        for (const shard &part : parts) {
            expect_ok(partial(in, part, next));
            if (all.empty()) all = next;
            else merge(next, all);
            add_records(h, all);
        }
        expect_ok(finish(in, parts.front(), all, out));
        backward(c, in, parts, out);
        add_outputs(h, out);
    }
}

inline void add_soft_cross_entropy(hash &h, const bits_of &what) {
    for (const auto &[batch, classes, inner] : small_bits_shapes) {
        for (const bool options : {false, true}) {
            soft_cross_entropy_case c(what.dtype, batch, classes, inner);
            c.kind = what.kind;
            c.desc.reduction = SIMDLOSS_REDUCTION_NONE;
            c.class_weight = c.row_weight = c.grad_loss = options;
            c.desc.label_smoothing = options ? 0.1 : 0;
            soft_cross_entropy_inputs in(c);
            sign_zeros(in.logits, what);
            soft_cross_entropy_outputs out(c);
            expect_ok(forward(c, in, out));
            expect_ok(forward_backward(c, in, out));
            for (const buffer *each : {&out.loss, &out.row_stats, &out.grad_logits, &out.grad_target}) h.add(*each);
        }
    }
}

inline void add_nll(hash &h, const bits_of &what) {
    for (const auto &[batch, classes, inner] : small_bits_shapes) {
        for (const simdloss_reduction reduction : {SIMDLOSS_REDUCTION_NONE, SIMDLOSS_REDUCTION_MEAN}) {
            nll_case c(what.dtype, batch, classes, inner);
            c.kind = what.kind;
            c.desc.reduction = reduction;
            c.class_weight = c.row_weight = c.grad_loss = true;
            nll_inputs in(c);
            sign_zeros(in.log_prob, what);
            nll_outputs out(c);
            expect_ok(forward_backward(c, in, out));
            h.add(out.loss);
            h.add(out.grad_log_prob);
        }
    }
}

template <class Desc, class Set> void add_divergence(hash &h, const bits_of &what, Set set) {
    for (const auto &[batch, classes, inner] : small_bits_shapes) {
        divergence_case<Desc> c(what.dtype, batch, classes, inner);
        c.kind = what.kind;
        c.desc.reduction = SIMDLOSS_REDUCTION_NONE;
        c.row_weight = c.grad_loss = true;
        set(c.desc);
        divergence_inputs in(c);
        sign_zeros(in.model, what);
        sign_zeros(in.target, what);
        divergence_outputs out(c);
        expect_ok(forward(c, in, out));
        expect_ok(forward_backward(c, in, out));
        for (const buffer *each : {&out.loss, &out.row_stats, &out.grad_model, &out.grad_target}) h.add(*each);
    }
}

inline void add_kl_divergence(hash &h, const bits_of &what) {
    for (const std::int32_t log_target : {0, 1}) {
        for (const simdloss_reduction of_classes : {SIMDLOSS_REDUCTION_NONE, SIMDLOSS_REDUCTION_SUM}) {
            add_divergence<simdloss_kl_divergence_desc>(h, what, [&](auto &desc) {
                desc.log_target = log_target;
                desc.class_reduction = of_classes;
            });
        }
    }
}

inline void add_distillation(hash &h, const bits_of &what) {
    for (const double temperature : {1.0, 2.0})
        add_divergence<simdloss_distillation_desc>(h, what, [&](auto &desc) { desc.temperature = temperature; });
}

inline void add_token(hash &h, const bits_of &what) {
    for (const auto &[batch, classes, inner] : small_bits_shapes) {
        if (inner != 1) continue;
        for (const bool options : {false, true}) {
            token_case c(what.dtype, batch, classes, options ? 3 : 1);
            c.kind = what.kind;
            c.desc.softcap = options ? 5 : 0;
            c.desc.temperature = options ? 0.8 : 1;
            token_inputs in(c);
            sign_zeros(in.logits, what);
            token_outputs out(c);
            expect_ok(forward(c, in, out));
            expect_ok(backward(c, in, out));
            for (const buffer *each :
                {&out.log_prob, &out.entropy, &out.argmax, &out.rank, &out.row_stats, &out.grad_logits})
                h.add(*each);
        }
    }
}

// With smoothing every class has a term of its own.
inline void add_softmax_focal(hash &h, const bits_of &what) {
    for (const auto &[batch, classes, inner] : small_bits_shapes) {
        for (const double smoothing : {0.0, 0.1}) {
            class_loss_case<softmax_focal> c(what.dtype, batch, classes, inner);
            c.desc.reduction = SIMDLOSS_REDUCTION_NONE;
            c.desc.gamma = 1.5;
            c.desc.label_smoothing = smoothing;
            c.kind = what.kind;
            class_loss_inputs in(c);
            sign_zeros(in.logits, what);
            class_loss_outputs out(c);
            expect_ok(forward_backward(c, in, out));
            h.add(out.loss);
            h.add(out.grad_logits);
            if (smoothing != 0) continue;
            buffer hessian(c.desc.dtype, c.layout().extent());
            expect_ok(simdloss_softmax_focal_gradient_hessian(&c.desc, nullptr, in.logits.data(), in.target.data(),
                nullptr, nullptr, out.grad_logits.data(), hessian.data()));
            h.add(hessian);
        }
    }
}

template <class Case> void add_hinge_rows(hash &h, const bits_of &what) {
    for (const auto &[batch, classes, inner] : small_bits_shapes) {
        Case c(what.dtype, batch, classes, inner);
        c.desc.reduction = SIMDLOSS_REDUCTION_NONE;
        c.kind = what.kind;
        hinge_rows_inputs in(c);
        sign_zeros(in.input, what);
        hinge_rows_outputs out(c);
        expect_ok(forward_backward(c, in, out));
        h.add(out.loss);
        h.add(out.grad_input);
    }
}

} // namespace simdloss_test

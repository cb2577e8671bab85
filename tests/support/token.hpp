// One problem of token statistics: its buffers, forward and backward, and its check against the oracle.
#pragma once

#include "../reference/token.hpp"
#include "gradient.hpp"

namespace simdloss_test {

struct token_case {
    token_case() { simdloss_token_desc_init(&desc, sizeof desc); }
    token_case(simdloss_dtype dtype, std::int64_t batch, std::int64_t classes, std::int64_t choices = 1)
        : token_case() {
        desc.dtype = dtype;
        desc.batch = batch;
        desc.classes = classes;
        desc.choices = choices;
    }

    simdloss_token_desc desc{};
    values kind = values::normal;
    placement where = placement::at_end;
    bool grad_log_prob = true, grad_entropy = true; // one of them at least
    bool saved_stats = true;                        // backward reads what forward wrote, or recomputes it
    gradient_goes gradient = gradient_goes::elsewhere;
    std::int64_t ignored_percent = 12;
    std::uint64_t seed = 1;

    shape layout() const { return {desc.batch, desc.classes, 1, desc.batch_stride}; }
    simdloss_dtype acc() const { return accumulator_of(desc.dtype); }
    std::int64_t entries() const { return desc.batch * desc.choices; }
};

inline std::string describe(const token_case &c) {
    std::ostringstream text;
    const auto &d = c.desc;
    text << "token " << name_of(d.dtype) << " [" << d.batch << ", " << d.classes << "] stride " << d.batch_stride
         << ", choices " << d.choices << ", " << name_of(c.kind) << ", target " << name_of(d.target_dtype)
         << ", ignore " << d.ignore_index << ", softcap " << d.softcap << ", temperature " << d.temperature
         << ", grad_log_prob " << c.grad_log_prob << ", grad_entropy " << c.grad_entropy << ", saved_stats "
         << c.saved_stats << ", gradient " << static_cast<int>(c.gradient) << ", placement "
         << static_cast<int>(c.where) << ", seed " << c.seed;
    return text.str();
}

struct token_inputs {
    explicit token_inputs(const token_case &c)
        : logits(c.desc.dtype, c.layout().extent(), c.where), target(c.desc.target_dtype, c.entries(), c.where) {
        fill_logits(logits, c.layout(), c.kind, c.seed);
        fill_targets(target, c, c.layout(), c.kind);
        for (std::int64_t r = 0; r < c.desc.batch; ++r) {
            if (is_ignored(c, r)) hide_row(logits, c, r);
        }
        if (c.grad_log_prob) grad_log_prob = upstream_gradient(c, c.entries(), c.seed + 2);
        if (c.grad_entropy) grad_entropy = upstream_gradient(c, c.desc.batch, c.seed + 3);
    }
    bool is_ignored(const token_case &c, std::int64_t row) const {
        bool kept = c.desc.choices == 0 || c.desc.ignore_index == INT64_MIN;
        for (std::int64_t k = 0; k < c.desc.choices; ++k) {
            kept = kept || target.get_index(row * c.desc.choices + k) != c.desc.ignore_index;
        }
        return !kept;
    }

    buffer logits, target;
    std::optional<buffer> grad_log_prob, grad_entropy;
};

struct token_outputs {
    explicit token_outputs(const token_case &c)
        : log_prob(c.acc(), c.entries(), c.where), entropy(c.acc(), c.desc.batch, c.where),
          argmax(SIMDLOSS_I64, c.desc.batch), rank(SIMDLOSS_I64, c.desc.batch),
          row_stats(c.acc(), 2 * c.desc.batch, c.where), grad_logits(gradient_buffer(c, c.seed + 5)) {}
    std::int64_t *argmax_data() { return static_cast<std::int64_t *>(argmax.data()); }
    std::int64_t *rank_data() { return static_cast<std::int64_t *>(rank.data()); }

    buffer log_prob, entropy, argmax, rank, row_stats, grad_logits;
};

inline simdloss_status forward(
    const token_case &c, const token_inputs &in, token_outputs &out, const simdloss_executor *executor = nullptr) {
    return simdloss_token_forward(&c.desc, executor, in.logits.data(), in.target.data(), out.log_prob.data(),
        out.entropy.data(), out.argmax_data(), out.rank_data(), out.row_stats.data());
}

inline simdloss_status backward(
    const token_case &c, const token_inputs &in, token_outputs &out, const simdloss_executor *executor = nullptr) {
    return simdloss_token_backward(&c.desc, executor, input_for(c, in.logits, out.grad_logits), in.target.data(),
        c.saved_stats ? out.row_stats.data() : nullptr, c.saved_stats ? out.entropy.data() : nullptr,
        data_of(in.grad_log_prob), data_of(in.grad_entropy), out.grad_logits.data());
}

template <class Wide> reference::token_output<Wide> expected_of(const token_case &c, const token_inputs &in) {
    reference::token_input<Wide> input;
    input.desc = c.desc;
    input.logits = dense<Wide>(in.logits, c.layout());
    input.target = indices(in.target);
    input.grad_log_prob = widened<Wide>(in.grad_log_prob);
    input.grad_entropy = widened<Wide>(in.grad_entropy);
    return reference::token(input);
}

template <class Wide>
void check_forward(const token_case &c, const token_outputs &out, const reference::token_output<Wide> &expected) {
    EXPECT_TRUE(all_within(out.log_prob, expected.log_prob, loss_ulps(c.desc.dtype))) << "log_prob";
    // A sum of exponentials times logits, as a gradient is a product of the two.
    EXPECT_TRUE(all_within(out.entropy, expected.entropy, grad_ulps(c.desc.dtype))) << "entropy";
    check_statistics(out.row_stats, 0, expected.maximum, 0, "maximum");
    check_statistics(out.row_stats, c.desc.batch, expected.log_sum, loss_ulps(c.desc.dtype), "log S");
    for (std::size_t r = 0; r < expected.rank.size(); ++r) {
        const std::int64_t argmax = out.argmax.get_index(static_cast<std::int64_t>(r));
        const auto &allowed = expected.argmax[r];
        EXPECT_TRUE(std::find(allowed.begin(), allowed.end(), argmax) != allowed.end())
            << "argmax of row " << r << " is " << argmax << ", not " << allowed.front();
        const std::int64_t rank = out.rank.get_index(static_cast<std::int64_t>(r));
        EXPECT_TRUE(expected.rank[r].lowest <= rank && rank <= expected.rank[r].highest)
            << "rank of row " << r << " is " << rank << ", not " << expected.rank[r].lowest;
    }
}

template <class Wide> void check_in(const token_case &c, const simdloss_executor *executor) {
    const token_inputs in(c);
    const auto logits_then = in.logits.snapshot();
    const auto expected = expected_of<Wide>(c, in);
    const token_outputs before(c);
    token_outputs out(c);
    ASSERT_EQ(forward(c, in, out, executor), SIMDLOSS_STATUS_OK) << simdloss_last_error();
    check_forward(c, out, expected);
    ASSERT_EQ(backward(c, in, out, executor), SIMDLOSS_STATUS_OK) << simdloss_last_error();
    check_gradient(c, before.grad_logits, out.grad_logits, expected.grad_logits);
    EXPECT_TRUE(in.logits.holds(logits_then)) << "the logits were written";

    token_case other = c;
    other.saved_stats = !c.saved_stats;
    token_outputs recomputed(c);
    recomputed.row_stats.copy_from(out.row_stats);
    recomputed.entropy.copy_from(out.entropy);
    ASSERT_EQ(backward(other, in, recomputed, executor), SIMDLOSS_STATUS_OK) << simdloss_last_error();
    EXPECT_TRUE(same_bits(recomputed.grad_logits, out.grad_logits)) << "gradient, statistics saved and recomputed";
}

inline void check(const token_case &c, const simdloss_executor *executor = nullptr) {
    SCOPED_TRACE(describe(c));
    in_oracle_type(c.desc.dtype, [&](auto wide) { check_in<decltype(wide)>(c, executor); });
}

} // namespace simdloss_test

// The oracle of the negative log-likelihood: straight from its formula, in a wider type.
#pragma once

#include "cross_entropy.hpp"

namespace simdloss_test::reference {

template <class Wide> struct nll_output {
    std::vector<measured<Wide>> loss;          // of the reduction's shape
    std::vector<measured<Wide>> grad_log_prob; // dense [batch, classes, inner]
};

// Input and denominator are those of cross-entropy, whose options beyond nll's are at their defaults; `logits` are
// log-probabilities here.
template <class Wide> nll_output<Wide> nll(const cross_entropy_input<Wide> &input) {
    const auto &desc = input.desc;
    const auto inner = static_cast<std::size_t>(desc.inner), classes = static_cast<std::size_t>(desc.classes);
    const std::size_t rows = input.target.size();
    const bool reduced = desc.reduction != SIMDLOSS_REDUCTION_NONE;
    Wide share = 1;
    if (desc.reduction == SIMDLOSS_REDUCTION_MEAN) {
        const Wide given = desc.mean_denominator;
        share = inverse(given == 0 ? denominator(input).second : given, desc.empty_mean);
    }
    nll_output<Wide> output{empty_losses<Wide>(rows, reduced, share), {}};
    output.grad_log_prob.resize(input.logits.size());
    for (std::size_t r = 0; r < rows; ++r) {
        if (!input.keeps(r)) continue;
        const auto y = static_cast<std::size_t>(input.target[r]);
        const std::size_t at = row_of(r, classes, inner)(y);
        const Wide weight = input.row_weight_of(r) * input.class_weight_of(y) * share;
        const Wide upstream = value_or(input.grad_loss, reduced ? 0 : r, Wide(1));
        accumulate_row(output.loss[reduced ? 0 : r], scaled(exactly(-input.logits[at]), weight));
        output.grad_log_prob[at] = exactly(-upstream * weight);
    }
    return output;
}

} // namespace simdloss_test::reference

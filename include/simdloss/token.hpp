// simdloss/token.hpp - simdloss/token.h for C++20.
#ifndef SIMDLOSS_TOKEN_HPP
#define SIMDLOSS_TOKEN_HPP

#include <simdloss/core.hpp>
#include <simdloss/token.h>

namespace simdloss {

[[nodiscard]] inline simdloss_token_desc token_desc(
    std::int64_t batch, std::int64_t classes, std::int64_t choices = 1) {
    auto desc = detail::make_desc(simdloss_token_desc_init, batch, classes, 1);
    desc.choices = choices;
    return desc;
}

template <float_element T> struct token_forward_args {
    std::span<accumulator<T>> log_prob{}, entropy{}, row_stats{};
    std::span<std::int64_t> argmax{}, rank{};
    const simdloss_executor *executor = nullptr;
};
template <float_input Logits, index_input Target>
void token_forward(simdloss_token_desc desc, const Logits &logits, const Target &target,
    const token_forward_args<value_of<Logits>> &args) {
    const std::int64_t rows = desc.batch, entries = detail::times(rows, desc.choices);
    const auto indices = [](void *data) { return static_cast<std::int64_t *>(data); };
    detail::call{simdloss_token_forward, detail::typed<Logits, Target>(desc), args.executor,
        detail::in("logits", logits, detail::elements(desc)), detail::in("target", target, entries),
        detail::optional_out("log_prob", args.log_prob, entries), detail::optional_out("entropy", args.entropy, rows),
        indices(detail::optional_out("argmax", args.argmax, rows)),
        indices(detail::optional_out("rank", args.rank, rows)),
        detail::optional_out("row_stats", args.row_stats, detail::times(2, rows))};
}

template <float_element T> struct token_backward_args {
    std::span<const accumulator<T>> grad_log_prob{}, grad_entropy{}; // one of them at least
    std::span<const accumulator<T>> row_stats{}, entropy{};
    const simdloss_executor *executor = nullptr;
};
template <float_input Logits, index_input Target, output_of<value_of<Logits>> Grad>
void token_backward(simdloss_token_desc desc, const Logits &logits, const Target &target, Grad &&grad_logits,
    const token_backward_args<value_of<Logits>> &args) {
    const std::int64_t n = detail::elements(desc), rows = desc.batch, entries = detail::times(rows, desc.choices);
    detail::call{simdloss_token_backward, detail::typed<Logits, Target>(desc), args.executor,
        detail::in("logits", logits, n), detail::in("target", target, entries),
        detail::optional_in("row_stats", args.row_stats, detail::times(2, rows)),
        detail::optional_in("entropy", args.entropy, rows),
        detail::optional_in("grad_log_prob", args.grad_log_prob, entries),
        detail::optional_in("grad_entropy", args.grad_entropy, rows), detail::out("grad_logits", grad_logits, n)};
}

} // namespace simdloss

#endif /* SIMDLOSS_TOKEN_HPP */

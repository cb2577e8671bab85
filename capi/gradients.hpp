// What the families of losses on pairs, groups and triplets check alike: options, and gradients that may each stand in the
// place of their own input.
#pragma once

#include "runtime/isa.hpp"
#include "runtime/losses.hpp"

#include <cinttypes>

namespace simdloss::runtime {

inline bool is_finite(double x) { return x - x == 0; }

// What all descs of this family have in common.
template <class Desc>
inline simdloss_status check_options(const Desc &desc, const simdloss_executor *executor, dtype_index &dtype) {
    SIMDLOSS_CHECK(check_dtype("desc.dtype", desc.dtype, dtype));
    SIMDLOSS_CHECK(check_flag("desc.accumulate", desc.accumulate));
    if constexpr (requires { desc.margin; })
        SIMDLOSS_CHECK(check_option("desc.margin", desc.margin, is_finite(desc.margin), "finite"));
    if constexpr (requires { desc.reduction; }) {
        SIMDLOSS_CHECK(check_choice("desc.reduction", desc.reduction, 3));
        SIMDLOSS_CHECK(check_choice("desc.empty_mean", desc.empty_mean, 2));
        SIMDLOSS_CHECK(check_option("desc.mean_denominator", desc.mean_denominator,
            desc.mean_denominator >= 0 && is_finite(desc.mean_denominator), "finite and not negative"));
    }
    SIMDLOSS_CHECK(check_executor(executor));
    return active_kernels() == nullptr ? isa_unavailable() : SIMDLOSS_STATUS_OK;
}

template <class Desc>
void set_output(
    const Desc &desc, dtype_index dtype, void *loss, const void *grad_loss, std::int64_t losses, loss_output &out) {
    out.loss = loss;
    out.grad_loss = grad_loss;
    out.wide = dtype == f64;
    out.reduction = desc.reduction;
    const weight_totals totals{losses, losses, static_cast<double>(losses)};
    set_mean(out, SIMDLOSS_DENOMINATOR_COUNT, desc.mean_denominator, desc.empty_mean, totals, losses);
}

// A gradient and the input that it belongs to.
struct gradient {
    const char *name;
    void *data;
    const char *input_name;
    const void *input;
    std::size_t element_size;
};

// Gradients may each be exactly their own input; nothing else may overlap.
inline simdloss_status check_buffers(
    buffers &all, std::int64_t elements, bool accumulate, const gradient *gradients, int n) {
    for (int k = 0; k < n; ++k) {
        const gradient &g = gradients[k];
        SIMDLOSS_CHECK(all.add(g.input_name, g.input, elements, g.element_size, buffers::input));
    }
    for (int k = 0; k < n; ++k) {
        const gradient &g = gradients[k];
        SIMDLOSS_CHECK(all.add(g.name, g.data, elements, g.element_size, buffers::optional_output));
        if (accumulate && elements > 0 && g.data != nullptr && g.data == g.input)
            return fail(SIMDLOSS_STATUS_ALIAS, "%s is %s, and desc.accumulate is 1: there is nothing to add to", g.name,
                g.input_name);
    }
    return SIMDLOSS_STATUS_OK;
}

inline simdloss_status nothing_wanted() {
    return fail(SIMDLOSS_STATUS_NULL_POINTER, "the loss and every gradient are NULL: no output is wanted");
}

inline bool streams(const void *gradient, const void *input, bool accumulate, std::int64_t extent, dtype_index dtype) {
    return gradient && gradient != input && !accumulate &&
           worth_streaming(extent * static_cast<std::int64_t>(size_of(dtype)));
}

inline simdloss_status check_loss(const char *name, const void *loss) {
    return loss ? SIMDLOSS_STATUS_OK : fail(SIMDLOSS_STATUS_NULL_POINTER, "%s is NULL", name);
}

} // namespace simdloss::runtime

// The losses other than cross-entropy, a line of a table each.
#pragma once

#include "workload.hpp"

#include <span>

namespace simdloss_bench {

// What a call is made with: full-size arrays of dtype (or of bytes), integers of rows, and where the results go.
struct loss_arguments {
    simdloss_dtype dtype;
    std::int64_t batch, classes;
    const void *in[3];
    const std::int64_t *target; // one a row
    void *out[3];
    void *loss;
    void *workspace;
    std::size_t workspace_bytes;
};

// What fills an input. `fractions` are in (0, 1), `counts` from 0 to 7; `flags` are bytes, 0 or 1.
enum class fill {
    nothing,
    logits,
    backwards,
    probabilities,
    zero_one,
    signs,
    log_probabilities,
    fractions,
    counts,
    flags
};

// The integers of rows: classes, -1 and 1, or labels of which each stands for 16 rows or so.
enum class row_targets { none, classes, signs, labels };

struct loss_work {
    const char *name, *shape;
    std::int64_t batch, classes;
    fill in[3];
    int outputs; // gradients, of full size
    row_targets targets;
    double exps; // exponentials and logarithms an element
    simdloss_status (*call)(const loss_arguments &a, const simdloss_executor *executor);
    // 0: every element of a gradient is near that in F64. Else the distance of the arrays, as a part of their size: where
    // terms cancel, or F32 may choose otherwise.
    double tolerance = 0;
    bool has_roof = true; // false: it multiplies matrices, or chooses
    std::size_t (*workspace)(const loss_arguments &a) = nullptr;
    const char *f32_targets = nullptr; // the name of the work that this is faster than
};

template <class Desc> Desc described(simdloss_status (*init)(Desc *, std::size_t), const loss_arguments &a) {
    Desc desc;
    init(&desc, sizeof desc);
    if constexpr (requires { desc.dtype; }) desc.dtype = a.dtype;
    if constexpr (requires { desc.batch; }) desc.batch = a.batch;
    if constexpr (requires { desc.classes; }) desc.classes = a.classes;
    if constexpr (requires { desc.features; }) desc.features = a.classes;
    if constexpr (requires { desc.width; }) desc.width = a.classes;
    return desc;
}

std::span<const loss_work> element_works(); // 16,777,216 elements each
std::span<const loss_work> row_works();

} // namespace simdloss_bench

// What the functions on class indices share, those of whole rows and those of shards.
#pragma once

#include "runtime/cross_entropy.hpp"

#include <simdloss/cross_entropy.h>

namespace simdloss::capi {

struct arguments {
    const void *logits = nullptr, *target = nullptr, *class_weight = nullptr, *row_weight = nullptr;
    const void *row_stats_in = nullptr, *grad_loss = nullptr;
    void *loss = nullptr, *row_stats = nullptr, *grad_logits = nullptr;
    bool is_fused = false; // forward_backward, where loss may be NULL too
};

// Classes that targets and class weights are of.
constexpr std::int64_t all_classes(const simdloss_cross_entropy_desc &desc) {
    return desc.total_classes > 0 ? desc.total_classes : desc.classes;
}

// The desc, the executor, the instruction set and the shape.
simdloss_status check_common(const simdloss_cross_entropy_desc *theirs, const simdloss_executor *executor,
    simdloss_cross_entropy_desc &desc, std::size_t &target_size, runtime::cross_entropy_call &call);

runtime::target_view view_of(const simdloss_cross_entropy_desc &desc, const arguments &a, runtime::dtype_index dtype);

// Of `classes` weights from the first on; as many as classes if there are none.
double sum_of_class_weights(const void *class_weight, std::int64_t first, std::int64_t classes, bool wide);

// The class weights of a shard's columns.
inline const void *weights_from(const void *class_weight, std::int64_t first, bool wide) {
    if (class_weight == nullptr) return nullptr;
    return static_cast<const char *>(class_weight) + first * (wide ? 8 : 4);
}

// From a checked desc and checked targets.
void set_options(
    const simdloss_cross_entropy_desc &desc, const runtime::target_counts &counts, runtime::cross_entropy_call &call);

} // namespace simdloss::capi

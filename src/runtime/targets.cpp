#include "runtime/targets.hpp"

#include "runtime/tasks.hpp"

#include <cinttypes>

namespace simdloss::runtime {

namespace {

// Calls f with a pointer of the targets' type.
template <class F> auto with_target_type(const target_view &view, const F &f) {
    switch (view.dtype) {
    case SIMDLOSS_I32: return f(static_cast<const std::int32_t *>(view.target));
    case SIMDLOSS_I16: return f(static_cast<const std::int16_t *>(view.target));
    case SIMDLOSS_I8: return f(static_cast<const std::int8_t *>(view.target));
    case SIMDLOSS_U8: return f(static_cast<const std::uint8_t *>(view.target));
    case SIMDLOSS_U16: return f(static_cast<const std::uint16_t *>(view.target));
    case SIMDLOSS_U32: return f(static_cast<const std::uint32_t *>(view.target));
    default: return f(static_cast<const std::int64_t *>(view.target));
    }
}

bool is_class(std::int64_t target, std::int64_t classes) {
    return static_cast<std::uint64_t>(target) < static_cast<std::uint64_t>(classes);
}

// INT64_MIN as ignore_index means that nothing is ignored: as a target it is not a class either.
bool is_ignored(std::int64_t target, std::int64_t ignore_index) {
    return target == ignore_index && ignore_index != INT64_MIN;
}

// Has its highest bit set if the target is not in [0, classes): arithmetic that every instruction set has on vectors.
std::uint64_t outside_bit(std::int64_t target, std::int64_t classes) {
    const auto t = static_cast<std::uint64_t>(target);
    return t | (static_cast<std::uint64_t>(classes) - 1 - t);
}

// 1 or 0.
std::int64_t outside(std::int64_t target, std::int64_t classes) {
    return static_cast<std::int64_t>(outside_bit(target, classes) >> 63);
}

// Whether all targets of a stretch are classes or ignored, and how many are ignored.
template <class Index>
bool all_valid(const Index *target, std::int64_t n, const target_view &view, std::int64_t &ignored) {
    std::uint64_t any = 0;
    for (std::int64_t i = 0; i < n; ++i) any |= outside_bit(target[i], view.classes);
    ignored = 0;
    if (any >> 63 == 0 && !is_class(view.ignore_index, view.classes)) return true;
    std::int64_t bad = 0;
    for (std::int64_t i = 0; i < n; ++i) {
        const std::int64_t is_ignored = target[i] == view.ignore_index;
        bad |= outside(target[i], view.classes) & ~is_ignored;
        ignored += is_ignored;
    }
    return bad == 0 && (view.ignore_index != INT64_MIN || ignored == 0);
}

[[gnu::cold]] simdloss_status fail_target(const target_view &view, std::int64_t row) {
    const std::int64_t value =
        with_target_type(view, [&](auto target) { return static_cast<std::int64_t>(target[row]); });
    if (view.ignore_index == INT64_MIN)
        return fail(SIMDLOSS_STATUS_TARGET, "%s[%" PRId64 "] is %" PRId64 "; it must be from 0 to %" PRId64, view.name,
            row, value, view.classes - 1);
    return fail(SIMDLOSS_STATUS_TARGET,
        "%s[%" PRId64 "] is %" PRId64 "; it must be from 0 to %" PRId64 ", or ignore_index (%" PRId64 ")", view.name,
        row, value, view.classes - 1, view.ignore_index);
}

} // namespace

simdloss_status check_target_dtype(simdloss_dtype dtype, std::size_t &element_size) {
    switch (dtype) {
    case SIMDLOSS_I64: element_size = 8; return SIMDLOSS_STATUS_OK;
    case SIMDLOSS_I32:
    case SIMDLOSS_U32: element_size = 4; return SIMDLOSS_STATUS_OK;
    case SIMDLOSS_I16:
    case SIMDLOSS_U16: element_size = 2; return SIMDLOSS_STATUS_OK;
    case SIMDLOSS_I8:
    case SIMDLOSS_U8: element_size = 1; return SIMDLOSS_STATUS_OK;
    default:
        return fail(SIMDLOSS_STATUS_DTYPE,
            "desc.target_dtype is %" PRId32 "; it must be I64, I32, I16, I8, U8, U16 or U32", dtype);
    }
}

target_counts count_targets(const target_view &view, std::int64_t begin, std::int64_t end) {
    target_counts counts;
    with_target_type(view, [&](auto target) {
        std::int64_t ignored = 0;
        const bool valid = all_valid(target + begin, end - begin, view, ignored);
        if (!valid) {
            for (std::int64_t r = begin; r < end && counts.first_bad < 0; ++r) {
                const auto t = static_cast<std::int64_t>(target[r]);
                if (!is_class(t, view.classes) && !is_ignored(t, view.ignore_index)) counts.first_bad = r;
            }
            return;
        }
        counts.kept = end - begin - ignored;
        counts.nonzero = counts.kept;
        counts.class_weight = counts.weight = static_cast<double>(counts.kept);
        if (view.class_weight == nullptr && view.row_weight == nullptr) return;
        counts.nonzero = 0;
        counts.class_weight = counts.weight = 0;
        for (std::int64_t r = begin; r < end; ++r) {
            const auto t = static_cast<std::int64_t>(target[r]);
            if (t == view.ignore_index || !is_class(t, view.classes)) continue;
            const double w = view.class_weight ? load_wide(view.class_weight, t, view.wide) : 1;
            const double both = w * (view.row_weight ? load_wide(view.row_weight, r, view.wide) : 1);
            counts.class_weight += w;
            counts.weight += both;
            counts.nonzero += both != 0;
        }
    });
    return counts;
}

simdloss_status check_targets(
    const target_view &view, std::int64_t rows, const simdloss_executor *executor, target_counts &counts) {
    // A block is worth a task of its own from some thousand rows on.
    const std::int64_t per_block = rows <= 8192 * max_blocks ? 8192 : (rows + max_blocks - 1) / max_blocks;
    const std::int64_t blocks = (rows + per_block - 1) / per_block;
    if (blocks <= 1) {
        counts = count_targets(view, 0, rows);
        return counts.first_bad < 0 ? SIMDLOSS_STATUS_OK : fail_target(view, counts.first_bad);
    }
    target_counts parts[max_blocks];
    SIMDLOSS_CHECK(run_tasks(executor, blocks, rows >= 4 * per_block, [&](std::int64_t b) {
        const std::int64_t begin = b * per_block;
        parts[b] = count_targets(view, begin, begin + per_block < rows ? begin + per_block : rows);
    }));
    counts = {};
    for (std::int64_t b = 0; b < blocks; ++b) {
        if (parts[b].first_bad >= 0) return fail_target(view, parts[b].first_bad);
        counts.kept += parts[b].kept;
        counts.nonzero += parts[b].nonzero;
        counts.class_weight += parts[b].class_weight;
        counts.weight += parts[b].weight;
    }
    return SIMDLOSS_STATUS_OK;
}

void widen_targets(const target_view &view, std::int64_t first, int count, std::int64_t *out) {
    with_target_type(view, [&](auto target) {
        target += first;
        // Checked before, but if the caller's memory has changed since, this still stays inside the arrays.
        for (int i = 0; i < count; ++i) {
            const auto t = static_cast<std::int64_t>(target[i]);
            out[i] = t | -outside(t, view.classes);
        }
        if (view.all_kept) return;
        for (int i = 0; i < count; ++i)
            out[i] |= -static_cast<std::int64_t>(static_cast<std::int64_t>(target[i]) == view.ignore_index);
    });
}

void widen_target_weights(const target_view &view, int count, const std::int64_t *target, double *weight) {
    for (int i = 0; i < count; ++i) weight[i] = target[i] >= 0 ? load_wide(view.class_weight, target[i], view.wide) : 0;
}

void widen_row_weights(const target_view &view, std::int64_t first, int count, double *weight) {
    for (int i = 0; i < count; ++i) weight[i] = load_wide(view.row_weight, first + i, view.wide);
}

} // namespace simdloss::runtime

// A cross-entropy problem cut along its classes: what each shard holds, its records, and what they make together.
#pragma once

#include "cross_entropy.hpp"

namespace simdloss_test {

using record = simdloss_cross_entropy_record;
using records = std::vector<record>;

struct shard {
    simdloss_cross_entropy_desc desc{}; // the whole problem's, with this shard's range of classes
    buffer logits, grad_logits;         // [batch, classes of the shard], dense

    shard(const cross_entropy_case &c, const cross_entropy_inputs &in, std::int64_t first, std::int64_t classes)
        : desc(c.desc), logits(c.desc.dtype, c.desc.batch * classes, c.where),
          grad_logits(c.desc.dtype, c.desc.batch * classes, c.where) {
        desc.batch_stride = 0;
        desc.classes = classes;
        desc.first_class = first;
        desc.total_classes = c.desc.classes;
        for (std::int64_t r = 0; r < desc.batch; ++r) {
            for (std::int64_t k = 0; k < classes; ++k) {
                logits.set(r * classes + k, in.logits.get(c.layout().offset(r, first + k)));
            }
        }
    }
};

// Shards of these lengths, the last one with what is left.
inline std::vector<shard> cut(
    const cross_entropy_case &c, const cross_entropy_inputs &in, const std::vector<std::int64_t> &lengths) {
    std::vector<shard> shards;
    std::int64_t first = 0;
    for (const std::int64_t length : lengths) {
        shards.emplace_back(c, in, first, length);
        first += length;
    }
    shards.emplace_back(c, in, first, c.desc.classes - first);
    return shards;
}

inline simdloss_status partial(
    const cross_entropy_inputs &in, const shard &part, records &out, const simdloss_executor *executor = nullptr) {
    out.assign(static_cast<std::size_t>(part.desc.batch), record());
    return simdloss_cross_entropy_partial(
        &part.desc, executor, part.logits.data(), in.target.data(), in.class_weight_data(), out.data());
}

inline void merge(const records &from, records &into) {
    ASSERT_EQ(simdloss_cross_entropy_merge(static_cast<std::int64_t>(into.size()), from.data(), into.data()),
        SIMDLOSS_STATUS_OK)
        << simdloss_last_error();
}
inline records merged(const records &a, const records &b) {
    records result = b;
    merge(a, result);
    return result;
}

inline simdloss_status finish(const cross_entropy_inputs &in, const shard &any, const records &all,
    cross_entropy_outputs &out, const simdloss_executor *executor = nullptr) {
    return simdloss_cross_entropy_finish(&any.desc, executor, all.data(), in.target.data(), in.class_weight_data(),
        in.row_weight_data(), out.loss.data(), out.row_stats.data());
}

// The gradient of every shard, put together in out.
inline void backward(const cross_entropy_case &c, const cross_entropy_inputs &in, std::vector<shard> &shards,
    cross_entropy_outputs &out, const simdloss_executor *executor = nullptr) {
    for (shard &part : shards) {
        ASSERT_EQ(simdloss_cross_entropy_backward(&part.desc, executor, part.logits.data(), in.target.data(),
                      in.class_weight_data(), in.row_weight_data(), out.row_stats.data(), in.grad_loss_data(),
                      part.grad_logits.data()),
            SIMDLOSS_STATUS_OK)
            << simdloss_last_error();
        for (std::int64_t r = 0; r < part.desc.batch; ++r) {
            for (std::int64_t k = 0; k < part.desc.classes; ++k) {
                out.grad_logits.set(
                    c.layout().offset(r, part.desc.first_class + k), part.grad_logits.get(r * part.desc.classes + k));
            }
        }
    }
}

// All of it: partial on each shard, merged from the first to the last, finish, backward.
inline void compute_sharded(const cross_entropy_case &c, const cross_entropy_inputs &in, std::vector<shard> &shards,
    cross_entropy_outputs &out, const simdloss_executor *executor = nullptr) {
    records all, next;
    for (const shard &part : shards) {
        ASSERT_EQ(partial(in, part, next, executor), SIMDLOSS_STATUS_OK) << simdloss_last_error();
        if (all.empty()) all = next;
        else merge(next, all);
    }
    ASSERT_EQ(finish(in, shards.front(), all, out, executor), SIMDLOSS_STATUS_OK) << simdloss_last_error();
    ASSERT_NO_FATAL_FAILURE(backward(c, in, shards, out, executor));
}

// Equal but for padding, which there is none of, and for the sign and payload of NaNs.
inline bool same_record(const record &a, const record &b) {
    const auto same = [](double x, double y) {
        return std::memcmp(&x, &y, sizeof x) == 0 || (std::isnan(x) && std::isnan(y));
    };
    const auto same_sum = [&](const simdloss_cross_entropy_sum &x, const simdloss_cross_entropy_sum &y) {
        bool equal = x.exponent == y.exponent;
        for (int i = 0; i < 4; ++i) equal = equal && same(x.part[i], y.part[i]);
        return equal;
    };
    return same(a.maximum, b.maximum) && same(a.top, b.top) && a.top_exponent == b.top_exponent &&
           same(a.target_logit, b.target_logit) && same_sum(a.rest, b.rest) && same_sum(a.logits, b.logits) &&
           same_sum(a.weights, b.weights) && a.columns == b.columns && a.chunks == b.chunks && a.hits == b.hits &&
           a.flags == b.flags;
}
inline ::testing::AssertionResult same_records(const records &a, const records &b) {
    for (std::size_t r = 0; r < a.size(); ++r) {
        if (!same_record(a[r], b[r])) return ::testing::AssertionFailure() << "the records of row " << r << " differ";
    }
    return ::testing::AssertionSuccess();
}

} // namespace simdloss_test

#include "array.hpp"
#include "check.hpp"
#include "workload.hpp"

#include <algorithm>
#include <cstring>
#include <vector>

namespace simdloss_bench {

namespace {

constexpr int ranks = 4;
using records = std::vector<simdloss_cross_entropy_record>;

// A vocabulary cut into the shards of four ranks: the partial pass of the first of them, or the merge of the records of
// all, which in a program is what an MPI_Allreduce has to compute.
class shards final : public workload {
public:
    explicit shards(const bench_case &c) : case_(c), logits_(c.dtype, c.size()), target_(c.rows()), merged_(c.rows()) {
        const std::uint32_t *random = targets(target_.size());
        for (std::size_t r = 0; r < target_.size(); ++r) target_[r] = random[r] % c.classes;
        logits_.fill_with_logits();
        for (records &each : partial_) each.resize(c.rows());
    }

    simdloss_status call(const simdloss_executor *executor) override {
        return case_.what == work::shard_partial ? partial(0, executor) : merge();
    }

    // The loss of every row has the bits of the call on whole rows.
    std::string fault(const simdloss_executor *executor) override {
        std::vector<float> whole(case_.rows()), sharded(case_.rows());
        simdloss_status status = SIMDLOSS_STATUS_OK;
        const auto run = [&](simdloss_status next) { status = status == SIMDLOSS_STATUS_OK ? next : status; };
        for (int rank = 0; rank < ranks; ++rank) run(partial(rank, executor));
        run(merge());
        auto desc = desc_of(0);
        run(simdloss_cross_entropy_finish(
            &desc, executor, merged_.data(), target_.data(), nullptr, nullptr, sharded.data(), nullptr));
        desc.first_class = desc.total_classes = 0;
        desc.classes = case_.classes;
        run(simdloss_cross_entropy_forward(
            &desc, executor, logits_.data(), target_.data(), nullptr, nullptr, whole.data(), nullptr));
        if (status != SIMDLOSS_STATUS_OK) return failure(status);
        if (std::memcmp(whole.data(), sharded.data(), whole.size() * sizeof(float)) != 0)
            return "sharded rows have other losses than whole ones";
        keep_sample(sharded, sharded.size());
        return "";
    }

    demand needs() const override {
        demand d;
        if (case_.what != work::shard_partial) return d;
        d.read[0] = logits_.data();
        d.bytes = static_cast<std::size_t>(desc_of(0).classes) * case_.rows() * sizeof(float);
        d.more_bytes = target_.size() * sizeof target_[0] + merged_.size() * sizeof merged_[0];
        d.exps = static_cast<double>(d.bytes / sizeof(float));
        return d;
    }

private:
    // Cut where the library cuts rows into chunks.
    std::int64_t first_class(int rank) const {
        const std::int64_t chunk = simdloss_cross_entropy_chunk(case_.classes);
        const std::int64_t chunks = (case_.classes + chunk - 1) / chunk;
        return std::min(chunks * rank / ranks * chunk, case_.classes);
    }

    simdloss_cross_entropy_desc desc_of(int rank) const {
        simdloss_cross_entropy_desc desc;
        simdloss_cross_entropy_desc_init(&desc, sizeof desc);
        desc.dtype = case_.dtype;
        desc.reduction = SIMDLOSS_REDUCTION_NONE;
        desc.batch = case_.batch;
        desc.batch_stride = case_.classes;
        desc.first_class = first_class(rank);
        desc.classes = (rank + 1 < ranks ? first_class(rank + 1) : case_.classes) - desc.first_class;
        desc.total_classes = case_.classes;
        return desc;
    }

    simdloss_status partial(int rank, const simdloss_executor *executor) {
        const auto desc = desc_of(rank);
        return simdloss_cross_entropy_partial(&desc, executor,
            static_cast<const float *>(logits_.data()) + desc.first_class, target_.data(), nullptr,
            partial_[rank].data());
    }

    simdloss_status merge() {
        merged_ = partial_[0];
        for (int rank = 1; rank < ranks; ++rank) {
            const simdloss_status status =
                simdloss_cross_entropy_merge(case_.batch, partial_[rank].data(), merged_.data());
            if (status != SIMDLOSS_STATUS_OK) return status;
        }
        return SIMDLOSS_STATUS_OK;
    }

    bench_case case_;
    array logits_;
    std::vector<std::int64_t> target_;
    records partial_[ranks], merged_;
};

} // namespace

std::unique_ptr<workload> make_shards(const bench_case &c) { return std::make_unique<shards>(c); }

} // namespace simdloss_bench

#include "runtime/mining.hpp"

#include <algorithm>

namespace simdloss::runtime {

namespace {

constexpr std::int64_t select_pieces = (mining_anchors + mining_group - 1) / mining_group;

constexpr std::int64_t round_up(std::int64_t n, std::int64_t to) { return (n + to - 1) / to * to; }

// Rows of the tile, a cache line more than a multiple of it: columns of a power of two would share a few sets of it.
constexpr std::int64_t pitch_of(std::int64_t batch) { return round_up(batch, mining_columns) + 16; }

// Arrays one after the other, at multiples of a cache line.
class arrays {
public:
    explicit arrays(void *workspace)
        : begin_((reinterpret_cast<std::uintptr_t>(workspace) + 63) / 64 * 64), at_(begin_) {}

    void *next(std::int64_t elements, std::size_t size) {
        const std::uintptr_t here = at_;
        at_ += (static_cast<std::uintptr_t>(elements) * size + 63) / 64 * 64;
        return reinterpret_cast<void *>(here);
    }
    std::size_t bytes() const { return at_ - begin_ + 63; }

private:
    std::uintptr_t begin_, at_;
};

struct label_arrays {
    std::int32_t *order, *begin, *end;
};

// Where everything stands in the workspace.
struct layout {
    label_arrays labels;
    void *scratch, *sums = nullptr;
    std::size_t bytes;

    layout(const mining_call &call, mining_args &args) {
        const std::size_t acc = accumulator_size(call.dtype);
        arrays a(call.workspace);
        args.pitch = pitch_of(args.batch);
        const auto indices = [&] { return static_cast<std::int32_t *>(a.next(args.pitch, sizeof(std::int32_t))); };
        labels.order = indices();
        labels.begin = indices();
        labels.end = indices();
        const bool angular = args.distance == mining_distance::angular;
        if (angular || args.distance == mining_distance::normalized_l2) args.inverse = a.next(args.pitch, acc);
        if (angular) args.gap = a.next(args.pitch, acc);
        if (angular) args.weight_sum = a.next(args.pitch, acc);
        args.anchors = a.next(args.features * mining_anchors, acc);
        args.tile = a.next(args.pitch * mining_anchors, acc);
        scratch = a.next(args.pitch * mining_scratch * select_pieces, acc);
        if (args.accumulate || size_of(call.dtype) < acc) sums = a.next(args.batch * args.features, acc);
        bytes = a.bytes();
    }
};

template <class Label> void widen(const void *label, std::int64_t n, std::int64_t *out) {
    for (std::int64_t i = 0; i < n; ++i) out[i] = static_cast<std::int64_t>(static_cast<const Label *>(label)[i]);
}

void widen_labels(const mining_call &call, std::int64_t *out) {
    const std::int64_t n = call.args.batch;
    switch (call.label_dtype) {
    case SIMDLOSS_I32: return widen<std::int32_t>(call.label, n, out);
    case SIMDLOSS_I16: return widen<std::int16_t>(call.label, n, out);
    case SIMDLOSS_I8: return widen<std::int8_t>(call.label, n, out);
    case SIMDLOSS_U8: return widen<std::uint8_t>(call.label, n, out);
    case SIMDLOSS_U16: return widen<std::uint16_t>(call.label, n, out);
    case SIMDLOSS_U32: return widen<std::uint32_t>(call.label, n, out);
    default: return widen<std::int64_t>(call.label, n, out);
    }
}

// Finds the classes; label: n numbers. Gives the number of ordered pairs of different rows of a class.
double find_classes(const std::int64_t *label, std::int64_t n, const label_arrays &out) {
    for (std::int64_t i = 0; i < n; ++i) out.order[i] = static_cast<std::int32_t>(i);
    std::sort(out.order, out.order + n,
        [=](std::int32_t a, std::int32_t b) { return label[a] != label[b] ? label[a] < label[b] : a < b; });
    double pairs = 0;
    for (std::int64_t begin = 0, end; begin < n; begin = end) {
        end = begin + 1;
        while (end < n && label[out.order[end]] == label[out.order[begin]]) ++end;
        for (std::int64_t q = begin; q < end; ++q) {
            out.begin[out.order[q]] = static_cast<std::int32_t>(begin);
            out.end[out.order[q]] = static_cast<std::int32_t>(end);
        }
        pairs += static_cast<double>(end - begin) * static_cast<double>(end - begin - 1);
    }
    return pairs;
}

class mining_run {
public:
    mining_run(mining_call &call, const simdloss_executor *executor)
        : call_(call), args_(call.args), executor_(executor), where_(call, call.args) {
        parallel_ = mining_anchors * args_.batch * args_.features >= std::int64_t(1) << 18;
        if (where_.sums != nullptr) {
            args_.sums = where_.sums;
            args_.sums_stride = args_.features;
        } else {
            args_.sums = args_.grad;
            args_.sums_stride = args_.stride;
        }
    }

    simdloss_status operator()() {
        // The tile is free until the first one is measured: it has room for 64-bit labels.
        auto *const label = static_cast<std::int64_t *>(args_.tile);
        widen_labels(call_, label);
        const double pairs = find_classes(label, args_.batch, where_.labels);
        args_.order = where_.labels.order;
        args_.class_begin = where_.labels.begin;
        args_.class_end = where_.labels.end;

        SIMDLOSS_CHECK(prepare());
        double count = 0;
        ordered_sum sum;
        sum.clear();
        for (std::int64_t anchor = 0; anchor < args_.batch; anchor += mining_anchors)
            SIMDLOSS_CHECK(tile(anchor, sum, count));
        set_denominator(pairs, count);
        const double total = sum.total();
        SIMDLOSS_CHECK(finish());
        call_.out.finish(&total, 1);
        return SIMDLOSS_STATUS_OK;
    }

private:
    void kernel(mining_piece &piece) const { call_.kernels->mining[call_.dtype](args_, piece, {}); }

    // Pieces of `per` of n rows or columns.
    template <class F> simdloss_status run_pieces(std::int64_t n, std::int64_t per, const F &set) const {
        return run_tasks(executor_, (n + per - 1) / per, parallel_, [&](std::int64_t i) {
            mining_piece piece;
            piece.begin = i * per;
            piece.end = piece.begin + per < n ? piece.begin + per : n;
            set(piece, i);
            kernel(piece);
        });
    }

    simdloss_status prepare() const {
        const row_blocks blocks(args_.batch, args_.features);
        return run_tasks(executor_, blocks.count, parallel_, [&](std::int64_t b) {
            mining_piece piece;
            piece.begin = blocks.begin(b);
            piece.end = blocks.end(b);
            if (args_.inverse != nullptr) kernel(piece);
            if (!args_.want_grad) return;
            const std::size_t acc = accumulator_size(call_.dtype);
            for (std::int64_t row = piece.begin; row < piece.end; ++row)
                std::memset(static_cast<char *>(args_.sums) + static_cast<std::size_t>(row * args_.sums_stride) * acc,
                    0, static_cast<std::size_t>(args_.features) * acc);
        });
    }

    simdloss_status tile(std::int64_t anchor, ordered_sum &sum, double &count) const {
        const std::int64_t n = args_.batch;
        double losses[mining_anchors], counts[mining_anchors];
        mining_piece whole;
        whole.anchor = anchor;
        whole.anchors = static_cast<int>(n - anchor < mining_anchors ? n - anchor : mining_anchors);
        whole.loss = losses;
        whole.count = counts;
        whole.what = mining_step::pack;
        kernel(whole);
        const auto as = [&](mining_piece &piece, mining_step what) {
            const mining_piece cut = piece;
            piece = whole;
            piece.what = what;
            piece.begin = cut.begin;
            piece.end = cut.end;
        };
        const std::int64_t columns =
            round_up(std::max<std::int64_t>(2 * mining_columns, (n + 63) / 64), mining_columns);
        SIMDLOSS_CHECK(
            run_pieces(n, columns, [&](mining_piece &piece, std::int64_t) { as(piece, mining_step::measure); }));
        SIMDLOSS_CHECK(run_pieces(whole.anchors, mining_group, [&](mining_piece &piece, std::int64_t i) {
            as(piece, mining_step::select);
            piece.begin += anchor;
            piece.end += anchor;
            piece.scratch = static_cast<char *>(where_.scratch) +
                            static_cast<std::size_t>(i * mining_scratch * args_.pitch) * accumulator_size(call_.dtype);
        }));
        sum.add(losses, whole.anchors);
        for (int i = 0; i < whole.anchors; ++i) count += counts[i];
        if (!args_.want_grad) return SIMDLOSS_STATUS_OK;
        return run_pieces(n, std::max<std::int64_t>(64, (n + 127) / 128),
            [&](mining_piece &piece, std::int64_t) { as(piece, mining_step::spread); });
    }

    // Of the mean; and what multiplies the gradient.
    void set_denominator(double pairs, double count) const {
        loss_output &out = call_.out;
        if (out.reduction == SIMDLOSS_REDUCTION_MEAN) {
            const bool of_positive = args_.loss == mining_loss::all;
            if (call_.mean_denominator > 0) out.denominator = call_.mean_denominator;
            else if (of_positive) out.denominator = count;
            else out.denominator = args_.loss == mining_loss::hard ? static_cast<double>(args_.batch) : pairs;
            out.is_zero = out.denominator == 0 && (of_positive || call_.empty_mean == SIMDLOSS_EMPTY_MEAN_ZERO);
        }
        args_.scale = out.denominator == 0 ? 0 : out.grad();
    }

    simdloss_status finish() const {
        if (!args_.want_grad) return SIMDLOSS_STATUS_OK;
        const row_blocks blocks(args_.batch, args_.features);
        return run_tasks(executor_, blocks.count, parallel_, [&](std::int64_t b) {
            mining_piece piece;
            piece.what = mining_step::finish;
            piece.begin = blocks.begin(b);
            piece.end = blocks.end(b);
            kernel(piece);
        });
    }

    mining_call &call_;
    mining_args &args_;
    const simdloss_executor *executor_;
    layout where_;
    bool parallel_;
};

} // namespace

std::size_t mining_workspace(const mining_call &call) {
    mining_args args = call.args;
    return layout(call, args).bytes;
}

simdloss_status run(mining_call &call, const simdloss_executor *executor) { return mining_run(call, executor)(); }

} // namespace simdloss::runtime

#include "runtime/mining.hpp"

#include <algorithm>

namespace simdloss::runtime {

namespace {

constexpr std::int64_t select_pieces = (mining_anchors + mining_group - 1) / mining_group;

constexpr std::int64_t round_up(std::int64_t n, std::int64_t to) { return (n + to - 1) / to * to; }

// Rows of the tile, a cache line more than a multiple of it: columns of a power of two would share a few sets of it.
constexpr std::int64_t pitch_of(std::int64_t batch) { return round_up(batch, mining_columns) + 16; }

void *row(void *array, std::int64_t elements, std::size_t size) {
    return static_cast<char *>(array) + static_cast<std::size_t>(elements) * size;
}

struct label_arrays {
    std::int32_t *order, *begin, *end;
};

// Where everything stands in the workspace.
struct layout {
    label_arrays labels;
    void *scratch;
    std::int64_t scratch_rows; // of one piece
    std::size_t bytes;

    layout(const mining_call &call, mining_args &args) {
        const std::size_t acc = accumulator_size(call.dtype);
        workspace_arrays a(call.workspace);
        args.pitch = pitch_of(args.batch);
        const auto indices = [&] { return static_cast<std::int32_t *>(a.next(args.pitch, sizeof(std::int32_t))); };
        labels.order = indices();
        labels.begin = indices();
        labels.end = indices();
        lay_out_rows(call, args, a, args.pitch);
        args.anchors = a.next(args.features * mining_anchors, acc);
        args.tile = a.next(args.pitch * mining_anchors, acc);
        scratch = a.next(args.pitch * mining_scratch * select_pieces, acc);
        bytes = a.bytes();
        // Lifted structure needs one row only: the sums have room behind.
        scratch_rows = args.loss == mining_loss::lifted ? 1 : mining_scratch;
        args.log_sums = static_cast<double *>(row(scratch, args.pitch * select_pieces, acc));
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
    }

    simdloss_status operator()() {
        // The tile is free until the first one is measured: it has room for 64-bit labels.
        auto *const label = static_cast<std::int64_t *>(args_.tile);
        widen_labels(call_, label);
        const double pairs = find_classes(label, args_.batch, where_.labels);
        args_.order = where_.labels.order;
        args_.class_begin = where_.labels.begin;
        args_.class_end = where_.labels.end;

        SIMDLOSS_CHECK(prepare_rows(call_, executor_, parallel_));
        double count = 0;
        ordered_sum sum;
        sum.clear();
        for (std::int64_t anchor = 0; anchor < args_.batch; anchor += mining_anchors)
            SIMDLOSS_CHECK(tile(anchor, sum, count));
        for (std::int64_t anchor = 0; is_lifted() && args_.want_grad && anchor < args_.batch; anchor += mining_anchors)
            SIMDLOSS_CHECK(weigh(anchor));
        set_denominator(pairs, count);
        const double total = sum.total();
        SIMDLOSS_CHECK(finish_rows(call_, executor_, parallel_));
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

    bool is_lifted() const { return args_.loss == mining_loss::lifted; }

    // What the losses of a tile's anchors go to.
    struct anchor_sums {
        double loss[mining_anchors], count[mining_anchors];
    };

    simdloss_status tile(std::int64_t anchor, ordered_sum &sum, double &count) const {
        anchor_sums sums;
        const mining_piece whole = anchors_from(anchor, sums);
        SIMDLOSS_CHECK(measure(whole));
        if (is_lifted()) {
            SIMDLOSS_CHECK(over_anchors(whole, mining_step::reduce));
            SIMDLOSS_CHECK(over_anchors(whole, mining_step::pairs));
        } else {
            SIMDLOSS_CHECK(over_anchors(whole, mining_step::select));
        }
        sum.add(sums.loss, whole.anchors);
        for (int i = 0; i < whole.anchors; ++i) count += sums.count[i];
        return args_.want_grad && !is_lifted() ? spread(whole) : SIMDLOSS_STATUS_OK;
    }

    // Where the weights need the sums of all rows, the distances are taken once more.
    simdloss_status weigh(std::int64_t anchor) const {
        anchor_sums unused;
        const mining_piece whole = anchors_from(anchor, unused);
        SIMDLOSS_CHECK(measure(whole));
        SIMDLOSS_CHECK(over_anchors(whole, mining_step::select));
        return spread(whole);
    }

    mining_piece anchors_from(std::int64_t anchor, anchor_sums &sums) const {
        mining_piece whole;
        whole.anchor = anchor;
        whole.anchors = static_cast<int>(std::min<std::int64_t>(args_.batch - anchor, mining_anchors));
        whole.loss = sums.loss;
        whole.count = sums.count;
        return whole;
    }

    static void set(mining_piece &piece, const mining_piece &whole, mining_step what) {
        const mining_piece cut = piece;
        piece = whole;
        piece.what = what;
        piece.begin = cut.begin;
        piece.end = cut.end;
    }

    simdloss_status measure(mining_piece whole) const {
        whole.what = mining_step::pack;
        kernel(whole);
        const std::int64_t n = args_.batch,
                           columns =
                               round_up(std::max<std::int64_t>(2 * mining_columns, (n + 63) / 64), mining_columns);
        return run_pieces(
            n, columns, [&](mining_piece &piece, std::int64_t) { set(piece, whole, mining_step::measure); });
    }

    simdloss_status over_anchors(const mining_piece &whole, mining_step what) const {
        return run_pieces(whole.anchors, mining_group, [&](mining_piece &piece, std::int64_t i) {
            set(piece, whole, what);
            piece.begin += whole.anchor;
            piece.end += whole.anchor;
            piece.scratch = row(where_.scratch, i * where_.scratch_rows * args_.pitch, accumulator_size(call_.dtype));
        });
    }

    simdloss_status spread(const mining_piece &whole) const {
        return run_pieces(args_.batch, std::max<std::int64_t>(64, (args_.batch + 127) / 128),
            [&](mining_piece &piece, std::int64_t) { set(piece, whole, mining_step::spread); });
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

    mining_call &call_;
    mining_args &args_;
    const simdloss_executor *executor_;
    layout where_;
    bool parallel_;
};

} // namespace

void lay_out_rows(const embeddings_call &call, mining_args &args, workspace_arrays &arrays, std::int64_t rows) {
    const std::size_t acc = accumulator_size(call.dtype);
    const bool angular = args.distance == mining_distance::angular;
    if (angular || args.distance == mining_distance::normalized_l2) args.inverse = arrays.next(rows, acc);
    if (angular) args.gap = arrays.next(rows, acc);
    if (angular) args.weight_sum = arrays.next(rows, acc);
    args.sums = args.grad;
    args.sums_stride = args.stride;
    if (!args.accumulate && size_of(call.dtype) == acc) return;
    args.sums = arrays.next(args.batch * args.features, acc);
    args.sums_stride = args.features;
}

simdloss_status prepare_rows(const embeddings_call &call, const simdloss_executor *executor, bool parallel) {
    const mining_args &args = call.args;
    const row_blocks blocks(args.batch, args.features);
    return run_tasks(executor, blocks.count, parallel, [&](std::int64_t b) {
        mining_piece piece;
        piece.begin = blocks.begin(b);
        piece.end = blocks.end(b);
        if (args.inverse != nullptr) call.kernels->mining[call.dtype](args, piece, {});
        if (!args.want_grad) return;
        const std::size_t acc = accumulator_size(call.dtype);
        for (std::int64_t r = piece.begin; r < piece.end; ++r)
            std::memset(row(args.sums, r * args.sums_stride, acc), 0, static_cast<std::size_t>(args.features) * acc);
    });
}

simdloss_status finish_rows(const embeddings_call &call, const simdloss_executor *executor, bool parallel) {
    const mining_args &args = call.args;
    if (!args.want_grad) return SIMDLOSS_STATUS_OK;
    const row_blocks blocks(args.batch, args.features);
    return run_tasks(executor, blocks.count, parallel, [&](std::int64_t b) {
        mining_piece piece;
        piece.what = mining_step::finish;
        piece.begin = blocks.begin(b);
        piece.end = blocks.end(b);
        call.kernels->mining[call.dtype](args, piece, {});
    });
}

std::size_t mining_workspace(const mining_call &call) {
    mining_args args = call.args;
    return layout(call, args).bytes;
}

simdloss_status run(mining_call &call, const simdloss_executor *executor) { return mining_run(call, executor)(); }

} // namespace simdloss::runtime

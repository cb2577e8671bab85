#include "runtime/score_call.hpp"

#include <cstring>

namespace simdloss::runtime {

namespace {

std::int64_t rounded_up(std::int64_t x, std::int64_t unit) { return (x + unit - 1) / unit * unit; }

// Hands out the workspace piece by piece; without one, only the bytes mean something.
class carver {
public:
    explicit carver(void *workspace) : base_((reinterpret_cast<std::uintptr_t>(workspace) + 63) / 64 * 64) {}

    template <class T = void> T *take(std::int64_t elements, std::size_t size) {
        const std::uintptr_t here = base_ + static_cast<std::uintptr_t>(used_);
        std::int64_t bytes = 0;
        overflows_ |=
            __builtin_mul_overflow(elements, static_cast<std::int64_t>(size), &bytes) || bytes > INT64_MAX / 4;
        if (!overflows_) overflows_ = __builtin_add_overflow(used_, rounded_up(bytes, 64), &used_);
        return reinterpret_cast<T *>(here);
    }
    bool overflows() const { return overflows_; }
    std::size_t bytes() const { return static_cast<std::size_t>(used_) + 64; } // it may begin anywhere

private:
    std::uintptr_t base_;
    bool overflows_ = false;
    std::int64_t used_ = 0;
};

// Rounds take as many tiles as make their scores worth handing out, one where the columns alone do.
constexpr std::int64_t scores_of_a_round = std::int64_t(1) << 18;
constexpr std::int64_t most_tasks = 256;

struct score_pieces {
    std::int64_t *target = nullptr, *order = nullptr;
    void *labels = nullptr; // of rows; columns with labels are as many, and have the same
    double *row_grad = nullptr, *positives = nullptr;
    std::int64_t round = 1;
};

simdloss_status too_large(const score_call &call) {
    return fail(SIMDLOSS_STATUS_SHAPE, "%lld queries and %lld keys of width %lld are too many",
        static_cast<long long>(call.queries.rows), static_cast<long long>(call.columns()),
        static_cast<long long>(call.width));
}

// Fills in the sizes of args and the places of everything in the workspace. What is not needed for a call is there all
// the same: the size depends on the shape and the options alone. False: no workspace is large enough.
bool lay_out(const score_call &call, carver &space, score_args &a, score_pieces &pieces) {
    const std::int64_t n = call.queries.rows, m = call.columns();
    const bool wide = call.dtype == f64;
    const std::size_t acc = wide ? 8 : 4;
    const std::int64_t lane_count = wide ? 16 : 32;
    constexpr std::int64_t most = INT64_MAX / 4096;
    if (n > most || m > most || call.width > most) return false;

    a.width = call.width;
    a.panels = (call.width + lane_count - 1) / lane_count;
    a.queries.rows = n;
    a.keys.rows = m;
    a.queries.pitch = rounded_up(n, a.same_vectors ? 3 * tile_rows : tile_rows);
    a.keys.pitch = a.same_vectors ? a.queries.pitch : rounded_up(m, column_block);
    std::int64_t per_row;
    if (__builtin_mul_overflow(a.panels, lane_count, &per_row)) return false;
    const auto vectors = [&](score_vectors &v) {
        std::int64_t size;
        if (__builtin_mul_overflow(per_row, v.pitch, &size)) size = INT64_MAX;
        return size;
    };
    const std::int64_t query_size = vectors(a.queries), key_size = vectors(a.keys);

    a.queries.panels = space.take(query_size, acc);
    a.queries.transposed = space.take(query_size, acc);
    a.queries.sums = space.take(query_size, acc);
    a.queries.norms = space.take<double>(a.queries.pitch, 8);
    if (a.same_vectors) {
        a.keys.panels = a.queries.panels;
        a.keys.norms = a.queries.norms;
    } else {
        a.keys.panels = space.take(key_size, acc);
        a.keys.norms = space.take<double>(a.keys.pitch, 8);
    }
    a.keys.sums = space.take(key_size, acc);

    const std::int64_t tiles = (n + tile_rows - 1) / tile_rows;
    pieces.round = scores_of_a_round / (tile_rows * (a.keys.pitch > 0 ? a.keys.pitch : 1));
    if (pieces.round > tile_rows) pieces.round = tile_rows;
    if (pieces.round > tiles) pieces.round = tiles;
    if (pieces.round < 1) pieces.round = 1;
    a.chunk = rounded_up(rounded_up(m, column_chunk) / column_chunk, most_tasks) / most_tasks * column_chunk;
    a.chunks = a.chunk == 0 ? 0 : (m + a.chunk - 1) / a.chunk;
    std::int64_t size;
    if (__builtin_mul_overflow(pieces.round * tile_rows, a.keys.pitch, &size)) return false;
    a.scores = space.take(size, acc);
    a.partial = space.take<double>(pieces.round * a.chunks * 4 * tile_rows, 8);
    a.row_planes = space.take<double>(plane_count * a.queries.pitch, 8);
    if (a.symmetric) a.column_planes = space.take<double>(plane_count * a.keys.pitch, 8);
    pieces.row_grad = space.take<double>(a.queries.pitch, 8);
    if (a.rule == score_rule::index) {
        pieces.target = space.take<std::int64_t>(n, 8);
    } else {
        pieces.labels = space.take(a.queries.pitch, acc);
        pieces.positives = space.take<double>(a.queries.pitch, 8);
        pieces.order = space.take<std::int64_t>(n, 8);
    }
    return !space.overflows();
}

// ---- labels

// Sorts row numbers by label: a heap, since nothing may be allocated and no input may be slow.
void sort_rows(std::int64_t *row, std::int64_t n, const std::int64_t *label) {
    const auto sift = [&](std::int64_t top, std::int64_t end) {
        const std::int64_t moving = row[top];
        for (std::int64_t child = 2 * top + 1; child < end; child = 2 * top + 1) {
            if (child + 1 < end && label[row[child]] < label[row[child + 1]]) ++child;
            if (label[row[child]] <= label[moving]) break;
            row[top] = row[child];
            top = child;
        }
        row[top] = moving;
    };
    for (std::int64_t i = 0; i < n; ++i) row[i] = i;
    for (std::int64_t i = n / 2; i-- > 0;) sift(i, n);
    for (std::int64_t end = n; end-- > 1;) {
        const std::int64_t last = row[end];
        row[end] = row[0];
        row[0] = last;
        sift(0, end);
    }
}

std::int64_t label_at(const target_view &view, std::int64_t i) {
    const auto as = [&](auto zero) {
        decltype(zero) label;
        std::memcpy(&label, static_cast<const decltype(zero) *>(view.target) + i, sizeof label);
        return static_cast<std::int64_t>(label);
    };
    switch (view.dtype) {
    case SIMDLOSS_I32: return as(std::int32_t{});
    case SIMDLOSS_I16: return as(std::int16_t{});
    case SIMDLOSS_I8: return as(std::int8_t{});
    case SIMDLOSS_U8: return as(std::uint8_t{});
    case SIMDLOSS_U16: return as(std::uint16_t{});
    case SIMDLOSS_U32: return as(std::uint32_t{});
    default: return as(std::int64_t{});
    }
}

struct label_counts {
    std::int64_t pairs = 0, rows = 0; // positives of all rows, and rows that have one
};

// Rows with one label get one number, in the order of labels; numbers of padding match none.
label_counts number_labels(const score_call &call, const score_args &a, const score_pieces &pieces) {
    const std::int64_t n = call.queries.rows, padded = a.queries.pitch;
    auto *wide = reinterpret_cast<std::int64_t *>(pieces.positives); // first the labels themselves
    for (std::int64_t i = 0; i < n; ++i) wide[i] = label_at(call.labels, i);
    sort_rows(pieces.order, n, wide);
    const auto set = [&](std::int64_t i, std::uint64_t number) {
        if (call.dtype == f64) static_cast<std::uint64_t *>(pieces.labels)[i] = number;
        else static_cast<std::uint32_t *>(pieces.labels)[i] = static_cast<std::uint32_t>(number);
    };
    std::uint64_t number = 0;
    label_counts counts;
    for (std::int64_t i = 0; i < n; ++number) {
        std::int64_t end = i + 1;
        while (end < n && wide[pieces.order[end]] == wide[pieces.order[i]]) ++end;
        const std::int64_t positives = end - i - (a.exclude_self ? 1 : 0);
        counts.pairs += positives * (end - i);
        counts.rows += positives > 0 ? end - i : 0;
        for (; i < end; ++i) {
            set(pieces.order[i], number);
            // Not where a label may still be read.
            reinterpret_cast<double *>(a.row_planes)[pieces.order[i]] = static_cast<double>(positives);
        }
    }
    std::memcpy(pieces.positives, a.row_planes, static_cast<std::size_t>(n) * 8);
    for (std::int64_t i = n; i < padded; ++i) set(i, UINT64_MAX);
    for (std::int64_t i = n; i < a.queries.pitch; ++i) pieces.positives[i] = 0;
    return counts;
}

// ---- the steps

class score_run {
public:
    score_run(score_call &call, const simdloss_executor *executor) : call_(call), executor_(executor), a_(call.args) {}

    simdloss_status run() {
        carver space(call_.workspace);
        if (!lay_out(call_, space, a_, pieces_)) return too_large(call_);
        kernel_ = call_.kernels->scores[call_.dtype];
        prepare();
        if (a_.queries.rows == 0 && a_.keys.rows == 0) return finish_loss();
        SIMDLOSS_CHECK(pack());
        const bool in_two_passes = a_.symmetric && wants_gradient();
        SIMDLOSS_CHECK(pass(!in_two_passes && wants_gradient()));
        if (a_.symmetric) SIMDLOSS_CHECK(finish_columns());
        if (in_two_passes) {
            a_.reduces = false;
            SIMDLOSS_CHECK(pass(true));
        }
        if (wants_gradient()) SIMDLOSS_CHECK(unpack());
        return finish_loss();
    }

private:
    bool wants_query_grad() const { return a_.queries.grad[0] != nullptr; }
    bool wants_key_grad() const { return a_.keys.grad[0] != nullptr || a_.keys.grad[1] != nullptr || a_.same_vectors; }
    bool wants_gradient() const { return wants_query_grad() || (wants_key_grad() && !a_.same_vectors); }

    void prepare() {
        const std::int64_t n = a_.queries.rows;
        const auto place = [](score_vectors &v, int which, const score_source &s) {
            v.data[which] = s.data;
            v.grad[which] = s.grad;
            v.stride[which] = s.stride;
        };
        place(a_.queries, 0, call_.queries);
        a_.queries.split = n;
        place(a_.keys, 0, call_.keys);
        place(a_.keys, 1, call_.more_keys);
        a_.keys.split = call_.keys.rows;
        // Sums that nobody wants are not formed. One set of vectors needs both.
        if (!wants_key_grad()) a_.keys.sums = nullptr;

        if (a_.rule == score_rule::index) {
            if (call_.targets.target != nullptr) {
                for (std::int64_t i = 0; i < n; i += rows_per_call)
                    widen_targets(call_.targets, i, static_cast<int>(n - i < rows_per_call ? n - i : rows_per_call),
                        pieces_.target + i);
                a_.target = pieces_.target;
            }
        } else {
            const label_counts counts = number_labels(call_, a_, pieces_);
            a_.query_labels = a_.key_labels = pieces_.labels;
            a_.positives = pieces_.positives;
            if (call_.out.reduction == SIMDLOSS_REDUCTION_MEAN && call_.out.denominator == 0)
                call_.out.denominator = static_cast<double>(a_.rule == score_rule::pairs ? counts.pairs : counts.rows);
        }
        if (call_.out.denominator == 0 && a_.rule != score_rule::index) call_.out.is_zero = true;
        if (call_.out.reduced() && !has_ignored()) {
            a_.grad = call_.out.grad() * call_.share;
            return;
        }
        for (std::int64_t i = 0; i < a_.queries.pitch; ++i) {
            const bool counts = i < n && !is_ignored(i);
            pieces_.row_grad[i] =
                counts ? (call_.out.reduced() ? call_.out.grad() : call_.out.grad(i)) * call_.share : 0;
        }
        a_.row_grad = pieces_.row_grad;
    }

    bool has_ignored() const { return a_.target != nullptr && !call_.targets.all_kept; }
    bool is_ignored(std::int64_t row) const { return has_ignored() && a_.target[row] < 0; }

    void call_kernel(score_step step, std::int64_t tile, std::int64_t first, std::int64_t last) const {
        score_task task{step, tile, first, last};
        kernel_(a_, task, work{});
    }

    bool parallel(std::int64_t rows) const {
        return rows * a_.panels * (a_.panels > 0 ? 32 : 0) >= parallel_elements ||
               a_.queries.rows * a_.keys.rows >= parallel_elements;
    }

    // Rows, or columns, in pieces of whole units.
    simdloss_status over(score_step step, std::int64_t count, std::int64_t unit) const {
        std::int64_t piece = rounded_up((count + most_tasks - 1) / most_tasks, unit);
        if (piece == 0) piece = unit;
        return run_tasks(executor_, (count + piece - 1) / piece, parallel(count), [&](std::int64_t i) {
            call_kernel(step, 0, i * piece, (i + 1) * piece < count ? (i + 1) * piece : count);
        });
    }

    simdloss_status pack() const {
        SIMDLOSS_CHECK(over(score_step::pack_queries, a_.queries.pitch, tile_rows));
        if (a_.same_vectors) return SIMDLOSS_STATUS_OK;
        return over(score_step::pack_keys, a_.keys.pitch, column_block);
    }

    simdloss_status pass(bool with_gradient) {
        const std::int64_t all = (a_.queries.rows + tile_rows - 1) / tile_rows;
        for (a_.first_tile = 0; a_.first_tile < all; a_.first_tile += a_.tiles) {
            a_.tiles = all - a_.first_tile < pieces_.round ? all - a_.first_tile : pieces_.round;
            SIMDLOSS_CHECK(run_tasks(executor_, a_.tiles * a_.chunks, parallel(0), [&](std::int64_t i) {
                const std::int64_t first = i % a_.chunks * a_.chunk, end = rounded_up(a_.keys.rows, column_block);
                call_kernel(score_step::scores, i / a_.chunks, first, first + a_.chunk < end ? first + a_.chunk : end);
            }));
            if (a_.reduces) {
                SIMDLOSS_CHECK(run_tasks(executor_, a_.tiles, a_.tiles > 1 && parallel(0),
                    [&](std::int64_t i) { call_kernel(score_step::rows, i, 0, 0); }));
                if (a_.symmetric) SIMDLOSS_CHECK(over_columns(score_step::columns, a_.keys.rows));
            }
            if (!with_gradient) continue;
            SIMDLOSS_CHECK(over_columns(score_step::gradient, rounded_up(a_.keys.rows, column_block)));
            if (wants_query_grad()) SIMDLOSS_CHECK(query_gradients());
        }
        return SIMDLOSS_STATUS_OK;
    }

    simdloss_status over_columns(score_step step, std::int64_t end) const {
        return run_tasks(executor_, a_.chunks, parallel(0), [&](std::int64_t i) {
            const std::int64_t first = i * a_.chunk;
            call_kernel(step, 0, first, first + a_.chunk < end ? first + a_.chunk : end);
        });
    }

    simdloss_status finish_columns() const { return over_columns(score_step::finish_columns, a_.queries.rows); }

    simdloss_status query_gradients() const {
        const std::int64_t at_once = (a_.panels * a_.tiles + most_tasks - 1) / most_tasks;
        const std::int64_t pieces = at_once == 0 ? 0 : (a_.panels + at_once - 1) / at_once;
        return run_tasks(executor_, a_.tiles * pieces, parallel(0), [&](std::int64_t i) {
            const std::int64_t first = i % pieces * at_once;
            call_kernel(
                score_step::queries, i / pieces, first, first + at_once < a_.panels ? first + at_once : a_.panels);
        });
    }

    simdloss_status unpack() const {
        if (wants_query_grad()) SIMDLOSS_CHECK(over(score_step::finish_queries, a_.queries.rows, tile_rows));
        if (a_.same_vectors || a_.keys.sums == nullptr) return SIMDLOSS_STATUS_OK;
        if (a_.queries.rows == 0) clear_key_sums();
        return over(score_step::finish_keys, a_.keys.rows, tile_rows);
    }

    // Without queries there was nothing that would have written them.
    void clear_key_sums() const {
        const std::int64_t lane_count = call_.dtype == f64 ? 16 : 32;
        std::memset(a_.keys.sums, 0,
            static_cast<std::size_t>(a_.panels * lane_count * a_.keys.pitch) * accumulator_size(call_.dtype));
    }

    simdloss_status finish_loss() const {
        if (call_.out.loss == nullptr) return SIMDLOSS_STATUS_OK;
        double *loss = a_.row_planes + plane_loss * a_.queries.pitch;
        ordered_sum sum;
        sum.clear();
        for (std::int64_t i = 0; i < a_.queries.rows; ++i) loss[i] = is_ignored(i) ? 0 : loss[i] * call_.share;
        for (std::int64_t i = 0; i < a_.queries.rows; i += rows_per_call) {
            const std::int64_t left = a_.queries.rows - i;
            call_.out.put(i, loss + i, static_cast<int>(left < rows_per_call ? left : rows_per_call), sum);
        }
        const double total = sum.total();
        call_.out.finish(&total, 1);
        return SIMDLOSS_STATUS_OK;
    }

    score_call &call_;
    const simdloss_executor *executor_;
    score_args &a_;
    score_pieces pieces_;
    kernel<score_args, score_task> *kernel_ = nullptr;
};

} // namespace

simdloss_status score_workspace_size(const score_call &call, std::size_t &bytes) {
    score_args sizes = call.args;
    score_pieces pieces;
    carver space(nullptr);
    if (!lay_out(call, space, sizes, pieces)) return too_large(call);
    bytes = space.bytes();
    return SIMDLOSS_STATUS_OK;
}

simdloss_status run(score_call &call, const simdloss_executor *executor) { return score_run(call, executor).run(); }

} // namespace simdloss::runtime

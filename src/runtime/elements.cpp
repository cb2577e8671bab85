#include "runtime/elements.hpp"

namespace simdloss::runtime {

namespace {

constexpr std::int64_t smaller(std::int64_t a, std::int64_t b) { return a < b ? a : b; }

// Elements that are brought together on the stack, where they do not lie one after the other or a weight is broadcast.
constexpr std::int64_t stretch_length = 1024;
constexpr std::int64_t lane_count = 32; // a run begins at a multiple of it, so that sums go on in the same lanes

// A broadcast array as three nested axes, of which the last is copied or filled in one go.
struct broadcast {
    const char *data;
    std::size_t element;
    std::int64_t middle, last;
    bool batch_varies, middle_varies, last_varies;

    broadcast(const void *values, std::size_t size, const row_layout &layout, int axes)
        : data(static_cast<const char *>(values)), element(size), middle(layout.classes), last(layout.inner),
          batch_varies((axes & batch_axis) != 0), middle_varies((axes & class_axis) != 0),
          last_varies((axes & inner_axis) != 0) {
        if (last != 1 && last_varies != middle_varies) return;
        last_varies = middle_varies;
        last *= middle;
        middle = 1;
        middle_varies = false;
    }

    const char *at(std::int64_t n, std::int64_t m, std::int64_t s) const {
        const std::int64_t outer = (batch_varies ? n : 0) * (middle_varies ? middle : 1) + (middle_varies ? m : 0);
        return data + static_cast<std::size_t>(last_varies ? outer * last + s : outer) * element;
    }

    // Elements [first, first + count) of the dense order.
    void widen(std::int64_t first, std::int64_t count, void *to) const {
        const std::int64_t period = middle * last;
        // Without the batch's axis it repeats: the rest is copied from what is there already.
        const std::int64_t walked = batch_varies ? count : smaller(count, period);
        char *out = static_cast<char *>(to);
        for (std::int64_t i = 0; i < walked;) {
            const std::int64_t e = first + i, s = e % last, n = smaller(last - s, walked - i);
            const char *from = at(e / period, e / last % middle, s);
            put(out + static_cast<std::size_t>(i) * element, from, n);
            i += n;
        }
        for (std::int64_t done = walked; done < count;) {
            const std::int64_t n = smaller(done, count - done);
            std::memcpy(out + static_cast<std::size_t>(done) * element, out, static_cast<std::size_t>(n) * element);
            done += n;
        }
    }

private:
    void put(char *out, const char *from, std::int64_t n) const {
        const auto bytes = static_cast<std::size_t>(n) * element;
        if (last_varies) {
            std::memcpy(out, from, bytes);
            return;
        }
        for (std::size_t i = 0; i < bytes; i += element) std::memcpy(out + i, from, element);
    }
};

// Room for one stretch of every array.
struct stretch_buffers {
    static constexpr std::size_t bytes = stretch_length * sizeof(double);
    alignas(64) char input[bytes], target[bytes], third[bytes], by_input[bytes], by_target[bytes], by_third[bytes];
    alignas(64) char class_value[bytes], weight[bytes], upstream[bytes], loss[bytes];
};

double lane_total(double *sum, int lanes) {
    for (int half = lanes / 2; half > 0; half /= 2)
        for (int i = 0; i < half; ++i) sum[i] += sum[i + half];
    return sum[0];
}

class elements_work {
public:
    explicit elements_work(const elements_call &call)
        : call_(call), layout_(call.shape.layout), item_(call.item()), element_(size_of(call.dtype)),
          target_element_(call.args.flags ? 1 : element_), acc_(accumulator_size(call.dtype)),
          dense_(layout_.batch_stride == item_ || call.shape.batch <= 1) {}

    // Elements [begin, end) of the dense order, to their own losses or their sum.
    double elements(std::int64_t begin, std::int64_t end) const {
        stretch_buffers room;
        elements_run run;
        for (double &lane : run.sum) lane = 0;
        for (std::int64_t i = begin; i < end; i += run.n) {
            run.n = next_run(i, end);
            if (call_.out.loss && !call_.out.reduced())
                run.loss = static_cast<char *>(call_.out.loss) + static_cast<std::size_t>(i) * acc_;
            do_run(run, i, room);
        }
        return lane_total(run.sum, call_.dtype == f64 ? 16 : 32);
    }

    // Rows [begin, end), whose classes lie one after the other; a row's losses are added in 16 lanes.
    void rows(std::int64_t begin, std::int64_t end, ordered_sum &sum) const {
        const std::int64_t classes = layout_.classes;
        stretch_buffers room;
        elements_run run;
        run.loss = room.loss;
        ordered_sum row;
        row.clear();
        double values[rows_per_call], losses[stretch_length];
        int held = 0;
        std::int64_t r = begin, c = 0; // what is next
        const auto next_row = [&] {
            values[held++] = reduced_row(row.total());
            row.clear();
            c = 0;
            if (++r == end || held == rows_per_call) {
                call_.out.put(r - held, values, held, sum);
                held = 0;
            }
        };
        while (r < end) {
            if (classes == 0) {
                next_row();
                continue;
            }
            // Whole rows, or part of one, up to a multiple of the lanes.
            const std::int64_t whole = stretch_length / classes, first = r * classes + c;
            run.n = whole > 0 ? smaller(whole, end - r) * classes : smaller(stretch_length, classes - c);
            do_run(run, first, room);
            widen_losses(room, losses, run.n);
            for (std::int64_t i = 0; i < run.n;) {
                const std::int64_t n = smaller(classes - c, run.n - i);
                row.add(losses + i, static_cast<int>(n));
                i += n;
                c += n;
                if (c == classes) next_row();
            }
        }
    }

    // Rows [begin, end), whose classes lie `inner` apart: as many rows as lie one after the other, class by class.
    void rows_of_columns(std::int64_t begin, std::int64_t end, ordered_sum &sum) const {
        stretch_buffers room;
        elements_run run;
        run.loss = room.loss;
        double values[rows_per_call], losses[rows_per_call];
        for (std::int64_t r = begin, count; r < end; r += count) {
            const std::int64_t n = r / layout_.inner, s = r % layout_.inner;
            count = smaller(smaller(layout_.inner - s, end - r), rows_per_call);
            run.n = count;
            for (std::int64_t i = 0; i < count; ++i) values[i] = 0;
            for (std::int64_t c = 0; c < layout_.classes; ++c) {
                do_run(run, (n * layout_.classes + c) * layout_.inner + s, room);
                widen_losses(room, losses, count);
                for (std::int64_t i = 0; i < count; ++i) values[i] += losses[i];
            }
            for (std::int64_t i = 0; i < count; ++i) values[i] = reduced_row(values[i]);
            call_.out.put(r, values, static_cast<int>(count), sum);
        }
    }

private:
    bool weight_is_dense() const { return call_.weight == nullptr || call_.weight_axes == all_axes; }
    bool upstream_exists() const { return call_.out.grad_loss != nullptr && !call_.out.reduced(); }

    // As many elements from i on as the kernel may get at once.
    std::int64_t next_run(std::int64_t i, std::int64_t end) const {
        const bool needs_room =
            call_.class_value != nullptr || !weight_is_dense() || (upstream_exists() && call_.reduces_classes());
        const std::int64_t most = needs_room ? smaller(stretch_length, end - i) : end - i;
        if (dense_) return most;
        const std::int64_t together = item_ - i % item_;
        if (together >= most) return most;
        const std::int64_t lanes = together / lane_count * lane_count;
        return lanes > 0 ? lanes : smaller(stretch_length, most);
    }

    std::int64_t offset(std::int64_t i) const { return dense_ ? i : i / item_ * layout_.batch_stride + i % item_; }
    bool lies_together(std::int64_t i, std::int64_t n) const { return dense_ || i % item_ + n <= item_; }

    // f(offset in memory, offset in the stretch, length) of each part that lies together.
    template <class F> void for_each_part(std::int64_t first, std::int64_t count, const F &f) const {
        for (std::int64_t i = 0; i < count;) {
            const std::int64_t e = first + i, n = smaller(item_ - e % item_, count - i);
            f(static_cast<std::size_t>(offset(e)), static_cast<std::size_t>(i), static_cast<std::size_t>(n));
            i += n;
        }
    }
    const void *gather(
        const void *from, std::size_t size, const elements_run &run, std::int64_t first, char *to) const {
        if (from == nullptr) return nullptr;
        for_each_part(first, run.n, [&](std::size_t at, std::size_t i, std::size_t n) {
            std::memcpy(to + i * size, static_cast<const char *>(from) + at * size, n * size);
        });
        return to;
    }
    void scatter(void *to, const elements_run &run, std::int64_t first, const char *from) const {
        if (to == nullptr) return;
        for_each_part(first, run.n, [&](std::size_t at, std::size_t i, std::size_t n) {
            std::memcpy(static_cast<char *>(to) + at * element_, from + i * element_, n * element_);
        });
    }

    void do_run(elements_run &run, std::int64_t first, stretch_buffers &room) const {
        set_weights(run, first, room);
        if (lies_together(first, run.n)) {
            const auto at = static_cast<std::size_t>(offset(first));
            const auto in = [&](const void *p, std::size_t size) {
                return p ? static_cast<const char *>(p) + at * size : nullptr;
            };
            const auto out = [&](void *p) { return p ? static_cast<char *>(p) + at * element_ : nullptr; };
            run.input = in(call_.input, element_);
            run.target = in(call_.target, target_element_);
            run.third = in(call_.third, element_);
            run.by_input = out(call_.by_input);
            run.by_target = out(call_.by_target);
            run.by_third = out(call_.by_third);
            run.on_stack = false;
            call_.function[call_.dtype](call_.args, run, {});
            return;
        }
        run.input = gather(call_.input, element_, run, first, room.input);
        run.target = gather(call_.target, target_element_, run, first, room.target);
        run.third = gather(call_.third, element_, run, first, room.third);
        run.by_input = output_room(call_.by_input, run, first, room.by_input);
        run.by_target = output_room(call_.by_target, run, first, room.by_target);
        run.by_third = output_room(call_.by_third, run, first, room.by_third);
        run.on_stack = true;
        call_.function[call_.dtype](call_.args, run, {});
        scatter(call_.by_input, run, first, room.by_input);
        scatter(call_.by_target, run, first, room.by_target);
        scatter(call_.by_third, run, first, room.by_third);
    }

    void *output_room(void *out, const elements_run &run, std::int64_t first, char *room) const {
        if (out == nullptr) return nullptr;
        if (call_.args.accumulate) gather(out, element_, run, first, room);
        return room;
    }

    void set_weights(elements_run &run, std::int64_t first, stretch_buffers &room) const {
        if (call_.class_value) {
            broadcast(call_.class_value, acc_, layout_, class_axis).widen(first, run.n, room.class_value);
            run.class_value = room.class_value;
        }
        if (call_.weight) run.weight = broadcast_or_dense(call_.weight, call_.weight_axes, run, first, room.weight);
        if (!upstream_exists()) return;
        const int axes = call_.reduces_classes() ? batch_axis | inner_axis : all_axes;
        run.upstream = broadcast_or_dense(call_.out.grad_loss, axes, run, first, room.upstream);
    }
    const void *broadcast_or_dense(
        const void *values, int axes, const elements_run &run, std::int64_t first, char *room) const {
        if (axes == all_axes) return static_cast<const char *>(values) + static_cast<std::size_t>(first) * acc_;
        broadcast(values, acc_, layout_, axes).widen(first, run.n, room);
        return room;
    }

    void widen_losses(const stretch_buffers &room, double *to, std::int64_t n) const {
        if (acc_ == sizeof(double)) std::memcpy(to, room.loss, static_cast<std::size_t>(n) * sizeof(double));
        else
            for (std::int64_t i = 0; i < n; ++i)
                to[i] = static_cast<double>(reinterpret_cast<const float *>(room.loss)[i]);
    }

    double reduced_row(double sum) const {
        if (call_.class_reduction != SIMDLOSS_REDUCTION_MEAN) return sum;
        if (layout_.classes == 0 && call_.zero_empty_mean) return 0;
        return sum / static_cast<double>(layout_.classes);
    }

    const elements_call &call_;
    const row_layout &layout_;
    std::int64_t item_;
    std::size_t element_, target_element_, acc_;
    bool dense_;
};

} // namespace

std::int64_t weight_size(const array_shape &shape, int axes) {
    std::int64_t size = 1;
    if (axes & batch_axis) size *= shape.batch;
    if (axes & class_axis) size *= shape.layout.classes;
    if (axes & inner_axis) size *= shape.layout.inner;
    return size;
}

simdloss_status total_element_weights(
    const elements_call &call, const simdloss_executor *executor, weight_totals &totals) {
    const std::int64_t losses = call.losses();
    totals = {losses, losses, static_cast<double>(losses)};
    if (call.weight == nullptr || losses == 0) return SIMDLOSS_STATUS_OK;
    const std::int64_t size = weight_size(call.shape, call.weight_axes);
    const bool by_row = call.reduces_classes() && (call.weight_axes & class_axis) == 0;
    const std::int64_t weighted = by_row ? call.shape.rows : call.elements();
    if (size == 0 || weighted == 0) return SIMDLOSS_STATUS_OK;
    SIMDLOSS_CHECK(total_weights(call.weight, call.dtype == f64, size, executor, totals));
    const std::int64_t times = weighted / size;
    totals = {losses, totals.nonzero * times, totals.weight * static_cast<double>(times)};
    return SIMDLOSS_STATUS_OK;
}

simdloss_status run(elements_call &call, const simdloss_executor *executor) {
    elements_args &args = call.args;
    const std::int64_t elements = call.elements();
    args.add_losses = call.out.loss != nullptr && call.out.reduced() && !call.reduces_classes();
    args.grad = call.out.reduced() ? call.out.grad() : 1;
    if (call.class_reduction == SIMDLOSS_REDUCTION_MEAN && call.shape.layout.classes > 0)
        args.grad /= static_cast<double>(call.shape.layout.classes);
    const bool parallel = elements >= parallel_elements;
    const elements_work work(call);
    if (!call.reduces_classes() || call.out.loss == nullptr) {
        const row_blocks blocks(elements, 1);
        double parts[max_blocks];
        SIMDLOSS_CHECK(run_tasks(executor, blocks.count, parallel,
            [&](std::int64_t b) { parts[b] = work.elements(blocks.begin(b), blocks.end(b)); }));
        call.out.finish(parts, blocks.count);
        return SIMDLOSS_STATUS_OK;
    }
    const bool in_columns = call.shape.layout.inner > 1;
    return run_blocks(executor, row_blocks(call.shape.rows, call.shape.layout.classes), parallel, call.out,
        [&](std::int64_t begin, std::int64_t end, ordered_sum &sum) {
            if (in_columns) work.rows_of_columns(begin, end, sum);
            else work.rows(begin, end, sum);
        });
}

} // namespace simdloss::runtime

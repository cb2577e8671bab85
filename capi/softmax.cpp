#include "runtime/isa.hpp"
#include "runtime/softmax_args.hpp"
#include "runtime/targets.hpp"
#include "runtime/tasks.hpp"

#include <simdloss/softmax.h>

using namespace simdloss::runtime;

namespace {

constexpr simdloss_softmax_desc defaults() {
    simdloss_softmax_desc desc{};
    desc.size = sizeof desc;
    desc.dtype = SIMDLOSS_F32;
    desc.inner = 1;
    return desc;
}

// A checked call: what all functions share.
struct call {
    simdloss_softmax_desc desc;
    const kernel_table *kernels = nullptr;
    dtype_index dtype = f32;
    array_shape shape;

    bool wide() const { return dtype == f64; }
    std::size_t element() const { return size_of(dtype); }
    bool streams(bool in_place) const {
        return !in_place && !desc.accumulate && worth_streaming(shape.elements * static_cast<std::int64_t>(element()));
    }
};

simdloss_status check_common(const simdloss_softmax_desc *theirs, const simdloss_executor *executor, call &c) {
    SIMDLOSS_CHECK(read_desc(theirs, defaults(), c.desc));
    SIMDLOSS_CHECK(check_dtype("desc.dtype", c.desc.dtype, c.dtype));
    SIMDLOSS_CHECK(check_flag("desc.accumulate", c.desc.accumulate));
    SIMDLOSS_CHECK(check_executor(executor));
    c.kernels = active_kernels();
    if (c.kernels == nullptr) return isa_unavailable();
    return check_shape(c.desc.batch, c.desc.classes, c.desc.inner, c.desc.batch_stride, c.element(), c.shape);
}

simdloss_status check_accumulate(const call &c, const void *grad_input, const void *input, const char *input_name) {
    if (!c.desc.accumulate || c.shape.elements == 0 || grad_input != input) return SIMDLOSS_STATUS_OK;
    return fail(
        SIMDLOSS_STATUS_ALIAS, "grad_input is %s, and desc.accumulate is 1: there is nothing to add to", input_name);
}

// Does all rows: prepare(rows) before the kernel, collect(rows) after it; has_output if there is a full-size one.
template <class Rows, class Args, class Prepare, class Collect>
simdloss_status run(const call &c, const simdloss_executor *executor, kernel<Args, Rows> *kernel, const Args &args,
    bool has_output, const Prepare &prepare, const Collect &collect) {
    const float_environment environment;
    const std::int64_t chunks = chunk_count(c.shape.layout.classes);
    if (split_rows(executor, c.shape)) {
        Rows rows;
        stretch stretches[max_stretches];
        rows.chunks = stretches;
        rows.first = 0;
        rows.count = static_cast<int>(c.shape.rows);
        prepare(rows);
        const auto step_over_chunks = [&](step what) {
            return run_tasks(executor, rows.count * chunks, true, [&](std::int64_t i) {
                kernel(args, rows, {what, static_cast<int>(i / chunks), i % chunks});
            });
        };
        SIMDLOSS_CHECK(step_over_chunks(step::reduce_chunk));
        kernel(args, rows, {step::finish, 0, 0});
        if (has_output) SIMDLOSS_CHECK(step_over_chunks(step::write_chunk));
        collect(rows);
        return SIMDLOSS_STATUS_OK;
    }
    const row_blocks blocks(c.shape.rows, c.shape.layout.classes);
    const bool parallel = c.shape.rows * c.shape.layout.classes >= parallel_elements;
    return run_tasks(executor, blocks.count, parallel, [&](std::int64_t b) {
        Rows rows;
        const std::int64_t end = blocks.end(b);
        for (std::int64_t first = blocks.begin(b); first < end; first += rows_per_call) {
            rows.first = first;
            rows.count = end - first < rows_per_call ? static_cast<int>(end - first) : rows_per_call;
            prepare(rows);
            kernel(args, rows, {});
            collect(rows);
        }
    });
}

constexpr auto nothing = [](auto &) {};

simdloss_status forward(const simdloss_softmax_desc *desc, const simdloss_executor *executor, const void *input,
    void *output, softmax_output what) {
    call c;
    SIMDLOSS_CHECK(check_common(desc, executor, c));
    buffers all;
    SIMDLOSS_CHECK(all.add("input", input, c.shape.elements, c.element(), buffers::input));
    SIMDLOSS_CHECK(all.add("output", output, c.shape.elements, c.element(), buffers::output));
    SIMDLOSS_CHECK(all.check_overlaps(output, input));
    if (c.shape.elements == 0) return SIMDLOSS_STATUS_OK;
    softmax_args args;
    args.input = input;
    args.output = output;
    args.layout = c.shape.layout;
    args.what = what;
    args.stream = c.streams(input == output);
    return run<softmax_rows>(c, executor, c.kernels->softmax[c.dtype], args, true, nothing, nothing);
}

simdloss_status backward(const simdloss_softmax_desc *desc, const simdloss_executor *executor, const void *output,
    const void *grad_output, void *grad_input, bool logarithm) {
    call c;
    SIMDLOSS_CHECK(check_common(desc, executor, c));
    buffers all;
    SIMDLOSS_CHECK(all.add("output", output, c.shape.elements, c.element(), buffers::input));
    SIMDLOSS_CHECK(all.add("grad_output", grad_output, c.shape.elements, c.element(), buffers::input));
    SIMDLOSS_CHECK(all.add("grad_input", grad_input, c.shape.elements, c.element(), buffers::output));
    SIMDLOSS_CHECK(check_accumulate(c, grad_input, output, "output"));
    SIMDLOSS_CHECK(check_accumulate(c, grad_input, grad_output, "grad_output"));
    SIMDLOSS_CHECK(all.check_overlaps(grad_input, output, grad_output));
    if (c.shape.elements == 0) return SIMDLOSS_STATUS_OK;
    softmax_grad_args args;
    args.output = output;
    args.grad_output = grad_output;
    args.grad_input = grad_input;
    args.layout = c.shape.layout;
    args.logarithm = logarithm;
    args.accumulate = c.desc.accumulate != 0;
    args.stream = c.streams(grad_input == output || grad_input == grad_output);
    return run<softmax_grad_rows>(c, executor, c.kernels->softmax_grad[c.dtype], args, true, nothing, nothing);
}

} // namespace

extern "C" {

simdloss_status simdloss_softmax_desc_init(simdloss_softmax_desc *desc, size_t size) {
    return init_desc(desc, size, defaults());
}

simdloss_status simdloss_softmax_forward(
    const simdloss_softmax_desc *desc, const simdloss_executor *executor, const void *input, void *output) {
    return forward(desc, executor, input, output, softmax_output::softmax);
}

simdloss_status simdloss_log_softmax_forward(
    const simdloss_softmax_desc *desc, const simdloss_executor *executor, const void *input, void *output) {
    return forward(desc, executor, input, output, softmax_output::log_softmax);
}

simdloss_status simdloss_softmax_backward(const simdloss_softmax_desc *desc, const simdloss_executor *executor,
    const void *output, const void *grad_output, void *grad_input) {
    return backward(desc, executor, output, grad_output, grad_input, false);
}

simdloss_status simdloss_log_softmax_backward(const simdloss_softmax_desc *desc, const simdloss_executor *executor,
    const void *output, const void *grad_output, void *grad_input) {
    return backward(desc, executor, output, grad_output, grad_input, true);
}

simdloss_status simdloss_log_sum_exp_forward(const simdloss_softmax_desc *desc, const simdloss_executor *executor,
    const void *input, void *output, void *row_stats) {
    if (output == nullptr && row_stats == nullptr)
        return fail(SIMDLOSS_STATUS_NULL_POINTER, "output and row_stats are both NULL: no output is wanted");
    call c;
    SIMDLOSS_CHECK(check_common(desc, executor, c));
    const std::int64_t rows = c.shape.rows;
    buffers all;
    SIMDLOSS_CHECK(all.add("input", input, c.shape.elements, c.element(), buffers::input));
    SIMDLOSS_CHECK(all.add("output", output, rows, accumulator_size(c.dtype), buffers::optional_output));
    SIMDLOSS_CHECK(all.add("row_stats", row_stats, 2 * rows, accumulator_size(c.dtype), buffers::optional_output));
    SIMDLOSS_CHECK(all.check_overlaps(nullptr, nullptr));
    softmax_args args;
    args.input = input;
    args.layout = c.shape.layout;
    args.what = softmax_output::log_sum_exp;
    const auto collect = [&](const softmax_rows &r) {
        for (int i = 0; i < r.count; ++i) {
            if (output) store_wide(output, r.first + i, c.wide(), r.value[i]);
            if (!row_stats) continue;
            store_wide(row_stats, r.first + i, c.wide(), r.state.max[i]);
            store_wide(row_stats, rows + r.first + i, c.wide(), r.state.log_sum[i]);
        }
    };
    return run<softmax_rows>(c, executor, c.kernels->softmax[c.dtype], args, false, nothing, collect);
}

simdloss_status simdloss_log_sum_exp_backward(const simdloss_softmax_desc *desc, const simdloss_executor *executor,
    const void *input, const void *row_stats, const void *grad_output, void *grad_input) {
    call c;
    SIMDLOSS_CHECK(check_common(desc, executor, c));
    const std::int64_t rows = c.shape.rows;
    const std::size_t acc = accumulator_size(c.dtype);
    buffers all;
    SIMDLOSS_CHECK(all.add("input", input, c.shape.elements, c.element(), buffers::input));
    SIMDLOSS_CHECK(all.add("row_stats", row_stats, 2 * rows, acc, buffers::optional_input));
    SIMDLOSS_CHECK(all.add("grad_output", grad_output, rows, acc, buffers::optional_input));
    SIMDLOSS_CHECK(all.add("grad_input", grad_input, c.shape.elements, c.element(), buffers::output));
    SIMDLOSS_CHECK(check_accumulate(c, grad_input, input, "input"));
    SIMDLOSS_CHECK(all.check_overlaps(grad_input, input));
    if (c.shape.elements == 0) return SIMDLOSS_STATUS_OK;
    softmax_args args;
    args.input = input;
    args.output = grad_input;
    args.layout = c.shape.layout;
    args.what = softmax_output::log_sum_exp_grad;
    args.stats_given = row_stats != nullptr;
    args.accumulate = c.desc.accumulate != 0;
    args.stream = c.streams(grad_input == input);
    const auto prepare = [&](softmax_rows &r) {
        for (int i = 0; i < r.count; ++i) {
            r.grad[i] = grad_output ? load_wide(grad_output, r.first + i, c.wide()) : 1;
            if (!row_stats) continue;
            r.state.max[i] = load_wide(row_stats, r.first + i, c.wide());
            r.state.log_sum[i] = load_wide(row_stats, rows + r.first + i, c.wide());
        }
    };
    return run<softmax_rows>(c, executor, c.kernels->softmax[c.dtype], args, true, prepare, nothing);
}

} // extern "C"

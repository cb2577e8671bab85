#include "runtime/elements.hpp"
#include "runtime/isa.hpp"

#include <simdloss/sigmoid.h>

using namespace simdloss::runtime;

namespace {

constexpr simdloss_sigmoid_desc defaults() {
    simdloss_sigmoid_desc desc{};
    desc.size = sizeof desc;
    desc.dtype = SIMDLOSS_F32;
    desc.inner = 1;
    return desc;
}

struct arguments {
    const void *input, *grad_output;
    void *output; // or grad_input
};

simdloss_status check_buffers(
    const simdloss_sigmoid_desc &desc, const elements_call &call, const arguments &a, bool backward) {
    const std::size_t element = size_of(call.dtype);
    const char *output = backward ? "grad_input" : "output";
    buffers all;
    SIMDLOSS_CHECK(all.add("input", a.input, call.shape.elements, element, buffers::input));
    if (backward) SIMDLOSS_CHECK(all.add("grad_output", a.grad_output, call.shape.elements, element, buffers::input));
    SIMDLOSS_CHECK(all.add(output, a.output, call.shape.elements, element, buffers::output));
    if (backward && desc.accumulate && call.shape.elements > 0 && (a.output == a.input || a.output == a.grad_output))
        return fail(
            SIMDLOSS_STATUS_ALIAS, "grad_input is an input, and desc.accumulate is 1: there is nothing to add to");
    return all.check_overlaps(a.output, a.input, a.grad_output);
}

simdloss_status sigmoid(
    const simdloss_sigmoid_desc *theirs, const simdloss_executor *executor, sigmoid_output what, const arguments &a) {
    simdloss_sigmoid_desc desc;
    elements_call call;
    SIMDLOSS_CHECK(read_desc(theirs, defaults(), desc));
    SIMDLOSS_CHECK(check_dtype("desc.dtype", desc.dtype, call.dtype));
    SIMDLOSS_CHECK(check_flag("desc.accumulate", desc.accumulate));
    SIMDLOSS_CHECK(check_executor(executor));
    call.kernels = active_kernels();
    if (call.kernels == nullptr) return isa_unavailable();
    call.function = call.kernels->sigmoid;
    SIMDLOSS_CHECK(
        check_shape(desc.batch, desc.classes, desc.inner, desc.batch_stride, size_of(call.dtype), call.shape));
    const bool backward = what == sigmoid_output::sigmoid_grad || what == sigmoid_output::log_sigmoid_grad;
    SIMDLOSS_CHECK(check_buffers(desc, call, a, backward));

    const float_environment environment;
    call.input = a.input;
    call.target = backward ? a.grad_output : a.input;
    call.by_input = a.output;
    call.out.reduction = SIMDLOSS_REDUCTION_SUM; // of nothing: there is no loss
    call.args.loss = static_cast<int>(what);
    call.args.want = want_by_input;
    call.args.accumulate = backward && desc.accumulate != 0;
    call.args.stream = !call.args.accumulate && a.output != a.input && a.output != a.grad_output &&
                       worth_streaming(call.shape.elements * static_cast<std::int64_t>(size_of(call.dtype)));
    return run(call, executor);
}

} // namespace

extern "C" {

simdloss_status simdloss_sigmoid_desc_init(simdloss_sigmoid_desc *desc, size_t size) {
    return init_desc(desc, size, defaults());
}

simdloss_status simdloss_sigmoid_forward(
    const simdloss_sigmoid_desc *desc, const simdloss_executor *executor, const void *input, void *output) {
    return sigmoid(desc, executor, sigmoid_output::sigmoid, {input, nullptr, output});
}

simdloss_status simdloss_sigmoid_backward(const simdloss_sigmoid_desc *desc, const simdloss_executor *executor,
    const void *input, const void *grad_output, void *grad_input) {
    return sigmoid(desc, executor, sigmoid_output::sigmoid_grad, {input, grad_output, grad_input});
}

simdloss_status simdloss_log_sigmoid_forward(
    const simdloss_sigmoid_desc *desc, const simdloss_executor *executor, const void *input, void *output) {
    return sigmoid(desc, executor, sigmoid_output::log_sigmoid, {input, nullptr, output});
}

simdloss_status simdloss_log_sigmoid_backward(const simdloss_sigmoid_desc *desc, const simdloss_executor *executor,
    const void *input, const void *grad_output, void *grad_input) {
    return sigmoid(desc, executor, sigmoid_output::log_sigmoid_grad, {input, grad_output, grad_input});
}

} // extern "C"

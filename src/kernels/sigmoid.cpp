// The sigmoid y and the log-sigmoid of x, and their gradients from x and the upstream gradient u, in the target's place:
//
//     sigmoid      1 / (1 + exp(-x))                  u y (1 - y)
//     log-sigmoid  min(x, 0) - log1p(exp(-|x|))       u / (1 + exp(x))
//
// What a function gives is of the input's type, as a derivative is: both take its place.
#include "kernels/table.hpp"
#include "simd/elements.hpp"

namespace simdloss::SIMDLOSS_ISA {
namespace {

template <class A, bool logarithm, bool backward> struct sigmoid_function {
    static constexpr bool has_curvature = false;
    explicit sigmoid_function(const elements_args &) {}

    template <int want>
    SIMDLOSS_INLINE void operator()(const group<A> &x, const group<A> &u, const group<A> &, element<A> &y) const {
        const auto s = sigmoid(x);
        if constexpr (backward) y.by_input = u * (logarithm ? s.q : s.p * s.q);
        else if constexpr (logarithm) y.by_input = at_most(A(0), x) - log1p_of_fraction(s.e);
        else y.by_input = s.p;
    }
};

template <class T> void sigmoid(const elements_args &args, elements_run &run, const work &) {
    using A = accumulator_of<T>;
    switch (static_cast<sigmoid_output>(args.loss)) {
    case sigmoid_output::sigmoid: run_derivative<T, sigmoid_function<A, false, false>>(args, run); break;
    case sigmoid_output::log_sigmoid: run_derivative<T, sigmoid_function<A, true, false>>(args, run); break;
    case sigmoid_output::sigmoid_grad: run_derivative<T, sigmoid_function<A, false, true>>(args, run); break;
    case sigmoid_output::log_sigmoid_grad: run_derivative<T, sigmoid_function<A, true, true>>(args, run); break;
    }
}

} // namespace

SIMDLOSS_DEFINE_KERNEL(sigmoid)

} // namespace simdloss::SIMDLOSS_ISA

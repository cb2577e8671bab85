// Hinge losses of one score x and a label y = -1 or +1. The formulas stand in simdloss/hinge.h; the losses of a row with
// several classes are in hinge_rows.cpp.
#include "kernels/table.hpp"
#include "simd/elements.hpp"

namespace simdloss::SIMDLOSS_ISA {
namespace {

// option: whether the target is 0 or 1, which stands for -1 or +1; the margin.
template <class A, hinge_loss kind> struct hinge_of_label {
    static constexpr bool has_curvature = false;
    const bool binary;
    const A margin;
    explicit hinge_of_label(const elements_args &args)
        : binary(args.option[0] != 0 || args.flags), margin(static_cast<A>(args.option[1])) {}

    template <int want>
    SIMDLOSS_INLINE void operator()(const group<A> &x, const group<A> &t, const group<A> &, element<A> &y) const {
        const group<A> label = binary ? t + t - A(1) : t;
        const A by_label = binary ? A(2) : A(1);
        if constexpr (kind == hinge_loss::soft) {
            const group<A> z = label * x;
            const auto s = sigmoid(z);
            y.loss = at_least(A(0), -z) + log1p_of_fraction(s.e);
            y.by_input = -(label * s.q);
            y.by_target = -coefficient_times(s.q, x) * by_label;
        } else if constexpr (kind == hinge_loss::embedding) {
            const group<A> gap = margin - x, active = at_least(A(0), gap);
            const group_mask<A> near = label != A(-1), far = label != A(1);
            y.loss = select(near, x, A(0)) + select(far, active, A(0));
            y.by_input = select(near, A(1), A(0)) - select(far & (gap > A(0)), A(1), A(0));
            y.by_input = select((x == x) & (label == label), y.by_input, x + label);
            y.loss = select(label == label, y.loss, label);
            y.by_target = y.by_input - y.by_input;
        } else {
            const group<A> z = fnma(label, x, group<A>::filled(margin)), active = at_least(A(0), z);
            const group<A> on = select(z > A(0), A(1), select(z == z, A(0), z));
            y.loss = kind == hinge_loss::squared ? active * active : active;
            const group<A> slope = kind == hinge_loss::squared ? active + active : on;
            y.by_input = -coefficient_times(slope, label);
            y.by_target = -coefficient_times(slope, x) * by_label;
        }
        y.by_third = y.by_target;
    }
};

template <class T> void hinge(const elements_args &args, elements_run &run, const work &) {
    using A = accumulator_of<T>;
    switch (static_cast<hinge_loss>(args.loss)) {
    case hinge_loss::plain: run_elements<T, hinge_of_label<A, hinge_loss::plain>>(args, run); break;
    case hinge_loss::squared: run_elements<T, hinge_of_label<A, hinge_loss::squared>>(args, run); break;
    case hinge_loss::embedding: run_elements<T, hinge_of_label<A, hinge_loss::embedding>>(args, run); break;
    case hinge_loss::soft: run_elements<T, hinge_of_label<A, hinge_loss::soft>>(args, run); break;
    }
}

} // namespace

SIMDLOSS_DEFINE_KERNEL(hinge)

} // namespace simdloss::SIMDLOSS_ISA

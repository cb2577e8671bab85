// The driver of element-wise losses: a loss is a struct that gives l and its derivatives of one element, in groups of
// registers, from an input x, a target t, and a third number c (a class weight, a variance). The driver brings stretches
// of at most element_tile elements to registers, whatever their type, weighs and adds up what comes out, and writes it.
//
//     template <class A> struct squared_error {
//         explicit squared_error(const elements_args &) {}
//         template <int want> void operator()(const group<A> &x, const group<A> &t, const group<A> &, element<A> &y) const {
//             const group<A> d = x - t;
//             y.loss = d * d;
//             y.by_input = d * A(2);
//             ...
//
// What is not wanted need not be computed: the compiler drops it. Losses are added in the lanes of a pack, in double,
// an element's lane being its index modulo the lanes.
#pragma once

#include "runtime/elements_args.hpp"
#include "simd/log.hpp"

namespace simdloss::SIMDLOSS_ISA {
namespace {

using runtime::elements_args;
using runtime::elements_run;

inline constexpr int element_tile = 256;
inline constexpr std::int64_t element_prefetch_bytes = 4096;

// What a loss computes; `want` is a sum of wants (runtime/elements_args.hpp).
template <class A> struct element { group<A> loss, by_input, by_target, by_third, curvature; };

// What the formula works on: whole groups of registers, in memory or on the stack.
template <class A> struct element_view {
    int n;                                     // a multiple of a group
    const A *input, *target, *third;           // third may be nullptr
    const A *weight, *upstream;                // nullptr: 1
    A scale, hessian_scale, hessian_floor;     // of derivatives
    A *loss, *by_input, *by_target, *by_third; // of by_third, or the curvature
    const char *ahead[2];                      // what will be read soon
    int ahead_step[2];
};

template <int want, class A, class Loss>
[[gnu::noinline]] void element_formula(const void *loss_of_call, const element_view<A> &v) {
    const Loss loss = *static_cast<const Loss *>(loss_of_call);
    const group<A> scale = group<A>::filled(v.scale);
    for (int j = 0; j < v.n; j += group<A>::elements) {
        const group<A> x = group<A>::loaded(v.input + j), t = group<A>::loaded(v.target + j);
        const group<A> c = v.third ? group<A>::loaded(v.third + j) : group<A>::filled(1);
#pragma GCC unroll 8
        for (int k = 0; k < group<A>::elements; k += 64 / static_cast<int>(sizeof(A))) {
            prefetch(v.ahead[0] + (j + k) * v.ahead_step[0]);
            prefetch(v.ahead[1] + (j + k) * v.ahead_step[1]);
        }
        element<A> y;
        loss.template operator()<want>(x, t, c, y);
        group<A> factor = scale;
        if (v.upstream) factor = factor * group<A>::loaded(v.upstream + j);
        if (v.weight) {
            const group<A> w = group<A>::loaded(v.weight + j);
            factor = factor * w;
            if constexpr ((want & runtime::want_loss) != 0) y.loss = coefficient_times(w, y.loss);
        }
        if constexpr ((want & runtime::want_loss) != 0) y.loss.stored(v.loss + j);
        // A weight or an upstream gradient of 0 switches an infinite derivative off.
        const auto scaled = [&](const group<A> &derivative) {
            return v.weight || v.upstream ? coefficient_times(factor, derivative) : factor * derivative;
        };
        if constexpr ((want & runtime::want_by_input) != 0) scaled(y.by_input).stored(v.by_input + j);
        if constexpr ((want & runtime::want_by_target) != 0) scaled(y.by_target).stored(v.by_target + j);
        if constexpr ((want & runtime::want_by_third) != 0) scaled(y.by_third).stored(v.by_third + j);
        if constexpr ((want & runtime::want_curvature) != 0)
            at_least(v.hessian_floor, scaled(y.curvature) * v.hessian_scale).stored(v.by_third + j);
    }
}

template <class A> using element_function = void (*)(const void *, const element_view<A> &);

// Of a loss, the functions that there are: a pass forward, one backward, both, everything, and with curvature.
template <class A, class Loss> SIMDLOSS_INLINE element_function<A> choose_formula(int want) {
    using namespace runtime;
    if constexpr (Loss::has_curvature) {
        if ((want & want_curvature) != 0) return element_formula<want_by_input | want_curvature, A, Loss>;
    }
    switch (want) {
    case want_loss: return element_formula<want_loss, A, Loss>;
    case want_by_input: return element_formula<want_by_input, A, Loss>;
    case want_loss | want_by_input: return element_formula<want_loss | want_by_input, A, Loss>;
    default: return element_formula<want_everything, A, Loss>;
    }
}

// n elements at p, as whole groups of the accumulator type: where they are, or in the buffer, with 0 after them.
template <class T>
SIMDLOSS_INLINE const accumulator_of<T> *staged(const T *p, int n, int whole, accumulator_of<T> *to) {
    using A = accumulator_of<T>;
    if constexpr (std::is_same_v<T, A>) {
        if (n == whole) return p;
    }
    int j = 0;
    for (; j + width<A> <= n; j += width<A>) load(p + j).store_unaligned(to + j);
    if (j < n) {
        load_partial(p + j, n - j).store_unaligned(to + j);
        j += width<A>;
    }
    for (; j < whole; j += width<A>) reg<A>(0).store_unaligned(to + j);
    return to;
}

// Truth values: 1 or 0.
template <class A> SIMDLOSS_INLINE const A *staged_flags(const std::uint8_t *p, int n, int whole, A *to) {
    int j = 0;
    for (; j < n; ++j) to[j] = p[j] != 0 ? A(1) : A(0);
    for (; j < whole; ++j) to[j] = 0;
    return to;
}

// An output array, written a tile at a time. Where it is streamed, whole cache lines are: what is left of a tile waits
// for the next one, since a line that has been streamed must not be written again.
template <class T> class element_writer {
public:
    using A = accumulator_of<T>;

    element_writer(T *out, bool accumulate, bool streaming) : out_(out), accumulate_(accumulate) {
        const auto address = reinterpret_cast<std::uintptr_t>(out);
        if (sizeof(T) != sizeof(A) || !streaming || out == nullptr || address % sizeof(T) != 0) return;
        streams_ = true;
        head_ = static_cast<int>((64 - address % 64) % 64 / sizeof(T));
    }

    // Where the next n elements are to be put, in whole groups.
    SIMDLOSS_INLINE A *room(int n, int whole) {
        if constexpr (std::is_same_v<T, A>) {
            direct_ = out_ != nullptr && !accumulate_ && !streams_ && n == whole;
            if (direct_) return out_;
        }
        return buffer_ + held_;
    }

    SIMDLOSS_INLINE void put(int n) {
        if (out_ == nullptr) return;
        if (direct_) {
            out_ += n;
        } else if (streams_) {
            put_lines(n);
        } else {
            put_all(n);
        }
    }

    SIMDLOSS_INLINE void finish() {
        for (int i = 0; streams_ && i < held_; ++i) put_one(i);
    }

private:
    static constexpr int line = 64 / static_cast<int>(sizeof(A));

    SIMDLOSS_INLINE void put_one(int i) {
        if constexpr (std::is_same_v<T, A>) out_[i] = buffer_[i];
    }

    [[gnu::noinline]] void put_all(int n) {
        int j = 0;
        for (; j + width<A> <= n; j += width<A>) {
            reg<A> y = reg<A>::load_unaligned(buffer_ + j);
            if (accumulate_) y = load(out_ + j) + y;
            store(out_ + j, y);
        }
        if (j < n) {
            reg<A> y = reg<A>::load_unaligned(buffer_ + j);
            if (accumulate_) y = load_partial(out_ + j, n - j) + y;
            store_partial(out_ + j, n - j, y);
        }
        out_ += n;
    }

    [[gnu::noinline]] void put_lines(int n) {
        int from = 0, to = held_ + n;
        if (head_ > 0) { // the first time
            from = head_ < to ? head_ : to;
            for (int i = 0; i < from; ++i) put_one(i);
            head_ -= from;
        }
        if constexpr (std::is_same_v<T, A>) {
            for (; from + line <= to && head_ == 0; from += line)
                for (int i = 0; i < line; i += width<A>)
                    stream(out_ + from + i, reg<A>::load_unaligned(buffer_ + from + i));
        }
        out_ += from;
        held_ = to - from;
        for (int i = 0; i < held_; ++i) buffer_[i] = buffer_[from + i];
    }

    T *out_;
    bool accumulate_, streams_ = false, direct_ = false;
    int head_ = 0, held_ = 0; // elements before the first whole line; of a line that is not complete
    alignas(64) A buffer_[element_tile + line];
};

// The sums of a run, carried on from those before it.
template <class A> struct element_sums {
    wide_pack<A> lanes;
    static constexpr int size = wide_pack<A>::size;

    SIMDLOSS_INLINE explicit element_sums(const double *sum) {
        for (int i = 0; i < size; ++i) lanes.r[i] = load(sum + i * width<double>);
    }
    SIMDLOSS_INLINE void add(A *loss, int n) {
        const int whole = (n + simdloss::SIMDLOSS_ISA::lanes<A> - 1) / simdloss::SIMDLOSS_ISA::lanes<A> *
                          simdloss::SIMDLOSS_ISA::lanes<A>;
        for (int j = n; j < whole; ++j) loss[j] = 0;
        for (int j = 0; j < whole; j += simdloss::SIMDLOSS_ISA::lanes<A>)
            for (int i = 0; i < regs<A>; ++i) add_widened<A>(lanes, i, reg<A>::load_unaligned(loss + j + i * width<A>));
    }
    SIMDLOSS_INLINE void put(double *sum) const {
        for (int i = 0; i < size; ++i) store(sum + i * width<double>, lanes.r[i]);
    }
};

template <class T> class element_driver {
public:
    using A = accumulator_of<T>;

    element_driver(const elements_args &args, elements_run &run, element_function<A> formula, const void *loss)
        : args_(args), run_(run), formula_(formula), loss_(loss) {}

    [[gnu::noinline]] void operator()() {
        element_sums<A> sums(run_.sum);
        const bool streams = args_.stream && !run_.on_stack;
        element_writer<A> losses(static_cast<A *>(run_.loss), false, args_.stream_loss && !run_.on_stack);
        element_writer<T> by_input(static_cast<T *>(run_.by_input), args_.accumulate, streams);
        element_writer<T> by_target(static_cast<T *>(run_.by_target), args_.accumulate, streams);
        element_writer<T> by_third(
            static_cast<T *>(run_.by_third), args_.accumulate && !(args_.want & runtime::want_curvature), streams);
        for (std::int64_t j = 0; j < run_.n; j += element_tile) {
            const int n = run_.n - j < element_tile ? static_cast<int>(run_.n - j) : element_tile;
            element_view<A> v = inputs(j, n);
            v.loss = losses.room(n, v.n);
            v.by_input = by_input.room(n, v.n);
            v.by_target = by_target.room(n, v.n);
            v.by_third = by_third.room(n, v.n);
            formula_(loss_, v);
            if (args_.add_losses) sums.add(v.loss, n);
            losses.put(n);
            by_input.put(n);
            by_target.put(n);
            by_third.put(n);
        }
        losses.finish();
        by_input.finish();
        by_target.finish();
        by_third.finish();
        sums.put(run_.sum);
        if (args_.stream || args_.stream_loss) stream_fence();
    }

private:
    SIMDLOSS_INLINE element_view<A> inputs(std::int64_t j, int n) {
        element_view<A> v;
        v.n = (n + group<A>::elements - 1) / group<A>::elements * group<A>::elements;
        const T *input = static_cast<const T *>(run_.input) + j;
        v.input = staged(input, n, v.n, input_);
        v.ahead[0] = reinterpret_cast<const char *>(input) + element_prefetch_bytes;
        v.ahead_step[0] = sizeof(T);
        if (args_.flags) {
            const auto *target = static_cast<const std::uint8_t *>(run_.target) + j;
            v.target = staged_flags(target, n, v.n, target_);
            v.ahead[1] = reinterpret_cast<const char *>(target) + element_prefetch_bytes;
            v.ahead_step[1] = 1;
        } else {
            const T *target = static_cast<const T *>(run_.target) + j;
            v.target = staged(target, n, v.n, target_);
            v.ahead[1] = reinterpret_cast<const char *>(target) + element_prefetch_bytes;
            v.ahead_step[1] = sizeof(T);
        }
        if (run_.third) v.third = staged(static_cast<const T *>(run_.third) + j, n, v.n, third_);
        else v.third = optional(run_.class_value, j, n, v.n, third_);
        v.weight = optional(run_.weight, j, n, v.n, weight_);
        v.upstream = optional(run_.upstream, j, n, v.n, upstream_);
        v.scale = static_cast<A>(args_.grad);
        v.hessian_scale = static_cast<A>(args_.hessian_scale);
        v.hessian_floor = static_cast<A>(args_.hessian_floor);
        return v;
    }

    static const A *optional(const void *p, std::int64_t j, int n, int whole, A *to) {
        return p ? staged(static_cast<const A *>(p) + j, n, whole, to) : nullptr;
    }

    const elements_args &args_;
    elements_run &run_;
    element_function<A> formula_;
    const void *loss_;
    alignas(64) A input_[element_tile], target_[element_tile], third_[element_tile], weight_[element_tile],
        upstream_[element_tile];
};

template <class T, class Loss> void run_elements(const elements_args &args, elements_run &run) {
    using A = accumulator_of<T>;
    const Loss loss(args);
    element_driver<T>(args, run, choose_formula<A, Loss>(args.want), &loss)();
}

// The same of what has no loss, a derivative alone.
template <class T, class Function> void run_derivative(const elements_args &args, elements_run &run) {
    using A = accumulator_of<T>;
    const Function function(args);
    element_driver<T>(args, run, element_formula<runtime::want_by_input, A, Function>, &function)();
}

} // namespace
} // namespace simdloss::SIMDLOSS_ISA

// softmax, log_softmax and log_sum_exp, and their gradients. The formulas are in include/simdloss/softmax.h.
#include "kernels/table.hpp"
#include "runtime/softmax_args.hpp"
#include "simd/rows.hpp"

namespace simdloss::SIMDLOSS_ISA {
namespace {

template <class StorageType, output_kind output_of> struct softmax_family {
    using T = StorageType;
    using A = accumulator_of<T>;
    using transform_type = identity<A>;
    static constexpr output_kind kind = output_of;

    const softmax_args &args;
    softmax_rows &rows;

    identity<A> transform{};
    row_layout layout = args.layout;
    row_state &state = rows.state;
    stretch *chunks = rows.chunks;
    std::int64_t first = rows.first;
    int count = rows.count;
    bool accumulate = args.accumulate, stream = args.stream;
    const T *input = static_cast<const T *>(args.input);
    T *output = static_cast<T *>(args.output);
    static constexpr const A *class_weight = nullptr;
    bool wants_reduction = !args.stats_given;
    bool wants_output = args.output != nullptr;
    bool is_gradient = args.what == softmax_output::log_sum_exp_grad;
    bool may_keep = !is_gradient;
    static constexpr bool wants_gap = false;

    SIMDLOSS_INLINE softmax_family(const softmax_args &a, softmax_rows &r) : args(a), rows(r) {}

    static constexpr bool all_active = true;
    SIMDLOSS_INLINE static bool active(int) { return true; }

    void finish(int begin, int end) {
        constexpr double infinity = std::numeric_limits<double>::infinity();
        for (int i = begin; i < end; i += width<double>) {
            r64 max = load(state.max + i), log_sum = load(state.log_sum + i);
            if (wants_reduction) {
                const stretches s = load_state(state, i);
                max = max_or_nan(s);
                log_sum = log_of_sum<A>(s);
                // max is infinite only where the row has no NaN: then it is the result.
                const mask<double> infinite = xsimd::abs(max) == r64(infinity);
                store(rows.value + i, xsimd::select(infinite, max, max + log_sum));
                store(state.max + i, max);
            }
            // The gradient of log_sum_exp uses what row_stats can hold, whether or not it came from there.
            if (args.what != softmax_output::softmax) log_sum = rounded_to<A>(log_sum);
            store(state.log_sum + i, log_sum);
            if (!wants_output) continue;
            store(state.smooth + i, r64(0));
            set_factor<A>(state, i, max, log_sum, is_gradient ? load(rows.grad + i) : r64(1));
            if (!is_gradient) continue;
            // Of +inf: NaN at each +inf, 0 elsewhere, which is what a shift of +inf makes of them.
            const mask<double> unbounded = max == r64(infinity);
            store(state.shift + i, xsimd::select(unbounded, max, load(state.shift + i)));
            store(state.factor + i, xsimd::select(unbounded, r64(0), load(state.factor + i)));
        }
    }

    SIMDLOSS_INLINE static void look_up(int, int) {}
    SIMDLOSS_INLINE static void look_up(const A *, int, std::int64_t, std::int64_t, int, int) {}
    template <int n> SIMDLOSS_INLINE static void patch(reg<A> (&)[n], int, std::int64_t) {}
    SIMDLOSS_INLINE static void put_back(A *, int, std::int64_t, std::int64_t, int, int) {}
};

template <class T> void softmax(const softmax_args &args, softmax_rows &rows, const work &w) {
    if (args.what == softmax_output::log_softmax) {
        softmax_family<T, output_kind::logarithm> family{args, rows};
        run_family(family, w);
    } else {
        softmax_family<T, output_kind::exponential> family{args, rows};
        run_family(family, w);
    }
}

} // namespace

SIMDLOSS_DEFINE_KERNEL(softmax)

} // namespace simdloss::SIMDLOSS_ISA

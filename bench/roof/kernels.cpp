#include "kernels.hpp"

#include "simd/math.hpp"

namespace simdloss::SIMDLOSS_ISA {
namespace {

// Far enough ahead that a page's first lines are on their way too.
constexpr std::int64_t prefetch_distance = 2048;

SIMDLOSS_INLINE void prefetch_ahead(const float *x) { prefetch(reinterpret_cast<const char *>(x) + prefetch_distance); }

template <class A, int n> SIMDLOSS_INLINE A total(const reg<A> (&sums)[n]) {
    reg<A> sum = sums[0];
    for (int i = 1; i < n; ++i) sum += sums[i];
    return xsimd::reduce_add(sum);
}

float read(const float *x, std::int64_t n) {
    constexpr int chains = 8;
    constexpr std::int64_t line = 16, step = chains * width<float>;
    reg<float> sums[chains];
    for (auto &sum : sums) sum = reg<float>(0);
    std::int64_t j = 0;
    for (; j + step <= n; j += step) {
        for (std::int64_t k = 0; k < step; k += line) prefetch_ahead(x + j + k);
        for (int i = 0; i < chains; ++i) sums[i] += load(x + j + i * width<float>);
    }
    for (; j < n; j += width<float>) sums[0] += load(x + j);
    return total(sums);
}

// One cache line after the other through f, which gives what is stored at element j.
template <bool streaming, class F> SIMDLOSS_INLINE void write(float *out, std::int64_t n, const F &f) {
    constexpr int line = 16;
    for (std::int64_t j = 0; j < n; j += line) {
        for (int i = 0; i < line; i += width<float>) {
            if constexpr (streaming) stream(out + j + i, f(j + i));
            else store(out + j + i, f(j + i));
        }
    }
    if constexpr (streaming) stream_fence();
}

void scale(float *x, float factor, std::int64_t n) {
    const reg<float> f(factor);
    write<false>(x, n, [=](std::int64_t j) {
        prefetch_ahead(x + j);
        return load(x + j) * f;
    });
}

template <bool streaming> void copy(const float *x, float *out, std::int64_t n) {
    write<streaming>(out, n, [=](std::int64_t j) {
        prefetch_ahead(x + j);
        return load(x + j);
    });
}

template <bool streaming> void add(const float *x, const float *y, float *out, std::int64_t n) {
    write<streaming>(out, n, [=](std::int64_t j) {
        prefetch_ahead(x + j);
        prefetch_ahead(y + j);
        return load(x + j) + load(y + j);
    });
}

template <int chains> float exp(const float *x, std::int64_t n) {
    const reference<float> ref = scaled_reference(reg<float>(0), reg<float>(36));
    reg<float> sums[chains];
    for (auto &sum : sums) sum = reg<float>(0);
    for (std::int64_t j = 0; j < n; j += chains * width<float>) {
        reg<float> e[chains];
        for (int i = 0; i < chains; ++i) e[i] = load(x + j + i * width<float>);
        exp_scaled<chains>(e, ref);
        for (int i = 0; i < chains; ++i) sums[i] += e[i];
    }
    return total(sums);
}

template <int chains> double log1p_sum(const double *x, std::int64_t n) {
    reg<double> sums[chains];
    for (auto &sum : sums) sum = reg<double>(0);
    for (std::int64_t j = 0; j < n; j += chains * width<double>)
        for (int i = 0; i < chains; ++i) sums[i] += log1p<float>(load(x + j + i * width<double>));
    return total(sums);
}

} // namespace

extern const simdloss_bench::roof_kernels roof;
const simdloss_bench::roof_kernels roof = {
    read,
    scale,
    copy<false>,
    copy<true>,
    add<false>,
    add<true>,
    {exp<2>, exp<4>, exp<8>},
    {log1p_sum<1>, log1p_sum<2>, log1p_sum<4>},
};

} // namespace simdloss::SIMDLOSS_ISA

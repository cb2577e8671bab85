// Which features this machine has: CPUID tells what the processor can do, XGETBV which registers the system saves.
#include "runtime/isa.hpp"

#if defined(__x86_64__)
#include <cpuid.h>
#endif

namespace simdloss::runtime {

#if defined(__x86_64__)

namespace {

struct cpuid_result {
    unsigned eax = 0, ebx = 0, ecx = 0, edx = 0;
};

cpuid_result cpuid(unsigned leaf) {
    cpuid_result r;
    __get_cpuid_count(leaf, 0, &r.eax, &r.ebx, &r.ecx, &r.edx); // leaves zeros where the leaf does not exist
    return r;
}

std::uint32_t saved_registers() {
    std::uint32_t low = 0;
    std::uint32_t high = 0;
    __asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
    return low;
}

} // namespace

std::uint32_t machine_features() {
    constexpr unsigned osxsave = 1U << 27, avx = 1U << 28;
    constexpr std::uint32_t xmm_ymm = 0x06, xmm_ymm_zmm = 0xe6; // zmm: opmasks, upper halves of 0-15, all of 16-31

    const auto basic = cpuid(1);
    if ((basic.ecx & osxsave) == 0 || (basic.ecx & avx) == 0) {
        return feature::none;
    }
    const std::uint32_t saved = saved_registers();
    if ((saved & xmm_ymm) != xmm_ymm) {
        return feature::none;
    }
    const auto extended = cpuid(7);
    std::uint32_t found = feature::none;
    const auto add = [&found](
                         unsigned reg, int bit, std::uint32_t which) { found |= (reg >> bit & 1U) != 0 ? which : 0; };
    add(basic.ecx, 12, feature::fma);
    add(basic.ecx, 29, feature::f16c);
    add(extended.ebx, 5, feature::avx2);
    if ((saved & xmm_ymm_zmm) == xmm_ymm_zmm) {
        add(extended.ebx, 16, feature::avx512f);
        add(extended.ebx, 17, feature::avx512dq);
        add(extended.ebx, 28, feature::avx512cd);
        add(extended.ebx, 30, feature::avx512bw);
        add(extended.ebx, 31, feature::avx512vl);
    }
    return found;
}

#else

std::uint32_t machine_features() { return feature::none; }

#endif

} // namespace simdloss::runtime

// What a kernel object may hold: tagged functions, and what is local to it.
namespace xsimd {
struct avx2 {};
template <class Arch> struct fma3 {};
template <class Arch> inline float helper(float x) { return x; }
} // namespace xsimd

namespace simdloss::avx2 {
namespace {
float local(float x) { return xsimd::helper<xsimd::fma3<xsimd::avx2>>(x); }
} // namespace
float kernel(float x) { return local(x); }
} // namespace simdloss::avx2

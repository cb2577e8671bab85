#include <algorithm>

namespace simdloss::avx2 {
float kernel(float x) { return std::max(x, 1.0F); }
} // namespace simdloss::avx2

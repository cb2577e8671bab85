// The bits that every instruction set with a fused multiply-add gives, on every machine and from every compiler: a hash
// for each family, type and kind of values in tests/vectors/bits.txt. Where they are meant to change,
// SIMDLOSS_UPDATE_BITS=1 writes the file anew.
// labels: isa

#include "support/class_loss.hpp"
#include "support/softmax.hpp"

#include <bit>
#include <cstdlib>
#include <fstream>
#include <map>

namespace simdloss_test {
namespace {

// FNV-1a of values as doubles, which tells zeros apart by their sign; every NaN counts as one value.
class hash {
public:
    void add(const buffer &data) {
        for (std::int64_t i = 0; i < data.count(); ++i) {
            const double value = data.get(i);
            add(std::isnan(value) ? std::uint64_t{0x7ff8} << 48 : std::bit_cast<std::uint64_t>(value));
        }
    }
    std::string text() const {
        std::ostringstream out;
        out << std::hex << std::setw(16) << std::setfill('0') << state_;
        return out.str();
    }

private:
    void add(std::uint64_t bits) {
        for (int byte = 0; byte < 8; ++byte) state_ = (state_ ^ (bits >> (8 * byte) & 0xff)) * 0x100000001b3U;
    }
    std::uint64_t state_ = 0xcbf29ce484222325U;
};

using hashes = std::map<std::string, std::string>;

// Lanes along classes, in one chunk and in several; lanes along rows, of few classes and of an inner axis.
constexpr std::tuple<std::int64_t, std::int64_t, std::int64_t> shapes[] = {
    {4, 19, 1}, {35, 5, 1}, {7, 333, 1}, {2, 9001, 1}, {2, 7, 37}, {2, 300, 3}};

// Zeros of both signs, so that the sign of a maximum is seen too.
void sign_zeros(buffer &data) {
    for (std::int64_t i = 0; i < data.count(); ++i) data.set(i, (i + i / 5) % 3 == 0 ? -0.0 : 0.0);
}

void add_cross_entropy(hash &h, const cross_entropy_case &c, bool zeros) {
    cross_entropy_inputs in(c);
    if (zeros) sign_zeros(in.logits);
    cross_entropy_outputs out(c);
    EXPECT_EQ(forward(c, in, out), SIMDLOSS_STATUS_OK) << simdloss_last_error();
    h.add(out.loss);
    h.add(out.row_stats);
    EXPECT_EQ(forward_backward(c, in, out), SIMDLOSS_STATUS_OK) << simdloss_last_error();
    h.add(out.grad_logits);
}

void add_softmax(hash &h, const softmax_case &c, bool zeros) {
    buffer input = c.full(), upstream = random_full(c, 2), row_upstream = c.rows();
    fill_logits(input, c.layout(), c.kind, c.seed);
    if (zeros) sign_zeros(input);
    fill_uniform(row_upstream, -2, 2, 3);
    buffer output = c.full(), grad = c.full(), lse = c.rows(), row_stats = c.rows(2);
    for (const softmax_functions &f : both_softmaxes) {
        EXPECT_EQ(f.forward(&c.desc, nullptr, input.data(), output.data()), SIMDLOSS_STATUS_OK);
        EXPECT_EQ(f.backward(&c.desc, nullptr, output.data(), upstream.data(), grad.data()), SIMDLOSS_STATUS_OK);
        h.add(output);
        h.add(grad);
    }
    simdloss_log_sum_exp_forward(&c.desc, nullptr, input.data(), lse.data(), row_stats.data());
    simdloss_log_sum_exp_backward(&c.desc, nullptr, input.data(), row_stats.data(), row_upstream.data(), grad.data());
    h.add(lse);
    h.add(row_stats);
    h.add(grad);
}

// Without smoothing and with it, where every class has a term; and the Hessian.
void add_focal(hash &h, class_loss_case<softmax_focal> c, bool zeros) {
    c.desc.reduction = SIMDLOSS_REDUCTION_NONE;
    c.desc.gamma = 1.5;
    class_loss_inputs in(c);
    if (zeros) sign_zeros(in.logits);
    class_loss_outputs out(c);
    buffer hessian(c.desc.dtype, c.layout().extent());
    EXPECT_EQ(simdloss_softmax_focal_gradient_hessian(&c.desc, nullptr, in.logits.data(), in.target.data(), nullptr,
                  nullptr, out.grad_logits.data(), hessian.data()),
        SIMDLOSS_STATUS_OK);
    h.add(hessian);
    for (const double smoothing : {0.0, 0.1}) {
        c.desc.label_smoothing = smoothing;
        EXPECT_EQ(forward_backward(c, in, out), SIMDLOSS_STATUS_OK) << simdloss_last_error();
        h.add(out.loss);
        h.add(out.grad_logits);
    }
}

cross_entropy_case with_every_option(cross_entropy_case c) {
    c.desc.reduction = SIMDLOSS_REDUCTION_MEAN;
    c.desc.label_smoothing = 0.1;
    c.desc.z_loss = 1e-3;
    c.desc.softcap = 5;
    c.desc.temperature = 0.8;
    c.desc.accumulate = 1;
    c.class_weight = c.row_weight = c.grad_loss = true;
    c.gradient = gradient_goes::added;
    return c;
}

void add_hashes(hashes &all, simdloss_dtype dtype, values kind, bool zeros, const char *name) {
    hash cross_entropy, options, softmax, focal;
    for (const auto &[batch, classes, inner] : shapes) {
        cross_entropy_case c(dtype, batch, classes, inner);
        c.desc.reduction = SIMDLOSS_REDUCTION_NONE;
        c.kind = kind;
        add_cross_entropy(cross_entropy, c, zeros);
        add_cross_entropy(options, with_every_option(c), zeros);
        softmax_case s(dtype, batch, classes, inner);
        s.kind = kind;
        add_softmax(softmax, s, zeros);
        class_loss_case<softmax_focal> f(dtype, batch, classes, inner);
        f.kind = kind;
        add_focal(focal, f, zeros);
    }
    const std::string suffix = std::string(" ") + name_of(dtype) + " " + name;
    all["cross_entropy" + suffix] = cross_entropy.text();
    all["cross_entropy_with_every_option" + suffix] = options.text();
    all["softmax" + suffix] = softmax.text();
    all["softmax_focal" + suffix] = focal.text();
}

hashes compute() {
    hashes all;
    for (const simdloss_dtype dtype : float_dtypes) {
        for (const values kind : all_values) {
            // Those come from a logarithm, whose last digit is the C library's.
            if (kind == values::confident && dtype == SIMDLOSS_F64) continue;
            add_hashes(all, dtype, kind, false, name_of(kind));
        }
        add_hashes(all, dtype, values::all_equal, true, "signed_zeros");
    }
    return all;
}

const std::string path = SIMDLOSS_TEST_VECTORS "/bits.txt";

hashes stored() {
    std::ifstream file(path);
    EXPECT_TRUE(file) << path;
    hashes all;
    for (std::string line; std::getline(file, line);) {
        const std::size_t last = line.rfind(' ');
        all[line.substr(0, last)] = line.substr(last + 1);
    }
    return all;
}

TEST(golden, bits) {
    if (isas_with_fma().empty()) GTEST_SKIP() << "no instruction set here has an fma";
    if (std::getenv("SIMDLOSS_UPDATE_BITS") != nullptr) {
        std::ofstream file(path);
        for (const auto &[name, value] : compute()) file << name << " " << value << "\n";
    }
    const hashes expected = stored();
    ASSERT_FALSE(expected.empty());
    for_each_isa(isas_with_fma(), [&](const std::string &) {
        hashes found = compute();
        EXPECT_EQ(found.size(), expected.size());
        for (const auto &[name, value] : expected) EXPECT_EQ(found[name], value) << name;
    });
}

} // namespace
} // namespace simdloss_test

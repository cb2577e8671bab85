// Problems with several inputs that each have a gradient of their own: ranking and embedding losses. A case says what its
// arrays are, how it is called, and what its oracle is; here is the rest: buffers, reductions, the comparison of forward,
// backward and both at once.
//
// A case has desc, kind, grad_loss, gradient, where, seed and
//     tensors()                      its inputs, each with the shape and whether it has a gradient
//     losses()                       how many there are before the reduction
//     call(way, executor, pointers)
//     fill(in)                       input values
//     oracle<Wide>(in, g)            unreduced losses, and the gradients for upstream gradients g of each
#pragma once

#include "gradient.hpp"

namespace simdloss_test {

struct tensor {
    const char *name;
    simdloss_dtype dtype;
    shape layout;
    bool has_gradient = true;
};

enum class way { forward, backward, both };

struct pointers {
    const void *in[3] = {};
    const void *grad_loss = nullptr;
    void *loss = nullptr;
    void *grad[3] = {};
};

template <class Wide> using matrix = std::vector<std::vector<Wide>>;

template <class Wide> struct unreduced {
    std::vector<reference::measured<Wide>> loss;
    matrix<reference::measured<Wide>> grad; // of each input
};

template <class Desc> struct several_case {
    Desc desc{};
    values kind = values::normal;
    bool grad_loss = false;
    gradient_goes gradient = gradient_goes::elsewhere;
    placement where = placement::at_end;
    std::uint64_t seed = 1;

    simdloss_dtype acc() const { return accumulator_of(desc.dtype); }
    bool reduced() const {
        if constexpr (requires { desc.reduction; }) return desc.reduction != SIMDLOSS_REDUCTION_NONE;
        else return false;
    }
};

template <class Case> std::int64_t results(const Case &c) { return c.reduced() ? 1 : c.losses(); }

struct several_inputs {
    template <class Case> explicit several_inputs(const Case &c) {
        for (const tensor &t : c.tensors()) in.emplace_back(t.dtype, t.layout.extent(), c.where);
        c.fill(in);
        if (c.grad_loss) grad_loss = upstream_gradient(c, results(c), c.seed + 9);
    }
    std::vector<buffer> in;
    std::optional<buffer> grad_loss;
};

struct several_outputs {
    template <class Case> explicit several_outputs(const Case &c) : loss(c.acc(), results(c), c.where) {
        for (const tensor &t : c.tensors()) {
            grad.emplace_back(t.dtype, t.layout.extent(), c.where);
            random_source random(c.seed + 20 + grad.size());
            for (std::int64_t i = 0; c.gradient == gradient_goes::added && i < t.layout.dense(); ++i)
                if (t.has_gradient) grad.back().set(t.layout.offset(i), random.normal());
        }
    }
    buffer loss;
    std::vector<buffer> grad;
};

template <class Case>
simdloss_status compute(const Case &c, way what, const several_inputs &in, several_outputs &out,
    const simdloss_executor *executor = nullptr) {
    pointers p;
    const auto tensors = c.tensors();
    for (std::size_t k = 0; k < tensors.size(); ++k) {
        p.in[k] = in.in[k].data();
        if (!tensors[k].has_gradient || what == way::forward) continue;
        p.grad[k] = out.grad[k].data();
        p.in[k] = input_for(c, in.in[k], out.grad[k]);
    }
    if (what != way::backward) p.loss = out.loss.data();
    if (what != way::forward) p.grad_loss = data_of(in.grad_loss);
    return c.call(what, executor, p);
}

// The upstream gradient of every loss, with the reduction's factor.
template <class Wide, class Case> std::vector<Wide> upstream_of(const Case &c, const several_inputs &in) {
    const auto n = c.losses();
    std::vector<Wide> g(static_cast<std::size_t>(n), Wide(1));
    if (!c.reduced()) {
        for (std::int64_t i = 0; in.grad_loss && i < n; ++i) g[static_cast<std::size_t>(i)] = in.grad_loss->get(i);
        return g;
    }
    if constexpr (requires { c.desc.reduction; }) {
        Wide all = in.grad_loss ? Wide(in.grad_loss->get(0)) : Wide(1);
        if (c.desc.reduction == SIMDLOSS_REDUCTION_MEAN)
            all /= c.desc.mean_denominator > 0 ? Wide(c.desc.mean_denominator) : static_cast<Wide>(n);
        g.assign(g.size(), all);
    }
    return g;
}

template <class Wide, class Case>
std::vector<reference::measured<Wide>> reduced_losses(
    const Case &c, const std::vector<reference::measured<Wide>> &losses) {
    if (!c.reduced()) return losses;
    reference::measured<Wide> total;
    for (const auto &l : losses) accumulate_row(total, l);
    if constexpr (requires { c.desc.reduction; }) {
        if (c.desc.reduction == SIMDLOSS_REDUCTION_MEAN) {
            if (losses.empty() && c.desc.mean_denominator == 0)
                return {c.desc.empty_mean == SIMDLOSS_EMPTY_MEAN_ZERO ? reference::exactly(Wide(0))
                                                                      : reference::not_a_number<Wide>()};
            const Wide n = c.desc.mean_denominator > 0 ? Wide(c.desc.mean_denominator) : Wide(losses.size());
            total = scaled(total, Wide(1) / n);
        }
    }
    return {total};
}

template <class Wide, class Case> void check_several_in(const Case &c, const simdloss_executor *executor) {
    const several_inputs in(c);
    const auto tensors = c.tensors();
    matrix<Wide> values_in;
    for (std::size_t k = 0; k < tensors.size(); ++k) {
        std::vector<Wide> x;
        const bool is_float = tensors[k].dtype <= SIMDLOSS_BF16;
        for (std::int64_t i = 0; i < tensors[k].layout.dense(); ++i) {
            const std::int64_t at = tensors[k].layout.offset(i);
            x.push_back(is_float ? Wide(in.in[k].get(at)) : Wide(in.in[k].get_index(at)));
        }
        values_in.push_back(std::move(x));
    }
    const unreduced<Wide> expected = c.template oracle<Wide>(values_in, upstream_of<Wide>(c, in));
    const several_outputs before(c);
    several_outputs out(c), both(c);
    ASSERT_EQ(compute(c, way::forward, in, out, executor), SIMDLOSS_STATUS_OK) << simdloss_last_error();
    EXPECT_TRUE(all_within(out.loss, reduced_losses(c, expected.loss), loss_ulps(c.desc.dtype))) << "loss";
    ASSERT_EQ(compute(c, way::backward, in, out, executor), SIMDLOSS_STATUS_OK) << simdloss_last_error();
    ASSERT_EQ(compute(c, way::both, in, both, executor), SIMDLOSS_STATUS_OK) << simdloss_last_error();
    EXPECT_TRUE(same_bits(both.loss, out.loss)) << "loss, fused and separate";
    for (std::size_t k = 0; k < tensors.size(); ++k) {
        if (!tensors[k].has_gradient) continue;
        auto grads = expected.grad[k];
        const shape layout = tensors[k].layout;
        for (std::size_t i = 0; c.gradient == gradient_goes::added && i < grads.size(); ++i) {
            grads[i].value += before.grad[k].get(layout.offset(static_cast<std::int64_t>(i)));
            if (c.desc.dtype == c.acc()) grads[i].slack += ulp(c.acc(), std::fabs(grads[i].value)) / 2;
        }
        const auto offset = [layout](std::int64_t i) { return layout.offset(i); };
        EXPECT_TRUE(all_within(out.grad[k], grads, offset, grad_ulps(c.desc.dtype)))
            << "gradient of " << tensors[k].name;
        EXPECT_TRUE(gaps_untouched(out.grad[k], layout)) << tensors[k].name;
        EXPECT_TRUE(same_bits(both.grad[k], out.grad[k]))
            << "gradient of " << tensors[k].name << ", fused and separate";
    }
}

template <class Case> void check_several(const Case &c, const simdloss_executor *executor = nullptr) {
    SCOPED_TRACE(describe(c));
    in_oracle_type(c.desc.dtype, [&](auto wide) { check_several_in<decltype(wide)>(c, executor); });
}

template <class Case> std::string describe_common(const Case &c) {
    std::ostringstream text;
    text << name_of(c.desc.dtype) << ", " << name_of(c.kind) << ", grad_loss " << c.grad_loss << ", gradient "
         << static_cast<int>(c.gradient) << ", placement " << static_cast<int>(c.where) << ", seed " << c.seed
         << ", accumulate " << c.desc.accumulate;
    if constexpr (requires { c.desc.reduction; })
        text << ", reduction " << c.desc.reduction << ", mean_denominator " << c.desc.mean_denominator;
    return text.str();
}

// Every place for the gradient, reduction, upstream and placement in turn, as the index says.
template <class Case> void vary(Case &c, int i) {
    constexpr gradient_goes goes[] = {gradient_goes::elsewhere, gradient_goes::in_place, gradient_goes::added};
    c.gradient = goes[i % 3];
    c.desc.accumulate = c.gradient == gradient_goes::added ? 1 : 0;
    c.grad_loss = i / 2 % 2 != 0;
    c.where = placements[i / 3 % 3];
    if constexpr (requires { c.desc.reduction; }) {
        constexpr simdloss_reduction reductions[] = {
            SIMDLOSS_REDUCTION_MEAN, SIMDLOSS_REDUCTION_NONE, SIMDLOSS_REDUCTION_SUM};
        c.desc.reduction = reductions[i / 4 % 3];
        c.desc.mean_denominator = i % 7 == 6 ? 12.5 : 0;
    }
    c.seed = static_cast<std::uint64_t>(i + 1);
}

// The same bits of everything, whoever runs it.
template <class Case, class Results>
Results every_result(const Case &c, const simdloss_executor *executor, Results all) {
    const several_inputs in(c);
    several_outputs out(c), both(c);
    EXPECT_EQ(compute(c, way::forward, in, out, executor), SIMDLOSS_STATUS_OK) << simdloss_last_error();
    EXPECT_EQ(compute(c, way::backward, in, out, executor), SIMDLOSS_STATUS_OK) << simdloss_last_error();
    EXPECT_EQ(compute(c, way::both, in, both, executor), SIMDLOSS_STATUS_OK) << simdloss_last_error();
    all.add("loss", std::move(out.loss));
    all.add("loss of both", std::move(both.loss));
    for (buffer &g : out.grad) all.add("gradient", std::move(g));
    for (buffer &g : both.grad) all.add("gradient of both", std::move(g));
    return all;
}

} // namespace simdloss_test

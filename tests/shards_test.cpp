// Rows whose classes are split: the bits of whole rows, in whatever order records come together, and what must fail.
// labels: threads

#include "support/shards.hpp"

#include <cstddef>
#include <functional>
#include <type_traits>

namespace simdloss_test {
namespace {

class shards : public each_isa {};

// The layout is part of the contract: records travel between machines.
static_assert(std::is_trivially_copyable_v<record> && std::is_standard_layout_v<record> && sizeof(record) == 176);
static_assert(sizeof(simdloss_cross_entropy_sum) == 40 && offsetof(simdloss_cross_entropy_sum, exponent) == 32);
static_assert(offsetof(record, top) == 8 && offsetof(record, top_exponent) == 16 &&
              offsetof(record, target_logit) == 24 && offsetof(record, rest) == 32 && offsetof(record, logits) == 72 &&
              offsetof(record, weights) == 112 && offsetof(record, columns) == 152 && offsetof(record, chunks) == 160 &&
              offsetof(record, hits) == 168 && offsetof(record, flags) == 172);

cross_entropy_case problem(simdloss_dtype dtype, std::int64_t batch, std::int64_t classes) {
    cross_entropy_case c(dtype, batch, classes);
    c.desc.reduction = SIMDLOSS_REDUCTION_NONE;
    return c;
}

// Lengths in chunks.
std::vector<std::int64_t> chunks(std::int64_t classes, std::initializer_list<std::int64_t> counts) {
    std::vector<std::int64_t> lengths;
    for (const std::int64_t count : counts) lengths.push_back(count * simdloss_cross_entropy_chunk(classes));
    return lengths;
}

void expect_the_bits_of_whole_rows(const cross_entropy_case &c, const std::vector<std::int64_t> &lengths,
    const simdloss_executor *executor = nullptr) {
    SCOPED_TRACE(describe(c));
    const cross_entropy_inputs in(c);
    cross_entropy_outputs whole(c), sharded(c);
    ASSERT_EQ(forward(c, in, whole), SIMDLOSS_STATUS_OK) << simdloss_last_error();
    ASSERT_EQ(backward(c, in, whole), SIMDLOSS_STATUS_OK) << simdloss_last_error();
    std::vector<shard> parts = cut(c, in, lengths);
    ASSERT_NO_FATAL_FAILURE(compute_sharded(c, in, parts, sharded, executor));
    EXPECT_TRUE(same_bits(sharded.loss, whole.loss)) << "loss";
    EXPECT_TRUE(same_bits(sharded.row_stats, whole.row_stats)) << "row_stats";
    EXPECT_TRUE(same_bits(sharded.grad_logits, whole.grad_logits)) << "gradient";
}

TEST_P(shards, chunk_length) {
    EXPECT_EQ(simdloss_cross_entropy_chunk(0), 4096);
    EXPECT_EQ(simdloss_cross_entropy_chunk(128256), 4096);
    EXPECT_EQ(simdloss_cross_entropy_chunk(1 << 20), 4096);
    EXPECT_EQ(simdloss_cross_entropy_chunk((1 << 20) + 1), 4128);
    EXPECT_EQ(simdloss_cross_entropy_chunk(-1), 0);
}

TEST_P(shards, cut_at_chunks_have_the_bits_of_whole_rows) {
    for (const simdloss_dtype dtype : float_dtypes) {
        for (const std::int64_t classes : {20000, 16384, 32001}) {
            for (const auto &lengths : {chunks(classes, {1}), chunks(classes, {1, 1, 1}), chunks(classes, {3}),
                     chunks(classes, {0, 2, 0, 1}), chunks(classes, {})}) {
                expect_the_bits_of_whole_rows(problem(dtype, 5, classes), lengths);
            }
        }
        // Rows of one chunk, down to those that go many to a register: all in one shard, the others empty.
        for (const std::int64_t classes : {1, 7, 64, 65, 3000}) {
            expect_the_bits_of_whole_rows(problem(dtype, 40, classes), {});
            expect_the_bits_of_whole_rows(problem(dtype, 40, classes), {0, classes, 0});
        }
    }
}

TEST_P(shards, every_kind_of_value) {
    for (const simdloss_dtype dtype : float_dtypes) {
        for (const values kind : all_values) {
            cross_entropy_case c = problem(dtype, 9, 12300);
            c.kind = kind;
            expect_the_bits_of_whole_rows(c, chunks(12300, {1, 1}));
        }
    }
}

// Maxima far from zero that differ from chunk to chunk, where exponentials are taken relative to them.
TEST_P(shards, large_maxima_that_differ) {
    for (const simdloss_dtype dtype : {SIMDLOSS_F32, SIMDLOSS_F64}) {
        for (const double step : {0.5, 3.0, 90.0, 1000.0}) {
            const cross_entropy_case c = problem(dtype, 3, 20000);
            cross_entropy_inputs in(c);
            for (std::int64_t i = 0; i < in.logits.count(); ++i) {
                const std::int64_t row = i / 20000, chunk = i % 20000 / 4096;
                const double far = 1500 + step * static_cast<double>((chunk * 3 + row) % 5);
                in.logits.set(i, in.logits.get(i) + (row == 1 ? -far : far));
            }
            cross_entropy_outputs whole(c), sharded(c);
            ASSERT_EQ(forward(c, in, whole), SIMDLOSS_STATUS_OK);
            ASSERT_EQ(backward(c, in, whole), SIMDLOSS_STATUS_OK);
            std::vector<shard> parts = cut(c, in, {4096, 8192});
            ASSERT_NO_FATAL_FAILURE(compute_sharded(c, in, parts, sharded));
            EXPECT_TRUE(same_bits(sharded.loss, whole.loss)) << step;
            EXPECT_TRUE(same_bits(sharded.grad_logits, whole.grad_logits)) << step;
        }
    }
}

TEST_P(shards, every_option) {
    using set = std::function<void(cross_entropy_case &)>;
    const set settings[] = {
        [](auto &c) { c.desc.reduction = SIMDLOSS_REDUCTION_MEAN; },
        [](auto &c) { c.desc.reduction = SIMDLOSS_REDUCTION_SUM; },
        [](auto &c) { c.desc.label_smoothing = 0.1; },
        [](auto &c) { c.desc.z_loss = 1e-3; },
        [](auto &c) { c.desc.softcap = 5; },
        [](auto &c) { c.desc.temperature = 0.7; },
        [](auto &c) { c.class_weight = true; },
        [](auto &c) { c.row_weight = c.grad_loss = true; },
        [](auto &c) { c.ignored_percent = 60; },
        [](auto &c) { c.desc.target_dtype = SIMDLOSS_U16; },
        [](auto &c) { c.where = placement::misaligned; },
        [](auto &c) {
            c.desc.reduction = SIMDLOSS_REDUCTION_MEAN;
            c.desc.denominator = SIMDLOSS_DENOMINATOR_NONZERO_WEIGHT;
            c.desc.label_smoothing = 0.25;
            c.desc.softcap = 20;
            c.desc.z_loss = 1e-4;
            c.class_weight = c.row_weight = c.grad_loss = true;
        },
    };
    for (const simdloss_dtype dtype : float_dtypes) {
        for (const set &option : settings) {
            for (const values kind : {values::normal, values::offset}) {
                cross_entropy_case c = problem(dtype, 7, 13000);
                c.kind = kind;
                option(c);
                expect_the_bits_of_whole_rows(c, chunks(13000, {1, 2}));
            }
        }
    }
}

TEST_P(shards, executors) {
    thread_executor threads(3);
    shuffling_executor shuffled(3);
    hostile_executor hostile;
    for (const test_executor *each : {static_cast<const test_executor *>(&threads),
             static_cast<const test_executor *>(&shuffled), static_cast<const test_executor *>(&hostile)}) {
        expect_the_bits_of_whole_rows(problem(SIMDLOSS_F32, 40, 40000), chunks(40000, {3, 4}), each->get());
        expect_the_bits_of_whole_rows(problem(SIMDLOSS_F32, 2, 300000), chunks(300000, {40}), each->get());
        EXPECT_GT(each->calls(), 0);
    }
}

// Cut anywhere: as accurate as whole rows.
TEST_P(shards, cut_anywhere_are_within_the_bounds) {
    for (const simdloss_dtype dtype : float_dtypes) {
        for (const values kind : {values::normal, values::confident, values::offset, values::minus_inf, values::nan}) {
            for (const std::vector<std::int64_t> &lengths :
                {std::vector<std::int64_t>{1}, {999}, {13, 0, 700, 1}, {500, 1, 1}}) {
                cross_entropy_case c = problem(dtype, 9, 1000);
                c.kind = kind;
                c.desc.label_smoothing = kind == values::normal ? 0.1 : 0;
                const cross_entropy_inputs in(c);
                cross_entropy_outputs out(c);
                std::vector<shard> parts = cut(c, in, lengths);
                ASSERT_NO_FATAL_FAILURE(compute_sharded(c, in, parts, out));
                in_oracle_type(dtype, [&](auto wide) {
                    const auto expected = expected_of<decltype(wide)>(c, in);
                    check_forward(c, out, expected);
                    EXPECT_TRUE(all_within(out.grad_logits, expected.grad_logits, grad_ulps(dtype)));
                });
            }
        }
    }
}

// Associative, commutative, with an identity: every order and grouping of four shards, two of them small.
TEST_P(shards, records_merge_in_any_order) {
    for (const simdloss_dtype dtype : float_dtypes) {
        for (const values kind : all_values) {
            cross_entropy_case c = problem(dtype, 9, 9000);
            c.kind = kind;
            c.desc.label_smoothing = 0.1;
            SCOPED_TRACE(describe(c));
            const cross_entropy_inputs in(c);
            records part[4];
            int index = 0;
            for (const shard &each : cut(c, in, {4096, 17, 0})) {
                ASSERT_EQ(partial(in, each, part[index++]), SIMDLOSS_STATUS_OK) << simdloss_last_error();
            }
            const records &a = part[0], &b = part[1], &none = part[2], &d = part[3];
            const records all = merged(a, merged(b, d));
            EXPECT_TRUE(same_records(all, merged(merged(a, b), d)));
            EXPECT_TRUE(same_records(all, merged(merged(d, a), b)));
            EXPECT_TRUE(same_records(all, merged(b, merged(a, d))));
            EXPECT_TRUE(same_records(merged(a, b), merged(b, a)));
            EXPECT_TRUE(same_records(merged(none, all), all));
            EXPECT_TRUE(same_records(merged(all, none), all));
            EXPECT_TRUE(same_records(merged(none, none), none));
            for (const record &each : none) EXPECT_TRUE(same_record(each, record())) << "of no columns";
        }
    }
}

// What a record says of its columns.
TEST_P(shards, fields_of_a_record) {
    cross_entropy_case c = problem(SIMDLOSS_F64, 4, 100);
    c.ignored_percent = 0;
    cross_entropy_inputs in(c);
    for (std::int64_t r = 0; r < 4; ++r) in.target.set_index(r, r == 3 ? -100 : 20 + 30 * r);
    in.logits.set(100 + 45, std::numeric_limits<double>::quiet_NaN());
    in.logits.set(200 + 45, std::numeric_limits<double>::infinity());
    records out;
    const std::vector<shard> parts = cut(c, in, {40, 30});
    ASSERT_EQ(partial(in, parts[1], out), SIMDLOSS_STATUS_OK) << simdloss_last_error();
    double maximum = -1e300;
    for (std::int64_t k = 40; k < 70; ++k) maximum = std::max(maximum, in.logits.get(k));
    EXPECT_EQ(out[0].maximum, maximum);
    double rest = 0;
    for (std::int64_t k = 40; k < 70; ++k) rest += std::exp(in.logits.get(k) - maximum);
    const auto value = [](const simdloss_cross_entropy_sum &sum) {
        return std::ldexp(sum.part[0] + sum.part[1] + sum.part[2] + sum.part[3], static_cast<int>(sum.exponent));
    };
    EXPECT_NEAR(value(out[0].rest) / std::exp(maximum), rest - 1, 1e-12 * rest);
    EXPECT_NEAR(std::ldexp(out[0].top, static_cast<int>(out[0].top_exponent)), std::exp(maximum), 1e-12);
    EXPECT_EQ(out[0].chunks, 1);
    EXPECT_EQ(out[0].hits, 0);
    EXPECT_EQ(out[1].hits, 1);
    EXPECT_EQ(out[1].target_logit, in.logits.get(150));
    EXPECT_EQ(out[0].flags, 0U);
    EXPECT_EQ(out[1].flags, static_cast<std::uint32_t>(SIMDLOSS_RECORD_NAN));
    EXPECT_EQ(out[2].flags, static_cast<std::uint32_t>(SIMDLOSS_RECORD_INFINITE));
    EXPECT_EQ(out[0].columns, 30);
    EXPECT_TRUE(same_record(out[3], record())) << "an ignored row";
    records both;
    ASSERT_EQ(partial(in, parts[0], both), SIMDLOSS_STATUS_OK) << simdloss_last_error();
    merge(out, both);
    maximum = -1e300;
    for (std::int64_t k = 0; k < 70; ++k) maximum = std::max(maximum, in.logits.get(k));
    rest = 0;
    for (std::int64_t k = 0; k < 70; ++k) rest += std::exp(in.logits.get(k) - maximum);
    EXPECT_NEAR(value(both[0].rest) / std::exp(maximum), rest - 1, 1e-12 * rest);
    EXPECT_EQ(both[0].rest.exponent % 32, 0);
    EXPECT_EQ(both[0].chunks, 2);
    EXPECT_EQ(both[0].columns, 70);
    EXPECT_EQ(both[0].hits, 1);
    EXPECT_EQ(both[0].target_logit, in.logits.get(20));
    EXPECT_TRUE(same_record(both[3], record())) << "an ignored row";
}

INSTANTIATE_TEST_SUITE_P(isa, shards, ::testing::ValuesIn(supported_isas()), isa_test_name);

} // namespace
} // namespace simdloss_test

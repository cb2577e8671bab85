#include "cases.hpp"

#include <cstdint>
#include <initializer_list>

namespace simdloss_bench {

namespace {

struct shape {
    const char *name;
    std::int64_t batch, classes, inner;
};

constexpr shape vocabulary = {"512x128256", 512, 128256, 1};
constexpr shape decode = {"1x128256", 1, 128256, 1};
constexpr shape thousand = {"4096x1000", 4096, 1000, 1};
constexpr shape ten = {"65536x10", 65536, 10, 1};
constexpr shape image_512 = {"8x21x512x512", 8, 21, 512 * 512};
constexpr shape image_500 = {"8x21x500x500", 8, 21, 500 * 500};
constexpr shape one_ten = {"1x10", 1, 10, 1};
constexpr shape one_thousand = {"1x1000", 1, 1000, 1};

const char *name_of(work what) {
    switch (what) {
    case work::log_softmax_forward: return "log_softmax_fwd";
    case work::log_softmax_backward: return "log_softmax_bwd";
    case work::cross_entropy_forward: return "cross_entropy_fwd";
    case work::cross_entropy_forward_backward: return "cross_entropy_fwd_bwd";
    case work::token_forward: return "token_fwd";
    case work::shard_partial: return "shard_partial";
    case work::shard_merge: return "shard_merge";
    case work::target_check: return "target_check";
    case work::loss: break; // has a name of its own
    }
    return "";
}

class case_list {
public:
    void add(work what, const shape &s, simdloss_dtype dtype = SIMDLOSS_F32, int threads = 0) {
        add(what, s, dtype, threads, false);
    }
    void add_in_place(work what, const shape &s) { add(what, s, SIMDLOSS_F32, 0, true); }

    std::vector<bench_case> cases;

private:
    void add(work what, const shape &s, simdloss_dtype dtype, int threads, bool in_place) {
        const bool is_log_softmax = what == work::log_softmax_forward || what == work::log_softmax_backward;
        std::string name = name_of(what);
        if (in_place) name += "_in_place";
        else if (is_log_softmax) name += "_out"; // into an array that exists
        name += dtype == SIMDLOSS_F32 ? "_f32_" : "_bf16_";
        name += s.name;
        if (threads == 1) name += "/threads:1";
        cases.push_back({name, what, dtype, s.batch, s.classes, s.inner, threads, in_place});
    }
};

std::vector<bench_case> make_cases() {
    case_list list;
    for (const work what : {work::log_softmax_forward, work::log_softmax_backward}) {
        list.add(what, vocabulary);
        list.add_in_place(what, vocabulary);
    }
    for (const shape &s : {vocabulary, thousand, ten}) {
        list.add(work::cross_entropy_forward, s);
        list.add(work::cross_entropy_forward_backward, s);
        list.add_in_place(work::cross_entropy_forward_backward, s);
    }
    list.add(work::cross_entropy_forward_backward, image_512);
    list.add(work::cross_entropy_forward_backward, image_500);
    list.add(work::log_softmax_forward, vocabulary, SIMDLOSS_BF16);
    list.add(work::cross_entropy_forward, vocabulary, SIMDLOSS_BF16);
    for (const work what : {work::log_softmax_forward, work::cross_entropy_forward}) {
        list.add(what, decode, SIMDLOSS_F32, 1);
        list.add(what, decode);
    }
    for (const shape &s : {one_ten, one_thousand}) {
        list.add(work::log_softmax_forward, s, SIMDLOSS_F32, 1);
        list.add(work::cross_entropy_forward, s, SIMDLOSS_F32, 1);
    }
    for (const shape &s : {vocabulary, thousand, ten}) list.add(work::token_forward, s);
    list.add(work::token_forward, vocabulary, SIMDLOSS_BF16);
    list.add(work::token_forward, decode);
    list.add(work::shard_partial, vocabulary);
    list.add(work::shard_merge, vocabulary, SIMDLOSS_F32, 1);
    for (const shape &s : {vocabulary, thousand, ten, image_512}) list.add(work::target_check, s);
    for (const bench_case &c : loss_cases()) list.cases.push_back(c);
    return list.cases;
}

} // namespace

const std::vector<bench_case> &all_cases() {
    static const std::vector<bench_case> cases = make_cases();
    return cases;
}

std::optional<companion> companion_of(const bench_case &c) {
    companion with = {c, "", false};
    if (c.what == work::target_check || c.what == work::token_forward) {
        with.other.what = work::cross_entropy_forward;
        with.counter = "of_forward";
        with.share = true;
    } else if (c.what == work::shard_merge) {
        with.other.what = work::shard_partial;
        with.counter = "of_partial";
        with.share = true;
    } else if (c.what == work::shard_partial) {
        return std::nullopt;
    } else if (c.what == work::loss) {
        const auto other = with_f32_targets(c);
        if (!other) return std::nullopt;
        return companion{*other, "x_f32_targets", false};
    } else if (c.dtype == SIMDLOSS_BF16) {
        with.other.dtype = SIMDLOSS_F32;
        with.counter = "x_f32";
    } else if (c.batch == 1 && c.threads == 0) {
        with.other.threads = 1;
        with.counter = "x_one_thread";
    } else {
        return std::nullopt;
    }
    with.other.name += "/beside";
    return with;
}

} // namespace simdloss_bench

#include <simdloss/info_nce.h>

#include "scores.hpp"

using namespace simdloss::runtime;

namespace {

// The desc of every function here, as the checks see it, with the names that its fields have.
struct contrast {
    simdloss_dtype dtype = SIMDLOSS_F32, index_dtype = SIMDLOSS_I64;
    simdloss_reduction reduction = SIMDLOSS_REDUCTION_MEAN;
    std::int32_t empty_mean = SIMDLOSS_EMPTY_MEAN_NAN, accumulate = 0, symmetric = 0;
    simdloss_similarity similarity = SIMDLOSS_SIMILARITY_COSINE;
    std::int64_t width = 0;
    vectors_check queries{"desc.batch", "desc.query_stride", 0, 0};
    vectors_check keys{"desc.keys", "desc.key_stride", 0, 0};
    vectors_check more_keys{"desc.negatives", "desc.negative_stride", 0, 0};
    double temperature = 1, norm_floor = 1e-12, mean_denominator = 0;
    score_rule rule = score_rule::index;
    bool same_vectors = false, exclude_self = false;
    const char *query_name = "queries", *key_name = "keys", *index_name = "positive",
               *index_dtype_name = "desc.positive_dtype";
    const char *query_grad_name = "grad_queries", *key_grad_name = "grad_keys";
};

struct arguments {
    const void *queries, *keys, *negatives, *index, *grad_loss;
    void *loss, *grad_queries, *grad_keys, *grad_negatives, *workspace;
    std::size_t workspace_bytes;
};

struct extents {
    std::int64_t queries, keys, more_keys;
};

simdloss_status check_options(const contrast &c) {
    SIMDLOSS_CHECK(check_choice("desc.reduction", c.reduction, 3));
    SIMDLOSS_CHECK(check_flag("desc.empty_mean", c.empty_mean));
    SIMDLOSS_CHECK(check_flag("desc.accumulate", c.accumulate));
    SIMDLOSS_CHECK(check_choice("desc.similarity", c.similarity, 2));
    SIMDLOSS_CHECK(check_flag("desc.symmetric", c.symmetric));
    SIMDLOSS_CHECK(
        check_option("desc.temperature", c.temperature, is_finite_above_zero(c.temperature), "positive and finite"));
    SIMDLOSS_CHECK(
        check_option("desc.norm_floor", c.norm_floor, is_finite_above_zero(c.norm_floor), "positive and finite"));
    return check_mean_denominator(c.mean_denominator);
}

// What the size of the workspace depends on, and all that can be said without buffers.
simdloss_status set_up(const contrast &c, score_call &call, std::size_t &index_size, extents &extent) {
    SIMDLOSS_CHECK(check_dtype("desc.dtype", c.dtype, call.dtype));
    if (check_target_dtype(c.index_dtype, index_size) != SIMDLOSS_STATUS_OK)
        return fail(
            SIMDLOSS_STATUS_DTYPE, "%s is %" PRId32 "; it must be an integer type", c.index_dtype_name, c.index_dtype);
    SIMDLOSS_CHECK(check_options(c));
    const std::size_t size = size_of(call.dtype);
    SIMDLOSS_CHECK(check_vectors(c.queries, c.width, size, call.queries.stride, extent.queries));
    SIMDLOSS_CHECK(check_vectors(c.keys, c.width, size, call.keys.stride, extent.keys));
    SIMDLOSS_CHECK(check_vectors(c.more_keys, c.width, size, call.more_keys.stride, extent.more_keys));
    if (c.symmetric && c.keys.rows != c.queries.rows)
        return fail(SIMDLOSS_STATUS_SHAPE,
            "desc.keys is %" PRId64 "; where desc.symmetric is 1 it must be batch, %" PRId64, c.keys.rows,
            c.queries.rows);
    call.queries.rows = c.queries.rows;
    call.keys.rows = c.keys.rows;
    call.more_keys.rows = c.more_keys.rows;
    call.width = c.width;
    call.args.rule = c.rule;
    call.args.same_vectors = c.same_vectors;
    call.args.exclude_self = c.exclude_self;
    call.args.symmetric = c.symmetric != 0;
    return SIMDLOSS_STATUS_OK;
}

simdloss_status check_buffers(
    const contrast &c, const arguments &a, const score_call &call, std::size_t index_size, const extents &extent) {
    const std::size_t size = size_of(call.dtype), acc = accumulator_size(call.dtype);
    const std::int64_t rows = c.queries.rows, losses = c.reduction == SIMDLOSS_REDUCTION_NONE ? rows : 1;
    buffers all;
    SIMDLOSS_CHECK(all.add(c.query_name, a.queries, extent.queries, size, buffers::input));
    if (!c.same_vectors) SIMDLOSS_CHECK(all.add(c.key_name, a.keys, extent.keys, size, buffers::input));
    SIMDLOSS_CHECK(all.add("negatives", a.negatives, extent.more_keys, size, buffers::input));
    SIMDLOSS_CHECK(all.add(c.index_name, a.index, rows, index_size,
        c.rule == score_rule::index ? buffers::optional_input : buffers::input));
    SIMDLOSS_CHECK(all.add("grad_loss", a.grad_loss, losses, acc, buffers::optional_input));
    SIMDLOSS_CHECK(all.add("loss", a.loss, losses, acc, buffers::optional_output));
    SIMDLOSS_CHECK(all.add(c.query_grad_name, a.grad_queries, extent.queries, size, buffers::optional_output));
    SIMDLOSS_CHECK(all.add(c.key_grad_name, a.grad_keys, extent.keys, size, buffers::optional_output));
    SIMDLOSS_CHECK(all.add("grad_negatives", a.grad_negatives, extent.more_keys, size, buffers::optional_output));
    SIMDLOSS_CHECK(check_workspace(call));
    SIMDLOSS_CHECK(all.add("workspace", a.workspace, static_cast<std::int64_t>(a.workspace_bytes), 1, buffers::output));
    const buffers::twins twins[] = {{a.grad_queries, a.queries, c.query_grad_name},
        {a.grad_keys, a.keys, c.key_grad_name}, {a.grad_negatives, a.negatives, "grad_negatives"}};
    for (const buffers::twins &t : twins) {
        if (c.accumulate && t.output != nullptr && t.output == t.input)
            return fail(
                SIMDLOSS_STATUS_ALIAS, "%s is its input, and desc.accumulate is 1: there is nothing to add to", t.name);
    }
    return all.check_overlaps(twins, 3);
}

simdloss_status check_positives(
    const contrast &c, const arguments &a, const simdloss_executor *executor, score_call &call) {
    if (c.rule != score_rule::index) {
        call.labels.target = a.index;
        call.labels.dtype = c.index_dtype;
        return SIMDLOSS_STATUS_OK;
    }
    if (a.index == nullptr) {
        if (c.keys.rows >= c.queries.rows) return SIMDLOSS_STATUS_OK;
        return fail(SIMDLOSS_STATUS_SHAPE,
            "desc.keys is %" PRId64 "; without positive there must be one for each of the %" PRId64 " queries",
            c.keys.rows, c.queries.rows);
    }
    if (c.symmetric) return fail(SIMDLOSS_STATUS_OPTION, "desc.symmetric is 1; then positive must be NULL");
    call.targets.target = a.index;
    call.targets.dtype = c.index_dtype;
    call.targets.classes = c.keys.rows;
    call.targets.ignore_index = INT64_MIN;
    call.targets.name = c.index_name;
    target_counts counts;
    SIMDLOSS_CHECK(check_targets(call.targets, c.queries.rows, executor, counts));
    call.targets.all_kept = true;
    return SIMDLOSS_STATUS_OK;
}

simdloss_status compute(const contrast &c, const simdloss_executor *executor, const arguments &a) {
    score_call call;
    std::size_t index_size = 0;
    extents extent{};
    SIMDLOSS_CHECK(set_up(c, call, index_size, extent));
    SIMDLOSS_CHECK(check_executor(executor));
    call.kernels = active_kernels();
    if (call.kernels == nullptr) return isa_unavailable();
    call.workspace = a.workspace;
    call.workspace_bytes = a.workspace_bytes;
    SIMDLOSS_CHECK(check_buffers(c, a, call, index_size, extent));
    const float_environment environment;
    SIMDLOSS_CHECK(check_positives(c, a, executor, call));

    call.queries.data = a.queries;
    call.keys.data = a.keys;
    call.more_keys.data = a.negatives;
    call.queries.grad = a.grad_queries;
    call.keys.grad = a.grad_keys;
    call.more_keys.grad = a.grad_negatives;
    call.out.loss = a.loss;
    call.out.grad_loss = a.grad_loss;
    // The other rules' own denominators follow from the labels.
    const double own = c.rule == score_rule::index ? static_cast<double>(c.queries.rows) : 0;
    set_output(call, c.reduction, c.mean_denominator, own, c.empty_mean);
    call.share = c.symmetric ? 0.5 : 1;
    call.args.scale = 1 / c.temperature;
    call.args.norm_floor = c.norm_floor;
    call.args.normalize = c.similarity == SIMDLOSS_SIMILARITY_COSINE;
    call.args.accumulate = c.accumulate != 0;
    return run(call, executor);
}

simdloss_status workspace_size(const contrast &c, std::size_t *bytes) {
    score_call call;
    std::size_t index_size = 0;
    extents extent{};
    SIMDLOSS_CHECK(set_up(c, call, index_size, extent));
    return set_workspace_size(call, bytes);
}

// ---- the descs

constexpr simdloss_info_nce_desc info_nce_defaults() {
    simdloss_info_nce_desc desc{};
    desc.size = sizeof desc;
    desc.dtype = SIMDLOSS_F32;
    desc.positive_dtype = SIMDLOSS_I64;
    desc.reduction = SIMDLOSS_REDUCTION_MEAN;
    desc.temperature = 0.05;
    desc.norm_floor = 1e-12;
    return desc;
}

template <class Desc> constexpr Desc label_defaults(double temperature, simdloss_similarity similarity) {
    Desc desc{};
    desc.size = sizeof desc;
    desc.dtype = SIMDLOSS_F32;
    desc.label_dtype = SIMDLOSS_I64;
    desc.reduction = SIMDLOSS_REDUCTION_MEAN;
    desc.similarity = similarity;
    desc.temperature = temperature;
    desc.norm_floor = 1e-12;
    return desc;
}

simdloss_info_nce_desc defaults_of(const simdloss_info_nce_desc *) { return info_nce_defaults(); }
simdloss_nt_xent_desc defaults_of(const simdloss_nt_xent_desc *) {
    return label_defaults<simdloss_nt_xent_desc>(0.07, SIMDLOSS_SIMILARITY_COSINE);
}
simdloss_sup_con_desc defaults_of(const simdloss_sup_con_desc *) {
    return label_defaults<simdloss_sup_con_desc>(0.1, SIMDLOSS_SIMILARITY_COSINE);
}
simdloss_n_pairs_desc defaults_of(const simdloss_n_pairs_desc *) {
    return label_defaults<simdloss_n_pairs_desc>(1, SIMDLOSS_SIMILARITY_DOT);
}

template <class Desc> void set_common(const Desc &desc, contrast &c) {
    c.dtype = desc.dtype;
    c.reduction = desc.reduction;
    c.accumulate = desc.accumulate;
    c.similarity = desc.similarity;
    c.width = desc.width;
    c.temperature = desc.temperature;
    c.norm_floor = desc.norm_floor;
    c.mean_denominator = desc.mean_denominator;
}

void set(const simdloss_info_nce_desc &desc, contrast &c) {
    set_common(desc, c);
    c.index_dtype = desc.positive_dtype;
    c.empty_mean = desc.empty_mean;
    c.symmetric = desc.symmetric;
    c.queries.rows = desc.batch;
    c.queries.stride = desc.query_stride;
    c.keys.rows = desc.keys == 0 ? desc.batch : desc.keys;
    c.keys.stride = desc.key_stride;
    c.more_keys.rows = desc.negatives;
    c.more_keys.stride = desc.negative_stride;
}

template <class Desc> void set_embeddings(const Desc &desc, contrast &c) {
    set_common(desc, c);
    c.index_dtype = desc.label_dtype;
    c.queries = {"desc.batch", "desc.stride", desc.batch, desc.stride};
    c.keys = c.queries;
    c.same_vectors = c.exclude_self = true;
    c.query_name = "embeddings";
    c.query_grad_name = "grad_embeddings";
    c.index_name = "label";
    c.index_dtype_name = "desc.label_dtype";
}
void set(const simdloss_nt_xent_desc &desc, contrast &c) {
    set_embeddings(desc, c);
    c.rule = score_rule::pairs;
}
void set(const simdloss_sup_con_desc &desc, contrast &c) {
    set_embeddings(desc, c);
    c.rule = score_rule::labels;
}
void set(const simdloss_n_pairs_desc &desc, contrast &c) {
    set_common(desc, c);
    c.index_dtype = desc.label_dtype;
    c.queries = {"desc.batch", "desc.anchor_stride", desc.batch, desc.anchor_stride};
    c.keys = {"desc.batch", "desc.positive_stride", desc.batch, desc.positive_stride};
    c.rule = score_rule::labels;
    c.query_name = "anchors";
    c.key_name = "positives";
    c.query_grad_name = "grad_anchors";
    c.key_grad_name = "grad_positives";
    c.index_name = "label";
    c.index_dtype_name = "desc.label_dtype";
}

template <class Desc> simdloss_status read(const Desc *theirs, contrast &c) {
    Desc desc;
    SIMDLOSS_CHECK(read_desc(theirs, defaults_of(theirs), desc));
    set(desc, c);
    return SIMDLOSS_STATUS_OK;
}

template <class Desc>
simdloss_status checked(const Desc *desc, const simdloss_executor *executor, const arguments &a, const char *outputs) {
    if (a.loss == nullptr && a.grad_queries == nullptr && a.grad_keys == nullptr && a.grad_negatives == nullptr)
        return fail(SIMDLOSS_STATUS_NULL_POINTER, "%s NULL: no output is wanted", outputs);
    contrast c;
    SIMDLOSS_CHECK(read(desc, c));
    return compute(c, executor, a);
}

template <class Desc> simdloss_status size_from(const Desc *desc, std::size_t *bytes) {
    contrast c;
    SIMDLOSS_CHECK(read(desc, c));
    return workspace_size(c, bytes);
}

} // namespace

extern "C" {

simdloss_status simdloss_info_nce_desc_init(simdloss_info_nce_desc *desc, size_t size) {
    return init_desc(desc, size, defaults_of(desc));
}
simdloss_status simdloss_info_nce_workspace_size(const simdloss_info_nce_desc *desc, size_t *bytes) {
    return size_from(desc, bytes);
}
simdloss_status simdloss_info_nce_forward(const simdloss_info_nce_desc *desc, const simdloss_executor *executor,
    const void *queries, const void *keys, const void *negatives, const void *positive, void *loss, void *workspace,
    size_t workspace_bytes) {
    return checked(desc, executor,
        {queries, keys, negatives, positive, nullptr, loss, nullptr, nullptr, nullptr, workspace, workspace_bytes},
        "loss is");
}
simdloss_status simdloss_info_nce_backward(const simdloss_info_nce_desc *desc, const simdloss_executor *executor,
    const void *queries, const void *keys, const void *negatives, const void *positive, const void *grad_loss,
    void *grad_queries, void *grad_keys, void *grad_negatives, void *workspace, size_t workspace_bytes) {
    return checked(desc, executor,
        {queries, keys, negatives, positive, grad_loss, nullptr, grad_queries, grad_keys, grad_negatives, workspace,
            workspace_bytes},
        "grad_queries, grad_keys and grad_negatives are");
}
simdloss_status simdloss_info_nce_forward_backward(const simdloss_info_nce_desc *desc,
    const simdloss_executor *executor, const void *queries, const void *keys, const void *negatives,
    const void *positive, const void *grad_loss, void *loss, void *grad_queries, void *grad_keys, void *grad_negatives,
    void *workspace, size_t workspace_bytes) {
    return checked(desc, executor,
        {queries, keys, negatives, positive, grad_loss, loss, grad_queries, grad_keys, grad_negatives, workspace,
            workspace_bytes},
        "loss and all gradients are");
}

#define SIMDLOSS_EMBEDDING_LOSS(name)                                                                                  \
    simdloss_status simdloss_##name##_desc_init(simdloss_##name##_desc *desc, size_t size) {                           \
        return init_desc(desc, size, defaults_of(desc));                                                               \
    }                                                                                                                  \
    simdloss_status simdloss_##name##_workspace_size(const simdloss_##name##_desc *desc, size_t *bytes) {              \
        return size_from(desc, bytes);                                                                                 \
    }                                                                                                                  \
    simdloss_status simdloss_##name##_forward(const simdloss_##name##_desc *desc, const simdloss_executor *executor,   \
        const void *embeddings, const void *label, void *loss, void *workspace, size_t workspace_bytes) {              \
        return checked(desc, executor,                                                                                 \
            {embeddings, embeddings, nullptr, label, nullptr, loss, nullptr, nullptr, nullptr, workspace,              \
                workspace_bytes},                                                                                      \
            "loss is");                                                                                                \
    }                                                                                                                  \
    simdloss_status simdloss_##name##_backward(const simdloss_##name##_desc *desc, const simdloss_executor *executor,  \
        const void *embeddings, const void *label, const void *grad_loss, void *grad_embeddings, void *workspace,      \
        size_t workspace_bytes) {                                                                                      \
        return checked(desc, executor,                                                                                 \
            {embeddings, embeddings, nullptr, label, grad_loss, nullptr, grad_embeddings, nullptr, nullptr, workspace, \
                workspace_bytes},                                                                                      \
            "grad_embeddings is");                                                                                     \
    }                                                                                                                  \
    simdloss_status simdloss_##name##_forward_backward(const simdloss_##name##_desc *desc,                             \
        const simdloss_executor *executor, const void *embeddings, const void *label, const void *grad_loss,           \
        void *loss, void *grad_embeddings, void *workspace, size_t workspace_bytes) {                                  \
        return checked(desc, executor,                                                                                 \
            {embeddings, embeddings, nullptr, label, grad_loss, loss, grad_embeddings, nullptr, nullptr, workspace,    \
                workspace_bytes},                                                                                      \
            "loss and grad_embeddings are");                                                                           \
    }

SIMDLOSS_EMBEDDING_LOSS(nt_xent)
SIMDLOSS_EMBEDDING_LOSS(sup_con)

#undef SIMDLOSS_EMBEDDING_LOSS

simdloss_status simdloss_n_pairs_desc_init(simdloss_n_pairs_desc *desc, size_t size) {
    return init_desc(desc, size, defaults_of(desc));
}
simdloss_status simdloss_n_pairs_workspace_size(const simdloss_n_pairs_desc *desc, size_t *bytes) {
    return size_from(desc, bytes);
}
simdloss_status simdloss_n_pairs_forward(const simdloss_n_pairs_desc *desc, const simdloss_executor *executor,
    const void *anchors, const void *positives, const void *label, void *loss, void *workspace,
    size_t workspace_bytes) {
    return checked(desc, executor,
        {anchors, positives, nullptr, label, nullptr, loss, nullptr, nullptr, nullptr, workspace, workspace_bytes},
        "loss is");
}
simdloss_status simdloss_n_pairs_backward(const simdloss_n_pairs_desc *desc, const simdloss_executor *executor,
    const void *anchors, const void *positives, const void *label, const void *grad_loss, void *grad_anchors,
    void *grad_positives, void *workspace, size_t workspace_bytes) {
    return checked(desc, executor,
        {anchors, positives, nullptr, label, grad_loss, nullptr, grad_anchors, grad_positives, nullptr, workspace,
            workspace_bytes},
        "grad_anchors and grad_positives are");
}
simdloss_status simdloss_n_pairs_forward_backward(const simdloss_n_pairs_desc *desc, const simdloss_executor *executor,
    const void *anchors, const void *positives, const void *label, const void *grad_loss, void *loss,
    void *grad_anchors, void *grad_positives, void *workspace, size_t workspace_bytes) {
    return checked(desc, executor,
        {anchors, positives, nullptr, label, grad_loss, loss, grad_anchors, grad_positives, nullptr, workspace,
            workspace_bytes},
        "loss and both gradients are");
}

} // extern "C"

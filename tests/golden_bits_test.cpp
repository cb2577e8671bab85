// The bits that every instruction set with a fused multiply-add gives, on every machine and from every compiler: a hash
// for each family, type and kind of values in tests/vectors/bits.txt. Where they are meant to change,
// SIMDLOSS_UPDATE_BITS=1 writes the file anew.
// labels: isa

#include "support/bits_elements.hpp"
#include "support/bits_rows.hpp"
#include "support/bits_vectors.hpp"

#include <cstdlib>
#include <fstream>
#include <map>

namespace simdloss_test {
namespace {

struct family {
    const char *name;
    void (*add)(hash &, const bits_of &);
};

constexpr family families[] = {
    {"softmax", add_softmax},
    {"cross_entropy", add_cross_entropy},
    {"cross_entropy_with_every_option", add_cross_entropy_with_every_option},
    {"softmax_focal", add_softmax_focal},
    {"shards", add_shards},
    {"soft_cross_entropy", add_soft_cross_entropy},
    {"nll", add_nll},
    {"kl_divergence", add_kl_divergence},
    {"distillation", add_distillation},
    {"token", add_token},
    {"sigmoid", add_sigmoid},
    {"binary_cross_entropy", add_elements<bce>},
    {"probability_binary_cross_entropy", add_elements<probability_bce>},
    {"sigmoid_focal", add_focal<sigmoid_focal>},
    {"probability_focal", add_focal<probability_focal>},
    {"asymmetric", add_asymmetric},
    {"regression", add_every_kind<regression>},
    {"poisson_nll", add_poisson_nll},
    {"gaussian_nll", add_gaussian_nll},
    {"hinge", add_every_kind<hinge>},
    {"multi_margin", add_hinge_rows<multi_margin_case>},
    {"categorical_hinge", add_hinge_rows<categorical_hinge_case>},
    {"multilabel_margin", add_hinge_rows<multilabel_margin_case>},
    {"margin_ranking", add_margin_ranking},
    {"rank_hinge", add_rank<rank_hinge_case>},
    {"rank_cross_entropy", add_rank<rank_cross_entropy_case>},
    {"pairwise_distance", add_pairwise_distance},
    {"cosine_similarity", add_embeddings<cosine_similarity_case>},
    {"cosine_embedding", add_embeddings<cosine_embedding_case>},
    {"contrastive", add_contrastive},
    {"triplet_margin", add_triplet_margin},
    {"triplet_semihard", add_mining<reference::mined::semihard>},
    {"triplet_hard", add_mining<reference::mined::hard>},
    {"triplet_all", add_mining<reference::mined::all>},
    {"lifted_structure", add_mining<reference::mined::lifted>},
    {"named_triplets", add_named_triplets},
    {"info_nce", add_scores<score_loss::info_nce>},
    {"nt_xent", add_scores<score_loss::nt_xent>},
    {"sup_con", add_scores<score_loss::sup_con>},
    {"n_pairs", add_scores<score_loss::n_pairs>},
    {"margin_softmax", add_scores<score_loss::margin_softmax>},
};

using hashes = std::map<std::string, std::string>;

void add_hashes(hashes &all, const bits_of &what, const char *kind) {
    for (const family &each : families) {
        hash h;
        each.add(h, what);
        all[std::string(each.name) + " " + name_of(what.dtype) + " " + kind] = h.text();
    }
}

hashes compute() {
    hashes all;
    for (const simdloss_dtype dtype : float_dtypes) {
        for (const values kind : all_values) {
            // Those come from a logarithm, whose last digit is the C library's.
            if (kind == values::confident && dtype == SIMDLOSS_F64) continue;
            add_hashes(all, {dtype, kind, false}, name_of(kind));
        }
        add_hashes(all, {dtype, values::all_equal, true}, "signed_zeros");
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

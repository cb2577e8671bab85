/*
 * A training step whose vocabulary is split over the ranks of MPI, with the same bits for every number of ranks.
 *
 *     mpirun -n 4 sharded_vocabulary             each rank holds the weights of a range of the vocabulary
 *     sharded_vocabulary --whole                 one process, the call on whole rows: what the others must agree with
 *
 * The model is a linear layer, as at the end of a language model: logits = hidden * weight. Every rank has all hidden
 * vectors and the columns of its range, in double, where no rounding of a result can hide a difference. A step:
 *
 *     simdloss_cross_entropy_partial     reduces the rank's logits to one record a row
 *     MPI_Allreduce                      merges the records of all ranks: 176 bytes a row, whatever the vocabulary
 *     simdloss_cross_entropy_finish      makes the loss of them, on every rank the same
 *     simdloss_cross_entropy_backward    writes the gradient of the rank's logits, and needs no other rank
 *
 * It prints the loss of each step, to the last bit, and a hash of all losses, gradients and weights.
 */
#include <simdloss.h>

#include <mpi.h>

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { batch = 32, features = 16, vocabulary = 20000, steps = 6 };
static const double learning_rate = 20;

/* The range of the vocabulary that this process holds, and its part of the model. */
struct shard {
    int64_t first, classes;
    double *weight;   /* [classes][features] */
    double *logits;   /* [batch][classes] */
    double *gradient; /* of the logits */
};

/* What every process has. */
struct problem {
    double hidden[batch][features];
    int32_t target[batch];
};

struct merger {
    MPI_Datatype record;
    MPI_Op op;
};

static void fail(const char *what, const char *why) {
    fprintf(stderr, "sharded_vocabulary: %s: %s\n", what, why);
    MPI_Abort(MPI_COMM_WORLD, 1);
    exit(1);
}

static void check(simdloss_status status, const char *call) {
    if (status != SIMDLOSS_STATUS_OK) {
        fail(call, simdloss_last_error());
    }
}

/* splitmix64 of a number: the data is a function of where it stands, so that every rank makes its own part. */
static uint64_t mix(uint64_t z) {
    z += 0x9e3779b97f4a7c15U;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9U;
    z = (z ^ z >> 27) * 0x94d049bb133111ebU;
    return z ^ z >> 31;
}

static double from_minus_one_to_one(uint64_t index) { return (double)(mix(index) >> 11) * 0x1p-52 - 1; }

static void *allocate(int64_t count) {
    void *memory = malloc(count > 0 ? (size_t)count * sizeof(double) : 1);
    if (memory == NULL) {
        fail("malloc", "out of memory");
    }
    return memory;
}

static void make_problem(struct problem *problem) {
    for (uint64_t row = 0; row < batch; ++row) {
        for (uint64_t i = 0; i < features; ++i) {
            problem->hidden[row][i] = from_minus_one_to_one((UINT64_C(1) << 40) + row * features + i);
        }
        problem->target[row] = (int32_t)(mix((UINT64_C(2) << 40) + row) % vocabulary);
    }
    problem->target[7] = -100; /* ignored */
}

/*
 * Cuts are made where the library cuts a row into chunks anyway: that is what makes the bits those of whole rows. A
 * rank for which no chunk is left has an empty shard.
 */
static void make_shard(struct shard *shard, int rank, int ranks) {
    const int64_t chunk = simdloss_cross_entropy_chunk(vocabulary);
    const int64_t chunks = (vocabulary + chunk - 1) / chunk;
    const int64_t end = chunks * (rank + 1) / ranks * chunk;
    shard->first = chunks * rank / ranks * chunk;
    shard->classes = (end < vocabulary ? end : vocabulary) - shard->first;
    shard->weight = allocate(shard->classes * features);
    shard->logits = allocate(batch * shard->classes);
    shard->gradient = allocate(batch * shard->classes);
    for (int64_t i = 0; i < shard->classes * features; ++i) {
        shard->weight[i] = from_minus_one_to_one((uint64_t)(shard->first * features + i));
    }
}

static void compute_logits(const struct problem *problem, struct shard *shard) {
    for (int row = 0; row < batch; ++row) {
        for (int64_t c = 0; c < shard->classes; ++c) {
            double sum = 0;
            for (int i = 0; i < features; ++i) {
                sum += problem->hidden[row][i] * shard->weight[c * features + i];
            }
            shard->logits[row * shard->classes + c] = sum;
        }
    }
}

/* weight -= rate * gradient^T hidden: each column by itself, in the order of the rows. */
static void descend(const struct problem *problem, struct shard *shard) {
    for (int64_t c = 0; c < shard->classes; ++c) {
        for (int row = 0; row < batch; ++row) {
            const double scale = learning_rate * shard->gradient[row * shard->classes + c];
            for (int i = 0; i < features; ++i) {
                shard->weight[c * features + i] -= scale * problem->hidden[row][i];
            }
        }
    }
}

/* The function of the MPI_Op. `length` counts records, since the datatype is one. */
static void merge_records(void *in, void *inout, int *length, MPI_Datatype *datatype) {
    (void)datatype;
    check(simdloss_cross_entropy_merge(*length, in, inout), "simdloss_cross_entropy_merge");
}

static void make_merger(struct merger *merger) {
    MPI_Type_contiguous((int)sizeof(simdloss_cross_entropy_record), MPI_BYTE, &merger->record);
    MPI_Type_commit(&merger->record);
    MPI_Op_create(merge_records, 1 /* commutative */, &merger->op);
}

static void free_merger(struct merger *merger) {
    MPI_Op_free(&merger->op);
    MPI_Type_free(&merger->record);
}

static void make_desc(simdloss_cross_entropy_desc *desc, const struct shard *shard) {
    check(simdloss_cross_entropy_desc_init(desc, sizeof *desc), "simdloss_cross_entropy_desc_init");
    desc->dtype = SIMDLOSS_F64;
    desc->target_dtype = SIMDLOSS_I32;
    desc->batch = batch;
    desc->classes = shard->classes;
    desc->label_smoothing = 0.1;
    desc->z_loss = 1e-4;
}

/* The loss of all ranks' logits together, and the gradient of this rank's. */
static double loss_step(const struct problem *problem, struct shard *shard, const struct merger *merger) {
    static simdloss_cross_entropy_record records[batch];
    double loss = 0, row_stats[2][batch];
    simdloss_cross_entropy_desc desc;
    make_desc(&desc, shard);
    desc.first_class = shard->first;
    desc.total_classes = vocabulary;
    check(simdloss_cross_entropy_partial(&desc, NULL, shard->logits, problem->target, NULL, records),
        "simdloss_cross_entropy_partial");
    MPI_Allreduce(MPI_IN_PLACE, records, batch, merger->record, merger->op, MPI_COMM_WORLD);
    check(simdloss_cross_entropy_finish(&desc, NULL, records, problem->target, NULL, NULL, &loss, row_stats),
        "simdloss_cross_entropy_finish");
    check(simdloss_cross_entropy_backward(
              &desc, NULL, shard->logits, problem->target, NULL, NULL, row_stats, NULL, shard->gradient),
        "simdloss_cross_entropy_backward");
    return loss;
}

/* The same, of a process that holds the whole vocabulary, in one call. */
static double whole_loss_step(const struct problem *problem, struct shard *shard) {
    double loss = 0;
    simdloss_cross_entropy_desc desc;
    make_desc(&desc, shard);
    check(simdloss_cross_entropy_forward_backward(
              &desc, NULL, shard->logits, problem->target, NULL, NULL, NULL, &loss, shard->gradient),
        "simdloss_cross_entropy_forward_backward");
    return loss;
}

/* A hash that does not ask where an array is cut: a sum over its elements, each mixed with where it stands. */
static uint64_t hash_of(double value, uint64_t place) {
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    return mix(mix(place) ^ bits);
}

static uint64_t hash_of_shard(const struct shard *shard, int step) {
    uint64_t hash = 0;
    for (int row = 0; row < batch; ++row) {
        for (int64_t c = 0; c < shard->classes; ++c) {
            const uint64_t place = ((uint64_t)step * batch + (uint64_t)row) * vocabulary + (uint64_t)(shard->first + c);
            hash += hash_of(shard->gradient[row * shard->classes + c], place);
        }
    }
    for (int64_t i = 0; i < shard->classes * features; ++i) {
        hash += hash_of(shard->weight[i], (UINT64_C(3) << 40) + (uint64_t)(shard->first * features + i));
    }
    return hash;
}

int main(int argc, char **argv) {
    static struct problem problem;
    struct shard shard;
    struct merger merger;
    int rank = 0, ranks = 1;
    MPI_Init(&argc, &argv);
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    MPI_Comm_size(MPI_COMM_WORLD, &ranks);
    const int whole = argc == 2 && strcmp(argv[1], "--whole") == 0;
    if (argc > 2 || (argc == 2 && !whole) || (whole && ranks != 1)) {
        fail("usage", "[mpirun -n RANKS] sharded_vocabulary, or, as one process, sharded_vocabulary --whole");
    }
    make_problem(&problem);
    make_shard(&shard, rank, ranks);
    make_merger(&merger);

    uint64_t hash = 0;
    for (int step = 0; step < steps; ++step) {
        compute_logits(&problem, &shard);
        const double loss = whole ? whole_loss_step(&problem, &shard) : loss_step(&problem, &shard, &merger);
        descend(&problem, &shard);
        hash += hash_of_shard(&shard, step);
        if (rank == 0) {
            hash += hash_of(loss, UINT64_MAX - (uint64_t)step);
            printf("step %d: loss %.17g\n", step + 1, loss);
        }
    }
    MPI_Allreduce(MPI_IN_PLACE, &hash, 1, MPI_UINT64_T, MPI_SUM, MPI_COMM_WORLD);
    if (rank == 0) {
        printf("hash of losses, gradients and weights: %016" PRIx64 "\n", hash);
    }
    free_merger(&merger);
    free(shard.weight);
    free(shard.logits);
    free(shard.gradient);
    MPI_Finalize();
    return 0;
}

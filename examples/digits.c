/*
 * digits.c - trains a classifier of handwritten digits through the C interface of simdloss.
 *
 *     demo [DIGITS.csv [CURVE.svg]]
 *
 * A linear softmax classifier, logits = features * weight + bias, trained with stochastic gradient descent. Its matrix
 * products are plain C; loss and gradient are one call: simdloss_cross_entropy_forward_backward. When it has been
 * trained, the loss step is timed against a plain C loop. Exit status: 0; 1 where the test accuracy is below 96 % or
 * the plain loop disagrees; 2 for anything that could not be read, written or computed.
 */
#define _POSIX_C_SOURCE 200809L /* clock_gettime */

#include "chart.h"

#include <simdloss.h>
#include <simdloss/tbb.h>

#include <errno.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { features = 64, classes = 10, max_images = 4096, batch_size = 32, epochs = 80, repeats = 1001 };

static const double required_accuracy = 96;
static const double learning_rate = 0.2;
static const double momentum = 0.9;

struct images {
    int count;
    float feature[max_images][features]; /* 0 to 1 */
    uint8_t label[max_images];
};

struct split {
    struct images train;
    struct images test;
};

struct classifier {
    float weight[features][classes];
    float bias[classes];
};

struct trainer {
    struct classifier model;
    struct classifier velocity;
    simdloss_executor executor;
    uint64_t random;
    int order[max_images];
    double loss[epochs];
    double accuracy[epochs]; /* in per cent */
};

/* Ends the program if a call failed. */
static void check(simdloss_status status, const char *call) {
    if (status != SIMDLOSS_STATUS_OK) {
        fprintf(stderr, "demo: %s: %s: %s\n", call, simdloss_status_name(status), simdloss_last_error());
        exit(2);
    }
}

static void fail_on_line(const char *path, int line, const char *what) {
    fprintf(stderr, "demo: %s, line %d: %s\n", path, line, what);
    exit(2);
}

/* The number from 0 to high that begins the list at *text, which then points behind its separator; -1 if none does. */
static int next_number(char **text, char separator, int high) {
    char *end = NULL;
    const long value = strtol(*text, &end, 10);
    if (end == *text || *end != separator || value < 0 || value > high) {
        return -1;
    }
    *text = end + 1;
    return (int)value;
}

/* Reads lines of 64 grey values and the digit. Every fifth line, beginning with the first, is for the test. */
static void read_images(const char *path, struct split *data) {
    FILE *file = fopen(path, "r");
    if (file == NULL) {
        fprintf(stderr, "demo: cannot open the data file %s: %s\n", path, strerror(errno));
        exit(2);
    }
    char line[512];
    int number = 0;
    while (fgets(line, sizeof line, file) != NULL) {
        struct images *part = number++ % 5 == 0 ? &data->test : &data->train;
        if (part->count == max_images) {
            fail_on_line(path, number, "too many images");
        }
        line[strcspn(line, "\r\n")] = '\0';
        char *text = line;
        for (int i = 0; i < features; ++i) {
            const int grey = next_number(&text, ',', 16);
            if (grey < 0) {
                fail_on_line(path, number, "not 64 grey values from 0 to 16 and a digit");
            }
            part->feature[part->count][i] = (float)grey / 16;
        }
        const int digit = next_number(&text, '\0', classes - 1);
        if (digit < 0) {
            fail_on_line(path, number, "the last number is not a digit from 0 to 9");
        }
        part->label[part->count++] = (uint8_t)digit;
    }
    if (ferror(file)) {
        fprintf(stderr, "demo: cannot read %s: %s\n", path, strerror(errno));
        exit(2);
    }
    fclose(file);
    if (data->train.count == 0) {
        fail_on_line(path, number, "the file ends before there is an image to train on");
    }
}

static void compute_logits(const struct classifier *model, const float feature[features], float logits[classes]) {
    memcpy(logits, model->bias, sizeof model->bias);
    for (int i = 0; i < features; ++i) {
        for (int j = 0; j < classes; ++j) {
            logits[j] += feature[i] * model->weight[i][j];
        }
    }
}

/* The part of the images, in per cent, whose largest logit is that of the label. */
static double accuracy(const struct classifier *model, const struct images *images) {
    int right = 0;
    for (int row = 0; row < images->count; ++row) {
        float logits[classes];
        compute_logits(model, images->feature[row], logits);
        int best = 0;
        for (int j = 1; j < classes; ++j) {
            best = logits[j] > logits[best] ? j : best;
        }
        right += best == images->label[row];
    }
    return 100.0 * right / images->count;
}

/* splitmix64 */
static uint64_t next_random(uint64_t *state) {
    uint64_t z = *state += 0x9e3779b97f4a7c15U;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9U;
    z = (z ^ z >> 27) * 0x94d049bb133111ebU;
    return z ^ z >> 31;
}

static void shuffle(int *order, int count, uint64_t *random) {
    for (int i = count - 1; i > 0; --i) {
        const int other = (int)(next_random(random) % ((uint64_t)i + 1));
        const int kept = order[i];
        order[i] = order[other];
        order[other] = kept;
    }
}

/* v = momentum * v - rate * g, then w += v. */
static void descend(struct trainer *trainer, const struct classifier *gradient, double rate) {
    for (int j = 0; j < classes; ++j) {
        trainer->velocity.bias[j] = (float)(momentum * trainer->velocity.bias[j] - rate * gradient->bias[j]);
        trainer->model.bias[j] += trainer->velocity.bias[j];
        for (int i = 0; i < features; ++i) {
            float *velocity = &trainer->velocity.weight[i][j];
            *velocity = (float)(momentum * *velocity - rate * gradient->weight[i][j]);
            trainer->model.weight[i][j] += *velocity;
        }
    }
}

/* The loss step: mean cross-entropy of `rows` logits, and its gradient. */
static float loss_step(const simdloss_executor *executor, int rows, float (*logits)[classes], const uint8_t *target,
    float (*gradient)[classes]) {
    simdloss_cross_entropy_desc desc;
    check(simdloss_cross_entropy_desc_init(&desc, sizeof desc), "simdloss_cross_entropy_desc_init");
    desc.target_dtype = SIMDLOSS_U8;
    desc.batch = rows;
    desc.classes = classes;
    float loss = 0;
    check(simdloss_cross_entropy_forward_backward(&desc, executor, logits, target, NULL, NULL, NULL, &loss, gradient),
        "simdloss_cross_entropy_forward_backward");
    return loss;
}

/* One step of training on the images that `order` names; returns their mean loss. */
static float train_batch(
    struct trainer *trainer, const struct images *images, const int *order, int count, double rate) {
    float logits[batch_size][classes];
    uint8_t target[batch_size];
    for (int row = 0; row < count; ++row) {
        compute_logits(&trainer->model, images->feature[order[row]], logits[row]);
        target[row] = images->label[order[row]];
    }
    /* The gradient may take the place of the logits. */
    const float loss = loss_step(&trainer->executor, count, logits, target, logits);

    struct classifier gradient;
    memset(&gradient, 0, sizeof gradient);
    for (int row = 0; row < count; ++row) {
        const float *feature = images->feature[order[row]];
        for (int j = 0; j < classes; ++j) {
            gradient.bias[j] += logits[row][j];
        }
        for (int i = 0; i < features; ++i) {
            for (int j = 0; j < classes; ++j) {
                gradient.weight[i][j] += feature[i] * logits[row][j];
            }
        }
    }
    descend(trainer, &gradient, rate);
    return loss;
}

/* All epochs, with the learning rate falling along half a cosine, and a line of progress now and then. */
static void train(struct trainer *trainer, const struct split *data) {
    const struct images *images = &data->train;
    for (int i = 0; i < images->count; ++i) {
        trainer->order[i] = i;
    }
    printf("  epoch   train loss   test accuracy\n");
    for (int epoch = 0; epoch < epochs; ++epoch) {
        const double rate = learning_rate * (1 + cos(3.14159265358979 * epoch / epochs)) / 2;
        double total = 0;
        shuffle(trainer->order, images->count, &trainer->random);
        for (int begin = 0; begin < images->count; begin += batch_size) {
            const int count = images->count - begin < batch_size ? images->count - begin : batch_size;
            total += (double)count * train_batch(trainer, images, trainer->order + begin, count, rate);
        }
        trainer->loss[epoch] = total / images->count;
        trainer->accuracy[epoch] = accuracy(&trainer->model, &data->test);
        if (epoch == 0 || (epoch + 1) % 10 == 0) {
            printf("  %5d   %10.4f   %11.2f %%\n", epoch + 1, trainer->loss[epoch], trainer->accuracy[epoch]);
            fflush(stdout);
        }
    }
}

/* What is timed: the loss step on all images, with the gradient in memory of its own. */
struct step_data {
    int rows;
    float logits[2 * max_images][classes];
    uint8_t target[2 * max_images];
    float gradient[2 * max_images][classes];
};

static void add_logits(struct step_data *step, const struct classifier *model, const struct images *images) {
    for (int row = 0; row < images->count; ++row) {
        compute_logits(model, images->feature[row], step->logits[step->rows]);
        step->target[step->rows++] = images->label[row];
    }
}

/* The loss step as a textbook has it, with the maximum taken off before exp. One exp for each logit. */
static float plain_loss_step(int rows, float (*logits)[classes], const uint8_t *target, float (*gradient)[classes]) {
    double total = 0;
    for (int row = 0; row < rows; ++row) {
        float highest = logits[row][0];
        for (int j = 1; j < classes; ++j) {
            highest = logits[row][j] > highest ? logits[row][j] : highest;
        }
        float sum = 0;
        for (int j = 0; j < classes; ++j) {
            gradient[row][j] = expf(logits[row][j] - highest);
            sum += gradient[row][j];
        }
        total += logf(sum) - (logits[row][target[row]] - highest);
        const float scale = 1 / (sum * (float)rows);
        for (int j = 0; j < classes; ++j) {
            gradient[row][j] *= scale;
        }
        gradient[row][target[row]] -= 1 / (float)rows;
    }
    return (float)(total / rows);
}

/* Whether two results are equal but for rounding: to 1e-5 of the loss, and of what a row can have in the gradient. */
static int same_result(const struct step_data *a, float loss_a, const struct step_data *b, float loss_b) {
    const double tolerance = 1e-5;
    int same = fabs((double)loss_a - loss_b) <= tolerance * fabs((double)loss_b);
    for (int row = 0; row < a->rows; ++row) {
        for (int j = 0; j < classes; ++j) {
            const double difference = (double)a->gradient[row][j] - b->gradient[row][j];
            same = same && fabs(difference) <= tolerance / a->rows;
        }
    }
    return same;
}

static double microseconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e6 + (double)now.tv_nsec * 1e-3;
}

static int by_value(const void *a, const void *b) {
    const double left = *(const double *)a;
    const double right = *(const double *)b;
    return (left > right) - (left < right);
}

/* One line: the median, and the quartiles around it. */
static double print_times(const char *name, double times[repeats], double baseline) {
    qsort(times, repeats, sizeof times[0], by_value);
    const double median = times[repeats / 2];
    printf("  %-26s %7.1f us   (%.1f to %.1f)", name, median, times[repeats / 4], times[repeats * 3 / 4]);
    if (baseline > 0) {
        printf("   %.1f times as fast", baseline / median);
    }
    putchar('\n');
    return median;
}

/* Compares the answers, then the times; -1 where the answers differ. */
static int compare_loss_step(const struct trainer *trainer, const struct split *data) {
    static struct step_data plain, ours;
    static double times[3][repeats];
    add_logits(&plain, &trainer->model, &data->train);
    add_logits(&plain, &trainer->model, &data->test);
    ours = plain;
    const float plain_loss = plain_loss_step(plain.rows, plain.logits, plain.target, plain.gradient);
    const float loss = loss_step(&trainer->executor, ours.rows, ours.logits, ours.target, ours.gradient);
    if (!same_result(&ours, loss, &plain, plain_loss)) {
        fprintf(
            stderr, "demo: simdloss and the plain C loop disagree; their losses are %.9g and %.9g\n", loss, plain_loss);
        return -1;
    }

    for (int i = 0; i < repeats; ++i) { /* in turn, so that a busy moment of the machine meets all three */
        const double begin = microseconds();
        plain_loss_step(plain.rows, plain.logits, plain.target, plain.gradient);
        const double second = microseconds();
        loss_step(NULL, ours.rows, ours.logits, ours.target, ours.gradient);
        const double third = microseconds();
        loss_step(&trainer->executor, ours.rows, ours.logits, ours.target, ours.gradient);
        times[0][i] = second - begin;
        times[1][i] = third - second;
        times[2][i] = microseconds() - third;
    }
    printf("loss step: mean cross-entropy and gradient of all %d x %d logits, median of %d runs (quartiles)\n",
        plain.rows, classes, repeats);
    const double baseline = print_times("plain C loop", times[0], 0);
    print_times("simdloss, no executor", times[1], baseline);
    print_times("simdloss, oneTBB executor", times[2], baseline);
    return 0;
}

int main(int argc, char **argv) {
    static struct split data;
    static struct trainer trainer = {.random = 1};
    if (argc > 3 || (argc > 1 && argv[1][0] == '-')) {
        fprintf(stderr, "usage: demo [DIGITS.csv [CURVE.svg]]\n");
        return 2;
    }
    const char *svg_path = argc > 2 ? argv[2] : "demo.svg";
    read_images(argc > 1 ? argv[1] : "examples/data/digits.csv", &data);
    check(simdloss_tbb_executor_init(&trainer.executor, 0), "simdloss_tbb_executor_init");

    printf("simdloss %s, instruction set: %s, threads: %d\n", simdloss_version(), simdloss_isa(),
        (int)trainer.executor.concurrency);
    printf("handwritten digits: %d images to train on, %d to test\n\n", data.train.count, data.test.count);
    train(&trainer, &data);

    const struct chart chart =
        chart_make("Softmax classifier of handwritten digits", epochs, trainer.loss, trainer.accuracy);
    putchar('\n');
    chart_print(&chart);
    if (chart_write_svg(&chart, svg_path) != 0) {
        fprintf(stderr, "demo: cannot write %s: %s\n", svg_path, strerror(errno));
        return 2;
    }
    putchar('\n');
    const int agrees = compare_loss_step(&trainer, &data) == 0;
    const double reached = trainer.accuracy[epochs - 1];
    printf("\ntest accuracy: %.2f %%%s\n", reached, reached < required_accuracy ? ", which is too low" : "");
    return agrees && reached >= required_accuracy ? 0 : 1;
}

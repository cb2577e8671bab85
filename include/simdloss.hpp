// simdloss.hpp - the C interface for C++20: spans in, exceptions out, and nothing else. The C headers are the manual:
// what a function computes, the shapes of its arguments and what an absent one means stand in simdloss/<family>.h.
//
//     #include <simdloss.hpp>
//
//     std::vector<float> logits(rows * classes), grad(logits.size()), row_loss(rows);
//     std::vector<std::int64_t> target(rows);
//
//     float loss = simdloss::cross_entropy(logits, target, classes);                           // the mean
//     loss = simdloss::cross_entropy(logits, target, classes, {.grad_logits = grad});          // and its gradient
//
//     auto desc = simdloss::cross_entropy_desc(rows, classes);                                 // every option
//     desc.reduction = SIMDLOSS_REDUCTION_NONE;
//     desc.label_smoothing = 0.1;
//     simdloss::cross_entropy_forward(desc, logits, target, {.loss = row_loss});
//
//     simdloss::softmax_forward(simdloss::softmax_desc(rows, classes), logits, logits);        // in place
//
// Buffers. Whatever a std::span can be made from: a vector, an array, a span. The element types give desc.dtype and
// desc.target_dtype, which are not looked at; a type that does not fit does not compile. A span that holds fewer
// elements than the desc asks for is an error of SIMDLOSS_STATUS_SHAPE that names it; more are left alone. Optional
// ones are members of the last argument, and an empty span is an absent one. Gradients may be exactly their input.
#ifndef SIMDLOSS_HPP
#define SIMDLOSS_HPP

#include <simdloss.h>
#include <simdloss/binary_cross_entropy.hpp>
#include <simdloss/core.hpp>
#include <simdloss/cross_entropy.hpp>
#include <simdloss/divergence.hpp>
#include <simdloss/embedding.hpp>
#include <simdloss/info_nce.hpp>
#include <simdloss/margin_softmax.hpp>
#include <simdloss/mining.hpp>
#include <simdloss/ranking.hpp>
#include <simdloss/focal.hpp>
#include <simdloss/hinge.hpp>
#include <simdloss/regression.hpp>
#include <simdloss/sigmoid.hpp>
#include <simdloss/soft_cross_entropy.hpp>
#include <simdloss/softmax.hpp>
#include <simdloss/token.hpp>

#endif /* SIMDLOSS_HPP */

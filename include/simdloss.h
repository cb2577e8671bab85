/* simdloss.h - every family of the core library. The oneTBB executor has a header of its own: simdloss/tbb.h. */
#ifndef SIMDLOSS_H
#define SIMDLOSS_H

#include <simdloss/core.h>
#include <simdloss/binary_cross_entropy.h>
#include <simdloss/cross_entropy.h>
#include <simdloss/divergence.h>
#include <simdloss/info_nce.h>
#include <simdloss/margin_softmax.h>
#include <simdloss/mining.h>
#include <simdloss/embedding.h>
#include <simdloss/ranking.h>
#include <simdloss/focal.h>
#include <simdloss/hinge.h>
#include <simdloss/regression.h>
#include <simdloss/sigmoid.h>
#include <simdloss/softmax.h>
#include <simdloss/token.h>

#endif /* SIMDLOSS_H */

# The table: a loss of the C interface a line, with the text of its documentation.

# ---- softmax.h ---------------------------------------------------------------------------------------------------

define(:softmax, :grid; inputs = (input = float(:full), output = float(:full), grad_output = float(:full)), doc = """
The softmax along the classes. `softmax_backward` takes the output of the forward call and the gradient by it.""")

define(:log_softmax, :grid; inputs = (input = float(:full), output = float(:full), grad_output = float(:full)), doc = """
The logarithm of the softmax along the classes. `log_softmax_backward` takes the output of the forward call and the
gradient by it.""")

define(:log_sum_exp, :grid; inputs = (input = float(:full),), optional = (output = dense(:rows),
    grad_output = dense(:rows), row_stats = dense(:rows, 2)), doc = """
`log(sum(exp.(input)))` along the classes, one a row. `row_stats` is written by `log_sum_exp!` and saves work in
`log_sum_exp_backward`.""")

# ---- sigmoid.h ---------------------------------------------------------------------------------------------------

for name in (:sigmoid, :log_sigmoid)
    define(name, :grid; inputs = (input = float(:full), output = float(:full), grad_output = float(:full)), doc = """
$(name == :sigmoid ? "`1 / (1 + exp(-x))`" : "`-log1p(exp(-x))`") of every element, in all its digits.
`$(name)_backward` takes the input and the gradient by the output.""")
end

# ---- cross_entropy.h ---------------------------------------------------------------------------------------------

define(:cross_entropy, :grid; inputs = (logits = float(:full), target = index(:rows; of = :all_classes)), losses = (:rows,),
    optional = (row_stats = dense(:rows, 2), class_weight = dense(:all_classes)), doc = """
Cross-entropy of logits and class numbers, `-log(softmax(logits)[target])`: PyTorch's `F.cross_entropy`, TensorFlow's
`sparse_softmax_cross_entropy`, with z-loss, logit soft-cap and temperature.

`class_weight` has a value a class, `row_weight` one a row. A target that equals `ignore_index` (-100, or 0 if you say so;
as you write it, before anything is translated) takes its row out. `row_stats`, of the size of the rows and 2, is written
by `cross_entropy!` and saves work in `cross_entropy_backward`.""")

define(:soft_cross_entropy, :grid; inputs = (logits = float(:full), target = float(:full)), losses = (:rows,),
    optional = (row_stats = dense(:rows, 2),), doc = """
Cross-entropy of logits and probabilities of the same size: PyTorch's `F.cross_entropy` with float targets, TensorFlow's
`softmax_cross_entropy`, Keras' `CategoricalCrossentropy(from_logits=True)`, Flux's `logitcrossentropy`.""")

define(:nll, :grid; inputs = (log_prob = float(:full), target = index(:rows)), losses = (:rows,), doc = """
Negative log-likelihood of log-probabilities and class numbers: PyTorch's `F.nll_loss`. `nll_backward` takes the
log-probabilities for their size alone.""")

# ---- focal.h, of class numbers -------------------------------------------------------------------------------------

define(:softmax_focal, :grid; inputs = (logits = float(:full), target = index(:rows)), losses = (:rows,),
    optional = (row_stats = dense(:rows, 2),), doc = """
Focal loss of logits and class numbers: Keras' `CategoricalFocalCrossentropy`, with its `alpha = 0.25` and
`probability_clip = 1e-7`. `class_alpha` has a value a class, `row_weight` one a row; `ignore_index` and `row_stats` are as
of [`cross_entropy`](@ref).""")

define(:poly1_cross_entropy, :grid; inputs = (logits = float(:full), target = index(:rows)), losses = (:rows,),
    optional = (row_stats = dense(:rows, 2),), doc = """
Poly-1: cross-entropy and `epsilon (1 - p)`, optax' `poly_loss_cross_entropy` with `epsilon = 2`. Weights, `ignore_index`
and `row_stats` are as of [`cross_entropy`](@ref).""")

# ---- hinge.h, of rows ----------------------------------------------------------------------------------------------

define(:multi_margin, :grid; inputs = (input = float(:full), target = index(:rows)), losses = (:rows,), doc = """
The hinges of all other classes' scores against the target's, to the power `p` (1 or 2): PyTorch's `F.multi_margin_loss`.
`class_weight` has a value a class, `row_weight` one a row. A target that equals `ignore_index` takes its row out.""")

define(:categorical_hinge, :grid; inputs = (input = float(:full), target = index(:rows)), losses = (:rows,), doc = """
The hinge of the largest other score against the target's: Keras' `CategoricalHinge`, with class numbers. `row_weight` has
a value a row. A target that equals `ignore_index` takes its row out.""")

define(:multilabel_margin, :named; inputs = (input = float(:classes, :batch), target = index(:labels, :batch)),
    optional = (row_weight = dense(:batch),), losses = (:batch,), doc = """
The hinges of every wrong class' score against every right one's: PyTorch's `F.multilabel_margin_loss`. `input` is classes x
batch; `target`, labels x batch, has the class numbers of a row before the first `padding_index` (-1, or 0 if you say so; as
you write it), or in all of its column. `row_weight` has a value a row.""")

# ---- divergence.h ------------------------------------------------------------------------------------------------

define(:kl_divergence, :grid; inputs = (log_prob = float(:full), target = float(:full)), losses = (:rows,), doc = """
Kullback-Leibler divergence of log-probabilities from target probabilities, `target * (log(target) - log_prob)`, or from
their logarithms with `log_target`: PyTorch's `F.kl_div`.""")

define(:distillation, :grid; inputs = (student = float(:full), teacher = float(:full)), losses = (:rows,),
    optional = (row_stats = dense(:rows, 5),), doc = """
The divergence of a student's distribution from a teacher's, both given by logits, with a temperature: Hinton's
distillation, `F.kl_div(log_softmax(s / tau), softmax(u / tau)) * tau^2`.""")

# ---- token.h -----------------------------------------------------------------------------------------------------

define(:token, :named; inputs = (logits = float(:classes, :batch), target = index(:chosen)), optional = (
    log_prob = dense(:chosen), entropy = dense(:batch), argmax = sized(:int, :batch), rank = sized(:int, :batch),
    row_stats = dense(:batch, 2), grad_log_prob = dense(:chosen), grad_entropy = dense(:batch)), doc = """
Of a language model's logits, in one pass: log-probabilities of chosen classes, entropy, argmax, and the rank of the first
chosen class (1 is the argmax). `target` has a class a row, or is a matrix with several: choices x batch. Argmax and rank
are 0 where there is none. `token` gives `(log_prob, entropy, argmax, rank)`; `token!` writes `log_prob` and what else is
given by keyword. `token_backward` takes `grad_log_prob` and `grad_entropy`, one of them at least.""")

# ---- element-wise losses -----------------------------------------------------------------------------------------

const ON_ELEMENTS = """
One loss an element. `target` has the input's size, in its type, Bool or UInt8. `weight` lines up with the input as in
broadcasting: each of its axes is as long as the input's, or 1. `class_reduction` makes one loss a row of them first."""

define(:binary_cross_entropy, :grid; inputs = (logits = float(:full), target = mark(:full)), losses = (:full,), doc = """
Binary cross-entropy on logits: PyTorch's `F.binary_cross_entropy_with_logits`, Flux's `logitbinarycrossentropy`; with
`class_reduction = :mean` its `multilabel_soft_margin_loss`. `pos_weight` has a value a class. $ON_ELEMENTS""")

define(:probability_binary_cross_entropy, :grid; inputs = (probability = float(:full), target = mark(:full)),
    losses = (:full,), doc = """
Binary cross-entropy on probabilities: PyTorch's `F.binary_cross_entropy`; with `epsilon` and `clip` TensorFlow's and
Keras'. $ON_ELEMENTS""")

define(:sigmoid_focal, :grid; inputs = (logits = float(:full), target = mark(:full)), losses = (:full,), doc = """
Focal loss on logits: torchvision's `sigmoid_focal_loss`. `class_alpha` has a value a class in the place of `alpha`.
$ON_ELEMENTS""")

define(:probability_focal, :grid; inputs = (probability = float(:full), target = mark(:full)), losses = (:full,), doc = """
Focal loss on probabilities: Keras' `BinaryFocalCrossentropy(from_logits=False)`. $ON_ELEMENTS""")

define(:asymmetric, :grid; inputs = (logits = float(:full), target = mark(:full)), losses = (:full,), doc = """
The asymmetric loss of multi-label classification: timm's `AsymmetricLossMultiLabel`. $ON_ELEMENTS""")

define(:hinge, :grid; inputs = (input = float(:full), target = mark(:full)), losses = (:full,),
    enumerations = Dict(:kind => "HINGE"), doc = """
Hinge losses of a score and a label of -1 or 1 (`labels = :binary`: 0 or 1), `max(margin - y x, 0)`; `kind` is `:plain`,
`:squared`, `:embedding` or `:soft`: Keras' Hinge and SquaredHinge, PyTorch's `F.hinge_embedding_loss` and
`F.soft_margin_loss`. $ON_ELEMENTS""")

define(:regression, :grid; inputs = (input = float(:full), target = mark(:full)), losses = (:full,),
    enumerations = Dict(:kind => "REGRESSION"), doc = """
Of the difference of input and target, the `kind` `:squared`, `:absolute`, `:smooth_l1` or `:huber`: PyTorch's
`F.mse_loss`, `F.l1_loss`, `F.smooth_l1_loss`, `F.huber_loss`. $ON_ELEMENTS""")

define(:poisson_nll, :grid; inputs = (input = float(:full), target = mark(:full)), losses = (:full,), doc = """
Negative log-likelihood of a Poisson distribution: PyTorch's `F.poisson_nll_loss`. $ON_ELEMENTS""")

define(:gaussian_nll, :grid; inputs = (input = float(:full), target = mark(:full), variance = float(:full)),
    losses = (:full,), doc = """
Negative log-likelihood of a Gaussian distribution with a variance an element: PyTorch's `F.gaussian_nll_loss`.
$ON_ELEMENTS""")

# ---- ranking.h ---------------------------------------------------------------------------------------------------

define(:margin_ranking, :grid; inputs = (x1 = float(:full), x2 = float(:full), target = mark(:full)), losses = (:full,),
    doc = """
`max(0, margin - y (x1 - x2))` of every element, where `target` y is 1 or -1: PyTorch's `F.margin_ranking_loss`.""")

const ON_GROUPS = """
Rows stand in groups of `num_neg + 1`, a positive and its negatives. `scores` is columns x rows, or a vector of rows."""

define(:rank_hinge, :ranked; inputs = (scores = float(:full),), losses = (:group_losses,), doc = """
The hinge of MatchZoo, against the mean of the negative scores. $ON_GROUPS""")

define(:rank_cross_entropy, :ranked; inputs = (scores = float(:full), target = float(:full)), losses = (:groups,), doc = """
The cross-entropy of MatchZoo, of a softmax over a group; `target` has the size of `scores`. $ON_GROUPS""")

# ---- embedding.h -------------------------------------------------------------------------------------------------

const VECTORS = float(:features, :batch)

define(:pairwise_distance, :named; inputs = (x1 = VECTORS, x2 = VECTORS), optional = (distance = dense(:batch),
    grad_distance = dense(:batch)), doc = """
The distance of two vectors, features x batch, one a row: PyTorch's `F.pairwise_distance`. The upstream gradient is
`grad_distance`.""")

define(:cosine_similarity, :named; inputs = (x1 = VECTORS, x2 = VECTORS), optional = (similarity = dense(:batch),
    grad_similarity = dense(:batch)), doc = """
The cosine of two vectors, features x batch, one a row: PyTorch's `F.cosine_similarity`. The upstream gradient is
`grad_similarity`.""")

define(:cosine_embedding, :named; inputs = (x1 = VECTORS, x2 = VECTORS, target = mark(:batch)), losses = (:batch,), doc = """
`1 - cosine` where the target is 1, `max(0, cosine - margin)` where it is -1: PyTorch's `F.cosine_embedding_loss`.
`x1`, `x2`: features x batch.""")

define(:contrastive, :named; inputs = (x1 = VECTORS, x2 = VECTORS, target = mark(:batch)), losses = (:batch,), doc = """
Contrastive loss of two vectors, features x batch: TensorFlow Addons' `contrastive_loss`; with `one_is_similar = 0` and
`half = 1` that of Hadsell, Chopra and LeCun 2006; with `one_is_similar = 0` Flux's `siamese_contrastive_loss`.""")

define(:contrastive_distance, :named; inputs = (distance = float(:batch), target = mark(:batch)), losses = (:batch,), doc = """
The contrastive loss on distances that the caller has: see `contrastive`.""")

define(:triplet_margin, :named; inputs = (anchor = VECTORS, positive = VECTORS, negative = VECTORS), losses = (:batch,),
    enumerations = Dict(:distance => "TRIPLET"), doc = """
`max(0, margin + D(anchor, positive) - D(anchor, negative))`: PyTorch's `F.triplet_margin_loss`. The arrays are
features x batch; `distance` is `:minkowski`, `:squared_euclidean` or `:cosine`.""")

# ---- mining.h ----------------------------------------------------------------------------------------------------

const OF_DISTANCE = """
`distance` is `:l2`, `:squared_l2`, `:angular` or `:normalized_l2`. The gradient cannot overwrite the embeddings."""
const ON_BATCH = """
`embeddings` is features x batch, `target` has the labels, integers of any value. `reduction` is `:mean` or `:sum`.
$OF_DISTANCE"""

for (name, doc) in ((:triplet_semihard, "Semi-hard triplets of a batch: TensorFlow Addons' `triplet_semihard_loss`."),
    (:triplet_hard, "The hardest triplet of each anchor: TensorFlow Addons' `triplet_hard_loss`."),
    (:triplet_all, "All triplets of a batch: pytorch-metric-learning's `TripletMarginLoss`."),
    (:lifted_structure, "Lifted structure: TensorFlow Addons' `lifted_struct_loss`."))
    define(name, :named; inputs = (embeddings = VECTORS, target = label(:batch)),
        enumerations = Dict(:distance => "DISTANCE"), doc = "$doc $ON_BATCH")
end

const TRIPLETS = index(:triplets; of = :batch)

define(:named_triplets, :named; inputs = (embeddings = VECTORS, anchor = TRIPLETS, positive = TRIPLETS, negative = TRIPLETS),
    losses = (:triplets,), enumerations = Dict(:distance => "DISTANCE"), doc = """
Triplets that the caller names: pytorch-metric-learning's `TripletMarginLoss` with `indices_tuple`. `embeddings` is features
x batch; `anchor`, `positive` and `negative` have a triplet's columns of it, counting from 1. $OF_DISTANCE""")

# ---- info_nce.h, margin_softmax.h ----------------------------------------------------------------------------------

const OF_WIDTH = float(:width, :batch)

define(:info_nce, :named; inputs = (queries = OF_WIDTH, keys = float(:width, :keys), negatives = float(:width, :negatives)),
    optional = (positive = index(:batch; of = :keys),), losses = (:batch,), doc = """
InfoNCE of queries, width x batch, and keys, width x keys: sentence-transformers' `MultipleNegativesRankingLoss`, and with
`symmetric = true` CLIP's loss. `positive` says which key is each query's, by default the one in its place. `negatives`,
further keys, may be `nothing` or left out.""")

for (name, doc) in ((:nt_xent, "pytorch-metric-learning's `NTXentLoss`"), (:sup_con, "pytorch-metric-learning's `SupConLoss`"))
    define(name, :named; inputs = (embeddings = OF_WIDTH, label = label(:batch)), losses = (:batch,), doc = """
Contrastive loss of a batch of embeddings, width x batch, with labels, integers of any value: $doc.""")
end

define(:n_pairs, :named; inputs = (anchors = OF_WIDTH, positives = OF_WIDTH, label = label(:batch)), losses = (:batch,),
    doc = """
The n-pairs loss of anchors and positives, width x batch, with labels, integers of any value: TensorFlow Addons'
`npairs_loss`, of vectors.""")

define(:margin_softmax, :named; inputs = (embeddings = OF_WIDTH, weights = float(:width, :classes),
    target = index(:batch)), losses = (:batch,), enumerations = Dict(:kind => "MARGIN"), doc = """
ArcFace (`kind = :arcface`) and CosFace (`:cosface`): cross-entropy on the cosines of embeddings, width x batch, and
class weights, width x classes, with a margin at the target. A target that equals `ignore_index` takes its row out.""")

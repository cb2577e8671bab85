//! No function, argument or option of the C interface is missing, and none is out of place.

use std::collections::BTreeMap;

/// A function and its arguments, or a desc and its options.
type Entry = (&'static str, &'static [&'static str]);

macro_rules! losses {
    ($($loss:ident),*) => {
        (
            [$(simdloss::$loss::FUNCTIONS),*, simdloss::CrossEntropy::MORE_FUNCTIONS].concat(),
            vec![$(simdloss::$loss::OPTIONS),*],
        )
    };
}

fn all() -> (Vec<Entry>, Vec<Entry>) {
    losses!(
        CategoricalHinge,
        MultiMargin,
        MultilabelMargin,
        NamedTriplets,
        Poly1CrossEntropy,
        SoftmaxFocal,
        Asymmetric,
        BinaryCrossEntropy,
        Contrastive,
        CosineEmbedding,
        CosineSimilarity,
        CrossEntropy,
        Distillation,
        GaussianNll,
        Hinge,
        InfoNce,
        KlDivergence,
        MarginRanking,
        MarginSoftmax,
        Mining,
        NPairs,
        Nll,
        NtXent,
        PairwiseDistance,
        PoissonNll,
        ProbabilityBinaryCrossEntropy,
        ProbabilityFocal,
        RankCrossEntropy,
        RankHinge,
        Regression,
        Sigmoid,
        SigmoidFocal,
        SoftCrossEntropy,
        Softmax,
        SupCon,
        Token,
        TripletMargin
    )
}

#[test]
fn every_function_has_its_arguments_in_order() {
    let ours: BTreeMap<_, _> = all().0.into_iter().collect();
    let theirs: BTreeMap<_, _> = simdloss::sys::COMPUTE_FUNCTIONS.iter().copied().collect();
    let missing: Vec<_> = theirs.keys().filter(|name| !ours.contains_key(*name)).collect();
    assert!(missing.is_empty(), "not covered: {missing:?}");
    for (name, arguments) in theirs {
        assert_eq!(ours[name], arguments, "{name}");
    }
}

#[test]
fn every_option_can_be_set() {
    let ours: BTreeMap<_, _> = all().1.into_iter().collect();
    for (name, _, members) in simdloss::sys::LAYOUTS.iter().filter(|layout| layout.0.ends_with("_desc")) {
        let mut ours = ours.get(name).unwrap_or_else(|| panic!("{name} is not covered")).to_vec();
        let given_by_types = |member: &str| member == "size" || member == "reserved" || member.ends_with("dtype");
        let mut theirs: Vec<_> = members.iter().map(|member| member.0).filter(|name| !given_by_types(name)).collect();
        ours.sort_unstable();
        theirs.sort_unstable();
        assert_eq!(ours, theirs, "{name}");
    }
}

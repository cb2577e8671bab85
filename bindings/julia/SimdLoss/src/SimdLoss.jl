"""
Machine-learning losses, forward and backward, on arrays as they are: the C library simdloss for Julia.

    loss = cross_entropy(logits, target)                          # logits: classes x batch; targets count from 1
    loss, grad = cross_entropy_forward_backward(logits, target)
    cross_entropy_forward_backward!(loss, grad, logits, target)   # into arrays that are given

A loss `f` has `f` (forward), `f_backward` and `f_forward_backward`, each also with `!`, into arrays that are given. They
run on all threads of oneTBB where the library simdloss_tbb is installed: see [`set_threads!`](@ref). With ChainRulesCore
loaded they have reverse rules.
"""
module SimdLoss

import Libdl

include("library.jl")
include("generated.jl")
include("arrays.jl")
include("options.jl")
include("define.jl")
include("document.jl")
include("losses.jl")
include("special.jl")
include("rules_loader.jl")

for f in FUNCTIONS
    @eval export $(f.name), $(bang(f))
end
export nll_backward, cross_entropy_denominator, cross_entropy_chunk, cross_entropy_partial, cross_entropy_partial!,
    cross_entropy_merge!, cross_entropy_finish, cross_entropy_finish!

function __init__()
    make_buffers()
    load_libraries()
    load_rules()
    return nothing
end

end

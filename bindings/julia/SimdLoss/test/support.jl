# Inputs for every loss of the table, from what it says of them.

using Random

const SIZES = Dict(:classes => 5, :batch => 6, :features => 7, :width => 7, :keys => 8, :negatives => 3, :rows => 6,
    :columns => 2, :labels => 3, :triplets => 4)
const GRID = (5, 6) # classes x batch

size_of_case(f, name) = vcat(map(s -> s in (:full,) ? collect(f.loss.layout == :ranked ? (2, 6) : GRID) :
                                      s in (:rows, :chosen) ? [6] : [SIZES[s]], SimdLoss.argument(f, name).size)...)

softmax_of(x) = exp.(x) ./ sum(exp.(x); dims = 1)

# Numbers that every float type holds, in the domain of the loss, away from its kinks.
function input_for(f, name, T, random)
    size = Tuple(size_of_case(f, name))
    kind = SimdLoss.kind(f, name)
    kind == :index && return rand(random, 1:get(SIZES, SimdLoss.argument(f, name).of, SIZES[:classes]), size)
    kind == :label && return [1, 1, 2, 2, 3, 1][1:size[1]]
    loss = f.loss.name
    values = round.(randn(random, size) .* 64) ./ 64
    if name == :probability || (name == :target && loss in (:soft_cross_entropy, :kl_divergence, :rank_cross_entropy))
        values = round.((0.1 .+ 0.8 .* rand(random, Float64, size)) .* 64) ./ 64
    elseif name == :variance || name == :distance
        values = round.((0.6 .+ rand(random, Float64, size)) .* 64) ./ 64
    elseif name == :target && loss in (:margin_ranking, :cosine_embedding, :hinge)
        values = 2.0 .* rand(random, Bool, size) .- 1
    elseif name == :target
        values = Base.float.(rand(random, Bool, size))
    elseif name == :log_prob
        values = log.(softmax_of(values))
    elseif f.loss.name == :softmax && name == :output
        values = softmax_of(values)
    end
    return convert(Array{T}, values)
end
inputs_for(f, T; seed = 1) = Any[input_for(f, name, T, MersenneTwister(seed + 10i)) for (i, name) in enumerate(f.inputs)]

function_named(name) = SimdLoss.FUNCTIONS[findfirst(f -> f.name == name, SimdLoss.FUNCTIONS)]
exists(name) = any(f -> f.name == name, SimdLoss.FUNCTIONS)
callable(name) = getfield(SimdLoss, name)

# Every loss that has a one-pass form, and that form's description.
losses() = [f for f in SimdLoss.FUNCTIONS if endswith(String(f.name), "_forward_backward")]
forward_of(f) = callable(f.loss.name)
backward_of(f) = callable(Symbol(f.loss.name, "_backward"))

# The gradients that come with a loss, without the loss.
gradients(result) = result isa NamedTuple ? Any[values(result)...] : Any[result]
# What comes before them in the one-pass form: the loss, distances, similarities.
parts(result::NamedTuple) = result[1], Any[values(result)[2:end]...]

same_bits(a::Number, b::Number) = a === b
same_bits(::Nothing, ::Nothing) = true
same_bits(a, b) = size(a) == size(b) && all(((x, y),) -> x === y, zip(a, b))

# In rows that are padded: a view of a larger array, with the same numbers.
function padded(x::AbstractArray)
    ndims(x) < 2 && return x
    larger = fill(convert(eltype(x), 99), (size(x)[1:end-2]..., size(x, ndims(x) - 1) + 3, size(x, ndims(x))))
    inside = view(larger, axes(x)...)
    inside .= x
    return inside
end

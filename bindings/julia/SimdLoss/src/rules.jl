# Reverse rules for every loss that has a gradient, from the table of functions. The module that includes this file has
# SimdLoss and ChainRulesCore.

using SimdLoss: FUNCTIONS, LossFunction, bang, similar_strided

const CRC = ChainRulesCore

is_zero(x) = x isa CRC.AbstractZero

# The upstream gradient as the library takes it: a number, or an array like the value.
upstream(value, x::Real) = x
upstream(value::T, x::T) where {T<:AbstractArray} = x
upstream(value::AbstractArray, x) = copyto!(similar_strided(value), x)

# The target has a gradient where it holds floats of the input's type.
has_gradient(target, like) = eltype(target) === eltype(like)

function define_rule(f::LossFunction, b::LossFunction)
    from = only(filter(name -> startswith(String(name), "grad_") && !(name in b.outputs), b.arguments))
    source(grad) = Symbol(String(grad)[length("grad_")+1:end])
    sources = map(source, b.outputs)
    lead = first(f.inputs)
    positional = map(name -> name == :output ? :value : name == from ? :change : name, b.inputs)
    upstream_keyword = from in b.inputs ? () : (Expr(:kw, from, :change),)
    arguments(outputs) = Expr(:call, bang_of(b), Expr(:parameters, upstream_keyword..., statistics(b)..., :(options...)),
        outputs..., positional...)
    grads = map(name -> name == :target ? nothing : :($(Symbol("grad_", name))), sources)
    target_only = map(name -> name == :target ? :(grad_target) : nothing, sources)
    results = map(f.inputs) do name
        name in sources || return :(CRC.NoTangent())
        name == :target || return tangent(Symbol("grad_", name))
        return :(has_gradient(target, $lead) ? CRC.Thunk(() -> begin
            grad_target = similar_strided(target)
            $(arguments(target_only))
            grad_target
        end) : CRC.NoTangent())
    end
    body = quote
        $(keeps_statistics(f, b) ? :(row_stats = $(new_statistics(f))) : nothing)
        value = $(Expr(:call, :(SimdLoss.$(f.name)), Expr(:parameters, statistics(f, b)..., :(options...)), f.inputs...))
        function pullback(change_of_value)
            given = CRC.unthunk(change_of_value)
            is_zero(given) && return ($(fill(:(CRC.NoTangent()), length(f.inputs) + 1)...),)
            change = upstream(value, given)
            $([:($(Symbol("grad_", name)) = similar_strided($name)) for name in sources if name != :target]...)
            $(arguments(grads))
            return (CRC.NoTangent(), $(results...))
        end
        return value, pullback
    end
    @eval $(Expr(:function, Expr(:call, :(CRC.rrule), Expr(:parameters, :(options...)), :(::typeof(SimdLoss.$(f.name))),
        f.inputs...), body))
end

bang_of(b) = :(SimdLoss.$(bang(b)))
tangent(name) = :($name === nothing ? CRC.NoTangent() : $name)

# Row statistics of the forward call save the backward one a pass over the logits. They are kept where the table has the
# form that writes them; log_sum_exp and the losses of cross-entropy's kind.
keeps_statistics(f, b) = :row_stats in f.optional && :row_stats in b.optional && f.loss.layout == :grid
statistics(b) = :row_stats in b.optional && b.loss.layout == :grid ? (Expr(:kw, :row_stats, :row_stats),) : ()
statistics(f, b) = keeps_statistics(f, b) ? (Expr(:kw, :row_stats, :row_stats),) : ()
function new_statistics(f)
    planes = f.loss.name == :distillation ? 5 : 2
    lead = first(f.inputs)
    return :(Array{SimdLoss.accumulator(eltype($lead))}(undef, SimdLoss.grid($lead).rows..., $planes))
end

for b in FUNCTIONS
    endswith(String(b.name), "_backward") && !endswith(String(b.name), "_forward_backward") || continue
    b.loss.name == :token && continue
    f = FUNCTIONS[findfirst(f -> f.name == b.loss.name, FUNCTIONS)]
    define_rule(f, b)
end

# Without further negatives.
function CRC.rrule(::typeof(SimdLoss.info_nce), queries, keys; options...)
    value, pullback = CRC.rrule(SimdLoss.info_nce, queries, keys, nothing; options...)
    return value, change -> pullback(change)[1:3]
end

# Of its four outputs log_prob and entropy have a gradient.
function CRC.rrule(::typeof(SimdLoss.token), logits, target; options...)
    row_stats = Matrix{SimdLoss.accumulator(eltype(logits))}(undef, size(logits, 2), 2)
    value = SimdLoss.token(logits, target; row_stats = row_stats, options...)
    function pullback(change_of_value)
        change = CRC.unthunk(change_of_value)
        is_zero(change) && return (CRC.NoTangent(), CRC.NoTangent(), CRC.NoTangent())
        part(name) = CRC.unthunk(getproperty(change, name))
        like(array, x) = is_zero(x) ? nothing : upstream(array, x)
        by_log_prob, by_entropy = like(value.log_prob, part(:log_prob)), like(value.entropy, part(:entropy))
        by_log_prob === by_entropy === nothing && return (CRC.NoTangent(), CRC.NoTangent(), CRC.NoTangent())
        grad_logits = similar_strided(logits)
        SimdLoss.token_backward!(grad_logits, logits, target; row_stats = row_stats, entropy = value.entropy,
            grad_log_prob = by_log_prob, grad_entropy = by_entropy, options...)
        return (CRC.NoTangent(), grad_logits, CRC.NoTangent())
    end
    return value, pullback
end

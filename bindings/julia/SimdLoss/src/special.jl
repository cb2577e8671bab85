# What does not fit a line of the table.

# nll's gradient does not look at its input, and has its size.
function nll_backward(log_prob, target; keywords...)
    grad_log_prob = similar_strided(log_prob)
    return nll_backward!(grad_log_prob, target; keywords...)
end

# Without further negatives.
info_nce(queries, keys; keywords...) = info_nce(queries, keys, nothing; keywords...)
info_nce!(loss, queries, keys; keywords...) = info_nce!(loss, queries, keys, nothing; keywords...)
for suffix in ("_backward", "_forward_backward")
    f = Symbol("info_nce", suffix)
    @eval $f(queries, keys; keywords...) = $f(queries, keys, nothing; keywords...)
end
info_nce_backward!(grad_queries, grad_keys, queries, keys; keywords...) =
    info_nce_backward!(grad_queries, grad_keys, nothing, queries, keys, nothing; keywords...)
info_nce_forward_backward!(loss, grad_queries, grad_keys, queries, keys; keywords...) =
    info_nce_forward_backward!(loss, grad_queries, grad_keys, nothing, queries, keys, nothing; keywords...)

function token(logits, target; keywords...)
    A = accumulator(float_type("logits", logits))
    batch = dimension("logits", logits, 2, 2)
    log_prob, entropy = Array{A}(undef, size(target)), Vector{A}(undef, batch)
    argmax, rank = Vector{Int64}(undef, batch), Vector{Int64}(undef, batch)
    token!(log_prob, logits, target; entropy = entropy, argmax = argmax, rank = rank, keywords...)
    return (log_prob = log_prob, entropy = entropy, argmax = argmax, rank = rank)
end

# ---- rows whose classes are split over machines --------------------------------------------------------------------

shard_desc(; keywords...) = shard_desc(values(keywords))
function shard_desc(options::NamedTuple)
    desc = simdloss_cross_entropy_desc()
    simdloss_cross_entropy_desc_init(desc, sizeof(desc))
    desc.target_dtype = SIMDLOSS_I64
    for (option, value) in pairs(options)
        value === nothing && continue
        option == :ignore_index ? (desc.ignore_index = ignore_from_zero(value)) :
        option == :first_class ? (desc.first_class = value - 1) :
        haskey(OPTION_ENUMERATIONS, option) ? setfield!(desc, option, read_option(option, value)) :
        hasfield(simdloss_cross_entropy_desc, option) ? setproperty!(desc, option, value) :
        throw(ArgumentError("there is no option $option"))
    end
    haskey(options, :ignore_index) || (desc.ignore_index = ignore_from_zero(desc.ignore_index))
    return desc
end
read_option(option, value) = option == :reduction ? option_reduction(option, value) :
                             option == :denominator ? option_denominator(option, value) : option_empty_mean(option, value)

in_shards(desc, classes) = desc.total_classes > 0 ? Int(desc.total_classes) : classes

# A call with targets: the library's message about one is said in the caller's numbers.
function call_with_target(call, target, classes, ignore)
    check_index("target", target, size(target))
    buffer = from_zero(target)
    status = GC.@preserve buffer call(pointer_to(buffer))
    give_back(buffer)
    status == SIMDLOSS_STATUS_OK ||
        throw(index_exception(status, classes, ignored_index(:ignore_index, ignore), "target" => target))
    return nothing
end

"""
    cross_entropy_denominator(target, classes; class_weight, row_weight, options...) -> (kept, weight)

What the mean divides by, for a mean over several calls or machines: add up the results of all parts and give the total
as `mean_denominator`. `kept` is the number of rows whose target is not `ignore_index`, `weight` what `denominator`
selects. Weights are Float32 or Float64. Options as of [`cross_entropy`](@ref).
"""
function cross_entropy_denominator(target, classes::Integer; class_weight = nothing, row_weight = nothing, options...)
    desc = shard_desc(; options...)
    A = class_weight !== nothing ? eltype(class_weight) : row_weight !== nothing ? eltype(row_weight) : Float32
    A in (Float32, Float64) || throw(ArgumentError("the weights have elements of type $A; they must be Float32 or Float64"))
    desc.dtype = dtype(A)
    desc.batch, desc.classes = length(target), classes
    check_dense("class_weight", class_weight, A, (in_shards(desc, Int(classes)),))
    check_dense("row_weight", row_weight, A, size(target))
    kept, weight = Ref{Int64}(0), Ref{Float64}(0)
    GC.@preserve class_weight row_weight kept weight begin
        call_with_target(target, in_shards(desc, classes), desc.ignore_index) do indices
            simdloss_cross_entropy_denominator(desc, executor(), indices, pointer_to(class_weight), pointer_to(row_weight),
                kept, weight)
        end
    end
    return (kept = kept[], weight = weight[])
end

"""
    cross_entropy_chunk(total_classes)

Shards that begin after multiples of this many classes give the bits of whole rows.
"""
cross_entropy_chunk(total_classes::Integer) = Int(simdloss_cross_entropy_chunk(total_classes))

"""
    cross_entropy_partial(logits, target; first_class, total_classes, class_weight, options...)

Of rows whose classes are split over machines: one record a row, of the classes `first_class`, `first_class + 1`, ... that
`logits`, classes x batch, has of `total_classes`. Records are plain data, to be sent and merged
([`cross_entropy_merge!`](@ref)); [`cross_entropy_finish`](@ref) makes loss and `row_stats` of them; and
`cross_entropy_backward(logits, target; row_stats, first_class, total_classes, ...)` the gradient of a shard. Targets are
from 1 to `total_classes`, `class_weight` has that many values, and the options are the same in all three.
"""
function cross_entropy_partial(logits, target; keywords...)
    records = Vector{simdloss_cross_entropy_record}(undef, length(target))
    return cross_entropy_partial!(records, logits, target; keywords...)
end

"""
    cross_entropy_partial!(records, logits, target; first_class, total_classes, class_weight, options...)

[`cross_entropy_partial`](@ref) into records that are given.
"""
function cross_entropy_partial!(records::Vector{simdloss_cross_entropy_record}, logits, target; first_class::Integer,
    total_classes::Integer, class_weight = nothing, options...)
    T = float_type("logits", logits)
    desc = shard_desc(; first_class = first_class, total_classes = total_classes, options...)
    desc.dtype = dtype(T)
    desc.classes, desc.batch = dimension("logits", logits, 1, 2), size(logits, 2)
    desc.batch_stride = row_stride("logits", logits)
    check_size("target", target, (size(logits, 2),))
    check_size("records", records, (size(logits, 2),))
    check_dense("class_weight", class_weight, accumulator(T), (Int(total_classes),))
    GC.@preserve logits class_weight records begin
        call_with_target(target, total_classes, desc.ignore_index) do indices
            simdloss_cross_entropy_partial(desc, executor(), pointer_to(logits), indices, pointer_to(class_weight),
                pointer(records))
        end
    end
    return records
end

"""
    cross_entropy_merge!(into, records)

`into[i]` becomes the record of the classes of both. Associative and commutative, to the bit.
"""
function cross_entropy_merge!(into::Vector{simdloss_cross_entropy_record}, records::Vector{simdloss_cross_entropy_record})
    check_size("records", records, size(into))
    check(simdloss_cross_entropy_merge(length(into), records, into))
    return into
end

"""
    cross_entropy_finish(T, records, target; total_classes, class_weight, row_weight, options...) -> (loss, row_stats)

Loss and `row_stats` from the merged records; T is the element type of the logits.
"""
function cross_entropy_finish(::Type{T}, records, target; reduction = :mean, keywords...) where {T}
    A = accumulator(T)
    row_stats = Matrix{A}(undef, length(target), 2)
    loss = is_none(reduction) ? Vector{A}(undef, length(target)) : Ref{A}()
    cross_entropy_finish!(loss, row_stats, records, target; dtype = T, reduction = reduction, keywords...)
    return (loss = loss isa Ref ? loss[] : loss, row_stats = row_stats)
end

"""
    cross_entropy_finish!(loss, row_stats, records, target; dtype = Float32, total_classes, class_weight, row_weight, options...)

[`cross_entropy_finish`](@ref) into arrays that are given, for logits of type `dtype`. Either may be `nothing`.
"""
function cross_entropy_finish!(loss, row_stats, records::Vector{simdloss_cross_entropy_record}, target;
    dtype::Type = Float32, first_class::Integer = 1, total_classes::Integer, class_weight = nothing, row_weight = nothing,
    options...)
    desc = shard_desc(; total_classes = total_classes, options...)
    A = accumulator(dtype)
    desc.dtype = SimdLoss.dtype(dtype)
    desc.batch = length(target)
    check_size("records", records, size(target))
    check_loss("loss", loss, A, desc.reduction == SIMDLOSS_REDUCTION_NONE, size(target))
    check_dense("row_stats", row_stats, A, (length(target), 2))
    check_dense("class_weight", class_weight, A, (Int(total_classes),))
    check_dense("row_weight", row_weight, A, size(target))
    GC.@preserve loss row_stats records class_weight row_weight begin
        call_with_target(target, total_classes, desc.ignore_index) do indices
            simdloss_cross_entropy_finish(desc, executor(), pointer(records), indices, pointer_to(class_weight),
                pointer_to(row_weight), pointer_to(loss), pointer_to(row_stats))
        end
    end
    return loss, row_stats
end

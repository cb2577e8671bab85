# Arrays as the library takes them: a pointer, a type, a size and a stride. Nothing here copies an array of floats.

"""
    SimdLoss.dtype(T)

The library's number of an element type. Another package's bfloat16 is made known by a method:
`SimdLoss.dtype(::Type{BFloat16}) = SimdLoss.SIMDLOSS_BF16`.
"""
dtype(::Type) = simdloss_dtype(0)
for (type, code) in ((Float32, :F32), (Float64, :F64), (Float16, :F16), (Int64, :I64), (Int32, :I32), (Int16, :I16),
    (Int8, :I8), (UInt8, :U8), (UInt16, :U16), (UInt32, :U32), (Bool, :U8))
    @eval dtype(::Type{$type}) = $(Symbol(:SIMDLOSS_, code))
end
isdefined(Core, :BFloat16) && @eval dtype(::Type{Core.BFloat16}) = SIMDLOSS_BF16

is_float(::Type{T}) where {T} = SIMDLOSS_F32 <= dtype(T) <= SIMDLOSS_BF16
is_integer(::Type{T}) where {T} = dtype(T) >= SIMDLOSS_I64

"In what losses, statistics, weights and upstream gradients are: Float64 for Float64, else Float32."
accumulator(::Type{Float64}) = Float64
accumulator(::Type) = Float32

function float_type(name, ::AbstractArray{T}) where {T}
    is_float(T) || throw(ArgumentError("$name has elements of type $T; it must have Float32, Float64, Float16 or bfloat16"))
    return T
end
float_type(name, x) = throw(ArgumentError("$name is a $(typeof(x)); it must be an array"))

# A buffer that a pointer can be taken of.
check_strided(name, ::StridedArray) = nothing
check_strided(name, x) = throw(ArgumentError("$name is a $(typeof(x)); it must be an Array or a view of one"))

function check_eltype(name, ::AbstractArray{T}, ::Type{U}) where {T,U}
    T === U || throw(ArgumentError("$name has elements of type $T; they must be $U"))
    return nothing
end

@noinline wrong_size(name, size, wanted) = throw(DimensionMismatch("$name has size $size; it must be $wanted"))
check_size(name, x, wanted) = size(x) == wanted || wrong_size(name, size(x), wanted)

# In how many elements each item of the last axis begins after the one before it. The axes before it lie together.
item_length(x) = prod(Base.front(size(x)))
item_stride(name, x::Array) = item_length(x)
function item_stride(name, x)
    check_strided(name, x)
    items = item_length(x)
    isempty(x) && return items
    expected = 1
    for axis in 1:ndims(x)-1
        size(x, axis) == 1 || stride(x, axis) == expected || not_contiguous(name, x)
        expected *= size(x, axis)
    end
    return size(x, ndims(x)) == 1 ? items : stride(x, ndims(x))
end
# A vector is one item.
row_stride(name, x::AbstractVector) = (check_dense_layout(name, x); length(x))
row_stride(name, x) = item_stride(name, x)

@noinline not_contiguous(name, x) =
    throw(DimensionMismatch("$name has strides $(strides(x)) and size $(size(x)); only its last axis may be padded"))

check_dense_layout(name, ::Array) = nothing
function check_dense_layout(name, x)
    check_strided(name, x)
    expected = 1
    for axis in 1:ndims(x)
        size(x, axis) <= 1 || isempty(x) || stride(x, axis) == expected || not_dense(name, x)
        expected *= size(x, axis)
    end
    return nothing
end
@noinline not_dense(name, x) =
    throw(DimensionMismatch("$name has strides $(strides(x)) and size $(size(x)); it must be contiguous"))

# All of the library's full-size arrays have one stride. It does not matter where there is one item.
function check_stride(name, x, wanted, wanted_size)
    found = row_stride(name, x)
    found == wanted || ndims(x) < 2 || size(x, ndims(x)) <= 1 || isempty(x) || wrong_stride(name, found, wanted)
    return nothing
end
@noinline wrong_stride(name, found, wanted) = throw(DimensionMismatch(
    "$name has $found elements from one item of its last axis to the next; it must have $wanted, as its counterpart has"))

# `nothing` stands for an array that is absent.
check_float(name, ::Nothing, ::Type, size, stride) = nothing
function check_float(name, x, ::Type{T}, size, stride) where {T}
    check_strided(name, x)
    check_eltype(name, x, T)
    check_size(name, x, size)
    return check_stride(name, x, stride, size)
end

check_float_ranked(name, ::Nothing, ::Type, size, stride) = nothing
function check_float_ranked(name, x, ::Type{T}, size, stride) where {T}
    check_strided(name, x)
    check_eltype(name, x, T)
    check_size(name, x, size)
    found = ranked_stride(name, x)
    found == stride || isempty(x) || wrong_stride(name, found, stride)
    return nothing
end

check_dense(name, ::Nothing, ::Type, size) = nothing
function check_dense(name, x, ::Type{T}, size) where {T}
    check_strided(name, x)
    check_eltype(name, x, T)
    check_size(name, x, size)
    return check_dense_layout(name, x)
end

# One value is a Ref, a number, or an array of one; values of rows are an array.
check_loss(name, ::Nothing, ::Type, none, size) = nothing
function check_loss(name, x::Ref{T}, ::Type{A}, none, size) where {T,A}
    T === A || throw(ArgumentError("$name is of type $T; it must be $A"))
    none && wrong_size(name, (), size)
    return nothing
end
check_loss(name, x, ::Type{A}, none, size) where {A} = check_loss_array(name, x, A, none, size)
function check_loss_array(name, x, ::Type{A}, none, size) where {A}
    none && return check_dense(name, x, A, size)
    check_strided(name, x)
    check_eltype(name, x, A)
    length(x) == 1 || wrong_size(name, Base.size(x), ())
    return nothing
end
upstream(x, ::Type) = x
upstream(x::Real, ::Type{A}) where {A} = Ref{A}(x)

pointer_to(::Nothing) = C_NULL
pointer_to(x::StridedArray{T}) where {T} = Ptr{Cvoid}(Base.unsafe_convert(Ptr{T}, x))
pointer_to(x::Ref{T}) where {T} = Ptr{Cvoid}(Base.unsafe_convert(Ptr{T}, x))

# An output of the shape, type and stride of x, whose rows may be padded.
similar_strided(::Nothing) = nothing
similar_strided(x::Array) = similar(x)
function similar_strided(x)
    ndims(x) < 2 && return similar(x)
    step = item_stride("input", x)
    step == item_length(x) && return similar(x)
    inner = prod(size(x)[1:end-2])
    inner != 0 && step > 0 && step % inner == 0 || throw(ArgumentError(
        "an output like the input, whose items are $step elements apart, cannot be made: use the form that ends with !"))
    parent = similar(x, (size(x)[1:end-2]..., step ÷ inner, size(x, ndims(x))))
    return view(parent, axes(x)...)
end

# ---- shapes ------------------------------------------------------------------------------------------------------

# [batch, classes, inner] of C, inner fastest, is (inner..., classes, batch) here; a vector is one row of classes.
grid(x::AbstractVector) = (batch = 1, classes = length(x), inner = 1, rows = ())
function grid(x::AbstractArray{T,N}) where {T,N}
    inner = ntuple(i -> size(x, i), Val(N - 2))
    return (batch = size(x, N), classes = size(x, N - 1), inner = prod(inner), rows = (inner..., size(x, N)))
end
grid(x::AbstractArray{T,0}) where {T} = throw(DimensionMismatch("an array without axes has no classes"))

# Rows of columns; a vector has one column.
ranked(x::AbstractVector) = (columns = 1, rows = length(x))
ranked(x::AbstractMatrix) = (columns = size(x, 1), rows = size(x, 2))
ranked(x) = wrong_size("scores", size(x), (:columns, :rows))
group_count(rows, num_neg) = rows ÷ max(1, (num_neg === nothing ? 1 : Int(num_neg)) + 1)
group_losses(::AbstractVector, groups) = (groups,)
group_losses(x, groups) = (size(x, 1), groups)
ranked_stride(name, x::AbstractVector) = (check_dense_layout(name, x); 1)
ranked_stride(name, x) = item_stride(name, x)

dimension(name, ::Nothing, axis, count) = 0
function dimension(name, x, axis, count)
    ndims(x) == count || wrong_size(name, size(x), ntuple(i -> :_, count))
    return size(x, axis)
end

# ---- weights of element-wise losses ------------------------------------------------------------------------------

# A weight lines up with the input as in broadcasting: each of its axes is as long as the input's, or 1, or not there.
weight_axes(::Nothing, ::Type, ::NTuple{N,Int}) where {N} = SIMDLOSS_AXIS_ALL
function weight_axes(weight, ::Type{A}, wanted::NTuple{N,Int}) where {A,N}
    check_strided("weight", weight)
    check_eltype("weight", weight, A)
    check_dense_layout("weight", weight)
    found = ntuple(i -> size(weight, i), N)
    ndims(weight) <= N || wrong_size("weight", size(weight), wanted)
    all(i -> found[i] == wanted[i] || found[i] == 1, 1:N) || wrong_size("weight", size(weight), wanted)
    varies(i) = found[i] == wanted[i]
    N == 1 && return varies(1) ? SIMDLOSS_AXIS_CLASS : Int32(0)
    inner = all(varies, 1:N-2)
    inner || all(i -> found[i] == 1, 1:N-2) || throw(DimensionMismatch(
        "weight has size $(size(weight)); of the axes before the classes it must have all or none"))
    return Int32(inner * SIMDLOSS_AXIS_INNER + varies(N - 1) * SIMDLOSS_AXIS_CLASS + varies(N) * SIMDLOSS_AXIS_BATCH)
end

# ---- targets -----------------------------------------------------------------------------------------------------

# Classes count from 1 here and from 0 in C: targets, and nothing else, are copied. A task keeps the buffer that it took
# to itself until the call is over; each thread has one waiting, so that a small call allocates nothing.
const BUFFERS = Vector{Vector{Int64}}()
const KEPT_BUFFER = 1 << 16
const NO_BUFFER = Int64[]

function take_buffer(count)
    id = Threads.threadid()
    if id <= length(BUFFERS) && count <= KEPT_BUFFER
        buffer = @inbounds BUFFERS[id]
        @inbounds BUFFERS[id] = NO_BUFFER
        length(buffer) >= count && return buffer
    end
    return Vector{Int64}(undef, max(count, 64))
end
function give_back(buffer)
    id = Threads.threadid()
    if id <= length(BUFFERS) && length(buffer) <= KEPT_BUFFER
        @inbounds BUFFERS[id] = buffer
    end
    return nothing
end
give_back(::Nothing) = nothing
# Newer Julias have threads beside the default ones.
thread_count() = isdefined(Threads, :maxthreadid) ? Threads.maxthreadid() : Threads.nthreads()
make_buffers() = append!(empty!(BUFFERS), [Int64[] for _ in 1:thread_count()])

from_zero(::Nothing) = nothing
function from_zero(target)
    buffer = take_buffer(length(target))
    i = 0
    @inbounds for class in target
        buffer[i += 1] = (class % Int64) - 1
    end
    return buffer
end
function from_zero(target::Array)
    buffer = take_buffer(length(target))
    @inbounds @simd for i in eachindex(target)
        buffer[i] = (target[i] % Int64) - 1
    end
    return buffer
end
from_zero(target::Integer) = (buffer = take_buffer(1); buffer[1] = (target % Int64) - 1; buffer)

# typemin is "none" on both sides.
ignore_from_zero(ignore) = ignore == typemin(Int64) ? typemin(Int64) : Int64(ignore) - 1

# Of no labels a row, which C takes for as many as there are classes.
@noinline no_labels(name, x) = throw(DimensionMismatch("$name has size $(size(x)); a row must have one label or more"))

check_index(name, ::Nothing, size) = nothing
check_index(name, x::AbstractArray{<:Integer}, size) = check_size(name, x, size)
check_index(name, ::Integer, size) = size == () || wrong_size(name, (), size)
check_index(name, x, size) = throw(ArgumentError("$name is a $(typeof(x)); it must be an array of integers"))

# The library counts from 0: what it says of a target is said again in the caller's numbers.
function index_exception(status, classes, ignored, targets...)
    status == SIMDLOSS_STATUS_TARGET || return exception(status)
    for (name, target) in targets
        at = first_bad(target, classes, ignored)
        at === nothing && continue
        place = target isa Integer ? name : "$name[$(join(Tuple(at), ", "))]"
        or_ignored = ignored === nothing ? "" : " or $(first(ignored)), $(last(ignored))"
        return ArgumentError("$place is $(target[Tuple(at)...]); it must be from 1 to $classes$or_ignored")
    end
    return exception(status)
end
ignored_index(option, from_zero) = from_zero == typemin(Int64) ? nothing : option => from_zero + 1

first_bad(::Nothing, classes, ignored) = nothing
function first_bad(target, classes, ignored)
    padded = 0 # the row whose padding has begun
    for at in CartesianIndices(size(target))
        class = target[Tuple(at)...]
        1 <= class <= classes && continue
        is_ignored = ignored !== nothing && class == last(ignored)
        is_ignored && first(ignored) == :padding_index && (padded = last(Tuple(at)))
        is_ignored || (padded > 0 && padded == last(Tuple(at))) || return at
    end
    return nothing
end

# Labels are integers of any value, targets of -1 and 1 (or 1 and 0) integers or floats, as they are.
as_stored(x) = x
as_stored(x::BitArray) = Array(x)
as_stored(x::AbstractRange{<:Integer}) = Array(x)

function check_label(name, x, size)
    check_strided(name, x)
    is_integer(eltype(x)) || throw(ArgumentError("$name has elements of type $(eltype(x)); they must be integers"))
    check_size(name, x, size)
    return check_dense_layout(name, x)
end
function check_mark(name, x, ::Type{T}, size) where {T}
    check_strided(name, x)
    eltype(x) === T || is_integer(eltype(x)) ||
        throw(ArgumentError("$name has elements of type $(eltype(x)); they must be $T, Bool or integers"))
    return check_size(name, x, size)
end
mark_dtype(x, ::Type{T}) where {T} = eltype(x) === T ? simdloss_dtype(0) : dtype(eltype(x))

# ---- workspaces --------------------------------------------------------------------------------------------------

# The caller's, made larger where it is too small, or a new one.
workspace_of(::Nothing, bytes) = Vector{UInt8}(undef, bytes)
workspace_of(workspace::Vector{UInt8}, bytes) = length(workspace) < bytes ? resize!(workspace, bytes) : workspace

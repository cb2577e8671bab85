# A loss is a line of the table in losses.jl: what its inputs are. From that line and the signatures of generated.jl come
# its functions: for simdloss_hinge_backward, say, hinge_backward! and hinge_backward.

"What an argument holds, and the size of it in this language's order, fastest first."
struct Argument
    kind::Symbol # :float :dense :index :label :mark :weight :loss :int
    size::Vector{Symbol}
    of::Symbol # of an index: what it must not exceed
end
sized(kind, size...) = Argument(kind, Symbol[Symbol(s) for s in size], :classes)

float(size...) = sized(:float, size...) # of the element type of the first input; rows may be padded
dense(size...) = sized(:dense, size...) # of the accumulator's type
index(size...; of = :classes) = Argument(:index, Symbol[size...], of) # counting from 1
label(size...) = sized(:label, size...) # integers of any value
mark(size...) = sized(:mark, size...) # as the first input, or integers

struct Loss
    name::Symbol
    layout::Symbol
    arguments::Dict{Symbol,Argument}
    required::Vector{Symbol} # inputs, in order
    enumerations::Dict{Symbol,String}
    doc::String
end

struct LossFunction
    name::Symbol # hinge_backward
    loss::Loss
    c_name::Symbol
    desc::Symbol
    inputs::Vector{Symbol} # required ones
    optional::Vector{Symbol} # inputs and outputs by keyword
    outputs::Vector{Symbol} # by position
    options::Vector{Symbol}
    arguments::Vector{Symbol} # all buffers, as C has them
end

const FUNCTIONS = LossFunction[]

# What is called the same in all losses.
const COMMON = Dict(:class_weight => dense(:classes), :pos_weight => dense(:classes), :class_alpha => dense(:classes),
    :row_weight => dense(:rows), :gradient => float(:full), :hessian => float(:full), :weight => sized(:weight), :loss => sized(:loss), :grad_loss => sized(:loss))

const LATE_OUTPUTS = (:row_stats, :entropy, :argmax, :rank)
const SIZE_FIELDS = (:size, :dtype, :target_dtype, :positive_dtype, :label_dtype, :index_dtype, :batch, :classes, :inner,
    :features, :width, :keys, :negatives, :rows, :columns, :choices, :reserved, :weight_axes)
# What is compared with an index moves with it.
const INDEX_OPTIONS = (:ignore_index, :padding_index)
is_stride(field) = endswith(String(field), "stride")
# :full is the size of all axes, and no field of that name is one.
is_axis(loss, field) = field != :full && any(argument -> field in argument.size, values(loss.arguments))
is_option(loss, field) = !(field in SIZE_FIELDS || is_stride(field) || is_axis(loss, field))
n(size) = Symbol("n_", size)

fields_of(desc) = collect(fieldnames(getfield(@__MODULE__, desc)))

"""
    define(name, layout; inputs, ...)

layout: `:grid` for [batch, classes, inner] of C, whose last two axes here are classes and batch; `:ranked` for rows of
columns in groups; `:named` where every axis has a name. inputs: the required ones, in C's order. optional: those and
outputs that are not in `COMMON`. enumerations: of options that `OPTION_ENUMERATIONS` lacks. losses: the size of an
unreduced loss.
"""
function define(name::Symbol, layout::Symbol; inputs, losses = (), optional = NamedTuple(), enumerations = Dict(), doc = "")
    arguments = merge(COMMON, Dict(pairs(optional)), Dict(pairs(inputs)))
    for loss in (:loss, :grad_loss)
        arguments[loss] = sized(:loss, losses...)
    end
    for (input, argument) in collect(arguments)
        get!(arguments, Symbol("grad_", input), Argument(:float, argument.size, :classes))
    end
    loss = Loss(name, layout, arguments, collect(keys(inputs)), merge(OPTION_ENUMERATIONS, enumerations), doc)
    for (c_name, desc, parameters, outputs) in COMPUTE_FUNCTIONS
        for suffix in ("_forward", "_backward", "_forward_backward", "_gradient_hessian")
            c_name == "simdloss_$name$suffix" || continue
            f = function_of(loss, suffix, Symbol.((c_name, desc))..., Symbol.(parameters), Symbol.(outputs))
            push!(FUNCTIONS, f)
            evaluate(f)
        end
    end
    return nothing
end

function function_of(loss, suffix, c_name, desc, parameters, outputs)
    buffers = filter(p -> !(p in (:desc, :executor, :workspace, :workspace_bytes)), parameters)
    inputs = filter(p -> p in loss.required && !(p in outputs), buffers)
    by_position = filter(p -> p in outputs && !(p in LATE_OUTPUTS), buffers)
    optional = filter(p -> !(p in inputs) && !(p in by_position), buffers)
    options = filter(field -> is_option(loss, field), fields_of(desc))
    :workspace in parameters && push!(optional, :workspace)
    name = suffix == "_forward" ? loss.name : Symbol(loss.name, suffix)
    return LossFunction(name, loss, c_name, desc, inputs, optional, by_position, options, buffers)
end

bang(f) = Symbol(f.name, "!")
argument(f, name) = f.loss.arguments[name]
kind(f, name) = argument(f, name).kind
has(f, field) = field in fields_of(f.desc)

# The array that the element type and the sizes come from: the first of floats.
lead(f) = first(filter(a -> kind(f, a) == :float, [f.inputs; f.outputs]))

# ---- the parts of a function -------------------------------------------------------------------------------------

size_of(f, name) = :(($(map(s -> s in (:rows, :full, :chosen, :group_losses) ? :($(n(s))...) : n(s), argument(f, name).size)...),))

# n_batch, n_classes, ...: how long the axes are.
function bind_sizes(f)
    first_array = lead(f)
    code = [:(T = float_type($(string(first_array)), $first_array)), :(A = accumulator(T)), :(n_2 = 2), :(n_5 = 5)]
    if f.loss.layout == :grid
        push!(code, :(shape = grid($first_array)), :(n_batch = shape.batch), :(n_classes = shape.classes),
            :(n_inner = shape.inner), :(n_rows = shape.rows), :(n_full = size($first_array)))
    elseif f.loss.layout == :ranked
        push!(code, :(shape = ranked($first_array)), :(n_columns = shape.columns), :(n_rows = shape.rows),
            :(n_full = size($first_array)), :(n_groups = group_count(n_rows, num_neg)),
            :(n_group_losses = group_losses($first_array, n_groups)))
    else
        append!(code, named_sizes(f))
    end
    :total_classes in f.options &&
        push!(code, :(n_all_classes = total_classes === nothing || total_classes == 0 ? n_classes : Int(total_classes)))
    return code
end

function named_sizes(f)
    code, known = Expr[], Set{Symbol}()
    for name in [f.inputs; f.outputs]
        sizes = argument(f, name).size
        if :chosen in sizes
            push!(code, :(n_chosen = size($name)), :(n_choices = length(n_chosen) == 1 ? 1 : n_chosen[1]))
        elseif kind(f, name) in (:float, :index)
            for (axis, s) in enumerate(sizes)
                s in known && continue
                push!(known, s)
                push!(code, :($(n(s)) = dimension($(string(name)), $name, $axis, $(length(sizes)))))
                s == :labels && push!(code, :(n_labels == 0 && n_classes * n_batch > 0 && no_labels($(string(name)), $name)))
            end
        end
    end
    return code
end

# The field for the stride of an array: its own, or that of all.
function stride_field(f, name)
    base = replace(String(name), r"^grad_" => "")
    candidates = [base, replace(base, r"s$" => ""), replace(base, r"ies$" => "y"), "batch", "row"]
    names = [Symbol.(candidates, "_stride"); :stride]
    found = findfirst(field -> has(f, field), names)
    return found === nothing ? nothing : names[found]
end

function stride_of(f, name)
    length(argument(f, name).size) == 1 && argument(f, name).size != [:full] && return nothing
    return stride_field(f, name)
end

# A size that an array tells; of distances, say, there are no features.
is_known(f, field) = (f.loss.layout != :named && !(field in f.options)) || field == :choices ||
                     any(name -> field in argument(f, name).size, [f.inputs; f.outputs])

function fill_desc(f)
    code = [:(desc = $(f.desc)()), :($(Symbol(f.desc, "_init"))(desc, sizeof(desc))), :(desc.dtype = dtype(T))]
    for field in (:batch, :classes, :inner, :features, :width, :keys, :negatives, :rows, :columns, :choices, :labels,
        :triplets)
        has(f, field) && is_known(f, field) && push!(code, :(desc.$field = $(n(field))))
    end
    strides = Set{Symbol}()
    for name in [f.inputs; f.outputs]
        kind(f, name) in (:float,) || continue
        field = stride_of(f, name)
        (field === nothing || field in strides) && continue
        push!(strides, field)
        reader = f.loss.layout == :ranked ? :ranked_stride : :row_stride
        push!(code, :($name === nothing || (desc.$field = $reader($(string(name)), $name))))
    end
    return append!(code, map(option -> set_option(f, option), f.options))
end

function set_option(f, option)
    if haskey(f.loss.enumerations, option)
        reader = Symbol("option_", lowercase(f.loss.enumerations[option]))
        value = :($reader($(QuoteNode(option)), $option))
    elseif option == :first_class
        value = :($option - 1)
    elseif option in INDEX_OPTIONS # the default is moved as well: -100 is what the caller writes
        return :(desc.$option = ignore_from_zero($option === nothing ? desc.$option : $option))
    else
        value = option
    end
    return :($option === nothing || (desc.$option = $value))
end

function check_buffer(f, name)
    text, wanted = string(name), size_of(f, name)
    k = kind(f, name)
    if k == :float
        field = stride_of(f, name)
        f.loss.layout == :ranked && return :(check_float_ranked($text, $name, T, $wanted, desc.row_stride))
        return field === nothing ? :(check_dense($text, $name, T, $wanted)) :
               :(check_float($text, $name, T, $wanted, desc.$field))
    elseif k == :dense
        return :(check_dense($text, $name, A, $wanted))
    elseif k == :int
        return :(check_dense($text, $name, Int64, $wanted))
    elseif k == :index
        return :(check_index($text, $name, $wanted))
    elseif k == :label
        return :(check_label($text, $name, $wanted))
    elseif k == :mark
        field = stride_of(f, name)
        return quote
            check_mark($text, $name, T, $wanted)
            $(field === nothing ? :(check_dense_layout($text, $name)) : :(check_stride($text, $name, desc.$field, $wanted)))
        end
    elseif k == :weight
        return :(desc.weight_axes = weight_axes($name, A, n_full))
    end
    return :(check_loss($text, $name, A, none, $(loss_size(f))))
end

# With a class_reduction an element-wise loss has one a row.
loss_size(f) = has(f, :class_reduction) ? :(is_none_or_absent(class_reduction) ? n_full : n_rows) : size_of(f, :loss)

# The field that names the type of an integer or binary target.
dtype_field(f, name) = first(filter(field -> has(f, field), [Symbol(name, "_dtype"), :target_dtype, :index_dtype]))

# Targets as C takes them.
function prepare(f, name)
    k = kind(f, name)
    k in (:label, :mark) && return [:($name = as_stored($name))]
    k == :loss && startswith(String(name), "grad_") && return [:($name = upstream($name, A))]
    return Expr[]
end
function type_target(f, name)
    k = kind(f, name)
    k == :index && return [:(desc.$(dtype_field(f, name)) = SIMDLOSS_I64)]
    k == :label && return [:(desc.$(dtype_field(f, name)) = dtype(eltype($name)))]
    k == :mark && return [:(desc.$(dtype_field(f, name)) = mark_dtype($name, T))]
    return Expr[]
end

# ---- the functions -----------------------------------------------------------------------------------------------

function keyword(f, name)
    name == :workspace && return Expr(:kw, :(workspace::Union{Nothing,Vector{UInt8}}), :nothing)
    name in f.optional && return Expr(:kw, name, :nothing)
    haskey(f.loss.enumerations, name) && return Expr(:kw, :($name::Union{Nothing,Symbol,Integer}), :nothing)
    type = fieldtype(getfield(@__MODULE__, f.desc), name) <: Integer ? Integer : Real
    return Expr(:kw, :($name::Union{Nothing,$type}), :nothing)
end
keywords(f) = Expr(:parameters, [keyword(f, name) for name in [f.optional; f.options]]...)
forwarded(f) = Expr(:parameters, [Expr(:kw, name, name) for name in [f.optional; f.options]]...)

# Their form that makes the outputs is in special.jl.
const BY_HAND = (:nll_backward, :token)

function evaluate(f)
    evaluate_in_place(f)
    f.name in BY_HAND || evaluate_allocating(f)
    document(f)
    return nothing
end

function evaluate_in_place(f)
    indices = filter(name -> kind(f, name) == :index, f.arguments)
    pointers = [kind(f, name) == :index ? :(pointer_to($(Symbol(name, :_from_zero)))) : :(pointer_to($name)) for name in f.arguments]
    kept = [kind(f, name) == :index ? Symbol(name, :_from_zero) : name for name in f.arguments]
    call = :($(f.c_name)(desc, executor(), $(pointers...)))
    allocate = Expr[]
    if :workspace in f.optional
        sizer = Symbol(replace(String(f.desc), "_desc" => "_workspace_size"))
        push!(allocate, :(bytes = Ref{Csize_t}(0)), :(check($sizer(desc, bytes))), :(space = workspace_of(workspace, bytes[])))
        push!(call.args, :(pointer_to(space)), :(length(space)))
        push!(kept, :space)
    end
    failure = isempty(indices) ? :(exception(status)) : failed_index(f, indices)
    result = length(f.outputs) == 1 ? f.outputs[1] : :(($(f.outputs...),))
    body = quote
        $(bind_sizes(f)...)
        $(vcat(Expr[], map(name -> prepare(f, name), f.arguments)...)...)
        $(fill_desc(f)...)
        $(has(f, :reduction) ? :(none = desc.reduction == SIMDLOSS_REDUCTION_NONE) : nothing)
        $(vcat(Expr[], map(name -> type_target(f, name), f.arguments)...)...)
        $(map(name -> check_buffer(f, name), f.arguments)...)
        $(allocate...)
        $([:($(Symbol(name, :_from_zero)) = from_zero($name)) for name in indices]...)
        GC.@preserve $(kept...) (status = $call)
        $([:(give_back($(Symbol(name, :_from_zero)))) for name in indices]...)
        status == SIMDLOSS_STATUS_OK || throw($failure)
        $(:argmax in f.arguments && f.name == :token ? :(from_one!(argmax)) : nothing)
        return $result
    end
    @eval $(Expr(:function, Expr(:call, bang(f), keywords(f), f.outputs..., f.inputs...), body))
end

function failed_index(f, names)
    ignored = findfirst(option -> has(f, option), INDEX_OPTIONS)
    pair = ignored === nothing ? nothing : :(ignored_index($(QuoteNode(INDEX_OPTIONS[ignored])), desc.$(INDEX_OPTIONS[ignored])))
    targets = [:($(string(name)) => $name) for name in names]
    return :(index_exception(status, $(n(argument(f, names[1]).of)), $pair, $(targets...)))
end

function new_output(f, name)
    k = kind(f, name)
    k == :dense && return :(Array{A}(undef, $(size_of(f, name))))
    k == :float && name != :target || return :nothing
    like = replace(String(name), r"^grad_" => "")
    like == "target" && return :nothing
    Symbol(like) in f.inputs || (like = String(lead(f)))
    return :(similar_strided($(Symbol(like))))
end

# The form that makes its outputs: the loss as a number, unless there is one a row, and the gradients by all inputs but
# the target.
function evaluate_allocating(f)
    gradients = filter(name -> name != :loss, f.outputs)
    returned = filter(name -> new_output(f, name) != :nothing, gradients)
    has_loss = :loss in f.outputs
    values = [:($name = $name) for name in returned]
    result(loss) = has_loss && isempty(returned) ? loss :
                   length(values) == 1 && !has_loss ? returned[1] :
                   Expr(:tuple, (has_loss ? [:(loss = $loss)] : [])..., values...)
    call = Expr(:call, bang(f), forwarded(f), f.outputs..., f.inputs...)
    finish = has_loss ? quote
        if is_none(reduction)
            loss = Array{A}(undef, $(loss_size(f)))
            $call
            return $(result(:loss))
        end
        loss = Ref{A}()
        $call
        return $(result(:(loss[])))
    end : quote
        $call
        return $(result(nothing))
    end
    body = quote
        $(bind_sizes(f)...)
        $([:($name = $(new_output(f, name))) for name in gradients]...)
        $finish
    end
    @eval $(Expr(:function, Expr(:call, f.name, keywords(f), f.inputs...), body))
end

from_one!(::Nothing) = nothing
from_one!(classes) = (classes .+= 1; nothing) # -1, which is none, becomes 0

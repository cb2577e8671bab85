# Documentation from the table and from what the C headers say of the options.

const LAYOUT_TEXT = Dict(
    :grid => "Arrays have the classes and the batch as their last two axes, and any number of axes before them: classes x\n" *
             "batch, or width x height x classes x batch. A vector is one row of classes. A row is all that has one class axis.\n",
    :ranked => "", :named => "")

# The choices of an enumeration, the default first: it is the one that the header calls so.
function choices_text(prefix, text)
    default = match(r"(\w+) \(default\)", text)
    names = [first(pair) for pair in ENUMERATIONS[prefix]]
    is_default(name) = default !== nothing && endswith(lowercase(default[1]), String(name))
    return join(("`:$name`$(is_default(name) ? " (default)" : "")" for name in sort(names; by = !is_default)), ", ")
end

function option_text(f, name)
    name == :workspace && return "- `workspace`: a `Vector{UInt8}` to use again and again; made larger where it is too small"
    name in f.optional && return "- `$name`: $(buffer_text(f, name))"
    text = only_of(only_of(LAYOUTS, String(f.desc))[3], String(name))[4]
    name in INDEX_OPTIONS &&
        (text = "$(name == :ignore_index ? -100 : -1) (default); as the targets, counting from 1; typemin(Int64) = none")
    name == :first_class && (text = "1 (default); of split rows: the class that the logits begin with")
    haskey(f.loss.enumerations, name) && return "- `$name`: $(choices_text(f.loss.enumerations[name], text))"
    return "- `$name`: $(replace(text, "_" => "\\_"))"
end
function only_of(items, name)
    for item in items
        item[1] == name && return item
    end
    error("generated.jl has no $name")
end

function buffer_text(f, name)
    sizes = join((replace(String(s), "all_classes" => "classes") for s in argument(f, name).size), " x ")
    k = kind(f, name)
    role = String(name) in only_of(COMPUTE_FUNCTIONS, String(f.c_name))[4] ? "output" : "input"
    k == :weight && return "of the accumulator type; by default all 1"
    k == :loss && return "the upstream gradient, of the loss's size or a number; by default 1"
    k == :index && return "class numbers, counting from 1: $sizes"
    k == :int && return "an output, Int64: $sizes"
    return "$(k == :dense ? "of the accumulator type" : "of the input's type"), $sizes, $role; may be left out"
end

function document(f)
    inputs = join(f.inputs, ", ")
    outputs = join(f.outputs, ", ")
    suffix = replace(String(f.name), String(f.loss.name) => "")
    what = suffix == "" ? f.loss.doc * "\n\n" * LAYOUT_TEXT[f.loss.layout] :
           suffix == "_backward" ? "The gradient of [`$(f.loss.name)`](@ref) by its inputs, and by the target where the form with ! is given one.\n" :
           suffix == "_forward_backward" ? "[`$(f.loss.name)`](@ref) and its gradient in one pass, with the same bits.\n" :
           "Gradient and diagonal Hessian of the sum of all losses: what gradient-boosting libraries take.\n"
    options = join(map(name -> option_text(f, name), [f.optional; f.options]), "\n")
    text = """
        $(f.name)($inputs; options...)
        $(bang(f))($outputs, $inputs; options...)

    $what
    The form with ! writes into arrays that are given; an output that is `nothing` is not wanted, and a gradient may be its
    own input (not with `accumulate`). A loss that is one value goes to a `Ref` or an array of one.
    Throws `DimensionMismatch` for sizes and strides, `ArgumentError` for types, options and targets.

    Options, all of them optional:
    $options
    """
    for name in (f.name, bang(f))
        # A docstring for the name, whatever methods it has: special.jl may add some.
        @eval @doc $text $name
    end
    return nothing
end

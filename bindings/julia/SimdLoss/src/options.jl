# Options are named by symbols here where C has enumerations: :mean is SIMDLOSS_REDUCTION_MEAN. The number does too.

const ENUMERATIONS = Dict{String,Vector{Pair{Symbol,Int32}}}()

for prefix in ("REDUCTION", "DENOMINATOR", "EMPTY_MEAN", "SIMILARITY", "MARGIN", "DISTANCE", "TRIPLET", "HINGE", "LABELS",
    "REGRESSION")
    start = "SIMDLOSS_$(prefix)_"
    members = [name for name in names(@__MODULE__; all = true) if startswith(String(name), start)]
    values = [Symbol(lowercase(String(name)[length(start)+1:end])) => Int32(getfield(@__MODULE__, name)) for name in members]
    ENUMERATIONS[prefix] = sort!(values; by = last)
    choices = join((":$(first(pair))" for pair in ENUMERATIONS[prefix]), ", ")
    reader = Symbol("option_", lowercase(prefix))
    tests = [:(value === $(QuoteNode(symbol)) && return $number) for (symbol, number) in ENUMERATIONS[prefix]]
    @eval begin
        $reader(name, value::Integer) = Int32(value)
        function $reader(name, value::Symbol)
            $(tests...)
            throw(ArgumentError("$name is :$value; it must be one of $($choices)"))
        end
    end
end

# Which enumeration an option is of. Others, which mean something else from loss to loss, are named in the table.
const OPTION_ENUMERATIONS = Dict(:reduction => "REDUCTION", :class_reduction => "REDUCTION", :denominator => "DENOMINATOR",
    :empty_mean => "EMPTY_MEAN", :similarity => "SIMILARITY", :labels => "LABELS")

is_none(reduction) = reduction === :none || reduction === SIMDLOSS_REDUCTION_NONE || reduction === 0
is_none_or_absent(reduction) = reduction === nothing || is_none(reduction)

# The C library: where it is found, how a call fails, whose threads it runs on.

# The ABI number stands in the name, so that a library of another one is not found.
const libsimdloss = Sys.isapple() ? "libsimdloss.0.dylib" : "libsimdloss.so.0"
const libsimdloss_tbb = Sys.isapple() ? "libsimdloss_tbb.0.dylib" : "libsimdloss_tbb.so.0"

# Opened by its path where a folder is given; the calls, which know only the name, then find what is open.
function open_library(name)
    folder = get(ENV, "SIMDLOSS_LIBDIR", "")
    path = isempty(folder) ? name : joinpath(folder, name)
    return Libdl.dlopen(path; throw_error = false)
end

function load_libraries()
    if open_library(libsimdloss) === nothing
        folder = get(ENV, "SIMDLOSS_LIBDIR", "")
        place = isempty(folder) ? "where the loader looks" : "in SIMDLOSS_LIBDIR, which is $folder"
        error("SimdLoss: there is no $libsimdloss $place. Install simdloss, or set SIMDLOSS_LIBDIR to its lib folder.")
    end
    HAVE_TBB[] = open_library(libsimdloss_tbb) !== nothing
    threads = tryparse(Int, get(ENV, "SIMDLOSS_NUM_THREADS", "0"))
    threads === nothing && error("SimdLoss: SIMDLOSS_NUM_THREADS is not a number: $(ENV["SIMDLOSS_NUM_THREADS"])")
    set_threads!(threads)
    return nothing
end

const HAVE_TBB = Ref(false)
# One for the process; the library only reads it. A null pointer is the calling thread.
const TBB_EXECUTOR = Ref{Any}(nothing)
const EXECUTOR = Ref{Ptr{Cvoid}}(C_NULL)

"""
    set_threads!(n) -> Int

On how many threads at most calls run from now on: 1 is the calling thread, 0 all that there are (the default, or what
the environment variable `SIMDLOSS_NUM_THREADS` says when the package is loaded). Returns how many that makes: always 1
where the library `simdloss_tbb` is not installed. Results have the same bits for every number. Not during other calls.
"""
function set_threads!(n::Integer)
    n < 0 && throw(ArgumentError("n is $n; it must not be negative"))
    if n == 1 || !HAVE_TBB[]
        EXECUTOR[] = C_NULL
        return 1
    end
    executor = simdloss_executor()
    check(simdloss_tbb_executor_init(executor, n))
    TBB_EXECUTOR[] = executor # keeps it
    EXECUTOR[] = pointer_from_objref(executor)
    return threads()
end

"""
    threads() -> Int

On how many threads at most calls run: see [`set_threads!`](@ref).
"""
threads() = EXECUTOR[] == C_NULL ? 1 : Int(TBB_EXECUTOR[].concurrency)

executor() = Ptr{simdloss_executor}(EXECUTOR[])

"""
    version() -> VersionNumber

The version of the C library that was loaded.
"""
version() = VersionNumber(unsafe_string(simdloss_version()))

"""
    isa_name() -> String

The instruction set that is active: "sse2", "avx2", "avx512", "neon64".
"""
isa_name() = unsafe_string(simdloss_isa())

"""
    isa_names() -> Vector{String}

The instruction sets that are compiled in and supported by this machine, the best first.
"""
function isa_names()
    names = String[]
    while (name = simdloss_isa_name(length(names))) != C_NULL
        push!(names, unsafe_string(name))
    end
    return names
end

"""
    set_isa!(name = "")

Makes an instruction set active for the whole process; "" chooses the best one. Not during other calls.
"""
function set_isa!(name::AbstractString = "")
    check(simdloss_set_isa(name))
    return nothing
end

check(status) = status == SIMDLOSS_STATUS_OK ? nothing : throw(exception(status))

# What the library says of the last failed call in this thread names the argument, the row and the value.
function exception(status)
    message = replace(unsafe_string(simdloss_last_error()), "desc." => "")
    status in (SIMDLOSS_STATUS_SHAPE, SIMDLOSS_STATUS_STRIDE) && return DimensionMismatch(message)
    status in (SIMDLOSS_STATUS_EXECUTOR, SIMDLOSS_STATUS_ISA, SIMDLOSS_STATUS_INTERNAL) && return ErrorException(message)
    return ArgumentError(message)
end

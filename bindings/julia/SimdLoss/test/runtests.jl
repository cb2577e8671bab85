# Tests of the package; needs the library (SIMDLOSS_LIBDIR, or where the loader looks). The last line is
# "N passed, N failed".

using SimdLoss
using Test

include("json.jl")
include("bfloat.jl")
include("support.jl")

count_passed(set::Test.DefaultTestSet) = set.n_passed + sum(Int[count_passed(inner) for inner in set.results])
count_passed(other) = 0

passed = failed = 0
try
    set = @testset "SimdLoss" begin
        @testset "$file" for file in ("raw", "errors", "golden", "losses", "rules")
            include("$(file)_test.jl")
        end
    end
    global passed = count_passed(set)
catch error
    error isa Test.TestSetException || rethrow()
    global passed, failed = error.pass, error.fail + error.error + error.broken
end
println("$passed passed, $failed failed")
exit(failed == 0 ? 0 : 1)

# What only compiled code shows: that a call allocates nothing, copies no array of floats, and may be made from any thread.

using SimdLoss
using Test

logits = randn(Float32, 1000, 256)
target = rand(1:1000, 256)
grad, loss = similar(logits), Ref{Float32}(0)
wide = view(zeros(Float32, 1024, 256), 1:1000, :)
wide .= logits
wide_grad = view(zeros(Float32, 1024, 256), 1:1000, :)

allocated(f, arguments...) = (f(arguments...); f(arguments...); @allocated f(arguments...))

passed = failed = 0
try
    set = @testset "compiled" begin
        @testset "allocations" begin
            @test allocated(cross_entropy!, loss, logits, target) == 0
            @test allocated(cross_entropy_backward!, grad, logits, target) <= 64
            @test allocated(cross_entropy_backward!, wide_grad, wide, target) <= 256
            @test wide_grad == grad
        end
        @testset "threads of Julia" begin
            expected = cross_entropy(logits, target)
            found = zeros(Float32, 64)
            Threads.@threads for i in 1:64
                found[i] = cross_entropy(logits, target)
            end
            @test all(==(expected), found)
        end
        @testset "threads of the library" begin
            all_threads = cross_entropy_forward_backward(logits, target)
            SimdLoss.set_threads!(1)
            @test SimdLoss.threads() == 1
            one_thread = cross_entropy_forward_backward(logits, target)
            @test one_thread == all_threads
            SimdLoss.HAVE_TBB[] && @test SimdLoss.set_threads!(2) == 2
        end
    end
    global passed = sum(s -> s.n_passed, set.results)
catch error
    error isa Test.TestSetException || rethrow()
    global passed, failed = error.pass, error.fail + error.error
end
println("$passed passed, $failed failed")
exit(failed == 0 ? 0 : 1)

# The rules for ChainRulesCore: with that package where the load path has it, else with a stand-in of its names.

push!(LOAD_PATH, joinpath(@__DIR__, "stand_in"))
import ChainRulesCore

unwrapped(x) = ChainRulesCore.unthunk(x)

@testset "$(f.loss.name)" for f in SimdLoss.FUNCTIONS
    endswith(String(f.name), "_backward") && !endswith(String(f.name), "_forward_backward") && f.loss.name != :token || continue
    forward = function_named(f.loss.name)
    x = inputs_for(forward, Float64)
    has_reduction = :reduction in forward.options
    for options in (has_reduction ? ((reduction = :sum,), (reduction = :mean,)) : ((;),))
        value, pullback = ChainRulesCore.rrule(callable(forward.name), x...; options...)
        @test same_bits(value, callable(forward.name)(x...; options...))
        change = value isa Number ? 2.0 : reshape(collect(1.0:length(value)), size(value)) ./ 8
        changes = pullback(change)
        @test length(changes) == length(x) + 1
        for (i, name) in enumerate(forward.inputs)
            found = unwrapped(changes[i+1])
            if !(Symbol("grad_", name) in f.outputs) || eltype(x[i]) <: Integer
                @test found isa ChainRulesCore.NoTangent
                continue
            end
            forward.loss.name == :hinge && name == :target && continue # at its kinks, -1 and 1
            at, step = length(x[i]) ÷ 2 + 1, 1e-5
            up, down = deepcopy(x), deepcopy(x)
            up[i][at] += step
            down[i][at] -= step
            total(v) = sum(change .* callable(forward.name)(v...; options...))
            @test isapprox((total(up) - total(down)) / 2step, found[at]; rtol = 1e-5, atol = 1e-7)
        end
        @test all(c -> c isa ChainRulesCore.NoTangent, pullback(ChainRulesCore.ZeroTangent()))
    end
end

@testset "token" begin
    logits, target = randn(MersenneTwister(1), 5, 4), [1, 5, 2, 3]
    value, pullback = ChainRulesCore.rrule(token, logits, target; temperature = 2)
    weights = [1.0, 2, 3, 4]
    zero_tangent = ChainRulesCore.ZeroTangent()
    grad = pullback((log_prob = weights, entropy = zero_tangent, argmax = zero_tangent, rank = zero_tangent))[2]
    @test grad == token_backward(logits, target; grad_log_prob = weights, temperature = 2)
    @test value.log_prob == token(logits, target; temperature = 2).log_prob
end

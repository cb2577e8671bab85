# Every loss of the table: its forms agree to the bit, on arrays and on views, in place, in every type; and its gradient is
# that of the loss.

@testset "$(f.loss.name)" for f in losses()
    forward, backward, both = forward_of(f), backward_of(f), callable(f.name)
    forward!, backward!, both! = callable.(Symbol.((f.loss.name, Symbol(f.loss.name, "_backward"), f.name), "!"))
    has_none = f.desc != :simdloss_mining_desc
    has_reduction = :reduction in f.options
    options = :num_neg in f.options ? (num_neg = 2,) : (;)

    @testset "forms agree" begin
        for reduction in (has_reduction ? (has_none ? (:mean, :sum, :none) : (:mean, :sum)) : (nothing,))
            x = inputs_for(f, Float32)
            o = reduction === nothing ? options : merge(options, (reduction = reduction,))
            loss, grads = parts(both(x...; o...))
            @test same_bits(forward(x...; o...), loss)
            @test all(same_bits.(gradients(backward(x...; o...)), grads))
            @test has_reduction && reduction != :none ? loss isa Float32 : loss isa Array{Float32}

            # Into what is given, with a gradient by the target where there is one.
            held = loss isa Number ? Ref(NaN32) : fill(NaN32, size(loss))
            into = [Symbol("grad_", name) in f.outputs && !(eltype(v) <: Integer) ? fill(NaN32, size(v)) : nothing
                    for (name, v) in zip(f.inputs, x) if Symbol("grad_", name) in f.outputs]
            @test both!(held, into..., x...; o...) !== nothing
            @test same_bits(loss isa Number ? held[] : held, loss)
            @test all(g -> g === nothing || all(isfinite, g), into)
            again = similar(loss isa Number ? zeros(Float32, 1) : loss)
            forward!(again, x...; o...)
            @test same_bits(again, loss isa Number ? [loss] : loss)
        end
    end

    @testset "padded rows, without a copy" begin
        x = inputs_for(f, Float32)
        views = [eltype(v) <: Integer ? v : padded(v) for v in x]
        loss, grads = parts(both(x...; options...))
        loss_of_views, grads_of_views = parts(both(views...; options...))
        @test same_bits(loss, loss_of_views)
        @test all(same_bits.(grads, grads_of_views))
        @test all(((v, p),) -> eltype(v) <: Integer || same_bits(v, p), zip(x, views))
    end

    @testset "types" begin
        exact = parts(both(inputs_for(f, Float64)...; options...))
        for (T, bound) in ((Float32, 1e-5), (Float16, 2e-2), (BFloat, 2e-1))
            loss, grads = parts(both(inputs_for(f, T)...; options...))
            @test eltype(loss) == Float32
            @test isapprox(collect(Float64.(loss)), collect(exact[1]); rtol = bound, atol = bound)
            for (g, e) in zip(grads, exact[2])
                e === nothing && continue
                @test eltype(g) == T
                @test all(isfinite, Float64.(g))
                @test isapprox(Float64.(g), e; rtol = 4bound, atol = bound)
            end
        end
    end

    @testset "threads and accumulation" begin
        x = inputs_for(f, Float32)
        expected = both(x...; options...)
        before = SimdLoss.threads()
        for n in (1, 2, 0)
            SimdLoss.set_threads!(n)
            result = both(x...; options...)
            @test all(same_bits.(values(result), values(expected)))
        end
        SimdLoss.set_threads!(before)
        into = map(g -> g === nothing ? nothing : copy(g), parts(expected)[2])
        names = [name for name in f.outputs if startswith(String(name), "grad_")]
        given = [name == :grad_target || !any(==(name), keys(expected)) ? nothing : copy(expected[name]) for name in names]
        backward!(given..., (f.loss.name == :nll ? x[2:2] : x)...; accumulate = true, options...)
        for (name, g) in zip(names, given)
            g === nothing || @test isapprox(g, 2 .* expected[name]; rtol = 1e-5, atol = 1e-6)
        end
    end

    @testset "finite differences" begin
        x = inputs_for(f, Float64)
        o = has_reduction ? merge(options, (reduction = :sum,)) : options
        total(v) = sum(forward(v...; o...))
        grads = parts(both(x...; o...))[2]
        names = [name for name in f.outputs if startswith(String(name), "grad_") && name != :grad_target]
        for (name, grad) in zip(names, grads)
            grad === nothing && continue
            i = findfirst(==(Symbol(String(name)[6:end])), f.inputs)
            for at in (1, length(grad) ÷ 2 + 1, length(grad))
                step = 1e-5
                up, down = deepcopy(x), deepcopy(x)
                up[i][at] += step
                down[i][at] -= step
                @test isapprox((total(up) - total(down)) / 2step, grad[at]; rtol = 1e-5, atol = 1e-7)
            end
        end
    end
end

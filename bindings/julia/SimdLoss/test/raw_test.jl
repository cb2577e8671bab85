# The raw layer: structs as C has them, and a function for each that the library computes with.

@testset "layout of $name" for (name, bytes, members) in SimdLoss.LAYOUTS
    type = getfield(SimdLoss, Symbol(name))
    @test sizeof(type) == bytes
    @test collect(fieldnames(type)) == [Symbol(member[1] in ("type", "end", "function") ? member[1] * "_" : member[1]) for member in members]
    @test [fieldoffset(type, i) for i in 1:fieldcount(type)] == [member[2] for member in members]
    @test [sizeof(fieldtype(type, i)) for i in 1:fieldcount(type)] == [member[3] for member in members]
end

@testset "every function of the C interface is here" begin
    for (c_name, _, _, _) in SimdLoss.COMPUTE_FUNCTIONS
        name = replace(replace(c_name, r"^simdloss_" => ""), r"(?<!_partial)(?<!_backward)_forward$" => "")
        for required in (name, name * "!")
            # What gives a number writes into nothing; what merges gives nothing new.
            required in ("cross_entropy_denominator!", "cross_entropy_chunk!", "cross_entropy_merge") && continue
            @test isdefined(SimdLoss, Symbol(required)) && Symbol(required) in names(SimdLoss)
        end
    end
end

@testset "every option of the C interface is here" begin
    for f in SimdLoss.FUNCTIONS, field in SimdLoss.fields_of(f.desc)
        @test field in f.options || field in SimdLoss.SIZE_FIELDS || SimdLoss.is_stride(field) || SimdLoss.is_axis(f.loss, field)
    end
end

@testset "documentation of every function" begin
    for name in names(SimdLoss)
        name == :SimdLoss && continue
        @test haskey(Base.Docs.meta(SimdLoss), Base.Docs.Binding(SimdLoss, name))
    end
end

@testset "no ambiguities" begin
    @test isempty(detect_ambiguities(SimdLoss))
end

@testset "of the library" begin
    @test SimdLoss.version() == VersionNumber(SimdLoss.SIMDLOSS_VERSION_MAJOR, SimdLoss.SIMDLOSS_VERSION_MINOR, SimdLoss.SIMDLOSS_VERSION_PATCH)
    @test SimdLoss.isa_name() in SimdLoss.isa_names()
    @test_throws ErrorException SimdLoss.set_isa!("avx9")
    @test SimdLoss.isa_name() == first(SimdLoss.isa_names()) || haskey(ENV, "SIMDLOSS_ISA")
end

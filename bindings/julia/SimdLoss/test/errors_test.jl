# Bad calls: the language's own exceptions, naming the argument, and nothing written.

message(f) = try
    f()
    ""
catch error
    sprint(showerror, error)
end
function throws(f, type, words...)
    error = try
        f()
        nothing
    catch e
        e
    end
    return error isa type && all(word -> occursin(word, sprint(showerror, error)), words)
end

x = Float32[2 0 1; 0.5 3 1; -1 0 1]
t = [1, 3, 2]

@testset "sizes and strides" begin
    @test throws(() -> cross_entropy(x, [1, 3]), DimensionMismatch, "target", "(2,)", "(3,)")
    @test throws(() -> cross_entropy(x, t; class_weight = ones(Float32, 4)), DimensionMismatch, "class_weight")
    @test throws(() -> cross_entropy(x, t; row_weight = ones(Float32, 4)), DimensionMismatch, "row_weight")
    @test throws(() -> cross_entropy!(zeros(Float32, 3), x, t), DimensionMismatch, "loss")
    @test throws(() -> cross_entropy!(Ref(0.0f0), x, t; reduction = :none), DimensionMismatch, "loss")
    @test throws(() -> cross_entropy_backward!(zeros(Float32, 3, 2), x, t), DimensionMismatch, "grad_logits")
    @test throws(() -> cross_entropy(view(x, 1:2:3, :), t), DimensionMismatch, "logits", "strides")
    @test throws(() -> cross_entropy(view(x, :, 3:-1:1), t), DimensionMismatch, "stride")
    @test throws(() -> cross_entropy_backward!(view(zeros(Float32, 4, 3), 1:3, :), x, t), DimensionMismatch, "grad_logits")
    @test throws(() -> cross_entropy(x, t; row_weight = view(ones(Float32, 6), 1:2:6)), DimensionMismatch, "row_weight")
    @test throws(() -> pairwise_distance(x, x[1:2, :]), DimensionMismatch, "x2")
    @test throws(() -> pairwise_distance(x[:, 1], x[:, 1]), DimensionMismatch, "x1")
    @test throws(() -> hinge(x, sign.(x); weight = ones(Float32, 2, 3)), DimensionMismatch, "weight")
    @test throws(() -> rank_hinge(x; num_neg = 1), DimensionMismatch, "rows")
end

@testset "several indices" begin
    @test throws(() -> multilabel_margin(x, [-1 1 2; 9 4 -1]), ArgumentError, "target[2, 2] is 4", "padding_index, -1")
    @test throws(() -> multilabel_margin(x, zeros(Int, 0, 3)), DimensionMismatch, "target", "label")
    @test throws(() -> named_triplets(x, [1, 2], [2, 4], [3, 3]), ArgumentError, "positive[2] is 4", "from 1 to 3")
    @test throws(() -> named_triplets(x, [1, 2], [2, 1], [3]), DimensionMismatch, "negative")
end

@testset "types" begin
    @test throws(() -> cross_entropy(Int.(round.(x)), t), ArgumentError, "logits", "Int64")
    @test throws(() -> cross_entropy(x, Float64.(t)), ArgumentError, "target")
    @test throws(() -> cross_entropy(transpose(x), t), ArgumentError, "logits", "Transpose")
    @test throws(() -> cross_entropy([1.0f0 + im 2], [1]), ArgumentError, "logits")
    @test throws(() -> cross_entropy("logits", t), ArgumentError, "logits")
    @test throws(() -> cross_entropy(x, t; class_weight = ones(3)), ArgumentError, "class_weight", "Float64", "Float32")
    @test throws(() -> cross_entropy!(Ref(0.0), x, t), ArgumentError, "loss")
    @test throws(() -> soft_cross_entropy(x, Float64.(x)), ArgumentError, "target")
    @test throws(() -> triplet_all(x, Float64.(t)), ArgumentError, "target")
    @test throws(() -> binary_cross_entropy(x, Float64.(x)), ArgumentError, "target")
end

@testset "targets" begin
    @test throws(() -> cross_entropy(x, [1, 4, 2]), ArgumentError, "target[2] is 4", "1 to 3", "-100")
    @test throws(() -> cross_entropy(x, [1, 3, 0]), ArgumentError, "target[3] is 0")
    @test throws(() -> cross_entropy(x, UInt8[1, 3, 0]), ArgumentError, "target[3] is 0")
    @test throws(() -> cross_entropy(x, [1, 3, -7]; ignore_index = 0), ArgumentError, "target[3] is -7", "ignore_index, 0")
    @test throws(() -> cross_entropy(x, [1, 3, -100]; ignore_index = typemin(Int64)), ArgumentError, "target[3] is -100")
    @test throws(() -> cross_entropy(x[:, 1], 4), ArgumentError, "target is 4")
    @test throws(() -> cross_entropy(reshape(x, 3, 1, 3), [1 1 1; 1 1 1; 1 2 1]), ArgumentError, "target[3, 2] is 2")
    @test throws(() -> margin_softmax(x, x, [1, 2, 4]), ArgumentError, "target[3] is 4", "1 to 3")
    @test throws(() -> info_nce(x, x; positive = [1, 2, 9]), ArgumentError, "positive[3] is 9")
    @test throws(() -> token(x, [1 2 3; 1 2 4]), ArgumentError, "target[2, 3] is 4")
end

@testset "options" begin
    @test throws(() -> cross_entropy(x, t; label_smoothing = NaN), ArgumentError, "label_smoothing")
    @test throws(() -> cross_entropy(x, t; temperature = 0), ArgumentError, "temperature")
    @test throws(() -> cross_entropy(x, t; reduction = :median), ArgumentError, "reduction", ":median", ":mean")
    @test throws(() -> cross_entropy(x, t; reduction = "mean"), TypeError, "reduction")
    @test throws(() -> cross_entropy(x, t; smoothing = 0.1), MethodError)
    @test throws(() -> triplet_hard(x, t; reduction = :none), ArgumentError, "reduction")
    @test throws(() -> SimdLoss.set_threads!(-1), ArgumentError, "n is -1")
end

@testset "nothing is written" begin
    grad, loss = fill(7.0f0, 3, 3), fill(7.0f0)
    @test throws(() -> cross_entropy_forward_backward!(loss, grad, x, [1, 3, 4]), ArgumentError)
    @test throws(() -> cross_entropy_forward_backward!(loss, grad, x, t; label_smoothing = 2), ArgumentError)
    @test all(==(7), grad) && loss[] == 7
    shifted = vec(copy([x x]))
    @test throws(() -> cross_entropy_backward!(reshape(view(shifted, 2:10), 3, 3), reshape(view(shifted, 1:9), 3, 3), t), ArgumentError, "overlap")
end

@testset "what is allowed" begin
    expected = cross_entropy_forward_backward(x, t)
    for type in (Int8, UInt8, Int16, UInt16, Int32, UInt32, Int64)
        @test cross_entropy(x, type.(t)) === expected.loss
    end
    @test cross_entropy(x, 1:3) === cross_entropy(x, [1, 2, 3])
    @test cross_entropy(x[:, 1], 2) === cross_entropy(x[:, 1:1], [2])
    @test cross_entropy(x, [1, -100, 2]) ≈ cross_entropy(x[:, [1, 3]], [1, 2])
    @test cross_entropy(x, [1, 0, 2]; ignore_index = 0) === cross_entropy(x, [1, -100, 2])
    in_place = copy(x)
    @test cross_entropy_forward_backward!(nothing, in_place, in_place, t)[2] === in_place
    @test in_place == expected.grad_logits
    @test binary_cross_entropy(x, x .> 0) === binary_cross_entropy(x, Array(x .> 0)) === binary_cross_entropy(x, Float32.(x .> 0))
    @test hinge(x, sign.(x .- 0.1f0); weight = ones(Float32, 3)) === hinge(x, sign.(x .- 0.1f0))
    @test isnan(cross_entropy(zeros(Float32, 3, 0), Int[])) && cross_entropy(zeros(Float32, 3, 0), Int[]; empty_mean = :zero) === 0.0f0
    shards = [cross_entropy_partial(x[c, :], t; first_class = first(c), total_classes = 3) for c in (1:1, 2:3)]
    cross_entropy_merge!(shards[1], shards[2])
    finished = cross_entropy_finish(Float32, shards[1], t; total_classes = 3)
    @test finished.loss ≈ expected.loss
    part = cross_entropy_backward(x[2:3, :], t; row_stats = finished.row_stats, first_class = 2, total_classes = 3)
    @test part ≈ expected.grad_logits[2:3, :]
    @test cross_entropy_denominator(t, 3) == (kept = 3, weight = 3.0)
    @test cross_entropy_denominator([1, -100, 2], 3; class_weight = Float32[2, 3, 4]) == (kept = 2, weight = 5.0)
    @test cross_entropy_chunk(128256) >= 1
    wider = view(zeros(Float32, 5, 3), 1:3, :)
    wider .= x
    @test stride(cross_entropy_backward(wider, t), 2) == 5
end

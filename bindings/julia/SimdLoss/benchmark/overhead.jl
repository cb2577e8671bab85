# What a call costs over the C function's own time, for a cross-entropy of 1 x 10: the C functions are called in the same
# process, with a desc that is ready, in turns with the package's. Prints medians in nanoseconds.
#
#     julia --project=. benchmark/overhead.jl

using SimdLoss

logits = reshape(Float32.(1:10) ./ 4, 10, 1)
target = [3]
from_zero = [2]
grad = similar(logits)
loss = Ref{Float32}(0)

desc = SimdLoss.simdloss_cross_entropy_desc()
SimdLoss.simdloss_cross_entropy_desc_init(desc, sizeof(desc))
desc.batch, desc.classes = 1, 10

forward_in_c(desc, logits, from_zero, loss) = GC.@preserve logits from_zero loss SimdLoss.simdloss_cross_entropy_forward(desc,
    SimdLoss.executor(), pointer(logits), pointer(from_zero), C_NULL, C_NULL, Base.unsafe_convert(Ptr{Float32}, loss), C_NULL)
both_in_c(desc, logits, from_zero, loss, grad) = GC.@preserve logits from_zero loss grad SimdLoss.simdloss_cross_entropy_forward_backward(
    desc, SimdLoss.executor(), pointer(logits), pointer(from_zero), C_NULL, C_NULL, C_NULL,
    Base.unsafe_convert(Ptr{Float32}, loss), pointer(grad))

const CALLS = 5000
function time_of(f, arguments...)
    start = time_ns()
    for _ in 1:CALLS
        f(arguments...)
    end
    return (time_ns() - start) / CALLS
end
middle(x) = sort(x)[(length(x)+1)÷2]

# In turns, so that both see the same machine; the overhead is the median of the differences.
function compare(name, c, julia)
    foreach(_ -> (time_of(c...), time_of(julia...)), 1:20)
    pairs = [(time_of(c...), time_of(julia...)) for _ in 1:301]
    overhead = middle([b - a for (a, b) in pairs])
    println(rpad(name, 44), "C ", round(middle(first.(pairs)); digits = 1), " ns, with the package ",
        round(middle(last.(pairs)); digits = 1), " ns, overhead ", round(overhead; digits = 1), " ns, allocated ",
        (f -> f(julia...))((g, x...) -> (g(x...); @allocated g(x...))), " bytes")
    return overhead
end

compare("cross_entropy!, 1 x 10", (forward_in_c, desc, logits, from_zero, loss), (cross_entropy!, loss, logits, target))
compare("cross_entropy, 1 x 10", (forward_in_c, desc, logits, from_zero, loss), (cross_entropy, logits, target))
compare("cross_entropy_forward_backward!, 1 x 10", (both_in_c, desc, logits, from_zero, loss, grad),
    (cross_entropy_forward_backward!, loss, grad, logits, target))

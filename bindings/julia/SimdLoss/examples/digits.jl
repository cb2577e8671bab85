# Trains a classifier of handwritten digits: one matrix product, and loss and gradient in one call.
#
#     julia --project=. examples/digits.jl [digits.csv]

using SimdLoss
using Random

# A row of the file is 64 grey values from 0 to 16, and the digit. Images are columns here: features x batch.
function read_digits(path)
    rows = [parse.(Int, split(line, ',')) for line in eachline(path) if !isempty(line) && isdigit(line[1])]
    images = Float32[row[i] / 16 for i in 1:64, row in rows]
    digits = [row[65] + 1 for row in rows] # classes count from 1
    return images, digits
end

function train(images, digits; epochs = 30, batch_size = 32, rate = 0.5f0)
    random = MersenneTwister(1)
    weight, bias = zeros(Float32, 10, 64), zeros(Float32, 10)
    logits = zeros(Float32, 10, batch_size)
    loss, total = Ref{Float32}(0), 0.0f0
    for epoch in 1:epochs
        order, total, batches = shuffle(random, axes(images, 2)), 0.0f0, 0
        for first in 1:batch_size:length(order)-batch_size+1
            chosen = order[first:first+batch_size-1]
            x = images[:, chosen]
            logits .= weight * x .+ bias
            # The gradient overwrites the logits.
            cross_entropy_forward_backward!(loss, logits, logits, digits[chosen])
            weight .-= rate .* (logits * x')
            bias .-= rate .* vec(sum(logits; dims = 2))
            total += loss[]
            batches += 1
        end
        total /= batches
        epoch % 10 == 0 && println("epoch $epoch: loss $total")
    end
    return weight, bias
end

path = isempty(ARGS) ? joinpath(@__DIR__, "..", "..", "..", "..", "examples", "data", "digits.csv") : ARGS[1]
images, digits = read_digits(path)
held_out = 1:5:length(digits)
rest = setdiff(1:length(digits), held_out)
weight, bias = train(images[:, rest], digits[rest])
result = token(weight * images[:, held_out] .+ bias, digits[held_out])
accuracy = 100 * count(result.argmax .== digits[held_out]) / length(held_out)
println("accuracy on $(length(held_out)) digits that were held out: $(round(accuracy; digits = 1)) %")
accuracy > 93 || exit(1)

# The files of tests/vectors: what the frameworks compute must come out.

const VECTORS = get(ENV, "SIMDLOSS_VECTORS", joinpath(@__DIR__, "..", "..", "..", "..", "tests", "vectors"))

number(x::Number) = Base.float(x)
number(x::String) = parse(Float64, x)
array(::Nothing, size...) = nothing
array(::Nothing) = nothing
array(values) = array(values, length(values))
array(values, size...) = reshape(Float64[number(v) for v in values], size...)
# In C's order the first axis is the slowest.
full(case, values) = case["inner"] == 1 ? array(values, case["classes"], case["batch"]) :
                     array(values, case["inner"], case["classes"], case["batch"])
rows(case, values) = case["inner"] == 1 ? array(values, case["batch"]) : array(values, case["inner"], case["batch"])
classes_of(case, values) = Int[v + 1 for v in rows(case, values)]
upstream_of(case, values, shape) = values === nothing ? nothing : length(values) == 1 ? number(values[1]) : shape(case, values)

array_of_rows(case) = case["row_weight"] === nothing ? nothing : rows(case, case["row_weight"])
# An unreduced result has the size that the table says.
function shape_of_result(case, f)
    count = length(case["result"])
    count == 1 && return [0.0]
    columns = case["columns"]
    return f.loss.name == :rank_hinge && columns > 1 ? zeros(columns, count ÷ columns) :
           f.loss.name == :margin_ranking && columns > 1 ? zeros(columns, case["rows"]) : zeros(count)
end

# Those of the desc that differ from the default; ignore_index is moved with the targets, by the tests that have it.
# Numbers as they are, enumerations by name.
function options_of(case)
    options = Dict{Symbol,Any}()
    for (name, value) in case["options"]
        name == "weight_axes" && continue
        name == "ignore_index" && continue
        options[Symbol(name)] = value isa String ? (value == "inf" ? Inf : Symbol(value)) : value
    end
    return options
end

function near(found, expected, bound)
    a, b = found isa Number ? [found] : vec(collect(found)), expected isa Number ? [expected] : vec(expected)
    length(a) == length(b) || return false
    return all(((x, y),) -> isequal(x, y) || (isnan(x) && isnan(y)) || abs(x - y) <= bound * (1 + abs(y)), zip(a, b))
end
cases(file) = (read_json(joinpath(VECTORS, file * ".json"))["cases"])
check_near(found, ::Nothing, bound) = nothing
check_near(found, expected, bound = 1e-10) = @test near(found, [number(v) for v in expected], bound)

@testset "$file" for (file, bound) in (("cross_entropy", 1e-10), ("nll", 1e-10))
    for case in cases(file)
        f = file == "nll" ? nll_forward_backward : cross_entropy_forward_backward
        input = file == "nll" ? "log_prob" : "logits"
        r = f(full(case, case[input]), classes_of(case, case["target"]); class_weight = array(case["class_weight"]),
            row_weight = array_of_rows(case), grad_loss = upstream_of(case, case["grad_loss"], rows), 
            ignore_index = get(case["options"], "ignore_index", -100) + 1, options_of(case)...)
        check_near(r[1], case["loss"], bound)
        check_near(r[2], case["grad_$input"], bound)
    end
end

@testset "class_loss" begin
    for case in cases("class_loss")
        name = Symbol(case["loss_name"])
        logits, target, options = full(case, case["logits"]), classes_of(case, case["target"]), options_of(case)
        options[name == :softmax_focal ? :class_alpha : :class_weight] = array(case["class_weight"])
        options[:row_weight] = array_of_rows(case)
        options[:ignore_index] = get(case["options"], "ignore_index", -100) + 1
        r = callable(Symbol(name, "_forward_backward"))(logits, target; options...)
        check_near(r.loss, case["loss"])
        check_near(r.grad_logits, case["grad_logits"])
        case["hessian"] === nothing && continue
        found = callable(Symbol(name, "_gradient_hessian"))(logits, target; options...)
        check_near(found.gradient, case["grad_logits"])
        check_near(found.hessian, max.(0, case["hessian"])) # the floor is 0
    end
end

@testset "$file" for (file, bound) in (("hinge_rows", 1e-10), ("hinge_rows_keras", 1e-5))
    for case in cases(file)
        name, batch = case["loss_name"], case["batch"]
        input, target = array(case["input"], case["classes"], batch), Int[t + 1 for t in case["target"]]
        options = options_of(case)
        name == "multilabel_margin" && (target = reshape(target, :, batch); options[:padding_index] = 0)
        case["class_weight"] === nothing || (options[:class_weight] = array(case["class_weight"]))
        case["row_weight"] === nothing || (options[:row_weight] = array(case["row_weight"]))
        case["grad_loss"] === nothing || (options[:grad_loss] = array(case["grad_loss"]))
        r = callable(Symbol(name, "_forward_backward"))(input, target; options...)
        check_near(r.loss, case["loss"], bound)
        check_near(r.grad_input, case["grad_input"], bound)
    end
end

@testset "$file" for (file, bound) in (("soft_cross_entropy", 1e-10), ("soft_cross_entropy_keras", 1e-5))
    for case in cases(file)
        logits, target = full(case, case["logits"]), full(case, case["target"])
        loss, by_logits, by_target = zeros(length(case["loss"])), similar(logits), similar(target)
        length(loss) > 1 && (loss = rows(case, loss))
        soft_cross_entropy_forward_backward!(loss, by_logits, by_target, logits, target; class_weight = array(case["class_weight"]),
            row_weight = array_of_rows(case), grad_loss = upstream_of(case, case["grad_loss"], rows), options_of(case)...)
        check_near(loss, case["loss"], bound)
        check_near(by_logits, case["grad_logits"], bound)
        check_near(by_target, get(case, "grad_target", nothing), bound)
    end
end

@testset "kl_divergence" begin
    for case in cases("kl_divergence")
        log_prob, target = full(case, case["log_prob"]), full(case, case["target"])
        loss, by_log_prob, by_target = zeros(length(case["loss"])), similar(log_prob), similar(target)
        shape = length(loss) == length(target) ? full : rows
        length(loss) > 1 && (loss = shape(case, loss))
        kl_divergence_forward_backward!(loss, by_log_prob, by_target, log_prob, target; row_weight = array_of_rows(case),
            grad_loss = upstream_of(case, case["grad_loss"], shape), options_of(case)...)
        check_near(loss, case["loss"])
        check_near(by_log_prob, case["grad_log_prob"])
        check_near(by_target, case["grad_target"])
    end
end

@testset "distillation" begin
    for case in cases("distillation")
        r = distillation_forward_backward(full(case, case["student"]), full(case, case["teacher"]);
            row_weight = array_of_rows(case), grad_loss = upstream_of(case, case["grad_loss"], rows), options_of(case)...)
        check_near(r[1], case["loss"])
        check_near(r[2], case["grad_student"])
        check_near(r[3], case["grad_teacher"])
    end
end

@testset "softmax" begin
    for case in cases("softmax")
        input, upstream = full(case, case["input"]), full(case, case["grad_output"])
        for (name, f, b) in (("softmax", softmax, softmax_backward), ("log_softmax", log_softmax, log_softmax_backward))
            check_near(f(input), case[name])
            check_near(b(f(input), upstream), case[name*"_grad"])
        end
        row_stats = zeros(size(rows(case, case["grad_rows"]))..., 2)
        output = log_sum_exp!(rows(case, case["grad_rows"]), input; row_stats = row_stats)
        check_near(output, case["log_sum_exp"])
        check_near(log_sum_exp_backward(input; row_stats = row_stats, grad_output = rows(case, case["grad_rows"])), case["log_sum_exp_grad"])
    end
end

@testset "token" begin
    for case in cases("token")
        logits = array(case["logits"], case["classes"], case["batch"])
        shape = case["choices"] == 1 ? (case["batch"],) : (case["choices"], case["batch"])
        target = reshape(Int[v + 1 for v in case["target"]], shape)
        options = merge(options_of(case), Dict(:ignore_index => get(case["options"], "ignore_index", -100) + 1))
        r = token(logits, target; options...)
        check_near(r.log_prob, case["log_prob"])
        check_near(r.entropy, case["entropy"])
        @test r.argmax == case["argmax"] .+ 1
        @test r.rank == case["rank"]
        grad = token_backward(logits, target; grad_log_prob = array(case["grad_log_prob"], shape...),
            grad_entropy = array(case["grad_entropy"]), options...)
        check_near(grad, case["grad_logits"])
    end
end

@testset "$file" for (file, bound) in (("elements", 1e-10), ("focal_elements", 1e-10), ("elements_keras", 1e-5),
    ("focal_keras", 1e-5))
    for case in cases(file)
        f = callable(Symbol(case["loss_name"], "_forward_backward!"))
        shape(values) = array(values, case["classes"], case["batch"])
        inputs = filter(!isnothing, Any[shape(case["input"]), shape(case["target"]), shape(case["third"])])
        loss = length(case["loss"]) == 1 ? [0.0] : length(case["loss"]) == length(inputs[1]) ? similar(inputs[1]) : zeros(length(case["loss"]))
        options = options_of(case)
        weight = case["weight"]
        weight === nothing || (options[:weight] = length(weight) == length(inputs[1]) ? shape(weight) :
            case["options"]["weight_axes"] == 1 ? array(weight, 1, length(weight)) : array(weight, length(weight), 1))
        case["class_value"] === nothing || (options[:pos_weight] = array(case["class_value"]))
        grads = map(similar, inputs)
        f(loss, grads..., inputs...; options...)
        check_near(loss, case["loss"], bound)
        for (grad, name) in zip(grads, ("by_input", "by_target", "by_third"))
            check_near(grad, case[name], bound)
        end
    end
end

@testset "$file" for file in ("embedding", "ranking")
    for case in cases(file)
        name = Symbol(case["loss"])
        f = function_named(name)
        b = function_named(Symbol(name, "_forward_backward"))
        both = callable(Symbol(name, "_forward_backward!"))
        n, m = case["rows"], case["columns"]
        shape(values) = length(values) == n * m && m > 1 ? array(values, m, n) : array(values)
        inputs = map(shape, case["inputs"])
        options = options_of(case)
        upstream = first(filter(a -> startswith(String(a), "grad_") && !(a in b.outputs), b.arguments))
        loss = shape_of_result(case, f)
        case["grad_loss"] === nothing || (options[upstream] = length(loss) == 1 ? number(case["grad_loss"][1]) : reshape(array(case["grad_loss"]), size(loss)))
        grads = [Symbol("grad_", input) in b.outputs ? similar(x) : missing for (input, x) in zip(f.inputs, inputs)]
        both(loss, skipmissing(grads)..., inputs...; options...)
        check_near(loss, case["result"], 1e-9)
        for (grad, expected) in zip(grads, case["gradients"])
            ismissing(grad) || check_near(grad, expected, 1e-9)
        end
    end
end

@testset "scores" begin
    for case in cases("scores")
        name, w = case["loss"], case["width"]
        shape(values) = values === nothing ? nothing : array(values, w, length(values) ÷ w)
        queries, others, negatives = shape(case["queries"]), shape(case["keys_data"]), shape(case["negatives_data"])
        index, options = case["index"], options_of(case)
        f = callable(Symbol(name, "_forward_backward"))
        if name == "info_nce"
            index === nothing || (options[:positive] = Int[i + 1 for i in index])
            r = f(queries, others, negatives; options...)
        elseif name == "margin_softmax"
            r = f(queries, others, Int[i + 1 for i in index]; options...)
        else
            inputs = name == "n_pairs" ? (queries, others) : (queries,)
            r = f(inputs..., Int[i for i in index]; filter(o -> o[1] in function_named(Symbol(name)).options, options)...)
        end
        check_near(r[1], case["loss_value"])
        check_near(r[2], case["grad_queries"])
        length(r) > 2 && check_near(r[3], case["grad_keys"])
        length(r) > 3 && r[4] !== nothing && check_near(r[4], case["grad_negatives"])
    end
end

@testset "$file" for file in ("mining_tensorflow_addons", "mining_pytorch_metric_learning")
    for case in cases(file)
        f = callable(Symbol(case["loss"], "_forward_backward"))
        named = haskey(case, "anchor")
        indices = named ? [Int[i + 1 for i in case[name]] for name in ("anchor", "positive", "negative")] :
                  [Int[t for t in case["target"]]]
        options = options_of(case)
        named && (options[:mean_of_positive] = true) # pytorch-metric-learning's mean is that
        r = f(array(case["embeddings"], case["features"], case["batch"]), indices...; options...)
        check_near(r[1], [case["value"]], 2e-5)
        check_near(r[2], case["gradient"], 2e-4)
    end
end

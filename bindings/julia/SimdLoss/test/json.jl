# As much of JSON as the vectors need: objects, arrays, numbers, strings without escapes, true, false, null.

function read_json(path)
    text = read(path, String)
    value, _ = json_value(text, 1)
    return value
end

next_token(text, i) = (while isspace(text[i]); i += 1; end; i)

function json_value(text, i)
    i = next_token(text, i)
    c = text[i]
    c == '{' && return json_items(text, i, '}', Dict{String,Any}())
    c == '[' && return json_items(text, i, ']', Any[])
    c == '"' && return json_string(text, i)
    for (word, value) in (("null", nothing), ("true", true), ("false", false))
        startswith(SubString(text, i), word) && return value, i + length(word)
    end
    stop = i
    while text[stop] in "+-0123456789.eE"
        stop += 1
    end
    number = SubString(text, i, stop - 1)
    return something(tryparse(Int, number), parse(Float64, number)), stop
end

function json_string(text, i)
    stop = findnext('"', text, i + 1)
    return text[i+1:stop-1], stop + 1
end

function json_items(text, i, close, items)
    i = next_token(text, i + 1)
    while text[i] != close
        if close == '}'
            key, i = json_string(text, i)
            i = next_token(text, i) + 1 # past the colon
            items[key], i = json_value(text, i)
        else
            value, i = json_value(text, i)
            push!(items, value)
        end
        i = next_token(text, i)
        text[i] == ',' && (i = next_token(text, i + 1))
    end
    return items, i + 1
end

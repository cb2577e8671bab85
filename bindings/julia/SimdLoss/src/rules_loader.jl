# The rules for ChainRulesCore are an extension where Julia has those (1.9 and newer). Older ones run the same file when
# that package is loaded, before or after this one.

const CHAIN_RULES_CORE = Base.PkgId(Base.UUID("d360d2e6-b24c-11e9-a2a3-2a2ae2dbcce4"), "ChainRulesCore")

function load_rules()
    isdefined(Base, :get_extension) && return nothing
    haskey(Base.loaded_modules, CHAIN_RULES_CORE) ? include_rules() :
    push!(Base.package_callbacks, package -> package == CHAIN_RULES_CORE && include_rules())
    return nothing
end

function include_rules()
    isdefined(SimdLoss, :Rules) && return nothing
    @eval module Rules
    using ..SimdLoss
    const ChainRulesCore = Base.loaded_modules[SimdLoss.CHAIN_RULES_CORE]
    include(joinpath(@__DIR__, "rules.jl"))
    end
    return nothing
end

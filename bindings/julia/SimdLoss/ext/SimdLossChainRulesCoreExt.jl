module SimdLossChainRulesCoreExt

using SimdLoss
import ChainRulesCore

include("../src/rules.jl")

end

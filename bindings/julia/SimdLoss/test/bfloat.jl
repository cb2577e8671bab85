# A bfloat16 of another package, as far as the tests need one.
primitive type BFloat <: AbstractFloat 16 end
SimdLoss.dtype(::Type{BFloat}) = SimdLoss.SIMDLOSS_BF16
# Rounds to nearest even; no test has a NaN.
function BFloat(x::Real)
    bits = reinterpret(UInt32, Float32(x))
    return reinterpret(BFloat, ((bits + 0x7fff + ((bits >> 16) & 1)) >> 16) % UInt16)
end
Base.Float64(x::BFloat) = Float64(reinterpret(Float32, UInt32(reinterpret(UInt16, x)) << 16))
Base.convert(::Type{BFloat}, x::Real) = BFloat(x)
Base.isfinite(x::BFloat) = isfinite(Float64(x))
Base.promote_rule(::Type{BFloat}, ::Type{Float64}) = Float64

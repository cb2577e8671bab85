package simdloss

import (
	"math"
	"unsafe"
)

// Float16 is IEEE 754's binary16, by its bits.
type Float16 uint16

// BFloat16 is the upper half of a float32, by its bits.
type BFloat16 uint16

// AsFloat16 looks at 16-bit words, such as those of another package's half type, as Float16, without copying.
func AsFloat16[E ~uint16](x []E) []Float16 {
	return unsafe.Slice((*Float16)(unsafe.Pointer(unsafe.SliceData(x))), len(x))
}

// AsBFloat16 looks at 16-bit words as BFloat16, without copying.
func AsBFloat16[E ~uint16](x []E) []BFloat16 {
	return unsafe.Slice((*BFloat16)(unsafe.Pointer(unsafe.SliceData(x))), len(x))
}

// ToBFloat16 rounds to the nearest, ties to even; a NaN stays one.
func ToBFloat16(x float32) BFloat16 {
	b := math.Float32bits(x)
	if x != x {
		return BFloat16(b>>16 | 0x40)
	}
	return BFloat16((b + 0x7fff + b>>16&1) >> 16)
}

// Float32 is exact.
func (x BFloat16) Float32() float32 { return math.Float32frombits(uint32(x) << 16) }

// ToFloat16 rounds to the nearest, ties to even; a NaN stays one, and what is too large becomes infinite.
func ToFloat16(x float32) Float16 {
	b := math.Float32bits(x)
	sign := Float16(b >> 16 & 0x8000)
	b &= 0x7fffffff
	switch {
	case b > 0x7f800000:
		return sign | 0x7e00
	case b >= 0x47800000: // 2^16
		return sign | 0x7c00
	case b < 0x38800000: // below 2^-14: a multiple of 2^-24, which the sum with 0.5 leaves in its lowest bits
		return sign | Float16(math.Float32bits(math.Float32frombits(b)+0.5)-0x3f000000)
	}
	b -= 0x38000000 // the exponents' bias, 127 - 15
	return sign | Float16((b+0xfff+b>>13&1)>>13)
}

// Float32 is exact.
func (x Float16) Float32() float32 {
	sign, magnitude := uint32(x&0x8000)<<16, uint32(x&0x7fff)
	switch {
	case magnitude >= 0x7c00:
		return math.Float32frombits(sign | 0x7f800000 | magnitude<<13&0x7fffff)
	case magnitude < 0x400:
		return math.Float32frombits(sign | math.Float32bits(float32(magnitude)*0x1p-24))
	}
	return math.Float32frombits(sign | magnitude<<13 + 0x38000000)
}

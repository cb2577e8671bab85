package simdloss

/*
#include "result.h"
*/
import "C"

// Float is what inputs and their gradients may be.
type Float interface {
	float32 | float64 | Float16 | BFloat16
}

// Accumulator is the type of losses, weights, row statistics and upstream gradients: float64 for inputs of float64,
// float32 for all others. Where a call's arguments do not tell it, since all of that type are nil, give it:
// CrossEntropyBackward[float32](...).
type Accumulator interface {
	float32 | float64
}

// Index is what class indices and labels of rows may be.
type Index interface {
	int | int64 | int32 | int16 | int8 | uint8 | uint16 | uint32
}

// BinaryLabel is what the targets of element-wise losses may be: of the input's type, or true and false, where every
// uint8 but 0 is true.
type BinaryLabel interface {
	Float | uint8 | bool
}

// SignedLabel is what the targets of ranking and of pairs may be: of the input's type, signed integers, or true and false
// for 1 and -1 (of contrastive losses 0).
type SignedLabel interface {
	BinaryLabel | int | int64 | int32 | int16 | int8
}

// Labels and indices of type int are passed as 64 bits.
var _ [C.sizeof_int64_t]struct{} = [bitsOfInt / 8]struct{}{}

const bitsOfInt = 32 << (^uint(0) >> 63)

func dtypeOf[E SignedLabel | Index]() C.simdloss_dtype {
	var zero E
	switch any(zero).(type) {
	case float32:
		return C.SIMDLOSS_F32
	case float64:
		return C.SIMDLOSS_F64
	case int, int64:
		return C.SIMDLOSS_I64
	case int32:
		return C.SIMDLOSS_I32
	case uint8, bool:
		return C.SIMDLOSS_U8
	case Float16:
		return C.SIMDLOSS_F16
	case BFloat16:
		return C.SIMDLOSS_BF16
	case int16:
		return C.SIMDLOSS_I16
	case int8:
		return C.SIMDLOSS_I8
	case uint16:
		return C.SIMDLOSS_U16
	default: // uint32: there is no other
		return C.SIMDLOSS_U32
	}
}

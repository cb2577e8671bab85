package simdloss

import (
	"math"
	"testing"
)

// Every 16-bit number goes to float32 and back; every float32 halfway between two, or beside that, goes to the nearest.
func TestHalfConversions(t *testing.T) {
	for bits := range 1 << 16 {
		f, b := Float16(bits), BFloat16(bits)
		checkHalf(t, bits, 10, float64(f.Float32()), int(ToFloat16(f.Float32())))
		checkHalf(t, bits, 7, float64(b.Float32()), int(ToBFloat16(b.Float32())))
	}
	for bits := range 0x7f80 {
		low, high := BFloat16(bits).Float32(), BFloat16(bits+1).Float32()
		between(t, low, high, bits, func(x float32) int { return int(ToBFloat16(x)) })
		if bits < 0x7c00 {
			low, high = Float16(bits).Float32(), Float16(bits+1).Float32()
			if bits == 0x7bff { // the next would be 2^16
				high = 65536
			}
			between(t, low, high, bits, func(x float32) int { return int(ToFloat16(x)) })
		}
	}
	for _, x := range []float32{65536, 1e30, float32(math.Inf(1))} {
		if ToFloat16(x) != 0x7c00 || ToFloat16(-x) != 0xfc00 {
			t.Error(x)
		}
	}
}

// exact16 is the value of a binary format by its definition.
func exact16(bits, fractionBits int) float64 {
	exponentBits := 15 - fractionBits
	fraction, exponent := bits&(1<<fractionBits-1), bits>>fractionBits&(1<<exponentBits-1)
	bias, value := 1<<(exponentBits-1)-1, 0.0
	switch {
	case exponent == 1<<exponentBits-1 && fraction != 0:
		return math.NaN()
	case exponent == 1<<exponentBits-1:
		value = math.Inf(1)
	case exponent == 0:
		value = math.Ldexp(float64(fraction), 1-bias-fractionBits)
	default:
		value = math.Ldexp(float64(fraction+1<<fractionBits), exponent-bias-fractionBits)
	}
	return math.Copysign(value, float64(1-bits>>15*2))
}

func checkHalf(t *testing.T, bits, fractionBits int, got float64, back int) {
	t.Helper()
	want := exact16(bits, fractionBits)
	if math.IsNaN(want) {
		if !math.IsNaN(got) || !math.IsNaN(exact16(back, fractionBits)) {
			t.Errorf("%#x, a NaN, is %v and %#x", bits, got, back)
		}
	} else if math.Float64bits(got) != math.Float64bits(want) || back != bits {
		t.Errorf("%#x is %v, expected %v, and back %#x", bits, got, want, back)
	}
}

func between(t *testing.T, low, high float32, bits int, narrow func(float32) int) {
	t.Helper()
	if math.IsInf(float64(high), 0) {
		return
	}
	middle := low + (high-low)/2
	even := bits + bits&1
	below, above := math.Nextafter32(middle, low), math.Nextafter32(middle, high)
	if narrow(middle) != even || narrow(below) != bits || narrow(above) != bits+1 {
		t.Errorf("between %v and %v: %#x %#x %#x", low, high, narrow(below), narrow(middle), narrow(above))
	}
}

func TestHalfLosses(t *testing.T) {
	const rows, classes = 4, 6
	exact := normals[float32](rows*classes, 3)
	half, brain, words := make([]Float16, len(exact)), make([]BFloat16, len(exact)), make([]uint16, len(exact))
	for i, x := range exact {
		brain[i] = ToBFloat16(x)
		exact[i] = brain[i].Float32() // 8 bits of fraction, which a Float16 holds too
		half[i], words[i] = ToFloat16(exact[i]), uint16(brain[i])
	}
	target := classesOf(rows, classes)
	desc := NewCrossEntropyDesc(rows, classes)
	expected, gradient := make([]float32, 1), make([]float32, len(exact))
	must(t, CrossEntropyForwardBackward(desc, exact, target, nil, nil, nil, expected, gradient))
	loss := make([]float32, 1)
	must(t, CrossEntropyForwardBackward(desc, half, target, nil, nil, nil, loss, half))
	same(t, "Float16 loss", loss, expected)
	must(t, CrossEntropyForwardBackward(desc, AsBFloat16(words), target, nil, nil, nil, loss, brain))
	same(t, "BFloat16 loss", loss, expected)
	for i, g := range gradient {
		if half[i] != ToFloat16(g) || brain[i] != ToBFloat16(g) {
			t.Errorf("gradients %v, %v, expected %v rounded", half[i].Float32(), brain[i].Float32(), g)
		}
	}
	if x := AsFloat16(words); &words[3] != (*uint16)(&x[3]) {
		t.Error("AsFloat16 copies")
	}
}

package simdloss

/*
#include "shims.h"
#cgo noescape go_cross_entropy_denominator
#cgo nocallback go_cross_entropy_denominator
#cgo noescape go_cross_entropy_merge
#cgo nocallback go_cross_entropy_merge
*/
import "C"

import "unsafe"

// CrossEntropyRecord is what a shard of a row's classes is reduced to, by [CrossEntropyPartial]: plain data, which may be
// copied, kept, and sent to a machine of the same byte order. The zero value is the record of no columns. For what the
// fields hold, see simdloss/cross_entropy.h.
type CrossEntropyRecord struct {
	Maximum     float64
	Top         float64
	TopExponent int64
	TargetLogit float64
	Rest        CrossEntropySum
	Logits      CrossEntropySum
	Weights     CrossEntropySum
	Columns     int64
	Chunks      int64
	Hits        int32
	Flags       RecordFlags
}

func recordPointer(x []CrossEntropyRecord) *C.simdloss_cross_entropy_record {
	return (*C.simdloss_cross_entropy_record)(unsafe.Pointer(unsafe.SliceData(x)))
}

// CrossEntropySum is a sum that does not depend on the order of its terms: (Part[0] + ... + Part[3]) * 2^Exponent.
type CrossEntropySum struct {
	Part     [4]float64
	Exponent int64
}

// CrossEntropyChunk says where shards should begin: those that begin at multiples of this many classes give the bits of
// whole rows. 0 if totalClasses is negative.
func CrossEntropyChunk(totalClasses int) int {
	return int(C.simdloss_cross_entropy_chunk(C.int64_t(totalClasses)))
}

// CrossEntropyMerge makes into[i] the record of the columns of both into[i] and records[i]. It is associative and
// commutative to the bit. The two slices have the same length, and do not overlap.
func CrossEntropyMerge(records, into []CrossEntropyRecord) error {
	const name = "CrossEntropyMerge"
	var check checks
	fits(&check, "records", records, dense1(len(into)))
	if check.err != nil {
		return check.failure(name)
	}
	result := C.go_cross_entropy_merge(C.int64_t(len(into)), recordPointer(records), recordPointer(into))
	if result.status != 0 {
		return failure(name, result)
	}
	return nil
}

// CrossEntropyDenominator gives what the mean of cross-entropy divides by, for a caller that forms a mean over several
// calls or machines: add up the results of all parts, and let the sum be MeanDenominator. kept is the number of rows whose
// target is not IgnoreIndex; weight is what Denominator selects.
//
//	target       [batch * inner] of I
//	classWeight  [classes], of sharded rows [total classes] of A, or nil: all 1
//	rowWeight    [batch * inner] of A, or nil: all 1
func CrossEntropyDenominator[A Accumulator, I Index](d *CrossEntropyDesc, target []I, classWeight, rowWeight []A) (
	kept int, weight float64, err error) {
	const name = "CrossEntropyDenominator"
	var check checks
	native := d.native(&check, dtypeOf[A](), dtypeOf[I]())
	if check.err != nil {
		return 0, 0, check.failure(name)
	}
	rows := dense2(d.Batch, d.Inner)
	fits(&check, "target", target, rows)
	fits(&check, "classWeight", classWeight, ofShards(d.TotalClasses, d.Classes))
	fits(&check, "rowWeight", rowWeight, rows)
	if check.err != nil {
		return 0, 0, check.failure(name)
	}
	var count C.int64_t
	var sum C.double
	result := C.go_cross_entropy_denominator(&native, executor(), pointer(target), pointer(classWeight), pointer(rowWeight),
		&count, &sum)
	if result.status != 0 {
		return 0, 0, failure(name, result)
	}
	return int(count), float64(sum), nil
}

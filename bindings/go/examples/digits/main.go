// Command digits trains a linear classifier of handwritten digits: logits = features * weight + bias, stochastic gradient
// descent, and simdloss for loss and gradient.
//
//	digits DIGITS.csv
//
// It prints the loss of each tenth epoch, and fails if the test accuracy is below 95 %.
package main

import (
	"encoding/csv"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"

	simdloss "github.com/simdloss/simdloss/bindings/go"
)

const (
	features, classes = 64, 10
	batch, epochs     = 32, 40
	rate, momentum    = 0.2, 0.9
)

type images struct {
	pixels [][features]float32 // 0 to 1
	digits []uint8
}

// read puts every fifth image aside for testing.
func read(path string) (train, test images, err error) {
	file, err := os.Open(path)
	if err != nil {
		return
	}
	defer file.Close()
	lines, err := csv.NewReader(file).ReadAll()
	for i, line := range lines {
		into := &train
		if i%5 == 0 {
			into = &test
		}
		var pixels [features]float32
		for j := range pixels {
			grey, e := strconv.Atoi(line[j])
			if e != nil {
				return train, test, e
			}
			pixels[j] = float32(grey) / 16
		}
		digit, e := strconv.Atoi(line[features])
		if e != nil {
			return train, test, e
		}
		into.pixels, into.digits = append(into.pixels, pixels), append(into.digits, uint8(digit))
	}
	return
}

// A model has a row of weights for each feature, and one of biases.
type model [features + 1][classes]float32

func (m *model) logits(pixels *[features]float32, out []float32) {
	copy(out, m[features][:])
	for j, x := range pixels {
		for c, w := range m[j] {
			out[c] += x * w
		}
	}
}

// step is one of gradient descent, on the images that order names.
func (m *model) step(velocity *model, data images, order []int) (float32, error) {
	logits, target, loss := make([]float32, len(order)*classes), make([]uint8, len(order)), make([]float32, 1)
	for row, i := range order {
		m.logits(&data.pixels[i], logits[row*classes:(row+1)*classes])
		target[row] = data.digits[i]
	}
	desc := simdloss.NewCrossEntropyDesc(len(order), classes)
	// The gradient overwrites the logits.
	if err := simdloss.CrossEntropyForwardBackward(desc, logits, target, nil, nil, nil, loss, logits); err != nil {
		return 0, err
	}
	var gradient model
	for row, i := range order {
		g := logits[row*classes : (row+1)*classes]
		for c := range g {
			for j, x := range data.pixels[i] {
				gradient[j][c] += x * g[c]
			}
			gradient[features][c] += g[c]
		}
	}
	for j := range m {
		for c := range m[j] {
			velocity[j][c] = momentum*velocity[j][c] - rate*gradient[j][c]
			m[j][c] += velocity[j][c]
		}
	}
	return loss[0], nil
}

func (m *model) accuracy(data images) (float64, error) {
	logits := make([]float32, len(data.digits)*classes)
	for i := range data.pixels {
		m.logits(&data.pixels[i], logits[i*classes:(i+1)*classes])
	}
	best := make([]int64, len(data.digits))
	desc := simdloss.NewTokenDesc(len(best), classes)
	desc.Choices = 0
	if err := simdloss.TokenForward[float32](desc, logits, []uint8(nil), nil, nil, best, nil, nil); err != nil {
		return 0, err
	}
	right := 0
	for i, digit := range data.digits {
		if best[i] == int64(digit) {
			right++
		}
	}
	return 100 * float64(right) / float64(len(best)), nil
}

func run(path string) error {
	train, test, err := read(path)
	if err != nil {
		return err
	}
	random := rand.New(rand.NewPCG(1, 2))
	var m, velocity model
	for epoch := range epochs {
		order := random.Perm(len(train.digits))
		var sum float32
		for first := 0; first < len(order); first += batch {
			part := order[first:min(first+batch, len(order))]
			loss, err := m.step(&velocity, train, part)
			if err != nil {
				return err
			}
			sum += loss * float32(len(part))
		}
		if (epoch+1)%10 == 0 {
			fmt.Printf("epoch %2d: loss %.4f\n", epoch+1, sum/float32(len(order)))
		}
	}
	accuracy, err := m.accuracy(test)
	if err != nil {
		return err
	}
	fmt.Printf("simdloss %s (%s, %d threads): %.1f %% of %d test images are right\n", simdloss.Version(), simdloss.ISA(),
		simdloss.Threads(), accuracy, len(test.digits))
	if accuracy < 95 {
		return fmt.Errorf("that is below 95 %%")
	}
	return nil
}

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: digits DIGITS.csv")
		os.Exit(2)
	}
	if err := run(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, "digits:", err)
		os.Exit(1)
	}
}

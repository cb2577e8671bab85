//! Trains a classifier of handwritten digits: a layer of 32 rectified units, and softmax over the ten digits, by stochastic
//! gradient descent. The matrix products are plain Rust; the loss and its gradient, which overwrites the logits, are one
//! call. Fails below 96 % on the images that it was not trained on.
//!
//!     cargo run --release --example digits [DIGITS.csv]

use std::error::Error;

use simdloss::{CrossEntropy, InPlace};

const FEATURES: usize = 64;
const HIDDEN: usize = 32;
const CLASSES: usize = 10;
const BATCH: usize = 32;
const EPOCHS: usize = 60;
const RATE: f32 = 0.3;
const REQUIRED: f64 = 96.0;

#[derive(Default)]
struct Images {
    pixels: Vec<f32>,
    digits: Vec<u8>,
}

/// Those to train with, and every fifth, to test with. A line is 64 pixels of 0 to 16, and the digit.
fn read(path: &str) -> Result<[Images; 2], Box<dyn Error>> {
    let mut all: [Images; 2] = Default::default();
    for (i, line) in std::fs::read_to_string(path)?.lines().enumerate() {
        let numbers = line.split(',').map(str::parse).collect::<Result<Vec<u8>, _>>()?;
        let [image @ .., digit] = numbers.as_slice() else { continue };
        if image.len() != FEATURES {
            return Err(format!("{} pixels in a line, not {FEATURES}", image.len()).into());
        }
        let images = &mut all[usize::from(i % 5 == 0)];
        images.pixels.extend(image.iter().map(|&pixel| f32::from(pixel) / 16.0));
        images.digits.push(*digit);
    }
    Ok(all)
}

/// The same numbers in every run.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        self.0 >> 33
    }

    fn weights(&mut self, count: usize, scale: f32) -> Vec<f32> {
        (0..count).map(|_| (self.next() as f32 / (1u64 << 31) as f32 * 2.0 - 1.0) * scale).collect()
    }
}

/// output = input * weight + bias: [batch, inputs] by [inputs, outputs].
struct Layer {
    weight: Vec<f32>,
    bias: Vec<f32>,
}

impl Layer {
    fn new(inputs: usize, outputs: usize, random: &mut Random) -> Self {
        let scale = (3.0 / inputs as f32).sqrt();
        Self { weight: random.weights(inputs * outputs, scale), bias: vec![0.0; outputs] }
    }

    fn forward(&self, input: &[f32]) -> Vec<f32> {
        let outputs = self.bias.len();
        let rows = input.chunks(self.weight.len() / outputs);
        rows.flat_map(|row| {
            let mut sums = self.bias.clone();
            for (x, weights) in row.iter().zip(self.weight.chunks(outputs)) {
                sums.iter_mut().zip(weights).for_each(|(sum, w)| *sum += x * w);
            }
            sums
        })
        .collect()
    }

    /// Steps against the gradient, and gives that of the input.
    fn backward(&mut self, input: &[f32], gradient: &[f32]) -> Vec<f32> {
        let outputs = self.bias.len();
        let inputs = self.weight.len() / outputs;
        let dot = |weights: &[f32], g: &[f32]| weights.iter().zip(g).map(|(w, g)| w * g).sum();
        let by_input =
            gradient.chunks(outputs).flat_map(|g| self.weight.chunks(outputs).map(move |w| dot(w, g))).collect();
        for (row, g) in input.chunks(inputs).zip(gradient.chunks(outputs)) {
            for (x, weights) in row.iter().zip(self.weight.chunks_mut(outputs)) {
                weights.iter_mut().zip(g).for_each(|(w, g)| *w -= RATE * x * g);
            }
            self.bias.iter_mut().zip(g).for_each(|(b, g)| *b -= RATE * g);
        }
        by_input
    }
}

fn rectified(mut values: Vec<f32>) -> Vec<f32> {
    values.iter_mut().for_each(|x| *x = x.max(0.0));
    values
}

fn train_step(layers: &mut [Layer; 2], images: &[f32], digits: &[u8]) -> simdloss::Result<f32> {
    let hidden = rectified(layers[0].forward(images));
    let mut logits = layers[1].forward(&hidden);
    let loss = CrossEntropy::new(digits.len(), CLASSES).forward_backward(InPlace(&mut logits), digits).value()?;
    let mut by_hidden = layers[1].backward(&hidden, &logits); // which hold their gradient now
    by_hidden.iter_mut().zip(&hidden).filter(|(_, &h)| h == 0.0).for_each(|(g, _)| *g = 0.0);
    layers[0].backward(images, &by_hidden);
    Ok(loss)
}

/// In per cent.
fn accuracy(layers: &[Layer; 2], Images { pixels, digits }: &Images) -> simdloss::Result<f64> {
    let logits = layers[1].forward(&rectified(layers[0].forward(pixels)));
    let mut guesses = vec![0; digits.len()];
    let call = simdloss::Token::new(digits.len(), CLASSES).forward(&logits, digits).argmax(&mut guesses);
    call.run()?;
    let right = guesses.iter().zip(digits).filter(|(&guess, &digit)| guess == i64::from(digit)).count();
    Ok(100.0 * right as f64 / digits.len() as f64)
}

fn main() -> Result<(), Box<dyn Error>> {
    let of_the_repository = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../examples/data/digits.csv");
    let path = std::env::args().nth(1).unwrap_or_else(|| of_the_repository.into());
    let [train, test] = read(&path)?;
    let mut random = Random(1);
    let mut layers = [Layer::new(FEATURES, HIDDEN, &mut random), Layer::new(HIDDEN, CLASSES, &mut random)];
    let mut order: Vec<usize> = (0..train.digits.len()).collect();

    for epoch in 1..=EPOCHS {
        for i in (1..order.len()).rev() {
            order.swap(i, random.next() as usize % (i + 1));
        }
        let (mut sum, mut steps) = (0.0, 0);
        for batch in order.chunks(BATCH) {
            let image = |&i: &usize| train.pixels[i * FEATURES..(i + 1) * FEATURES].iter().copied();
            let images: Vec<f32> = batch.iter().flat_map(image).collect();
            let labels: Vec<u8> = batch.iter().map(|&i| train.digits[i]).collect();
            sum += train_step(&mut layers, &images, &labels)?;
            steps += 1;
        }
        if epoch % 10 == 0 {
            println!("epoch {epoch}: loss {:.4}", sum / steps as f32);
        }
    }
    let found = accuracy(&layers, &test)?;
    println!("{found:.1} % of {} images that it has not seen", test.digits.len());
    if found < REQUIRED {
        return Err(format!("less than {REQUIRED} %").into());
    }
    Ok(())
}

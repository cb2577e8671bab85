//! Arrays and views of ndarray as arguments.

use ndarray::{ArrayBase, Data, DataMut, Dimension};

use crate::buffer::{Input, Layout, Output};

/// Dimensions as [rows, columns, inner]: one axis is a row's columns, of two or more the first is the rows.
fn layout(shape: &[usize], strides: &[isize]) -> Layout {
    let (rows, columns, inner) = match shape {
        [] => (1, 1, 1),
        [columns] => (1, *columns, 1),
        [rows, columns, inner @ ..] => (*rows, *columns, inner.iter().product()),
    };
    // Whatever lies within a row must lie together, an axis of one element anywhere.
    let first = usize::from(shape.len() > 1);
    let mut together = 1;
    for axis in (first..shape.len()).rev() {
        if shape[axis] != 1 && strides[axis] != together as isize && rows * columns * inner != 0 {
            return Layout::Scattered { axis };
        }
        together *= shape[axis];
    }
    let stride = if rows > 1 && first == 1 { strides[0] } else { together as isize };
    match usize::try_from(stride) {
        Ok(stride) if stride >= together || rows * together == 0 => Layout::Rows { rows, columns, inner, stride },
        _ => Layout::Scattered { axis: 0 },
    }
}

impl<'a, T, S: Data<Elem = T>, D: Dimension> From<&'a ArrayBase<S, D>> for Input<'a, T> {
    fn from(array: &'a ArrayBase<S, D>) -> Self {
        Self::of(array.as_ptr(), array.len(), layout(array.shape(), array.strides()))
    }
}

impl<'a, T, S: DataMut<Elem = T>, D: Dimension> From<&'a mut ArrayBase<S, D>> for Output<'a, T> {
    fn from(array: &'a mut ArrayBase<S, D>) -> Self {
        let layout = layout(array.shape(), array.strides());
        Self::of(array.as_mut_ptr(), array.len(), layout)
    }
}

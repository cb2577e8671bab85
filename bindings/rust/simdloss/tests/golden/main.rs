//! Against what the frameworks give: the vectors that all languages read, tests/vectors of the repository.

mod class_losses;
mod elements;
mod pairs;
mod rows;
mod scores;
mod support;

module github.com/simdloss/simdloss/bindings/go

go 1.24

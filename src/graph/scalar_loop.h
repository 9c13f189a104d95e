// Scalar programs over whole tensors.
#pragma once

#include "graph/expr.h"

namespace ingot {

/// The arithmetic of a scalar program over values of these types: f64 as soon as one is f64 (or
/// wide integers meet floats), else f32 as soon as one is a float, else i64.
[[nodiscard]] DType compute_dtype(std::span<const TensorType> types);

/// Output k at each position from the inputs broadcast to that output's shape, one element at a
/// time.
void run_scalar_program(const ScalarProgram& program, std::span<const TensorType> input_types,
                        std::span<const TensorType> output_types,
                        std::span<const void* const> inputs, std::span<void* const> outputs);

}  // namespace ingot

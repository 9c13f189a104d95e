// What a traced model keeps between runs: weights, statistics, optimizer slots.
#pragma once

#include <map>

#include "ingot/spec.h"

namespace ingot {

/// How many inputs feed one output of a weight, and how many outputs one input feeds.
struct Fans {
  std::int64_t in = 1;
  std::int64_t out = 1;
};

enum class Role : std::uint8_t {
  weight,     ///< follows its gradient; belongs to the product
  statistic,  ///< moving mean or variance; belongs to the product
  slot,       ///< an optimizer's memory, or its step counter
  average,    ///< moving average of a weight
  gradient,   ///< sum over the micro-batches so far
};

/// One state of a traced graph.
struct Parameter {
  std::string name;  ///< "conv2d_1/kernel"; also the name of the graph's state
  TensorType type;
  Initializer initializer = "zeros";
  Fans fans = {};
  Role role = Role::weight;
  bool trainable = true;
  std::string copy_of = {};  ///< starts as a copy of this weight, whatever the initializer says
};
using Parameters = std::vector<Parameter>;

/// Values of states by name.
using States = std::map<std::string, Tensor, std::less<>>;

/// The first values: a function of (seed, name of the parameter, element) alone, drawn in f64.
///
/// given     values that are already there (weights of another product); they win over
///           initializers, and `copy_of` copies them
/// errors    unknown_initializer, bad_option, shape_mismatch (a given value of another type)
[[nodiscard]] States initial_states(const Parameters& parameters, std::uint64_t seed,
                                    const States& given = {});
[[nodiscard]] Tensor initial_value(const Parameter& parameter, std::uint64_t seed);

}  // namespace ingot

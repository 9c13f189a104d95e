// Named parts with options: what a layer, a loss, an optimizer, a schedule or an initializer is
// before anything is computed.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <variant>
#include <vector>

#include "ingot/graph.h"

namespace ingot {

struct Spec;
using Numbers = std::vector<double>;
/// An option's value. Parts may contain parts: a residual block its layers, a layer its
/// initializer.
using SpecValue =
    std::variant<bool, std::int64_t, double, std::string, Ints, Numbers, std::vector<Spec>>;

/// A kind ("conv2d") and its options by name. Options that are not given take the defaults of the
/// kind's record. Values only: two equal specs make the same thing.
struct Spec {
  std::string kind;
  std::map<std::string, SpecValue, std::less<>> options = {};

  friend bool operator==(const Spec& a, const Spec& b);
};

/// One layer of a network, made by the functions below: `Dense(10, {.activation = "softmax"})`.
struct Layer : Spec {
  explicit Layer(Spec spec) : Spec(std::move(spec)) {}
};
using Layers = std::vector<Layer>;

/// How a weight starts: a name ("he_normal") or a function below (`TruncatedNormal({...})`).
struct Initializer : Spec {
  Initializer(const char* name) : Spec{name} {}
  Initializer(const std::string& name) : Spec{name} {}
  explicit Initializer(Spec spec) : Spec(std::move(spec)) {}
};

/// What training minimises: a name ("mse") or a function below (`Huber({.delta = 2})`).
struct Loss : Spec {
  Loss(const char* name) : Spec{name} {}
  Loss(const std::string& name) : Spec{name} {}
  explicit Loss(Spec spec) : Spec(std::move(spec)) {}
};

/// The learning rate over time: a number, or a function below (`CosineDecay(0.1)`).
struct Schedule : Spec {
  Schedule(double rate) : Spec{"constant", {{"rate", rate}}} {}
  explicit Schedule(Spec spec) : Spec(std::move(spec)) {}
};

/// How weights follow their gradients: a name ("adam") or a function below (`SGD({...})`).
struct Optimizer : Spec {
  Optimizer(const char* name) : Spec{name} {}
  Optimizer(const std::string& name) : Spec{name} {}
  explicit Optimizer(Spec spec) : Spec(std::move(spec)) {}
};

#include "ingot/parts.inc"

}  // namespace ingot

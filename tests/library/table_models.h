// The models of tables, and a form of each that runs within seconds.
#pragma once

#include "nn/model_def.h"

namespace ingot::testing {

/// Three numbers, a one-hot category of four values, a number in a code of two.
inline constexpr std::int64_t kTableWidth = 9;
inline Ints table_widths() { return {1, 1, 4, 1, 2}; }

using ModelOptions = std::map<std::string, SpecValue, std::less<>>;

/// By model: options that make it small.
inline const std::map<std::string, ModelOptions>& small_table_models() {
  static const std::map<std::string, ModelOptions> models{
      {"linear", {}},
      {"table-mlp", {{"width", 48}}},
      {"table-resnet", {{"width", 24}}},
      {"tabm", {{"width", 24}, {"members", 4}}},
      {"tabm-mini", {{"width", 24}, {"members", 4}}},
      {"ft-transformer", {{"width", 16}, {"heads", 2}, {"blocks", 2}}},
  };
  return models;
}

struct TableShape {
  Ints widths = table_widths();
  std::int64_t num_classes = 2;
  bool ordered_classes = false;
  std::string number_activation = "linear";
};

inline Network make_table_model(const Spec& spec, const TableShape& shape = {}) {
  const ModelDef& def = find_model(spec.kind);
  const SpecView options(spec, {}, def.options);
  std::int64_t width = 0;
  for (const std::int64_t w : shape.widths) width += w;
  return def.make({.options = options,
                   .input_shape = {width},
                   .num_classes = shape.num_classes,
                   .feature_widths = shape.widths,
                   .ordered_classes = shape.ordered_classes,
                   .number_activation = shape.number_activation});
}

}  // namespace ingot::testing

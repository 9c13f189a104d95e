// The transform record: every fact about one step of a pipeline, in one place.
#pragma once

#include <functional>
#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ingot/tensor.h"

namespace ingot {

/// The rows that a transform may learn from: the training rows, as the transforms before leave
/// them.
struct FittingRows {
  TensorType type;  ///< of all rows together
  /// Calls `body` with some rows at a time until all were seen, in their order.
  std::function<void(const std::function<void(const Tensor& rows)>& body)> for_each_batch;
};

/// A transform with its values. A row's result depends on that row alone.
struct Transform {
  /// Type of the result. errors: shape_mismatch, dtype_mismatch
  std::function<TensorType(const TensorType& rows)> output;
  std::function<Tensor(const Tensor& rows)> apply;
};

struct TransformDef {
  std::string name;
  std::string doc;  ///< formula and options, then "Source: ..." where it has one
  int version = 1;  ///< of the meaning of its values; older ones are understood, too
  /// The values of the options, and whatever else is learned from the rows. `rows` is what the
  /// transforms before made of them; a transform that learns nothing does not read it.
  nlohmann::json (*fit)(const nlohmann::json& options, const FittingRows& rows) = nullptr;
  /// From the values, however they came here. errors: bad_pipeline
  Transform (*load)(const nlohmann::json& values) = nullptr;
  /// Values of an older version as those of this one; none where there is no older one.
  nlohmann::json (*upgrade)(nlohmann::json values, int version) = nullptr;
};

/// All transforms in the order of their names; generated from src/features/transforms.
[[nodiscard]] const std::vector<TransformDef>& transform_registry();
/// errors: unknown_transform, with a near name
[[nodiscard]] const TransformDef& find_transform(std::string_view name);

/// Throws unknown_transform, which says `what` and a near name.
[[noreturn]] void throw_unknown_transform(std::string_view name,
                                          const std::vector<std::string>& names, const Text& what);
/// The record that a pipeline names. errors: unknown_transform
template <class Record>
[[nodiscard]] const Record& find_in_pipeline(const std::vector<Record>& registry,
                                             std::string_view name, const Text& what) {
  std::vector<std::string> names;
  for (const Record& record : registry) {
    if (record.name == name) return record;
    names.push_back(record.name);
  }
  throw_unknown_transform(name, names, what);
}

/// A pipeline that does not say what it must.
[[nodiscard]] Error bad_pipeline(const Text& what);
/// A whole number of at least 1. errors: bad_pipeline
[[nodiscard]] std::int64_t count_value(const nlohmann::json& values, const char* name);
/// errors: shape_mismatch or dtype_mismatch unless `rows` is u8 (rows, channels, height, width)
void require_pictures(const TensorType& rows, const char* transform);

}  // namespace ingot

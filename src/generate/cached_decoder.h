// A language model that reads tokens one after the other and remembers what it has read.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <span>

#include "features/tokenizer.h"
#include "runtime/executor.h"
#include "runtime/inference.h"

namespace ingot {

inline constexpr const char* kDecodeFile = "decode.json";

/// A graph for the next few tokens, whose states are caches.
struct DecodeStep {
  std::int64_t tokens = 1;
  std::int64_t capacity = 1;  ///< tokens that its caches hold
  Graph graph;                ///< inputs "input" i64[1, tokens], "position" i64[]
};

/// The values of decode.json.
[[nodiscard]] nlohmann::json to_json(std::span<const DecodeStep> steps);
/// errors    bad_decode
[[nodiscard]] std::vector<DecodeStep> decode_steps_from_json(const nlohmann::json& json);

/// The weights that such graphs ask for: those of the product's model.onnx, which is mapped.
/// errors    those of OnnxReader
[[nodiscard]] State decoding_weights(const std::filesystem::path& folder);

class CachedDecoder {
 public:
  /// The product in `folder`: decode.json, and model.onnx for the weights.
  /// errors    bad_decode, those of the files
  CachedDecoder(const std::filesystem::path& folder, InferenceOptions options);
  /// steps     at least one of a single token for the largest capacity
  CachedDecoder(std::vector<DecodeStep> steps, State weights, InferenceOptions options);

  /// Reads tokens after those so far. Gives f32[tokens of the vocabulary], the probabilities of
  /// what follows the last one.
  ///
  /// tokens    at least one, and no more than there is place
  /// cost      one pass over the weights for each step that it takes
  [[nodiscard]] Tensor read(std::span<const TokenId> tokens);
  /// Forgets what it has read.
  void forget();
  [[nodiscard]] std::int64_t position() const { return position_; }
  /// How many tokens it can remember.
  [[nodiscard]] std::int64_t context() const { return context_; }
  [[nodiscard]] const Plan& plan_for(std::int64_t tokens, std::int64_t capacity);

 private:
  [[nodiscard]] const DecodeStep& step_for(std::int64_t tokens) const;
  void make_room(const Plan& plan);

  InferenceOptions options_;
  std::vector<DecodeStep> steps_;
  State weights_;
  Executor executor_;
  std::unique_ptr<PackCache> packs_;
  std::map<std::pair<std::int64_t, std::int64_t>, std::shared_ptr<const Plan>> plans_;
  State caches_;
  std::int64_t position_ = 0, context_ = 0;
};

}  // namespace ingot

// A network that has read texts and writes others, many rows in step.
#pragma once

#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>

#include "features/tokenizer.h"
#include "generate/beam_search.h"
#include "runtime/executor.h"
#include "runtime/inference.h"

namespace ingot {

/// Graphs for so many rows.
struct PairGraphs {
  std::int64_t rows = 1;
  Graph reading;  ///< input i64[rows, tokens], outputs "LAYER/read"
  Graph writing;  ///< inputs "input" i64[rows, 1], "position" i64[]; states: "LAYER/read", caches
};

/// The values of decode.json.
[[nodiscard]] nlohmann::json to_json(std::span<const PairGraphs> graphs);
/// errors    bad_decode
[[nodiscard]] std::vector<PairGraphs> pair_graphs_from_json(const nlohmann::json& json);

class PairDecoder final : public TokenWriter {
 public:
  /// The product in `folder`: decode.json, and model.onnx for the weights.
  /// errors    bad_decode, those of the files
  PairDecoder(const std::filesystem::path& folder, InferenceOptions options);
  PairDecoder(std::vector<PairGraphs> graphs, State weights, InferenceOptions options);

  /// Forgets what there was and reads these; `copies` rows write for each.
  ///
  /// sources   as features/pair_tokens.h numbers them, with their ends, at most `context` tokens
  void read(std::span<const std::vector<std::int64_t>> sources, std::int64_t copies);
  [[nodiscard]] Tensor write(std::span<const std::int64_t> tokens) override;
  /// Rows change places among those of one source.
  void reorder(std::span<const std::int64_t> from) override;

  /// Tokens of a row.
  [[nodiscard]] std::int64_t context() const { return context_; }
  /// Rows that it writes at once, at most.
  [[nodiscard]] std::int64_t most_rows() const { return sizes_.back().graphs.rows; }

 private:
  struct Size {
    PairGraphs graphs;
    std::shared_ptr<const Plan> reading = {}, writing = {};
  };
  [[nodiscard]] Size& size_for(std::int64_t rows);
  [[nodiscard]] std::shared_ptr<const Plan> compiled(const Graph& graph);

  InferenceOptions options_;
  std::vector<Size> sizes_;  ///< by rows
  State weights_;
  Executor executor_;
  std::unique_ptr<PackCache> packs_;
  State read_, caches_;
  std::int64_t rows_ = 0, position_ = 0, context_ = 0;
};

}  // namespace ingot

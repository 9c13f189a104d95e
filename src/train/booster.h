// XGBoost's trees while they grow.
#pragma once

#include <map>
#include <span>

#include "graph/tree_ensemble.h"
#include "train/tree_matrix.h"

namespace ingot {

class Booster {
 public:
  /// `valid` may be null. Both outlive it.
  ///
  /// errors    bad_tree_option (an unknown parameter, or one with a wrong value)
  Booster(const TreeMatrix& train, const TreeMatrix* valid,
          const std::map<std::string, std::string>& parameters);
  ~Booster();
  Booster(const Booster&) = delete;
  Booster& operator=(const Booster&) = delete;

  /// One more round, from 0, by the gradients of the objective.
  void update(int round);
  /// By given ones, of each row.
  void boost(std::span<float> gradients, std::span<float> curvatures);
  /// Sums of the leaves, (rows, outputs); valid until the next call.
  [[nodiscard]] std::span<const float> margins(const TreeMatrix& rows);
  /// XGBoost's model file (UBJSON), of all rounds or of one.
  [[nodiscard]] std::string model() const;
  [[nodiscard]] std::string model_of_round(int round) const;

 private:
  void set(const std::map<std::string, std::string>& parameters);

  const TreeMatrix& train_;
  void* handle_ = nullptr;
};

/// What a model file holds. The thresholds and leaves have the file's bits.
///
/// errors    trees_failed
[[nodiscard]] TreeEnsemble read_booster_model(std::string_view ubjson);

}  // namespace ingot

// Loss and accuracy of a network on rows that it is not trained on.
#pragma once

#include <memory>

#include "ingot/network.h"
#include "ingot/train.h"
#include "runtime/executor.h"
#include "train/row_source.h"

namespace ingot {

class Scorer {
 public:
  /// `rows` outlives the scorer.
  Scorer(const Network& network, const Loss& loss, const RowSource& rows, int num_threads);
  /// "loss", and "accuracy" where rows can be right.
  [[nodiscard]] Figures score(const State& weights);
  [[nodiscard]] std::size_t arena_bytes() const { return plan_->arena_bytes; }

 private:
  Loss loss_;
  const RowSource& rows_;
  std::shared_ptr<const Plan> plan_;
  Executor executor_;
};

}  // namespace ingot

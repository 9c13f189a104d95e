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
  /// `rows` and `executor` outlive the scorer. Takes as many rows at once as the limit allows: a
  /// row's figures do not depend on how many.
  ///
  /// errors    memory_limit
  Scorer(const Network& network, const Loss& loss, const RowSource& rows, Executor& executor,
         bool winograd, const MemoryLimit& limit = {});
  /// "loss", the mean by the weights of the rows, and "accuracy" where rows can be right.
  [[nodiscard]] Figures score(const State& weights);
  [[nodiscard]] const Plan& plan() const { return *plan_; }

 private:
  Loss loss_;
  const RowSource& rows_;
  Executor& executor_;
  std::int64_t batch_ = 0;
  bool gives_output_ = true;  // hits are counted in it
  std::shared_ptr<const Plan> plan_;
};

}  // namespace ingot

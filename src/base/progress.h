// What a long piece of work tells about itself while it goes on.
#pragma once

#include <cstdint>
#include <string>

#include "ingot/error.h"

namespace ingot {

/// How far one stage is. A stage ends when the next begins.
struct ProgressPoint {
  Text stage;             ///< "epoch 2/5"
  std::int64_t done = 0;  ///< of `total`, in units of `unit`
  std::int64_t total = 0;
  Text unit;     ///< "rows"
  Text figures;  ///< "loss 0.312  accuracy 0.889"; may be empty
};

class Progress {
 public:
  virtual ~Progress() = default;
  virtual void at(const ProgressPoint& point) = 0;
  /// One line that stays.
  virtual void note(const Text& line) = 0;
};

}  // namespace ingot

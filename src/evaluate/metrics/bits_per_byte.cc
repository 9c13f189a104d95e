#include <limits>

#include "evaluate/metric_def.h"

namespace ingot {

// Computed by evaluate_language, which has the probabilities of a text's tokens.
MetricDef define_bits_per_byte() {
  return {
      .name = "bits_per_byte",
      .label = text("Bits per byte", "每字节位数"),
      .explanation = text("How many bits the model needs to store a byte of the text.",
                          "模型存储文本每字节所需的位数。"),
      .source = "Shannon 1951",
      .direction = Direction::lower_is_better,
      .applies_to = AppliesTo::running_text,
      .highest = std::numeric_limits<double>::infinity(),
      .unit = MetricUnit::plain,
      .place = 2,
  };
}

}  // namespace ingot

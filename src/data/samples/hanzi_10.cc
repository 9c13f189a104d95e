#include "data/samples/hanzi.h"

namespace ingot {

SampleDef define_hanzi_10_sample() {
  return hanzi_sample(
      {.name = "hanzi-10", .num_classes = 10, .train = 80, .valid = 10, .test = 10});
}

}  // namespace ingot

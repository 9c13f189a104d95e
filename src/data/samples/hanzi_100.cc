#include "data/samples/hanzi.h"

namespace ingot {

SampleDef define_hanzi_100_sample() {
  return hanzi_sample({.name = "hanzi-100", .num_classes = 100});
}

}  // namespace ingot

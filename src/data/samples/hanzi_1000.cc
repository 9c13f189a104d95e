#include "data/samples/hanzi.h"

namespace ingot {

SampleDef define_hanzi_1000_sample() { return hanzi_sample({.name = "hanzi-1000"}); }

}  // namespace ingot

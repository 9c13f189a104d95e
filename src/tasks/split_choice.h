// How rows are divided into those to train on, to choose on and to judge on.
#pragma once

#include <string>

#include "tasks/build_request.h"

namespace ingot {

enum class SplitKind : std::uint8_t {
  random,
  stratified,  ///< at random, each class in its proportion
  group,       ///< rows of one value of the column on one side
  time,        ///< the latest rows by the column are the test's
};

struct SplitChoice {
  SplitKind kind = SplitKind::stratified;
  std::string column = {};
};

/// What `--split` says: random, stratified (also where nothing is said), group:COL or time:COL.
///
/// errors    wrong_usage, also where a cross-validation would judge earlier rows by later ones
[[nodiscard]] SplitChoice split_choice(const BuildRequest& request);

}  // namespace ingot

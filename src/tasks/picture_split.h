// The training part of a data set of pictures, divided so that nothing stands on two sides.
#pragma once

#include "data/splits.h"
#include "evaluate/findings.h"
#include "tasks/split_choice.h"

namespace ingot {

/// A picture of the test part, and a row of the training part of the data that shows the same.
struct RepeatedTestPicture {
  std::int64_t test_row = 0, training_row = 0;
};

struct PictureSplit {
  Split rows;  ///< of the training part that the data bring
  /// Of the validation part that the data bring, rows that the test part shows as well.
  std::vector<std::int64_t> repeated_valid;
  /// One for each test picture that is trained on as well, where there are such; else for each that
  /// the training part shows, too.
  std::vector<RepeatedTestPicture> repeated_test = {};
  /// Whether those training rows are left out: not where too few of a class would be left.
  bool gives_up_repeats = true;
  /// The group of each row of that part, where whole groups stay on one side: rows of one value of
  /// the column, or each row its own, joined where they hold nearly the same picture; empty where
  /// neither is so.
  std::vector<std::int64_t> groups;
  std::vector<Decision> decisions;
};

/// Divides `data.train` as `choice` says, classes or the rarest label of each row in proportion.
/// Pictures that are the same or nearly so stay on one side: what is most of a class is trained on;
/// by time, the latest side keeps its own; only what is nearly all of a class stands on all sides.
/// Where the data bring a part, training and the rows set aside give up what shows the same or is
/// of the same group, as far as something of each class is left.
///
/// errors   too_few_groups, bad_time, too_few_times
[[nodiscard]] PictureSplit split_pictures(const Dataset& data, const SplitChoice& choice,
                                          SplitShares shares, std::int64_t seed);

}  // namespace ingot

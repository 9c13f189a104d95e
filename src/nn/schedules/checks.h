// What the schedules share.
#pragma once

#include "nn/schedule_def.h"

namespace ingot {

/// errors: bad_option unless the number is in [low, high]
[[nodiscard]] double read_within(const SpecView& options, std::string_view option, double low,
                                 double high);
/// errors: bad_option unless it is positive and finite
[[nodiscard]] double read_positive(const SpecView& options, std::string_view option);
/// errors: bad_option unless it is at least 1
[[nodiscard]] std::int64_t read_count(const SpecView& options, std::string_view option);
/// From `a` to `b` along half a cosine, as `share` goes from 0 to 1.
[[nodiscard]] double half_cosine(double a, double b, double share);

}  // namespace ingot

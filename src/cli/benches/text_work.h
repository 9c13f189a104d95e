// Made-up texts with the statistics of real ones, as work for tokenisers.
#pragma once

#include <string>

namespace ingot {

/// Lines of words whose frequencies follow Zipf's law, with numbers and signs; the same at each
/// call.
[[nodiscard]] std::string some_text(std::size_t bytes);

}  // namespace ingot

// What readers of tables say about a file that they cannot read.
#pragma once

#include <cstdint>

#include "ingot/error.h"

namespace ingot {

/// `line` counts from 1; 0: it is about the whole.
[[nodiscard]] inline Error bad_table(const std::string& file, std::int64_t line, const Text& what) {
  const Text at =
      line > 0 ? text("{}, line {}: ", "{} 第 {} 行: ", file, line) : text("{}: ", "{}: ", file);
  return Error("bad_table", {at.en + what.en, at.zh + what.zh});
}

}  // namespace ingot

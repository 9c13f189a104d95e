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

[[nodiscard]] inline Error empty_table(const std::string& file) {
  return bad_table(file, 0, text("the table is empty", "表格为空"))
      .expected(text("the names of the columns, then rows", "列名, 其后为数据行"))
      .fix(text("is it the right file? save the table again", "文件是否正确? 请重新保存表格"));
}

}  // namespace ingot

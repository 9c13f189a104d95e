#include "features/transform.h"

#include "base/near_name.h"

namespace ingot {

const TransformDef& find_transform(std::string_view name) {
  return find_in_pipeline(transform_registry(), name,
                          text("there is no transform \"{}\"", "没有名为 \"{}\" 的变换", name));
}

void throw_unknown_transform(std::string_view name, const std::vector<std::string>& names,
                             const Text& what) {
  const std::string near = near_name(name, names);
  throw Error("unknown_transform", what)
      .expected(text("one of {}", "{} 之一", fmt::join(names, " ")))
      .fix(near.empty() ? text("use the version of Ingot that wrote the pipeline",
                               "请使用写出该流水线的 Ingot 版本")
                        : text("did you mean \"{}\"?", "是否想写 \"{}\"?", near));
}

Error bad_pipeline(const Text& what) {
  return Error("bad_pipeline", {"not a valid pipeline: " + what.en, "流水线无效: " + what.zh})
      .fix(text("build the product again, or take it from a backup",
                "请重新构建该产品, 或从备份恢复"));
}

std::int64_t count_value(const nlohmann::json& values, const char* name) {
  constexpr std::int64_t kMax = 1 << 20;
  const auto found = values.find(name);
  if (found == values.end() || !found->is_number_integer() || *found < 1 || *found > kMax)
    throw bad_pipeline(text("\"{}\" is not a whole number from 1 to {}",
                            "\"{}\" 不是 1 到 {} 的整数", name, kMax));
  return found->get<std::int64_t>();
}

void require_pictures(const TensorType& rows, const char* transform) {
  if (rows.dtype == u8 && rows.rank() == 4) return;
  throw Error(rows.dtype == u8 ? "shape_mismatch" : "dtype_mismatch",
              text("{} does not take {}", "{} 不接受 {}", transform, to_string(rows)))
      .expected(text("pictures u8 (rows, channels, height, width)", "图片 u8 (行, 通道, 高, 宽)"));
}

}  // namespace ingot

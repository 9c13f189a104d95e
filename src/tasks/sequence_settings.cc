#include "tasks/sequence_settings.h"

#include <array>

#include "features/sequence_pipeline.h"
#include "ingot/error.h"
#include "tasks/table_features.h"
#include "tasks/training_settings.h"

namespace ingot {
namespace {

constexpr std::array kSequenceKeys{"sequence", "order", "window", "target_row", "max_steps"};

std::int64_t count_setting(const BuildRequest& request, const char* key, std::int64_t otherwise) {
  const std::string given = setting_of(request, key);
  if (given.empty()) return otherwise;
  const auto count = std::get<std::int64_t>(parse_option(key, given, std::int64_t{0}));
  if (count >= 1 && count <= kMostSteps) return count;
  throw Error("bad_option", text("{} cannot be {}", "{} 不能为 {}", key, given))
      .expected(text("a whole number of steps, from 1 to {}", "步数, 1 至 {} 的整数", kMostSteps))
      .where(text("--set {}={}", "--set {}={}", key, given));
}

void refuse_options_of_tables(const BuildRequest& request) {
  const std::array<std::pair<const char*, std::string>, 4> options{
      {{"--weights", request.weights},
       {"--monotone", request.monotone},
       {"--set interactions", setting_of(request, kInteractionsKey)},
       {"--set select", setting_of(request, kSelectKey)}}};
  for (const auto& [option, given] : options)
    if (!given.empty())
      throw Error("wrong_usage", text("{} is for rows of tables, not for sequences",
                                      "{} 用于表格行, 不适用于序列", option))
          .where(text("{}, command line", "{}, 命令行", option))
          .fix(text("leave it out", "请省略该选项"));
}

}  // namespace

SequenceSettings read_sequence_settings(const BuildRequest& request) {
  refuse_options_of_tables(request);
  SequenceSettings settings{.sequence = setting_of(request, "sequence"),
                            .order = setting_of(request, "order")};
  settings.window = count_setting(request, "window", 0);
  settings.max_steps = count_setting(request, "max_steps", settings.max_steps);
  const std::string row = setting_of(request, "target_row");
  if (!row.empty() && row != "same" && row != "last")
    throw Error("bad_option", text("target_row cannot be \"{}\"", "target_row 不能为“{}”", row))
        .expected(text("same or last", "same 或 last"))
        .where(text("--set target_row={}", "--set target_row={}", row));
  settings.target_is_last = row == "last";
  for (const char* key : {"order", "window", "target_row"})
    if (settings.sequence.empty() && !setting_of(request, key).empty())
      throw Error("wrong_usage",
                  text("{} is set, but not which column says what sequence a row belongs to",
                       "设置了 {}, 但未指定哪一列给出各行所属的序列", key))
          .expected(text("--set sequence=COLUMN, such as machine_id",
                         "--set sequence=列名, 例如 machine_id"))
          .where(text("--set {}", "--set {}", key));
  if (settings.window > 0 && settings.target_is_last)
    throw Error("wrong_usage", text("with a window each row has its own target",
                                    "设置 window 时每一行都有自己的目标值"))
        .where(text("--set window, --set target_row", "--set window, --set target_row"))
        .fix(text("leave one of the two out", "请省略其中之一"));
  return settings;
}

BuildRequest without_sequence_settings(BuildRequest request) {
  for (const char* key : kSequenceKeys) request.settings.erase(key);
  return request;
}

}  // namespace ingot

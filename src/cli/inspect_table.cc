#include "cli/inspect_table.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <filesystem>

#include "base/files.h"
#include "cli/terminal_progress.h"
#include "cli/terminal_table.h"
#include "evaluate/profile_page.h"
#include "evaluate/wording.h"
#include "features/table_profile.h"

namespace ingot {
namespace {

using Align = TerminalTable::Align;

std::string share_of(std::int64_t part, std::int64_t whole) {
  if (part == 0 || whole == 0) return "0%";
  const double percent = 100.0 * static_cast<double>(part) / static_cast<double>(whole);
  return percent < 0.1 ? "<0.1%" : fmt::format("{:.1f}%", percent);
}

std::string date_in_words(double seconds, bool with_time) {
  const auto whole = static_cast<std::int64_t>(std::floor(seconds));
  const auto days =
      std::chrono::floor<std::chrono::days>(std::chrono::sys_seconds(std::chrono::seconds(whole)));
  const std::chrono::year_month_day date(days);
  const std::string day =
      fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()),
                  static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
  const std::int64_t second = whole - days.time_since_epoch().count() * 86400;
  const std::string time = fmt::format("{:02}:{:02}", second / 3600, second / 60 % 60);
  if (seconds >= 0 && seconds < 86400) return time;
  return with_time ? day + " " + time : day;
}

/// min, median and max
std::string scale_in_words(const ColumnProfile& c) {
  std::vector<std::string> points;
  for (const double value : {c.min, c.quantiles[50], c.max})
    points.push_back(c.meaning == Meaning::date ? date_in_words(value, c.max - c.min < 3 * 86400)
                                                : fmt::format("{:.6g}", value));
  return fmt::format("{}", fmt::join(points, " .. "));
}

std::string values_in_words(const ColumnProfile& c, const Context& context) {
  constexpr std::size_t kShown = 4, kWidthOfOne = 24;
  const std::int64_t present = c.rows - c.missing;
  std::string line;
  for (std::size_t i = 0; i < std::min(kShown, c.values.size()); ++i)
    line += fmt::format("{}{} {}", i == 0 ? "" : ", ", cut_to_width(c.values[i].value, kWidthOfOne),
                        share_of(c.values[i].rows, present));
  const auto shown = static_cast<std::int64_t>(std::min(kShown, c.values.size()));
  if (c.distinct > shown)
    line += context.in_words(text(", {} more", ", 另有 {} 类", in_groups(c.distinct - shown)));
  return line;
}

std::string cells_in_words(const ColumnProfile& c, const Context& context) {
  switch (c.meaning) {
    case Meaning::number:
    case Meaning::money:
    case Meaning::date: return c.quantiles.empty() ? "" : scale_in_words(c);
    case Meaning::constant:
    case Meaning::boolean:
    case Meaning::ordinal:
    case Meaning::category:
    case Meaning::postal_code: return values_in_words(c, context);
    case Meaning::text:
      return context.in_words(text("{:.0f} characters on average, at most {}",
                                   "平均 {:.0f} 个字符, 最长 {}", c.mean_length, c.max_length));
    default: return "";
  }
}

void say_columns(const Context& context, const TableProfile& table) {
  constexpr std::size_t kWidthOfName = 28;
  TerminalTable lines({Align::left, Align::left, Align::right, Align::right, Align::left});
  lines.add({context.word("column", "列"), context.word("meaning", "含义"),
             context.word("missing", "缺失"), context.word("distinct", "取值数"),
             context.word("values (min .. median .. max)", "取值 (最小 .. 中位 .. 最大)")});
  for (const ColumnProfile& c : table.columns)
    lines.add({cut_to_width(c.name, kWidthOfName), context.in_words(in_words(c.meaning)),
               share_of(c.missing, c.rows),
               (c.distinct_is_exact ? "" : "~") + in_groups(c.distinct),
               cells_in_words(c, context)});
  for (const std::string& line : lines.lines()) context.say({"  " + line, "  " + line});
}

void say_warnings(const Context& context, const TableProfile& table) {
  constexpr std::size_t kMost = 20;
  std::size_t left_out = 0, said = 0;
  const auto say = [&](const Text& warning) {
    if (++said > kMost)
      ++left_out;
    else
      context.say({"  ! " + warning.en, "  ! " + warning.zh});
  };
  for (const TableWarning& w : table.warnings) say(w.text);
  for (const ColumnProfile& c : table.columns)
    for (const Text& w : c.warnings) say(text("\"{0}\": {1}", "“{0}”: {2}", c.name, w.en, w.zh));
  if (left_out > 0)
    context.say(text("  ! {} more: --out page.html shows all",
                     "  ! 另有 {} 项: --out page.html 可查看全部", left_out));
}

void write_page(const Context& context, nlohmann::json document, const std::string& out) {
  document["language"] = context.language;
  write_file(out, render_profile(document));
  context.say(text("page: {}", "页面: {}", out));
}

}  // namespace

void inspect_table(const Context& context, const InspectOptions& options) {
  TerminalProgress progress(context);
  TableOptions read = options.table;
  read.num_threads = context.threads;
  read.progress = &progress;
  const auto source = open_table(options.source, read);
  const TableProfile table =
      profile_table(*source, {.target = options.target, .num_threads = context.threads});
  const std::string name = std::filesystem::path(options.source).filename().string();
  nlohmann::json document = to_json(table);
  document["name"] = name;
  document["notes"] = nlohmann::json::array();
  context.say(text("{}: {} rows, {} columns", "{}: {} 行, {} 列", name, in_groups(table.rows),
                   table.columns.size()));
  for (const Text& note : source->notes()) {
    document["notes"].push_back({{"en", note.en}, {"zh", note.zh}});
    context.say({"  " + note.en, "  " + note.zh});
  }
  say_columns(context, table);
  say_warnings(context, table);
  if (!options.out.empty()) write_page(context, document, options.out);
  context.answer(document);
}

}  // namespace ingot

#include <filesystem>

#include "cli/inspect_table.h"
#include "cli/table_flags.h"
#include "cli/terminal_progress.h"
#include "cli/verb.h"
#include "ingot/data.h"

namespace ingot {
namespace {

std::vector<std::int64_t> count_classes(const Pictures& part, std::size_t num_classes) {
  std::vector<std::int64_t> counts(num_classes);
  if (part.is_multi_label())
    for (std::int64_t i = 0; i < part.label_sets.num_elements(); ++i)
      counts[static_cast<std::size_t>(i) % num_classes] += part.label_sets.at(i) != 0;
  for (std::int64_t label : part.labels) ++counts[static_cast<std::size_t>(label)];
  return counts;
}

void inspect_pictures(const Context& context, const std::string& source) {
  TerminalProgress progress(context);
  DataOptions options = context.data_options(progress);
  options.max_bad = 1;
  const Dataset data = open_dataset(source, options);
  const Shape s = data.train.row();
  const std::int64_t train_rows = data.train.size();
  const std::int64_t test_rows = data.test ? data.test->size() : 0;
  const std::vector<std::int64_t> counts = count_classes(data.train, data.class_names.size());
  context.say(text("{}: {} training pictures, {} test pictures, {} x {} pixels, {} channel(s)",
                   "{}: 训练图片 {} 张, 测试图片 {} 张, {} x {} 像素, {} 个通道", data.name,
                   train_rows, test_rows, s[2], s[1], s[0]));
  nlohmann::json classes = nlohmann::json::array();
  for (std::size_t c = 0; c < counts.size(); ++c) {
    context.say(text("  {:<16} {:>8}", "  {:<16} {:>8}", data.class_names[c], counts[c]));
    classes.push_back({{"name", data.class_names[c]}, {"train_rows", counts[c]}});
  }
  nlohmann::json skipped = nlohmann::json::array();
  for (const SkippedFile& f : data.skipped) {
    context.say(f.reason);
    skipped.push_back({{"name", f.name}, {"reason", f.reason.en}});
  }
  context.answer({{"name", data.name},
                  {"rows", {{"train", train_rows}, {"test", test_rows}}},
                  {"shape", s.to_vector()},
                  {"classes", classes},
                  {"skipped", skipped},
                  {"sha256", data.sha256}});
}

void inspect(const Context& context, const InspectOptions& options) {
  if (!options.table.sql.empty() || is_table(options.source))
    return inspect_table(context, options);
  const std::string given = !options.target.empty() ? "--target"
                            : options.out.empty()   ? ""
                                                    : "--out";
  if (!given.empty() && std::filesystem::exists(options.source))
    throw Error("bad_option", text("{} is for tables, and {} is none",
                                   "{} 用于表格, 而 {} 不是表格", given, options.source))
        .fix(text("leave {} out", "去掉 {}", given));
  inspect_pictures(context, options.source);
}

}  // namespace

VerbDef define_inspect() {
  return {.name = "inspect",
          .summary = text("shows what is in a data set", "查看数据集内容"),
          .declare = [](CLI::App& app, const Context& c) {
            auto options = std::make_shared<InspectOptions>();
            app.add_option("DATA", options->source,
                           c.word("pictures as for build, or a table", "同 build 的图片, 或表格"))
                ->required();
            app.add_option("--target", options->target,
                           c.word("column that is to be predicted", "要预测的列"));
            app.add_option("--out", options->out,
                           c.word("page to write, with plots", "写出带图的页面"));
            declare_table_flags(app, c, options->table);
            return [options](const Context& context) { inspect(context, *options); };
          }};
}

}  // namespace ingot

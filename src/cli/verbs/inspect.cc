#include "cli/terminal_progress.h"
#include "cli/verb.h"
#include "ingot/data.h"

namespace ingot {
namespace {

std::vector<std::int64_t> count_classes(const Pictures& part, std::size_t num_classes) {
  std::vector<std::int64_t> counts(num_classes);
  for (std::int64_t label : part.labels) ++counts[static_cast<std::size_t>(label)];
  return counts;
}

void inspect(const Context& context, const std::string& source) {
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

}  // namespace

VerbDef define_inspect() {
  return {.name = "inspect",
          .summary = text("shows what is in a data set", "查看数据集内容"),
          .declare = [](CLI::App& app, const Context& c) {
            auto source = std::make_shared<std::string>();
            app.add_option("DATA", *source, c.word("as for build", "同 build"))->required();
            return [source](const Context& context) { inspect(context, *source); };
          }};
}

}  // namespace ingot

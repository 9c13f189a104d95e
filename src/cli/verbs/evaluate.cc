#include "cli/results.h"
#include "cli/terminal_progress.h"
#include "cli/verb.h"
#include "formats/product_folder.h"

namespace ingot {
namespace {

void evaluate_verb(const Context& context, const std::string& folder, const std::string& data) {
  require_finished(folder);
  TerminalProgress progress(context);
  const ScoredData scored =
      find_task(load_manifest(folder).task).evaluate(folder, data, context.data_options(progress));
  show_evaluation(context, scored.evaluation);
  context.answer(scored.document);
}

}  // namespace

VerbDef define_evaluate() {
  return {.name = "evaluate",
          .summary = text("metrics of a product on a data set", "在数据集上评估产品"),
          .declare = [](CLI::App& app, const Context& c) {
            auto folder = std::make_shared<std::string>(), data = std::make_shared<std::string>();
            app.add_option("PRODUCT", *folder, c.word("its folder", "产品文件夹"))->required();
            app.add_option("DATA", *data,
                           c.word("as for build; its test part if it has one",
                                  "同 build；有测试部分时只用测试部分"))
                ->required();
            return [=](const Context& context) { evaluate_verb(context, *folder, *data); };
          }};
}

}  // namespace ingot

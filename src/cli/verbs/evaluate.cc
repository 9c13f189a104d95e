#include "cli/results.h"
#include "cli/table_flags.h"
#include "cli/terminal_progress.h"
#include "cli/verb.h"
#include "formats/product_folder.h"

namespace ingot {
namespace {

struct EvaluateOptionsGiven {
  std::string folder, data;
  TableOptions table;
};

void evaluate_verb(const Context& context, const EvaluateOptionsGiven& o) {
  require_finished(o.folder);
  TerminalProgress progress(context);
  DataOptions options = context.data_options(progress);
  options.table = o.table;
  ScoredData scored = find_task(load_manifest(o.folder).task).evaluate(o.folder, o.data, options);
  scored.evaluation.is_held_out = false;  // as far as anybody knows
  show_evaluation(context, scored.evaluation);
  context.answer(scored.document);
}

}  // namespace

VerbDef define_evaluate() {
  return {.name = "evaluate",
          .summary = text("metrics of a product on a data set", "在数据集上评估产品"),
          .declare = [](CLI::App& app, const Context& c) {
            auto o = std::make_shared<EvaluateOptionsGiven>();
            app.add_option("PRODUCT", o->folder, c.word("its folder", "产品文件夹"))->required();
            app.add_option("DATA", o->data,
                           c.word("as for build; its test part if it has one",
                                  "同 build；有测试部分时只用测试部分"))
                ->required();
            declare_table_flags(app, c, o->table);
            return [o](const Context& context) { evaluate_verb(context, *o); };
          }};
}

}  // namespace ingot

#include <filesystem>

#include "cli/inspect_pictures.h"
#include "cli/inspect_table.h"
#include "cli/table_flags.h"
#include "cli/verb.h"
#include "ingot/data.h"

namespace ingot {
namespace {

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

#include "base/files.h"
#include "cli/results.h"
#include "cli/terminal_progress.h"
#include "cli/verb.h"
#include "formats/product_folder.h"

namespace ingot {
namespace {

void resume(const Context& context, const std::string& folder) {
  switch (product_state(folder)) {
    case ProductState::finished:
      context.say(
          text("{} is finished: there is nothing to resume", "{} 已完成, 无需继续", folder));
      context.answer({{"product", folder}, {"finished", true}});
      return;
    case ProductState::unfinished: break;
    default: require_finished(folder);  // says what is there instead
  }
  const auto run = nlohmann::json::parse(
      read_file(std::filesystem::path(folder) / kCheckpointFolder / kRunFile));
  TerminalProgress progress(context);
  show_build(context,
             find_task(run.at("task").get<std::string>()).resume(folder, context.home, progress));
}

}  // namespace

VerbDef define_resume() {
  return {.name = "resume",
          .summary = text("goes on with an interrupted build", "继续被中断的构建"),
          .declare = [](CLI::App& app, const Context& c) {
            auto folder = std::make_shared<std::string>();
            app.add_option("PRODUCT", *folder, c.word("its folder", "产品文件夹"))->required();
            return [folder](const Context& context) { resume(context, *folder); };
          }};
}

}  // namespace ingot

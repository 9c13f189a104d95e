#include "base/files.h"
#include "cli/verb.h"
#include "formats/product_folder.h"

namespace ingot {
namespace {

Text words_for(FileMismatch::Kind kind) {
  switch (kind) {
    case FileMismatch::Kind::missing: return text("is missing", "缺失");
    case FileMismatch::Kind::changed: return text("is not the file that was built", "与构建时不同");
    case FileMismatch::Kind::unknown: break;
  }
  return text("does not belong to the product", "不属于该产品");
}

void show(const Context& context, const std::string& folder) {
  require_finished(folder);
  const Manifest m = load_manifest(folder);
  const auto mismatches = verify_files(folder, m);
  const std::filesystem::path card = std::filesystem::path(folder) / kCardFile;
  if (std::filesystem::exists(card)) {
    const std::string words = read_file(card);
    context.say({words, words});
  }
  context.say(text("built {} by {}; task {}; model {}", "构建于 {}, {}; 任务 {}; 模型 {}",
                   m.created, m.made_by, m.task, m.model.value("name", "")));
  auto damaged = nlohmann::json::array();
  for (const FileMismatch& f : mismatches) {
    const Text what = words_for(f.kind);
    context.say({fmt::format("warning: {} {}", f.file, what.en),
                 fmt::format("警告: {} {}", f.file, what.zh)});
    damaged.push_back(f.file);
  }
  auto document = nlohmann::json::parse(to_json(m));
  document["product"] = folder;
  document["damaged"] = damaged;
  context.answer(document);
}

}  // namespace

VerbDef define_show() {
  return {.name = "show",
          .summary = text("tells about one product", "介绍一个产品"),
          .declare = [](CLI::App& app, const Context& c) {
            auto folder = std::make_shared<std::string>();
            app.add_option("PRODUCT", *folder, c.word("its folder", "产品文件夹"))->required();
            return [folder](const Context& context) { show(context, *folder); };
          }};
}

}  // namespace ingot

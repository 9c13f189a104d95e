#include "base/files.h"
#include "cli/verb.h"
#include "formats/product_folder.h"

namespace ingot {
namespace {

namespace fs = std::filesystem;

std::string accuracy_of(const Manifest& manifest) {
  const auto test = manifest.metrics.find("test");
  if (test == manifest.metrics.end() || !test->contains("accuracy")) return "-";
  return fmt::format("{:.4f}", (*test)["accuracy"].get<double>());
}

void list(const Context& context, const std::string& folder) {
  auto products = nlohmann::json::array();
  if (fs::is_directory(folder))
    for (const fs::path& path : list_folder(folder)) {
      if (path.filename().string().starts_with('.')) continue;
      const ProductState state = product_state(path);
      if (state == ProductState::unfinished) {
        context.say(text("{:<32} unfinished: ingot resume {}", "{:<32} 未完成: ingot resume {}",
                         path.string(), path.string()));
        products.push_back({{"product", path.string()}, {"finished", false}});
      } else if (state == ProductState::finished) {
        const Manifest m = load_manifest(path);
        const std::string line =
            fmt::format("{:<32} {:<22} {:<12} accuracy {:<8} {}", path.string(), m.task,
                        m.model.value("name", ""), accuracy_of(m), m.created);
        context.say({line, line});
        products.push_back({{"product", path.string()},
                            {"finished", true},
                            {"task", m.task},
                            {"model", m.model.value("name", "")},
                            {"metrics", m.metrics},
                            {"created", m.created}});
      }
    }
  if (products.empty())
    context.say(text("no products in {}: ingot build sample:fashion-mnist makes one",
                     "{} 中没有产品: 可用 ingot build sample:fashion-mnist 构建", folder));
  context.answer(products);
}

}  // namespace

VerbDef define_list() {
  return {.name = "list",
          .summary = text("shows the products here", "列出此处的产品"),
          .declare = [](CLI::App& app, const Context& c) {
            auto folder = std::make_shared<std::string>("products");
            app.add_option("FOLDER", *folder, c.word("where they are", "产品所在的位置"))
                ->capture_default_str();
            return [folder](const Context& context) { list(context, *folder); };
          }};
}

}  // namespace ingot

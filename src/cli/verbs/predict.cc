#include <algorithm>

#include "cli/verb.h"
#include "ingot/data.h"
#include "ingot/product.h"

namespace ingot {
namespace {

constexpr std::int64_t kMostShown = 20;

// The indices of the classes, the most probable first.
std::vector<std::size_t> ranked(std::span<const float> probabilities) {
  std::vector<std::size_t> order(probabilities.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return probabilities[a] > probabilities[b];
  });
  return order;
}

void predict(const Context& context, const std::string& folder, const std::string& source) {
  Product product(folder, context.threads);
  const Pictures pictures = read_pictures(source, product.input_shape());
  const Tensor scores = product.predict(pictures.pixels);
  const auto& classes = product.class_names();
  const std::size_t width = classes.size();
  auto rows = nlohmann::json::array();
  for (std::int64_t row = 0; row < pictures.size(); ++row) {
    const auto p = scores.data<float>().subspan(static_cast<std::size_t>(row) * width, width);
    const std::vector<std::size_t> order = ranked(p);
    if (context.json) {
      nlohmann::json probabilities = nlohmann::json::object();
      for (std::size_t c = 0; c < width; ++c) probabilities[classes[c]] = p[c];
      rows.push_back({{"row", row},
                      {"prediction", classes[order[0]]},
                      {"probabilities", std::move(probabilities)}});
    } else if (row < kMostShown) {
      std::string line = fmt::format("{:>6}  {:<16} {:5.1f} %", row, classes[order[0]],
                                     100 * static_cast<double>(p[order[0]]));
      if (width > 1)
        line += fmt::format("   {} {:.1f} %", classes[order[1]],
                            100 * static_cast<double>(p[order[1]]));
      context.say({line, line});
    }
  }
  if (pictures.size() > kMostShown)
    context.say(text("... {} rows in all", "... 共 {} 行", pictures.size()));
  context.answer({{"product", folder}, {"rows", std::move(rows)}});
}

}  // namespace

VerbDef define_predict() {
  return {.name = "predict",
          .summary = text("what a product says of new rows", "对新数据给出预测"),
          .declare = [](CLI::App& app) {
            auto folder = std::make_shared<std::string>(), source = std::make_shared<std::string>();
            app.add_option("PRODUCT", *folder, "its folder")->required();
            app.add_option("DATA", *source,
                           "a picture, a folder or glob of them, or data as for build")
                ->required();
            return [=](const Context& context) { predict(context, *folder, *source); };
          }};
}

}  // namespace ingot

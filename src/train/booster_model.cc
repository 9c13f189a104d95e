// XGBoost's model file: UBJSON, whose floats are IEEE 754 singles.
// Source    https://xgboost.readthedocs.io/en/release_1.7.0/tutorials/saving_model.html
#include <cmath>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "train/booster.h"

namespace ingot {
namespace {

using nlohmann::json;

// The file keeps what the user may give; the sums begin with its image under the link, computed
// in f32 as the library does.
float base_margin(const json& learner) {
  const std::string text = learner.at("learner_model_param").at("base_score").get<std::string>();
  const float score = std::strtof(text.c_str(), nullptr);
  const std::string objective = learner.at("objective").at("name").get<std::string>();
  if (objective == "binary:logistic") return -std::log(1.0F / score - 1.0F);
  if (objective == "count:poisson") return std::log(score);
  return score;
}

void add_booster_tree(TreeLayout& layout, const json& tree, std::int32_t output) {
  const auto left = tree.at("left_children").get<std::vector<std::int64_t>>();
  const auto right = tree.at("right_children").get<std::vector<std::int64_t>>();
  const auto features = tree.at("split_indices").get<std::vector<std::int32_t>>();
  const auto values = tree.at("split_conditions").get<std::vector<float>>();
  const auto missing_left = tree.at("default_left").get<std::vector<int>>();
  const auto node = [&](std::int64_t id) -> TreeLayout::Node {
    const auto i = static_cast<std::size_t>(id);
    const bool leaf = left.at(i) < 0;
    return {leaf ? -1 : features.at(i), values.at(i), missing_left.at(i) != 0, left.at(i),
            right.at(i)};
  };
  if (!layout.add(0, output, static_cast<std::int64_t>(left.size()), node))
    throw std::out_of_range("a node is its own ancestor");
}

}  // namespace

TreeEnsemble read_booster_model(std::string_view ubjson) {
  try {
    const json learner = json::from_ubjson(ubjson).at("learner");
    const json& model = learner.at("gradient_booster").at("model");
    const auto outputs = model.at("tree_info").get<std::vector<std::int32_t>>();
    TreeLayout layout;
    std::size_t t = 0;
    for (const json& tree : model.at("trees")) add_booster_tree(layout, tree, outputs.at(t++));
    const std::string classes = learner.at("learner_model_param").at("num_class");
    const std::size_t num_outputs = std::max<std::size_t>(1, std::stoul(classes));
    return layout.take(std::vector<float>(num_outputs, base_margin(learner)));
  } catch (const Error&) {
    throw;
  } catch (const std::exception& e) {
    throw Error("trees_failed", text("XGBoost's model cannot be read: {}",
                                     "无法读取 XGBoost 的模型: {}", std::string(e.what())))
        .failed_while_running();
  }
}

}  // namespace ingot

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "base/threads.h"
#include "train/tree_grower.h"
#include "train/tree_loss.h"

namespace ingot {
namespace {

float learning_rate_of(const std::map<std::string, std::string>& parameters) {
  for (const char* name : {"eta", "learning_rate"})
    if (const auto found = parameters.find(name); found != parameters.end())
      return std::strtof(found->second.c_str(), nullptr);
  return 0.3F;
}

// The leaf of each row in the only tree.
std::vector<std::int32_t> leaves_of(TreeRows& rows, const TreeEnsemble& tree, int num_threads) {
  std::vector<std::int32_t> leaves;
  rows.rewind();
  while (const std::optional<TreeBatch> batch = rows.next()) {
    const std::int64_t count = batch->x.shape()[0], width = batch->x.shape()[1];
    const std::size_t first = leaves.size();
    leaves.resize(first + static_cast<std::size_t>(count));
    const float* x = batch->x.data<float>().data();
    parallel_for(num_threads, count, [&](std::int64_t row) {
      leaves[first + static_cast<std::size_t>(row)] =
          leaf_of(tree, tree.roots.data<std::int32_t>()[0], x + row * width);
    });
  }
  return leaves;
}

class QuantileGrower final : public TreeGrower {
 public:
  explicit QuantileGrower(const TreeGround& ground)
      : ground_(ground),
        labels_(ground.matrix.labels()),
        weights_(ground.matrix.weights()),
        booster_(ground.matrix, ground.valid, ground.from_zero()),
        learning_rate_(learning_rate_of(ground.parameters)) {
    std::vector<std::pair<float, float>> all;
    for (std::size_t row = 0; row < labels_.size(); ++row)
      all.emplace_back(labels_[row], weight(row));
    base_ = weighted_quantile(all, share());
    margins_.assign(labels_.size(), base_);
    if (ground_.valid)
      valid_margins_.assign(static_cast<std::size_t>(ground_.valid->num_rows()), base_);
  }

  void grow(int round) override {
    const auto quantile = static_cast<float>(share());
    std::vector<float> gradients(labels_.size()), curvatures(labels_.size());
    for (std::size_t row = 0; row < labels_.size(); ++row) {
      gradients[row] = weight(row) * (margins_[row] >= labels_[row] ? 1 - quantile : -quantile);
      curvatures[row] = weight(row);
    }
    booster_.boost(gradients, curvatures);
    TreeEnsemble tree = read_booster_model(booster_.model_of_round(round));
    const int threads = ground_.options.num_threads;
    const std::vector<std::int32_t> leaves = leaves_of(ground_.train, tree, threads);
    set_leaves(tree, leaves);
    if (!ground_.options.monotone.empty())
      keep_order(tree, tree.roots.data<std::int32_t>()[0], -HUGE_VALF, HUGE_VALF);
    const auto values = tree.values.data<float>();
    for (std::size_t row = 0; row < leaves.size(); ++row)
      margins_[row] += values[static_cast<std::size_t>(leaves[row])];
    if (ground_.valid) {
      std::size_t row = 0;
      for (const std::int32_t leaf : leaves_of(*ground_.options.valid, tree, threads))
        valid_margins_[row++] += values[static_cast<std::size_t>(leaf)];
    }
    layout_.add(tree, 1);
  }

  [[nodiscard]] std::span<const float> valid_margins() override { return valid_margins_; }
  void finish(BoostedTrees& result) override { result.trees = layout_.take({base_}); }

 private:
  [[nodiscard]] float weight(std::size_t row) const { return weights_.empty() ? 1 : weights_[row]; }

  void set_leaves(TreeEnsemble& tree, const std::vector<std::int32_t>& leaves) const {
    std::vector<std::vector<std::pair<float, float>>> residuals(
        static_cast<std::size_t>(tree.num_nodes()));
    for (std::size_t row = 0; row < leaves.size(); ++row)
      residuals[static_cast<std::size_t>(leaves[row])].emplace_back(labels_[row] - margins_[row],
                                                                    weight(row));
    const auto features = tree.features.data<std::int32_t>();
    const auto values = tree.values.mutable_data<float>();
    parallel_for(ground_.options.num_threads, tree.num_nodes(), [&](std::int64_t node) {
      const auto i = static_cast<std::size_t>(node);
      if (features[i] < 0) values[i] = learning_rate_ * weighted_quantile(residuals[i], share());
    });
  }

  // The mean of the leaves below a node.
  static double mean_below(const TreeEnsemble& tree, std::int32_t node, std::int64_t& leaves) {
    const auto i = static_cast<std::size_t>(node);
    if (tree.features.data<std::int32_t>()[i] < 0) {
      ++leaves;
      return static_cast<double>(tree.values.data<float>()[i]);
    }
    const std::int32_t left = tree.left.data<std::int32_t>()[i];
    std::int64_t of_left = 0, of_right = 0;
    const double a = mean_below(tree, left, of_left), b = mean_below(tree, left + 1, of_right);
    leaves += of_left + of_right;
    return (a * static_cast<double>(of_left) + b * static_cast<double>(of_right)) /
           static_cast<double>(of_left + of_right);
  }

  // Quantiles of residuals know nothing of an order: at a split of a monotone column all leaves of
  // one side end where those of the other begin, halfway between their means.
  void keep_order(TreeEnsemble& tree, std::int32_t node, float least, float most) const {
    const auto i = static_cast<std::size_t>(node);
    const std::int32_t feature = tree.features.data<std::int32_t>()[i];
    float& value = tree.values.mutable_data<float>()[i];
    if (feature < 0) {
      value = std::clamp(value, least, most);
      return;
    }
    const std::int32_t left = tree.left.data<std::int32_t>()[i];
    const int direction = ground_.options.monotone[static_cast<std::size_t>(feature)];
    std::int64_t of_left = 0, of_right = 0;
    const auto middle = static_cast<float>(
        (mean_below(tree, left, of_left) + mean_below(tree, left + 1, of_right)) / 2);
    const float border = std::clamp(middle, least, most);
    keep_order(tree, left, direction < 0 ? border : least, direction > 0 ? border : most);
    keep_order(tree, left + 1, direction > 0 ? border : least, direction < 0 ? border : most);
  }

  // The median is the quantile of the absolute error.
  [[nodiscard]] double share() const {
    constexpr double kMedian = 0.5;
    return ground_.options.objective == TreeObjective::absolute ? kMedian
                                                                : ground_.options.quantile;
  }

  const TreeGround ground_;
  std::span<const float> labels_, weights_;
  Booster booster_;
  float learning_rate_, base_ = 0;
  std::vector<float> margins_, valid_margins_;
  TreeLayout layout_;
};

}  // namespace

std::unique_ptr<TreeGrower> quantile_grower(const TreeGround& ground) {
  return std::make_unique<QuantileGrower>(ground);
}

}  // namespace ingot

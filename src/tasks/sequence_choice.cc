#include "tasks/sequence_choice.h"

#include <array>
#include <cmath>

#include "tasks/sequence_training.h"
#include "tasks/training_line.h"

namespace ingot {
namespace {

constexpr std::array kRacingNetworks{"gru-sequence", "cnn-sequence"};

struct RacedNetwork {
  double loss = INFINITY;
  std::int64_t epochs = 0;
};

std::int64_t epochs_of_race(const BuildRequest& request, const SequenceParts& parts,
                            const std::optional<double>& seconds) {
  constexpr std::int64_t kShare = 6, kLeast = 2;
  const std::int64_t all = plan_sequences(request, parts).setup.epochs;
  if (!seconds) return std::max(kLeast, all / kShare);
  SequenceTraining measured(request, parts);
  const double epochs = *seconds / measured.trainer().seconds_per_epoch();
  return std::clamp<std::int64_t>(std::llround(std::floor(epochs)), 1, all);
}

RacedNetwork train_in_race(BuildRequest request, const SequenceParts& parts,
                           const std::optional<double>& seconds, Progress& progress) {
  request.epochs = epochs_of_race(request, parts, seconds);
  SequenceTraining training(request, parts);
  TrainingLine line(progress, request.model);
  training.trainer().run(std::array<Callback*, 1>{&line});
  const History& history = training.trainer().history();
  return {history[best_epoch(history, "loss")].valid.at("loss"), *request.epochs};
}

}  // namespace

SequenceChoice choose_sequence_model(const BuildRequest& request, const SequenceParts& parts,
                                     const std::optional<Deadline>& deadline, Progress& progress) {
  constexpr double kTimeShare = 0.125;
  std::optional<double> seconds;
  if (deadline) seconds = kTimeShare * deadline->seconds_left();
  std::array<RacedNetwork, kRacingNetworks.size()> raced;
  std::size_t best = 0;
  for (std::size_t i = 0; i < kRacingNetworks.size(); ++i) {
    BuildRequest own = request;
    own.model = kRacingNetworks[i];
    raced[i] = train_in_race(std::move(own), parts, seconds, progress);
    if (raced[i].loss < raced[best].loss) best = i;
  }
  const std::size_t other = 1 - best;
  return {kRacingNetworks[best],
          {text("network", "网络"), text("{}", "{}", kRacingNetworks[best]),
           text("after {} epochs its validation loss is {:.4f}, that of {} after {} is {:.4f}",
                "训练 {} 轮后其验证损失为 {:.4f}, 而 {} 训练 {} 轮后为 {:.4f}", raced[best].epochs,
                raced[best].loss, kRacingNetworks[other], raced[other].epochs, raced[other].loss)}};
}

}  // namespace ingot

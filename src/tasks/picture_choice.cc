#include "tasks/picture_choice.h"

#include <algorithm>
#include <cmath>

#include "evaluate/weak_slices.h"
#include "features/augmentation_presets.h"
#include "predict/loaded_model.h"
#include "tasks/picture_recipes.h"
#include "tasks/picture_training.h"
#include "tasks/trials.h"

namespace ingot {
namespace {

// Shares of the time that is left when the data are read.
constexpr double kRaceShare = 0.08, kMirrorShare = 0.06;
// Of the seconds that remain for training, what may be planned: an estimate from two steps is off
// by some percent.
constexpr double kPlanned = 0.95;
constexpr std::int64_t kMostEpochs = 200, kMostEpochsInSmall = 40;
// How often a larger network has to see the rows to be worth its time: 15 times, and where they are
// very many, so many rows at least once.
constexpr double kEnoughEpochs = 15, kEnoughRows = 900'000;
// A larger network that is nearly as good after a race wins in the long run.
constexpr double kNearlyAsGood = 0.01;
// Few rows are learned by heart unless they are shifted about as well; with more, shifts only slow
// the learning down.
constexpr std::int64_t kFewRows = 20'000;
// Races on large data see so many rows.
constexpr std::int64_t kRaceRows = 50'000;

BuildRequest with_recipe(BuildRequest request, const PictureRecipe& recipe,
                         const std::string& augment) {
  request.model = recipe.model;
  for (const auto& [key, value] : recipe.settings) request.settings.try_emplace(key, value);
  request.settings.try_emplace("augment", augment);
  if (!request.batch) request.batch = recipe.batch;
  return request;
}

// What is right on the validation rows rises to the end of a schedule, but not after half of it
// without a better epoch.
void be_patient(BuildRequest& request) {
  constexpr std::int64_t kFewest = 20;
  request.settings.try_emplace("patience",
                               fmt::format("{}", std::max(kFewest, *request.epochs / 2)));
}

double best_accuracy(const History& history) {
  double best = 0;
  for (const EpochFigures& e : history) {
    const Figures& figures = e.valid.empty() ? e.train : e.valid;
    if (const auto found = figures.find("accuracy"); found != figures.end())
      best = std::max(best, found->second);
  }
  return best;
}

// Whether the pictures are large enough for the network, and it knows the options that are given.
bool fits(const BuildRequest& request, const PictureRecipe& recipe, const PictureParts& parts) {
  if (!knows_settings(recipe, request.settings)) return false;
  const ModelDef& model = find_model(recipe.model);
  const Spec own = read_settings(model, with_recipe(request, recipe, "none").settings).model;
  try {
    const SpecView options(own, {}, model.options);
    static_cast<void>(model.make({options, parts.train.row().to_vector(), parts.num_classes()}));
    return true;
  } catch (const Error& e) {
    if (e.code() == "bad_model_input") return false;
    throw;
  }
}

// The rungs that these pictures are large enough for; the first, so that an error says why, if none
// is.
std::vector<const PictureRecipe*> fitting_recipes(const BuildRequest& request,
                                                  const PictureParts& parts) {
  std::vector<const PictureRecipe*> fitting;
  for (const PictureRecipe& recipe : picture_recipes())
    if (fits(request, recipe, parts)) fitting.push_back(&recipe);
  if (fitting.empty()) fitting.push_back(&picture_recipes().front());
  return fitting;
}

struct Rung {
  const PictureRecipe* recipe;
  double seconds_per_epoch;
  double epochs;  // for which there is time
};

class Chooser {
 public:
  Chooser(const BuildRequest& request, const PictureParts& parts, const Deadline& deadline,
          Progress& progress)
      : request_(request),
        parts_(parts),
        deadline_(deadline),
        progress_(progress),
        race_rows_(every_nth(parts.train, kRaceRows)) {}

  // The user's own model, for as many epochs as there is time.
  PictureChoice fill_time() {
    const std::int64_t batch = find_model(request_.model).training().batch;
    const PictureRecipe own{text("{}", "{}", request_.model), request_.model, {}, batch};
    const std::string augment = "none";
    return plan({&own, seconds_per_epoch(own), 0}, augment);
  }

  PictureChoice choose() {
    const double budget = deadline_.seconds_left();
    std::vector<Rung> rungs = affordable_rungs(budget);
    const std::string augment = choose_mirroring(rungs.front(), kMirrorShare * budget);
    const Rung chosen = race(rungs, augment, kRaceShare * budget);
    return plan(chosen, augment);
  }

 private:
  [[nodiscard]] double seconds_per_epoch(const PictureRecipe& recipe) const {
    BuildRequest request = with_recipe(request_, recipe, "none");
    request.epochs = 1;
    PictureTraining training(request, {parts_.train, parts_.valid, parts_.num_classes()});
    return training.trainer().seconds_per_epoch();
  }

  // From the cheapest to the largest with time for enough epochs; at least the cheapest.
  std::vector<Rung> affordable_rungs(double budget) {
    std::vector<Rung> rungs;
    const double for_training = budget * (1 - 2 * kRaceShare - 2 * kMirrorShare) * kPlanned;
    const double enough =
        std::clamp(kEnoughRows / static_cast<double>(parts_.train.size()), 1.0, kEnoughEpochs);
    for (const PictureRecipe* fitting : fitting_recipes(request_, parts_)) {
      const PictureRecipe& recipe = *fitting;
      const double seconds = seconds_per_epoch(recipe);
      const double epochs = for_training / seconds;
      progress_.note(
          {fmt::format("{}: {:.1f} s for an epoch, time for {:.0f}", recipe.label.en, seconds,
                       epochs),
           fmt::format("{}: 每轮 {:.1f} 秒, 时间够 {:.0f} 轮", recipe.label.zh, seconds, epochs)});
      if (!rungs.empty() && epochs < enough) break;
      rungs.push_back({&recipe, seconds, epochs});
    }
    return rungs;
  }

  // Trains for about `seconds` on a full schedule; returns the validation accuracy. What an epoch
  // took, figures on the validation rows included, is a better estimate than that from a few steps.
  double short_training(Rung& rung, const std::string& augment, double seconds) {
    BuildRequest request = with_recipe(request_, *rung.recipe, augment);
    const double share =
        static_cast<double>(race_rows_.size()) / static_cast<double>(parts_.train.size());
    const double epoch = rung.seconds_per_epoch * share;
    request.epochs = std::max<std::int64_t>(1, std::llround(std::floor(seconds / epoch)));
    PictureTraining training(request, {race_rows_, parts_.valid, parts_.num_classes()});
    const double before = deadline_.seconds_left();
    training.run();
    rung.seconds_per_epoch =
        (before - deadline_.seconds_left()) / static_cast<double>(*request.epochs) / share;
    return best_accuracy(training.trainer().history());
  }

  // What a training in small came to.
  struct Small {
    double accuracy = 0;      // of the validation rows, in the best epoch
    bool knows_sides = true;  // mirrored validation rows are answered worse
    double variance = 0;      // of that
  };

  // As many epochs as the whole training will have, on as few rows as there is time for: only a
  // training that begins to learn rows by heart shows what variety is worth.
  Small training_in_small(Rung& rung, const std::string& augment, double seconds,
                          std::int64_t epochs) {
    constexpr std::int64_t kValidRows = 3000, kFewestRaceRows = 300;
    const Pictures valid = every_nth(parts_.valid, kValidRows);
    const auto train = static_cast<double>(parts_.train.size());
    // A row costs a third of a training row when it is only answered.
    const double rows = train * seconds / (static_cast<double>(epochs) * rung.seconds_per_epoch) -
                        static_cast<double>(valid.size()) / 3;
    const std::int64_t most = std::max<std::int64_t>(kFewestRaceRows, std::llround(rows));
    BuildRequest request = with_recipe(request_, *rung.recipe, augment);
    request.epochs = epochs;
    const Pictures some = every_nth(parts_.train, most);
    PictureTraining training(request, {some, valid, parts_.num_classes()});
    const double before = deadline_.seconds_left();
    training.run();
    // In rows that are trained on; real epochs are slower than the few steps of the first estimate.
    const double trained = static_cast<double>(epochs) * (static_cast<double>(some.size()) +
                                                          static_cast<double>(valid.size()) / 3);
    rung.seconds_per_epoch = train * (before - deadline_.seconds_left()) / trained;
    const double accuracy = best_accuracy(training.trainer().history());
    return {accuracy, parts_.is_multi_label() || knows_sides(training, valid),
            accuracy * (1 - accuracy) / static_cast<double>(valid.size())};
  }

  // Whether the network, which has seen no mirrored picture, is right less often in a mirror, or is
  // not right often enough to tell. Of things that have no sides as many pictures face left as
  // right.
  bool knows_sides(const PictureTraining& training, const Pictures& valid) const {
    constexpr double kClear = 4, kNoticed = 2;  // standard errors
    if (training.mirrors_pictures()) return false;
    LoadedModel model = training.trained_model();
    const Augmenter mirror(
        nlohmann::json::array({{{"name", "flip_horizontal"}, {"options", {{"p", 1.0}}}}}));
    const Tensor pixels = valid.pixels();
    const Tensor mirrored = mirror.apply(pixels, all_rows(valid.size()), 0, 0);
    const auto wrong = [&](const Tensor& rows) {
      return wrong_rows({model.predict(rows), valid.truth(), parts_.class_names});
    };
    const Tensor wrong_plain = wrong(pixels), wrong_mirrored = wrong(mirrored);
    double only_plain = 0, only_mirrored = 0, right = 0;
    std::vector<double> of_class(parts_.class_names.size());
    for (std::int64_t row = 0; row < valid.size(); ++row) {
      const bool a = wrong_plain.at(row) == 0, b = wrong_mirrored.at(row) == 0;
      only_plain += a && !b ? 1 : 0;
      only_mirrored += b && !a ? 1 : 0;
      right += a ? 1 : 0;
      ++of_class[static_cast<std::size_t>(valid.labels[static_cast<std::size_t>(row)])];
    }
    const auto rows = static_cast<double>(valid.size());
    const double majority = *std::ranges::max_element(of_class);
    const bool is_told = right - majority > kClear * std::sqrt(right * (1 - right / rows));
    return !is_told ||
           only_plain - only_mirrored > kNoticed * std::sqrt(only_plain + only_mirrored);
  }

  // Letters and digits mean something else in a mirror: pictures are mirrored only where that
  // helps. Where things have no sides it will in the long run, unless it clearly does harm.
  std::string choose_mirroring(Rung& rung, double seconds) {
    if (const auto given = request_.settings.find("augment"); given != request_.settings.end())
      return given->second;
    const std::int64_t epochs =
        std::clamp<std::int64_t>(std::llround(rung.epochs), 3, kMostEpochsInSmall);
    const bool few = parts_.train.size() < kFewRows;
    const std::string without = few ? "light_without_flip" : "none", with = few ? "light" : "flip";
    const Small plain = training_in_small(rung, without, seconds, epochs);
    const Small mirrored = training_in_small(rung, with, seconds, epochs);
    const bool helps = mirrored.accuracy > plain.accuracy;
    const bool harms =
        mirrored.accuracy < plain.accuracy - 2 * std::sqrt(plain.variance + mirrored.variance);
    const bool has_no_sides = !plain.knows_sides;
    Text why = text(
        "{} epochs on a part of the rows reached {:.4f} of the validation rows with "
        "them, {:.4f} without",
        "在部分数据上训练 {} 轮的验证准确率: 使用镜像 {:.4f}, 不使用 {:.4f}", epochs,
        mirrored.accuracy, plain.accuracy);
    if (has_no_sides) {
      why.en += ", where mirrored ones were answered as well";
      why.zh += ", 且对镜像图片的预测同样准确";
    }
    const bool chosen = helps || (has_no_sides && !harms);
    decisions_.push_back({text("mirrored pictures", "镜像图片"),
                          chosen ? text("yes", "是") : text("no", "否"), std::move(why)});
    return chosen ? with : without;
  }

  Rung race(std::vector<Rung>& rungs, const std::string& augment, double seconds) {
    Rung& largest = rungs.back();
    if (rungs.size() == 1) {
      decide(largest, text("there is no time for enough epochs of a larger one",
                           "时间不足以训练更大的网络"));
      return largest;
    }
    Rung& next = rungs[rungs.size() - 2];
    const double large = short_training(largest, augment, seconds);
    const double small = short_training(next, augment, seconds);
    const Rung& winner = large >= small - kNearlyAsGood ? largest : next;
    decide(winner,
           {fmt::format("in a race of {:.0f} s each, {} reached {:.4f} and {} {:.4f}", seconds,
                        next.recipe->label.en, small, largest.recipe->label.en, large),
            fmt::format("各训练 {:.0f} 秒: {} 达到 {:.4f}, {} 达到 {:.4f}", seconds,
                        next.recipe->label.zh, small, largest.recipe->label.zh, large)});
    return winner;
  }

  void decide(const Rung& rung, Text why) {
    decisions_.push_back({text("network", "网络"), rung.recipe->label, std::move(why)});
  }

  // The figures cost a pass over validation and test rows, about a third of a training step each,
  // and each epoch a pass over the validation rows. Answers for mirror images as well, where these
  // may be chosen, cost twice as much, and three passes to choose.
  PictureChoice plan(const Rung& rung, const std::string& augment) {
    BuildRequest request = with_recipe(request_, *rung.recipe, augment);
    const auto train = static_cast<double>(parts_.train.size());
    const double row = rung.seconds_per_epoch / train / 3;
    const auto valid = static_cast<double>(parts_.valid.size());
    const double test = static_cast<double>(parts_.test.size());
    const bool mirrored = mirrors_pictures(augmentation_list(request.settings.at("augment")));
    const double figures = 4 + row * (mirrored ? 7 * valid + 2 * test : 2 * valid + test);
    const double left = deadline_.seconds_left() - figures;
    const double epoch = rung.seconds_per_epoch + row * valid;
    const double one = left / (1 + trial_trainings(request));
    if (!request.epochs) {
      request.epochs = std::clamp<std::int64_t>(std::llround(std::floor(kPlanned * one / epoch)), 1,
                                                kMostEpochs);
      be_patient(request);
    }
    const double steps = static_cast<double>(*request.epochs) * train /
                         static_cast<double>(request.batch.value_or(64));
    // A window of the last hundredth of the training.
    const double decay = std::clamp(1 - 100 / steps, 0.9, 0.9999);
    request.settings.try_emplace("average_decay", fmt::format("{:.5f}", decay));
    decisions_.push_back({text("epochs", "训练轮数"), text("{}", "{}", *request.epochs),
                          text("one takes {:.1f} s, {:.0f} s are left",
                               "每轮 {:.1f} 秒, 剩余 {:.0f} 秒", epoch, one)});
    return {std::move(request), std::move(decisions_), figures + left - one};
  }

  const BuildRequest& request_;
  const PictureParts& parts_;
  const Deadline& deadline_;
  Progress& progress_;
  Pictures race_rows_;
  std::vector<Decision> decisions_;
};

}  // namespace

PictureChoice choose_recipe(const BuildRequest& request, const PictureParts& parts,
                            const std::optional<Deadline>& deadline, Progress& progress) {
  if (deadline) {
    Chooser chooser(request, parts, *deadline, progress);
    return request.model == "auto" ? chooser.choose() : chooser.fill_time();
  }
  PictureChoice choice{request, {}};
  const PictureRecipe& fastest = *fitting_recipes(request, parts).front();
  choice.request.model = fastest.model;
  choice.decisions.push_back(
      {text("network", "网络"), fastest.label,
       text("it is the fastest; --time lets others race", "最快; 用 --time 可让其他网络参与比较")});
  if (request.epochs) return choice;
  // About so many updates, in epochs between 5 and 60.
  constexpr double kUpdates = 4000;
  const double rows = static_cast<double>(parts.train.size());
  const double batch = static_cast<double>(request.batch.value_or(64));
  choice.request.epochs =
      std::clamp<std::int64_t>(std::llround(std::ceil(kUpdates * batch / rows)), 5, 60);
  be_patient(choice.request);
  choice.decisions.push_back(
      {text("epochs", "训练轮数"), text("{}", "{}", *choice.request.epochs),
       text("about {:.0f} updates, at least 5 epochs", "约 {:.0f} 次更新, 至少 5 轮", kUpdates)});
  return choice;
}

}  // namespace ingot

#include "tasks/picture_answers.h"

#include <cmath>

#include "evaluate/label_thresholds.h"
#include "evaluate/mirror_effect.h"
#include "tasks/confidence.h"

namespace ingot {
namespace {

constexpr const char* kKey = "test_time_augment";
constexpr std::int64_t kFewestRows = 200;

class AnswerChooser {
 public:
  AnswerChooser(const PictureTraining& training, const PictureParts& parts)
      : training_(training), parts_(parts) {}

  void choose_mirroring(BuildRequest& request) {
    const Text what = text("answers", "预测方式");
    const Text both =
        text("the mean of those for a picture and its mirror image, in twice the time",
             "图片与其镜像的预测取平均, 耗时加倍");
    const std::string& asked = training_.settings().test_time_augment;
    if (asked == "mirror") {
      chosen_.form.mirrored = true;
      const std::string given = fmt::format("--set {}=mirror", kKey);
      chosen_.decisions.push_back({what, both, {given, given}});
    }
    if (asked != "auto") return;
    request.settings.erase(kKey);
    if (!training_.mirrors_pictures() || parts_.valid.size() < kFewestRows) return;
    const MirrorEffect effect = judge_mirroring(answers({}), answers({.mirrored = true}),
                                                static_cast<std::uint64_t>(request.seed));
    chosen_.form.mirrored = effect.pays();
    if (effect.pays()) request.settings[kKey] = "mirror";
    chosen_.decisions.push_back(
        {what, effect.pays() ? both : text("for the picture alone", "只用图片本身"),
         text("with mirror images the log loss of {} validation rows falls by {:.4f} [{:.4f}, "
              "{:.4f}], the accuracy goes from {:.4f} to {:.4f}",
              "使用镜像后, {} 行验证数据的对数损失下降 {:.4f} [{:.4f}, {:.4f}], 准确率由 {:.4f} "
              "变为 {:.4f}",
              effect.rows, effect.mean_gain, effect.gain.low, effect.gain.high,
              effect.plain_accuracy, effect.mirrored_accuracy)});
  }

  void fit_confidence(State& weights) {
    constexpr double kSmallest = 0.02;  // a change that nobody would see
    if (parts_.valid.size() < kFewestRows || parts_.is_multi_label()) return;
    const double temperature = fit_temperature(answers(chosen_.form));
    if (std::abs(std::log(temperature)) < kSmallest) return;
    if (chosen_.form.mirrored)
      chosen_.form.temperature = temperature;
    else if (!scale_confidence(weights, training_.network(), temperature))
      return;
    chosen_.temperature = temperature;
    chosen_.decisions.push_back(
        {text("confidence", "置信度"), text("a temperature of {:.2f}", "温度 {:.2f}", temperature),
         text("it has the least log loss on the validation rows", "其在验证数据上的对数损失最小")});
  }

  PictureAnswers take() { return std::move(chosen_); }

 private:
  [[nodiscard]] Predictions answers(const AnswerForm& form) const {
    LoadedModel model = training_.trained_model(form);
    return ask(model, parts_.valid, parts_.valid, parts_.class_names);
  }

  const PictureTraining& training_;
  const PictureParts& parts_;
  PictureAnswers chosen_;
};

}  // namespace

std::vector<float> thresholds_on(const Pictures& valid, const Tensor& scores) {
  if (!valid.is_multi_label()) return {};
  return best_thresholds(scores, valid.label_sets);
}

Predictions ask(LoadedModel& model, const Pictures& asked, const Pictures& valid,
                const std::vector<std::string>& classes) {
  Predictions said{model.predict(*asked.source), asked.truth(), classes};
  if (valid.is_multi_label())
    said.thresholds = thresholds_on(
        valid, valid.source == asked.source ? said.scores : model.predict(*valid.source));
  return said;
}

PictureAnswers choose_answers(const PictureTraining& training, const PictureParts& parts,
                              BuildRequest& request, State& weights) {
  AnswerChooser chooser(training, parts);
  chooser.choose_mirroring(request);
  chooser.fit_confidence(weights);
  return chooser.take();
}

}  // namespace ingot

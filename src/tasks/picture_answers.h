// What a trained classifier of pictures answers with: decided on the validation rows.
#pragma once

#include "tasks/picture_parts.h"
#include "tasks/picture_training.h"

namespace ingot {

struct PictureAnswers {
  AnswerForm form;
  double temperature = 1;  ///< of the answers, wherever it is kept; 1: none was fitted
  std::vector<Decision> decisions;
};

/// Whether mirror images are asked as well, where the settings leave that open ("auto"): only where
/// training mirrors pictures, too, and where it pays. Then the temperature, which becomes a part of
/// `weights`, or of the form of a mirrored answer. What was chosen takes the place of "auto" in
/// `request`, so that a repetition need not choose.
[[nodiscard]] PictureAnswers choose_answers(const PictureTraining& training,
                                            const PictureParts& parts, BuildRequest& request,
                                            State& weights);

/// From which probability on each class is called, by what a model said of the validation rows;
/// empty where a picture has one class.
[[nodiscard]] std::vector<float> thresholds_on(const Pictures& valid, const Tensor& scores);

/// What a model says of `asked`, with thresholds by what it says of the validation rows `valid`
/// where a picture may have several classes.
[[nodiscard]] Predictions ask(LoadedModel& model, const Pictures& asked, const Pictures& valid,
                              const std::vector<std::string>& classes);

}  // namespace ingot

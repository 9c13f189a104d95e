#include "tasks/picture_findings.h"

#include <filesystem>

#include "base/lower_case.h"
#include "data/picture_hash.h"
#include "evaluate/thumbnail.h"
#include "features/picture_features.h"

namespace ingot {
namespace {

std::string file_type(const std::string& name) {
  const std::string type = in_lower_case(std::filesystem::path(name).extension().string());
  return type == ".jpeg" ? ".jpg" : type;
}

std::vector<RowFeature> features_of(const Pictures& pictures) {
  std::vector<RowFeature> features;
  for_each_run(*pictures.source, [&](const Tensor& batch) {
    const std::vector<PictureFeature> measured = picture_features(batch);
    features.resize(measured.size());
    for (std::size_t f = 0; f < measured.size(); ++f) {
      features[f].label = measured[f].label;
      features[f].numbers.insert(features[f].numbers.end(), measured[f].values.begin(),
                                 measured[f].values.end());
    }
  });
  if (!pictures.longer_sides.empty()) {
    RowFeature& size = features.emplace_back();
    size.label = text("longer side in pixels", "长边像素数");
    size.numbers.assign(pictures.longer_sides.begin(), pictures.longer_sides.end());
  }
  if (pictures.source->name(0).empty()) return features;
  RowFeature type{.label = text("file type", "文件类型")};
  for (std::int64_t row = 0; row < pictures.size(); ++row)
    type.categories.push_back(file_type(pictures.source->name(row)));
  features.push_back(std::move(type));
  return features;
}

WeakSlices weak_slices_of(const Pictures& pictures, const Predictions& predictions,
                          std::uint64_t seed) {
  std::vector<RowFeature> features = features_of(pictures);
  // With very many classes each holds too few rows to be a slice.
  constexpr std::size_t kMostSliceClasses = 100;
  if (predictions.classes.size() <= kMostSliceClasses)
    for (RowFeature& feature : class_features(predictions)) features.push_back(std::move(feature));
  return find_weak_slices(features, wrong_rows(predictions), {.seed = seed});
}

// Files that are skipped for one reason stand together; the reason is what follows the name.
std::vector<SkippedFiles> skipped_by_reason(const std::vector<SkippedFile>& files) {
  constexpr std::size_t kMostNames = 20;
  std::vector<SkippedFiles> groups;
  for (const SkippedFile& file : files) {
    Text reason = file.reason;
    for (std::string* side : {&reason.en, &reason.zh})
      if (side->starts_with(file.name + ": ")) side->erase(0, file.name.size() + 2);
    auto group = std::ranges::find_if(
        groups, [&](const SkippedFiles& g) { return g.reason.en == reason.en; });
    if (group == groups.end()) group = groups.insert(groups.end(), {.reason = reason});
    ++group->count;
    if (group->names.size() < kMostNames) group->names.push_back(file.name);
  }
  return groups;
}

// What the test part shares with the training part of the data.
std::optional<DuplicateFindings> repeats_of(const PictureParts& parts) {
  constexpr std::size_t kExamples = 12;
  if (parts.repeated_test.empty()) return std::nullopt;
  DuplicateFindings found{.rows = parts.test.size(),
                          .duplicates = std::ssize(parts.repeated_test),
                          .left_out = parts.gives_up_repeats};
  const auto hash_of = [](const Pictures& pictures, std::int64_t row) {
    return hash_picture(pictures.source->get(std::array{row}).reshape(pictures.row()));
  };
  for (std::size_t i = 0; i < std::min(kExamples, parts.repeated_test.size()); ++i) {
    const auto [test_row, training_row] = parts.repeated_test[i];
    const auto at = static_cast<std::int64_t>(i);
    found.examples.push_back({.row = test_row,
                              .training_row = training_row,
                              .distance = least_difference(hash_of(parts.test, test_row),
                                                           hash_of(parts.repeated_training, at)),
                              .name = parts.test.source->name(test_row),
                              .training_name = parts.repeated_training.source->name(at)});
  }
  return found;
}

// Whether label errors are looked for in the validation rows as well: not where their probabilities
// would take 100 MB together with those of the test rows.
bool judges_valid_rows(const PictureParts& parts) {
  constexpr std::int64_t kMostProbabilities = 25'000'000;
  const std::int64_t rows = parts.valid.size() + parts.test.size();
  return parts.valid.size() > 0 && rows * parts.num_classes() <= kMostProbabilities;
}

}  // namespace

std::vector<AugmentedPicture> augmented_pictures(const Pictures& train, const Augmenter& augmenter,
                                                 std::uint64_t seed) {
  constexpr std::int64_t kPictures = 6, kVersions = 6;
  const std::int64_t count = std::min(kPictures, train.size());
  std::vector<std::int64_t> rows;
  for (std::int64_t i = 0; i < count; ++i) rows.push_back(i * train.size() / count);
  const Tensor pictures = train.source->get(rows);
  const auto uri_of = [](const Tensor& all, std::int64_t i) {
    return thumbnail_uri(all.rows(i, 1).reshape(all.shape().without(0)));
  };
  std::vector<AugmentedPicture> list;
  for (std::int64_t i = 0; i < count; ++i) list.push_back({.original = uri_of(pictures, i)});
  for (std::int64_t epoch = 0; epoch < kVersions; ++epoch) {
    Tensor changed = augmenter.apply(pictures, rows, epoch, seed);
    if (augmenter.mixes_rows())
      changed = augmenter.mix(changed.to(f32), Tensor::zeros({f32, {count, 1}}), rows, epoch, seed)
                    .encoded.to(u8);
    for (std::int64_t i = 0; i < count; ++i)
      list[static_cast<std::size_t>(i)].variants.push_back(uri_of(changed, i));
  }
  return list;
}

std::pair<const Pictures&, std::int64_t> held_out_row(const PictureParts& parts, std::int64_t row) {
  const std::int64_t valid = judges_valid_rows(parts) ? parts.valid.size() : 0;
  if (row < valid) return {parts.valid, row};
  return {parts.test, row - valid};
}

Findings find_in_pictures(const PictureParts& parts, const HeldOutScores& scores,
                          std::uint64_t seed) {
  constexpr std::size_t kMostDoubtful = 24;
  Findings findings;
  findings.skipped = skipped_by_reason(parts.skipped);
  findings.near_duplicates = repeats_of(parts);
  if (parts.is_multi_label()) {
    findings.weak_slices = weak_slices_of(
        parts.test, {scores.test, parts.test.truth(), parts.class_names, scores.thresholds}, seed);
    return findings;
  }
  const Predictions valid{scores.valid, parts.valid.truth(), parts.class_names};
  const Predictions test{scores.test, parts.test.truth(), parts.class_names};
  const Predictions both =
      judges_valid_rows(parts)
          ? Predictions{concatenated_rows(std::array{valid.scores, test.scores}),
                        concatenated_rows(std::array{valid.truth, test.truth}), parts.class_names}
          : test;
  // As they were before the temperature.
  const Predictions stated{apply_temperature(scores.test, 1 / scores.temperature), test.truth,
                           parts.class_names};
  if (scores.temperature != 1)
    findings.temperature = judge_temperature(scores.temperature, stated, seed);
  findings.label_errors = find_label_errors(both);
  findings.doubtful = most_doubtful(both, DoubtBy::margin, kMostDoubtful);
  findings.weak_slices = weak_slices_of(parts.test, test, seed);
  return findings;
}

}  // namespace ingot

#include "tasks/picture_parts.h"

#include <nlohmann/json.hpp>

#include "tasks/decisions.h"
#include "train/row_source.h"

namespace ingot {
namespace {

constexpr double kValidShare = 0.1, kTestShare = 0.1;

Pictures without_rows(const Pictures& pictures, const std::vector<std::int64_t>& rows) {
  std::vector<std::int64_t> kept = all_rows(pictures.size());
  std::erase_if(kept, [&](std::int64_t row) { return std::ranges::binary_search(rows, row); });
  return select_rows(pictures, std::move(kept));
}

Decision about_misnamed(const std::vector<std::string>& names) {
  return {
      text("file names", "文件名"),
      text("{} pictures are of another format than their names say, and are read as what they are",
           "{} 张图片的格式与文件名不符, 按实际格式读取", names.size()),
      {some_names(names), some_names(names)}};
}

}  // namespace

nlohmann::json to_json(const std::vector<SkippedFile>& skipped) {
  auto list = nlohmann::json::array();
  for (const SkippedFile& file : skipped)
    list.push_back({{"name", file.name}, {"reason", file.reason.en}});
  return list;
}

void tell_skipped(Progress& progress, const std::vector<SkippedFile>& skipped) {
  for (const SkippedFile& file : skipped)
    progress.note(text("skipped: {}", "已跳过: {1}", file.reason.en, file.reason.zh));
}

std::vector<std::string> labels_of(const Pictures& pictures, std::int64_t row,
                                   const std::vector<std::string>& classes) {
  std::vector<std::string> names;
  if (!pictures.is_multi_label()) {
    if (!pictures.labels.empty())
      names.push_back(
          classes[static_cast<std::size_t>(pictures.labels[static_cast<std::size_t>(row)])]);
    return names;
  }
  const auto width = static_cast<std::int64_t>(classes.size());
  for (std::int64_t c = 0; c < width; ++c)
    if (pictures.label_sets.at(row * width + c) != 0)
      names.push_back(classes[static_cast<std::size_t>(c)]);
  return names;
}

PictureParts open_picture_parts(const BuildRequest& request, const TrainingSettings& settings,
                                Progress& progress) {
  const SplitChoice choice = split_choice(request);
  Dataset data = open_dataset(request.data, {.picture_size = settings.picture_size,
                                             .fit = settings.fit,
                                             .column = choice.column,
                                             .label_sets = request.multi_label,
                                             .test = request.test,
                                             .max_bad = request.max_bad,
                                             .num_threads = request.threads,
                                             .home = request.home,
                                             .progress = &progress});
  PictureSplit split = split_pictures(
      data, choice, {data.valid ? 0 : kValidShare, data.test ? 0 : kTestShare}, request.seed);
  PictureParts parts;
  parts.decisions = std::move(split.decisions);
  if (!data.misnamed.empty()) parts.decisions.push_back(about_misnamed(data.misnamed));
  if (!split.groups.empty())
    for (const std::int64_t row : split.rows.train)
      parts.train_groups.push_back(split.groups[static_cast<std::size_t>(row)]);
  parts.name = std::move(data.name);
  parts.class_names = std::move(data.class_names);
  parts.sha256 = std::move(data.sha256);
  parts.skipped = std::move(data.skipped);
  parts.train = select_rows(data.train, split.rows.train);
  parts.repeated_test = std::move(split.repeated_test);
  parts.gives_up_repeats = split.gives_up_repeats;
  std::vector<std::int64_t> repeated;
  for (const RepeatedTestPicture& r : parts.repeated_test) repeated.push_back(r.training_row);
  parts.repeated_training = select_rows(data.train, std::move(repeated));
  parts.valid = data.valid ? without_rows(*data.valid, split.repeated_valid)
                           : select_rows(data.train, split.rows.valid);
  parts.test = data.test ? std::move(*data.test) : select_rows(data.train, split.rows.test);
  if (parts.train.size() == 0 || parts.valid.size() == 0 || parts.test.size() == 0)
    throw Error("too_few_rows",
                text("{} leaves {} rows to train on, {} to validate and {} to test",
                     "{} 只剩 {} 行用于训练, {} 行用于验证, {} 行用于测试", parts.name,
                     parts.train.size(), parts.valid.size(), parts.test.size()))
        .expected(text("at least 5 pictures of a class", "每类至少 5 张图片"))
        .where(text("{}", "{}", request.data))
        .fix(text("bring more pictures, or a test part of their own",
                  "请提供更多图片, 或单独的测试部分"));
  return parts;
}

}  // namespace ingot

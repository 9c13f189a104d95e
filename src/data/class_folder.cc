#include "data/class_folder.h"

#include <cmath>

#include "base/files.h"
#include "base/near_name.h"
#include "base/sha256.h"
#include "data/picture_list.h"
#include "data/picture_survey.h"
#include "data/resize.h"

namespace ingot {
namespace {

namespace fs = std::filesystem;

// One part of the data: its files, and what is in them.
struct Part {
  PictureFiles files;
  std::vector<std::int64_t> labels;
  std::vector<PictureFacts> facts;
};

bool has_classes(const fs::path& folder) {
  const std::vector<fs::path> folders = folders_in(folder);
  return std::any_of(folders.begin(), folders.end(),
                     [](const fs::path& sub) { return !pictures_in(sub).empty(); });
}

Error unknown_class(const fs::path& part, const std::string& name,
                    const std::vector<std::string>& known) {
  const std::string near = near_name(name, known);
  Error error =
      Error("unknown_class", text("{} has the class \"{}\", the training part has not",
                                  "{} 中有类别 \"{}\", 而训练部分没有", part.string(), name))
          .expected(text("one of {}", "{} 之一", fmt::join(known, ", ")));
  if (near.empty())
    return std::move(error).fix(text("move its pictures away", "请移走该类别的图片"));
  return std::move(error).fix(text("did you mean \"{}\"?", "是否想写 \"{}\"?", near));
}

enum class Classes { learned, known };

// The files of one part, named from `root`. Classes that `names` lacks are added to it, or refused.
Part list_part(const fs::path& root, const fs::path& part, std::vector<std::string>& names,
               Classes classes) {
  Part list;
  list.files.folder = root;
  for (const fs::path& sub : folders_in(part)) {
    const std::vector<fs::path> files = pictures_in(sub);
    if (files.empty()) continue;
    const std::string name = sub.filename().string();
    auto found = std::find(names.begin(), names.end(), name);
    if (found == names.end()) {
      if (classes == Classes::known) throw unknown_class(part, name, names);
      found = names.insert(names.end(), name);
    }
    for (const fs::path& file : files)
      list.files.names.push_back(file.lexically_relative(root).generic_string());
    list.labels.resize(list.files.names.size(), found - names.begin());
  }
  return list;
}

std::int64_t median(std::vector<std::int64_t> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

// The median height and width, and colours if any picture is coloured.
Shape common_shape(const std::vector<PictureFacts>& facts, std::int64_t picture_size) {
  constexpr std::int64_t kLongestSide = 256;
  std::int64_t channels = 1;
  std::vector<std::int64_t> heights, widths;
  for (const PictureFacts& f : facts) {
    channels = std::max(channels, f.shape[0]);
    heights.push_back(f.shape[1]);
    widths.push_back(f.shape[2]);
  }
  const Shape row{channels, median(std::move(heights)), median(std::move(widths))};
  const std::int64_t longest = std::max(row[1], row[2]);
  return with_longer_side(row, picture_size > 0 ? picture_size : std::min(longest, kLongestSide));
}

// The names are part of the data: they say the classes.
std::string hash_of(std::initializer_list<const Part*> parts) {
  std::string all;
  for (const Part* part : parts)
    for (std::size_t i = 0; i < part->facts.size(); ++i)
      all += part->files.names[i] + '\0' + part->facts[i].sha256 + '\n';
  return sha256(all);
}

// Takes the files without a picture out of the part and puts them into `skipped`.
void drop_bad(Part& part, std::vector<SkippedFile>& skipped) {
  std::size_t kept = 0;
  for (std::size_t i = 0; i < part.facts.size(); ++i) {
    if (!part.facts[i].is_good()) {
      skipped.push_back({part.files.names[i], part.facts[i].problem});
      continue;
    }
    if (kept != i) {
      part.files.names[kept] = std::move(part.files.names[i]);
      part.labels[kept] = part.labels[i];
      part.facts[kept] = std::move(part.facts[i]);
    }
    ++kept;
  }
  part.files.names.resize(kept);
  part.labels.resize(kept);
  part.facts.resize(kept);
}

void require_few_bad(const std::vector<SkippedFile>& skipped, std::size_t num_files,
                     double max_bad) {
  const double share = static_cast<double>(skipped.size()) / static_cast<double>(num_files);
  if (share <= max_bad) return;
  const SkippedFile& first = skipped.front();
  throw Error("too_many_bad",
              Text{fmt::format("{} of {} files ({:.1f} %) hold no picture that can be read; the "
                               "first: {}",
                               skipped.size(), num_files, 100 * share, first.reason.en),
                   fmt::format("{1} 个文件中有 {0} 个 ({2:.1f} %) 无法读取图片; 第一个: {3}",
                               skipped.size(), num_files, 100 * share, first.reason.zh)})
      .expected(text("at most {:.1f} %", "至多 {:.1f} %", 100 * max_bad))
      .fix(text("mend or remove them, or allow more with --max-bad {:.2f}",
                "请修复或删除这些文件, 或用 --max-bad {:.2f} 放宽限制",
                std::min(1.0, std::ceil(100 * share) / 100)));
}

std::string in_lower_case(std::string name) {
  for (char& c : name)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return name;
}

}  // namespace

std::optional<fs::path> part_folder(const fs::path& folder, std::string_view name) {
  std::vector<std::string_view> names{name};
  if (name == "valid") names = {"valid", "val", "validation"};
  for (const fs::path& sub : folders_in(folder))
    if (std::ranges::find(names, in_lower_case(sub.filename().string())) != names.end() &&
        has_classes(sub))
      return sub;
  return std::nullopt;
}

bool is_class_folder(const fs::path& folder) {
  return fs::is_directory(folder) && (part_folder(folder, "train") || has_classes(folder));
}

Dataset open_class_folder(const fs::path& folder, const DataOptions& options) {
  Dataset data;
  data.name = (folder / "").parent_path().filename().string();
  const std::optional<fs::path> train_folder = part_folder(folder, "train");
  Part train = list_part(folder, train_folder.value_or(folder), data.class_names, Classes::learned);
  if (data.class_names.size() < 2)
    throw Error("unknown_data",
                text("{} has pictures of one class only, \"{}\"", "{} 中只有一个类别 \"{}\" 的图片",
                     folder.string(), data.class_names.at(0)))
        .expected(text("one sub-folder for each of at least 2 classes",
                       "至少 2 个类别, 每个类别一个子文件夹"));
  Part valid, test;
  if (train_folder) {
    if (const auto part = part_folder(folder, "valid"))
      valid = list_part(folder, *part, data.class_names, Classes::known);
    if (const auto part = part_folder(folder, "test"))
      test = list_part(folder, *part, data.class_names, Classes::known);
  }
  std::size_t num_files = 0;
  for (Part* part : {&train, &valid, &test}) {
    part->facts = survey_pictures(part->files, options.num_threads);
    num_files += part->facts.size();
  }
  data.sha256 = hash_of({&train, &valid, &test});
  for (Part* part : {&train, &valid, &test}) drop_bad(*part, data.skipped);
  require_few_bad(data.skipped, num_files, options.max_bad);
  const Shape row = options.row ? *options.row : common_shape(train.facts, options.picture_size);
  const auto opened = [&](Part& part) {
    return Pictures{open_picture_files(std::move(part.files), row, options.num_threads),
                    std::move(part.labels)};
  };
  data.train = opened(train);
  if (!valid.labels.empty()) data.valid = opened(valid);
  if (!test.labels.empty()) data.test = opened(test);
  return data;
}

}  // namespace ingot

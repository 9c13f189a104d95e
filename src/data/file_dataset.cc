#include "data/file_dataset.h"

#include <cmath>

#include "base/progress.h"
#include "base/sha256.h"
#include "base/utf8.h"
#include "data/kept_pictures.h"
#include "data/picture_survey.h"
#include "data/repeated_pictures.h"
#include "data/resize.h"

namespace ingot {
namespace {

struct Part : FilePart {
  std::vector<PictureFacts> facts;
};

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
    channels = std::max<std::int64_t>(channels, f.channels);
    heights.push_back(f.height);
    widths.push_back(f.width);
  }
  const Shape row{channels, median(std::move(heights)), median(std::move(widths))};
  const std::int64_t longest = std::max(row[1], row[2]);
  return with_longer_side(row, picture_size > 0 ? picture_size : std::min(longest, kLongestSide));
}

// Whether none of the files to train on holds a picture, and what the first is instead.
void require_pictures(const Part& train, const std::vector<SkippedFile>& skipped,
                      const std::string& name) {
  if (!train.facts.empty()) return;
  Text what = text("{} has no picture to train on", "{} 中没有可用于训练的图片", name);
  if (!skipped.empty()) {
    what.en += "; the first file: " + skipped.front().reason.en;
    what.zh += "; 第一个文件: " + skipped.front().reason.zh;
  }
  throw Error("no_pictures", std::move(what))
      .expected(text("PNG, JPEG, WebP or BMP files", "PNG, JPEG, WebP 或 BMP 文件"));
}

// Pixels along the longer sides; empty where they are all alike.
std::vector<std::int64_t> longer_sides_of(const Part& part) {
  std::vector<std::int64_t> sides;
  for (const PictureFacts& f : part.facts) sides.push_back(std::max(f.height, f.width));
  const bool alike = std::ranges::adjacent_find(sides, std::ranges::not_equal_to{}) == sides.end();
  return alike ? std::vector<std::int64_t>() : sides;
}

// The names are part of the data: they say the classes, unless a table does.
std::string hash_of(const std::vector<Part>& parts, const std::string& table_sha256) {
  Sha256 all;
  all.add(table_sha256);
  for (const Part& part : parts)
    for (std::size_t i = 0; i < part.facts.size(); ++i)
      all.add(fmt::format("{}{}{}\n", part.files.names[i], '\0',
                          in_hexadecimal(part.facts[i].identity.digest)));
  return all.digest();
}

// What stands at `places`, which ascend, of a list that may be empty.
template <class T>
void keep(std::vector<T>& list, const std::vector<std::size_t>& places) {
  if (list.empty()) return;
  for (std::size_t i = 0; i < places.size(); ++i)
    if (places[i] != i) list[i] = std::move(list[places[i]]);
  list.resize(places.size());
}

// Takes the files without a picture out of the part and puts them into `skipped`.
void drop_bad(Part& part, std::vector<SkippedFile>& skipped) {
  std::vector<std::size_t> good;
  for (std::size_t i = 0; i < part.facts.size(); ++i)
    if (part.facts[i].is_good())
      good.push_back(i);
    else
      skipped.push_back({mended_utf8(part.files.names[i]), *part.facts[i].problem});
  if (good.size() == part.facts.size()) return;
  NameList names;
  for (const std::size_t i : good) names.push_back(part.files.names[i]);
  part.files.names = std::move(names);
  keep(part.facts, good);
  keep(part.labels, good);
  keep(part.label_sets, good);
  keep(part.column, good);
}

// (rows, classes), 1 where a row has the class.
Tensor label_sets_of(const Part& part, std::size_t num_classes) {
  Tensor sets = Tensor::zeros({u8,
                               {static_cast<std::int64_t>(part.label_sets.size()),
                                static_cast<std::int64_t>(num_classes)}});
  std::uint8_t* row = sets.mutable_data<std::uint8_t>().data();
  for (const std::vector<std::int64_t>& set : part.label_sets) {
    for (const std::int64_t c : set) row[c] = 1;
    row += num_classes;
  }
  return sets;
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

// What only the other parts have nobody can learn.
void require_trained_classes(const std::vector<Part>& parts,
                             const std::vector<std::string>& classes, const std::string& name) {
  std::vector<bool> trained(classes.size());
  for (const std::int64_t label : parts[0].labels) trained[static_cast<std::size_t>(label)] = true;
  for (const Part* part : {&parts[1], &parts[2]})
    for (std::size_t i = 0; i < part->labels.size(); ++i) {
      const auto label = static_cast<std::size_t>(part->labels[i]);
      if (trained[label]) continue;
      throw Error("unknown_class",
                  text("{} has no picture of \"{}\" to train on, but {} to test or validate on",
                       "{} 没有用于训练的“{}”图片, 却有用于测试或验证的 {}", name, classes[label],
                       mended_utf8(part->files.names[i])))
          .fix(text("move some of them to the training part, or leave the class out",
                    "请将部分图片移到训练部分, 或去掉该类别"));
    }
}

// Takes the identities out of the facts.
RepeatedPictures repeats_in(std::vector<Part>& parts) {
  std::array<std::size_t, 3> sizes{};
  for (std::size_t p = 0; p < parts.size(); ++p) sizes[p] = parts[p].facts.size();
  std::vector<PictureIdentity> identities;
  identities.reserve(sizes[0] + sizes[1] + sizes[2]);
  for (Part& part : parts)
    for (PictureFacts& f : part.facts) identities.push_back(std::move(f.identity));
  return repeated_pictures(identities, sizes);
}

}  // namespace

Dataset open_files(FileDataset files, const DataOptions& options) {
  Dataset data;
  data.name = std::move(files.name);
  data.class_names = std::move(files.class_names);
  std::vector<Part> parts;  // in the order of DataPart
  std::size_t num_files = 0;
  for (FilePart* part : {&files.train, &files.valid, &files.test}) {
    num_files += part->files.names.size();
    parts.push_back({std::move(*part), {}});
  }
  SurveyOptions survey{.num_threads = options.num_threads, .progress = options.progress};
  survey.with_hashes = num_files <= kMostCompared;
  for (Part& part : parts) part.facts = survey_pictures(part.files, survey);
  data.sha256 = hash_of(parts, files.table_sha256);
  for (Part& part : parts) drop_bad(part, data.skipped);
  require_few_bad(data.skipped, num_files, options.max_bad);
  require_pictures(parts[0], data.skipped, data.name);
  if (options.class_names.empty() && !files.is_multi_label)
    require_trained_classes(parts, data.class_names, data.name);
  for (const Part& part : parts)
    for (std::size_t i = 0; i < part.facts.size(); ++i)
      if (part.facts[i].misnamed) data.misnamed.push_back(mended_utf8(part.files.names[i]));
  data.duplicates = repeats_in(parts);
  const Shape row = options.row ? *options.row : common_shape(parts[0].facts, options.picture_size);
  const auto opened = [&](Part& part) {
    return Pictures{kept_pictures(open_picture_files(std::move(part.files), row,
                                                     options.num_threads, options.fit)),
                    std::move(part.labels),
                    files.is_multi_label ? label_sets_of(part, data.class_names.size()) : Tensor(),
                    std::move(part.column), longer_sides_of(part)};
  };
  data.train = opened(parts[0]);
  if (!parts[1].facts.empty()) data.valid = opened(parts[1]);
  if (!parts[2].facts.empty()) data.test = opened(parts[2]);
  return data;
}

}  // namespace ingot

#include "tasks/picture_parts.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

namespace ingot {
namespace {

constexpr double kValidShare = 0.1, kTestShare = 0.1;

// A few names out of many, for people.
std::string some_names(const std::vector<std::string>& names) {
  constexpr std::size_t kShown = 6;
  const std::vector<std::string> first(
      names.begin(), names.begin() + static_cast<std::ptrdiff_t>(std::min(kShown, names.size())));
  return fmt::format("{}{}", fmt::join(first, ", "), names.size() > kShown ? ", ..." : "");
}

std::vector<std::int64_t> without(const std::vector<std::int64_t>& rows,
                                  const std::set<std::int64_t>& gone) {
  std::vector<std::int64_t> kept;
  std::ranges::copy_if(rows, std::back_inserter(kept),
                       [&](std::int64_t row) { return !gone.contains(row); });
  return kept;
}

// Rows of a group follow its first row.
void keep_together(Split& split, const Dataset& data, std::vector<Decision>& decisions) {
  std::vector<std::string> names;
  for (const std::vector<PictureAddress>& group : data.duplicates) {
    std::set<std::int64_t> followers;
    std::int64_t first = -1;
    for (const PictureAddress& a : group)
      if (a.part == DataPart::train && first < 0)
        first = a.row;
      else if (a.part == DataPart::train)
        followers.insert(a.row);
    if (followers.empty()) continue;
    names.push_back(data.train.source->name(first));
    for (std::vector<std::int64_t>* part : {&split.train, &split.valid, &split.test}) {
      const bool leads = std::ranges::binary_search(*part, first);
      *part = without(*part, followers);
      if (!leads) continue;
      part->insert(part->end(), followers.begin(), followers.end());
      std::sort(part->begin(), part->end());
    }
  }
  if (names.empty()) return;
  decisions.push_back({text("duplicates", "重复图片"),
                       text("{} groups of pictures that are nearly the same stay on one side each",
                            "{} 组几乎相同的图片各自留在同一侧", names.size()),
                       {some_names(names), some_names(names)}});
}

// Training rows that show what a held-out row shows.
std::set<std::int64_t> repeated_rows(const Dataset& data, std::vector<Decision>& decisions) {
  std::set<std::int64_t> repeated;
  std::vector<std::string> names;
  for (const std::vector<PictureAddress>& group : data.duplicates) {
    const bool held_out = std::ranges::any_of(
        group, [](const PictureAddress& a) { return a.part != DataPart::train; });
    if (!held_out) continue;
    for (const PictureAddress& a : group)
      if (a.part == DataPart::train && repeated.insert(a.row).second)
        names.push_back(data.train.source->name(a.row));
  }
  if (!names.empty())
    decisions.push_back(
        {text("duplicates", "重复图片"),
         text("{} training pictures are left out: held-out ones are nearly the same",
              "{} 张训练图片被排除: 与留出的图片几乎相同", names.size()),
         {some_names(names), some_names(names)}});
  return repeated;
}

}  // namespace

nlohmann::json PictureParts::skipped_json() const {
  auto list = nlohmann::json::array();
  for (const SkippedFile& file : skipped)
    list.push_back({{"name", file.name}, {"reason", file.reason.en}});
  return list;
}

PictureParts open_picture_parts(const BuildRequest& request, std::int64_t picture_size,
                                Progress& progress) {
  Dataset data = open_dataset(request.data, {.picture_size = picture_size,
                                             .max_bad = request.max_bad,
                                             .num_threads = request.threads,
                                             .home = request.home,
                                             .progress = &progress});
  Split split = stratified_split(data.train.labels, data.valid ? 0 : kValidShare,
                                 data.test ? 0 : kTestShare, request.seed);
  PictureParts parts;
  keep_together(split, data, parts.decisions);
  const std::set<std::int64_t> repeated = repeated_rows(data, parts.decisions);
  parts.name = std::move(data.name);
  parts.class_names = std::move(data.class_names);
  parts.sha256 = std::move(data.sha256);
  parts.skipped = std::move(data.skipped);
  parts.train = select_rows(data.train, without(split.train, repeated));
  parts.valid = data.valid ? std::move(*data.valid) : select_rows(data.train, split.valid);
  parts.test = data.test ? std::move(*data.test) : select_rows(data.train, split.test);
  if (parts.train.size() == 0 || parts.test.size() == 0)
    throw Error("too_few_rows", text("{} leaves {} rows to train on and {} to test",
                                     "{} 只剩 {} 行用于训练, {} 行用于测试", parts.name,
                                     parts.train.size(), parts.test.size()))
        .expected(text("at least 5 pictures of a class", "每类至少 5 张图片"))
        .where(text("{}", "{}", request.data))
        .fix(text("bring more pictures, or a test part of their own",
                  "请提供更多图片, 或单独的测试部分"));
  return parts;
}

}  // namespace ingot

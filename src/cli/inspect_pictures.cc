#include "cli/inspect_pictures.h"

#include <algorithm>

#include "cli/terminal_progress.h"
#include "ingot/data.h"
#include "tasks/decisions.h"
#include "tasks/picture_parts.h"

namespace ingot {
namespace {

using nlohmann::json;

std::vector<std::int64_t> count_classes(const Pictures& part, std::size_t num_classes) {
  std::vector<std::int64_t> counts(num_classes);
  if (part.is_multi_label())
    for (std::int64_t i = 0; i < part.label_sets.num_elements(); ++i)
      counts[static_cast<std::size_t>(i) % num_classes] += part.label_sets.at(i) != 0;
  for (std::int64_t label : part.labels) ++counts[static_cast<std::size_t>(label)];
  return counts;
}

struct Repeat {
  std::string part, name;
  std::vector<std::string> labels;
};

/// Pictures that are nearly the same.
struct Repeats {
  std::vector<Repeat> pictures;

  [[nodiscard]] bool across_parts() const {
    return std::ranges::any_of(pictures,
                               [&](const Repeat& r) { return r.part != pictures[0].part; });
  }
  [[nodiscard]] bool labels_differ() const {
    return std::ranges::any_of(pictures,
                               [&](const Repeat& r) { return r.labels != pictures[0].labels; });
  }
};

/// Those with different labels first, then those on both sides.
std::vector<Repeats> repeats_of(const Dataset& data) {
  const auto part_of = [&](DataPart part) -> std::pair<const char*, const Pictures&> {
    if (part == DataPart::valid) return {"valid", *data.valid};
    if (part == DataPart::test) return {"test", *data.test};
    return {"train", data.train};
  };
  std::vector<Repeats> all;
  for (const std::vector<PictureAddress>& group : data.duplicates) {
    Repeats& repeats = all.emplace_back();
    for (const PictureAddress& a : group) {
      const auto [name, part] = part_of(a.part);
      repeats.pictures.push_back(
          {name, part.shown_name(a.row), labels_of(part, a.row, data.class_names)});
    }
  }
  std::ranges::stable_sort(all, std::ranges::greater{}, [](const Repeats& r) {
    return std::pair(r.labels_differ(), r.across_parts());
  });
  return all;
}

json repeats_json(const std::vector<Repeats>& all) {
  json list = json::array();
  for (const Repeats& repeats : all) {
    json& group = list.emplace_back(json::array());
    for (const Repeat& r : repeats.pictures)
      group.push_back({{"part", r.part}, {"name", r.name}, {"labels", r.labels}});
  }
  return list;
}

void say_repeats(const Context& context, const std::vector<Repeats>& all) {
  constexpr std::size_t kShown = 6;
  if (all.empty()) return;
  context.say(
      text("groups of pictures that are nearly the same: {} (across parts: {}, with different "
           "labels: {})",
           "几乎相同的图片组: {} (跨越多个部分: {}, 标签不同: {})", all.size(),
           std::ranges::count_if(all, &Repeats::across_parts),
           std::ranges::count_if(all, &Repeats::labels_differ)));
  for (std::size_t i = 0; i < std::min(kShown, all.size()); ++i) {
    std::vector<std::string> names;
    for (const Repeat& r : all[i].pictures)
      names.push_back(r.labels.empty() ? r.name
                                       : fmt::format("{} ({})", r.name, fmt::join(r.labels, "|")));
    const std::string line = "  " + some_names(names, " = ");
    context.say({line, line});
  }
  if (all.size() > kShown) context.say({"  ...", "  ..."});
}

}  // namespace

void inspect_pictures(const Context& context, const std::string& source) {
  TerminalProgress progress(context);
  DataOptions options = context.data_options(progress);
  options.max_bad = 1;
  const Dataset data = open_dataset(source, options);
  const Shape s = data.train.row();
  const std::int64_t train_rows = data.train.size();
  const std::int64_t test_rows = data.test ? data.test->size() : 0;
  const std::vector<std::int64_t> counts = count_classes(data.train, data.class_names.size());
  context.say(text("{}: {} training pictures, {} test pictures, {} x {} pixels, {} channel(s)",
                   "{}: 训练图片 {} 张, 测试图片 {} 张, {} x {} 像素, {} 个通道", data.name,
                   train_rows, test_rows, s[2], s[1], s[0]));
  json classes = json::array();
  for (std::size_t c = 0; c < counts.size(); ++c) {
    context.say(text("  {:<16} {:>8}", "  {:<16} {:>8}", data.class_names[c], counts[c]));
    classes.push_back({{"name", data.class_names[c]}, {"train_rows", counts[c]}});
  }
  for (const SkippedFile& f : data.skipped) context.say(f.reason);
  if (!data.misnamed.empty()) {
    const std::string names = some_names(data.misnamed);
    context.say(text("of another format than their names say: {} ({})", "格式与文件名不符: {} ({})",
                     data.misnamed.size(), names));
  }
  const std::vector<Repeats> repeats = repeats_of(data);
  say_repeats(context, repeats);
  context.answer({{"name", data.name},
                  {"rows", {{"train", train_rows}, {"test", test_rows}}},
                  {"shape", s.to_vector()},
                  {"classes", classes},
                  {"skipped", to_json(data.skipped)},
                  {"misnamed", data.misnamed},
                  {"duplicates", repeats_json(repeats)},
                  {"sha256", data.sha256}});
}

}  // namespace ingot

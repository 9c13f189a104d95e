#include "tasks/picture_split.h"

#include <algorithm>
#include <map>
#include <set>

#include "data/strata.h"
#include "tasks/decisions.h"
#include "train/row_source.h"

namespace ingot {
namespace {

using Rows = std::vector<std::int64_t>;
using RowNumbers = std::set<std::int64_t>;

Decision about_duplicates(const Text& choice, const std::vector<std::string>& names) {
  return {text("duplicates", "重复图片"), choice, {some_names(names), some_names(names)}};
}

void remove(Rows& rows, const RowNumbers& gone) {
  std::erase_if(rows, [&](std::int64_t row) { return gone.contains(row); });
}

// Whether half of the rows are left without `gone`, and some of each class.
bool leaves_enough(const Pictures& part, const RowNumbers& gone) {
  if (2 * std::ssize(gone) > part.size()) return false;
  const Rows labels = strata(part);
  std::map<std::int64_t, std::int64_t> left;
  for (const std::int64_t label : labels) ++left[label];
  for (const std::int64_t row : gone) --left[labels[static_cast<std::size_t>(row)]];
  return std::ranges::none_of(left, [](const auto& c) { return c.second == 0; });
}

// The rows of the training part in each group of pictures that are nearly the same.
std::vector<Rows> repeats_in_train(const Dataset& data) {
  std::vector<Rows> repeats;
  for (const std::vector<PictureAddress>& group : data.duplicates) {
    Rows rows;
    for (const PictureAddress& a : group)
      if (a.part == DataPart::train) rows.push_back(a.row);
    if (rows.size() > 1) repeats.push_back(std::move(rows));
  }
  return repeats;
}

// Takes groups out that are most of a class: on one side alone, the other would lack the class.
void drop_widespread(std::vector<Rows>& repeats, PictureSplit& split, const Dataset& data) {
  constexpr std::size_t kFewRows = 10;
  std::vector<std::string> names;
  std::map<std::int64_t, std::size_t> class_rows;
  const Rows labels = strata(data.train);
  for (const std::int64_t label : labels) ++class_rows[label];
  std::erase_if(repeats, [&](const Rows& group) {
    const std::size_t all = class_rows[labels[static_cast<std::size_t>(group.front())]];
    const bool widespread = all >= kFewRows && 2 * group.size() > all;
    if (widespread) names.push_back(data.train.shown_name(group.front()));
    return widespread;
  });
  if (names.empty()) return;
  split.decisions.push_back(about_duplicates(
      text("{} pictures occur so often that they stand on several sides: the figures flatter",
           "{} 种图片重复太多, 会同时出现在多个部分: 数字因此偏高", names.size()),
      names));
}

// Rows of a group follow its first row.
void keep_together(PictureSplit& split, const Dataset& data, const std::vector<Rows>& repeats) {
  std::vector<std::string> names;
  RowNumbers followers;
  std::map<std::int64_t, Rows> led;  // by the first row of a group
  for (const Rows& group : repeats) {
    names.push_back(data.train.shown_name(group.front()));
    followers.insert(group.begin() + 1, group.end());
    led[group.front()] = {group.begin() + 1, group.end()};
  }
  if (names.empty()) return;
  for (Rows* part : {&split.rows.train, &split.rows.valid, &split.rows.test}) {
    remove(*part, followers);
    const Rows leaders = *part;
    for (const std::int64_t row : leaders)
      if (const auto group = led.find(row); group != led.end())
        part->insert(part->end(), group->second.begin(), group->second.end());
    std::sort(part->begin(), part->end());
  }
  split.decisions.push_back(
      about_duplicates(text("{} groups of pictures that are nearly the same stay on one side each",
                            "{} 组几乎相同的图片各自留在同一侧", names.size()),
                       names));
}

// Only the latest side keeps its pictures of a group: no row moves to another time.
void keep_latest(PictureSplit& split, const Dataset& data, const std::vector<Rows>& repeats) {
  std::vector<std::string> names;
  for (const Rows& group : repeats) {
    bool kept = false;
    for (Rows* part : {&split.rows.test, &split.rows.valid, &split.rows.train}) {
      RowNumbers here;
      for (const std::int64_t row : group)
        if (std::ranges::binary_search(*part, row)) here.insert(row);
      if (here.empty()) continue;
      if (kept)
        for (const std::int64_t row : here) names.push_back(data.train.shown_name(row));
      if (kept) remove(*part, here);
      kept = true;
    }
  }
  if (names.empty()) return;
  split.decisions.push_back(about_duplicates(
      text("{} pictures are left out: later ones on another side are nearly the same",
           "{} 张图片被排除: 另一侧较晚的图片与之几乎相同", names.size()),
      names));
}

// Rows that show what a row of a part that the data bring shows: of the training part what the
// validation or test part has, of the validation part what the test part has.
void give_up_repeats(PictureSplit& split, const Dataset& data) {
  RowNumbers repeated, repeated_valid;
  for (const std::vector<PictureAddress>& group : data.duplicates) {
    const auto is_in = [&](DataPart part) {
      return std::ranges::any_of(group, [&](const PictureAddress& a) { return a.part == part; });
    };
    const bool in_test = is_in(DataPart::test);
    if (!in_test && !is_in(DataPart::valid)) continue;
    const auto training = std::ranges::find(group, DataPart::train, &PictureAddress::part);
    if (training != group.end())
      for (const PictureAddress& a : group)
        if (a.part == DataPart::test) split.repeated_test.push_back({a.row, training->row});
    for (const PictureAddress& a : group) {
      if (a.part == DataPart::train) repeated.insert(a.row);
      if (a.part == DataPart::valid && in_test) repeated_valid.insert(a.row);
    }
  }
  std::vector<std::string> names;
  for (const std::int64_t row : repeated) names.push_back(data.train.shown_name(row));
  for (const std::int64_t row : repeated_valid) names.push_back(data.valid->shown_name(row));
  if (names.empty()) return;
  split.gives_up_repeats = leaves_enough(data.train, repeated) &&
                           (repeated_valid.empty() || leaves_enough(*data.valid, repeated_valid));
  if (!split.gives_up_repeats) {
    split.decisions.push_back(about_duplicates(
        text("{} pictures stay although held-out ones are nearly the same: too few would be left",
             "{} 张图片虽与留出的图片几乎相同仍保留: 否则所剩太少", names.size()),
        names));
    return;
  }
  for (Rows* part : {&split.rows.train, &split.rows.valid, &split.rows.test})
    remove(*part, repeated);
  split.repeated_valid.assign(repeated_valid.begin(), repeated_valid.end());
  split.decisions.push_back(
      about_duplicates(text("{} pictures are left out: held-out ones are nearly the same",
                            "{} 张图片被排除: 与留出的图片几乎相同", names.size()),
                       names));
}

// Rows of the training part whose value a part that the data bring has, too.
void give_up_groups(PictureSplit& split, const Dataset& data, const std::string& column) {
  std::set<std::string> held_out;
  for (const std::optional<Pictures>* part : {&data.valid, &data.test})
    if (*part) held_out.insert((*part)->column.begin(), (*part)->column.end());
  RowNumbers given_up;
  for (std::size_t row = 0; row < data.train.column.size(); ++row)
    if (held_out.contains(data.train.column[row])) given_up.insert(static_cast<std::int64_t>(row));
  if (given_up.empty()) return;
  remove(split.rows.train, given_up);
  remove(split.rows.valid, given_up);
  split.decisions.push_back(
      {text("groups", "分组"),
       text("{} training pictures are left out", "{} 张训练图片被排除", given_up.size()),
       text("held-out ones have the same \"{}\"", "留出的图片有相同的“{}”", column)});
}

// Groups that hold nearly the same picture become one.
void join_groups(Rows& groups, const std::vector<Rows>& repeats) {
  std::map<std::int64_t, std::int64_t> leader;  // of groups that were joined to another
  const auto find = [&](std::int64_t group) {
    for (auto at = leader.find(group); at != leader.end(); at = leader.find(group))
      group = at->second;
    return group;
  };
  for (const Rows& alike : repeats)
    for (const std::int64_t row : alike) {
      const std::int64_t one = find(groups[static_cast<std::size_t>(alike.front())]);
      const std::int64_t other = find(groups[static_cast<std::size_t>(row)]);
      if (one != other) leader[std::max(one, other)] = std::min(one, other);
    }
  for (std::int64_t& group : groups) group = find(group);
}

// The values in a part: its own where the data bring it, else those of `rows`.
std::vector<std::string> values_in(const Dataset& data, const std::optional<Pictures>& own,
                                   const Rows& rows) {
  if (own) return own->column;
  std::vector<std::string> values;
  for (const std::int64_t row : rows)
    values.push_back(data.train.column[static_cast<std::size_t>(row)]);
  return values;
}

std::size_t num_distinct(const std::vector<std::string>& values) {
  return std::set<std::string>(values.begin(), values.end()).size();
}

Decision about_groups(const Dataset& data, const Split& rows, const std::string& column) {
  return {
      text("split", "数据划分"),
      text("pictures of one \"{}\" stay on one side", "“{}”相同的图片在同一侧", column),
      text("{} values to train on, {} to validate, {} to test",
           "训练 {} 个取值, 验证 {} 个, 测试 {} 个", num_distinct(values_in(data, {}, rows.train)),
           num_distinct(values_in(data, data.valid, rows.valid)),
           num_distinct(values_in(data, data.test, rows.test)))};
}

Decision about_time(const Dataset& data, const Split& rows, const std::string& column) {
  const auto begin_of = [&](const std::optional<Pictures>& own, const Rows& part) -> std::string {
    const std::vector<std::string> times = values_in(data, own, part);
    return times.empty() ? "-" : earliest_time(times);
  };
  return {text("split", "数据划分"),
          text("the latest pictures by \"{}\" are held out", "留出按“{}”最晚的图片", column),
          text("validation begins at {}, the test at {}", "验证始于 {}, 测试始于 {}",
               begin_of(data.valid, rows.valid), begin_of(data.test, rows.test))};
}

}  // namespace

PictureSplit split_pictures(const Dataset& data, const SplitChoice& choice, SplitShares shares,
                            std::int64_t seed) {
  const Rows labels = strata(data.train);
  std::vector<Rows> repeats = repeats_in_train(data);
  PictureSplit split;
  drop_widespread(repeats, split, data);
  switch (choice.kind) {
    case SplitKind::random:
      split.rows = stratified_split(Rows(labels.size()), shares.valid, shares.test, seed);
      break;
    case SplitKind::stratified:
      split.rows = stratified_split(labels, shares.valid, shares.test, seed);
      break;
    case SplitKind::group:
      split.groups = number_values(data.train.column);
      join_groups(split.groups, repeats);
      split.rows = grouped_split(labels, split.groups, shares, seed);
      break;
    case SplitKind::time: split.rows = time_split(data.train.column, shares); break;
  }
  if (choice.kind == SplitKind::time)
    keep_latest(split, data, repeats);
  else
    keep_together(split, data, repeats);
  give_up_repeats(split, data);
  if (split.groups.empty() && !repeats.empty()) {
    split.groups = all_rows(data.train.size());
    join_groups(split.groups, repeats);
  }
  if (choice.kind == SplitKind::group) give_up_groups(split, data, choice.column);
  switch (choice.kind) {
    case SplitKind::stratified: break;
    case SplitKind::random:
      split.decisions.push_back(
          {text("split", "数据划分"), text("at random", "随机"),
           text("--split random: whatever the classes", "--split random: 不考虑类别")});
      break;
    case SplitKind::group:
      split.decisions.push_back(about_groups(data, split.rows, choice.column));
      break;
    case SplitKind::time:
      split.decisions.push_back(about_time(data, split.rows, choice.column));
      break;
  }
  return split;
}

}  // namespace ingot

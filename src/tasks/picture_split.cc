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

using Counts = std::map<std::int64_t, std::int64_t>;

Counts label_counts(const Rows& labels) {
  Counts counts;
  for (const std::int64_t label : labels) ++counts[label];
  return counts;
}

// Of rows that are wanted gone those that may go: not where less than a tenth of a class would be
// left, for a model cannot learn it from nothing.
RowNumbers that_may_go(const Pictures& part, const RowNumbers& wanted) {
  constexpr std::int64_t kOfTen = 10;
  const Rows labels = strata(part);
  Counts all = label_counts(labels), left = all;
  const auto label_of = [&](std::int64_t row) { return labels[static_cast<std::size_t>(row)]; };
  for (const std::int64_t row : wanted) --left[label_of(row)];
  RowNumbers gone;
  for (const std::int64_t row : wanted)
    if (left[label_of(row)] > 0 && kOfTen * left[label_of(row)] >= all[label_of(row)])
      gone.insert(row);
  return gone;
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

// What becomes of groups of repeats within the training part.
struct SortedRepeats {
  std::vector<Rows> together;  // on one side, whichever
  std::vector<Rows> trained;   // most of a class: the others of the class are held out
  std::vector<Rows> spread;    // nearly all of a class: it has to stand on all sides
};

SortedRepeats sort_repeats(std::vector<Rows> repeats, const Rows& labels) {
  constexpr std::int64_t kFewRows = 10;
  Counts class_rows = label_counts(labels);
  SortedRepeats sorted;
  for (Rows& group : repeats) {
    Counts here;
    for (const std::int64_t row : group) ++here[labels[static_cast<std::size_t>(row)]];
    bool is_most = false, is_nearly_all = false;
    for (const auto& [label, rows] : here) {
      const std::int64_t all = class_rows[label];
      is_most |= 2 * rows > all;
      is_nearly_all |= 10 * rows >= 9 * all && all >= kFewRows;
    }
    (is_nearly_all ? sorted.spread
     : is_most     ? sorted.trained
                   : sorted.together)
        .push_back(std::move(group));
  }
  return sorted;
}

std::vector<std::string> first_names(const Dataset& data, const std::vector<Rows>& groups) {
  std::vector<std::string> names;
  for (const Rows& group : groups) names.push_back(data.train.shown_name(group.front()));
  return names;
}

void tell_repeats(PictureSplit& split, const Dataset& data, const SortedRepeats& repeats) {
  const std::vector<std::string> together = first_names(data, repeats.together),
                                 trained = first_names(data, repeats.trained),
                                 spread = first_names(data, repeats.spread);
  if (!together.empty())
    split.decisions.push_back(about_duplicates(
        text("{} groups of pictures that are nearly the same stay on one side each",
             "{} 组几乎相同的图片各自留在同一侧", together.size()),
        together));
  if (!trained.empty())
    split.decisions.push_back(about_duplicates(
        text("{} pictures that occur in most rows of a class are for training alone",
             "{} 种图片占某一类别的多数, 只用于训练", trained.size()),
        trained));
  if (!spread.empty())
    split.decisions.push_back(about_duplicates(
        text(
            "{} pictures are nearly all of a class and stand on several sides: the figures flatter",
            "{} 种图片几乎就是某一类别的全部, 会同时出现在多个部分: 数字因此偏高", spread.size()),
        spread));
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
// validation or test part has, of the validation part what the test part has. Returns the training
// rows that are given up.
RowNumbers give_up_repeats(PictureSplit& split, const Dataset& data) {
  RowNumbers repeated, repeated_valid;
  for (const std::vector<PictureAddress>& group : data.duplicates) {
    const auto is_in = [&](DataPart part) {
      return std::ranges::any_of(group, [&](const PictureAddress& a) { return a.part == part; });
    };
    const bool in_test = is_in(DataPart::test);
    if (!in_test && !is_in(DataPart::valid)) continue;
    for (const PictureAddress& a : group) {
      if (a.part == DataPart::train) repeated.insert(a.row);
      if (a.part == DataPart::valid && in_test) repeated_valid.insert(a.row);
    }
  }
  const RowNumbers gone = that_may_go(data.train, repeated);
  RowNumbers gone_valid;
  if (!repeated_valid.empty()) gone_valid = that_may_go(*data.valid, repeated_valid);
  split.repeated_valid.assign(gone_valid.begin(), gone_valid.end());
  split.gives_up_repeats = gone.size() == repeated.size();
  std::vector<std::string> left_out, staying;
  for (const std::int64_t row : repeated)
    (gone.contains(row) ? left_out : staying).push_back(data.train.shown_name(row));
  for (const std::int64_t row : repeated_valid)
    (gone_valid.contains(row) ? left_out : staying).push_back(data.valid->shown_name(row));
  if (!left_out.empty())
    split.decisions.push_back(
        about_duplicates(text("{} pictures are left out: held-out ones are nearly the same",
                              "{} 张图片被排除: 与留出的图片几乎相同", left_out.size()),
                         left_out));
  if (!staying.empty())
    split.decisions.push_back(about_duplicates(
        text("{} pictures stay although held-out ones are nearly the same: too few would be left",
             "{} 张图片虽与留出的图片几乎相同仍保留: 否则所剩太少", staying.size()),
        staying));
  // What the report shows: test pictures whose like is trained on, else those whose like is not.
  for (const std::vector<PictureAddress>& group : data.duplicates) {
    const auto training = std::ranges::find_if(group, [&](const PictureAddress& a) {
      return a.part == DataPart::train && gone.contains(a.row) == split.gives_up_repeats;
    });
    if (training == group.end()) continue;
    for (const PictureAddress& a : group)
      if (a.part == DataPart::test) split.repeated_test.push_back({a.row, training->row});
  }
  return gone;
}

// Test rows that were set aside although a training row shows the same.
void tell_spread(PictureSplit& split, const std::vector<Rows>& spread) {
  for (const Rows& group : spread) {
    const auto is_in = [](const Rows& rows, std::int64_t row) {
      return std::ranges::binary_search(rows, row);
    };
    const auto training =
        std::ranges::find_if(group, [&](std::int64_t row) { return is_in(split.rows.train, row); });
    if (training == group.end()) continue;
    for (const std::int64_t row : group)
      if (is_in(split.rows.test, row)) {
        const auto place = std::ranges::lower_bound(split.rows.test, row);
        split.repeated_test.push_back({place - split.rows.test.begin(), *training});
        split.gives_up_repeats = false;
      }
  }
}

// Rows of the training part whose value a part that the data bring has, too.
void give_up_groups(PictureSplit& split, const Dataset& data, const std::string& column) {
  std::set<std::string> held_out;
  for (const std::optional<Pictures>* part : {&data.valid, &data.test})
    if (*part) held_out.insert((*part)->column.begin(), (*part)->column.end());
  held_out.erase("");  // of rows without a value nobody knows
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

// The values of the column as numbers; a row without one is a group of its own.
Rows group_numbers(const std::vector<std::string>& column) {
  std::vector<std::string> names = column;
  for (std::size_t row = 0; row < names.size(); ++row)
    if (names[row].empty()) names[row] = fmt::format("{}{}", '\0', row);
  return number_values(names);
}

// Divides some rows of the training part; `divide` gets their labels and groups.
template <class Divide>
Split divided(const Rows& rows, const Rows& labels, const Rows& groups, const Divide& divide) {
  const auto of_rows = [&](const Rows& all) {
    Rows own;
    for (const std::int64_t row : rows) own.push_back(all[static_cast<std::size_t>(row)]);
    return own;
  };
  Split split = divide(of_rows(labels), of_rows(groups));
  for (Rows* part : {&split.train, &split.valid, &split.test})
    for (std::int64_t& row : *part) row = rows[static_cast<std::size_t>(row)];
  return split;
}

void tell_classes_without_training(PictureSplit& split, const Dataset& data, const Rows& labels) {
  if (data.train.is_multi_label()) return;
  std::set<std::int64_t> trained, known(labels.begin(), labels.end());
  for (const std::int64_t row : split.rows.train)
    trained.insert(labels[static_cast<std::size_t>(row)]);
  std::vector<std::string> names;
  for (const std::int64_t label : known)
    if (!trained.contains(label))
      names.push_back(data.class_names[static_cast<std::size_t>(label)]);
  if (names.empty()) return;
  split.decisions.push_back({text("classes", "类别"),
                             text("{} have no picture to train on: they are never named",
                                  "{} 个类别没有可训练的图片: 永远不会被判为它们", names.size()),
                             {some_names(names), some_names(names)}});
}

}  // namespace

PictureSplit split_pictures(const Dataset& data, const SplitChoice& choice, SplitShares shares,
                            std::int64_t seed) {
  const Rows labels = strata(data.train);
  PictureSplit split;
  const RowNumbers given_up = give_up_repeats(split, data);
  Rows rows = all_rows(data.train.size());
  remove(rows, given_up);
  std::vector<Rows> repeats = repeats_in_train(data);
  for (Rows& group : repeats) remove(group, given_up);
  std::erase_if(repeats, [](const Rows& group) { return group.size() < 2; });
  SortedRepeats sorted = sort_repeats(std::move(repeats), labels);
  Rows groups = choice.kind == SplitKind::group ? group_numbers(data.train.column)
                                                : all_rows(data.train.size());
  join_groups(groups, sorted.together);
  const bool by_groups = choice.kind == SplitKind::group || !sorted.together.empty();
  switch (choice.kind) {
    case SplitKind::random:
    case SplitKind::stratified: {
      RowNumbers trained;
      for (const Rows& group : sorted.trained) trained.insert(group.begin(), group.end());
      remove(rows, trained);
      split.rows = divided(rows, labels, groups, [&](Rows own, const Rows& own_groups) {
        if (choice.kind == SplitKind::random) own.assign(own.size(), 0);
        return by_groups ? grouped_split(own, own_groups, shares, seed)
                         : stratified_split(own, shares.valid, shares.test, seed);
      });
      split.rows.train.insert(split.rows.train.end(), trained.begin(), trained.end());
      std::ranges::sort(split.rows.train);
      break;
    }
    case SplitKind::group:
      std::ranges::move(sorted.trained, std::back_inserter(sorted.spread));
      sorted.trained.clear();
      split.rows = divided(rows, labels, groups, [&](const Rows& own, const Rows& own_groups) {
        return grouped_split(own, own_groups, shares, seed);
      });
      break;
    case SplitKind::time:
      std::ranges::move(sorted.trained, std::back_inserter(sorted.spread));
      sorted.trained.clear();
      split.rows = time_split(data.train.column, shares);
      for (Rows* part : {&split.rows.train, &split.rows.valid, &split.rows.test})
        remove(*part, given_up);
      keep_latest(split, data, std::exchange(sorted.together, {}));
      break;
  }
  tell_repeats(split, data, sorted);
  tell_spread(split, sorted.spread);
  join_groups(groups, sorted.trained);
  if (by_groups || !sorted.trained.empty()) split.groups = std::move(groups);
  if (choice.kind == SplitKind::group) give_up_groups(split, data, choice.column);
  tell_classes_without_training(split, data, labels);
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

#include "features/table_warnings.h"

#include <algorithm>
#include <map>

#include "base/lower_case.h"
#include "features/text_hash.h"

namespace ingot {
namespace {

/// What knows this much of the target alone is hardly known before it.
constexpr double kLeakingArea = 0.985, kLeakingGain = 0.97;
constexpr std::int64_t kLeastRowsToJudge = 60;

double percent_of(std::int64_t part, std::int64_t whole) {
  return whole == 0 ? 0 : 100.0 * static_cast<double>(part) / static_cast<double>(whole);
}

bool is_leak(const TargetRelation& r) {
  return r.value >= (r.measure == "roc_auc" ? kLeakingArea : kLeakingGain);
}

Text in_words(const TargetRelation& r) {
  if (r.measure == "roc_auc") return text("AUC {:.3f}", "AUC {:.3f}", r.value);
  if (r.measure == "r2") return text("R² {:.3f}", "R² {:.3f}", r.value);
  return text("{:.1f}% of the errors of guessing avoided", "可避免 {:.1f}% 的盲猜错误",
              100 * r.value);
}

class WarningFinder {
 public:
  WarningFinder(const TableProfile& table, const RowSample::Rows& rows)
      : table_(table), rows_(rows), target_(table.find(table.target)) {}

  std::vector<TableWarning> find() && {
    if (target_ != nullptr) {
      warn_of_target();
      warn_of_leaks();
    }
    warn_of_personal_data();
    warn_of_duplicates();
    if (target_ != nullptr) warn_of_imbalance();
    warn_of_time();
    warn_of_groups();
    warn_of_same_columns();
    return std::move(warnings_);
  }

 private:
  void add(std::string kind, std::string column, Text text) {
    warnings_.push_back({std::move(kind), std::move(column), std::move(text)});
  }

  void warn_of_target() {
    if (target_->missing > 0 && target_->meaning != Meaning::empty)
      add("target", target_->name,
          text("{} rows ({:.1f}%) have no \"{}\": nothing can be learned from them",
               "{} 行 ({:.1f}%) 缺少“{}”, 无法用于学习", target_->missing,
               percent_of(target_->missing, table_.rows), target_->name));
    if (target_->meaning == Meaning::constant)
      add("target", target_->name,
          text("\"{}\" never changes: there is nothing to predict",
               "“{}”从不变化, 没有可预测的内容", target_->name));
    if (target_->meaning == Meaning::empty)
      add("target", target_->name,
          text("no row has a \"{}\": there is nothing to predict",
               "没有任何行有“{}”: 没有可预测的内容", target_->name));
    if (target_->meaning == Meaning::id)
      add("target", target_->name,
          text("\"{}\" looks like an id: it tells rows apart and cannot be predicted",
               "“{}”像是标识: 用于区分行, 无法预测", target_->name));
    warn_of_spellings();
  }

  // "yes" and "Yes" are two classes.
  void warn_of_spellings() {
    if (!are_classes(target_->meaning)) return;
    std::map<std::string, std::string_view> seen;
    for (const CategoryCount& value : target_->values) {
      const auto [earlier, is_new] = seen.emplace(in_lower_case(value.value), value.value);
      if (!is_new)
        add("spelling", target_->name,
            text("\"{}\" and \"{}\" of \"{}\" differ in case only: are they one class? Then write "
                 "them the same",
                 "“{2}”的“{0}”与“{1}”仅大小写不同: 是否为同一类别? 若是, 请统一写法",
                 earlier->second, value.value, target_->name));
    }
  }

  void warn_of_leaks() {
    if (rows_.table.size() < kLeastRowsToJudge) return;
    for (const TargetRelation& r : table_.relations) {
      if (!is_leak(r)) continue;
      const Text how = in_words(r);
      if (r.column.empty()) {
        add("order", "",
            text("the rows are sorted by \"{0}\" ({1}): what counts rows knows the target, and a "
                 "part cut off the file is unlike the rest",
                 "各行按“{0}”排序 ({2}): 行号类的列会泄露目标, 截取的一段也与其余不同",
                 target_->name, how.en, how.zh));
      } else if (table_.find(r.column)->meaning == Meaning::id) {
        add("leak", r.column,
            text("the id \"{0}\" knows \"{1}\" ({2}): rows were numbered by it; leave it out",
                 "标识“{0}”已知晓“{1}”({3}): 各行是按目标编号的, 请去掉该列", r.column,
                 target_->name, how.en, how.zh));
      } else {
        add("leak", r.column,
            text("\"{0}\" alone knows \"{1}\" ({2} on rows held out): is it known before \"{1}\" "
                 "is? "
                 "If not, leave it out",
                 "单凭“{0}”即可得知“{1}”(留出行上 {3}): 它是否先于“{1}”可知? 若否, 请去掉该列",
                 r.column, target_->name, how.en, how.zh));
      }
    }
  }

  void warn_of_personal_data() {
    for (const ColumnProfile& c : table_.columns) {
      if (c.personal == Personal::none) continue;
      const Text kind = ingot::in_words(c.personal);
      add("personal", c.name,
          text("\"{0}\" holds personal data ({1}): leave it out, or have a reason and the right to "
               "use it",
               "“{0}”含个人信息 ({2}): 请去掉该列, 或确保使用有正当理由与授权", c.name, kind.en,
               kind.zh));
    }
  }

  void warn_of_duplicates() {
    if (table_.duplicate_rows == 0) return;
    const Text about = table_.duplicates_are_exact ? Text{"", ""} : text("about ", "约 ");
    add("duplicates", "",
        text("{0}{2} rows ({3:.1f}%) equal an earlier one in every column: the same row must not "
             "stand on both sides of a split",
             "{1}{2} 行 ({3:.1f}%) 与之前某行完全相同: 同一行不可同时出现在划分的两侧", about.en,
             about.zh, table_.duplicate_rows, percent_of(table_.duplicate_rows, table_.rows)));
  }

  void warn_of_imbalance() {
    const std::vector<CategoryCount>& classes = target_->values;
    if (!are_classes(target_->meaning) || classes.size() < 2 || target_->other_rows > 0) return;
    const CategoryCount& rarest = classes.back();
    const double share = percent_of(rarest.rows, target_->rows - target_->missing);
    constexpr double kLargeShare = 30;
    if (share >= kLargeShare) return;  // whatever the number of rows
    if (share >= 20.0 / static_cast<double>(classes.size()) && rarest.rows >= 10) return;
    add("imbalance", target_->name,
        text("only {} rows ({:.2f}%) are \"{}\": accuracy alone says little; look at recall and "
             "average precision",
             "仅 {} 行 ({:.2f}%) 为“{}”: 单看准确率意义不大, 请关注召回率与平均精度", rarest.rows,
             share, rarest.value));
  }

  [[nodiscard]] double strength_of(const std::string& column) const {
    const auto found = std::ranges::find(table_.relations, column, &TargetRelation::column);
    return found == table_.relations.end() ? 0 : found->strength;
  }

  void warn_of_time() {
    constexpr double kDrifts = 0.2;
    for (const ColumnProfile& c : table_.columns) {
      if (c.meaning != Meaning::date || c.personal == Personal::birth_date || &c == target_)
        continue;
      if (c.max - c.min < 86400) continue;
      const bool drifts = strength_of(c.name) >= kDrifts;
      add("time", c.name,
          drifts
              ? text("\"{0}\" changes with \"{1}\": rows drawn at random tell the past about the "
                     "future; split by time",
                     "“{0}”随“{1}”变化: 随机划分会让过去得知未来, 请按时间划分", table_.target,
                     c.name)
              : text("rows carry the time \"{0}\": if later ones are to be predicted, split by "
                     "time",
                     "各行带有时间“{0}”: 若要预测之后的行, 请按时间划分", c.name));
    }
  }

  void warn_of_groups() {
    for (const ColumnProfile& c : table_.columns) {
      const std::int64_t present = c.rows - c.missing;
      if (c.meaning != Meaning::id || 10 * c.distinct > 9 * present) continue;
      add("groups", c.name,
          text("{1} rows share {2} values of \"{0}\": rows that belong together must not stand on "
               "both sides of a split; split by group",
               "{1} 行共用“{0}”的 {2} 个值: 同组的行不可分在划分两侧, 请按组划分", c.name, present,
               c.distinct));
    }
  }

  void warn_of_same_columns() {
    std::map<std::pair<std::uint64_t, std::uint64_t>, std::string> seen;
    if (rows_.table.size() < 10) return;
    for (std::size_t c = 0; c < table_.columns.size(); ++c) {
      const ColumnProfile& column = table_.columns[c];
      if (column.meaning == Meaning::constant || column.meaning == Meaning::empty) continue;
      std::pair<std::uint64_t, std::uint64_t> digest{0, 0};
      const TextColumn& cells = rows_.table.columns[c];
      for (std::int64_t row = 0; row < cells.size(); ++row) {
        digest.first = mixed(digest.first ^ hash_text(cells[row]));
        digest.second += hash_number(digest.first);
      }
      const auto [earlier, is_new] = seen.emplace(digest, column.name);
      if (!is_new)
        add("same_columns", column.name,
            text("\"{}\" holds what \"{}\" holds", "“{}”与“{}”内容相同", column.name,
                 earlier->second));
    }
  }

  const TableProfile& table_;
  const RowSample::Rows& rows_;
  const ColumnProfile* target_;
  std::vector<TableWarning> warnings_;
};

}  // namespace

std::vector<TableWarning> find_warnings(const TableProfile& table, const RowSample::Rows& rows) {
  return WarningFinder(table, rows).find();
}

}  // namespace ingot

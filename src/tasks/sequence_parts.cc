#include "tasks/sequence_parts.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "features/encoder.h"
#include "tasks/program_facts.h"
#include "tasks/sequence_channels.h"
#include "tasks/table_parts.h"
#include "tasks/table_split.h"

namespace ingot {
namespace {

constexpr double kSequenceValidShare = 0.1, kSequenceTestShare = 0.1;
constexpr std::int64_t kLeastSequences = 10;

// The one target of a sequence whose steps all tell it.
double common_target(const SequenceTable& table, const StepSpan& span,
                     const std::vector<double>& targets, const TableTarget& target) {
  double found = NAN;
  std::int64_t found_at = 0;
  for (std::int64_t step = span.first; step <= span.last(); ++step) {
    const double here = targets[static_cast<std::size_t>(step)];
    if (std::isnan(here) || here == found) continue;
    if (std::isnan(found)) {
      found = here;
      found_at = step;
      continue;
    }
    const auto shown = [&](double value) {
      return target.is_number() ? fmt::format("{}", value)
                                : target.classes[static_cast<std::size_t>(value)];
    };
    const std::int64_t start = table.starts[static_cast<std::size_t>(span.sequence)];
    throw Error("bad_target",
                text("\"{}\" changes within sequence {}: {} at step {}, {} at step {}",
                     "“{0}”在序列 {1} 内发生变化: 第 {3} 步为 {2}, 第 {5} 步为 {4}", target.column,
                     table.names[static_cast<std::size_t>(span.sequence)], shown(found),
                     found_at - start + 1, shown(here), step - start + 1))
        .expected(text("one value in all rows of a sequence", "同一序列的所有行取值相同"))
        .where(text("--target {}", "--target {}", target.column))
        .fix(text("--set target_row=last takes that of the last row; --set window=30 tells it at "
                  "each row from the 30 up to it",
                  "--set target_row=last 取最后一行的值; --set window=30 由截至每行的 30 行预测"
                  "该行的值"));
  }
  return found;
}

SequenceLayout layout_of(const BuildRequest& request, const SequenceSettings& settings,
                         const TableSource& source, std::vector<Decision>& decisions) {
  if (settings.sequence.empty()) {
    std::vector<std::string> kept;
    if (const SplitChoice split = split_choice(request); !split.column.empty()) {
      require_column(source, split.column, "--split");
      kept.push_back(split.column);
    }
    return wide_layout(profile_table(source, {.num_threads = request.threads}), request.target,
                       kept, decisions);
  }
  require_column(source, settings.sequence, "--set sequence");
  SequenceLayout layout{.sequence = settings.sequence};
  if (settings.order.empty()) {
    decisions.push_back({text("order of steps", "步的顺序"), text("as in the file", "按文件顺序"),
                         text("no column was named to sort by (--set order=COLUMN)",
                              "未指定排序的列 (--set order=列名)")});
    return layout;
  }
  require_column(source, settings.order, "--set order");
  layout.order =
      profile_table(*one_column(source, settings.order), {.num_threads = request.threads})
          .columns.at(0);
  if (!layout.order->number() && !layout.order->date())
    throw Error("bad_order", text("\"{}\" holds neither numbers nor dates",
                                  "“{}”既不是数值也不是日期", settings.order))
        .expected(text("a column that rises with time", "随时间递增的列"))
        .where(text("--set order={}", "--set order={}", settings.order));
  return layout;
}

std::vector<std::int64_t> sequences_of(const SequencePart& part) {
  std::set<std::int64_t> sequences;
  for (const StepSpan& span : part.spans) sequences.insert(span.sequence);
  return {sequences.begin(), sequences.end()};
}

// With windows, all of one sequence on one side, or the latest ones by a time; else as the request
// says, never by a guess.
BuildRequest split_request(const BuildRequest& request, const SequenceSettings& settings) {
  BuildRequest own = request;
  if (settings.window == 0) {
    if (own.split.empty()) own.split = "stratified";
    return own;
  }
  const SplitKind kind = split_choice(request).kind;
  if (kind != SplitKind::group && kind != SplitKind::time) own.split = "group:" + settings.sequence;
  return own;
}

// So few that some cannot be held out whole.
bool are_few_sequences(const SequencePart& known) {
  constexpr std::size_t kFewSequences = 10;
  return sequences_of(known).size() < kFewSequences;
}

// Windows of many sequences are held out by a time only where it is one for all of them: a count of
// steps begins anew in each.
void require_common_time(const SequenceParts& parts, const BuildRequest& request) {
  const SplitChoice choice = split_choice(request);
  const auto& order = parts.pipeline.layout().order;
  if (choice.kind != SplitKind::time ||
      (order && order->date() != nullptr && order->name == choice.column))
    return;
  throw Error("wrong_usage",
              text("\"{}\" is no time that all sequences share: windows of one would "
                   "stand on both sides",
                   "“{}”不是各序列共有的时间: 同一序列的窗口会分居两侧", choice.column))
      .expected(text("the dates that --set order names", "--set order 指定的日期列"))
      .where(text("--split, command line", "--split, 命令行"))
      .fix(text("leave --split out: whole sequences are held out",
                "请省略 --split: 将留出完整的序列"));
}

// Of each sequence the last windows are held out. What they are asked of lies after all that was
// trained on; what they see may reach back, as it will in use.
TableDivision divide_by_place(const SequencePart& known, double valid, double test) {
  TableDivision division;
  division.choice.kind = SplitKind::time;
  std::map<std::int64_t, std::int64_t> counts, places;
  for (const StepSpan& span : known.spans) ++counts[span.sequence];
  for (std::int64_t row = 0; row < known.size(); ++row) {
    const std::int64_t sequence = known.spans[static_cast<std::size_t>(row)].sequence;
    const double place =
        (static_cast<double>(places[sequence]++) + 0.5) / static_cast<double>(counts[sequence]);
    Split& rows = division.rows;
    (place >= 1 - test           ? rows.test
     : place >= 1 - test - valid ? rows.valid
                                 : rows.train)
        .push_back(row);
  }
  division.decisions.push_back(
      {text("split", "数据划分"),
       text("the last windows of each sequence are held out", "留出每个序列最后的窗口"),
       text("{} sequences are too few to hold some out whole",
            "只有 {} 个序列, 不足以留出完整的序列", counts.size())});
  return division;
}

void require_whole_groups(const SequencePart& known, const TableDivision& division) {
  std::vector<std::int64_t> of_sequence(static_cast<std::size_t>(known.table->size()), -1);
  for (std::size_t row = 0; row < division.groups.size(); ++row) {
    std::int64_t& group = of_sequence[static_cast<std::size_t>(known.spans[row].sequence)];
    if (group >= 0 && group != division.groups[row])
      throw Error("wrong_usage",
                  text("\"{}\" changes within sequence {}: its windows would stand on both sides",
                       "“{}”在序列 {} 内发生变化: 其窗口会分居两侧", division.choice.column,
                       known.name(static_cast<std::int64_t>(row))))
          .where(text("--split, command line", "--split, 命令行"))
          .fix(text("leave --split out: whole sequences are held out",
                    "请省略 --split: 将留出完整的序列"));
    group = division.groups[row];
  }
}

void divide_sequences(SequenceParts& parts, const SequencePart& known,
                      const BuildRequest& request) {
  std::vector<std::int64_t> last_steps;
  for (const StepSpan& span : known.spans) last_steps.push_back(span.last());
  const TablePart rows{selected_rows(known.table->steps, last_steps), known.targets};
  const bool brings_test = !request.test.empty();
  const double test_share = brings_test ? 0 : kSequenceTestShare;
  const bool few_windows = parts.settings.window > 0 && are_few_sequences(known);
  const bool by_place = few_windows && request.split.empty();
  if (parts.settings.window > 0 && !few_windows) require_common_time(parts, request);
  if (by_place && request.folds > 0)
    throw Error("wrong_usage",
                text("--folds would judge earlier windows by later ones: there are too "
                     "few sequences to hold some out whole",
                     "--folds 会用较晚的窗口评判较早的: 序列太少, 不足以留出完整的序列"))
        .where(text("--folds, command line", "--folds, 命令行"))
        .fix(text("leave --folds out, or bring more sequences", "请去掉 --folds, 或提供更多序列"));
  TableDivision division =
      by_place ? divide_by_place(known, kSequenceValidShare, test_share)
               : divide_table(rows, nullptr, parts.target, split_request(request, parts.settings),
                              {kSequenceValidShare, test_share});
  if (parts.settings.window > 0 && !division.groups.empty()) require_whole_groups(known, division);
  if (parts.settings.window > 0 && request.split.empty() && !by_place)
    division.decisions.back().why =
        text("windows side by side are nearly the same: on both sides they would tell the answer",
             "相邻的窗口几乎相同: 若分在两侧会泄露答案");
  if (division.choice.kind == SplitKind::group) parts.group_column = division.choice.column;
  std::ranges::move(division.decisions, std::back_inserter(parts.decisions));
  if (!division.groups.empty())
    for (const std::vector<std::int64_t>* part : {&division.rows.train, &division.rows.valid})
      for (const std::int64_t row : *part)
        parts.groups.push_back(division.groups[static_cast<std::size_t>(row)]);
  parts.train = known.chosen(division.rows.train);
  parts.valid = known.chosen(division.rows.valid);
  if (!brings_test) parts.test = known.chosen(division.rows.test);
}

void require_enough(const SequenceParts& parts, const std::string& data) {
  if (parts.train.size() >= kLeastSequences && parts.valid.size() > 0 && parts.test.size() > 0)
    return;
  throw Error("too_few_rows",
              text("{} leaves {} sequences to train on, {} to validate and {} to test",
                   "{} 只剩 {} 个序列用于训练, {} 个用于验证, {} 个用于测试", data,
                   parts.train.size(), parts.valid.size(), parts.test.size()))
      .expected(text("some tens of sequences with a target", "数十个有目标值的序列"))
      .where(text("{}", "{}", data))
      .fix(text("bring more sequences; of few long ones, --set window=N makes many",
                "请提供更多序列; 若只有少数长序列, --set window=N 可切出许多"));
}

void tell_left_out(SequenceParts& parts, const SequencePart& known) {
  if (known.left_out == 0) return;
  parts.decisions.push_back(
      {text("sequences without a target", "缺少目标的序列"),
       text("{} of {} are left out", "排除 {} 个, 共 {} 个", known.left_out,
            known.left_out + known.size()),
       text("there is nothing to learn or to check there", "无从学习或检验")});
}

// Mean and deviation of the training targets: what the network learns is near 0.
void centre_target(SequenceParts& parts) {
  TableTarget& target = parts.target;
  if (!target.is_number()) return;
  target.centre = 0;
  target.spread = 1;
  if (parts.goal.kind == GoalKind::count) return;
  const auto rows = static_cast<double>(parts.train.size());
  double squares = 0;
  for (const double y : parts.train.targets) target.centre += y / rows;
  for (const double y : parts.train.targets)
    squares += (y - target.centre) * (y - target.centre) / rows;
  if (squares > 0) target.spread = std::sqrt(squares);
}

// How many steps a row has: as many as the longest training sequence, up to the most.
std::int64_t steps_of_rows(const SequenceParts& parts, std::vector<Decision>& decisions) {
  std::int64_t longest = 1, cut = 0;
  for (const StepSpan& span : parts.train.spans) {
    longest = std::max(longest, span.count);
    cut += span.count > parts.settings.max_steps ? 1 : 0;
  }
  if (cut > 0)
    decisions.push_back({text("long sequences", "长序列"),
                         text("{} are seen by their last {} steps", "{} 个只看最后 {} 步", cut,
                              parts.settings.max_steps),
                         text("the longest has {}; --set max_steps=N sees more, and takes longer",
                              "最长的有 {} 步; --set max_steps=N 可看得更多, 也更慢", longest)});
  return std::min(longest, parts.settings.max_steps);
}

void tell_gaps(const SequenceParts& parts, std::vector<Decision>& decisions) {
  std::vector<std::string> with_gaps;
  for (const std::string& column : parts.pipeline.columns())
    if (const ColumnProfile* profile = parts.profile.find(column);
        profile->number() && profile->missing + profile->unread > 0)
      with_gaps.push_back(column);
  if (with_gaps.empty()) return;
  decisions.push_back(
      {text("missing values of {}", "{} 的缺失值", fmt::join(with_gaps, ", ")),
       text("filled by the step before, at the beginning by the mean",
            "用前一步的值填补, "
            "开头用均值"),
       text("a further channel says where they were missing", "另有通道标明缺失的位置")});
}

}  // namespace

std::vector<std::int64_t> SequencePart::lengths() const {
  std::vector<std::int64_t> lengths;
  for (const StepSpan& span : spans) lengths.push_back(span.count);
  return lengths;
}

SequencePart SequencePart::chosen(const std::vector<std::int64_t>& rows) const {
  SequencePart part{.table = table, .spans = {}, .targets = {}, .left_out = 0, .encoded = encoded};
  for (const std::int64_t row : rows) {
    part.spans.push_back(spans[static_cast<std::size_t>(row)]);
    part.targets.push_back(targets[static_cast<std::size_t>(row)]);
  }
  return part;
}

SequencePart labelled_sequences(std::shared_ptr<const SequenceTable> table, std::int64_t window,
                                bool target_is_last, const TableTarget& target) {
  const std::vector<double> targets = read_targets(*table->steps, target);
  SequencePart part{.table = table, .spans = {}, .targets = {}};
  for (const StepSpan& span : window > 0 ? window_spans(*table, window) : whole_spans(*table, 0)) {
    const double own = window > 0 || target_is_last ? targets[static_cast<std::size_t>(span.last())]
                                                    : common_target(*table, span, targets, target);
    if (std::isnan(own)) {
      ++part.left_out;
      continue;
    }
    part.spans.push_back(span);
    part.targets.push_back(own);
  }
  return part;
}

std::vector<Decision> fit_sequence_pipeline(SequenceParts& parts, int num_threads) {
  std::vector<Decision> decisions;
  const SequenceLayout layout = parts.pipeline.layout();
  const SequenceTable train = select_sequences(*parts.train.table, sequences_of(parts.train));
  parts.profile =
      profile_table(*train.steps, {.target = parts.target.column, .num_threads = num_threads});
  centre_target(parts);
  SequenceChannels channels =
      choose_channels(parts.profile, layout, parts.target.column, parts.group_column);
  std::ranges::move(channels.decisions, std::back_inserter(decisions));
  const std::vector<double> none(static_cast<std::size_t>(train.num_steps()));
  parts.pipeline = SequencePipeline(
      layout, TablePipeline::fit(parts.profile, channels.views, *train.steps, none, 0),
      parts.settings.window, steps_of_rows(parts, decisions));
  tell_gaps(parts, decisions);
  parts.train.encoded = parts.pipeline.encode(*parts.train.table, num_threads);
  for (SequencePart* part : {&parts.valid, &parts.test})
    part->encoded = part->table == parts.train.table
                        ? parts.train.encoded
                        : parts.pipeline.encode(*part->table, num_threads);
  return decisions;
}

SequenceParts open_sequence_parts(const BuildRequest& request, WantedTarget wanted,
                                  Progress& progress) {
  TableOptions options = request.table;
  options.num_threads = request.threads;
  options.progress = &progress;
  const auto source = open_table(request.data, options);
  require_target(request, *source);
  SequenceParts parts;
  parts.name = product_name(request.data);
  parts.settings = read_sequence_settings(request);
  for (const Text& note : source->notes()) progress.note(note);
  parts.sha256 = source->sha256();
  const SequenceLayout layout = layout_of(request, parts.settings, *source, parts.decisions);
  parts.pipeline = SequencePipeline(layout, {}, parts.settings.window, 1);
  const auto table = std::make_shared<const SequenceTable>(read_sequences(*source, layout));
  if (!layout.is_wide() && table->size() == table->num_steps())
    throw Error("bad_sequence",
                text("each of the {} rows is a sequence of its own by \"{}\"",
                     "按“{1}”, {0} 行各自成为一个序列", table->size(), layout.sequence))
        .expected(text("several rows, the steps, for each sequence", "每个序列有多行, 即各步"))
        .where(text("--set sequence={}", "--set sequence={}", layout.sequence))
        .fix(text("where a row holds all steps side by side, leave --set sequence out",
                  "若每行并列存放各步, 请省略 --set sequence"));
  const auto column = one_column(*table->steps, request.target);
  const TableProfile whole = profile_table(*column, {.num_threads = request.threads});
  parts.target = find_target(whole.columns.at(0), *column, wanted);
  parts.goal = read_goal(request, parts.target);
  if (auto order = order_classes(parts.target, parts.goal))
    parts.decisions.push_back(std::move(*order));
  const auto labelled = [&](std::shared_ptr<const SequenceTable> rows) {
    return labelled_sequences(std::move(rows), parts.settings.window, parts.settings.target_is_last,
                              parts.target);
  };
  const SequencePart known = labelled(table);
  tell_left_out(parts, known);
  divide_sequences(parts, known, request);
  if (!request.test.empty())
    parts.test = labelled(std::make_shared<const SequenceTable>(
        read_sequences(*open_table(request.test, options), layout)));
  require_enough(parts, request.data);
  std::ranges::move(fit_sequence_pipeline(parts, request.threads),
                    std::back_inserter(parts.decisions));
  const SequenceTable train = select_sequences(*table, sequences_of(parts.train));
  parts.guard =
      SequenceGuard::fit(parts.profile, parts.pipeline.columns(), *train.steps,
                         select_sequences(*table, sequences_of(parts.valid)), request.threads);
  return parts;
}

}  // namespace ingot

#include "features/column_scan.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>

#include "features/column_warnings.h"
#include "features/meaning.h"
#include "features/ordinal_scales.h"
#include "features/personal_data.h"
#include "features/text_hash.h"
#include "features/text_kinds.h"

namespace ingot {
namespace {

constexpr std::uint64_t kMissingHash = 0x5bd1e9955bd1e995;

bool may_have_blanks(std::string_view text) {
  const auto is_suspect = [](char c) { return static_cast<unsigned char>(c - '!') > '~' - '!'; };
  return !text.empty() && (is_suspect(text.front()) || is_suspect(text.back()));
}

std::int64_t count_rows(const std::vector<CategoryCount>& values) {
  return std::accumulate(values.begin(), values.end(), std::int64_t{0},
                         [](std::int64_t sum, const auto& v) { return sum + v.rows; });
}

/// JSON has no infinities.
double finite(double value) {
  return std::isfinite(value) ? value : std::numeric_limits<double>::max();
}

void sort_by_rows(std::vector<CategoryCount>& values) {
  std::ranges::sort(values, [](const CategoryCount& a, const CategoryCount& b) {
    return a.rows != b.rows ? a.rows > b.rows : a.value < b.value;
  });
}

/// Digits that are not there to be calculated with.
bool are_codes(Meaning meaning) {
  return meaning == Meaning::category || meaning == Meaning::postal_code ||
         meaning == Meaning::phone;
}

void forget_numbers(ColumnProfile& column) {
  column.reading = {};
  column.unread = 0;
  column.min = column.max = column.mean = column.deviation = 0;
  column.quantiles.clear();
  column.is_integer = false;
  column.zeros = column.negatives = column.outliers = 0;
}

}  // namespace

ScanLimits ScanLimits::of_columns(std::size_t columns) {
  constexpr std::size_t kValues = 1 << 20, kSample = 1 << 18;
  ScanLimits limits;
  const std::size_t n = std::max<std::size_t>(columns, 1);
  limits.values = std::clamp<std::size_t>(kValues / n, 1024, limits.values);
  limits.bytes = std::min(limits.bytes, limits.values * 256);
  limits.sample = std::clamp<std::size_t>(kSample / n, 1024, limits.sample);
  return limits;
}

ColumnScan::ColumnScan(std::string name, const ScanLimits& limits, std::optional<Reading> reading)
    : name_(std::move(name)),
      limits_(limits),
      given_(std::move(reading)),
      values_(limits.values, limits.bytes),
      sample_(limits.sample),
      frequent_(limits.frequent) {}

void ColumnScan::add(const TextColumn& cells, std::span<const std::uint64_t> row_hashes,
                     std::span<std::uint64_t> cell_hashes) {
  // Some rows on, so that what is looked up is in the cache by then.
  constexpr std::size_t kAhead = 16;
  std::array<std::string_view, kAhead> texts;
  const auto size = static_cast<std::size_t>(cells.size());
  for (std::size_t i = 0; i < size + kAhead; ++i) {
    if (i >= kAhead) {
      const std::size_t row = i - kAhead;
      const std::string_view text = texts[row % kAhead];
      if (text.empty())
        ++nulls_;
      else if (!values_.count(text, cell_hashes[row]))
        add_to_stream(text, cell_hashes[row], row_hashes[row]);
    }
    if (i >= size) continue;
    std::string_view text = cells[static_cast<std::int64_t>(i)];
    if (may_have_blanks(text)) text = trim_cell(text);
    texts[i % kAhead] = text;
    cell_hashes[i] = text.empty() ? kMissingHash : hash_text(text);
    values_.prefetch(cell_hashes[i]);
  }
  rows_ += cells.size();
  moments_.add(NumberMoments::of(numbers_of_run_));
  numbers_of_run_.clear();
}

void ColumnScan::settle_reading() {
  is_streaming_ = true;
  const std::vector<CategoryCount> present = present_values();
  Readings found = readings(present);
  reading_ = std::move(found.best);
  for (Reading& other : found.others) rivals_.push_back({std::move(other)});
  for (std::size_t v = 0; v < values_.size(); ++v)
    if (!is_missing_mark(values_.text(v))) distinct_.add(values_.hash(v));
}

void ColumnScan::add_to_stream(std::string_view text, std::uint64_t hash, std::uint64_t row_hash) {
  if (!is_streaming_) settle_reading();
  ++streamed_;
  if (is_missing_mark(text)) {
    ++streamed_missing_;
    return;
  }
  distinct_.add(hash);
  for (Rival& rival : rivals_) rival.read += read_cell(text, rival.reading) ? 1 : 0;
  if (reading_.index() != 0) {
    if (const auto value = read_cell(text, reading_)) {
      ++read_;
      numbers_of_run_.push_back(*value);
      if (sample_.keeps(row_hash)) sample_.add(row_hash, *value);
    }
    return;
  }
  frequent_.add(text, hash);
  const std::int64_t characters = count_characters(text);
  characters_ += characters;
  most_characters_ = std::max(most_characters_, characters);
}

std::vector<CategoryCount> ColumnScan::present_values() const {
  std::vector<CategoryCount> present;
  for (std::size_t v = 0; v < values_.size(); ++v)
    if (!is_missing_mark(values_.text(v)))
      present.push_back({std::string(values_.text(v)), values_.rows(v)});
  return present;
}

Readings ColumnScan::readings(const std::vector<CategoryCount>& present) const {
  if (given_) return {*given_, {}};
  return find_readings(present, name_);
}

std::optional<Reading> ColumnScan::better_reading() const {
  if (rivals_.empty() || given_) return std::nullopt;
  const std::vector<CategoryCount> present = present_values();
  const auto rows = static_cast<double>(count_rows(present));
  const auto read_by = [&](const Reading& reading, std::int64_t streamed) {
    return std::llround(share_read(present, reading) * rows) + streamed;
  };
  std::int64_t best = read_by(reading_, read_);
  std::optional<Reading> better;
  for (const Rival& rival : rivals_)
    if (const std::int64_t read = read_by(rival.reading, rival.read); read > best)
      best = read, better = rival.reading;
  return better;
}

void ColumnScan::split_marks(ColumnProfile& profile, std::vector<CategoryCount>& present) const {
  std::vector<CategoryCount> unread;
  for (const CategoryCount& v : present)
    if (!read_cell(v.value, profile.reading)) unread.push_back(v);
  const bool are_marks =
      unread.size() <= kMostOwnMarks &&
      std::ranges::all_of(unread, [&](auto& v) { return v.rows > 1 || profile.rows < 100; });
  if (!are_marks) {
    profile.unread = count_rows(unread) + streamed_ - streamed_missing_ - read_;
    return;
  }
  profile.unread = streamed_ - streamed_missing_ - read_;
  profile.missing += count_rows(unread);
  profile.missing_marks.insert(profile.missing_marks.end(), unread.begin(), unread.end());
  std::erase_if(present,
                [&](const CategoryCount& v) { return !read_cell(v.value, profile.reading); });
}

ColumnProfile ColumnScan::profile() const {
  ColumnProfile p;
  p.name = name_;
  p.rows = rows_;
  p.missing = nulls_ + streamed_missing_;
  for (std::size_t v = 0; v < values_.size(); ++v)
    if (is_missing_mark(values_.text(v))) {
      p.missing += values_.rows(v);
      p.missing_marks.push_back({std::string(values_.text(v)), values_.rows(v)});
    }
  std::vector<CategoryCount> present = present_values();
  Readings found = is_streaming_ ? Readings{reading_, {}} : readings(present);
  for (const Rival& rival : rivals_) found.others.push_back(rival.reading);
  const std::int64_t streamed = streamed_ - streamed_missing_;
  if (streamed == 0 || static_cast<double>(read_) >= kEnoughRead * static_cast<double>(streamed))
    p.reading = found.best;
  if (p.reading.index() != 0) split_marks(p, present);
  sort_by_rows(p.missing_marks);
  p.distinct_is_exact = streamed == 0;
  p.distinct =
      p.distinct_is_exact ? static_cast<std::int64_t>(present.size()) : distinct_.estimate();
  const NumberMoments moments = fill_numbers(p, present);
  fill_lengths(p, present);
  if (p.distinct_is_exact && p.reading.index() == 0) p.order = find_order(present);
  p.meaning = find_meaning({p.name, present, p.rows - p.missing, p.missing, p.distinct,
                            p.distinct_is_exact, p.reading, moments, p.mean_length, p.order});
  if (p.meaning != Meaning::ordinal) p.order.clear();
  if (are_codes(p.meaning)) forget_numbers(p);
  p.personal = find_personal(p.name, p.meaning, present);
  fill_values(p, present);
  p.characters = scripts_of(present);
  add_warnings(p, {present, found.others});
  return p;
}

NumberMoments ColumnScan::fill_numbers(ColumnProfile& p,
                                       const std::vector<CategoryCount>& present) const {
  NumberMoments all;
  if (p.reading.index() == 0) return all;
  std::vector<WeightedNumber> numbers;
  for (const CategoryCount& v : present)
    if (const auto value = read_cell(v.value, p.reading)) {
      all.add(NumberMoments::of(*value, v.rows));
      numbers.push_back({*value, static_cast<double>(v.rows)});
    }
  all.add(moments_);
  const std::vector<double> sample = sample_.values();
  for (const double value : sample)
    numbers.push_back({value, static_cast<double>(read_) / static_cast<double>(sample.size())});
  if (all.rows == 0) return all;
  p.min = all.min, p.max = all.max;
  p.mean = finite(all.mean);
  p.deviation = finite(std::sqrt(all.squares / static_cast<double>(all.rows)));
  p.is_integer = all.is_integer;
  p.zeros = all.zeros, p.negatives = all.negatives;
  p.quantiles = percentiles(numbers);
  p.quantiles.front() = p.min, p.quantiles.back() = p.max;
  p.outliers = std::llround(far_out_rows(numbers, p.quantiles));
  return all;
}

void ColumnScan::fill_values(ColumnProfile& p, const std::vector<CategoryCount>& present) const {
  if (!lists_values(p)) return;
  p.values = present;
  for (const auto& [value, rows] : frequent_.counts()) p.values.push_back({value, rows});
  sort_by_rows(p.values);
  if (p.values.size() > ColumnProfile::kMostValues) p.values.resize(ColumnProfile::kMostValues);
  p.other_rows = p.rows - p.missing - count_rows(p.values);
}

void ColumnScan::fill_lengths(ColumnProfile& p, const std::vector<CategoryCount>& present) const {
  std::int64_t rows = 0, characters = 0;
  p.max_length = most_characters_;
  for (const CategoryCount& v : present) {
    const std::int64_t length = count_characters(v.value);
    rows += v.rows;
    characters += v.rows * length;
    p.max_length = std::max(p.max_length, length);
  }
  if (reading_.index() == 0) rows += streamed_ - streamed_missing_, characters += characters_;
  p.mean_length = rows == 0 ? 0 : static_cast<double>(characters) / static_cast<double>(rows);
}

}  // namespace ingot

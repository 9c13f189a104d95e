#include <algorithm>
#include <map>

#include "base/rng.h"
#include "ingot/data.h"

namespace ingot {
namespace {

// A 64-bit sort key for each row: what it is does not depend on how many other rows there are.
std::uint64_t key_of(std::int64_t seed, std::int64_t stream, std::int64_t row) {
  const auto low = [](std::int64_t v) { return static_cast<std::uint32_t>(v); };
  const auto high = [](std::int64_t v) {
    return static_cast<std::uint32_t>(static_cast<std::uint64_t>(v) >> 32);
  };
  const PhiloxCounter words =
      philox4x32({low(row), high(row), low(stream), high(stream)}, {low(seed), high(seed)});
  return static_cast<std::uint64_t>(words[0]) << 32 | words[1];
}

void sort_by_key(std::vector<std::int64_t>& rows, std::int64_t seed, std::int64_t stream) {
  std::vector<std::pair<std::uint64_t, std::int64_t>> keyed;
  keyed.reserve(rows.size());
  for (std::int64_t r : rows) keyed.emplace_back(key_of(seed, stream, r), r);
  std::sort(keyed.begin(), keyed.end());
  for (std::size_t i = 0; i < rows.size(); ++i) rows[i] = keyed[i].second;
}

// Streams: -1 splits, -2 samples, epoch e shuffles with e.
constexpr std::int64_t kSplitStream = -1, kSampleStream = -2;

// The rows of each class, in an order by `seed` and `stream`.
std::map<std::int64_t, std::vector<std::int64_t>> rows_by_class(
    const std::vector<std::int64_t>& labels, std::int64_t seed, std::int64_t stream) {
  std::map<std::int64_t, std::vector<std::int64_t>> by_class;
  for (std::size_t i = 0; i < labels.size(); ++i)
    by_class[labels[i]].push_back(static_cast<std::int64_t>(i));
  for (auto& [label, rows] : by_class) sort_by_key(rows, seed, stream);
  return by_class;
}

// How many rows of one class after another make up a share of all. Classes whose own share is less
// than half a row give one together.
class Portions {
 public:
  explicit Portions(double share) : share_(share) {}
  std::size_t of(std::size_t rows) {
    const double wanted = static_cast<double>(rows) * share_;
    if (const auto own = static_cast<std::size_t>(wanted + 0.5); own > 0 || share_ == 0) return own;
    owed_ += wanted;
    const bool is_due = owed_ >= 0.5 && rows > 2;  // one or two are trained on
    if (is_due) owed_ -= 1;
    return is_due ? 1 : 0;
  }

 private:
  double share_, owed_ = 0;
};

}  // namespace

std::vector<std::int64_t> shuffled(std::vector<std::int64_t> rows, std::int64_t seed,
                                   std::int64_t epoch) {
  sort_by_key(rows, seed, epoch);
  return rows;
}

Split stratified_split(const std::vector<std::int64_t>& labels, double valid, double test,
                       std::int64_t seed) {
  Split split;
  Portions of_test(test), of_valid(valid);
  for (const auto& [label, rows] : rows_by_class(labels, seed, kSplitStream)) {
    const std::size_t num_test = of_test.of(rows.size()), num_valid = of_valid.of(rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i) {
      auto& part = i < num_test ? split.test : i < num_test + num_valid ? split.valid : split.train;
      part.push_back(rows[i]);
    }
  }
  for (auto* part : {&split.train, &split.valid, &split.test})
    std::sort(part->begin(), part->end());
  return split;
}

std::vector<std::int64_t> stratified_sample(const std::vector<std::int64_t>& labels, double share,
                                            std::int64_t seed) {
  std::vector<std::int64_t> sample;
  for (const auto& [label, rows] : rows_by_class(labels, seed, kSampleStream)) {
    const auto wanted = static_cast<std::int64_t>(static_cast<double>(rows.size()) * share + 0.5);
    const auto count = std::max<std::int64_t>(wanted, 1);
    sample.insert(sample.end(), rows.begin(), rows.begin() + count);
  }
  std::sort(sample.begin(), sample.end());
  return sample;
}

}  // namespace ingot

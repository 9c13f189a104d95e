#include "train/batch_ahead.h"

#include <gtest/gtest.h>

#include <atomic>

#include "ingot/error.h"

namespace ingot {
namespace {

// Row r is the number r; row 13 cannot be read.
class Numbers final : public RowSource {
 public:
  [[nodiscard]] std::int64_t size() const override { return 100; }
  [[nodiscard]] std::vector<Tensor> get(std::span<const std::int64_t> rows) const override {
    ++calls;
    by_another += std::this_thread::get_id() != caller;
    if (std::ranges::find(rows, 13) != rows.end()) throw Error("bad_row", {"row 13", "row 13"});
    return {Tensor::from(std::vector<std::int64_t>(rows.begin(), rows.end()),
                         {static_cast<std::int64_t>(rows.size())})};
  }
  std::thread::id caller = std::this_thread::get_id();
  mutable std::atomic<int> calls = 0, by_another = 0;
};

using Rows = std::vector<std::int64_t>;

TEST(BatchAhead, IsReadyBeforeItIsAskedFor) {
  const Numbers source;
  BatchAhead ahead(source);
  constexpr std::int64_t kBatches = 50;
  for (std::int64_t b = 0; b < kBatches; ++b) {
    const Rows now{2 * b + 100, 2 * b + 101}, next{2 * b + 102, 2 * b + 103};
    const auto batch = ahead.get(now, 0, b + 1 < kBatches ? next : Rows());
    ASSERT_EQ(batch.at(0).at(0), static_cast<double>(now[0]));
    ASSERT_EQ(batch.at(0).at(1), static_cast<double>(now[1]));
  }
  EXPECT_EQ(source.calls, kBatches);  // none is made twice
  EXPECT_EQ(source.by_another, kBatches - 1);
}

TEST(BatchAhead, GivesWhatIsAskedForAfterAnotherPromise) {
  const Numbers source;
  BatchAhead ahead(source);
  EXPECT_EQ(ahead.get(Rows{1}, 0, Rows{2}).at(0).at(0), 1);
  EXPECT_EQ(ahead.get(Rows{7}, 0, {}).at(0).at(0), 7);
  EXPECT_EQ(ahead.get(Rows{2}, 0, {}).at(0).at(0), 2);
}

TEST(BatchAhead, FailsWhenTheBadRowsAreAskedForAndNotBefore) {
  const Numbers source;
  BatchAhead ahead(source);
  EXPECT_NO_THROW(static_cast<void>(ahead.get(Rows{1}, 0, Rows{13})));
  EXPECT_THROW(static_cast<void>(ahead.get(Rows{13}, 0, Rows{3})), Error);
  EXPECT_EQ(ahead.get(Rows{3}, 0, Rows{13}).at(0).at(0), 3);  // and ends with a failure in the air
}

}  // namespace
}  // namespace ingot

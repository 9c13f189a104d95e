// Rows of questions and answers: what is read, and what is told.
#include "train/answer_rows.h"

#include "tests/library/traced.h"

namespace ingot::testing {
namespace {

TEST(AnswerRows, TellTheAnswerAloneFromTheQuestionOn) {
  // A question of three tokens, an answer of two; one of one, an answer of three.
  const std::vector<std::int32_t> tokens{5, 6, 7, 8, 2, 9, 3, 4, 2};
  const std::vector<std::int64_t> starts{0, 5, 9}, answers{3, 6};
  const AnswerRows rows({tokens, starts, answers}, 5);
  const std::vector<Tensor> got = rows.get(std::array<std::int64_t, 2>{1, 0});
  const auto values = [](const Tensor& t) {
    const auto data = t.data<std::int64_t>();
    return std::vector<std::int64_t>(data.begin(), data.end());
  };
  EXPECT_EQ(values(got[0]), (std::vector<std::int64_t>{9, 3, 4, 0, 0, 5, 6, 7, 8, 0}));
  EXPECT_EQ(values(got[1]), (std::vector<std::int64_t>{3, 4, 2, -1, -1, -1, -1, 8, 2, -1}));
}

}  // namespace
}  // namespace ingot::testing

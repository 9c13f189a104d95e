#include "tasks/token_sums.h"

#include <algorithm>
#include <numeric>

namespace ingot {
namespace {

// The probabilities of all tokens of the vocabulary at each place take most of the memory.
std::int64_t rows_at_once(Inference& model) {
  constexpr std::int64_t kMostNumbers = 1 << 22;
  const Shape& row = model.plan_for(1).outputs[0].type.shape;
  return std::clamp<std::int64_t>(kMostNumbers / (row[1] * row[2]), 1, Inference::kLargestBatch);
}

}  // namespace

std::vector<TokenSum> sum_tokens(Inference& model, const RowSource& source, std::int64_t repeated) {
  const std::int64_t batch = rows_at_once(model);
  std::vector<TokenSum> sums;
  for (std::int64_t first = 0; first < source.size(); first += batch) {
    std::vector<std::int64_t> rows(
        static_cast<std::size_t>(std::min(batch, source.size() - first)));
    std::iota(rows.begin(), rows.end(), first);
    const std::vector<Tensor> asked = source.get(rows);
    const Tensor said = model.run(std::span(asked).first(asked.size() - 1));
    const std::int64_t tokens = said.shape()[1];
    const auto width = static_cast<std::size_t>(said.shape()[2]);
    const std::span<const float> p = said.data<float>();
    const std::span<const std::int64_t> truth = asked.back().data<std::int64_t>();
    for (std::size_t i = 0; i < rows.size(); ++i) {
      TokenSum& sum = sums.emplace_back();
      for (std::int64_t t = rows[i] == source.size() - 1 ? repeated : 0; t < tokens; ++t) {
        const std::size_t at = i * static_cast<std::size_t>(tokens) + static_cast<std::size_t>(t);
        if (truth[at] < 0) continue;
        const auto token = static_cast<std::size_t>(truth[at]);
        const auto of_all = p.subspan(at * width, width);
        sum.add(std::max(static_cast<double>(of_all[token]), 1e-30),
                std::ranges::max_element(of_all) == of_all.begin() + truth[at]);
      }
    }
  }
  return sums;
}

}  // namespace ingot

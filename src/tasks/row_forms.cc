#include "tasks/row_forms.h"

#include <algorithm>

#include "nn/step.h"

namespace ingot {
namespace {

bool have_same_weights(const Network& a, const Network& b) {
  const Parameters of_a = trace_inference(a, 1).parameters, of_b = trace_inference(b, 1).parameters;
  return std::ranges::equal(of_a, of_b, [](const Parameter& x, const Parameter& y) {
    return x.name == y.name && x.type == y.type;
  });
}

}  // namespace

RowForms row_forms(const Network& network, std::span<const std::int64_t> sizes,
                   std::int64_t longest, std::int64_t batch,
                   const std::function<Network(std::int64_t length)>& network_of) {
  constexpr std::int64_t kShortest = 8, kLeastBatches = 4;
  RowForms forms{.lengths = {longest}, .networks = {}};
  for (std::int64_t length = (longest + 1) / 2; length >= kShortest; length = (length + 1) / 2) {
    const std::int64_t fit =
        std::ranges::count_if(sizes, [&](std::int64_t size) { return size <= length; });
    if (fit < kLeastBatches * batch) break;
    Network form = network_of(length);
    if (!have_same_weights(form, network)) break;
    forms.networks.push_back(std::move(form));
    forms.lengths.push_back(length);
  }
  return forms;
}

std::vector<std::int64_t> row_sizes(std::span<const std::int64_t> starts) {
  std::vector<std::int64_t> sizes;
  for (std::size_t row = 0; row + 1 < starts.size(); ++row)
    sizes.push_back(starts[row + 1] - starts[row]);
  return sizes;
}

}  // namespace ingot

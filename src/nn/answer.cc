#include "nn/answer.h"

#include <limits>

#include "base/assert.h"

namespace ingot {
namespace {

// (rows, channels, height, width), left and right exchanged.
Value mirrored(const Value& pictures) {
  const Ints sizes = pictures.shape().to_vector();
  Ints starts(sizes.size(), 0), stops = sizes, steps(sizes.size(), 1);
  starts.back() = sizes.back() - 1;
  stops.back() = -sizes.back() - 1;
  steps.back() = -1;
  return pictures.builder().slice(pictures, starts, stops, steps);
}

Value rows_of(const Value& all, std::int64_t first, std::int64_t count) {
  const Ints sizes = all.shape().to_vector();
  Ints starts(sizes.size(), 0), stops = sizes;
  starts.front() = first;
  stops.front() = first + count;
  return all.builder().slice(all, starts, stops);
}

}  // namespace

Value with_temperature(const Value& probabilities, double temperature) {
  Builder& g = probabilities.builder();
  const Value positive = g.maximum(
      probabilities,
      g.scalar_like(probabilities, static_cast<double>(std::numeric_limits<float>::min())));
  return g.softmax(g.log(positive) * (1 / temperature));
}

Traced trace_answer(const Network& network, std::int64_t batch, const AnswerForm& form) {
  INGOT_ASSERT(form.mirrored || form.temperature == 1, "the weights hold the temperature");
  if (!form.mirrored) return trace_inference(network, batch);
  Builder g;
  TraceState state{.g = g};
  const Value pictures = trace_inputs(g, network, batch).at(0);
  INGOT_ASSERT(pictures.rank() == 4, "{} are no pictures", to_string(pictures.type()));
  const Value both =
      trace_layers(state, network, {g.concat(Values{pictures, mirrored(pictures)}, 0)});
  Value answer = (rows_of(both, 0, batch) + rows_of(both, batch, batch)) * 0.5;
  if (form.temperature != 1) answer = with_temperature(answer, form.temperature);
  g.output("output", answer);
  return {g.take(), std::move(state.parameters)};
}

}  // namespace ingot

// Cross entropy of many classes by chunks of rows: the same values, and less memory.
#include <gtest/gtest.h>

#include "passes/pass.h"
#include "runtime/executor.h"

namespace ingot {
namespace {

constexpr std::int64_t kRows = 2, kWidth = 4;

struct Head {
  bool has_bias = true, is_tied = false, is_flat = false;
  double smoothing = 0;
  bool gives_logits = false, is_squared = false;
  std::int64_t classes = 7, tokens = 5;
};

// A loss over tokens, and its gradients by what the logits are made of.
Graph loss_graph(const Head& head) {
  Builder g;
  const std::int64_t v = head.classes, tokens = head.tokens, rows = kRows * tokens;
  const Value x =
      g.input("x", {f32, head.is_flat ? Shape{rows, kWidth} : Shape{kRows, tokens, kWidth}});
  const Value w = g.input("w", {f32, head.is_tied ? Shape{v, kWidth} : Shape{kWidth, v}});
  const Value bias = g.input("bias", {f32, {v}});
  const Value labels = g.input("labels", {i64, head.is_flat ? Shape{rows} : Shape{kRows, tokens}});
  const Value shares = g.input("shares", {f32, labels.shape()});
  const Value h = g.tanh(x);
  Value logits = g.matmul(h, w, 0, head.is_tied);
  if (head.has_bias) logits = logits + bias;
  const Value losses = g.softmax_cross_entropy(logits, labels, head.smoothing);
  const Value loss = g.sum((head.is_squared ? g.square(losses) : losses) * shares);
  g.output("losses", losses);
  const Values d = gradients(loss, std::array{x, w, bias});
  g.output("dx", d[0]);
  g.output("dw", d[1]);
  g.output("dbias", d[2]);
  if (head.gives_logits) g.output("logits", logits);
  return g.take();
}

Tensor waves_like(const TensorType& type, double phase) {
  Tensor t(type);
  for (std::int64_t i = 0; i < t.num_elements(); ++i)
    t.set(i, std::sin(phase + 1.7 * static_cast<double>(i)));
  return t;
}

std::vector<Tensor> inputs_for(const Graph& graph, std::int64_t classes) {
  std::vector<Tensor> inputs;
  for (const NamedValue& in : graph.inputs()) {
    const TensorType& type = graph.type(in.value);
    Tensor t = waves_like(type, static_cast<double>(inputs.size()));
    if (type.dtype == i64)
      for (std::int64_t i = 0; i < t.num_elements(); ++i)
        t.set(i, i == 3 ? -1.0 : static_cast<double>(i * 3 % classes));
    inputs.push_back(std::move(t));
  }
  return inputs;
}

PassContext chunks_of(std::size_t bytes) {
  PassContext context;
  context.max_logits_bytes = bytes;
  return context;
}

std::int64_t count(const Graph& graph, std::string_view op) {
  std::int64_t found = 0;
  for (std::uint32_t id = 0; id < graph.size(); ++id) found += graph.node(id).op->name == op;
  return found;
}

std::vector<Tensor> run(const Graph& graph, std::int64_t classes) {
  State none;
  return Executor()
      .run(*compile(graph, {.backend = &reference_backend()}), inputs_for(graph, classes), none)
      .outputs;
}

TEST(ChunkLosses, GiveTheSameValuesByChunks) {
  for (const Head& head : std::vector<Head>{{},
                                            {.has_bias = false},
                                            {.is_tied = true},
                                            {.is_flat = true},
                                            {.has_bias = false, .is_tied = true, .smoothing = 0.1},
                                            {.is_flat = true, .smoothing = 0.2}}) {
    const Graph whole = loss_graph(head);
    // 280 bytes of logits: chunks of 4, 4 and 2 rows; one row a chunk; one byte is a row as well.
    for (const auto& [bytes, chunks] : {std::pair{100, 3}, {28, 10}, {1, 10}}) {
      const Graph chunked = chunk_losses(whole, chunks_of(static_cast<std::size_t>(bytes)));
      verify(chunked);
      EXPECT_EQ(count(chunked, "softmax_cross_entropy"), chunks);
      EXPECT_EQ(count(chunked, "softmax_cross_entropy_backward"), chunks);
      const std::vector<Tensor> expected = run(whole, head.classes),
                                got = run(chunked, head.classes);
      for (const std::size_t output : {0, 1})
        EXPECT_TRUE(bit_equal(expected[output], got[output])) << output;
      for (const std::size_t output : {2, 3})
        for (std::int64_t i = 0; i < expected[output].num_elements(); ++i)
          EXPECT_NEAR(expected[output].at(i), got[output].at(i), 1e-6) << output << " " << i;
    }
  }
}

TEST(ChunkLosses, LeaveWhatIsSmallOrReadOtherwise) {
  const auto chunked = [](const Head& head, std::size_t bytes) {
    return count(chunk_losses(loss_graph(head), chunks_of(bytes)), "softmax_cross_entropy") > 1;
  };
  EXPECT_TRUE(chunked({}, 100));
  EXPECT_FALSE(chunked({}, 280));
  EXPECT_FALSE(chunked({.gives_logits = true}, 100));
  // The gradient of a square waits for the losses.
  EXPECT_FALSE(chunked({.is_squared = true}, 100));
}

TEST(ChunkLosses, KeepOnlyAChunkInMemory) {
  const Graph whole = loss_graph({.classes = 1 << 20, .tokens = 100});
  CompileOptions unchunked;
  unchunked.passes.skip = {"chunk_losses"};
  const std::size_t row = (std::size_t{1} << 20) * sizeof(float);
  EXPECT_GE(compile(whole, unchunked)->arena_bytes, 400 * row);
  // Of 29 rows logits, their gradient and what a product packs, and the gradients of the weights.
  EXPECT_LE(compile(whole)->arena_bytes, 120 * row) << describe(*compile(whole));
}

}  // namespace
}  // namespace ingot

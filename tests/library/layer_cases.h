// Every layer at least once, with what goes in and what must come out.
#pragma once

#include "nn/layer_def.h"
#include "tests/library/traced.h"

namespace ingot::testing {

struct LayerCase {
  Layer layer;
  std::vector<TensorType> rows;         ///< types of the inputs, one row each
  Shape output;                         ///< of one row
  std::vector<std::string> parameters;  ///< in the order of their declaration
  std::string idle = {};                ///< the one that cannot change the output
  DType dtype = f32;                    ///< of the output
};

inline std::vector<LayerCase> layer_cases() {
  const std::vector<std::string> none, kernel{"kernel"}, both{"kernel", "bias"};
  const auto row = [](Shape shape) { return std::vector<TensorType>{{f32, shape}}; };
  const TensorType ids{i64, {4}}, wide{f32, {2, 3}}, narrow{f32, {1, 3}};
  const std::vector<std::string> cell{"kernel", "recurrent_kernel", "bias"},
      scaled{"scale", "offset"}, moving{"scale", "offset", "moving_mean", "moving_variance"};
  return {
      {Input({2, 3}), row({2, 3}), {2, 3}, none},
      {Activation("gelu"), row({5}), {5}, none},
      {Add(), {wide, wide, wide}, {2, 3}, none},
      {Concat(), {wide, narrow}, {3, 3}, none},
      {Concat({.axis = -1}), {wide, wide}, {2, 6}, none},
      {Conv1D(4, {3}), row({2, 7}), {4, 5}, both},
      {Conv2D(4, {3, 3}, {.activation = "tanh"}), row({2, 6, 5}), {4, 4, 3}, both},
      {Conv2D(4, {3, 2}, {.strides = {2}, .padding = "same"}), row({2, 5, 4}), {4, 3, 2}, both},
      {Conv2D(4, {3}, {.dilation = {2}, .groups = 2}), row({2, 6, 5}), {4, 2, 1}, both},
      {Conv3D(2, {2}, {.use_bias = false}), row({1, 3, 3, 2}), {2, 2, 2, 1}, kernel},
      {Conv2DTranspose(3, {3}), row({2, 2, 3}), {3, 4, 5}, both},
      {Conv2DTranspose(2, {3}, {.strides = {2}, .padding = "same"}),
       row({2, 2, 3}),
       {2, 4, 6},
       both},
      {Conv2DTranspose(2, {2}, {.strides = {3}, .groups = 2}), row({2, 2, 1}), {2, 6, 3}, both},
      {DepthwiseConv2D({3}, {.depth_multiplier = 2}), row({3, 4, 4}), {6, 2, 2}, both},
      {MaxPooling1D({2}), row({2, 5}), {2, 2}, none},
      {MaxPooling2D({2}, {.padding = "same"}), row({2, 5, 4}), {2, 3, 2}, none},
      {MaxPooling3D({2}, {.strides = {1}}), row({1, 2, 3, 3}), {1, 1, 2, 2}, none},
      {AveragePooling1D({3}, {.strides = {2}}), row({2, 7}), {2, 3}, none},
      {AveragePooling2D({2}, {.padding = "same"}), row({2, 5, 4}), {2, 3, 2}, none},
      {AveragePooling3D({1, 2, 2}), row({1, 2, 4, 4}), {1, 2, 2, 2}, none},
      {GlobalAveragePooling(), row({3, 4, 5}), {3}, none},
      {GlobalMaxPooling(), row({3, 4}), {3}, none},
      {Flatten(), row({2, 3, 2}), {12}, none},
      {Reshape({3, -1}), row({2, 6}), {3, 4}, none},
      {ZeroPadding({1, 2}), row({2, 3, 4}), {2, 5, 8}, none},
      {ZeroPadding({0, 1, 2, 0}), row({2, 3, 4}), {2, 4, 6}, none},
      {UpSampling({2, 3}), row({2, 2, 2}), {2, 4, 6}, none},
      {UpSampling({2}, {.interpolation = "linear"}), row({2, 3}), {2, 6}, none},
      {Dense(4, {.activation = "softmax"}), row({3}), {4}, both},
      {Dense(4, {.use_bias = false}), row({2, 3}), {2, 4}, kernel},
      {Dropout(0.25), row({8}), {8}, none},
      {SpatialDropout(0.5), row({6, 2, 2}), {6, 2, 2}, none},
      {Embedding(7, 3), {ids}, {4, 3}, {"table"}},
      {EmbeddingBag(7, 3), {ids, {f32, {4}}}, {3}, {"table", "bias"}},
      {TokenEmbedding(7, 3), {ids}, {4, 3}, {"table"}},
      {BatchNorm(), row({3}), {3}, moving},
      {BatchNorm({.use_scale = false}),
       row({2, 3, 2}),
       {2, 3, 2},
       {"offset", "moving_mean", "moving_variance"}},
      {LayerNorm(), row({2, 4}), {2, 4}, scaled},
      {LayerNorm({.axis = 1, .use_offset = false}), row({2, 4}), {2, 4}, {"scale"}},
      {RMSNorm(), row({2, 4}), {2, 4}, {"scale"}},
      {GroupNorm({.groups = 2}), row({4, 3}), {4, 3}, scaled},
      {GroupNorm({.groups = -1, .use_scale = false}), row({2, 5}), {2, 5}, {"offset"}},
      {Residual({Dense(3), Activation("relu"), Dense(3)}),
       row({3}),
       {3},
       {"dense_1/kernel", "dense_1/bias", "dense_2/kernel", "dense_2/bias"}},
      {Residual({Dense(2)}, {.shortcut = {Dense(2, {.use_bias = false})}, .activation = "sigmoid"}),
       row({3}),
       {2},
       {"dense_1/kernel", "dense_1/bias", "dense_2/kernel"}},
      {SqueezeExcite(2),
       row({3, 2, 2}),
       {3, 2, 2},
       {"dense_1/kernel", "dense_1/bias", "dense_2/kernel", "dense_2/bias"}},
      {StochasticDepth(0.5), row({3, 4}), {3, 4}, none},
      {LayerScale({.axis = 1, .initial = 0.5}), row({3, 2, 2}), {3, 2, 2}, {"scale"}},
      {LayerScale({.initial = 0.1}), row({2, 4}), {2, 4}, {"scale"}},
      {Permute({2, 3, 1}), row({2, 3, 4}), {3, 4, 2}, none},
      {Take(-1), row({3, 4}), {4}, none},
      {Take(1, {.axis = -1}), row({3, 4}), {3}, none},
      {ClassToken(), row({3, 4}), {4, 4}, {"token"}},
      {PositionEmbedding(), row({3, 4}), {3, 4}, {"table"}},
      {PositionEmbedding({.positions = 5}), row({3, 4}), {3, 4}, {"table"}},
      {MultiHeadAttention(2),
       row({5, 4}),
       {5, 4},
       {"query_kernel", "query_bias", "key_kernel", "key_bias", "value_kernel", "value_bias",
        "output_kernel", "output_bias"},
       // It moves all scores of a query alike.
       "key_bias"},
      {MultiHeadAttention(1, {.causal = true, .use_bias = false}),
       row({4, 3}),
       {4, 3},
       {"query_kernel", "key_kernel", "value_kernel", "output_kernel"}},
      {MultiHeadAttention(2, {.dropout = 0.4, .queries = 2, .use_bias = false}),
       row({5, 4}),
       {2, 4},
       {"query_kernel", "key_kernel", "value_kernel", "output_kernel"}},
      {MultiHeadAttention(1, {.causal = true, .dropout = 0.3, .use_bias = false}),
       row({4, 3}),
       {4, 3},
       {"query_kernel", "key_kernel", "value_kernel", "output_kernel"}},
      {MultiHeadAttention(2, {.causal = true, .places = "rotary", .use_bias = false}),
       row({5, 8}),
       {5, 8},
       {"query_kernel", "key_kernel", "value_kernel", "output_kernel"}},
      {MultiHeadAttention(2, {.places = "rotary", .queries = 2, .use_bias = false}),
       row({4, 4}),
       {2, 4},
       {"query_kernel", "key_kernel", "value_kernel", "output_kernel"}},
      {MultiHeadAttention(2, {.causal = true, .places = "alibi", .use_bias = false}),
       row({5, 6}),
       {5, 6},
       {"query_kernel", "key_kernel", "value_kernel", "output_kernel"}},
      {MultiHeadAttention(4, {.causal = true, .key_heads = 2, .places = "alibi"}),
       row({3, 8}),
       {3, 8},
       {"query_kernel", "query_bias", "key_kernel", "key_bias", "value_kernel", "value_bias",
        "output_kernel", "output_bias"},
       "key_bias"},
      {AttentionMemory(),
       row({3, 4}),
       {3, 8},
       {"key_kernel", "key_bias", "value_kernel", "value_bias"}},
      {CrossAttention(2),
       {{f32, {3, 4}}, {f32, {5, 8}}},
       {3, 4},
       {"query_kernel", "query_bias", "output_kernel", "output_bias"}},
      {CrossAttention(1, {.dropout = 0.3, .use_bias = false}),
       {{f32, {2, 3}}, {f32, {4, 6}}},
       {2, 3},
       {"query_kernel", "output_kernel"}},
      {SinusoidalPositions({.scale = 2}), row({3, 4}), {3, 4}, none},
      {TokenScores(5), row({3, 4}), {3, 5}, {"table"}},
      {TokenScores(5, {.use_bias = true}), row({3, 4}), {3, 5}, {"table", "bias"}},
      {FeatureTokens(3, {1, 2, 2}), row({5}), {3, 3}, both},
      {FeatureTokens(2, {}, {.use_bias = false}), row({4}), {4, 2}, kernel},
      {PeriodicEmbedding(3, {.frequencies = 2, .deviation = 0.5, .activation = "tanh"}),
       row({4}),
       {4, 3},
       {"frequencies", "kernel", "bias"}},
      {PeriodicEmbedding(5, {.frequencies = 3, .deviation = 0.5, .shared = true}),
       row({2}),
       {2, 5},
       {"frequencies", "kernel", "bias"}},
      {Columns({2, 0, 2}), row({4}), {3}, none},
      {Columns({1, 2}), row({4}), {2}, none},
      {BatchEnsemble(3, 2), row({4}), {2, 3}, {"scale_in", "kernel", "scale_out", "bias"}},
      {BatchEnsemble(3, 2, {.activation = "tanh"}),
       row({2, 4}),
       {2, 3},
       {"scale_in", "kernel", "scale_out", "bias"}},
      {MemberScale(3), row({4}), {3, 4}, {"scale"}},
      {MemberDense(2, {.activation = "softmax"}), row({3, 4}), {3, 2}, both},
      {CumulativeLink(4), row({1}), {4}, {"steps"}},
      {CumulativeLink(2), row({3, 1}), {3, 2}, {"steps"}},
      {MemberMean(), row({3, 4}), {4}, none},
      {GatedDense(3), row({2, 4}), {2, 3}, {"gate_kernel", "gate_bias", "kernel", "bias"}},
      {LSTM(3), row({4, 2}), {3}, cell},
      {LSTM(3, {.return_sequences = true, .reverse = true}), row({4, 2}), {4, 3}, cell},
      {GRU(3, {.return_sequences = true}), row({4, 2}), {4, 3}, cell},
      {GRU(2, {.reset_after = false}), row({3, 2}), {2}, cell},
      {LSTM(2, {.dropout = 0.4, .recurrent_dropout = 0.4}), row({3, 2}), {2}, cell},
      {GRU(2, {.recurrent_dropout = 0.4}), row({3, 2}), {2}, cell},
      {SimpleRNN(2, {.dropout = 0.4, .recurrent_dropout = 0.4}), row({3, 2}), {2}, cell},
      {Embedding(7, 3, {.dropout = 0.3}), {ids}, {4, 3}, {"table"}},
      {JoinTokens(5), {ids, ids}, {5}, none, "", i64},
      {JoinTokens(6, {.segments = true}), {ids, {i64, {3}}}, {6}, none, "", i64},
      {TokenCount(), {ids}, {}, none, "", i64},
      {DocumentSegments(3), {ids}, {4}, none, "", i64},
      {ReverseTokens(), {wide, {i64, {}}}, {2, 3}, none},
      {TokenPooling(), {wide, {i64, {}}}, {3}, none},
      {TokenPooling({.mode = "mean"}), {wide, {i64, {}}}, {3}, none},
      {TokenPooling({.mode = "last"}), {{f32, {6, 3}}, {i64, {}}}, {3}, none},
      {MaskTokens(), {wide, {i64, {}}}, {2, 3}, none},
      {TakeTokens(), {{f32, {8, 3}}, {i64, {4}}}, {4, 3}, none},
      {MultiHeadAttention(2, {.use_bias = false}),
       {{f32, {5, 4}}, {i64, {}}},
       {5, 4},
       {"query_kernel", "key_kernel", "value_kernel", "output_kernel"}},
      {SimpleRNN(3, {.use_bias = false}), row({4, 2}), {3}, {"kernel", "recurrent_kernel"}},
  };
}

/// One layer, traced for some rows.
struct TracedLayer {
  Graph graph;  ///< inputs: those of the layer, then in training "key" and "row_mask"
  Parameters parameters;
  std::size_t num_updates = 0;
  bool has_penalty = false;
};

struct LayerTrace {
  std::int64_t batch = 3;
  Mode mode = Mode::inference;
  bool trainable = true;
  /// Further outputs: a loss, sum(y waves), and its slopes by the float inputs and the weights.
  bool slopes = false;
};

inline TracedLayer trace_case(const Layer& layer, const std::vector<TensorType>& rows,
                              const LayerTrace& how) {
  Builder g;
  TraceState state{.g = g, .mode = how.mode};
  Values in, wrt;
  for (const TensorType& type : rows) {
    in.push_back(
        g.input(fmt::format("x{}", in.size()), {type.dtype, type.shape.inserted(0, how.batch)}));
    if (is_float(type.dtype)) wrt.push_back(in.back());
  }
  if (how.mode == Mode::training) {
    state.key = g.input("key", {i64, {3}});
    state.row_mask = g.input("row_mask", {f64, {how.batch}});
  }
  const Value y = trace_layer(state, layer, "L", in, how.trainable);
  g.output("y", y);
  for (const TraceState::Update& u : state.updates) g.update(u.parameter, u.value);
  if (how.slopes) {
    for (std::size_t i = 0; i < state.parameters.size(); ++i)
      if (state.parameters[i].role == Role::weight) wrt.push_back(state.values[i]);
    const Value real = is_float(y.dtype()) ? y : g.cast(y, f64);
    const Value loss = g.sum(real * g.constant(waves(real.type(), 0.4)), Ints{}, drop_dims);
    g.output("loss", loss);
    const Values slopes = gradients(loss, wrt);
    for (std::size_t i = 0; i < slopes.size(); ++i) g.output(fmt::format("slope{}", i), slopes[i]);
  }
  return {g.take(), state.parameters, state.updates.size(), static_cast<bool>(state.penalty)};
}

}  // namespace ingot::testing

// What a layer may use while it is traced.
#pragma once

#include "nn/parameter.h"
#include "nn/spec_view.h"

namespace ingot {

enum class Mode : std::uint8_t { inference, training };

/// A trace that goes on where the one before ended: the inputs are the next few tokens of each row.
struct Decoding {
  std::int64_t context = 0;   ///< tokens of a row
  std::int64_t capacity = 0;  ///< tokens that fit into the caches, at most `context`
  Value position = {};        ///< i64[]: tokens that came before
  Value segments = {};        ///< those of all tokens so far, i64 (batch, capacity)
};

/// What the whole trace shares. Filled by the layers in turn.
struct TraceState {
  Builder& g;
  Mode mode = Mode::inference;
  std::optional<Decoding> decoding = {};
  Value key = {};       ///< i64[3]: seed, step, first row in the logical batch; null in inference
  Value row_mask = {};  ///< (batch), 1 for rows that count, 0 for padding; null: all count
  Value segments = {};  ///< i64 (batch, tokens): tokens see those of their own; null: all one
  Parameters parameters = {};
  Values values = {};  ///< of the parameters, in the same order
  struct Update {
    std::string parameter;
    Value value;
  };
  std::vector<Update> updates = {};  ///< of statistics
  Value penalty = {};                ///< sum of the layers' regularisation; null: none
  std::int64_t next_stream = 0;
  /// A softmax, sigmoid or exp, and what went into it.
  struct Activated {
    ValueId value;
    Value logits;
    std::string function;
  };
  std::vector<Activated> activated = {};
  /// The mean of an ensemble, and its members (batch, members, ...).
  struct Averaged {
    ValueId value;
    Value members;
  };
  std::vector<Averaged> averaged = {};
};

/// Decay of a weight, added to the loss: l1 sum |w| + l2 sum w^2.
struct Penalty {
  double l1 = 0;
  double l2 = 0;
};

class LayerContext {
 public:
  LayerContext(TraceState& state, std::string name, const SpecView& options, bool trainable);

  Builder& g;
  const SpecView& options;

  [[nodiscard]] const std::string& name() const { return name_; }
  /// False also for a frozen layer.
  [[nodiscard]] bool training() const { return state_.mode == Mode::training && trainable_; }

  /// Declares a weight "LAYER/name" and gives its value.
  Value weight(std::string_view name, const TensorType& type, const Initializer& initializer,
               Fans fans, Penalty penalty = {});
  /// "OWNER/name", which other layers that name the same owner use as well: the first one declares
  /// it. An empty owner: a weight of this layer alone.
  ///
  /// errors    bad_option: another layer has it in another type
  Value shared_weight(const std::string& owner, std::string_view name, const TensorType& type,
                      const Initializer& initializer, Fans fans);
  /// Declares state that follows no gradient; `update_statistic` replaces it after a training step.
  Value statistic(std::string_view name, const TensorType& type, const Initializer& initializer);
  void update_statistic(std::string_view name, const Value& value);

  /// Nothing unless tokens come a few at a time.
  [[nodiscard]] const std::optional<Decoding>& decoding() const { return state_.decoding; }
  /// While decoding: what an earlier step kept under this name, at first zeros.
  Value recall(std::string_view name, const TensorType& type);
  void keep(std::string_view name, const Value& value);
  /// While decoding: i64[rank], `position` at `axis` and 0 elsewhere.
  [[nodiscard]] Value window_start(int rank, int axis) const;

  [[nodiscard]] const Value& key() const { return state_.key; }
  [[nodiscard]] const Value& row_mask() const { return state_.row_mask; }
  [[nodiscard]] const Value& segments() const { return state_.segments; }
  /// From here on tokens see those of their own segment alone: i64 (batch, tokens), and while
  /// decoding those of all tokens so far, (batch, capacity).
  void divide(const Value& segments, const Value& so_far = {});
  /// Tells the random draws of one step apart; in the order of tracing.
  [[nodiscard]] std::int64_t new_stream() { return ++state_.next_stream; }
  /// An activation by name; remembers what went into softmax, sigmoid and exp, for stable losses.
  Value activate(const std::string& function, const Value& x);
  /// The mean over axis 1; remembers the members, each of which has its own loss in training.
  Value average(const Value& members);
  /// Traces each list as a chain of layers inside this one, all on `x`. They are named
  /// "LAYER/conv2d_1", with one count for all chains.
  Values chains(const std::vector<Layers>& lists, const Value& x);

  /// An Error that names the layer and the types of its inputs; thrown unless `ok`.
  void require(bool ok, const Values& inputs, const Text& what) const;
  /// errors    cannot_decode unless `ok`: the layer needs the whole row
  void require_decodable(bool ok) const;
  void require_rank(const Value& x, int rank, const Text& axes) const;

 private:
  Value declare(Parameter parameter);

  TraceState& state_;
  std::string name_;
  bool trainable_;
};

/// Traces one layer. Errors of its ops say which layer it was.
/// errors: unknown_layer, bad_option, bad_layer_input
Value trace_layer(TraceState& state, const Layer& layer, const std::string& name,
                  const Values& inputs, bool trainable = true);

/// Names of the activation functions.
[[nodiscard]] std::span<const std::string> activation_names();

/// Gives each nameless layer "KIND_COUNT". errors: duplicate_name
[[nodiscard]] std::vector<std::string> unique_names(const Layers& layers);

}  // namespace ingot

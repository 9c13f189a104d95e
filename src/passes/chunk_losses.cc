// Cross entropy of many classes, some rows at a time: neither all logits nor all of their gradients
// are ever in memory.
//
// Finds        logits = a b (+ bias) that only softmax_cross_entropy and its gradient read, where
//              only products with the rows' values and sums over the rows read that gradient
// Rewrites to  one chunk of rows after another: logits, losses, gradients, and their part of what
// is
//              made of these. Nothing is computed twice
// Bits         what is a sum over rows (the gradients of b and of the bias) is added up by chunks,
//              whose number depends on the sizes alone; everything else keeps its bits
#include <algorithm>
#include <optional>

#include "graph/rewrite.h"
#include "passes/pass.h"

namespace ingot {
namespace {

// One product of rows and what is made of it. All members are nodes of the old graph.
struct ChunkedLoss {
  std::uint32_t product = kNoNode, logits = kNoNode;  ///< the same node without a bias
  std::vector<std::uint32_t> losses, slopes;
  std::vector<std::uint32_t> views;      ///< slopes with their rows along one axis
  std::vector<std::uint32_t> row_parts;  ///< products slopes x matrix
  std::vector<std::uint32_t> sums;       ///< products slopes^T x rows, rows^T x slopes, sums
};

// How nodes hang together in a graph without dead nodes.
class Readers {
 public:
  explicit Readers(const Graph& graph) : graph_(graph), readers_(graph.size()) {
    for (std::uint32_t id = 0; id < graph.size(); ++id)
      for (const ValueId v : graph.node(id).inputs)
        if (v.node != kNoNode) readers_[v.node].push_back(id);
    const auto leave = [&](ValueId v) { readers_[v.node].push_back(kNoNode); };
    for (const auto* list : {&graph.outputs(), &graph.updates()})
      for (const NamedValue& v : *list) leave(v.value);
    if (graph.guard()) leave(*graph.guard());
  }
  /// kNoNode among them: it leaves the graph.
  [[nodiscard]] const std::vector<std::uint32_t>& of(std::uint32_t id) const {
    return readers_[id];
  }

 private:
  const Graph& graph_;
  std::vector<std::vector<std::uint32_t>> readers_;
};

bool is_op(const Graph& graph, std::uint32_t id, std::string_view name) {
  return id != kNoNode && graph.node(id).op->name == name;
}

std::int64_t rows_of(const Shape& shape) { return shape.num_elements() / shape.back(); }

// Rows times a matrix, which has no other axes.
bool is_row_product(const NodeView& n) {
  return !n.flag("transpose_a") && n.input_type(1).rank() == 2;
}

// Over all axes but the last.
bool sums_rows(const NodeView& n) {
  std::vector<int> axes = n.axes("axes"), wanted;
  std::ranges::sort(axes);
  for (int axis = 0; axis + 1 < n.input_type(0).rank(); ++axis) wanted.push_back(axis);
  return axes == wanted && n.output_type(0).num_elements() == n.input_type(0).shape.back();
}

class LossFinder {
 public:
  explicit LossFinder(const Graph& graph) : graph_(graph), readers_(graph) {}

  // Nothing unless the logits of node `id` take more than `most` bytes and can be chunked.
  [[nodiscard]] std::optional<ChunkedLoss> find(std::uint32_t id, std::size_t most) const {
    ChunkedLoss found;
    found.logits = id;
    if (graph_.type({id, 0}).rank() < 2 || graph_.type({id, 0}).bytes() <= most) return {};
    for (const std::uint32_t reader : readers_.of(id)) {
      const bool loss = is_op(graph_, reader, "softmax_cross_entropy");
      if (!loss && !is_op(graph_, reader, "softmax_cross_entropy_backward")) return {};
      if (graph_.node(reader).inputs[0].node != id) return {};
      (loss ? found.losses : found.slopes).push_back(reader);
    }
    if (found.losses.empty() && found.slopes.empty()) return {};
    found.product = product_of(id);
    if (found.product == kNoNode || !is_row_product(NodeView(graph_, found.product))) return {};
    for (const std::uint32_t slope : found.slopes)
      if (!read_slope(slope, found)) return {};
    if (needs_itself(found)) return {};
    return found;
  }

 private:
  // The product under the logits, which nothing else reads.
  [[nodiscard]] std::uint32_t product_of(std::uint32_t id) const {
    if (is_op(graph_, id, "matmul")) return id;
    if (!is_op(graph_, id, "add")) return kNoNode;
    const Node& add = graph_.node(id);
    const std::uint32_t product = add.inputs[0].node;
    const bool bias = graph_.type(add.inputs[1]).rank() == 1 &&
                      graph_.type(add.inputs[1]).shape.back() == add.outputs[0].shape.back();
    return bias && is_op(graph_, product, "matmul") && readers_.of(product).size() == 1 ? product
                                                                                        : kNoNode;
  }

  bool read_slope(std::uint32_t id, ChunkedLoss& found) const {
    return std::ranges::all_of(readers_.of(id), [&](std::uint32_t reader) {
      if (reader == kNoNode) return false;
      const NodeView n(graph_, reader);
      const std::string& op = n.op().name;
      const Shape& whole = graph_.type({id, 0}).shape;
      if (op == "reshape" && n.output_type(0).shape == Shape{rows_of(whole), whole.back()}) {
        found.views.push_back(reader);
        return read_slope(reader, found);
      }
      if (op == "sum" && sums_rows(n)) return found.sums.push_back(reader), true;
      if (op != "matmul") return false;
      const bool left = n.input_id(0).node == id, right = n.input_id(1).node == id;
      if (left && right) return false;
      if (left && is_row_product(n)) return found.row_parts.push_back(reader), true;
      const bool planes = n.input_type(0).rank() == 2 && n.input_type(1).rank() == 2;
      const bool over_rows = n.flag("transpose_a") && !n.flag("transpose_b");
      if (!planes || !over_rows) return false;
      return found.sums.push_back(reader), true;
    });
  }

  // Something that a member reads from outside waits for a member.
  [[nodiscard]] bool needs_itself(const ChunkedLoss& found) const {
    std::vector<bool> member(graph_.size()), waits(graph_.size());
    for (const auto* list :
         {&found.losses, &found.slopes, &found.views, &found.row_parts, &found.sums})
      for (const std::uint32_t id : *list) member[id] = true;
    member[found.product] = member[found.logits] = true;
    bool loop = false;
    for (std::uint32_t id = found.product; id < graph_.size(); ++id) {
      waits[id] = member[id];
      for (const ValueId v : graph_.node(id).inputs) {
        if (v.node == kNoNode || !waits[v.node]) continue;
        if (member[id] && !member[v.node]) loop = true;
        waits[id] = true;
      }
    }
    return loop;
  }

  const Graph& graph_;
  Readers readers_;
};

// Copies a graph; what a loss is made of comes before its first chunk.
class ChunkWriter {
 public:
  ChunkWriter(const Graph& graph, std::vector<ChunkedLoss> losses, std::size_t most)
      : graph_(graph),
        losses_(std::move(losses)),
        most_(most),
        loss_of_(graph.size(), kNoNode),
        made_(graph.size()),
        map_(graph.size()) {
    for (std::uint32_t i = 0; i < losses_.size(); ++i) {
      const ChunkedLoss& l = losses_[i];
      for (const auto* list : {&l.losses, &l.slopes, &l.views, &l.row_parts, &l.sums})
        for (const std::uint32_t id : *list) loss_of_[id] = i;
      loss_of_[l.product] = loss_of_[l.logits] = i;
    }
  }

  Graph write() {
    for (const auto* list : {&graph_.inputs(), &graph_.states()})
      for (const NamedValue& v : *list) make(v.value.node);
    for (std::uint32_t id = 0; id < graph_.size(); ++id) make(id);
    for (const NamedValue& v : graph_.outputs()) g_.output(v.name, now(v.value));
    for (const NamedValue& v : graph_.updates()) g_.update(v.name, now(v.value));
    if (graph_.guard()) g_.guard(now(*graph_.guard()));
    return g_.take();
  }

 private:
  [[nodiscard]] Value now(ValueId v) { return map_[v.node][v.output]; }

  // A member's value comes with its whole loss.
  void make(std::uint32_t id) {
    if (made_[id]) return;
    if (loss_of_[id] != kNoNode) return write_loss(losses_[loss_of_[id]]);
    made_[id] = true;
    const Node& node = graph_.node(id);
    std::vector<ValueId> inputs;
    for (const ValueId v : node.inputs) {
      if (v.node != kNoNode) make(v.node);
      inputs.push_back(v.node == kNoNode ? v : now(v).id());
    }
    map_[id] = copy_node(g_, NodeView(g_, node, inputs, id), node.scope);
  }

  // Of a member: what comes from outside, with its rows along one axis where it has rows.
  Value outside(ValueId v) {
    make(v.node);
    return now(v);
  }
  Value flat(ValueId v) {
    const Value x = outside(v);
    return x.rank() == 2 ? x : g_.reshape(x, {rows_of(x.shape()), x.shape().back()});
  }
  Value flat_labels(ValueId v) {
    const Value x = outside(v);
    return x.rank() == 1 ? x : g_.reshape(x, {x.shape().num_elements()});
  }

  void write_loss(const ChunkedLoss& l) {
    const NodeView product(graph_, l.product);
    const Shape& whole = graph_.type({l.logits, 0}).shape;
    const std::int64_t rows = rows_of(whole);
    const auto wanted =
        static_cast<std::int64_t>((graph_.type({l.logits, 0}).bytes() + most_ - 1) / most_);
    const std::int64_t num_chunks = std::min(rows, wanted);
    const std::int64_t step = (rows + num_chunks - 1) / num_chunks;
    std::vector<Values> parts(graph_.size());
    // First what comes from outside, so that nothing stands between the chunks.
    const Value a = flat(product.input_id(0)), b = outside(product.input_id(1));
    Value bias;
    if (l.logits != l.product) bias = outside(graph_.node(l.logits).inputs[1]);
    for (const auto* list : {&l.losses, &l.slopes, &l.row_parts, &l.sums})
      for (const std::uint32_t id : *list)
        for (const ValueId v : graph_.node(id).inputs)
          if (loss_of_[v.node] != loss_of_[l.product]) make(v.node);
    for (std::int64_t first = 0; first < rows; first += step) {
      const Chunk chunk{first, std::min(first + step, rows)};
      g_.set_scope(graph_.node(l.product).scope);
      Value logits = g_.matmul(rows_in(a, chunk), b, 0, product.integer("transpose_b"));
      if (bias) logits = logits + bias;
      write_chunk(l, logits, chunk, parts);
    }
    finish(l, parts);
  }

  struct Chunk {
    std::int64_t begin, end;
  };
  Value rows_in(const Value& x, const Chunk& chunk) {
    Ints begin(static_cast<std::size_t>(x.rank()), 0), end = x.shape().to_vector();
    begin[0] = chunk.begin;
    end[0] = chunk.end;
    return g_.slice(x, begin, end);
  }

  void write_chunk(const ChunkedLoss& l, const Value& logits, const Chunk& chunk,
                   std::vector<Values>& parts) {
    for (const std::uint32_t id : l.losses) {
      const NodeView n(graph_, id);
      g_.set_scope(graph_.node(id).scope);
      parts[id].push_back(g_.softmax_cross_entropy(
          logits, rows_in(flat_labels(n.input_id(1)), chunk), n.number("label_smoothing")));
    }
    std::map<std::uint32_t, Value> slopes;
    for (const std::uint32_t id : l.slopes) {
      const NodeView n(graph_, id);
      g_.set_scope(graph_.node(id).scope);
      slopes[id] = g_.softmax_cross_entropy_backward(
          logits, rows_in(flat_labels(n.input_id(1)), chunk),
          rows_in(flat_labels(n.input_id(2)), chunk), n.number("label_smoothing"));
    }
    for (const std::uint32_t id : l.views) slopes[id] = slopes.at(graph_.node(id).inputs[0].node);
    for (const std::uint32_t id : l.row_parts) {
      const NodeView n(graph_, id);
      g_.set_scope(graph_.node(id).scope);
      parts[id].push_back(g_.matmul(slopes.at(n.input_id(0).node), outside(n.input_id(1)), 0,
                                    n.integer("transpose_b")));
    }
    for (const std::uint32_t id : l.sums) {
      g_.set_scope(graph_.node(id).scope);
      const NodeView n(graph_, id);
      if (n.op().name == "sum") {
        // Added at the end: a chain of additions would become one cluster that waits for all
        // chunks.
        parts[id].push_back(g_.sum(slopes.at(n.input_id(0).node), {0}, keep_dims));
      } else {
        const Value part = product_part(n, slopes, chunk);
        parts[id] = {parts[id].empty() ? part : part + parts[id][0]};
      }
    }
  }

  Value product_part(const NodeView& n, const std::map<std::uint32_t, Value>& slopes,
                     const Chunk& chunk) {
    const auto slope = [&](int input) { return slopes.find(n.input_id(input).node); };
    if (slope(0) != slopes.end())
      return g_.matmul(slope(0)->second, rows_in(outside(n.input_id(1)), chunk), 1, 0);
    return g_.matmul(rows_in(outside(n.input_id(0)), chunk), slope(1)->second, 1, 0);
  }

  // Every member's value from its parts.
  void finish(const ChunkedLoss& l, std::vector<Values>& parts) {
    const auto set = [&](std::uint32_t id, const Value& value) {
      made_[id] = true;
      const Ints shape = graph_.type({id, 0}).shape.to_vector();
      map_[id] = {value.shape().to_vector() == shape ? value : g_.reshape(value, shape)};
    };
    for (const auto* list : {&l.losses, &l.row_parts})
      for (const std::uint32_t id : *list)
        set(id, parts[id].size() == 1 ? parts[id][0] : g_.concat(parts[id], 0));
    for (const std::uint32_t id : l.sums)
      set(id, is_op(graph_, id, "sum") ? g_.sum(g_.concat(parts[id], 0), {0}, drop_dims)
                                       : parts[id][0]);
    for (const auto* list : {&l.slopes, &l.views})
      for (const std::uint32_t id : *list) made_[id] = true;
    made_[l.product] = made_[l.logits] = true;
  }

  const Graph& graph_;
  std::vector<ChunkedLoss> losses_;
  std::size_t most_;
  std::vector<std::uint32_t> loss_of_;  // by node
  std::vector<bool> made_;
  std::vector<Values> map_;  // by node; nothing for what stays inside of a loss
  Builder g_;
};

}  // namespace

Graph chunk_losses(const Graph& given, const PassContext& context) {
  const auto reads_logits = [](const Node& n) {
    return n.op->name == "softmax_cross_entropy" || n.op->name == "softmax_cross_entropy_backward";
  };
  const auto is_large = [&](std::uint32_t id) {
    return reads_logits(given.node(id)) &&
           given.type(given.node(id).inputs[0]).bytes() > context.max_logits_bytes;
  };
  bool any = false;
  for (std::uint32_t id = 0; id < given.size(); ++id) any = any || is_large(id);
  if (!any) return given;
  const Graph graph = without_dead_nodes(given);
  const LossFinder finder(graph);
  std::vector<ChunkedLoss> losses;
  std::vector<bool> seen(graph.size());
  for (std::uint32_t id = 0; id < graph.size(); ++id) {
    if (!reads_logits(graph.node(id))) continue;
    const std::uint32_t logits = graph.node(id).inputs[0].node;
    if (seen[logits]) continue;
    seen[logits] = true;
    if (auto found = finder.find(logits, context.max_logits_bytes))
      losses.push_back(std::move(*found));
  }
  if (losses.empty()) return graph;
  return ChunkWriter(graph, std::move(losses), context.max_logits_bytes).write();
}

}  // namespace ingot

#include "tests/engine/rounding_error.h"

#include <cmath>
#include <random>

#include "backend/backend.h"
#include "graph/rewrite.h"
#include "passes/pass.h"
#include "tests/engine/samples.h"

namespace ingot::testing {
namespace {

constexpr double kNoiseFactor = 4, kReferenceFactor = 2, kUlps = 8;

double rounding_of(DType dtype) {
  return dtype == bf16 ? 0x1p-8 : dtype == f16 ? 0x1p-11 : 0x1p-23;
}

DType widened(DType dtype) { return dtype == f32 ? f64 : dtype; }

AttrValue widened(const AttrValue& value) {
  if (const auto* d = std::get_if<DType>(&value)) return widened(*d);
  if (const auto* t = std::get_if<Tensor>(&value)) return t->to(widened(t->dtype()));
  return value;
}

std::vector<Tensor> widened(std::vector<Tensor> tensors) {
  for (Tensor& t : tensors) t = t.to(widened(t.dtype()));
  return tensors;
}

// Whether a scalar op computes with what is never rounded on dyadic values.
bool rounds_nothing(const NodeView& n) {
  if (!n.op().scalar)
    return n.op().name.find("avg_pool") == std::string::npos &&
           n.op().name.find("resize") == std::string::npos;
  std::vector<Expr> args;
  for (int i = 0; i < n.num_inputs(); ++i) args.push_back(Expr::arg(i));
  const std::array results{n.op().scalar(n, args)};
  for (const ScalarInstruction& i : compile(results, n.num_inputs()).code) {
    if (i.op == ScalarOp::div || i.op == ScalarOp::pow || i.op == ScalarOp::atan2) return false;
    if (i.op >= ScalarOp::sqrt && i.op <= ScalarOp::erf) return false;
    if (i.op == ScalarOp::constant && std::isfinite(i.constant) &&
        i.constant * 16 != std::floor(i.constant * 16))
      return false;
  }
  return true;
}

// Output `o` of the node alone, each element of its float inputs changed.
template <class Change>
Tensor output_for(const NodeView& n, std::uint32_t o,
                  const std::vector<std::vector<Tensor>>& values, const Change& change) {
  std::vector<Tensor> inputs, outputs;
  std::vector<const void*> in;
  std::vector<void*> out;
  for (ValueId v : n.input_ids()) {
    inputs.push_back(v.node == kNoNode ? Tensor() : values[v.node][v.output].clone());
    Tensor& t = inputs.back();
    if (t.defined() && is_float(t.dtype()))
      for (std::int64_t e = 0; e < t.num_elements(); ++e) t.set(e, change(t.at(e), e));
    in.push_back(t.raw());
  }
  for (int i = 0; i < n.num_outputs(); ++i) outputs.push_back(Tensor::zeros(n.output_type(i)));
  for (Tensor& t : outputs) out.push_back(t.mutable_raw());
  reference_kernel(n).run(Launch(in, out, nullptr, 1));
  return outputs[o];
}

// What the op gives for the absolute values of its inputs: the scale of what it sums up. One that
// takes means away may give 0 for those as well: then by how much inputs that are not quite so even
// move it.
Tensor scale_of(const Graph& graph, std::uint32_t id, const Tensor& output, std::uint32_t o,
                const std::vector<std::vector<Tensor>>& values) {
  const NodeView n(graph, id);
  if (n.op().scalar || !n.op().reference) return output;
  Tensor scale = output_for(n, o, values, [](double x, std::int64_t) { return std::abs(x); });
  if (n.op().name.find("norm") == std::string::npos) return scale;
  constexpr double kUneven = 0x1p-8;
  const Tensor moved = output_for(n, o, values, [](double x, std::int64_t e) {
    return x * (1 + (e % 2 == 0 ? kUneven : -kUneven));
  });
  for (std::int64_t e = 0; e < scale.num_elements(); ++e)
    scale.set(e, std::max(std::abs(scale.at(e)), std::abs(moved.at(e) - output.at(e)) / kUneven));
  return scale;
}

// By how much one rounding moves each element; 0 for those that are handed on from an input.
std::vector<double> rounding_errors(const Graph& graph, std::uint32_t id, std::uint32_t o,
                                    const std::vector<std::vector<Tensor>>& values) {
  const Tensor& output = values[id][o];
  std::vector<double> handed_on{0};
  for (ValueId v : graph.node(id).inputs) {
    if (v.node == kNoNode) continue;
    const Tensor& t = values[v.node][v.output];
    for (std::int64_t e = 0; e < t.num_elements(); ++e)
      if (std::isfinite(t.at(e))) handed_on.push_back(std::abs(t.at(e)));
  }
  std::sort(handed_on.begin(), handed_on.end());
  const Tensor scale = scale_of(graph, id, output, o, values);
  std::vector<double> errors(static_cast<std::size_t>(output.num_elements()));
  for (std::size_t e = 0; e < errors.size(); ++e) {
    const auto i = static_cast<std::int64_t>(e);
    const double y = std::abs(output.at(i)), sum = std::abs(scale.at(i));
    if (!std::isfinite(y)) continue;
    // A sum may by chance be one of its terms.
    if (sum != y || !std::binary_search(handed_on.begin(), handed_on.end(), y))
      errors[e] = rounding_of(output.dtype()) * (std::isfinite(sum) ? std::max(y, sum) : y);
  }
  return errors;
}

Value plus(Builder& g, const Value& y, const Value& noise) {
  if (y.dtype() == f64) return y + noise;
  return g.cast(g.cast(y, f64) + noise, y.dtype());
}

bool is_finite(const Tensor& t) {
  for (std::int64_t e = 0; e < t.num_elements(); ++e)
    if (!std::isfinite(t.at(e))) return false;
  return true;
}

class NoisyGraph {
 public:
  NoisyGraph(const Graph& graph, const std::vector<Tensor>& inputs)
      : graph_(graph), inputs_(inputs), values_(all_values(graph, inputs)) {
    exact_ = exact_nodes(graph, values_);
    undefined_.resize(graph.size());
    for (std::uint32_t id = 0; id < graph.size(); ++id)
      for (ValueId v : graph.node(id).inputs)
        if (v.node != kNoNode &&
            (undefined_[v.node] || (graph.node(id).op->name.starts_with("conv") &&
                                    !is_finite(values_[v.node][v.output]))))
          undefined_[id] = true;
    noisy_ = rewrite(graph, [&](Builder& g, const NodeView& n) { return with_noise(g, n); });
  }

  // Off by up to one rounding in each element that is rounded.
  std::vector<Tensor> run(std::mt19937_64& rng) {
    std::map<std::string, Tensor> given;
    for (const auto& [name, errors] : noise_) given[name] = draw(errors, rng);
    for (std::size_t i = 0; i < inputs_.size(); ++i) {
      const NamedValue& in = graph_.inputs()[i];
      Tensor t = inputs_[i].clone();
      if (is_float(t.dtype()) && !exact_[in.value.node])
        for (std::int64_t e = 0; e < t.num_elements(); ++e)
          t.set(e, t.at(e) * (1 + rounding_of(t.dtype()) * unit(rng)));
      given[in.name] = t;
    }
    return run_with(given);
  }

  // Where rounding may have given 0, it has: noise alone never does.
  std::vector<Tensor> run_snapped() {
    std::map<std::string, Tensor> given;
    for (const auto& [name, errors] : noise_) given[name] = snap(errors);
    for (std::size_t i = 0; i < inputs_.size(); ++i) given[graph_.inputs()[i].name] = inputs_[i];
    return run_with(given);
  }

  [[nodiscard]] bool is_exact(std::size_t output) const {
    return exact_[graph_.outputs()[output].value.node];
  }
  // Behind a convolution of values that are not finite: its kernels may or may not multiply them by
  // the zeros of padding, which gives NaN.
  [[nodiscard]] bool is_undefined(std::size_t output) const {
    return undefined_[graph_.outputs()[output].value.node];
  }

 private:
  struct Errors {
    Shape shape;
    std::vector<double> size;
    Tensor value;
  };

  [[nodiscard]] std::vector<Tensor> run_with(const std::map<std::string, Tensor>& given) const {
    std::vector<Tensor> tensors;
    for (const NamedValue& in : noisy_.inputs()) tensors.push_back(given.at(in.name));
    return run_reference(noisy_, tensors);
  }

  std::optional<Values> with_noise(Builder& g, const NodeView& n) {
    if (exact_[n.id()] || n.op().name == "reshape") return std::nullopt;
    Values outputs;
    for (int o = 0; o < n.num_outputs(); ++o) {
      const TensorType& type = n.output_type(o);
      if (outputs.empty()) outputs = copy_node(g, n, "");
      if (!is_float(type.dtype)) continue;
      std::vector<double> errors =
          rounding_errors(graph_, n.id(), static_cast<std::uint32_t>(o), values_);
      if (std::all_of(errors.begin(), errors.end(), [](double e) { return e == 0; })) continue;
      const std::string name = fmt::format("noise {}.{}", n.id(), o);
      Value& value = outputs[static_cast<std::size_t>(o)];
      value = plus(g, value, g.input(name, {f64, type.shape}));
      noise_[name] = {type.shape, std::move(errors), values_[n.id()][static_cast<std::size_t>(o)]};
    }
    return outputs;
  }

  static double unit(std::mt19937_64& rng) {
    return std::uniform_real_distribution<double>(-1, 1)(rng);
  }
  static Tensor draw(const Errors& errors, std::mt19937_64& rng) {
    Tensor t(f64, errors.shape);
    for (std::size_t e = 0; e < errors.size.size(); ++e)
      t.set(static_cast<std::int64_t>(e), errors.size[e] * unit(rng));
    return t;
  }

  static Tensor snap(const Errors& errors) {
    Tensor t = Tensor::zeros({f64, errors.shape});
    for (std::int64_t e = 0; e < t.num_elements(); ++e)
      if (const double y = errors.value.at(e);
          std::abs(y) <= errors.size[static_cast<std::size_t>(e)])
        t.set(e, -y);
    return t;
  }

  const Graph& graph_;
  const std::vector<Tensor>& inputs_;
  std::vector<std::vector<Tensor>> values_;
  std::vector<bool> exact_, undefined_;
  Graph noisy_;
  std::map<std::string, Errors> noise_;
};

bool same(double a, double b) { return a == b || (std::isnan(a) && std::isnan(b)); }

// From how far noise moved each element.
std::vector<double> tolerances(const Tensor& y, const Tensor& reference,
                               const std::vector<Tensor>& noisy, bool exact) {
  const auto n = static_cast<std::size_t>(y.num_elements());
  std::vector<double> moved(n);
  for (std::size_t e = 0; e < n; ++e) {
    const auto i = static_cast<std::int64_t>(e);
    for (const Tensor& t : noisy)
      moved[e] = std::isfinite(t.at(i)) == std::isfinite(y.at(i))
                     ? std::max(moved[e], same(t.at(i), y.at(i)) ? 0 : std::abs(t.at(i) - y.at(i)))
                     : HUGE_VAL;
  }
  // Few runs may all move an element by chance only a little: so at least a part of the median.
  std::vector<double> sorted = moved;
  std::nth_element(sorted.begin(), sorted.begin() + static_cast<std::ptrdiff_t>(n / 2),
                   sorted.end());
  const double median = n >= 8 && std::isfinite(sorted[n / 2]) ? sorted[n / 2] : 0;
  for (std::size_t e = 0; e < n; ++e) {
    const auto i = static_cast<std::int64_t>(e);
    const double off = same(reference.at(i), y.at(i)) ? 0 : std::abs(reference.at(i) - y.at(i));
    if (!is_float(y.dtype())) {
      moved[e] = moved[e] == 0 ? 0 : kUnstable;
    } else if (!std::isfinite(y.at(i))) {
      moved[e] = moved[e] == 0 ? 0 : kUnstable;
    } else if (!std::isfinite(moved[e]) || !std::isfinite(off)) {
      moved[e] = kUnstable;
    } else if (exact) {
      moved[e] = 0;
    } else {
      const double ulps = kUlps * rounding_of(reference.dtype()) * std::abs(y.at(i));
      moved[e] = kNoiseFactor * std::max(moved[e], median / 4) + kReferenceFactor * off + ulps +
                 std::numeric_limits<float>::min();
    }
  }
  return moved;
}

}  // namespace

Graph in_f64(const Graph& graph) {
  Builder g;
  std::vector<Values> map;
  for (std::uint32_t id = 0; id < graph.size(); ++id) {
    const Node& n = graph.node(id);
    const TensorType type{widened(n.outputs[0].dtype), n.outputs[0].shape};
    if (n.op->name == "input") {
      map.push_back({g.input(std::get<std::string>(n.attrs.at("name")), type)});
      continue;
    }
    Attrs attrs = n.attrs;
    for (auto& [name, value] : attrs) value = widened(value);
    Values inputs;
    for (ValueId v : n.inputs)
      inputs.push_back(v.node == kNoNode ? Value() : map[v.node][v.output]);
    map.push_back(g.emit(*n.op, inputs, std::move(attrs)));
  }
  for (const NamedValue& v : graph.outputs()) g.output(v.name, map[v.value.node][v.value.output]);
  return g.take();
}

Graph expanded(const Graph& graph) {
  PassContext nothing_claimed;
  nothing_claimed.claimed = [](const Graph& g) { return std::vector<bool>(g.size()); };
  return run_passes(graph, nothing_claimed, {.skip = {"all"}, .dump = {}});
}

std::vector<std::vector<Tensor>> all_values(const Graph& graph, const std::vector<Tensor>& inputs) {
  Builder g(graph);
  const std::size_t own = graph.outputs().size();
  for (std::uint32_t id = 0; id < graph.size(); ++id)
    for (std::uint32_t o = 0; o < graph.node(id).outputs.size(); ++o)
      g.output(fmt::format("value {}.{}", id, o), g.value({id, o}));
  const std::vector<Tensor> outputs = run_reference(g.take(), inputs);
  std::vector<std::vector<Tensor>> values(graph.size());
  auto next = outputs.begin() + static_cast<std::ptrdiff_t>(own);
  for (std::uint32_t id = 0; id < graph.size(); ++id)
    for (std::size_t o = 0; o < graph.node(id).outputs.size(); ++o) values[id].push_back(*next++);
  return values;
}

bool is_dyadic(const Tensor& t) {
  for (std::int64_t e = 0; e < t.num_elements(); ++e) {
    const double x = t.at(e) * 16;
    if (std::isfinite(x) && (x != std::floor(x) || std::abs(x) > 0x1p16)) return false;
  }
  return true;
}

std::vector<bool> exact_nodes(const Graph& graph, const std::vector<std::vector<Tensor>>& values) {
  std::vector<bool> exact(graph.size());
  for (std::uint32_t id = 0; id < graph.size(); ++id) {
    const Node& n = graph.node(id);
    exact[id] = std::all_of(values[id].begin(), values[id].end(), is_dyadic);
    for (ValueId v : n.inputs) exact[id] = exact[id] && (v.node == kNoNode || exact[v.node]);
    exact[id] = exact[id] && rounds_nothing(NodeView(graph, id));
  }
  return exact;
}

namespace {

// Attention in which some keys are not seen: its second input after q, k, v (and dy) and `keep`
// says how many are.
bool hides_keys(const NodeView& n) {
  const std::string& op = n.op().name;
  const int lengths = op == "multi_head_attention"            ? 4
                      : op == "multi_head_attention_backward" ? 5
                                                              : -1;
  return lengths > 0 && (n.flag("causal") || n.has_input(lengths) || n.has_input(lengths + 1));
}

// Outputs behind attention of values that are not finite: its kernels may or may not multiply what
// is not seen by 0, which gives NaN.
std::vector<bool> behind_hidden_keys(const Graph& graph, const std::vector<Tensor>& inputs) {
  std::vector<bool> found(graph.outputs().size()), behind(graph.size());
  bool any = false;
  for (std::uint32_t id = 0; id < graph.size(); ++id) any = any || hides_keys(NodeView(graph, id));
  if (!any) return found;
  const std::vector<std::vector<Tensor>> values = all_values(graph, inputs);
  for (std::uint32_t id = 0; id < graph.size(); ++id) {
    const bool hides = hides_keys(NodeView(graph, id));
    for (ValueId v : graph.node(id).inputs)
      if (v.node != kNoNode)
        behind[id] =
            behind[id] || behind[v.node] || (hides && !is_finite(values[v.node][v.output]));
  }
  for (std::size_t i = 0; i < found.size(); ++i) found[i] = behind[graph.outputs()[i].value.node];
  return found;
}

}  // namespace

Expected expect(const Graph& graph, const Graph& wide, const std::vector<Tensor>& inputs,
                int noisy_runs) {
  const std::vector<Tensor> wide_inputs = widened(inputs);
  const Graph plain = expanded(wide);
  Expected expected{run_reference(wide, wide_inputs), run_reference(graph, inputs), {}};
  NoisyGraph noisy(plain, wide_inputs);
  std::mt19937_64 rng(1);
  const std::vector<bool> hidden = behind_hidden_keys(wide, wide_inputs);
  std::vector<std::vector<Tensor>> runs;
  for (int k = 0; k < noisy_runs; ++k) runs.push_back(noisy.run(rng));
  runs.push_back(noisy.run_snapped());
  for (std::size_t i = 0; i < expected.outputs.size(); ++i) {
    std::vector<Tensor> moved;
    for (const auto& run : runs) moved.push_back(run[i]);
    expected.tolerance.push_back(
        tolerances(expected.outputs[i], expected.reference[i], moved, noisy.is_exact(i)));
    if (noisy.is_undefined(i) || hidden[i])
      std::fill(expected.tolerance[i].begin(), expected.tolerance[i].end(), kUnstable);
  }
  return expected;
}

std::string difference(const Expected& expected, const std::vector<Tensor>& outputs,
                       Compared& compared) {
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    if (outputs[i].type() != expected.reference[i].type())
      return fmt::format("output {} is {}, not {}", i, to_string(outputs[i].type()),
                         to_string(expected.reference[i].type()));
    for (std::int64_t e = 0; e < outputs[i].num_elements(); ++e) {
      const double wide = expected.outputs[i].at(e), narrow = expected.reference[i].at(e);
      const double y = outputs[i].at(e);
      const double tolerance = expected.tolerance[i][static_cast<std::size_t>(e)];
      ++compared.elements;
      compared.unstable += tolerance == kUnstable ? 1 : 0;
      if (tolerance == kUnstable || same(y, wide) || same(y, narrow)) continue;
      const double off = std::abs(y - wide);
      if (std::isfinite(off) && off <= tolerance) {
        compared.largest_share = std::max(compared.largest_share, off / tolerance);
        continue;
      }
      return fmt::format(
          "output {}, element {}: {} where f64 gives {}, the f32 reference {}, tolerance {}", i, e,
          y, wide, narrow, tolerance);
    }
  }
  return {};
}

}  // namespace ingot::testing

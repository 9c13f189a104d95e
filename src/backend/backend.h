// What a backend is: a list of kernels that claim parts of a graph. A backend that claims nothing
// still runs every model, on the reference.
#pragma once

#include <functional>
#include <string>
#include <variant>
#include <vector>

#include "base/threads.h"
#include "graph/op_def.h"

namespace ingot {

/// Weights in the order of a kernel, made once for all plans that share the cache. A constant stays
/// in memory as long as the cache.
class PackCache {
 public:
  using Packed = std::shared_ptr<const float>;
  [[nodiscard]] Packed get(const Tensor& constant, const std::string& how,
                           const std::function<Packed()>& make);

 private:
  std::map<std::pair<const void*, std::string>, std::pair<Tensor, Packed>> packs_;
};

/// What kernels may ask of the machine.
struct Device {
  int num_threads = 1;
  /// The plan is for inference: only kernels whose rows do not depend on the batch may take part.
  bool batch_invariant = false;
  PackCache* packs = nullptr;  ///< of one compilation, or of all plans of one set of weights
  /// Convolutions may run as Winograd's, ten times less exact than the direct sum.
  bool winograd = true;
};

/// How a value lies in memory: empty means dense row-major, else a name that kernels of one backend
/// agree on ("nChw8c"). A layout takes the same bytes as the plain one.
using Layout = std::string;

/// The arguments of one launch. Pointers are 64-byte aligned; sizes are those the kernel was made
/// for.
class Launch {
 public:
  Launch(std::span<const void* const> inputs, std::span<void* const> outputs, void* scratch,
         int num_threads)
      : inputs_(inputs), outputs_(outputs), scratch_(scratch), num_threads_(num_threads) {}
  template <class T = void>
  [[nodiscard]] const T* in(int i) const {
    return static_cast<const T*>(inputs_[static_cast<std::size_t>(i)]);
  }
  template <class T = void>
  [[nodiscard]] T* out(int i) const {
    return static_cast<T*>(outputs_[static_cast<std::size_t>(i)]);
  }
  template <class T = void>
  [[nodiscard]] T* scratch() const {
    return static_cast<T*>(scratch_);
  }
  [[nodiscard]] std::span<const void* const> inputs() const { return inputs_; }
  [[nodiscard]] std::span<void* const> outputs() const { return outputs_; }
  [[nodiscard]] int num_threads() const { return num_threads_; }

 private:
  std::span<const void* const> inputs_;
  std::span<void* const> outputs_;
  void* scratch_;
  int num_threads_;
};

using LaunchFn = std::function<void(const Launch&)>;

/// A further way to run a kernel, with operands in other layouts (one per input and output).
struct LayoutChoice {
  std::vector<Layout> inputs, outputs;
  LaunchFn run;
  std::size_t scratch_bytes = 0;
};

/// Output `output` may be written over the memory of input `input`, when nothing reads that later.
struct InPlace {
  int output = 0, input = 0;
};

/// A claim: these nodes run as one launch.
struct Kernel {
  std::string name;
  /// Nodes beside the root; their values must have no reader outside (the runtime checks it).
  std::vector<std::uint32_t> covers = {};
  /// Default: those of the root, in order.
  std::vector<ValueId> inputs = {}, outputs = {};
  LaunchFn run;
  std::size_t scratch_bytes = 0;
  double flops = 0;
  std::vector<InPlace> in_place = {};
  /// Ordered by preference; the plain layout is always possible.
  std::vector<LayoutChoice> layouts = {};
  /// Works on operands in any one common layout (elementwise without broadcasting of big operands):
  /// these inputs and all outputs must then have the same layout.
  std::vector<int> layout_free_inputs = {};
};

/// A kernel or the reason why not.
struct Refusal {
  std::string reason;
};
using Match = std::variant<Kernel, Refusal>;

#define INGOT_REFUSE_UNLESS(condition, ...)   \
  if (!(condition)) return ::ingot::Refusal { \
      ::fmt::format(__VA_ARGS__)              \
    }

/// What a match may look at around its root.
class MatchContext {
 public:
  MatchContext(const Graph& graph, const Device& device);
  [[nodiscard]] const Device& device() const { return device_; }
  [[nodiscard]] const Graph& graph() const { return graph_; }
  /// Readers of a value, outputs, updates and the guard counted.
  [[nodiscard]] int num_uses(ValueId v) const { return uses_[v.node][v.output]; }
  /// The node behind an input.
  [[nodiscard]] NodeView producer(const NodeView& n, int input) const {
    return {graph_, n.input_id(input).node};
  }
  /// The tensor behind a value that is a constant; null otherwise.
  [[nodiscard]] const Tensor* constant(ValueId v) const;
  /// The single node that reads output 0 of `n`, if there is exactly one reader and it is a node.
  [[nodiscard]] std::optional<NodeView> only_reader(const NodeView& n) const;

 private:
  const Graph& graph_;
  Device device_;
  std::vector<std::vector<int>> uses_;
  std::vector<std::uint32_t> reader_;
};

struct KernelDef {
  std::string name;
  /// The op at the root (the last node) of the pattern.
  std::string op;
  std::function<Match(const NodeView&, const MatchContext&)> match;
};

class Backend {
 public:
  virtual ~Backend() = default;
  [[nodiscard]] virtual std::string_view name() const = 0;
  /// From fastest to slowest; the first that matches claims.
  [[nodiscard]] virtual std::span<const KernelDef> kernels() const = 0;
  /// A kernel that copies a value from one layout to another; only for layouts that it declares.
  [[nodiscard]] virtual LaunchFn reorder(const TensorType& type, const Layout& from,
                                         const Layout& to) const = 0;
};

/// Runs one node by its record (scalar expression or reference loop).
[[nodiscard]] Kernel reference_kernel(const NodeView& node);
[[nodiscard]] const Backend& reference_backend();
[[nodiscard]] const Backend& cpu_backend();

}  // namespace ingot

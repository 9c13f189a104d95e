// Starts with every layout that a producer offers and takes back what a reader cannot take, until
// nothing changes: each change makes a value plain, so it ends.
#include "runtime/layouts.h"

#include <map>

namespace ingot {
namespace {

constexpr int kPlain = -1, kNone = -2;

class LayoutChooser {
 public:
  LayoutChooser(const Graph& graph, std::span<const Kernel* const> kernels) : kernels_(kernels) {
    std::vector<std::vector<bool>> fixed(graph.size());
    for (std::uint32_t id = 0; id < graph.size(); ++id)
      fixed[id].resize(graph.node(id).outputs.size());
    const auto fix = [&](ValueId v) {
      if (v.node != kNoNode) fixed[v.node][v.output] = true;
    };
    for (std::uint32_t id = 0; id < graph.size(); ++id)
      if (graph.node(id).op->traits.has(Trait::view)) fix(graph.node(id).inputs[0]);
    for (const NamedValue& v : graph.outputs()) fix(v.value);
    for (const NamedValue& v : graph.updates()) fix(v.value);
    if (graph.guard()) fix(*graph.guard());
    for (const Kernel* k : kernels)
      for (std::size_t o = 0; o < k->outputs.size(); ++o)
        if (const ValueId v = k->outputs[o]; !fixed[v.node][v.output])
          if (Layout layout = offered(*k, o); !layout.empty()) layouts_[v] = std::move(layout);
  }

  std::vector<int> run() {
    std::vector<int> chosen(kernels_.size());
    for (bool changed = true; changed;) {
      changed = false;
      for (std::size_t i = 0; i < kernels_.size(); ++i) {
        chosen[i] = choice(*kernels_[i]);
        if (chosen[i] == kNone) give_up(*kernels_[i]), changed = true;
      }
    }
    return chosen;
  }

 private:
  [[nodiscard]] Layout of(ValueId v) const {
    const auto it = layouts_.find(v);
    return it == layouts_.end() ? Layout() : it->second;
  }

  [[nodiscard]] Layout offered(const Kernel& k, std::size_t output) const {
    for (const LayoutChoice& c : k.layouts)
      if (!c.outputs[output].empty()) return c.outputs[output];
    for (int i : k.layout_free_inputs)
      if (Layout l = of(k.inputs[static_cast<std::size_t>(i)]); !l.empty()) return l;
    return {};
  }

  // How many operands must become plain for the choice to fit; -1: it never will.
  [[nodiscard]] int distance(const Kernel& k, const LayoutChoice& c) const {
    int changes = 0;
    const auto add = [&](const std::vector<ValueId>& values, const std::vector<Layout>& wanted) {
      for (std::size_t i = 0; i < values.size(); ++i) {
        const Layout now = of(values[i]);
        if (now == wanted[i]) continue;
        if (!wanted[i].empty()) return false;
        ++changes;
      }
      return true;
    };
    return add(k.inputs, c.inputs) && add(k.outputs, c.outputs) ? changes : -1;
  }

  [[nodiscard]] bool is_plain(const Kernel& k) const {
    const auto plain = [&](ValueId v) { return of(v).empty(); };
    return std::all_of(k.inputs.begin(), k.inputs.end(), plain) &&
           std::all_of(k.outputs.begin(), k.outputs.end(), plain);
  }

  [[nodiscard]] bool runs_free(const Kernel& k) const {
    if (k.layout_free_inputs.empty()) return false;
    const Layout layout = of(k.inputs[static_cast<std::size_t>(k.layout_free_inputs[0])]);
    for (std::size_t i = 0; i < k.inputs.size(); ++i) {
      const bool is_free = std::find(k.layout_free_inputs.begin(), k.layout_free_inputs.end(),
                                     static_cast<int>(i)) != k.layout_free_inputs.end();
      if (of(k.inputs[i]) != (is_free ? layout : Layout())) return false;
    }
    return std::all_of(k.outputs.begin(), k.outputs.end(),
                       [&](ValueId v) { return of(v) == layout; });
  }

  [[nodiscard]] int choice(const Kernel& k) const {
    if (is_plain(k) || runs_free(k)) return kPlain;
    for (std::size_t c = 0; c < k.layouts.size(); ++c)
      if (distance(k, k.layouts[c]) == 0) return static_cast<int>(c);
    return kNone;
  }

  // Goes to the nearest choice; without one all operands become plain.
  void give_up(const Kernel& k) {
    const LayoutChoice* nearest = nullptr;
    for (const LayoutChoice& c : k.layouts)
      if (const int d = distance(k, c); d > 0 && (!nearest || d < distance(k, *nearest)))
        nearest = &c;
    for (std::size_t i = 0; i < k.inputs.size(); ++i)
      if (!nearest || nearest->inputs[i].empty()) layouts_.erase(k.inputs[i]);
    for (std::size_t o = 0; o < k.outputs.size(); ++o)
      if (!nearest || nearest->outputs[o].empty()) layouts_.erase(k.outputs[o]);
  }

  std::span<const Kernel* const> kernels_;
  std::map<ValueId, Layout> layouts_;
};

}  // namespace

std::vector<int> choose_layouts(const Graph& graph, std::span<const Kernel* const> kernels) {
  return LayoutChooser(graph, kernels).run();
}

}  // namespace ingot

// Replays the groups in order under a budget and writes down what had to run again.
#include "passes/recompute.h"

#include <algorithm>
#include <limits>

#include "graph/op_def.h"

namespace ingot {
namespace {

// A value that takes memory of its own: what a view shows, made by a main group.
struct Held {
  ValueId value;
  std::size_t bytes = 0, group = 0;
  std::vector<std::size_t> uses;  // steps that read it when every group runs once
  std::size_t next_use = 0;       // index of the first of them that is yet to come
  int pending = 0;                // reads by runs that are decided on
  bool resident = false;

  [[nodiscard]] bool is_wanted() const { return pending > 0 || next_use < uses.size(); }
};

// The same groups with their values numbered.
class Memory {
 public:
  explicit Memory(const GroupOrder& order) : order_(order), number_(order.graph.size()) {
    for (std::uint32_t id = 0; id < order.graph.size(); ++id)
      number_[id].assign(order.graph.node(id).outputs.size(), kNotHeld);
    for (std::size_t g = 0; g < order.num_main; ++g) {
      outputs.emplace_back();
      for (ValueId v : order.groups[g].outputs) {
        number_[v.node][v.output] = values.size();
        outputs.back().push_back(values.size());
        values.push_back({v, order.graph.type(v).bytes(), g, {}});
      }
    }
    for (std::size_t g = 0; g < order.num_main; ++g)
      inputs.push_back(numbers(order.groups[g].inputs));
    // What is read after the last main group must be there at its end.
    std::vector<ValueId> last;
    for (std::size_t g = order.num_main; g < order.groups.size(); ++g)
      last.insert(last.end(), order.groups[g].inputs.begin(), order.groups[g].inputs.end());
    for (const auto* list : {&order.graph.outputs(), &order.graph.updates()})
      for (const NamedValue& v : *list) last.push_back(v.value);
    if (order.graph.guard()) last.push_back(*order.graph.guard());
    inputs.push_back(numbers(last));
    for (std::size_t step = 0; step < inputs.size(); ++step)
      for (std::size_t v : inputs[step]) values[v].uses.push_back(step);
  }

  // While a group runs, beside the inputs, when it may write over those that are `free`.
  template <class IsFree>
  [[nodiscard]] std::size_t bytes_to_run(std::size_t group, const IsFree& free) const {
    std::size_t bytes = order_.groups[group].scratch_bytes;
    for (std::size_t v : outputs[group]) bytes += values[v].bytes;
    std::vector<int> from, to;
    const auto taken = [](const std::vector<int>& list, int i) {
      return std::find(list.begin(), list.end(), i) != list.end();
    };
    for (const auto& [output, input] : order_.groups[group].in_place) {
      const std::size_t in = number(order_.groups[group].inputs[static_cast<std::size_t>(input)]);
      const Held& out = values[outputs[group][static_cast<std::size_t>(output)]];
      if (in == kNotHeld || values[in].bytes != out.bytes || taken(from, input) ||
          taken(to, output) || !free(values[in]))
        continue;
      from.push_back(input);
      to.push_back(output);
      bytes -= out.bytes;
    }
    return bytes;
  }

  static constexpr std::size_t kNotHeld = std::numeric_limits<std::size_t>::max();
  std::vector<Held> values;
  std::vector<std::vector<std::size_t>> inputs;   // by step; the last step is the end
  std::vector<std::vector<std::size_t>> outputs;  // by group

 private:
  [[nodiscard]] bool is_view(std::uint32_t id) const {
    return order_.graph.node(id).op->traits.has(Trait::view);
  }
  [[nodiscard]] std::size_t number(ValueId v) const {
    while (v.node != kNoNode && is_view(v.node)) v = order_.graph.node(v.node).inputs[0];
    return v.node == kNoNode ? kNotHeld : number_[v.node][v.output];
  }
  [[nodiscard]] std::vector<std::size_t> numbers(std::span<const ValueId> list) const {
    std::vector<std::size_t> result;
    for (ValueId v : list)
      if (const std::size_t n = number(v); n != kNotHeld) result.push_back(n);
    std::sort(result.begin(), result.end());
    result.erase(std::unique(result.begin(), result.end()), result.end());
    return result;
  }

  const GroupOrder& order_;
  std::vector<std::vector<std::size_t>> number_;
};

class Replay {
 public:
  Replay(const GroupOrder& order, std::size_t budget_bytes)
      : order_(order), memory_(order), budget_(budget_bytes), seen_(order.num_main) {}

  RunOrder take() {
    for (step_ = 0; step_ <= order_.num_main && result_.finished; ++step_) serve();
    for (std::size_t g = order_.num_main; g < order_.groups.size(); ++g)
      result_.runs.push_back({g, order_.groups[g].outputs});
    return std::move(result_);
  }

 private:
  Held& held(std::size_t v) { return memory_.values[v]; }

  // Runs what the inputs of this step lack, then the step's own group.
  void serve() {
    constexpr std::size_t kMostRuns = 4;
    const std::vector<std::size_t> again = groups_to_repeat();
    if (result_.runs.size() + again.size() > kMostRuns * order_.num_main) {
      result_.finished = false;
      return;
    }
    for (std::size_t g : again)
      for (std::size_t v : memory_.inputs[g]) ++held(v).pending;
    for (std::size_t v : memory_.inputs[step_]) ++held(v).pending;
    for (std::size_t g : again) {
      run(g, true);
      result_.extra_cost += order_.groups[g].cost;
    }
    for (std::size_t v : memory_.inputs[step_]) ++held(v).next_use;
    if (step_ < order_.num_main) run(step_, false);
  }

  // Ascending, so that each comes after what it reads.
  std::vector<std::size_t> groups_to_repeat() {
    ++stamp_;
    std::vector<std::size_t> found, stack = memory_.inputs[step_];
    while (!stack.empty()) {
      const Held& v = held(stack.back());
      stack.pop_back();
      if (v.resident || seen_[v.group] == stamp_) continue;
      seen_[v.group] = stamp_;
      found.push_back(v.group);
      const auto& inputs = memory_.inputs[v.group];
      stack.insert(stack.end(), inputs.begin(), inputs.end());
    }
    std::sort(found.begin(), found.end());
    return found;
  }

  void run(std::size_t group, bool again) {
    const std::size_t wanted = memory_.bytes_to_run(
        group, [](const Held& v) { return v.pending == 1 && v.next_use == v.uses.size(); });
    while (living_ + wanted > budget_ && evict_one()) {
    }
    result_.peak_bytes = std::max(result_.peak_bytes, living_ + wanted);
    for (std::size_t v : memory_.inputs[group]) {
      --held(v).pending;
      if (held(v).resident && !held(v).is_wanted()) drop(v);
    }
    GroupRun run{group, {}, again};
    for (std::size_t v : memory_.outputs[group]) {
      if (held(v).resident) continue;
      run.made.push_back(held(v).value);
      if (!held(v).is_wanted()) continue;
      held(v).resident = true;
      living_ += held(v).bytes;
    }
    result_.runs.push_back(std::move(run));
  }

  bool evict_one() {
    std::size_t best = Memory::kNotHeld;
    double least = std::numeric_limits<double>::infinity();
    for (std::size_t v = 0; v < memory_.values.size(); ++v) {
      const Held& h = held(v);
      if (!h.resident || h.pending > 0 || h.bytes == 0) continue;
      const auto steps = static_cast<double>(h.uses[h.next_use] - step_ + 1);
      const double gain = static_cast<double>(h.bytes) * steps;
      const double price = cost_of(h.group, h.uses[h.next_use], least * gain) / gain;
      if (price < least) best = v, least = price;
    }
    if (best == Memory::kNotHeld) return false;
    drop(best);
    return true;
  }

  // Of running a group at a later step with all that it would then lack; no longer exact where it
  // exceeds `most`.
  double cost_of(std::size_t group, std::size_t step, double most) {
    ++stamp_;
    double cost = 0;
    stack_.assign(1, group);
    seen_[group] = stamp_;
    while (!stack_.empty() && cost < most) {
      const std::size_t g = stack_.back();
      stack_.pop_back();
      cost += order_.groups[g].cost;
      for (std::size_t v : memory_.inputs[g]) {
        const bool is_there = held(v).resident && held(v).uses.back() >= step;
        if (is_there || seen_[held(v).group] == stamp_) continue;
        seen_[held(v).group] = stamp_;
        stack_.push_back(held(v).group);
      }
    }
    return cost;
  }

  void drop(std::size_t v) {
    held(v).resident = false;
    living_ -= held(v).bytes;
  }

  const GroupOrder& order_;
  Memory memory_;
  std::size_t budget_, living_ = 0, step_ = 0;
  std::vector<std::uint32_t> seen_;
  std::uint32_t stamp_ = 0;
  std::vector<std::size_t> stack_;
  RunOrder result_;
};

}  // namespace

RunOrder order_runs(const GroupOrder& order, std::size_t budget_bytes) {
  return Replay(order, budget_bytes).take();
}

std::size_t least_budget(const GroupOrder& order) {
  const Memory memory(order);
  std::size_t most = 0;
  for (std::size_t step = 0; step < memory.inputs.size(); ++step) {
    const auto free = [](const Held&) { return true; };
    std::size_t bytes = step < order.num_main ? memory.bytes_to_run(step, free) : 0;
    for (std::size_t v : memory.inputs[step]) bytes += memory.values[v].bytes;
    most = std::max(most, bytes);
  }
  return most;
}

}  // namespace ingot

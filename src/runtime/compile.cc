// Graph to plan: passes, claims, schedule, memory.
#include <cstring>

#include "base/assert.h"
#include "runtime/claims.h"
#include "runtime/layouts.h"
#include "runtime/memory_plan.h"
#include "runtime/plan.h"

namespace ingot {
namespace {

std::vector<Tensor> evaluate_node(const Graph&, const NodeView& n) {
  std::vector<const void*> in;
  for (ValueId v : n.input_ids())
    in.push_back(std::get<Tensor>(n.graph().node(v.node).attrs.at("value")).raw());
  std::vector<Tensor> results;
  std::vector<void*> out;
  for (int i = 0; i < n.num_outputs(); ++i) {
    results.push_back(Tensor::zeros(n.output_type(i)));
    out.push_back(results.back().mutable_raw());
  }
  reference_kernel(n).run(Launch(in, out, nullptr, 1));
  return results;
}

class Planner {
 public:
  Planner(const Graph& graph, std::vector<Claim> claims, const Refusals& refused,
          const CompileOptions& options)
      : graph_(graph),
        claims_(std::move(claims)),
        refused_(refused),
        plan_(std::make_shared<Plan>()) {
    plan_->num_threads = options.num_threads;
    place_sources();
    make_units();
    schedule();
    const std::vector<std::string>& skip = options.passes.skip;
    if (std::find(skip.begin(), skip.end(), "all") == skip.end()) apply_layouts();
    resolve_views();
    find_lifetimes();
    assign_memory();
    emit_steps();
  }

  [[nodiscard]] std::shared_ptr<Plan> take() { return std::move(plan_); }

 private:
  // A unit is one launch; views have none.
  struct Unit {
    Kernel kernel;
    std::uint32_t root = 0;
    std::vector<std::string> refusals;
    bool update_only = true;
  };
  struct Buffer {
    Operand operand;
    bool placed = false;
    std::size_t lifetime = 0;  ///< index among the lifetimes, for the arena
  };

  void place_sources() {
    buffers_.resize(graph_.size());
    for (std::uint32_t id = 0; id < graph_.size(); ++id)
      buffers_[id].resize(graph_.node(id).outputs.size());
    const auto place = [&](ValueId v, Operand::Place where, std::size_t index) {
      buffers_[v.node][v.output] = {{where, index, graph_.type(v)}, true, 0};
    };
    for (const NamedValue& v : graph_.inputs()) {
      place(v.value, Operand::Place::input, plan_->inputs.size());
      plan_->inputs.push_back({v.name, graph_.type(v.value)});
    }
    for (const NamedValue& v : graph_.states()) {
      place(v.value, Operand::Place::state, plan_->states.size());
      plan_->states.push_back({v.name, graph_.type(v.value)});
    }
    for (std::uint32_t id = 0; id < graph_.size(); ++id)
      if (graph_.node(id).op->name == "constant") {
        place({id, 0}, Operand::Place::constant, plan_->constants.size());
        plan_->constants.push_back(std::get<Tensor>(graph_.node(id).attrs.at("value")));
      }
    for (const NamedValue& v : graph_.outputs())
      plan_->outputs.push_back({v.name, graph_.type(v.value)});
  }

  [[nodiscard]] bool is_view(std::uint32_t id) const {
    return graph_.node(id).op->traits.has(Trait::view);
  }

  void make_units() {
    std::vector<bool> taken(graph_.size());
    for (Claim& c : claims_) {
      taken[c.root] = true;
      for (std::uint32_t id : c.kernel.covers) taken[id] = true;
      units_.push_back({std::move(c.kernel), c.root, std::move(c.refusals)});
    }
    for (std::uint32_t id = 0; id < graph_.size(); ++id) {
      const Node& n = graph_.node(id);
      if (taken[id] || n.op->traits.has(Trait::source) || is_view(id)) continue;
      Kernel kernel = reference_kernel(NodeView(graph_, id));
      kernel.inputs = n.inputs;
      for (std::uint32_t o = 0; o < n.outputs.size(); ++o) kernel.outputs.push_back({id, o});
      const auto refusals = refused_.find(id);
      units_.push_back(
          {std::move(kernel), id,
           refusals == refused_.end() ? std::vector<std::string>() : refusals->second});
    }
    std::sort(units_.begin(), units_.end(),
              [](const Unit& a, const Unit& b) { return a.root < b.root; });
    order_units();
  }

  // A claim may also give values of nodes before its root, whose readers then come after it.
  void order_units() {
    std::vector<std::size_t> unit_of(graph_.size(), units_.size());
    for (std::size_t u = 0; u < units_.size(); ++u)
      for (ValueId v : units_[u].kernel.outputs) unit_of[v.node] = u;
    std::vector<Unit> ordered;
    std::vector<bool> done(units_.size());
    std::vector<std::size_t> stack;
    for (std::size_t first = 0; first < units_.size(); ++first) {
      stack.push_back(first);
      while (!stack.empty()) {
        const std::size_t u = stack.back(), before = stack.size();
        if (!done[u])
          for (ValueId v : units_[u].kernel.inputs)
            if (v.node != kNoNode)
              if (const std::size_t from = unit_of[storage(v).node];
                  from < units_.size() && !done[from])
                stack.push_back(from);
        if (stack.size() > before) continue;
        stack.pop_back();
        if (!done[u]) ordered.push_back(std::move(units_[u]));
        done[u] = true;
      }
    }
    units_ = std::move(ordered);
  }

  // What outputs and the guard need runs first, what only updates need after it.
  void schedule() {
    std::vector<bool> needed(graph_.size());
    const auto mark = [&](ValueId v) {
      if (v.node != kNoNode) needed[v.node] = true;
    };
    for (const NamedValue& v : graph_.outputs()) mark(v.value);
    if (graph_.guard()) mark(*graph_.guard());
    std::vector<const Unit*> unit_of(graph_.size());
    for (const Unit& u : units_)
      for (ValueId v : u.kernel.outputs) unit_of[v.node] = &u;
    for (std::uint32_t id = graph_.size(); id-- > 0;) {
      if (!needed[id]) continue;
      for (ValueId v : graph_.node(id).inputs) mark(v);
      if (unit_of[id])
        for (ValueId v : unit_of[id]->kernel.inputs) mark(v);
    }
    for (Unit& u : units_)
      u.update_only = std::none_of(u.kernel.outputs.begin(), u.kernel.outputs.end(),
                                   [&](ValueId v) { return needed[v.node]; });
    std::stable_partition(units_.begin(), units_.end(),
                          [](const Unit& u) { return !u.update_only; });
    main_units_ = static_cast<std::size_t>(
        std::count_if(units_.begin(), units_.end(), [](const Unit& u) { return !u.update_only; }));
  }

  void apply_layouts() {
    std::vector<const Kernel*> kernels;
    for (const Unit& u : units_) kernels.push_back(&u.kernel);
    const std::vector<int> chosen = choose_layouts(graph_, kernels);
    for (std::size_t i = 0; i < units_.size(); ++i) {
      if (chosen[i] < 0) continue;
      Kernel& k = units_[i].kernel;
      LayoutChoice& c = k.layouts[static_cast<std::size_t>(chosen[i])];
      k.name += ", " + name_of(c);
      k.run = std::move(c.run);
      k.scratch_bytes = c.scratch_bytes;
    }
  }
  [[nodiscard]] static std::string name_of(const LayoutChoice& c) {
    for (const auto* list : {&c.outputs, &c.inputs})
      for (const Layout& l : *list)
        if (!l.empty()) return l;
    return {};
  }

  // The value whose memory a view shares.
  [[nodiscard]] ValueId storage(ValueId v) const {
    while (is_view(v.node)) v = graph_.node(v.node).inputs[0];
    return v;
  }
  Buffer& buffer(ValueId v) {
    const ValueId s = storage(v);
    return buffers_[s.node][s.output];
  }

  void resolve_views() {
    last_read_.resize(graph_.size());
    for (std::uint32_t id = 0; id < graph_.size(); ++id)
      last_read_[id].resize(graph_.node(id).outputs.size());
    const auto read = [&](ValueId v, std::size_t step) {
      if (v.node == kNoNode) return;
      const ValueId s = storage(v);
      last_read_[s.node][s.output] = std::max(last_read_[s.node][s.output], step);
    };
    for (std::size_t step = 0; step < units_.size(); ++step)
      for (ValueId v : units_[step].kernel.inputs) read(v, step);
    // Outputs are handed over after the last step; copied updates are read there too.
    for (const NamedValue& v : graph_.outputs()) read(v.value, units_.size());
    if (graph_.guard()) read(*graph_.guard(), units_.size());
    for (const NamedValue& v : graph_.updates())
      if (!written_in_place(v)) read(v.value, units_.size());
  }

  // An update may be written over its own state when its step allows it and is the last to read the
  // state's old value.
  [[nodiscard]] bool written_in_place(const NamedValue& update) {
    const auto state = std::find_if(graph_.states().begin(), graph_.states().end(),
                                    [&](const NamedValue& s) { return s.name == update.name; });
    const ValueId target = state->value;
    if (is_view(update.value.node)) return false;
    for (std::size_t step = main_units_; step < units_.size(); ++step) {
      const Kernel& k = units_[step].kernel;
      for (const InPlace& pair : k.in_place) {
        if (k.outputs[static_cast<std::size_t>(pair.output)] != update.value) continue;
        if (storage(k.inputs[static_cast<std::size_t>(pair.input)]) != target) continue;
        if (count_reads_after(target, step) == 0 && !is_output(target) && !is_update(target) &&
            !is_output(update.value) && num_updates_with(update.value) == 1) {
          in_place_[update.value] = target;
          return true;
        }
      }
    }
    return false;
  }
  [[nodiscard]] int count_reads_after(ValueId v, std::size_t step) const {
    int reads = 0;
    for (std::size_t s = step + 1; s < units_.size(); ++s)
      for (ValueId in : units_[s].kernel.inputs)
        reads += in.node != kNoNode && storage(in) == v ? 1 : 0;
    return reads;
  }
  [[nodiscard]] bool is_output(ValueId v) const {
    return std::any_of(graph_.outputs().begin(), graph_.outputs().end(),
                       [&](const NamedValue& o) { return storage(o.value) == v; });
  }
  [[nodiscard]] bool is_update(ValueId v) const { return num_updates_with(v) > 0; }
  [[nodiscard]] int num_updates_with(ValueId v) const {
    return static_cast<int>(
        std::count_if(graph_.updates().begin(), graph_.updates().end(),
                      [&](const NamedValue& u) { return storage(u.value) == v; }));
  }

  void find_lifetimes() {
    for (std::size_t step = 0; step < units_.size(); ++step) {
      const Kernel& k = units_[step].kernel;
      std::vector<bool> reused(k.inputs.size());
      for (std::size_t o = 0; o < k.outputs.size(); ++o) {
        const ValueId v = k.outputs[o];
        Buffer& b = buffers_[v.node][v.output];
        b.operand.type = graph_.type(v);
        if (const auto it = in_place_.find(v); it != in_place_.end()) {
          b = {buffer(it->second).operand, true, 0};
          continue;
        }
        b.operand.place = Operand::Place::arena;
        const std::size_t last = std::max(step, last_read_[v.node][v.output]);
        if (!reuse_input(k, o, step, last, reused, b)) {
          b.lifetime = lifetimes_.size();
          lifetimes_.push_back({graph_.type(v).bytes(), step, last});
        }
      }
      if (k.scratch_bytes > 0) {
        scratch_[step] = lifetimes_.size();
        lifetimes_.push_back({k.scratch_bytes, step, step});
      }
    }
  }

  bool reuse_input(const Kernel& k, std::size_t o, std::size_t step, std::size_t last,
                   std::vector<bool>& reused, Buffer& b) {
    for (const InPlace& pair : k.in_place) {
      const auto i = static_cast<std::size_t>(pair.input);
      if (static_cast<std::size_t>(pair.output) != o || reused[i]) continue;
      const ValueId s = storage(k.inputs[i]);
      const Buffer& from = buffers_[s.node][s.output];
      const bool twice = std::count_if(k.inputs.begin(), k.inputs.end(), [&](ValueId v) {
                           return v.node != kNoNode && storage(v) == s;
                         }) > 1;
      if (twice || from.operand.place != Operand::Place::arena ||
          last_read_[s.node][s.output] != step ||
          from.operand.type.bytes() != b.operand.type.bytes())
        continue;
      b.lifetime = from.lifetime;
      lifetimes_[b.lifetime].last = std::max(lifetimes_[b.lifetime].last, last);
      return reused[i] = true;
    }
    return false;
  }

  void assign_memory() {
    memory_ = plan_memory(lifetimes_);
    plan_->arena_bytes = memory_.total_bytes;
    for (auto& outputs : buffers_)
      for (Buffer& b : outputs)
        if (b.operand.place == Operand::Place::arena) b.operand.at = memory_.offsets[b.lifetime];
  }

  [[nodiscard]] Operand operand(ValueId v) {
    if (v.node == kNoNode) return {};
    Operand o = buffer(v).operand;
    o.type = graph_.type(v);
    return o;
  }

  [[nodiscard]] std::string names_of(const Unit& u) const {
    std::vector<std::uint32_t> ids = u.kernel.covers;
    ids.push_back(u.root);
    std::sort(ids.begin(), ids.end());
    std::vector<std::string> names;
    for (std::uint32_t id : ids) names.push_back(graph_.node(id).op->name);
    return fmt::format("{}", fmt::join(names, "+"));
  }

  void emit_steps() {
    for (std::size_t i = 0; i < units_.size(); ++i) {
      Unit& u = units_[i];
      Step step;
      step.kernel = u.kernel.name;
      step.scope = graph_.node(u.root).scope;
      step.ops = names_of(u);
      step.run = std::move(u.kernel.run);
      for (ValueId v : u.kernel.inputs) step.inputs.push_back(operand(v));
      for (ValueId v : u.kernel.outputs) step.outputs.push_back(operand(v));
      if (const auto it = scratch_.find(i); it != scratch_.end())
        step.scratch_at = memory_.offsets[it->second];
      step.scratch_bytes = u.kernel.scratch_bytes;
      step.flops = u.kernel.flops;
      for (const auto* list : {&step.inputs, &step.outputs})
        for (const Operand& o : *list)
          if (o.place != Operand::Place::absent) step.bytes += o.type.bytes();
      step.refusals = std::move(u.refusals);
      plan_->steps.push_back(std::move(step));
    }
    plan_->first_update_step = main_units_;
    for (const NamedValue& v : graph_.outputs()) plan_->output_operands.push_back(operand(v.value));
    if (graph_.guard()) plan_->guard = operand(*graph_.guard());
    copy_updates();
  }

  // Sources that are states themselves go through the arena first, so that swaps come out right.
  void copy_updates() {
    std::vector<Step> last;
    for (const NamedValue& v : graph_.updates()) {
      if (in_place_.contains(v.value)) continue;
      const auto state = std::find_if(graph_.states().begin(), graph_.states().end(),
                                      [&](const NamedValue& s) { return s.name == v.name; });
      Operand from = operand(v.value);
      const Operand to = operand(state->value);
      if (from.place == Operand::Place::state && from.at == to.at) continue;
      if (from.place == Operand::Place::state) {
        Operand middle{Operand::Place::arena, (plan_->arena_bytes + 63) / 64 * 64, from.type};
        plan_->arena_bytes = middle.at + from.type.bytes();
        plan_->steps.push_back(copy_step(v.name, from, middle));
        from = middle;
      }
      last.push_back(copy_step(v.name, from, to));
    }
    std::move(last.begin(), last.end(), std::back_inserter(plan_->steps));
  }

  static Step copy_step(const std::string& name, const Operand& from, const Operand& to) {
    Step step;
    step.kernel = "copy";
    step.scope = name;
    step.ops = "update";
    step.inputs = {from};
    step.outputs = {to};
    step.bytes = 2 * from.type.bytes();
    step.run = [bytes = from.type.bytes()](const Launch& l) {
      if (bytes > 0) std::memcpy(l.out(0), l.in(0), bytes);
    };
    return step;
  }

  const Graph& graph_;
  std::vector<Claim> claims_;
  const Refusals& refused_;
  std::shared_ptr<Plan> plan_;
  std::vector<Unit> units_;
  std::size_t main_units_ = 0;
  std::vector<std::vector<Buffer>> buffers_;
  std::vector<std::vector<std::size_t>> last_read_;
  std::map<ValueId, ValueId> in_place_;
  std::vector<Lifetime> lifetimes_;
  std::map<std::size_t, std::size_t> scratch_;
  MemoryPlan memory_;
};

}  // namespace

std::shared_ptr<const Plan> compile(const Graph& graph, const CompileOptions& options) {
  const Backend& backend = options.backend ? *options.backend : cpu_backend();
  const Device device{.num_threads = options.num_threads,
                      .batch_invariant = options.batch_invariant,
                      .packs = options.packs,
                      .winograd = options.winograd};
  PassContext context;
  context.evaluate = evaluate_node;
  context.claimed = [&](const Graph& g) {
    std::vector<bool> claimed(g.size());
    for (const Claim& c : claim_nodes(g, backend, device)) {
      // Scalar ops are claimed one by one only after fusion had its chance.
      if (c.kernel.covers.empty() && g.node(c.root).op->scalar) continue;
      claimed[c.root] = true;
      for (std::uint32_t id : c.kernel.covers) claimed[id] = true;
    }
    return claimed;
  };
  std::vector<PassTiming> timings;
  const Graph lowered = run_passes(graph, context, options.passes, &timings);
  Refusals refused;
  std::vector<Claim> claims = claim_nodes(lowered, backend, device, &refused);
  std::shared_ptr<Plan> plan = Planner(lowered, std::move(claims), refused, options).take();
  plan->passes = std::move(timings);
  plan->source = std::make_shared<const Graph>(graph);
  return plan;
}

}  // namespace ingot

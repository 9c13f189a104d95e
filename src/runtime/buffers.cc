#include "runtime/buffers.h"

#include "base/assert.h"

namespace ingot {

Buffers::Buffers(const LaunchOrder& order) : order_(order), graph_(order.graph) {
  place_sources();
  find_last_reads();
  find_lifetimes();
  memory_ = plan_memory(lifetimes_);
  for (auto& outputs : buffers_)
    for (Buffer& b : outputs)
      if (b.operand.place == Operand::Place::arena) b.operand.at = memory_.offsets[b.lifetime];
}

void Buffers::place_sources() {
  buffers_.resize(graph_.size());
  last_read_.resize(graph_.size());
  for (std::uint32_t id = 0; id < graph_.size(); ++id) {
    buffers_[id].resize(graph_.node(id).outputs.size());
    last_read_[id].resize(graph_.node(id).outputs.size());
  }
  const auto place = [&](ValueId v, Operand::Place where, std::size_t index) {
    buffers_[v.node][v.output] = {{where, index, graph_.type(v)}, 0};
  };
  for (std::size_t i = 0; i < graph_.inputs().size(); ++i)
    place(graph_.inputs()[i].value, Operand::Place::input, i);
  for (std::size_t i = 0; i < graph_.states().size(); ++i)
    place(graph_.states()[i].value, Operand::Place::state, i);
  std::size_t num_constants = 0;
  for (std::uint32_t id = 0; id < graph_.size(); ++id)
    if (graph_.node(id).op->name == "constant")
      place({id, 0}, Operand::Place::constant, num_constants++);
}

void Buffers::find_last_reads() {
  const std::vector<Unit>& units = order_.units;
  const auto read = [&](ValueId v, std::size_t step) {
    if (v.node == kNoNode) return;
    const ValueId s = order_.storage(v);
    last_read_[s.node][s.output] = std::max(last_read_[s.node][s.output], step);
  };
  for (std::size_t step = 0; step < units.size(); ++step)
    for (ValueId v : units[step].kernel.inputs) read(v, step);
  // Outputs are handed over after the last step; copied updates are read there too.
  for (const NamedValue& v : graph_.outputs()) read(v.value, units.size());
  if (graph_.guard()) read(*graph_.guard(), units.size());
  for (const NamedValue& v : graph_.updates())
    if (!write_in_place(v)) read(v.value, units.size());
}

// An update may be written where its state is when nobody reads the old value any more, or when its
// step is the last to read it and may write over it.
bool Buffers::write_in_place(const NamedValue& update) {
  const auto state = std::find_if(graph_.states().begin(), graph_.states().end(),
                                  [&](const NamedValue& s) { return s.name == update.name; });
  const ValueId target = state->value;
  if (order_.is_view(update.value.node)) return false;
  if (is_output(target) || num_updates_with(target) > 0 || is_output(update.value) ||
      num_updates_with(update.value) != 1)
    return false;
  for (std::size_t step = order_.num_main; step < order_.units.size(); ++step) {
    const Kernel& k = order_.units[step].kernel;
    if (std::ranges::find(k.outputs, update.value) == k.outputs.end()) continue;
    const bool unread = count_reads_after(target, step - 1) == 0;
    const bool over_it = std::ranges::any_of(k.in_place, [&](const InPlace& pair) {
      return k.outputs[static_cast<std::size_t>(pair.output)] == update.value &&
             order_.storage(k.inputs[static_cast<std::size_t>(pair.input)]) == target;
    });
    if (!unread && (!over_it || count_reads_after(target, step) > 0)) return false;
    in_place_[update.value] = target;
    return true;
  }
  return false;
}

int Buffers::count_reads_after(ValueId v, std::size_t step) const {
  int reads = 0;
  for (std::size_t s = step + 1; s < order_.units.size(); ++s)
    for (ValueId in : order_.units[s].kernel.inputs)
      reads += in.node != kNoNode && order_.storage(in) == v ? 1 : 0;
  return reads;
}
bool Buffers::is_output(ValueId v) const {
  return std::any_of(graph_.outputs().begin(), graph_.outputs().end(),
                     [&](const NamedValue& o) { return order_.storage(o.value) == v; });
}
int Buffers::num_updates_with(ValueId v) const {
  return static_cast<int>(
      std::count_if(graph_.updates().begin(), graph_.updates().end(),
                    [&](const NamedValue& u) { return order_.storage(u.value) == v; }));
}

void Buffers::find_lifetimes() {
  const std::vector<Unit>& units = order_.units;
  for (std::size_t step = 0; step < units.size(); ++step) {
    const Kernel& k = units[step].kernel;
    std::vector<bool> reused(k.inputs.size());
    for (std::size_t o = 0; o < k.outputs.size(); ++o) {
      const ValueId v = k.outputs[o];
      Buffer& b = buffers_[v.node][v.output];
      b.operand.type = graph_.type(v);
      if (const auto it = in_place_.find(v); it != in_place_.end()) {
        b = {buffer(it->second).operand, 0};
        continue;
      }
      b.operand.place = Operand::Place::arena;
      if (!reuse_input(k, o, step, reused)) {
        b.lifetime = lifetimes_.size();
        lifetimes_.push_back(
            {graph_.type(v).bytes(), step, std::max(step, last_read_[v.node][v.output])});
      }
    }
    if (k.scratch_bytes > 0) {
      scratch_[step] = lifetimes_.size();
      lifetimes_.push_back({k.scratch_bytes, step, step});
    }
  }
  for (const NamedValue& u : graph_.updates()) {
    const Operand from = operand(u.value);
    if (from.place != Operand::Place::state || in_place_.contains(u.value)) continue;
    waiting_[u.name] = lifetimes_.size();
    lifetimes_.push_back({from.type.bytes(), units.size(), units.size()});
  }
}

bool Buffers::reuse_input(const Kernel& k, std::size_t o, std::size_t step,
                          std::vector<bool>& reused) {
  const ValueId out = k.outputs[o];
  Buffer& b = buffers_[out.node][out.output];
  for (const InPlace& pair : k.in_place) {
    const auto i = static_cast<std::size_t>(pair.input);
    if (static_cast<std::size_t>(pair.output) != o || reused[i]) continue;
    const ValueId s = order_.storage(k.inputs[i]);
    const Buffer& from = buffers_[s.node][s.output];
    const bool twice = std::count_if(k.inputs.begin(), k.inputs.end(), [&](ValueId v) {
                         return v.node != kNoNode && order_.storage(v) == s;
                       }) > 1;
    if (twice || from.operand.place != Operand::Place::arena ||
        last_read_[s.node][s.output] != step || from.operand.type.bytes() != b.operand.type.bytes())
      continue;
    b.lifetime = from.lifetime;
    Lifetime& shared = lifetimes_[b.lifetime];
    shared.last = std::max({shared.last, step, last_read_[out.node][out.output]});
    return reused[i] = true;
  }
  return false;
}

Operand Buffers::operand(ValueId v) const {
  if (v.node == kNoNode) return {};
  Operand o = buffer(v).operand;
  o.type = graph_.type(v);
  return o;
}

std::size_t Buffers::scratch_at(std::size_t step) const {
  const auto it = scratch_.find(step);
  return it == scratch_.end() ? 0 : memory_.offsets[it->second];
}

Operand Buffers::waiting_place(const NamedValue& update) const {
  const auto it = waiting_.find(update.name);
  INGOT_ASSERT(it != waiting_.end(), "the update of {} is not another state", update.name);
  return {Operand::Place::arena, memory_.offsets[it->second], graph_.type(update.value)};
}

}  // namespace ingot

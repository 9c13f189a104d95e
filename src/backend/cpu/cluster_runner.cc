#include "backend/cpu/cluster_runner.h"

#include <cstring>

namespace ingot {
namespace {

constexpr std::int64_t kStep = ClusterCode::kStep;

// Of the machine code for one thread: a tile of each input, a step of each output, their addresses.
std::size_t code_bytes(const Cluster& c) {
  const std::size_t pointers = (c.inputs.size() + c.outputs.size()) * sizeof(void*);
  return sizeof(float) * (c.inputs.size() * kClusterTile + c.outputs.size() * kStep) +
         (pointers + 63) / 64 * 64;
}

std::size_t bytes(DType dtype, std::int64_t n) {
  return static_cast<std::size_t>(n) * size_bytes(dtype);
}

// One call of the machine code: whole steps, or fewer elements than one, which then pass through
// scratch. `begin` is the element that goes to the front of the outputs.
class CodeCall {
 public:
  CodeCall(const Cluster& c, const ClusterCode& code, const ClusterOperands& operands,
           std::int64_t begin, std::byte* scratch)
      : c_(c),
        code_(code),
        operands_(operands),
        begin_(begin),
        tiles_(reinterpret_cast<float*>(scratch)),
        ends_(tiles_ + c.inputs.size() * kClusterTile),
        in_(reinterpret_cast<const void**>(ends_ + c.outputs.size() * kStep)),
        out_(const_cast<void**>(in_ + c.inputs.size())) {}

  void run(std::int64_t first, std::int64_t count) {
    const bool is_end = count < kStep;
    for (std::size_t i = 0; i < c_.inputs.size(); ++i) {
      const Walk& w = c_.inputs[i];
      const auto* from = static_cast<const std::byte*>(operands_.inputs[i]);
      const std::byte* dense = from + bytes(w.dtype, first);
      float* tile = tiles_ + i * kClusterTile;
      in_[i] = tile;
      if (is_end) std::fill_n(tile, kStep, 0.0f);
      if (w.kind != Walk::Kind::same)
        load_tile(w, c_.shape, from, first, count, tile);
      else if (is_end)
        std::memcpy(tile, dense, bytes(w.dtype, count));
      else
        in_[i] = dense;
    }
    for (std::size_t o = 0; o < c_.outputs.size(); ++o)
      out_[o] = is_end ? static_cast<void*>(ends_ + o * kStep) : target(o, first);
    code_.run(in_, out_, is_end ? kStep : count);
    for (std::size_t o = 0; is_end && o < c_.outputs.size(); ++o)
      std::memcpy(target(o, first), out_[o], bytes(c_.outputs[o], count));
  }

 private:
  [[nodiscard]] std::byte* target(std::size_t o, std::int64_t first) const {
    return static_cast<std::byte*>(operands_.outputs[o]) + bytes(c_.outputs[o], first - begin_);
  }

  const Cluster& c_;
  const ClusterCode& code_;
  const ClusterOperands& operands_;
  std::int64_t begin_;
  float *tiles_, *ends_;
  const void** in_;
  void** out_;
};

// Whether an output lies over an input.
bool is_in_place(const Cluster& c, const ClusterOperands& operands, std::int64_t begin) {
  for (std::size_t i = 0; i < c.inputs.size(); ++i) {
    const auto* from =
        static_cast<const std::byte*>(operands.inputs[i]) + bytes(c.inputs[i].dtype, begin);
    if (c.inputs[i].kind == Walk::Kind::same &&
        std::ranges::find(operands.outputs, static_cast<const void*>(from)) !=
            operands.outputs.end())
      return true;
  }
  return false;
}

}  // namespace

// Null: the program is interpreted.
const ClusterCode* ClusterRunner::code() const {
  constexpr std::int64_t kWorthIt = 8 * kClusterTile;
  if (cluster_.shape.num_elements() < kWorthIt) return nullptr;
  std::call_once(once_, [&] {
    const auto set = ClusterCode::best();
    if (!set) return;
    std::vector<ClusterCode::Input> inputs;
    for (const Walk& w : cluster_.inputs)
      inputs.push_back({w.kind == Walk::Kind::same ? w.dtype : f32, w.kind == Walk::Kind::scalar});
    code_ = ClusterCode::make(cluster_.program, inputs, cluster_.outputs, *set);
  });
  return code_.get();
}

std::size_t ClusterRunner::scratch_bytes() const {
  return std::max(interpreter_bytes(cluster_), code_bytes(cluster_));
}

void ClusterRunner::run(const ClusterOperands& operands, Share elements, std::byte* scratch) const {
  const ClusterCode* made = code();
  if (!made) return interpret(cluster_, operands, elements, scratch);
  CodeCall call(cluster_, *made, operands, elements.begin, scratch);
  const std::int64_t count = elements.end - elements.begin;
  const std::int64_t whole = elements.end - count % kStep;
  const std::int64_t most = cluster_.broadcasts() ? kClusterTile : count;
  for (std::int64_t at = elements.begin; at < whole; at += most)
    call.run(at, std::min(most, whole - at));
  if (whole == elements.end) return;
  // The last step overlaps the one before where the inputs are still as they were.
  if (count >= kStep && !is_in_place(cluster_, operands, elements.begin))
    call.run(elements.end - kStep, kStep);
  else
    call.run(whole, elements.end - whole);
}

}  // namespace ingot

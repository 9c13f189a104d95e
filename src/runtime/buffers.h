// Where each value of a launch order lives.
#pragma once

#include "runtime/launch_order.h"
#include "runtime/memory_plan.h"
#include "runtime/plan.h"

namespace ingot {

/// Places of values and scratch. A result takes the place of an input that it may be written over,
/// and an update that of its state, when nothing reads the old contents later.
class Buffers {
 public:
  /// `order` outlives it.
  explicit Buffers(const LaunchOrder& order);

  [[nodiscard]] std::size_t arena_bytes() const { return memory_.total_bytes; }
  /// Arena bytes that live at the step that needs the most: no placement takes less.
  [[nodiscard]] std::size_t least_bytes() const { return most_living_bytes(lifetimes_); }
  [[nodiscard]] Operand operand(ValueId v) const;
  [[nodiscard]] std::size_t scratch_at(std::size_t step) const;
  /// Whether the value is written where its state lies.
  [[nodiscard]] bool is_in_place(ValueId update) const { return in_place_.contains(update); }
  /// Where the old value of one state waits until it becomes the new value of another.
  [[nodiscard]] Operand waiting_place(const NamedValue& update) const;

 private:
  struct Buffer {
    Operand operand;
    std::size_t lifetime = 0;  ///< index among the lifetimes, for the arena
  };

  void place_sources();
  void find_last_reads();
  bool write_in_place(const NamedValue& update);
  void find_lifetimes();
  bool reuse_input(const Kernel& k, std::size_t o, std::size_t step, std::vector<bool>& reused);
  [[nodiscard]] int count_reads_after(ValueId v, std::size_t step) const;
  [[nodiscard]] bool is_output(ValueId v) const;
  [[nodiscard]] int num_updates_with(ValueId v) const;

  [[nodiscard]] const Buffer& buffer(ValueId v) const {
    const ValueId s = order_.storage(v);
    return buffers_[s.node][s.output];
  }

  const LaunchOrder& order_;
  const Graph& graph_;
  std::vector<std::vector<Buffer>> buffers_;
  std::vector<std::vector<std::size_t>> last_read_;
  std::map<ValueId, ValueId> in_place_;
  std::vector<Lifetime> lifetimes_;
  std::map<std::size_t, std::size_t> scratch_;               ///< step -> lifetime
  std::map<std::string, std::size_t, std::less<>> waiting_;  ///< state -> lifetime
  MemoryPlan memory_;
};

}  // namespace ingot

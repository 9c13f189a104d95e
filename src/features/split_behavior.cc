#include "features/split_behavior.h"

#include "features/tokenizer_error.h"

namespace ingot {

SplitBehavior split_behavior(const std::string& name) {
  if (name == "Removed") return SplitBehavior::removed;
  if (name == "Isolated") return SplitBehavior::isolated;
  if (name == "MergedWithPrevious") return SplitBehavior::merged_with_previous;
  if (name == "MergedWithNext") return SplitBehavior::merged_with_next;
  if (name == "Contiguous") return SplitBehavior::contiguous;
  throw unsupported_tokenizer(
      text("behaviour of a split", "切分方式"), name,
      {"Removed", "Isolated", "MergedWithPrevious", "MergedWithNext", "Contiguous"});
}

// The pending piece waits for what may still join it.
void PieceCutter::part(std::size_t begin, std::size_t end, Part kind) {
  const bool is_match = kind == Part::match, has_pending = pending_end_ > pending_begin_;
  if (is_match && behavior_ == SplitBehavior::removed) return;
  bool joins = false;
  if (has_pending) {
    const bool after_match = pending_ == Part::match;
    switch (behavior_) {
      case SplitBehavior::merged_with_previous: joins = is_match && !after_match; break;
      case SplitBehavior::merged_with_next: joins = !is_match && after_match; break;
      case SplitBehavior::contiguous: joins = is_match && after_match; break;
      default: break;
    }
  }
  if (!joins) {
    if (has_pending) on_piece_(whole_.part(pending_begin_, pending_end_));
    pending_begin_ = begin;
  }
  pending_end_ = end;
  pending_ = kind;
}

}  // namespace ingot

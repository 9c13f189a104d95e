// From where a pattern is found to pieces.
#pragma once

#include <optional>
#include <string>

#include "features/pre_tokenizer.h"

namespace ingot {

/// By its name in a tokenizer.json, such as "MergedWithNext". errors: unsupported_tokenizer
[[nodiscard]] SplitBehavior split_behavior(const std::string& name);

/// Takes what a pattern finds from left to right, and gives the pieces.
class PieceCutter {
 public:
  PieceCutter(const TextPiece& whole, SplitBehavior behavior, const OnPiece& on_piece)
      : whole_(whole), behavior_(behavior), on_piece_(on_piece) {}

  /// The pattern is found at [begin, end), which is not empty and after all before.
  void match(std::size_t begin, std::size_t end) {
    if (begin > at_) part(at_, begin, Part::other);
    part(begin, end, Part::match);
    at_ = end;
  }
  void finish() {
    if (at_ < whole_.text.size()) part(at_, whole_.text.size(), Part::other);
    if (pending_end_ > pending_begin_) on_piece_(whole_.part(pending_begin_, pending_end_));
  }

 private:
  enum class Part { match, other };
  void part(std::size_t begin, std::size_t end, Part kind);

  const TextPiece& whole_;
  SplitBehavior behavior_;
  const OnPiece& on_piece_;
  std::size_t at_ = 0, pending_begin_ = 0, pending_end_ = 0;
  Part pending_ = Part::other;
};

}  // namespace ingot

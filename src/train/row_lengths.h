// Lengths of training rows of one source.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <vector>

namespace ingot {

/// A row is trained on in the shortest that holds it; which one that is, is its form
/// (RowSource::form).
class RowLengths {
 public:
  /// lengths   the longest first
  RowLengths(std::vector<std::int64_t> lengths);
  RowLengths(std::initializer_list<std::int64_t> lengths)
      : RowLengths(std::vector<std::int64_t>(lengths)) {}

  [[nodiscard]] std::int64_t longest() const { return lengths_[0]; }
  /// Of a row of so many tokens or steps, at most as many as the longest holds.
  [[nodiscard]] std::int64_t form(std::int64_t size) const;
  [[nodiscard]] std::int64_t operator[](std::int64_t form) const {
    return lengths_[static_cast<std::size_t>(form)];
  }

 private:
  std::vector<std::int64_t> lengths_;
};

}  // namespace ingot

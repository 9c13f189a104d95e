// Names of very many files.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace ingot {

/// Names in one piece of memory: 8 bytes each beside their letters, where a std::string takes 32
/// and a piece of its own.
class NameList {
 public:
  NameList() = default;
  NameList(std::initializer_list<std::string_view> names) {
    for (const std::string_view name : names) push_back(name);
  }

  [[nodiscard]] std::size_t size() const { return ends_.size(); }
  [[nodiscard]] bool empty() const { return ends_.empty(); }
  /// Until the next name is added.
  [[nodiscard]] std::string_view operator[](std::size_t i) const {
    const std::size_t begin = i == 0 ? 0 : ends_[i - 1];
    return std::string_view(letters_).substr(begin, ends_[i] - begin);
  }
  void push_back(std::string_view name) {
    letters_ += name;
    ends_.push_back(letters_.size());
  }

 private:
  std::string letters_;
  std::vector<std::size_t> ends_;
};

}  // namespace ingot

// Small texts that people write: numbers and lists.
#pragma once

#include <algorithm>
#include <charconv>
#include <optional>
#include <string_view>
#include <vector>

namespace ingot {

/// The whole of `text` as a number with a point and no blanks; nothing where it is none.
template <class T>
[[nodiscard]] std::optional<T> parse_as(std::string_view text) {
  T value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

/// What stands between the commas of `list`, as long as that lives; one empty part of an empty
/// text.
[[nodiscard]] inline std::vector<std::string_view> split_commas(std::string_view list) {
  std::vector<std::string_view> parts;
  for (std::size_t at = 0; at <= list.size();) {
    const std::size_t comma = std::min(list.find(',', at), list.size());
    parts.push_back(list.substr(at, comma - at));
    at = comma + 1;
  }
  return parts;
}

}  // namespace ingot

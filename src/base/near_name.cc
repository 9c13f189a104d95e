#include "base/near_name.h"

#include <algorithm>
#include <cctype>
#include <vector>

#include "base/lower_case.h"

namespace ingot {
namespace {

// Levenshtein 1966: fewest insertions, deletions and replacements.
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i + 1;
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t replace = diagonal + (in_lower_case(a[i]) == in_lower_case(b[j]) ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({replace, row[j] + 1, row[j + 1] + 1});
    }
  }
  return row[b.size()];
}

}  // namespace

std::string near_name(std::string_view given, std::span<const std::string> names) {
  constexpr std::size_t kLongest = 200;  // longer ones are not mistyped, and take long to compare
  if (given.size() > kLongest) return {};
  const std::string* best = nullptr;
  std::size_t distance = std::max<std::size_t>(2, given.size() / 3) + 1;
  for (const std::string& name : names) {
    if (name.size() > kLongest) continue;
    const std::size_t d = edit_distance(given, name);
    // Names that share nothing are not near.
    if (d < distance && d < std::max(given.size(), name.size())) {
      distance = d;
      best = &name;
    }
  }
  return best ? *best : std::string();
}

}  // namespace ingot

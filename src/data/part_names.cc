#include "data/part_names.h"

#include <array>

#include "base/lower_case.h"

namespace ingot {

std::optional<DataPart> part_in_name(std::string_view stem) {
  using Name = std::pair<std::string_view, DataPart>;
  constexpr std::array kNames{Name{"test", DataPart::test},     Name{"testing", DataPart::test},
                              Name{"testset", DataPart::test},  Name{"newstest", DataPart::test},
                              Name{"valid", DataPart::valid},   Name{"validation", DataPart::valid},
                              Name{"val", DataPart::valid},     Name{"dev", DataPart::valid},
                              Name{"newsdev", DataPart::valid}, Name{"train", DataPart::train},
                              Name{"training", DataPart::train}};
  const std::string name = in_lower_case(std::string(stem));
  const auto is_letter = [&](std::size_t i) { return name[i] >= 'a' && name[i] <= 'z'; };
  for (std::size_t at = 0; at < name.size();) {
    if (!is_letter(at)) {
      ++at;
      continue;
    }
    std::size_t end = at;
    while (end < name.size() && is_letter(end)) ++end;
    for (const auto& [word, part] : kNames)
      if (std::string_view(name).substr(at, end - at) == word) return part;
    at = end;
  }
  return std::nullopt;
}

}  // namespace ingot

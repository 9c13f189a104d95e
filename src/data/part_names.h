// How the parts of a data set are called, by those who make them.
#pragma once

#include <optional>
#include <string_view>

#include "ingot/data.h"

namespace ingot {

/// The part that a name without its ending says among its words: test.en, newstest2014, valid_1,
/// corpus.dev, train; nothing where it says none ("contest", "latest").
[[nodiscard]] std::optional<DataPart> part_in_name(std::string_view stem);

}  // namespace ingot

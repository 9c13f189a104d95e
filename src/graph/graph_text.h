// Attributes as text, shared by printing, parsing and comparing.
#pragma once

#include "ingot/graph.h"

namespace ingot {

[[nodiscard]] std::string to_string(const AttrValue& value);
/// Equal to the last bit.
[[nodiscard]] bool equal_attrs(const AttrValue& a, const AttrValue& b);

}  // namespace ingot

// Attributes as text, shared by printing, parsing and comparing.
#pragma once

#include "ingot/graph.h"

namespace ingot {

[[nodiscard]] std::string to_string(const AttrValue& value);
/// "axis=1, keep=keep" for the attributes of `op`. errors: parse_error
[[nodiscard]] Attrs parse_attrs(const OpDef& op, std::string_view text);
/// Equal to the last bit.
[[nodiscard]] bool equal_attrs(const AttrValue& a, const AttrValue& b);

}  // namespace ingot

// `inspect` of a table.
#pragma once

#include <string>

#include "cli/verb.h"

namespace ingot {

struct InspectOptions {
  std::string source, target;
  std::string out;  ///< of the page; empty: none
};
void inspect_table(const Context& context, const InspectOptions& options);

}  // namespace ingot

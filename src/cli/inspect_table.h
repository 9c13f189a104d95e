// `inspect` of a table.
#pragma once

#include <string>

#include "cli/verb.h"
#include "ingot/table.h"

namespace ingot {

struct InspectOptions {
  std::string source, target;
  std::string out;  ///< of the page; empty: none
  TableOptions table;
};
void inspect_table(const Context& context, const InspectOptions& options);

}  // namespace ingot

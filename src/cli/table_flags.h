// How the file of a table is read, as options that several verbs share.
#pragma once

#include "cli/verb.h"

namespace ingot {

/// --sql, --connection, --encoding, --separator, --header: read into `options`, which outlives the
/// parsing.
void declare_table_flags(CLI::App& app, const Context& context, TableOptions& options);

}  // namespace ingot

// What to know of a PostgreSQL server beside its rows, which open_table reads.
#pragma once

#include <string>

namespace ingot {

/// The connection string with all that it says but secrets, which are left to PGPASSWORD and
/// ~/.pgpass: as it may be kept. Empty where libpq cannot read it.
[[nodiscard]] std::string connection_to_keep(const std::string& connection);

}  // namespace ingot

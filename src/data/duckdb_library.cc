#include "data/duckdb_library.h"

#include "base/shared_library.h"

namespace ingot {

const DuckDb& duckdb() {
  static const DuckDb loaded = [] {
    const SharedLibrary library(
        "libduckdb.so",
        "DuckDB: scripts/setup run brings it, and it is installed with the program");
    DuckDb db;
#define INGOT_FIND(name) library.find(#name, db.name);
    INGOT_DUCKDB_FUNCTIONS(INGOT_FIND)
#undef INGOT_FIND
    return db;
  }();
  return loaded;
}

}  // namespace ingot

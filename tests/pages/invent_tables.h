// Pages of invented tables, for the tests of the page.
#pragma once

#include <filesystem>

namespace ingot {

/// customers.html, clean.html, wide.html and hostile-table.html in `folder`.
void write_table_pages(const std::filesystem::path& folder);

}  // namespace ingot

// A large CSV file, for benchmarks of what reads tables.
#pragma once

#include <filesystem>

namespace ingot {

/// Writes at least so many bytes of twelve columns as tables of customers have them: numbers,
/// words, gaps, a date, a text in quotes. The last, `answer`, has a third value where it is empty.
void write_customers(const std::filesystem::path& file, std::size_t bytes);

}  // namespace ingot

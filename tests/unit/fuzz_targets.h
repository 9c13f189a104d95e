// The parsers of files from anywhere, as what a fuzzer can call.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace ingot {

struct FuzzTarget {
  std::string name;
  /// Good files to start from.
  std::vector<std::string> (*seeds)();
  /// Parses; must end, and throw nothing but Error.
  void (*parse)(std::string_view bytes);
};

[[nodiscard]] const std::vector<FuzzTarget>& fuzz_targets();

/// Parses. returns whether the bytes were taken; false after an Error
bool try_parse(const FuzzTarget& target, std::string_view bytes);

/// One of `seeds` with one to four changes: bytes, bits, runs removed, doubled or taken from
/// another seed, numbers that are often wrong. A function of its arguments.
[[nodiscard]] std::string mutated(const std::vector<std::string>& seeds, std::uint32_t number,
                                  std::uint32_t seed);

}  // namespace ingot

// The programmer's failures.
#pragma once

#include <fmt/format.h>

#include <string>

namespace ingot {
[[noreturn]] void assertion_failed(const char* condition, const char* file, int line,
                                   const std::string& reason);
}

/// Stops with the reason when a condition that the code itself guarantees does not hold.
#define INGOT_ASSERT(condition, ...)                                                         \
  do {                                                                                       \
    if (!(condition)) [[unlikely]]                                                           \
      ::ingot::assertion_failed(#condition, __FILE__, __LINE__, ::fmt::format(__VA_ARGS__)); \
  } while (false)

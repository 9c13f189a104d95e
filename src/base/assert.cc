#include "base/assert.h"

#include <stdexcept>

namespace ingot {

void assertion_failed(const char* condition, const char* file, int line,
                      const std::string& reason) {
  throw std::logic_error(
      fmt::format("internal error: {} ({}:{}: {} does not hold)", reason, file, line, condition));
}

}  // namespace ingot

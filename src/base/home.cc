#include "base/home.h"

#include <cstdlib>

namespace ingot {

std::filesystem::path default_home() {
  const char* user = std::getenv("HOME");
  return std::filesystem::path(user && *user ? user : ".") / ".ingot";
}

}  // namespace ingot

#include "base/memory.h"

#include <malloc.h>

#include <cstdlib>
#include <fstream>
#include <string>

#include "base/files.h"

namespace ingot {
namespace {

// "VmRSS:     1234 kB" of a file such as /proc/self/status; 0 where there is none.
std::size_t field(const char* file, const std::string& name) {
  const std::string status = read_file(file);
  const std::size_t at = status.find(name + ":");
  if (at == std::string::npos) return 0;
  return std::strtoull(status.c_str() + at + name.size() + 1, nullptr, 10) * 1024;
}

}  // namespace

std::size_t resident_bytes() { return field("/proc/self/status", "VmRSS"); }
std::size_t peak_resident_bytes() { return field("/proc/self/status", "VmHWM"); }
void reset_peak_resident_bytes() { std::ofstream("/proc/self/clear_refs") << "5"; }
void give_back_memory() { ::malloc_trim(0); }
std::size_t total_memory_bytes() { return field("/proc/meminfo", "MemTotal"); }
std::size_t available_memory_bytes() { return field("/proc/meminfo", "MemAvailable"); }

}  // namespace ingot
